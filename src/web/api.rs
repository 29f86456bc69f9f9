//! The door of every server function: `/api/<verb_noun>`.
//!
//! A plain form is answered with a redirect: to the result, or back to the form with everything that was typed. A caller
//! that asks for JSON (the offline queue, scripts) gets the same answers as JSON.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use http_body_util::BodyExt;
use leptos::prelude::provide_context;
use serde::Serialize;
use tracing::Instrument;

use crate::{
    App, AppError,
    access::Rule,
    address::safe_path,
    cookies,
    edge::accepts_html,
    parked::{AGAIN, FLASH, PARKED, ParkedForNobody, Told, without_secrets},
    passwords::token_hash,
    request::{Call, Done},
    resend::{PAGE, Resend},
    session, undo,
};

/// So long an answer waits for the writer to keep a form; then it holds the form itself.
const TO_KEEP: Duration = Duration::from_secs(3);

pub async fn handle(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let rule = match parts.extensions.get::<Rule>() {
        Some(rule) if parts.method == Method::POST => *rule,
        _ => return AppError::NotFound.into_response(),
    };
    let is_form = parts
        .headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|t| t.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    if !is_form {
        return AppError::WrongType.into_response();
    }
    let most = Duration::from_secs(app.config.request_seconds);
    let body = match tokio::time::timeout(most, body.collect()).await {
        Ok(Ok(collected)) => collected.to_bytes(),
        Ok(Err(_)) => return AppError::TooLarge.into_response(),
        Err(_) => return AppError::Busy.into_response(),
    };
    let call = Call::new(app, &parts, rule, body);
    if let Some(page) = parts.uri.query().and_then(page_in) {
        call.go_back_to(page);
    }
    // A task of its own: a client that hangs up stops neither a change half way nor the keeping of what was typed. One that
    // takes too long goes on as well: its form comes back with its key, and sent again it gets the answer that was missed.
    let task = tokio::spawn(answer(call.clone(), parts.headers.clone()).in_current_span());
    match tokio::time::timeout(most, task).await {
        Ok(answered) => answered.unwrap_or_else(|error| AppError::internal(error).into_response()),
        Err(_) => Resend::answer(&call, page_of(&call, &parts.headers).as_ref(), &AppError::Busy),
    }
}

async fn answer(call: Call, headers: HeaderMap) -> Response {
    let answer = run(call.clone()).await;
    respond(call, headers, answer).await
}

/// The answer as the caller wants it: a redirect for a form, JSON for a program.
pub(crate) async fn respond(call: Call, headers: HeaderMap, answer: Result<Done, AppError>) -> Response {
    let mut response = if accepts_html(&headers) {
        redirect(&call, &headers, answer).await
    } else {
        match answer {
            Ok(done) => axum::Json(done).into_response(),
            Err(error) => error.into_response(),
        }
    };
    let set = call.cookies();
    for cookie in &set {
        cookies::append(response.headers_mut(), cookie);
    }
    // What a browser keeps for one person (photos) goes with the session.
    if set.contains(&cookies::end_of_session(call.app.config.is_secure())) {
        response.headers_mut().insert("clear-site-data", header::HeaderValue::from_static("\"cache\""));
    }
    response
}

/// Carries a change out.
pub(crate) async fn run(call: Call) -> Result<Done, AppError> {
    if !call.is_admitted() {
        return Err(AppError::LoginRequired);
    }
    let uri: Uri = call.function.parse().map_err(AppError::internal)?;
    // A bare request: without Accept and Referer the framework redirects nobody, and what the function answers comes back.
    let mut inner = Request::new(Body::from(call.body.clone()));
    *inner.method_mut() = Method::POST;
    *inner.uri_mut() = uri;
    inner
        .headers_mut()
        .insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/x-www-form-urlencoded"));
    let with_call = move || provide_context(call.clone());
    let response = leptos_axum::handle_server_fns_with_context(with_call, inner).await.into_response();
    let status = response.status();
    let body: Bytes = response.into_body().collect().await.map_err(AppError::internal)?.to_bytes();
    if status == StatusCode::OK {
        return serde_json::from_slice(&body).map_err(AppError::internal);
    }
    Err(serde_json::from_slice(&body).unwrap_or_else(AppError::internal))
}

/// The answer to a plain form.
async fn redirect(call: &Call, headers: &HeaderMap, answer: Result<Done, AppError>) -> Response {
    let app = &call.app;
    let page = page_of(call, headers);
    match answer {
        Ok(done) => {
            if let (Some(page), Some(viewer)) = (&page, &call.viewer)
                && let Err(error) = forget(app, viewer, page.path()).await
            {
                tracing::warn!(?error, "a parked form was not forgotten");
            }
            let mut response = Redirect::to(&done.location).into_response();
            *response.status_mut() = StatusCode::SEE_OTHER;
            if let Some(text) = done.message {
                carry(app, response.headers_mut(), FLASH, &Told { text, undo: done.undo }).await;
            }
            response
        }
        // Its button stands on any page: what it refuses is said there.
        Err(AppError::Conflict { message }) if call.function == undo::PATH => {
            let mut response = Redirect::to(&page.as_ref().map_or_else(|| "/".to_owned(), again)).into_response();
            *response.status_mut() = StatusCode::SEE_OTHER;
            carry(app, response.headers_mut(), FLASH, &Told { text: message, undo: false }).await;
            response
        }
        // Keeping the form would wait for the writer that is busy.
        Err(error @ AppError::Busy) if call.viewer.is_some() => Resend::answer(call, page.as_ref(), &error),
        Err(
            error @ (AppError::Invalid { .. } | AppError::Conflict { .. } | AppError::LoginRequired | AppError::Busy),
        ) => match &page {
            Some(uri) => match back(call, headers, uri, error.clone()).await {
                Ok(response) => response,
                Err(AppError::Busy) => Resend::answer(call, page.as_ref(), &error),
                Err(failed) => failed.into_response(),
            },
            None => error.into_response(),
        },
        Err(error) => error.into_response(),
    }
}

/// Back to the form, with what was typed kept for its page.
async fn back(call: &Call, headers: &HeaderMap, page: &Uri, error: AppError) -> Result<Response, AppError> {
    let app = &call.app;
    let body = without_secrets(&call.body);
    let again = again(page);
    if let Some(owner) = owner(call, headers).await? {
        let answer = serde_json::to_string(&error).map_err(AppError::internal)?;
        let kept = tokio::time::timeout(TO_KEEP, keep(app, owner, page.path(), &body, &answer));
        kept.await.unwrap_or(Err(AppError::Busy))?;
    }
    let mut response;
    if error == AppError::LoginRequired {
        let next: String = form_urlencoded::byte_serialize(again.as_bytes()).collect();
        response = Redirect::to(&format!("/sign-in?next={next}")).into_response();
    } else {
        response = Redirect::to(&again).into_response();
        if call.viewer.is_none() {
            let body = body.chars().take(1000).collect();
            let parked = ParkedForNobody { page: page.path().to_owned(), body, error };
            carry(app, response.headers_mut(), PARKED, &parked).await;
        }
    }
    *response.status_mut() = StatusCode::SEE_OTHER;
    Ok(response)
}

/// Signs a value for the next page. The change is made already: without its sentence the page still shows it.
async fn carry(app: &App, headers: &mut HeaderMap, name: &'static str, value: &impl Serialize) {
    let at = app.clock.now();
    match app.cookie_key.get(&app.db).await {
        Ok(key) => cookies::append(headers, &cookies::set_signed(name, value, key, at, app.config.is_secure())),
        Err(error) => tracing::warn!(?error, name, "nothing is carried to the next page"),
    }
}

async fn keep(app: &App, owner: i64, page: &str, body: &str, answer: &str) -> Result<(), AppError> {
    let mut tx = app.db.write().await?;
    store::parked::park(&mut tx, owner, app.clock.now(), page, body, answer).await?;
    Ok(tx.commit().await?)
}

/// Who the typed form belongs to: the viewer, or the owner of a session that has only just expired.
async fn owner(call: &Call, headers: &HeaderMap) -> Result<Option<i64>, AppError> {
    let app = &call.app;
    if let Some(viewer) = &call.viewer {
        return Ok(Some(viewer.person));
    }
    // Signing in and one-time links are nobody's yet; what is kept of them stays in the browser.
    if call.rule == Rule::Public {
        return Ok(None);
    }
    let Some(token) = session::token(headers, app.config.is_secure()) else {
        return Ok(None);
    };
    let mut tx = app.db.read().await?;
    Ok(store::sessions::expired_owner(&mut tx, app.clock.now(), &token_hash(&token)).await?)
}

async fn forget(app: &App, viewer: &domain::Viewer, page: &str) -> Result<(), AppError> {
    let mut tx = app.db.read().await?;
    if store::parked::find(&mut tx, viewer, page).await?.is_none() {
        return Ok(());
    }
    tx.rollback().await?;
    let mut tx = app.db.write().await?;
    store::parked::forget(&mut tx, viewer, page).await?;
    Ok(tx.commit().await?)
}

/// The page that the form stands on: the one that the function or the form's address named, or the one it came from.
fn page_of(call: &Call, headers: &HeaderMap) -> Option<Uri> {
    call.back().and_then(|page| page.parse().ok()).or_else(|| referrer(headers))
}

/// The page that the address of the form names, if it is one of this portal.
fn page_in(query: &str) -> Option<String> {
    let (_, page) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == PAGE)?;
    safe_path(&page).map(str::to_owned)
}

/// Path and query of the referrer, if that is this portal.
fn referrer(headers: &HeaderMap) -> Option<Uri> {
    let referrer: Uri = headers.get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let same = referrer.authority().is_some_and(|a| a.as_str() == host);
    let path = referrer.path_and_query().filter(|p| safe_path(p.as_str()).is_some())?;
    same.then(|| path.as_str().parse().ok()).flatten()
}

/// The same address with the word that shows the parked form.
fn again(page: &Uri) -> String {
    let query = page.query().unwrap_or_default();
    let kept: Vec<&str> = query.split('&').filter(|p| !p.is_empty() && *p != AGAIN).chain([AGAIN]).collect();
    format!("{}?{}", page.path(), kept.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_this_portal_are_returned_to() {
        let page = |referrer: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "portal.example".parse().expect("host"));
            headers.insert(header::REFERER, referrer.parse().expect("referrer"));
            super::referrer(&headers).map(|p| again(&p))
        };
        assert_eq!(page("https://portal.example/rounds/new"), Some("/rounds/new?again".to_owned()));
        assert_eq!(page("https://portal.example/rounds?sort=code&again"), Some("/rounds?sort=code&again".to_owned()));
        for foreign in [
            "https://evil.example/x",
            "https://portal.example.evil/x",
            "https://portal.example//evil.example",
            "https://portal.example/\\evil.example",
            "javascript:alert(1)",
        ] {
            assert_eq!(page(foreign), None, "{foreign}");
        }
    }
}
