//! What can be changed: a state is released; the donors read the grant as it stands again.

use domain::{
    Action::ManageGrants,
    publication::{LiveForm, NewState, StateForm, parse_reason},
};
use leptos::prelude::server;
use store::grants::publication::{self, Frozen};

use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    released,
    request::{self, Call, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] =
    &[Change::of::<PublishState>(Needs(ManageGrants)), Change::of::<ShowGrantLive>(Needs(ManageGrants))];

/// Releases a state of a grant: keeps every page that its donors can open of it, and lets them read these from now on.
///
/// # Errors
/// There is no note; no such grant; something was recorded meanwhile.
#[server(prefix = "/api", endpoint = "publish_state", custom = Posted)]
pub async fn publish_state(form: StateForm) -> Result<Done, AppError> {
    let new = NewState::parse(&form)?;
    request::check_key(&form.submission)?;
    let code = form.grant;
    let call = request::call()?;
    let Made { number, end, pages } = make(&call, &form.submission, &code, &new).await?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            publication::release(tx, viewer, at, &code, &new, (number, end), &pages).await?;
            let said = format!("State {number} is released. Its donors read it now.");
            Ok(Done::at(format!("/grants/{code}/states")).saying(said))
        })
    })
    .await
}

/// Lets the donors of a grant read it as it stands again.
///
/// # Errors
/// There is no reason; no such grant; it is not published.
#[server(prefix = "/api", endpoint = "show_grant_live", custom = Posted)]
pub async fn show_grant_live(form: LiveForm) -> Result<Done, AppError> {
    let reason = parse_reason(&form)?;
    let code = form.grant;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            publication::go_live(tx, viewer, at, &code, &reason).await?;
            Ok(Done::at(format!("/grants/{code}/states")).saying("Its donors read the grant as it stands."))
        })
    })
    .await
}

/// The pages of the next state, made when the audit chain ended with `end`.
#[derive(Default)]
struct Made {
    number: i64,
    end: i64,
    pages: Vec<Frozen>,
}

/// The pages are asked of the portal outside of the transaction that keeps them; it refuses them when anything was recorded since.
/// Before they are made the donors stop reading the grant as it stands: were this broken off, they would read nothing of it until
/// it is done again.
async fn make(call: &Call, submission: &str, code: &str, new: &NewState) -> Result<Made, AppError> {
    let viewer = call.viewer.clone().ok_or(AppError::LoginRequired)?;
    let mut tx = call.app.db.write().await?;
    // Sent twice: the answer is known.
    if store::submissions::earlier_answer(&mut tx, &viewer, submission, &call.digest).await?.is_some() {
        return Ok(Made::default());
    }
    publication::publish(&mut tx, &viewer, call.app.clock.now(), code, &new.note).await?;
    tx.commit().await?;
    let mut tx = call.app.db.read().await?;
    let number = publication::next_number(&mut tx, &viewer, code).await?;
    let end = publication::chain_end(&mut tx).await?;
    let audience = publication::audience(&mut tx, &viewer, code).await?;
    drop(tx);
    let (app, code) = (call.app.clone(), code.to_owned());
    // A task of its own: pages are rendered in contexts of theirs, and this one has the call.
    let pages = tokio::spawn(async move {
        let mut pages = Vec::new();
        for donor in &audience {
            pages.extend(released::freeze(&app, &code, number, donor).await?);
        }
        Ok::<_, AppError>(pages)
    });
    Ok(Made { number, end, pages: pages.await.map_err(AppError::internal)?? })
}
