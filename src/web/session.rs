//! Who asks: the session cookie becomes a [`Viewer`], anew on every request.

use axum::{
    extract::{Request, State},
    http::HeaderMap,
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::Viewer;

use crate::{App, AppError, cookies, passwords::token_hash};

mod seen;
pub use seen::Seen;

/// The person who asks, if anybody is signed in.
#[derive(Clone, Debug)]
pub struct Asker(pub Option<Viewer>);

/// How many notices the person who asks has not read; `None` for nobody and for roles that get none.
#[derive(Clone, Copy, Debug)]
pub struct Unread(pub Option<i64>);

/// The person who asks is a donor's viewer of whose grants some are read as they were released.
#[derive(Clone, Copy, Debug)]
pub struct ReadsStates(pub bool);

/// Whether the request carried a session cookie at all, live or not.
pub fn token(headers: &HeaderMap, secure: bool) -> Option<String> {
    cookies::get(headers, cookies::session_name(secure)).filter(|t| !t.is_empty())
}

pub async fn identify(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let found = match token(request.headers(), app.config.is_secure()) {
        Some(token) => match find(&app, &token).await {
            Ok(found) => found,
            Err(error) => return error.into_response(),
        },
        None => Found::default(),
    };
    let stale = found.viewer.as_ref().filter(|_| found.is_stale).map(|viewer| viewer.session);
    request.extensions_mut().insert(Unread(found.unread));
    request.extensions_mut().insert(ReadsStates(found.reads_states));
    request.extensions_mut().insert(Asker(found.viewer));
    let at = app.clock.now();
    let response = next.run(request).await;
    if let Some(session) = stale {
        app.seen.note(&app.db, session, at);
    }
    response
}

#[derive(Default)]
struct Found {
    viewer: Option<Viewer>,
    unread: Option<i64>,
    reads_states: bool,
    /// It is a minute or more since the session was noted as used.
    is_stale: bool,
}

async fn find(app: &App, token: &str) -> Result<Found, AppError> {
    let at = app.clock.now();
    let mut tx = app.db.read().await?;
    let Some(asking) = store::sessions::asking(&mut tx, at, &token_hash(token), app.config.session).await? else {
        return Ok(Found::default());
    };
    tx.rollback().await?;
    let is_stale = asking.seen_at < at.plus_seconds(-60);
    let (unread, reads_states) = (asking.unread, asking.reads_states);
    Ok(Found { viewer: Some(asking.viewer), unread, reads_states, is_stale })
}
