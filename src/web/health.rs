//! Is the process alive; can it do its work.

use std::sync::atomic::Ordering;

use axum::{extract::State, http::StatusCode};

use crate::App;

/// Answers without touching anything.
pub async fn alive() -> &'static str {
    "alive\n"
}

/// Ready only when the database takes writes, and not any more once the portal is stopping.
pub async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    let stopping = !app.ready.load(Ordering::Relaxed);
    match app.db.ready().await {
        Ok(()) if !stopping => (StatusCode::OK, "ready\n"),
        Ok(()) => (StatusCode::SERVICE_UNAVAILABLE, "stopping\n"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
}
