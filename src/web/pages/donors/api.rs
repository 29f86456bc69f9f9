//! Every change of a donor. Staff only.

use domain::{
    Action::ManageGrants,
    donor::{DonorForm, NewDonor},
};
use leptos::prelude::server;

use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] =
    &[Change::of::<CreateDonor>(Needs(ManageGrants)), Change::of::<UpdateDonor>(Needs(ManageGrants))];

/// Records a donor, and goes on to its grant.
#[server(prefix = "/api", endpoint = "create_donor", custom = Posted)]
pub async fn create_donor(form: DonorForm) -> Result<Done, AppError> {
    let new = NewDonor::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::donors::add(tx, viewer, at, &new).await?;
            let next = format!("/grants/new?donor={}", new.code);
            Ok(Done::at(next).saying(format!("{} is recorded as a donor. Its grant can be recorded now.", new.name)))
        })
    })
    .await
}

/// Puts right what was misspelt of a donor.
#[server(prefix = "/api", endpoint = "update_donor", custom = Posted)]
pub async fn update_donor(form: DonorForm) -> Result<Done, AppError> {
    let new = NewDonor::parse(&form)?;
    let version = request::hidden(&form.version)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::donors::update(tx, viewer, at, version, &new).await?;
            Ok(Done::at(format!("/grants?donor={}", new.code)).saying(format!("{} is put right.", new.name)))
        })
    })
    .await
}
