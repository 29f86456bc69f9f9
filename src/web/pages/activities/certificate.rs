//! `/activities/{code}/certificate.pdf`: one page to print for everybody who completed it. The name is written by hand.

use axum::{
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use documents::certificate::Certificate;
use domain::activity::ActivityState;
use leptos::prelude::*;

use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn file(cx: Cx, Path(code): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let shown = store::activities::show(&mut tx, cx.viewer()?, &code).await?;
    tx.rollback().await?;
    let activity = shown.activity;
    // Nobody completed what was not held.
    if activity.state != ActivityState::Held {
        return Err(AppError::NotFound);
    }
    let of = Certificate {
        kind: Certificate::kind_in_words(activity.kind),
        title: activity.title.clone(),
        dates: activity.dates(),
        place: activity.place.clone(),
        topics: shown.topics,
        organisers: shown.organisers,
        qualifies_for: shown.qualifies_for,
        code: activity.code,
    };
    let Some(bytes) = cx.app.typesetter.certificate(of).await? else { return not_built(&cx) };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    // Codes are letters, digits and hyphens.
    if let Ok(value) = HeaderValue::from_str(&format!("inline; filename=\"certificate-{code}.pdf\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

fn not_built(cx: &Cx) -> PageResult {
    let mut response = cx.page("No PDF here", || {
        view! {
            <PageHeader title="This server was built without PDF"/>
            <p>"Use "<code>"cargo xtask build"</code>", which brings it. Everything else works."</p>
        }
        .into_any()
    })?;
    *response.status_mut() = StatusCode::NOT_IMPLEMENTED;
    Ok(response)
}
