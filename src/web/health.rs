//! Is the process alive; can it do its work.

use std::sync::atomic::Ordering;

use axum::{extract::State, http::StatusCode};

use crate::App;

/// Answers without touching anything.
pub async fn alive() -> &'static str {
    "alive\n"
}

/// Ready when the database answers, and not any more once the portal is stopping. It reads and never writes: whoever may ask
/// would hold up the writer.
pub async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    if !app.ready.load(Ordering::Relaxed) {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match app.db.ready().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
}
