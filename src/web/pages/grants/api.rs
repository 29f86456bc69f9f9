//! Every change of a grant. Staff only.

use domain::{
    Action::ManageGrants,
    change::Entity,
    grant::{AllocationForm, GrantForm, NewAllocation, NewGrant},
    instalment::{InstalmentForm, NewInstalment},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::grants::{self, AllocationRow, InstalmentRow, instalment_key};

use super::{form::recorded, instalments::filled, parts::source_code};
use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
    undo::{IN_ERROR, Opposite},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<CreateGrant>(Needs(ManageGrants)),
    Change::of::<UpdateGrant>(Needs(ManageGrants)).undone_by::<UpdateGrant>(),
    Change::of::<SetGrantOwner>(Needs(ManageGrants)),
    Change::of::<AllocateGrant>(Needs(ManageGrants)).undone_by::<WithdrawAllocation>(),
    Change::of::<WithdrawAllocation>(Needs(ManageGrants)).undone_by::<AllocateGrant>(),
    Change::of::<RecordInstalment>(Needs(ManageGrants)).undone_by::<WithdrawInstalment>(),
    Change::of::<UpdateInstalment>(Needs(ManageGrants)).undone_by::<UpdateInstalment>(),
    Change::of::<WithdrawInstalment>(Needs(ManageGrants)).undone_by::<RecordInstalment>(),
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

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OwnerForm {
    submission: String,
    grant: String,
    looked_after_by: String,
}

/// Says who of the staff looks after a grant; nobody where it is left empty.
#[server(prefix = "/api", endpoint = "set_grant_owner", custom = Posted)]
pub async fn set_grant_owner(form: OwnerForm) -> Result<Done, AppError> {
    let owner: Option<i64> = match form.looked_after_by.trim() {
        "" => None,
        typed => Some(typed.parse().map_err(|_| AppError::invalid("looked_after_by", "Choose somebody of the staff"))?),
    };
    let code = form.grant;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::grants::set_owner(tx, viewer, at, &code, owner).await?;
            let said = if owner.is_some() {
                "It is written down who looks after it."
            } else {
                "Nobody looks after it in particular now."
            };
            Ok(Done::at(format!("/grants/{code}/agreement")).saying(said))
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
            let allocation = store::grants::record_allocation(tx, viewer, at, &code, &new).await?.to_string();
            let fields = [("grant", code.as_str()), ("allocation", &allocation), ("reason", IN_ERROR)];
            let opposite = Opposite::of("/api/withdraw_allocation", Entity::Grant, &code, &fields);
            let done = Done::at(format!("/grants/{code}/agreement#allocations"));
            Ok(done.saying(format!("Grant {code} allocated to a phase.")).undone_by(opposite))
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
            let show = store::grants::show(tx, viewer, &form.grant).await?;
            store::grants::withdraw_allocation(tx, viewer, at, &form.grant, allocation, &form.reason).await?;
            let done = Done::at(format!("/grants/{}/agreement#allocations", form.grant))
                .saying("The allocation is withdrawn.");
            Ok(match show.allocations.iter().find(|row| row.id == allocation) {
                Some(row) => {
                    done.undone_by(anew(&form.grant, row, source_code(tx, viewer, row.source.as_deref()).await?))
                }
                None => done,
            })
        })
    })
    .await
}

/// The allocation recorded as it was.
fn anew(grant: &str, row: &AllocationRow, source: String) -> Opposite {
    let values = [
        ("phase", row.phase_id.to_string()),
        ("country", row.country.clone().unwrap_or_default()),
        ("amount", row.amount.map(|money| money.input()).unwrap_or_default()),
        ("currency", row.amount.map(|money| money.currency.code().to_owned()).unwrap_or_default()),
        ("qualifier", row.qualifier.clone().unwrap_or_default()),
        ("basis", row.basis.map(|basis| basis.word().to_owned()).unwrap_or_default()),
        ("source", source),
    ];
    let fields: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let fields = [&fields[..], &[("grant", grant)]].concat();
    Opposite::of("/api/allocate_grant", Entity::Grant, grant, &fields)
}

/// Records an instalment of a grant.
///
/// # Errors
/// Mistakes field by field.
#[server(prefix = "/api", endpoint = "record_instalment", custom = Posted)]
pub async fn record_instalment(form: InstalmentForm) -> Result<Done, AppError> {
    let new = NewInstalment::parse(&form)?;
    let code = form.grant;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let number = grants::record_instalment(tx, viewer, at, &code, &new).await?;
            let written = number.to_string();
            let fields = [("grant", code.as_str()), ("number", &written), ("reason", IN_ERROR)];
            let key = instalment_key(&code, number);
            let opposite = Opposite::of("/api/withdraw_instalment", Entity::Instalment, &key, &fields);
            let done = Done::at(format!("/grants/{code}/money#instalments"))
                .saying(format!("Instalment {number} is recorded."));
            Ok(done.undone_by(opposite))
        })
    })
    .await
}

/// An instalment of a grant that stands.
async fn instalment(
    tx: &mut store::Tx,
    viewer: &domain::Viewer,
    code: &str,
    number: i64,
) -> Result<InstalmentRow, AppError> {
    let rows = grants::instalments(tx, viewer, code).await?;
    rows.into_iter().find(|row| row.number == number).ok_or(AppError::NotFound)
}

/// Puts an instalment right, or says which receipt of funds answers it.
///
/// # Errors
/// Mistakes field by field; withdrawn meanwhile; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "update_instalment", custom = Posted)]
pub async fn update_instalment(form: InstalmentForm) -> Result<Done, AppError> {
    let new = NewInstalment::parse(&form)?;
    let version = request::hidden(&form.version)?;
    let number: i64 = request::hidden(&form.number)?;
    let code = form.grant;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let before = filled(&instalment(tx, viewer, &code, number).await?);
            grants::update_instalment(tx, viewer, at, &code, number, version, &new).await?;
            let written = number.to_string();
            let own = [("grant", code.as_str()), ("number", &written)];
            let fields: Vec<_> = before.pairs().chain(own).collect();
            let opposite =
                Opposite::of("/api/update_instalment", Entity::Instalment, &instalment_key(&code, number), &fields);
            let done = Done::at(format!("/grants/{code}/money#instalments"))
                .saying(format!("Instalment {number} is put right."));
            Ok(done.undone_by(opposite.in_the_chain()))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InstalmentWithdrawal {
    submission: String,
    grant: String,
    number: String,
    reason: String,
}

/// Takes an instalment back; it stays on record.
///
/// # Errors
/// No reason; no such instalment; withdrawn already.
#[server(prefix = "/api", endpoint = "withdraw_instalment", custom = Posted)]
pub async fn withdraw_instalment(form: InstalmentWithdrawal) -> Result<Done, AppError> {
    let number: i64 = request::hidden(&form.number)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let before = filled(&instalment(tx, viewer, &form.grant, number).await?);
            grants::withdraw_instalment(tx, viewer, at, &form.grant, number, &form.reason).await?;
            // Recorded anew as it was, under the next number.
            let fields: Vec<_> = before.pairs().chain([("grant", form.grant.as_str())]).collect();
            let key = instalment_key(&form.grant, number);
            let opposite = Opposite::of("/api/record_instalment", Entity::Instalment, &key, &fields);
            let done = Done::at(format!("/grants/{}#instalments", form.grant));
            Ok(done.saying(format!("Instalment {number} is withdrawn.")).undone_by(opposite))
        })
    })
    .await
}
