//! The pages of a scan, for those who may read the act.

use axum::{extract::Path, response::Response};
use store::signing;

use crate::{AppError, Cx, papers};

/// `/scans/{id}/{page}`: never shown inside the portal, always saved.
pub async fn download(cx: Cx, Path((id, page)): Path<(String, String)>) -> Result<Response, AppError> {
    let number: i64 = page.parse().map_err(|_| AppError::NotFound)?;
    let mut tx = cx.read().await?;
    papers::saved(signing::scan_page(&mut tx, cx.viewer()?, &id, number).await?, &format!("signed-act-{number}"))
}
