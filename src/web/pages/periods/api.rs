//! Every change of a period lock. Staff only.

use domain::{
    Action::ManageMoney,
    period::{LockForm, NewLock, NewReopening, ReopeningForm},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<LockPeriod>(Needs(ManageMoney)),
    Change::of::<AskReopening>(Needs(ManageMoney)),
    Change::of::<ApproveReopening>(Needs(ManageMoney)),
    Change::of::<RejectReopening>(Needs(ManageMoney)),
];

/// Locks a period of one grant, or of all.
#[server(prefix = "/api", endpoint = "lock_period", custom = Posted)]
pub async fn lock_period(form: LockForm) -> Result<Done, AppError> {
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let new = NewLock::parse(&form, at.day())?;
            let grant = new.grant_code.as_deref();
            let id = store::periods::lock(tx, viewer, at, grant, new.from, new.until, &new.reason).await?;
            Ok(Done::at(format!("/periods/{id}")).saying("The period is locked."))
        })
    })
    .await
}

/// Asks another person to open a period again.
#[server(prefix = "/api", endpoint = "ask_reopening", custom = Posted)]
pub async fn ask_reopening(form: ReopeningForm) -> Result<Done, AppError> {
    let period: i64 = form.period.parse().map_err(|_| AppError::NotFound)?;
    let new = NewReopening::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::periods::ask_reopening(tx, viewer, at, period, new.hours, &new.reason).await?;
            let words = "Asked. Another member of staff decides it; until then the period stays locked.";
            Ok(Done::at(format!("/periods/{period}")).saying(words))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Decision {
    submission: String,
    reopening: String,
    reason: String,
}

impl Decision {
    fn id(&self) -> Result<i64, AppError> {
        self.reopening.parse().map_err(|_| AppError::NotFound)
    }
}

/// Opens the period that somebody else asked for, from now on.
#[server(prefix = "/api", endpoint = "approve_reopening", custom = Posted)]
pub async fn approve_reopening(form: Decision) -> Result<Done, AppError> {
    let reopening = form.id()?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let period = store::periods::approve_reopening(tx, viewer, at, reopening).await?;
            let open = store::periods::show(tx, viewer, period).await?.open_until(at);
            let until = open.map_or(String::new(), |end| format!(" until {}", end.words()));
            Ok(Done::at(format!("/periods/{period}")).saying(format!("The period is open{until}, then locked again.")))
        })
    })
    .await
}

/// Leaves the period locked.
#[server(prefix = "/api", endpoint = "reject_reopening", custom = Posted)]
pub async fn reject_reopening(form: Decision) -> Result<Done, AppError> {
    let reopening = form.id()?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let period = store::periods::reject_reopening(tx, viewer, at, reopening, &form.reason).await?;
            Ok(Done::at(format!("/periods/{period}")).saying("Rejected. The period stays locked."))
        })
    })
    .await
}
