//! Everything that can be done to a round. Staff only; the store checks again.

use domain::{
    Action::ManageRounds,
    PartialDate,
    change::Entity,
    round::{LineForm, NewLine, NewPublishedRound, NewRound, PublishedRoundForm, RoundForm},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

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
    Change::of::<CreateRound>(Needs(ManageRounds)),
    Change::of::<RecordPublishedRound>(Needs(ManageRounds)),
    Change::of::<UpdateRound>(Needs(ManageRounds)).undone_by::<UpdateRound>(),
    Change::of::<CompleteRound>(Needs(ManageRounds)).undone_by::<CompleteRound>(),
    Change::of::<AddLine>(Needs(ManageRounds)),
    Change::of::<ReplaceLine>(Needs(ManageRounds)),
    Change::of::<RemoveLine>(Needs(ManageRounds)),
    Change::of::<ScheduleRound>(Needs(ManageRounds)),
    Change::of::<DispatchRound>(Needs(ManageRounds)),
    Change::of::<CancelRound>(Needs(ManageRounds)),
];

#[server(prefix = "/api", endpoint = "create_round", custom = Posted)]
pub async fn create_round(form: RoundForm) -> Result<Done, AppError> {
    let new = NewRound::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::rounds::create(tx, viewer, at, &new).await?;
            Ok(Done::at(format!("/rounds/{}", new.code))
                .saying(format!("Draft {} saved. Add its lines next.", new.code)))
        })
    })
    .await
}

/// Records a past round of which nothing is known but what was published.
///
/// # Errors
/// Mistakes field by field; the code is taken.
#[server(prefix = "/api", endpoint = "record_published_round", custom = Posted)]
pub async fn record_published_round(form: PublishedRoundForm) -> Result<Done, AppError> {
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let new = NewPublishedRound::parse(&form, at.day())?;
            store::rounds::record_published(tx, viewer, at, &new).await?;
            let code = new.round.code;
            Ok(Done::at(format!("/rounds/{code}")).saying(format!("Round {code} is recorded as it was published.")))
        })
    })
    .await
}

#[server(prefix = "/api", endpoint = "update_round", custom = Posted)]
pub async fn update_round(form: RoundForm) -> Result<Done, AppError> {
    let new = NewRound::parse(&form)?;
    let version = request::hidden(&form.version)?;
    let code = form.round;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let before = filled(&store::rounds::front(tx, viewer, &code).await?);
            store::rounds::update(tx, viewer, at, &code, version, &new).await?;
            let fields: Vec<_> = before.pairs().chain([("round", new.code.as_str())]).collect();
            let opposite = Opposite::of("/api/update_round", Entity::Round, &new.code, &fields).at(version + 1);
            Ok(Done::at(format!("/rounds/{}", new.code)).saying("Description saved.").undone_by(opposite))
        })
    })
    .await
}

/// Completes the description of what was dispatched; its code and its lines stay.
#[server(prefix = "/api", endpoint = "complete_round", custom = Posted)]
pub async fn complete_round(form: RoundForm) -> Result<Done, AppError> {
    let new = NewRound::parse(&form)?;
    let version = request::hidden(&form.version)?;
    let code = form.round;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let before = filled(&store::rounds::front(tx, viewer, &code).await?);
            store::rounds::complete(tx, viewer, at, &code, version, &new).await?;
            let fields: Vec<_> = before.pairs().chain([("round", code.as_str())]).collect();
            let opposite = Opposite::of("/api/complete_round", Entity::Round, &code, &fields).at(version + 1);
            Ok(Done::at(format!("/rounds/{code}")).saying("Description saved.").undone_by(opposite))
        })
    })
    .await
}

#[server(prefix = "/api", endpoint = "add_line", custom = Posted)]
pub async fn add_line(form: LineForm) -> Result<Done, AppError> {
    let new = NewLine::parse(&form)?;
    let (code, reason, another) = (form.round, form.reason, !form.another.is_empty());
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let tag = store::rounds::add_typed_line(tx, viewer, at, &code, &new, &reason).await?;
            let next =
                if another { format!("/rounds/{code}/lines/new?like={tag}") } else { format!("/rounds/{code}#lines") };
            Ok(Done::at(next).saying(format!("“{}” added as {tag}.", new.item.name)))
        })
    })
    .await
}

#[server(prefix = "/api", endpoint = "replace_line", custom = Posted)]
pub async fn replace_line(form: LineForm) -> Result<Done, AppError> {
    let new = NewLine::parse(&form)?;
    let line = request::hidden(&form.line)?;
    let (code, reason) = (form.round, form.reason);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let tag = store::rounds::replace_typed_line(tx, viewer, at, &code, line, &new, &reason).await?;
            Ok(Done::at(format!("/rounds/{code}#lines")).saying(format!("“{}” saved as {tag}.", new.item.name)))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RemovedLine {
    submission: String,
    round: String,
    line: String,
}

#[server(prefix = "/api", endpoint = "remove_line", custom = Posted)]
pub async fn remove_line(form: RemovedLine) -> Result<Done, AppError> {
    let line = request::hidden(&form.line)?;
    let code = form.round;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::rounds::remove_line(tx, viewer, at, &code, line).await?;
            Ok(Done::at(format!("/rounds/{code}#lines")).saying("Line removed."))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StepFields {
    submission: String,
    code: String,
    occurred_on: String,
    reason: String,
}

#[server(prefix = "/api", endpoint = "schedule_round", custom = Posted)]
pub async fn schedule_round(form: StepFields) -> Result<Done, AppError> {
    let code = form.code;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::rounds::schedule(tx, viewer, at, &code).await?;
            Ok(Done::at(format!("/rounds/{code}"))
                .saying("Scheduled. The receiving agencies see it now; dispatch it on the day."))
        })
    })
    .await
}

#[server(prefix = "/api", endpoint = "dispatch_round", custom = Posted)]
pub async fn dispatch_round(form: StepFields) -> Result<Done, AppError> {
    let day = PartialDate::parse_day(&form.occurred_on).map_err(|words| AppError::invalid("occurred_on", words))?;
    let code = form.code;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::rounds::dispatch(tx, viewer, at, &code, day).await?;
            Ok(Done::at(format!("/rounds/{code}")).saying("Dispatched. The agencies’ officers can count what arrived."))
        })
    })
    .await
}

#[server(prefix = "/api", endpoint = "cancel_round", custom = Posted)]
pub async fn cancel_round(form: StepFields) -> Result<Done, AppError> {
    let (code, reason) = (form.code, form.reason);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::rounds::cancel(tx, viewer, at, &code, &reason).await?;
            Ok(Done::at(format!("/rounds/{code}")).saying("The round is called off."))
        })
    })
    .await
}
