//! Having the audit chain verified.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use domain::Action::VerifyChain;
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[Change::of::<CheckChain>(Needs(VerifyChain))];

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChainForm {
    submission: String,
}

/// Begins to verify the chain; the page says the result when it is there. No fact of the programme is changed.
///
/// # Errors
/// The role does not do this.
#[server(prefix = "/api", endpoint = "check_chain", custom = Posted)]
pub async fn check_chain(form: ChainForm) -> Result<Done, AppError> {
    // A form that is sent twice begins once.
    let begins = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&begins);
    let done = request::change(&form.submission, move |_, viewer, _| {
        Box::pin(async move {
            viewer.may(VerifyChain).map_err(store::Error::from)?;
            told.store(true, Ordering::SeqCst);
            Ok(Done::at("/system")
                .saying("The chain is being verified. The result stands here when it is done: load the page again."))
        })
    })
    .await?;
    if begins.load(Ordering::SeqCst) {
        let call = request::call()?;
        let person = request::viewer()?.person;
        let (db, clock) = (call.app.db.clone(), call.app.clock.clone());
        tokio::spawn(async move {
            if let Err(error) = store::system::check_chain(&db, Some(person), clock.now(), || clock.now()).await {
                tracing::warn!(%error, "the chain was not verified to the end");
            }
        });
    }
    Ok(done)
}
