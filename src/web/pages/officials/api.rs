//! What can be changed: an official is recorded and corrected; what they did is recorded, corrected and withdrawn.

use domain::{
    Action::ManageOfficials,
    change::Entity,
    official::{AppearanceForm, NewAppearance, NewOfficial, OfficialForm},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::officials;

use super::withdraw::address;
use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
    undo::{IN_ERROR, Opposite},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<CreateOfficial>(Needs(ManageOfficials)),
    Change::of::<UpdateOfficial>(Needs(ManageOfficials)),
    Change::of::<RecordAppearance>(Needs(ManageOfficials)).undone_by::<WithdrawAppearance>(),
    Change::of::<UpdateAppearance>(Needs(ManageOfficials)),
    Change::of::<WithdrawAppearance>(Needs(ManageOfficials)),
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
            Ok(Done::at(format!("/officials/{}", new.code)).saying(format!("{} is recorded.", new.name)))
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
            officials::update(tx, viewer, at, version, &new).await?;
            Ok(Done::at(format!("/officials/{}", new.code)).saying(format!("{} is saved.", new.name)))
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
            officials::update_appearance(tx, viewer, at, id, version, &new).await?;
            let row = officials::appearance(tx, viewer, id).await?;
            Ok(Done::at(address(&row)).saying(format!("{} is saved.", row.words())))
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
            Ok(Done::at(address(&row)).saying(format!("{}: withdrawn.", row.words())))
        })
    })
    .await
}
