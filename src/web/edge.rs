//! What the layers around a request tell each other and the pages.

use std::sync::Arc;

use axum::http::{HeaderMap, header};

/// The number of a request: in the log, and on the page of an internal error.
#[derive(Clone, Debug)]
pub struct RequestId(pub Arc<str>);

/// The one-time word that lets the page's own script run.
#[derive(Clone, Debug)]
pub struct Nonce(pub Arc<str>);

/// On an answer that never changes and is this person's: their browser may keep it for a while.
#[derive(Clone, Copy, Debug)]
pub struct KeptPrivately;

pub fn accepts_html(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|a| a.to_str().ok()).is_some_and(|a| a.contains("text/html"))
}
