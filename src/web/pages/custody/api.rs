//! What can be changed of custody and title: see `crate::access::FUNCTIONS` for who does it.

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

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reassignment {
    submission: String,
    item: String,
    holder: String,
    receiver: String,
    /// A unit that the list does not name: `IMT-NUK/MIA`.
    receiver_code: String,
    quantity: String,
    reason: String,
    document: String,
}

/// Proposes that an item goes from a unit to another.
///
/// # Errors
/// Mistakes field by field; no such item; more than the unit has.
#[server(prefix = "/api", endpoint = "propose_reassignment", custom = Posted)]
pub async fn propose_reassignment(form: Reassignment) -> Result<Done, AppError> {
    let id = random_hex::<16>().map_err(AppError::internal)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let all = store::items::pieces(tx, viewer, &form.item).await?;
            let code = form.receiver_code.trim().to_ascii_uppercase();
            let typed = ReassignmentForm {
                from: &form.holder,
                to: if code.is_empty() { &form.receiver } else { &code },
                quantity: &form.quantity,
                reason: &form.reason,
                document: &form.document,
            };
            let new = NewReassignment::parse(&typed, all)?;
            store::custody::propose_reassignment(tx, viewer, at, &form.item, &new, &id).await?;
            Ok(Done::at(format!("/custody/{id}")).saying("Proposed. Custody passes when everybody has confirmed."))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Return {
    submission: String,
    item: String,
    holder: String,
    quantity: String,
    condition: String,
    reason: String,
}

/// Offers an item back to UNODC.
///
/// # Errors
/// Mistakes field by field; no such item; more than the unit has.
#[server(prefix = "/api", endpoint = "propose_return", custom = Posted)]
pub async fn propose_return(form: Return) -> Result<Done, AppError> {
    let id = random_hex::<16>().map_err(AppError::internal)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let all = store::items::pieces(tx, viewer, &form.item).await?;
            let typed = ReturnForm {
                from: &form.holder,
                quantity: &form.quantity,
                condition: &form.condition,
                reason: &form.reason,
            };
            let new = NewReturn::parse(&typed, all)?;
            store::custody::propose_return(tx, viewer, at, &form.item, &new, &id).await?;
            Ok(Done::at(format!("/custody/{id}")).saying("Offered. Programme staff accept it when it has arrived."))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WriteOff {
    submission: String,
    item: String,
    holder: String,
    quantity: String,
    document: String,
    occurred_on: String,
    reason: String,
}

/// Proposes that an item is written off.
///
/// # Errors
/// Mistakes field by field; no such item; more than is there.
#[server(prefix = "/api", endpoint = "propose_write_off", custom = Posted)]
pub async fn propose_write_off(form: WriteOff) -> Result<Done, AppError> {
    let id = random_hex::<16>().map_err(AppError::internal)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let all = store::items::pieces(tx, viewer, &form.item).await?;
            let typed = WriteOffForm {
                from: &form.holder,
                quantity: &form.quantity,
                document: &form.document,
                decided_on: &form.occurred_on,
                reason: &form.reason,
            };
            let new = NewWriteOff::parse(&typed, all, at.day())?;
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

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Loss {
    submission: String,
    item: String,
    kind: String,
    holder: String,
    quantity: String,
    occurred_on: String,
    circumstances: String,
    police_report: String,
}

/// Reports what was lost or stolen.
///
/// # Errors
/// Mistakes field by field; no such item; more than was held on that day.
#[server(prefix = "/api", endpoint = "report_loss", custom = Posted)]
pub async fn report_loss(form: Loss) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let all = store::items::pieces(tx, viewer, &form.item).await?;
            let typed = LossForm {
                kind: &form.kind,
                from: &form.holder,
                quantity: &form.quantity,
                occurred_on: &form.occurred_on,
                circumstances: &form.circumstances,
                police_report: &form.police_report,
            };
            let new = NewLoss::parse(&typed, all, at.day())?;
            store::custody::report_loss(tx, viewer, at, &form.item, &new).await?;
            let words = if new.stolen { "Reported as stolen." } else { "Reported as lost." };
            Ok(Done::at(format!("/items/{}#custody", form.item)).saying(words))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Find {
    submission: String,
    item: String,
    holder: String,
    to: String,
    quantity: String,
    occurred_on: String,
    condition: String,
    circumstances: String,
}

/// Reports that something lost or stolen is there again.
///
/// # Errors
/// Mistakes field by field; no such item; more than is missing.
#[server(prefix = "/api", endpoint = "report_find", custom = Posted)]
pub async fn report_find(form: Find) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let all = store::items::pieces(tx, viewer, &form.item).await?;
            let typed = FindForm {
                from: &form.holder,
                to: &form.to,
                quantity: &form.quantity,
                occurred_on: &form.occurred_on,
                condition: &form.condition,
                circumstances: &form.circumstances,
            };
            let new = NewFind::parse(&typed, all, at.day())?;
            store::custody::report_find(tx, viewer, at, &form.item, &new).await?;
            Ok(Done::at(format!("/items/{}#custody", form.item)).saying("Reported as found."))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TitleFields {
    submission: String,
    item: String,
    giver: String,
    agency: String,
    quantity: String,
    occurred_on: String,
    document: String,
}

/// Passes the title of an item.
///
/// # Errors
/// Mistakes field by field; no such item; more than the owner has.
#[server(prefix = "/api", endpoint = "pass_title", custom = Posted)]
pub async fn pass_title(form: TitleFields) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let all = store::items::pieces(tx, viewer, &form.item).await?;
            let typed = TitleForm {
                from: &form.giver,
                agency: &form.agency,
                quantity: &form.quantity,
                occurred_on: &form.occurred_on,
                document: &form.document,
            };
            let new = NewTitle::parse(&typed, all, at.day())?;
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
