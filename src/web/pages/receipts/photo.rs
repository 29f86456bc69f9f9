//! Photos as a browser asks for them: JPEG, for this person's browser alone.

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use leptos::prelude::*;
use store::{StoredFile, receipts};

use crate::{AppError, Cx};

/// `/receipts/{id}/photos/{sha256}`
pub async fn of_receipt(cx: Cx, Path((id, sha256)): Path<(String, String)>) -> Result<Response, AppError> {
    let mut tx = cx.read().await?;
    Ok(file(receipts::photo(&mut tx, cx.viewer()?, &id, &sha256).await?))
}

/// `/rounds/{code}/receipt/photos/{sha256}`
pub async fn of_draft(cx: Cx, Path((code, sha256)): Path<(String, String)>) -> Result<Response, AppError> {
    let mut tx = cx.read().await?;
    Ok(file(receipts::drafts::photo(&mut tx, cx.viewer()?, &code, &sha256).await?))
}

/// `/receipts/{id}/correct/photos/{sha256}`
pub async fn of_correction(cx: Cx, Path((id, sha256)): Path<(String, String)>) -> Result<Response, AppError> {
    let mut tx = cx.read().await?;
    Ok(file(receipts::correction_photo(&mut tx, cx.viewer()?, cx.now(), &id, &sha256).await?))
}

/// `/corrections/{id}/photos/{sha256}`
pub async fn of_request(cx: Cx, Path((id, sha256)): Path<(String, String)>) -> Result<Response, AppError> {
    let mut tx = cx.read().await?;
    Ok(file(receipts::asked_photo(&mut tx, cx.viewer()?, &id, &sha256).await?))
}

fn file(file: StoredFile) -> Response {
    // It never changes and is this person's: their browser may keep it for a while.
    let headers =
        [(header::CONTENT_TYPE, file.media_type.word()), (header::CACHE_CONTROL, "private, max-age=3600, immutable")];
    (headers, file.bytes).into_response()
}

/// Small pictures that lead to the whole ones. Nothing when there are none.
pub fn photos(receipt: &str, of: &str, digests: &[String]) -> Option<AnyView> {
    let list: Vec<AnyView> = digests
        .iter()
        .enumerate()
        .map(|(place, sha256)| {
            let href = format!("/receipts/{receipt}/photos/{sha256}");
            let alt = format!("Photo {} of {of}", place + 1);
            view! { <li><a href=href.clone()><img src=href.clone() alt=alt loading="lazy" width="160" height="120"/></a></li> }
                .into_any()
        })
        .collect();
    (!list.is_empty()).then(|| view! { <ul class="photos">{list}</ul> }.into_any())
}
