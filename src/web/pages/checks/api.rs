//! What can be changed: how often a grant asks for checks.

use domain::{Action::ManageGrants, category::months_of};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[Change::of::<AskChecks>(Needs(ManageGrants))];

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AskedForm {
    submission: String,
    grant: String,
    check_every: String,
    reason: String,
}

/// Says how often a grant asks that what it pays for is checked where it stands.
///
/// # Errors
/// No number of months; no reason; it says so already.
#[server(prefix = "/api", endpoint = "ask_checks", custom = Posted)]
pub async fn ask_checks(form: AskedForm) -> Result<Done, AppError> {
    let every = months_of("check_every", &form.check_every)?;
    let code = form.grant;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::checks::ask_more(tx, viewer, at, &code, every, &form.reason).await?;
            let said = match every {
                Some(every) => format!("What {code} pays for is checked every {every} months, or more often."),
                None => format!("{code} asks for no more than the categories of its things do."),
            };
            Ok(Done::at(format!("/grants/{code}/agreement")).saying(said))
        })
    })
    .await
}
