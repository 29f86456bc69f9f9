//! Every change of an item: who paid for it. Staff only: see `crate::access::FUNCTIONS`.

use domain::share::{NewShares, SharesForm};
use leptos::prelude::server;
use serde::Deserialize;

use crate::{
    AppError,
    request::{self, Done},
};

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct ShareFields {
    grant: String,
    percent: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Shares {
    submission: String,
    tag: String,
    shares: Vec<ShareFields>,
    effective_on: String,
    reason: String,
}

/// From a day on other grants, or other parts of them, pay for an item.
#[server(prefix = "/api", endpoint = "change_shares")]
pub async fn change_shares() -> Result<Done, AppError> {
    let form: Shares = request::form()?;
    let new = NewShares::parse(&SharesForm {
        shares: form.shares.iter().map(|share| [share.grant.as_str(), share.percent.as_str()]).collect(),
        effective_on: &form.effective_on,
        reason: &form.reason,
    })?;
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
