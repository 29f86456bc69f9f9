//! Every change of a grant. Staff only.

use domain::{
    Action::ManageGrants,
    change::Entity,
    grant::{AllocationForm, GrantForm, NewAllocation, NewGrant},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use super::form::recorded;
use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
    undo::Opposite,
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<CreateGrant>(Needs(ManageGrants)),
    Change::of::<UpdateGrant>(Needs(ManageGrants)).undone_by::<UpdateGrant>(),
    Change::of::<AllocateGrant>(Needs(ManageGrants)),
    Change::of::<WithdrawAllocation>(Needs(ManageGrants)),
];

#[server(prefix = "/api", endpoint = "create_grant", custom = Posted)]
pub async fn create_grant(form: GrantForm) -> Result<Done, AppError> {
    let new = NewGrant::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::grants::create(tx, viewer, at, &new).await?;
            Ok(Done::at(format!("/grants/{}", new.code)).saying(format!("Grant {} recorded.", new.code)))
        })
    })
    .await
}

/// The code stands on documents and is not changed: it says which grant is meant.
#[server(prefix = "/api", endpoint = "update_grant", custom = Posted)]
pub async fn update_grant(form: GrantForm) -> Result<Done, AppError> {
    let new = NewGrant::parse(&form)?;
    let version = request::hidden(&form.version)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let donors = store::donors::list(tx, viewer).await?;
            let before = recorded(&store::grants::show(tx, viewer, &new.code).await?, &donors);
            store::grants::update(tx, viewer, at, &new.code, version, &new).await?;
            // Its version is a number of its own, one higher with each change.
            let opposite = Opposite::edit("/api/update_grant", Entity::Grant, &new.code, &before).at(version + 1);
            let done = Done::at(format!("/grants/{}", new.code)).saying(format!("Grant {} changed.", new.code));
            Ok(done.undone_by(opposite))
        })
    })
    .await
}

/// Says what a grant is for.
#[server(prefix = "/api", endpoint = "allocate_grant", custom = Posted)]
pub async fn allocate_grant(form: AllocationForm) -> Result<Done, AppError> {
    let new = NewAllocation::parse(&form)?;
    let code = form.grant;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::grants::record_allocation(tx, viewer, at, &code, &new).await?;
            Ok(Done::at(format!("/grants/{code}#allocations")).saying(format!("Grant {code} allocated to a phase.")))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Withdrawal {
    submission: String,
    grant: String,
    allocation: String,
    reason: String,
}

/// Takes an allocation back; it stays on record.
#[server(prefix = "/api", endpoint = "withdraw_allocation", custom = Posted)]
pub async fn withdraw_allocation(form: Withdrawal) -> Result<Done, AppError> {
    let allocation: i64 = form.allocation.parse().map_err(|_| AppError::NotFound)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::grants::withdraw_allocation(tx, viewer, at, &form.grant, allocation, &form.reason).await?;
            Ok(Done::at(format!("/grants/{}#allocations", form.grant)).saying("The allocation is withdrawn."))
        })
    })
    .await
}
