//! What can be changed: a finding is recorded, put right, followed up, closed with evidence, and opened again.

use domain::{
    Action::ManageFindings,
    change::Entity,
    finding::{FindingForm, NewFinding, said},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::findings;

use super::form::filled;
use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
    undo::Opposite,
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<RecordFinding>(Needs(ManageFindings)),
    Change::of::<UpdateFinding>(Needs(ManageFindings)).undone_by::<UpdateFinding>(),
    Change::of::<FollowFinding>(Needs(ManageFindings)),
    Change::of::<CloseFinding>(Needs(ManageFindings)).undone_by::<ReopenFinding>(),
    Change::of::<ReopenFinding>(Needs(ManageFindings)),
];

/// Records a finding.
///
/// # Errors
/// Mistakes field by field; no such unit, item or visit.
#[server(prefix = "/api", endpoint = "record_finding", custom = Posted)]
pub async fn record_finding(form: FindingForm) -> Result<Done, AppError> {
    let new = NewFinding::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let id = findings::record(tx, viewer, at, &new).await?;
            Ok(Done::at(format!("/findings/{id}")).saying("The finding is recorded."))
        })
    })
    .await
}

/// Puts a finding right.
///
/// # Errors
/// Mistakes field by field; it is closed; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "update_finding", custom = Posted)]
pub async fn update_finding(form: FindingForm) -> Result<Done, AppError> {
    let new = NewFinding::parse(&form)?;
    let (id, version): (i64, i64) = (request::hidden(&form.number)?, request::hidden(&form.version)?);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let (before, _) = findings::show(tx, viewer, id).await?;
            findings::update(tx, viewer, at, id, version, &new).await?;
            let key = id.to_string();
            let before = filled(&before);
            let fields: Vec<(&str, &str)> = before.pairs().chain([("number", key.as_str())]).collect();
            let opposite = Opposite::of("/api/update_finding", Entity::Finding, &key, &fields).at(version + 1);
            Ok(Done::at(format!("/findings/{id}")).saying("The finding is put right.").undone_by(opposite))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SaidForm {
    submission: String,
    number: String,
    version: String,
    words: String,
    evidence: String,
}

/// Says what was done about a finding so far.
///
/// # Errors
/// Nothing was written; it is closed.
#[server(prefix = "/api", endpoint = "follow_finding", custom = Posted)]
pub async fn follow_finding(form: SaidForm) -> Result<Done, AppError> {
    let id: i64 = request::hidden(&form.number)?;
    let words = said("words", &form.words, "Say what was done so far")?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            findings::follow_up(tx, viewer, at, id, &words).await?;
            Ok(Done::at(format!("/findings/{id}#done")).saying("It is written down."))
        })
    })
    .await
}

/// Closes a finding, with what shows that it is done.
///
/// # Errors
/// Nothing shows it; it is closed already; somebody changed it since.
#[server(prefix = "/api", endpoint = "close_finding", custom = Posted)]
pub async fn close_finding(form: SaidForm) -> Result<Done, AppError> {
    let (id, version): (i64, i64) = (request::hidden(&form.number)?, request::hidden(&form.version)?);
    let evidence = said("evidence", &form.evidence, "Say what shows that it is done")?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            findings::close(tx, viewer, at, id, version, &evidence).await?;
            let key = id.to_string();
            let opposite =
                Opposite::of("/api/reopen_finding", Entity::Finding, &key, &[("number", &key)]).at(version + 1);
            Ok(Done::at(format!("/findings/{id}")).saying("The finding is closed.").undone_by(opposite))
        })
    })
    .await
}

/// Opens a closed finding again.
///
/// # Errors
/// It is open; somebody changed it since.
#[server(prefix = "/api", endpoint = "reopen_finding", custom = Posted)]
pub async fn reopen_finding(form: SaidForm) -> Result<Done, AppError> {
    let (id, version): (i64, i64) = (request::hidden(&form.number)?, request::hidden(&form.version)?);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            findings::reopen(tx, viewer, at, id, version).await?;
            Ok(Done::at(format!("/findings/{id}")).saying("The finding is open again."))
        })
    })
    .await
}
