//! What can be changed: an agency is recorded, and gets its next name.

use domain::{
    Action::ManageGrants,
    agency::{AgencyEditForm, AgencyForm, DatedName, NewAgency, NextName},
    change::Entity,
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::merges::{self, Noun};

use super::edit::recorded;
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
    Change::of::<CreateAgency>(Needs(ManageGrants)).undone_by::<TakeBackEntry>(),
    Change::of::<UpdateAgency>(Needs(ManageGrants)).undone_by::<UpdateAgency>(),
    Change::of::<RenameAgency>(Needs(ManageGrants)),
    Change::of::<MergeAgency>(Needs(ManageGrants)).undone_by::<PartAgency>(),
    Change::of::<PartAgency>(Needs(ManageGrants)),
];

/// Records an agency under the name that it has now.
///
/// # Errors
/// Mistakes field by field; the code is taken.
#[server(prefix = "/api", endpoint = "create_agency", custom = Posted)]
pub async fn create_agency(form: AgencyForm) -> Result<Done, AppError> {
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let new = NewAgency::parse(&form, at.day())?;
            store::agencies::add(tx, viewer, at, &new).await?;
            let done = Done::at(format!("/agencies#{}", new.code)).saying(format!("Agency {} is recorded.", new.code));
            Ok(done.undone_by(EntryForm::opposite(Entity::Agency, &new.code)))
        })
    })
    .await
}

/// Puts right what was misspelt of an agency.
///
/// # Errors
/// Mistakes field by field; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "update_agency", custom = Posted)]
pub async fn update_agency(form: AgencyEditForm) -> Result<Done, AppError> {
    let version = request::hidden(&form.version)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let known = store::agencies::list(tx, viewer).await?;
            let known = known.into_iter().find(|a| a.code == form.code).ok_or(AppError::NotFound)?;
            let before = recorded(&known);
            let names: Vec<DatedName> = known.names.into_iter().map(|name| name.dated).collect();
            let new = form.parse(&names, at.day())?;
            store::agencies::update(tx, viewer, at, version, &NewAgency { code: form.code, ..new }).await?;
            let opposite = Opposite::edit("/api/update_agency", Entity::Agency, &known.code, &before);
            let done =
                Done::at(format!("/agencies#{}", known.code)).saying(format!("Agency {} is put right.", known.code));
            Ok(done.undone_by(opposite))
        })
    })
    .await
}

/// Records that an agency is the same as another one.
///
/// # Errors
/// Something has to be done first, which is said; no reason.
#[server(prefix = "/api", endpoint = "merge_agency", custom = Posted)]
pub async fn merge_agency(form: Merging) -> Result<Done, AppError> {
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let into = merges::merge(tx, viewer, at, Noun::Agency, &form.code, &form.into, &form.reason).await?;
            let words = format!("{} is read as {into} from now on.", form.code);
            let fields = [("code", form.code.as_str()), ("reason", IN_ERROR)];
            let opposite = Opposite::of("/api/part_agency", Entity::Agency, &form.code, &fields);
            Ok(Done::at(format!("/agencies#{into}")).saying(words).undone_by(opposite))
        })
    })
    .await
}

/// Records that two that were merged are two after all.
///
/// # Errors
/// It is not read as another one; no reason.
#[server(prefix = "/api", endpoint = "part_agency", custom = Posted)]
pub async fn part_agency(form: Parting) -> Result<Done, AppError> {
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let into = merges::part(tx, viewer, at, Noun::Agency, &form.code, &form.reason).await?;
            let words = format!("{} and {into} are two again.", form.code);
            Ok(Done::at(format!("/agencies#{into}")).saying(words))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Name {
    submission: String,
    code: String,
    /// How many names it had when the form was opened.
    version: String,
    name: String,
    valid_from: String,
}

/// Gives an agency its next name. Documents of earlier days keep the earlier one.
///
/// # Errors
/// Mistakes field by field; somebody renamed it since the form was opened.
#[server(prefix = "/api", endpoint = "rename_agency", custom = Posted)]
pub async fn rename_agency(form: Name) -> Result<Done, AppError> {
    let known: usize = request::hidden(&form.version)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let next = NextName::parse(&form.name, &form.valid_from, at.day())?;
            store::agencies::rename(tx, viewer, at, &form.code, known, &next).await?;
            let from = domain::PartialDate::Day(next.from).words();
            let words = format!("From {from} agency {} is “{}”.", form.code, next.name);
            Ok(Done::at(format!("/agencies#{}", form.code)).saying(words))
        })
    })
    .await
}
