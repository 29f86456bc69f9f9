//! Who asks: the session cookie becomes a [`Viewer`], anew on every request.

use axum::{
    extract::{Request, State},
    http::HeaderMap,
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{Timestamp, Viewer};
use store::Db;

use crate::{App, AppError, cookies, passwords::token_hash};

/// The person who asks, if anybody is signed in.
#[derive(Clone, Debug)]
pub struct Asker(pub Option<Viewer>);

/// How many notices the person who asks has not read; `None` for nobody and for roles that get none.
#[derive(Clone, Copy, Debug)]
pub struct Unread(pub Option<i64>);

/// Whether the request carried a session cookie at all, live or not.
pub fn token(headers: &HeaderMap, secure: bool) -> Option<String> {
    cookies::get(headers, cookies::session_name(secure)).filter(|t| !t.is_empty())
}

pub async fn identify(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let (viewer, unread) = match token(request.headers(), app.config.is_secure()) {
        Some(token) => match find(&app, &token).await {
            Ok(found) => found,
            Err(error) => return error.into_response(),
        },
        None => (None, None),
    };
    request.extensions_mut().insert(Unread(unread));
    request.extensions_mut().insert(Asker(viewer));
    next.run(request).await
}

async fn find(app: &App, token: &str) -> Result<(Option<Viewer>, Option<i64>), AppError> {
    let at = app.clock.now();
    let mut tx = app.db.read().await?;
    let viewer = store::sessions::viewer(&mut tx, at, &token_hash(token), app.config.session).await?;
    let stale = match &viewer {
        Some(viewer) => {
            store::sessions::seen_at(&mut tx, viewer.session).await?.is_some_and(|seen| seen < at.plus_seconds(-60))
        }
        None => false,
    };
    let unread = match &viewer {
        Some(viewer) => store::notices::unread(&mut tx, viewer).await?,
        None => None,
    };
    tx.rollback().await?;
    if let Some(session) = viewer.as_ref().filter(|_| stale).map(|v| v.session) {
        let db = app.db.clone();
        // In its own task: whoever hangs up here must not leave a transaction open.
        tokio::spawn(async move { note_seen(&db, at, session).await }).await.map_err(AppError::internal)??;
    }
    Ok((viewer, unread))
}

async fn note_seen(db: &Db, at: Timestamp, session: i64) -> store::Result<()> {
    let mut tx = db.write().await?;
    store::sessions::seen(&mut tx, at, session).await?;
    tx.commit().await
}
