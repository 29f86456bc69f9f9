//! `/acts/{number}/{version}/pdf?languages=en-ru`: a version as a file, set anew each time; the same version with the same
//! signatures gives the same bytes.

use axum::{
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use documents::act::{self, Languages};
use leptos::prelude::*;
use store::{
    acts::{self, VersionRow},
    signing::{self, Signing},
};

use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn file(cx: Cx, Path((number, version)): Path<(String, String)>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let act = acts::show(&mut tx, &viewer, &number).await?;
    let version = act.versions.iter().find(|v| v.version.to_string() == version).ok_or(AppError::NotFound)?;
    let signing = signing::signing(&mut tx, &viewer, &number, Some(version.version)).await?;
    tx.rollback().await?;
    set(&cx, version, &signing).await
}

/// The file of a version, for whoever may read it, with the signatures that are there.
pub(crate) async fn set(cx: &Cx, version: &VersionRow, signing: &Signing) -> PageResult {
    let languages = match cx.query.get("languages") {
        None | Some("en-ru") => Languages::EnglishRussian,
        Some("uz") => Languages::Uzbek,
        Some(_) => return Err(AppError::NotFound),
    };
    let data = act::of_signed(version, signing).map_err(AppError::internal)?;
    let name = format!("{}-version-{}-{}.pdf", signing.number, version.version, languages.name());
    match cx.app.typesetter.act(data, languages).await? {
        Some(bytes) => Ok(pdf(&name, bytes)),
        None => not_built(cx),
    }
}

/// Shown in the browser; the name is for whoever keeps it.
fn pdf(name: &str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    // Numbers of acts are letters, digits and hyphens.
    if let Ok(value) = HeaderValue::from_str(&format!("inline; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

fn not_built(cx: &Cx) -> PageResult {
    let mut response = cx.page("No PDF here", || {
        view! {
            <PageHeader title="This server was built without PDF"/>
            <p>"Use "<code>"cargo xtask build"</code>", which brings it. The act itself can be read on its page, and everything else works."</p>
        }
        .into_any()
    })?;
    *response.status_mut() = StatusCode::NOT_IMPLEMENTED;
    Ok(response)
}
