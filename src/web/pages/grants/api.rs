//! Every change of a grant. Staff only: see `crate::access::FUNCTIONS`.

use domain::grant::{GrantForm, NewGrant};
use leptos::prelude::server;
use serde::Deserialize;

use crate::{
    AppError,
    request::{self, Done},
};

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Form {
    submission: String,
    /// What an edit has shown; empty for a new grant.
    version: String,
    code: String,
    title: String,
    donor: String,
    instrument: String,
    signed_on: String,
    announced_on: String,
    signatories: String,
    witness: String,
    ceiling: String,
    currency: String,
    countries: String,
}

#[server(prefix = "/api", endpoint = "create_grant")]
pub async fn create_grant() -> Result<Done, AppError> {
    let form: Form = request::form()?;
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
#[server(prefix = "/api", endpoint = "update_grant")]
pub async fn update_grant() -> Result<Done, AppError> {
    let form: Form = request::form()?;
    let new = NewGrant::parse(&form.as_typed())?;
    let version = form
        .version
        .parse()
        .map_err(|_| AppError::invalid("", "The form could not be read. Open it again and send it once more."))?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::grants::update(tx, viewer, at, &new.code, version, &new).await?;
            Ok(Done::at(format!("/grants/{}", new.code)).saying(format!("Grant {} changed.", new.code)))
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
            instrument: &self.instrument,
            signed_on: &self.signed_on,
            announced_on: &self.announced_on,
            signatories: &self.signatories,
            witness: &self.witness,
            ceiling: &self.ceiling,
            currency: &self.currency,
            countries: &self.countries,
        }
    }
}
