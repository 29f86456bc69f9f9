//! `/verify/{code}`: anybody who holds a paper may ask whether it is genuine. The page says that and nothing else: neither
//! number, nor party, nor goods. An unknown code is answered like a known one, in the same shape and with the same status.

use axum::{
    extract::Path,
    http::{HeaderName, HeaderValue},
};
use leptos::prelude::*;
use store::acts::{Genuineness, check_code};

use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let (tone, title, words) = said(check_code(&mut tx, &code).await?);
    let mut response = cx.page("Check an act", move || {
        view! {
            <PageHeader kind="Handover and Acceptance Act" title="Is this act genuine?"/>
            <Notice tone=tone title=title><p>{words}</p></Notice>
            <p class="muted">"Compare the version on the paper. More is said to those who may sign in."</p>
        }
        .into_any()
    })?;
    response.headers_mut().insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    Ok(response)
}

fn said(found: Genuineness) -> (Tone, String, String) {
    match found {
        Genuineness::Genuine { version, issued_at } => (
            Tone::Good,
            format!("Genuine: version {version}"),
            format!("Issued on {}. No newer version is known.", issued_at.day_words()),
        ),
        Genuineness::Superseded { version, by, at } => (
            Tone::Warn,
            format!("Superseded by version {by}"),
            format!("The paper is version {version}; version {by} was issued on {}.", at.day_words()),
        ),
        Genuineness::Unknown => {
            (Tone::Bad, "Unknown".to_owned(), "No act was issued under this code. Check how it was typed.".to_owned())
        }
    }
}
