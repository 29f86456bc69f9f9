//! What can be changed: an official is recorded and corrected; what they did is recorded, corrected and withdrawn.

use domain::{
    Action::ManageOfficials,
    change::Entity,
    official::{AppearanceForm, NewAppearance, NewOfficial, OfficialForm},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::officials::{self, AppearanceRow};

use super::{appearance::filled as as_appearance, form::filled as as_official, withdraw::address};
use crate::{
    AppError,
    access::Rule::Needs,
    pages::{
        account::{EntryForm, TakeBackEntry},
        twins::{Merging, Parting},
    },
    registry::Change,
    request::{self, Done, Posted},
    undo::{IN_ERROR, Opposite},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<CreateOfficial>(Needs(ManageOfficials)).undone_by::<TakeBackEntry>(),
    Change::of::<UpdateOfficial>(Needs(ManageOfficials)).undone_by::<UpdateOfficial>(),
    Change::of::<MergeOfficial>(Needs(ManageOfficials)).undone_by::<PartOfficial>(),
    Change::of::<PartOfficial>(Needs(ManageOfficials)).undone_by::<MergeOfficial>(),
    Change::of::<RecordAppearance>(Needs(ManageOfficials)).undone_by::<WithdrawAppearance>(),
    Change::of::<UpdateAppearance>(Needs(ManageOfficials)).undone_by::<UpdateAppearance>(),
    Change::of::<WithdrawAppearance>(Needs(ManageOfficials)).undone_by::<RecordAppearance>(),
];

/// Records an official.
///
/// # Errors
/// Mistakes field by field; the code is taken.
#[server(prefix = "/api", endpoint = "create_official", custom = Posted)]
pub async fn create_official(form: OfficialForm) -> Result<Done, AppError> {
    let new = NewOfficial::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            officials::create(tx, viewer, at, &new).await?;
            let done = Done::at(format!("/officials/{}", new.code)).saying(format!("{} is recorded.", new.name));
            Ok(done.undone_by(EntryForm::opposite(Entity::Official, &new.code)))
        })
    })
    .await
}

/// Corrects an official. The code stays: it stands in addresses.
///
/// # Errors
/// Mistakes field by field; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "update_official", custom = Posted)]
pub async fn update_official(form: OfficialForm) -> Result<Done, AppError> {
    let new = NewOfficial::parse(&form)?;
    let version: i64 = request::hidden(&form.version)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let before = as_official(&officials::show(tx, viewer, &new.code).await?);
            officials::update(tx, viewer, at, version, &new).await?;
            let opposite = Opposite::edit("/api/update_official", Entity::Official, &new.code, &before).at(version + 1);
            let done = Done::at(format!("/officials/{}", new.code)).saying(format!("{} is saved.", new.name));
            Ok(done.undone_by(opposite))
        })
    })
    .await
}

/// Records that an official is the same as another one.
///
/// # Errors
/// There are no such two; no reason.
#[server(prefix = "/api", endpoint = "merge_official", custom = Posted)]
pub async fn merge_official(form: Merging) -> Result<Done, AppError> {
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let into = officials::merge(tx, viewer, at, &form.code, &form.into, &form.reason).await?;
            let fields = [("code", form.code.as_str()), ("reason", IN_ERROR)];
            let opposite = Opposite::of("/api/part_official", Entity::Official, &form.code, &fields);
            let words = format!("{} is read as {into} from now on.", form.code);
            Ok(Done::at(format!("/officials/{into}#twins")).saying(words).undone_by(opposite))
        })
    })
    .await
}

/// Records that two that were merged are two after all.
///
/// # Errors
/// It is not read as another one; no reason.
#[server(prefix = "/api", endpoint = "part_official", custom = Posted)]
pub async fn part_official(form: Parting) -> Result<Done, AppError> {
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let into = officials::part(tx, viewer, at, &form.code, &form.reason).await?;
            let fields = [("code", form.code.as_str()), ("into", &into), ("reason", IN_ERROR)];
            let opposite = Opposite::of("/api/merge_official", Entity::Official, &form.code, &fields);
            let words = format!("{} and {into} are two again.", form.code);
            Ok(Done::at(format!("/officials/{}", form.code)).saying(words).undone_by(opposite))
        })
    })
    .await
}

/// Records who signed an agreement, witnessed its signing, spoke at a round or came to it, or who held a post.
///
/// # Errors
/// Mistakes field by field; nobody, or several, are known by the name.
#[server(prefix = "/api", endpoint = "record_appearance", custom = Posted)]
pub async fn record_appearance(form: AppearanceForm) -> Result<Done, AppError> {
    let new = NewAppearance::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let id = officials::record(tx, viewer, at, &new).await?;
            let row = officials::appearance(tx, viewer, id).await?;
            let id = id.to_string();
            let fields = [("appearance", id.as_str()), ("reason", IN_ERROR)];
            let opposite = Opposite::of("/api/withdraw_appearance", Entity::Appearance, &id, &fields);
            Ok(Done::at(address(&row)).saying(format!("{} is recorded.", row.words())).undone_by(opposite))
        })
    })
    .await
}

/// Corrects it.
///
/// # Errors
/// Mistakes field by field; nobody, or several, are known by the name; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "update_appearance", custom = Posted)]
pub async fn update_appearance(form: AppearanceForm) -> Result<Done, AppError> {
    let new = NewAppearance::parse(&form)?;
    let (id, version): (i64, i64) = (request::hidden(&form.appearance)?, request::hidden(&form.version)?);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let before = officials::appearance(tx, viewer, id).await?;
            officials::update_appearance(tx, viewer, at, id, version, &new).await?;
            let row = officials::appearance(tx, viewer, id).await?;
            let opposite = as_it_was("/api/update_appearance", &before, &[("appearance", form.appearance.as_str())]);
            let done = Done::at(address(&row)).saying(format!("{} is saved.", row.words()));
            Ok(done.undone_by(opposite.at(version + 1)))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WithdrawalFields {
    submission: String,
    appearance: String,
    reason: String,
}

/// Withdraws what was recorded in error.
///
/// # Errors
/// No reason; withdrawn already.
#[server(prefix = "/api", endpoint = "withdraw_appearance", custom = Posted)]
pub async fn withdraw_appearance(form: WithdrawalFields) -> Result<Done, AppError> {
    let id: i64 = request::hidden(&form.appearance)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let row = officials::withdraw(tx, viewer, at, id, &form.reason).await?;
            let done = Done::at(address(&row)).saying(format!("{}: withdrawn.", row.words()));
            Ok(done.undone_by(as_it_was("/api/record_appearance", &row, &[])))
        })
    })
    .await
}

/// A change that says what was recorded before.
fn as_it_was(path: &'static str, row: &AppearanceRow, own: &[(&str, &str)]) -> Opposite {
    let code = |named: &Option<(String, String)>| named.clone().map(|(code, _)| code).unwrap_or_default();
    let (grant, round, name) = (code(&row.grant), code(&row.round), code(&row.official));
    let what = [("grant", grant.as_str()), ("round", &round), ("name", &name)];
    let before = as_appearance(row);
    // Whoever it was is known by the code: a name can be that of several.
    let kept = before.pairs().filter(|(field, _)| *field != "name");
    let fields: Vec<_> = kept.chain(what).chain(own.iter().copied()).collect();
    Opposite::of(path, Entity::Appearance, &row.id.to_string(), &fields)
}
