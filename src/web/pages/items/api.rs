//! What can be changed of an item: staff record that it was checked where it stands.

use domain::verification::{NewVerification, VerificationForm};
use leptos::prelude::server;
use serde::Deserialize;

use crate::{
    AppError,
    request::{self, Done},
};

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Verification {
    submission: String,
    item: String,
    checked_on: String,
    finding: String,
    seen: String,
    condition: String,
    joint: String,
    note: String,
}

/// Records a check of an item.
///
/// # Errors
/// Mistakes field by field; no such item; it was not handed over yet.
#[server(prefix = "/api", endpoint = "record_verification")]
pub async fn record_verification() -> Result<Done, AppError> {
    let form: Verification = request::form()?;
    let tag = form.item.clone();
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            // How many can be seen is known only with the item.
            let item = store::items::show(tx, viewer, &tag).await?;
            let new = NewVerification::parse(
                &VerificationForm {
                    checked_on: &form.checked_on,
                    finding: &form.finding,
                    seen: &form.seen,
                    condition: &form.condition,
                    joint: &form.joint,
                    note: &form.note,
                },
                item.quantity,
                at.day(),
            )?;
            store::verifications::record(tx, viewer, at, &tag, &new).await?;
            Ok(Done::at(format!("/items/{tag}#verifications")).saying("Verification recorded."))
        })
    })
    .await
}
