//! What a person does with notices: reads them, and chooses which to get.

use domain::{Action::SeeNotices, notice::NewPreferences};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] =
    &[Change::of::<ReadNotices>(Needs(SeeNotices)), Change::of::<ChooseNotices>(Needs(SeeNotices))];

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SubmissionForm {
    submission: String,
}

/// Marks all of one's own notices as read.
///
/// # Errors
/// The role gets none.
#[server(prefix = "/api", endpoint = "read_notices", custom = Posted)]
pub async fn read_notices(form: SubmissionForm) -> Result<Done, AppError> {
    request::change(&form.submission, |tx, viewer, at| {
        Box::pin(async move {
            store::notices::read_all(tx, viewer, at).await?;
            Ok(Done::at("/notices").saying("All notices are marked as read."))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Choices {
    submission: String,
    email: String,
    in_portal: Vec<String>,
    by_email: Vec<String>,
}

/// Keeps one's own address and the ways of each kind of notice.
///
/// # Errors
/// The address is not one; the role gets none.
#[server(prefix = "/api", endpoint = "choose_notices", custom = Posted)]
pub async fn choose_notices(form: Choices) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let new = NewPreferences::parse(viewer.role, &form.email, &form.in_portal, &form.by_email)?;
            store::notices::choose(tx, viewer, at, &new).await?;
            Ok(Done::at("/account#notices").saying("Your choice of notices is kept."))
        })
    })
    .await
}
