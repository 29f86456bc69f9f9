//! What a browser sends, and what came back.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, Request, header, request::Builder},
    response::Response,
};
use http_body_util::BodyExt;

use super::people::Person;

pub const HOST: &str = "portal.example";

static NEXT_KEY: AtomicU64 = AtomicU64::new(1);

/// A submission key, as a page makes one for each of its forms.
pub fn key() -> String {
    format!("{:032x}", NEXT_KEY.fetch_add(1, Ordering::Relaxed))
}

/// A form's fields as a browser encodes them.
pub fn encode<V: AsRef<str>>(fields: &[(&str, V)]) -> String {
    let pairs = fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value.as_ref())));
    pairs.collect::<Vec<_>>().join("&")
}

fn escape(text: &str) -> String {
    let byte = |b: u8| match b {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => (b as char).to_string(),
        b' ' => "+".to_owned(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// The headers that a browser puts on by itself, with the person's cookies.
pub fn request(person: &Person, method: &str, path: &str, scheme: &str) -> Builder {
    let mut builder = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, HOST)
        .header(header::USER_AGENT, "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Firefox/140.0")
        .header("sec-fetch-site", "same-origin");
    if method == "POST" {
        builder = builder.header(header::ORIGIN, format!("{scheme}://{HOST}"));
    }
    if let Some(token) = &person.token {
        let name = if scheme == "https" { "__Host-sid" } else { "sid" };
        builder = builder.header(header::COOKIE, format!("{name}={token}"));
    }
    builder
}

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes: Bytes = body.collect().await.expect("a whole body").to_bytes();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where a redirect leads; nothing for other answers.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    pub fn set_cookies(&self) -> Vec<&str> {
        self.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok()).collect()
    }

    /// The value of a cookie that this answer sets.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let start = format!("{name}=");
        let found = self.set_cookies().into_iter().find_map(|cookie| cookie.strip_prefix(start.as_str()))?;
        found.split(';').next()
    }

    /// Every byte that left: headers and body.
    pub fn everything(&self) -> String {
        format!("{:?}\n{}", self.headers, self.body)
    }

    /// The body without what is new in every answer: nonces, request numbers, submission keys (and other long numbers).
    pub fn steady(&self) -> String {
        without_random(&self.body)
    }

    /// The value of a field on the page.
    pub fn field(&self, name: &str) -> Option<String> {
        let page = scraper::Html::parse_document(&self.body);
        let found = scraper::Selector::parse(&format!("[name=\"{name}\"]")).ok()?;
        let element = page.select(&found).next()?;
        match element.value().name() {
            "input" => Some(element.value().attr("value").unwrap_or_default().to_owned()),
            "select" => {
                let selected = scraper::Selector::parse("option[selected]").ok()?;
                element.select(&selected).next()?.value().attr("value").map(str::to_owned)
            }
            _ => Some(element.text().collect()),
        }
    }

    /// What the page shows to people, without its markup.
    pub fn words(&self) -> String {
        let page = scraper::Html::parse_document(&self.body);
        page.root_element().text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Hexadecimal runs of 16 digits and more become `#`.
pub fn without_random(text: &str) -> String {
    let mut steady = String::with_capacity(text.len());
    let mut run = String::new();
    for letter in text.chars().chain(['\0']) {
        if letter.is_ascii_digit() || ('a'..='f').contains(&letter) {
            run.push(letter);
            continue;
        }
        steady.push_str(if run.len() >= 16 { "#" } else { &run });
        run.clear();
        steady.push(letter);
    }
    steady.pop();
    steady
}

pub fn form_body(builder: Builder, body: impl Into<Body>) -> Request<Body> {
    let builder = builder.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    builder.body(body.into()).expect("a request")
}
