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
    if !app.ready.load(Ordering::Relaxed) {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    // The question takes the writer for a moment and anybody may ask it: one answer serves a second of questions.
    let now = app.clock.now().0;
    if (0..1000).contains(&(now - app.ready_at.load(Ordering::Relaxed))) {
        return (StatusCode::OK, "ready\n");
    }
    match app.db.ready().await {
        Ok(()) => {
            app.ready_at.store(now, Ordering::Relaxed);
            (StatusCode::OK, "ready\n")
        }
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
}
