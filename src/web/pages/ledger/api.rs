//! Every change of a ledger. Staff only.

use domain::{
    Action::ManageMoney,
    PartialDate,
    ledger::{EventForm, NewEvent},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use super::parts::{event_href, ledger, named};
use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<CheckMoneyEvent>(Needs(ManageMoney)),
    Change::of::<PostMoneyEvent>(Needs(ManageMoney)),
    Change::of::<ApproveMoneyEvent>(Needs(ManageMoney)),
    Change::of::<RejectMoneyEvent>(Needs(ManageMoney)),
    Change::of::<ReverseMoneyEvent>(Needs(ManageMoney)),
];

/// Checks an event and keeps what was typed for the page that shows what it would book. The ledger stays as it is.
#[server(prefix = "/api", endpoint = "check_money_event", custom = Posted)]
pub async fn check_money_event(form: EventForm) -> Result<Done, AppError> {
    let viewer = request::viewer()?;
    let call = request::call()?;
    let at = call.app.clock.now();
    let mut tx = call.app.db.read().await?;
    // Whether the grant is there comes before what is wrong with the form.
    store::ledger::choices(&mut tx, &viewer, &form.grant).await?;
    let new = NewEvent::parse(&form, at.day())?;
    store::ledger::check(&mut tx, &viewer, at, &form.grant, &new).await?;
    tx.rollback().await?;
    let page = format!("{}/check", ledger(&form.grant));
    request::keep_for(&page).await?;
    Ok(Done::at(page))
}

#[server(prefix = "/api", endpoint = "post_money_event", custom = Posted)]
pub async fn post_money_event(form: EventForm) -> Result<Done, AppError> {
    let today = request::call()?.app.clock.now().day();
    let new = NewEvent::parse(&form, today)?;
    let (grant, seen) = (form.grant, form.seen);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let number = store::ledger::post(tx, viewer, at, &grant, &new, &seen).await?;
            let words = named(new.kind, new.amount, None);
            Ok(Done::at(event_href(&grant, number))
                .saying(format!("{grant}/{number}, the {words}, is posted. Another member of staff approves it.")))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Decision {
    submission: String,
    grant: String,
    number: String,
    /// Of a reversal.
    value_date: String,
    /// Of a rejection and a reversal.
    reason: String,
}

impl Decision {
    fn number(&self) -> Result<i64, AppError> {
        self.number.parse().map_err(|_| AppError::NotFound)
    }
}

#[server(prefix = "/api", endpoint = "approve_money_event", custom = Posted)]
pub async fn approve_money_event(form: Decision) -> Result<Done, AppError> {
    let number = form.number()?;
    let grant = form.grant;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::ledger::approve(tx, viewer, at, &grant, number).await?;
            let words = format!("{grant}/{number} is approved: certified totals contain it, and the donor sees it.");
            Ok(Done::at(event_href(&grant, number)).saying(words))
        })
    })
    .await
}

#[server(prefix = "/api", endpoint = "reject_money_event", custom = Posted)]
pub async fn reject_money_event(form: Decision) -> Result<Done, AppError> {
    let number = form.number()?;
    let (grant, reason) = (form.grant, form.reason);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::ledger::reject(tx, viewer, at, &grant, number, &reason).await?;
            let words = format!("{grant}/{number} is rejected and counts nowhere. It can be entered again.");
            Ok(Done::at(event_href(&grant, number)).saying(words))
        })
    })
    .await
}

/// Posts the opposite of an approved event.
#[server(prefix = "/api", endpoint = "reverse_money_event", custom = Posted)]
pub async fn reverse_money_event(form: Decision) -> Result<Done, AppError> {
    let number = form.number()?;
    let value_date =
        PartialDate::parse_day(&form.value_date).map_err(|words| AppError::invalid("value_date", words))?;
    let (grant, reason) = (form.grant, form.reason);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let reversal = store::ledger::reverse(tx, viewer, at, &grant, number, value_date, &reason).await?;
            let words = format!(
                "{grant}/{reversal} takes {grant}/{number} back once another member of staff approves it. Then post the \
                 amount again, if it has to be."
            );
            Ok(Done::at(event_href(&grant, reversal)).saying(words))
        })
    })
    .await
}
