//! The files of the browser part, embedded in the binary under names with their hash.

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;
use std::sync::LazyLock;

use crate::AppError;

#[derive(RustEmbed)]
#[folder = "../../.site"]
#[allow_missing = true]
struct Site;

/// The names of the files as this build has them.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Manifest {
    pub js: String,
    pub wasm: String,
    pub css: String,
    pub favicon: String,
}

pub static MANIFEST: LazyLock<Manifest> = LazyLock::new(|| {
    let file = Site::get("manifest.json").map(|f| f.data).unwrap_or_default();
    serde_json::from_slice(&file).unwrap_or_default()
});

/// A file, packed as the browser takes it. The name holds the hash of the content, so it never changes.
pub async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let takes = |encoding: &str| accepted.split(',').any(|e| e.trim().split(';').next() == Some(encoding));
    let packed = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(encoding, _)| takes(encoding))
        .find_map(|(encoding, ending)| Site::get(&format!("pkg/{name}{ending}")).map(|file| (Some(encoding), file)));
    let Some((encoding, file)) = packed.or_else(|| Site::get(&format!("pkg/{name}")).map(|file| (None, file))) else {
        return AppError::NotFound.into_response();
    };
    let mut response = (StatusCode::OK, file.data.into_owned()).into_response();
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(&name)));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
