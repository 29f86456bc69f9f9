//! People without an account: what their browser keeps, and what is done so that a link says nothing to anybody else.
//!
//! The address of a link is a key, so it is never logged, never sent on (no referrer) and never indexed. The code is told on
//! another channel. What the browser gets for the right code is bound to this link, lives half an hour, is sent to its pages
//! only, and stands in its form as well: another site, which knows neither, cannot send the form in this browser's name.

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use cookie::Cookie;
use domain::signing::OPEN_SECONDS;

use crate::{
    App, AppError, cookies,
    passwords::token_hash,
    request::{self, Call},
};

/// The page of a link, to which its forms come back. Nobody is signed in there: staff who made the link do not sign with it
/// by mistake.
///
/// # Errors
/// Somebody is signed in; this is no link.
pub fn page(call: &Call, token: &str) -> Result<String, AppError> {
    if call.viewer.is_some() {
        return Err(AppError::Forbidden);
    }
    if !is_token(token) {
        return Err(AppError::NotFound);
    }
    let page = format!("/sign/{token}");
    request::back_to(&page)?;
    Ok(page)
}

/// 256 bits in hexadecimal digits.
pub fn is_token(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Over the token as well: whoever reads the table cannot try the 100 million codes.
pub fn code_hash(token: &str, code: &str) -> String {
    token_hash(&format!("{token}:{code}"))
}

fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Secure-signing" } else { "signing" }
}

/// What this browser shows at the pages of this link.
pub fn browser_secret(app: &App, headers: &HeaderMap) -> Option<String> {
    cookies::get(headers, cookie_name(app.config.is_secure())).filter(|secret| is_token(secret))
}

pub fn browser_cookie(app: &App, token: &str, secret: &str) -> Cookie<'static> {
    let secure = app.config.is_secure();
    cookies::set_for(cookie_name(secure), secret, &format!("/sign/{token}"), OPEN_SECONDS, secure)
}

/// The headers of every answer about a link.
pub fn keep_to_itself(mut response: Response) -> Response {
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow, noarchive"));
    response
}
