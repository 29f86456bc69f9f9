//! What can be changed of custody and title.

use domain::Action::{self, MoveItems, ReportLosses, ReturnItems, WriteOffItems};
use domain::custody::{
    entered::{
        FindForm, LossForm, NewAnswer, NewFind, NewLoss, NewReassignment, NewReturn, NewWriteOff, ReassignmentForm,
        ReturnForm, WriteOffForm,
    },
    movement::MovementState,
    title::{NewTitle, TitleForm},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::{
    AppError,
    access::Rule::Needs,
    clock::random_hex,
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<ProposeReassignment>(Needs(MoveItems)),
    Change::of::<ProposeReturn>(Needs(ReturnItems)),
    Change::of::<ProposeWriteOff>(Needs(WriteOffItems)),
    Change::of::<AnswerMovement>(Needs(MoveItems)),
    Change::of::<ReportLoss>(Needs(ReportLosses)),
    Change::of::<ReportFind>(Needs(ReportLosses)),
    Change::of::<AnswerMissing>(Needs(ReportLosses)),
    Change::of::<PassTitle>(Needs(Action::PassTitle)),
];

/// Proposes that an item goes from a unit to another.
///
/// # Errors
/// Mistakes field by field; no such item; more than the unit has.
#[server(prefix = "/api", endpoint = "propose_reassignment", custom = Posted)]
pub async fn propose_reassignment(form: ReassignmentForm) -> Result<Done, AppError> {
    let id = random_hex::<16>().map_err(AppError::internal)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let all = store::items::pieces(tx, viewer, &form.item).await?;
            let new = NewReassignment::parse(&form, all)?;
            store::custody::propose_reassignment(tx, viewer, at, &form.item, &new, &id).await?;
            Ok(Done::at(format!("/custody/{id}")).saying("Proposed. Custody passes when everybody has confirmed."))
        })
    })
    .await
}

/// Offers an item back to UNODC.
///
/// # Errors
/// Mistakes field by field; no such item; more than the unit has.
#[server(prefix = "/api", endpoint = "propose_return", custom = Posted)]
pub async fn propose_return(form: ReturnForm) -> Result<Done, AppError> {
    let id = random_hex::<16>().map_err(AppError::internal)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let all = store::items::pieces(tx, viewer, &form.item).await?;
            let new = NewReturn::parse(&form, all)?;
            store::custody::propose_return(tx, viewer, at, &form.item, &new, &id).await?;
            Ok(Done::at(format!("/custody/{id}")).saying("Offered. Programme staff accept it when it has arrived."))
        })
    })
    .await
}

/// Proposes that an item is written off.
///
/// # Errors
/// Mistakes field by field; no such item; more than is there.
#[server(prefix = "/api", endpoint = "propose_write_off", custom = Posted)]
pub async fn propose_write_off(form: WriteOffForm) -> Result<Done, AppError> {
    let id = random_hex::<16>().map_err(AppError::internal)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let all = store::items::pieces(tx, viewer, &form.item).await?;
            let new = NewWriteOff::parse(&form, all, at.day())?;
            store::custody::propose_write_off(tx, viewer, at, &form.item, &new, &id).await?;
            Ok(Done::at(format!("/custody/{id}")).saying("Proposed. A second member of staff approves it."))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    submission: String,
    movement: String,
    answer: String,
    reason: String,
}

/// Confirms a movement for one's side, refuses or withdraws it.
///
/// # Errors
/// No such movement; somebody else has to say this; it is not open any more.
#[server(prefix = "/api", endpoint = "answer_movement", custom = Posted)]
pub async fn answer_movement(form: Answer) -> Result<Done, AppError> {
    let new = NewAnswer::parse(&form.answer, &form.reason)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let words = match store::custody::answer(tx, viewer, at, &form.movement, &new).await? {
                MovementState::Done => "Confirmed. Custody has passed.",
                MovementState::Refused => "Refused. Nothing has moved.",
                MovementState::Withdrawn => "Withdrawn. Nothing has moved.",
                MovementState::Open | MovementState::Ended => "Confirmed. It waits for the others.",
            };
            Ok(Done::at(format!("/custody/{}", form.movement)).saying(words))
        })
    })
    .await
}

/// Reports what was lost or stolen.
///
/// # Errors
/// Mistakes field by field; no such item; more than was held on that day.
#[server(prefix = "/api", endpoint = "report_loss", custom = Posted)]
pub async fn report_loss(form: LossForm) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let all = store::items::pieces(tx, viewer, &form.item).await?;
            let new = NewLoss::parse(&form, all, at.day())?;
            store::custody::report_loss(tx, viewer, at, &form.item, &new).await?;
            let words = if new.stolen { "Reported as stolen." } else { "Reported as lost." };
            Ok(Done::at(format!("/items/{}#custody", form.item)).saying(words))
        })
    })
    .await
}

/// Reports that something lost or stolen is there again.
///
/// # Errors
/// Mistakes field by field; no such item; more than is missing.
#[server(prefix = "/api", endpoint = "report_find", custom = Posted)]
pub async fn report_find(form: FindForm) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let all = store::items::pieces(tx, viewer, &form.item).await?;
            let new = NewFind::parse(&form, all, at.day())?;
            store::custody::report_find(tx, viewer, at, &form.item, &new).await?;
            Ok(Done::at(format!("/items/{}#custody", form.item)).saying("Reported as found."))
        })
    })
    .await
}

/// Passes the title of an item.
///
/// # Errors
/// Mistakes field by field; no such item; more than the owner has.
#[server(prefix = "/api", endpoint = "pass_title", custom = Posted)]
pub async fn pass_title(form: TitleForm) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let all = store::items::pieces(tx, viewer, &form.item).await?;
            let new = NewTitle::parse(&form, all, at.day())?;
            store::titles::record(tx, viewer, at, &form.item, &new).await?;
            Ok(Done::at(format!("/items/{}#title", form.item))
                .saying("The title has passed. Who holds it is unchanged."))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MissingFields {
    submission: String,
    question: String,
    note: String,
}

/// Says where something is that a new head did not find.
///
/// # Errors
/// Nothing was written; no such question, or it is answered.
#[server(prefix = "/api", endpoint = "answer_missing", custom = Posted)]
pub async fn answer_missing(form: MissingFields) -> Result<Done, AppError> {
    let words = domain::discrepancy::parse_remark(&form.note)?;
    let question = form.question.parse::<i64>().map_err(|_| AppError::NotFound)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::heads::answer_missing(tx, viewer, at, question, &words).await?;
            Ok(Done::at("/custody").saying("Answered."))
        })
    })
    .await
}
