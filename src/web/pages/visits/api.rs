//! What can be changed: a visit is planned and put right, what was found is recorded, and the visit is closed or cancelled.

use domain::{
    Action::ManageVisits,
    PartialDate, Refusal,
    change::Entity,
    visit::{About, LookForm, NewLook, NewVisit, VisitForm},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::visits::{self, Target};

use super::form::filled;
use crate::{
    AppError,
    access::Rule::Needs,
    clock::random_hex,
    registry::Change,
    request::{self, Done, Posted},
    undo::Opposite,
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<PlanVisit>(Needs(ManageVisits)).undone_by::<CancelVisit>(),
    Change::of::<UpdateVisit>(Needs(ManageVisits)).undone_by::<UpdateVisit>(),
    Change::of::<RecordLook>(Needs(ManageVisits)),
    Change::of::<RecordFind>(Needs(ManageVisits)),
    Change::of::<CloseVisit>(Needs(ManageVisits)),
    Change::of::<CancelVisit>(Needs(ManageVisits)),
];

/// Plans a visit, and draws what it expects.
///
/// # Errors
/// Mistakes field by field; the code is taken; there is nothing to look at.
#[server(prefix = "/api", endpoint = "plan_visit", custom = Posted)]
pub async fn plan_visit(form: VisitForm) -> Result<Done, AppError> {
    // Six digits: short enough to be read aloud and typed again.
    let drawn = random_hex::<4>().map_err(AppError::internal)?;
    let chance = i64::from_str_radix(&drawn, 16).unwrap_or_default() % 1_000_000;
    let new = NewVisit::parse(&form, chance)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            visits::plan(tx, viewer, at, &new).await?;
            let opposite = Opposite::of(
                "/api/cancel_visit",
                Entity::Visit,
                &new.code,
                &[("code", &new.code), ("reason", crate::undo::IN_ERROR)],
            );
            let done = Done::at(format!("/visits/{}", new.code)).saying(format!("Visit {} is planned.", new.code));
            Ok(done.undone_by(opposite.at(1)))
        })
    })
    .await
}

/// Puts a visit right. What it expects was drawn and stays.
///
/// # Errors
/// Mistakes field by field; it is over; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "update_visit", custom = Posted)]
pub async fn update_visit(form: VisitForm) -> Result<Done, AppError> {
    let about = About::parse(&form)?;
    let version: i64 = request::hidden(&form.version)?;
    let code = form.code;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let before = filled(&visits::show(tx, viewer, &code).await?);
            visits::update(tx, viewer, at, &code, version, &about).await?;
            let opposite = Opposite::edit("/api/update_visit", Entity::Visit, &code, &before).at(version + 1);
            Ok(Done::at(format!("/visits/{code}")).saying(format!("Visit {code} is put right.")).undone_by(opposite))
        })
    })
    .await
}

/// Records what was found of a thing on a visit.
///
/// # Errors
/// Mistakes field by field; no such thing; the visit is over; nobody signed for the thing.
#[server(prefix = "/api", endpoint = "record_look", custom = Posted)]
pub async fn record_look(form: LookForm) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let target = Target::read(&form.row, &form.tag)?;
            // How many there should be, and what is asked, is known only with the thing.
            let thing = visits::to_look(tx, viewer, &form.visit, &target).await?;
            // What was not expected is looked at without its checklist first, and answered when it is looked at again.
            let asked = if matches!(target, Target::Row(_)) { thing.asked.as_slice() } else { &[] };
            let new = NewLook::parse(&form, thing.expected, thing.joint, asked, at.day())?;
            let tag = visits::look(tx, viewer, at, &form.visit, &target, &new).await?;
            let place = if matches!(target, Target::Row(_)) { "expected" } else { "unexpected" };
            Ok(Done::at(format!("/visits/{}#{place}", form.visit)).saying(format!("{tag} is recorded.")))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FindForm {
    submission: String,
    visit: String,
    unit: String,
    words: String,
}

/// Writes down something that was found and that no list has.
///
/// # Errors
/// Mistakes field by field; the visit is over.
#[server(prefix = "/api", endpoint = "record_find", custom = Posted)]
pub async fn record_find(form: FindForm) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            visits::find_unlisted(tx, viewer, at, &form.visit, &form.unit, &form.words).await?;
            Ok(Done::at(format!("/visits/{}#unexpected", form.visit)).saying("It is written down."))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EndForm {
    submission: String,
    code: String,
    version: String,
    held_on: String,
    reason: String,
}

/// Closes a visit: what nobody looked at is missing from then on.
///
/// # Errors
/// No day; a checklist is not filled in; nobody looked at anything; it is over; somebody changed it since.
#[server(prefix = "/api", endpoint = "close_visit", custom = Posted)]
pub async fn close_visit(form: EndForm) -> Result<Done, AppError> {
    let held_on = PartialDate::parse_day(&form.held_on).map_err(|words| Refusal::invalid("held_on", words))?;
    let version: i64 = request::hidden(&form.version)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let missing = visits::close(tx, viewer, at, &form.code, version, held_on).await?;
            let said = match missing {
                0 => format!("Visit {} is closed: everything was looked at.", form.code),
                1 => format!("Visit {} is closed: 1 thing was not there.", form.code),
                many => format!("Visit {} is closed: {many} things were not there.", form.code),
            };
            Ok(Done::at(format!("/visits/{}", form.code)).saying(said))
        })
    })
    .await
}

/// Says that a visit is not held.
///
/// # Errors
/// No reason; something was looked at already; it is over; somebody changed it since.
#[server(prefix = "/api", endpoint = "cancel_visit", custom = Posted)]
pub async fn cancel_visit(form: EndForm) -> Result<Done, AppError> {
    let version: i64 = request::hidden(&form.version)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            visits::cancel(tx, viewer, at, &form.code, version, &form.reason).await?;
            Ok(Done::at(format!("/visits/{}", form.code)).saying(format!("Visit {} is cancelled.", form.code)))
        })
    })
    .await
}
