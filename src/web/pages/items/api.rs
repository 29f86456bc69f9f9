//! What can be changed of an item: who paid for it, and that it was checked where it stands. Staff only.

use domain::{
    Action::{ManageMoney, VerifyItems},
    share::{NewShares, SharesForm},
    verification::{NewVerification, VerificationForm},
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
    &[Change::of::<ChangeShares>(Needs(ManageMoney)), Change::of::<RecordVerification>(Needs(VerifyItems))];

/// From a day on other grants, or other parts of them, pay for an item.
#[server(prefix = "/api", endpoint = "change_shares", custom = Posted)]
pub async fn change_shares(form: SharesForm) -> Result<Done, AppError> {
    let new = NewShares::parse(&form)?;
    let tag = form.tag;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::items::change_shares(tx, viewer, at, &tag, &new).await?;
            let day = domain::PartialDate::Day(new.effective_on).words();
            let said = format!("Shares of {tag} changed from {day} on.");
            Ok(Done::at(format!("/items/{tag}#funding")).saying(said))
        })
    })
    .await
}

/// Records a check of an item.
///
/// # Errors
/// Mistakes field by field; no such item; it was not handed over yet.
#[server(prefix = "/api", endpoint = "record_verification", custom = Posted)]
pub async fn record_verification(form: VerificationForm) -> Result<Done, AppError> {
    let tag = form.item.clone();
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            // How many can be seen is known only with the item.
            let item = store::items::show(tx, viewer, &tag).await?;
            let new = NewVerification::parse(&form, item.quantity, at.day())?;
            store::verifications::record(tx, viewer, at, &tag, &new).await?;
            Ok(Done::at(format!("/items/{tag}#verifications")).saying("Verification recorded."))
        })
    })
    .await
}
