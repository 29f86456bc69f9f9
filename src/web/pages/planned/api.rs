//! What can be changed: a planned handover is announced to donors, and taken back.

use domain::{
    Action::{ManageRounds, SeePlanned},
    PartialDate,
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use super::subscription;
use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<AnnounceHandover>(Needs(ManageRounds)),
    Change::of::<WithdrawAnnouncement>(Needs(ManageRounds)),
    Change::of::<MakeCalendarAddress>(Needs(SeePlanned)),
    Change::of::<StopCalendarAddress>(Needs(SeePlanned)),
];

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AnnouncementForm {
    submission: String,
    round: String,
    day: String,
    words: String,
}

/// Tells the donors of a scheduled round on which day its handover is planned.
///
/// # Errors
/// Mistakes field by field; the round is not scheduled.
#[server(prefix = "/api", endpoint = "announce_handover", custom = Posted)]
pub async fn announce_handover(form: AnnouncementForm) -> Result<Done, AppError> {
    let new = domain::round::NewAnnouncement::parse(&form.day, &form.words)?;
    let code = form.round;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::rounds::announce(tx, viewer, at, &code, new.day, &new.words).await?;
            let day = PartialDate::Day(new.day).words();
            Ok(Done::at(format!("/rounds/{code}")).saying(format!("The donors are told: planned for {day}.")))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WithdrawnAnnouncement {
    submission: String,
    round: String,
}

/// Takes back what was announced, and tells the donors.
///
/// # Errors
/// Nothing is announced.
#[server(prefix = "/api", endpoint = "withdraw_announcement", custom = Posted)]
pub async fn withdraw_announcement(form: WithdrawnAnnouncement) -> Result<Done, AppError> {
    let code = form.round;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::rounds::withdraw_announcement(tx, viewer, at, &code).await?;
            Ok(Done::at(format!("/rounds/{code}")).saying("The donors are told that it is not planned any more."))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CalendarForm {
    submission: String,
}

/// Makes the private address of one's calendar, or another one.
///
/// # Errors
/// The role reads no plans.
#[server(prefix = "/api", endpoint = "make_calendar_address", custom = Posted)]
pub async fn make_calendar_address(form: CalendarForm) -> Result<Done, AppError> {
    subscription::make(&form.submission).await
}

/// Stops the private address of one's calendar.
///
/// # Errors
/// There is none.
#[server(prefix = "/api", endpoint = "stop_calendar_address", custom = Posted)]
pub async fn stop_calendar_address(form: CalendarForm) -> Result<Done, AppError> {
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::calendar::stop(tx, viewer, at).await?;
            Ok(Done::at("/planned").saying("The address works no more."))
        })
    })
    .await
}
