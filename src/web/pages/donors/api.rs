//! Every change of a donor. Staff only: see `crate::access::FUNCTIONS`.

use domain::{
    Action::ManageGrants,
    donor::{DonorForm, NewDonor},
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
pub const CHANGES: &[Change] = &[Change::of::<CreateDonor>(Needs(ManageGrants))];

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Form {
    submission: String,
    code: String,
    name: String,
    currency: String,
}

/// Records a donor, and goes on to its grant.
#[server(prefix = "/api", endpoint = "create_donor", custom = Posted)]
pub async fn create_donor(form: Form) -> Result<Done, AppError> {
    let new = NewDonor::parse(&DonorForm { code: &form.code, name: &form.name, currency: &form.currency })?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::donors::add(tx, viewer, at, &new).await?;
            let next = format!("/grants/new?donor={}", new.code);
            Ok(Done::at(next).saying(format!("{} is recorded as a donor. Its grant can be recorded now.", new.name)))
        })
    })
    .await
}
