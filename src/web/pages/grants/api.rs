//! Every change of a grant. Staff only: see `crate::access::FUNCTIONS`.

use domain::{
    Action::ManageGrants,
    grant::{AllocationForm, GrantForm, NewAllocation, NewGrant, TermsForm},
    quote::{NewQuote, QuoteForm},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::quotes::Subject;

use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<CreateGrant>(Needs(ManageGrants)),
    Change::of::<UpdateGrant>(Needs(ManageGrants)),
    Change::of::<AllocateGrant>(Needs(ManageGrants)),
    Change::of::<WithdrawAllocation>(Needs(ManageGrants)),
    Change::of::<RecordQuote>(Needs(ManageGrants)),
];

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Form {
    submission: String,
    /// What an edit has shown; empty for a new grant.
    version: String,
    code: String,
    title: String,
    donor: String,
    donor_2: String,
    instrument: String,
    signed_on: String,
    announced_on: String,
    signatories: String,
    witness: String,
    ceiling: String,
    currency: String,
    countries: String,
    available_from: String,
    available_to: String,
    psc: String,
    levy: String,
    refund: String,
    valuation_basis: String,
}

#[server(prefix = "/api", endpoint = "create_grant", custom = Posted)]
pub async fn create_grant(form: Form) -> Result<Done, AppError> {
    let new = NewGrant::parse(&form.as_typed())?;
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
pub async fn update_grant(form: Form) -> Result<Done, AppError> {
    let new = NewGrant::parse(&form.as_typed())?;
    let version = request::hidden(&form.version)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::grants::update(tx, viewer, at, &new.code, version, &new).await?;
            Ok(Done::at(format!("/grants/{}", new.code)).saying(format!("Grant {} changed.", new.code)))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Allocation {
    submission: String,
    grant: String,
    phase: String,
    country: String,
    amount: String,
    currency: String,
    qualifier: String,
    basis: String,
    source: String,
    source_title: String,
}

/// Says what a grant is for.
#[server(prefix = "/api", endpoint = "allocate_grant", custom = Posted)]
pub async fn allocate_grant(form: Allocation) -> Result<Done, AppError> {
    let new = NewAllocation::parse(&AllocationForm {
        phase: &form.phase,
        country: &form.country,
        amount: &form.amount,
        currency: &form.currency,
        qualifier: &form.qualifier,
        basis: &form.basis,
        source: &form.source,
        source_title: &form.source_title,
    })?;
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

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Quote {
    submission: String,
    /// The grant or the round that the figure is about; the other one stays empty.
    grant: String,
    round: String,
    what: String,
    amount: String,
    currency: String,
    qualifier: String,
    as_published: String,
    as_of: String,
    note: String,
    source: String,
    source_title: String,
    whole: String,
}

/// Records a published figure about a grant or a round.
#[server(prefix = "/api", endpoint = "record_quote", custom = Posted)]
pub async fn record_quote(form: Quote) -> Result<Done, AppError> {
    let (subject, page) = match (form.grant.as_str(), form.round.as_str()) {
        ("", "") => return Err(AppError::NotFound),
        (code, "") => (Subject::Grant(code.to_owned()), format!("/grants/{code}#quotes")),
        ("", code) => (Subject::Round(code.to_owned()), format!("/rounds/{code}#published")),
        _ => return Err(AppError::NotFound),
    };
    let new = NewQuote::parse(&QuoteForm {
        what: &form.what,
        amount: &form.amount,
        currency: &form.currency,
        qualifier: &form.qualifier,
        as_published: &form.as_published,
        as_of: &form.as_of,
        note: &form.note,
        source: &form.source,
        source_title: &form.source_title,
        whole: &form.whole,
    })?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let recorded = store::quotes::record(tx, viewer, at, subject, &new).await?;
            let unchecked = recorded.unchecked.map(|why| format!(" {why}")).unwrap_or_default();
            Ok(Done::at(page).saying(format!("Published figure recorded: {}.{unchecked}", new.published)))
        })
    })
    .await
}

impl Form {
    fn as_typed(&self) -> GrantForm<'_> {
        GrantForm {
            code: &self.code,
            title: &self.title,
            donor: &self.donor,
            donor_2: &self.donor_2,
            instrument: &self.instrument,
            signed_on: &self.signed_on,
            announced_on: &self.announced_on,
            signatories: &self.signatories,
            witness: &self.witness,
            ceiling: &self.ceiling,
            currency: &self.currency,
            countries: &self.countries,
            terms: TermsForm {
                available_from: &self.available_from,
                available_to: &self.available_to,
                psc: &self.psc,
                levy: &self.levy,
                refund: &self.refund,
                valuation_basis: &self.valuation_basis,
            },
        }
    }
}
