//! What stands around every answer: the log, limits, the cross-site guard, the access check, and the page of an error.

use std::{any::Any, time::Duration};

use axum::{
    body::Body,
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use leptos::nonce::Nonce;
use tower_http::request_id::RequestId;
use tracing::Instrument;

use crate::{
    App, AppError,
    clock::random_hex,
    edge::accepts_html,
    headers,
    page::{self, Around},
    registry::Rules,
    resend::Resend,
    session::{self, Asker},
    throttle::{self, Door},
};

/// A number that a client made up is none: it would stand in the log as ours.
pub async fn without_number(mut request: Request) -> Request {
    request.headers_mut().remove("x-request-id");
    request
}

pub async fn log(mut request: Request, next: Next) -> Response {
    let Ok(nonce) = random_hex::<16>() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    request.extensions_mut().insert(Nonce::from_value(nonce));
    // Only the path: queries can hold what people typed. One-time links are keys: theirs is not logged whole.
    let path = request.uri().path();
    let path =
        ["/welcome/", "/sign/", "/calendar/"].iter().find(|link| path.starts_with(**link)).map_or(path, |link| *link);
    let id = headers::number(request.extensions().get::<RequestId>());
    let span = tracing::info_span!("request", id, method = %request.method(), path);
    async move {
        let response = next.run(request).await;
        tracing::info!(status = response.status().as_u16(), "answered");
        response
    }
    .instrument(span)
    .await
}

/// A panic is a bug: logged, and answered like every internal error.
pub fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let words =
        panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied()).unwrap_or("panic");
    tracing::error!(words, "panicked");
    (StatusCode::INTERNAL_SERVER_ERROR, "Something failed; nothing was changed.").into_response()
}

/// Shows errors as pages (or JSON), and says on pages what they may run.
pub async fn finish(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().cloned();
    let nonce = request.extensions().get::<Nonce>().cloned();
    let wants_page = accepts_html(request.headers());
    let (path, theme) = (request.uri().path().to_owned(), page::theme(request.headers()));
    let mut response = next.run(request).await;
    name_bare_statuses(&mut response);
    if let Some(error) = response.extensions_mut().remove::<AppError>() {
        let head = std::mem::take(response.headers_mut());
        let viewer = response.extensions_mut().remove::<Asker>().and_then(|a| a.0);
        let resend = response.extensions_mut().remove::<Resend>();
        let request_id = headers::number(id.as_ref());
        let mut shown = if wants_page {
            let around = Around { viewer, theme, path: path.clone(), ..Around::default() };
            page::error_page(&error, around, nonce.clone(), request_id, resend).await
        } else {
            (error.status(), axum::Json(&error)).into_response()
        };
        let seconds = match error {
            AppError::Busy => Some("2"),
            AppError::TooMany => Some("60"),
            _ => None,
        };
        if let Some(seconds) = seconds {
            shown.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
        }
        for cookie in head.get_all(header::SET_COOKIE) {
            shown.headers_mut().append(header::SET_COOKIE, cookie.clone());
        }
        response = shown;
    }
    let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/html"));
    // The address of a one-time link is a key: no page under it, and no error, says where a browser comes from.
    if path.starts_with("/sign/") {
        response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    }
    if let Some(nonce) = nonce.filter(|_| is_page)
        && let Ok(policy) = HeaderValue::from_str(&policy(&nonce))
    {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn policy(nonce: &Nonce) -> String {
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
         font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    )
}

/// Statuses that layers set without words of ours.
fn name_bare_statuses(response: &mut Response) {
    if response.extensions().get::<AppError>().is_some() {
        return;
    }
    let error = match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => AppError::TooLarge,
        StatusCode::METHOD_NOT_ALLOWED | StatusCode::BAD_REQUEST => AppError::NotFound,
        _ => return,
    };
    response.extensions_mut().insert(error);
}

/// The answer comes in time or not at all. Functions and files have limits of their own: a function that takes too long gives
/// its form back, and files take as long as the line needs.
pub async fn limit_time(State(most): State<Duration>, request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
    match tokio::time::timeout(most, next.run(request)).await {
        Ok(response) => response,
        Err(_) => AppError::Busy.into_response(),
    }
}

/// The cross-site layer answers with a bare status; give it our words.
pub async fn name_csrf_refusals(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.status() == StatusCode::FORBIDDEN && response.extensions().get::<AppError>().is_none() {
        response.extensions_mut().insert(AppError::Forbidden);
    }
    response
}

/// The cross-site layer lets a request pass that says nothing about where it comes from. With a session cookie on it, it
/// comes from a browser that should have said so: refuse.
pub async fn refuse_without_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let headers = request.headers();
    let silent = !headers.contains_key("sec-fetch-site") && !headers.contains_key(header::ORIGIN);
    if !safe && silent && session::token(headers, app.config.is_secure()).is_some() {
        return AppError::Forbidden.into_response();
    }
    next.run(request).await
}

/// Checks what the page or change needs before anything else happens. The store checks again, record by record.
pub async fn check_access(State((app, rules)): State<(App, Rules)>, mut request: Request, next: Next) -> Response {
    let asker = request.extensions().get::<Asker>().cloned().unwrap_or(Asker(None));
    if asker.0.is_none() && is_one_too_many(&app, &request) {
        return AppError::TooMany.into_response();
    }
    let path = request.uri().path();
    let is_change = path.starts_with("/api/");
    let rule = if is_change {
        rules.change(path)
    } else {
        request.extensions().get::<MatchedPath>().and_then(|matched| rules.page(matched.as_str()))
    };
    if let Some(rule) = rule {
        request.extensions_mut().insert(rule);
        request.extensions_mut().insert(rules.clone());
    }
    let mut response = match rule {
        None => AppError::NotFound.into_response(),
        Some(rule) if rule.admits(asker.0.as_ref().map(|v| v.role)) => next.run(request).await,
        Some(_) if asker.0.is_some() => AppError::Forbidden.into_response(),
        // The api handler keeps what was typed before it asks to sign in.
        Some(_) if is_change => next.run(request).await,
        Some(_) if accepts_html(request.headers()) => sign_in_first(&request),
        Some(_) => AppError::LoginRequired.into_response(),
    };
    response.extensions_mut().insert(asker);
    response
}

/// Whoever is signed in is known, and asks as often as the work needs.
fn is_one_too_many(app: &App, request: &Request) -> bool {
    let Some(door) = Door::of(request.uri().path()) else { return false };
    let peer = request.extensions().get::<ConnectInfo<std::net::SocketAddr>>().map(|peer| peer.0);
    let header = app.config.client_address_header.as_deref();
    app.throttle.refuses(door, throttle::address(request.headers(), header, peer))
}

fn sign_in_first(request: &Request<Body>) -> Response {
    let target = request.uri().path_and_query().map_or("/", |p| p.as_str());
    if target == "/" {
        return Redirect::to("/sign-in").into_response();
    }
    let next: String = form_urlencoded::byte_serialize(target.as_bytes()).collect();
    Redirect::to(&format!("/sign-in?next={next}")).into_response()
}
