//! The headers on every answer: what a browser may run, keep, frame and tell others. A page says more in its own policy, which
//! names the nonce of its script (`guard.rs`).

use axum::{
    body::Body,
    http::{
        HeaderName, HeaderValue, Response,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
            X_FRAME_OPTIONS,
        },
    },
};
use tower_http::{
    request_id::{MakeRequestId, RequestId},
    set_header::{HeaderMetadata, response::SetMultipleResponseHeadersLayer},
};

use crate::clock::random_hex;

type Headers = Vec<HeaderMetadata<Response<Body>>>;

/// No answer says otherwise.
pub fn always(https: bool) -> SetMultipleResponseHeadersLayer<Response<Body>> {
    const YEAR: &str = "max-age=31536000; includeSubDomains";
    let stay = https.then(|| HeaderValue::from_static(YEAR));
    let mut headers = fixed(&[
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ]);
    headers.push((STRICT_TRANSPORT_SECURITY, stay).into());
    SetMultipleResponseHeadersLayer::overriding(headers)
}

/// What holds for an answer that does not say otherwise.
pub fn unless_said() -> SetMultipleResponseHeadersLayer<Response<Body>> {
    SetMultipleResponseHeadersLayer::if_not_present(fixed(&[
        (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        // Not no-referrer: a rejected form goes back to the page that it came from.
        (REFERRER_POLICY, "same-origin"),
        // A file that is not there may come with the next version.
        (CACHE_CONTROL, "no-store"),
    ]))
}

fn fixed(headers: &[(HeaderName, &'static str)]) -> Headers {
    headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value)).into()).collect()
}

/// Numbers a request: in the log, in `x-request-id`, and on the page of an internal error.
#[derive(Clone, Copy)]
pub struct Numbers;

impl MakeRequestId for Numbers {
    fn make_request_id<B>(&mut self, _request: &axum::http::Request<B>) -> Option<RequestId> {
        random_hex::<8>().ok()?.parse().ok().map(RequestId::new)
    }
}

/// The number of a request as text.
pub fn number(id: Option<&RequestId>) -> &str {
    id.and_then(|id| id.header_value().to_str().ok()).unwrap_or_default()
}
