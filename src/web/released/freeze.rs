//! Making a state: every page that a donor could open of a grant, as the portal itself answers it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{StatusCode, header},
};
use store::grants::publication::{Audience, Frozen};
use tower::ServiceExt;

use super::addresses::{belongs, is_followed, state_address};
use crate::{App, AppError, page};

/// More pages than the largest programme has; what is beyond has no link, and lists are whole in their files.
const MOST_PAGES: usize = 3_000;
/// A larger file is not kept a second time: what is uploaded stays where it is.
const LARGEST: usize = 8 * 1024 * 1024;

/// The pages of a donor, in the order of their addresses.
///
/// # Errors
/// A page of the grant cannot be made.
pub async fn freeze(app: &App, grant: &str, number: i64, of: &Audience) -> Result<Vec<Frozen>, AppError> {
    let router = crate::router::inside(app.clone(), of.viewer.clone());
    let first = format!("/grants/{grant}");
    let mut made: BTreeMap<String, Answer> = BTreeMap::new();
    let mut asked: BTreeSet<String> = BTreeSet::from(["/".to_owned(), first.clone()]);
    let mut waiting: VecDeque<String> = VecDeque::from([first.clone(), "/".to_owned()]);
    while let Some(path) = waiting.pop_front() {
        let Some(answer) = get(&router, &path).await? else {
            if path == first {
                return Err(AppError::NotFound);
            }
            continue;
        };
        if let Some(html) = answer.html() {
            for target in targets(html) {
                let Some(target) = absolute(&path, &target) else { continue };
                let follows = belongs(&target, grant) && is_followed(&path, &target, grant);
                if follows && asked.len() < MOST_PAGES && asked.insert(target.clone()) {
                    waiting.push_back(target);
                }
            }
        }
        made.insert(path, answer);
    }
    let known: BTreeSet<String> = made.keys().cloned().collect();
    let frozen = made.into_iter().map(|(path, answer)| {
        let bytes = match answer.html() {
            Some(html) => rewritten(html, |target| {
                let (target, part) = target.split_once('#').map_or((target, None), |(to, part)| (to, Some(part)));
                // A part of the same page.
                if target.is_empty() {
                    return part.map(|part| format!("#{part}"));
                }
                let target = absolute(&path, target)?;
                let address = if known.contains(&target) {
                    state_address(grant, number, &target)
                } else if stays(&target) {
                    target
                } else {
                    return None;
                };
                Some(part.map_or(address.clone(), |part| format!("{address}#{part}")))
            })
            .into_bytes(),
            None => answer.bytes,
        };
        Frozen { donor: of.donor, path, title: answer.title, media_type: answer.media_type, bytes }
    });
    Ok(frozen.collect())
}

/// What a donor would read on the first page of the grant, to look at before it is released: without links and forms.
///
/// # Errors
/// The page cannot be made.
pub async fn preview(app: &App, grant: &str, of: &Audience) -> Result<String, AppError> {
    let router = crate::router::inside(app.clone(), of.viewer.clone());
    let answer = get(&router, &format!("/grants/{grant}")).await?.ok_or(AppError::NotFound)?;
    Ok(rewritten(answer.html().unwrap_or_default(), |_| None))
}

/// Pages that are of no grant, and stand for themselves.
fn stays(target: &str) -> bool {
    let plain = ["/about-the-figures", "/questions/new", "/rates"];
    !target.starts_with('/') || plain.iter().any(|page| target.starts_with(page))
}

struct Answer {
    title: String,
    media_type: String,
    bytes: Vec<u8>,
}

impl Answer {
    fn html(&self) -> Option<&str> {
        (self.media_type == "text/html").then(|| std::str::from_utf8(&self.bytes).ok()).flatten()
    }
}

/// `None`: there is nothing to keep at this address.
async fn get(router: &Router, path: &str) -> Result<Option<Answer>, AppError> {
    let request = Request::builder().uri(path).header(header::ACCEPT, "text/html").body(Body::empty());
    let Ok(request) = request else { return Ok(None) };
    let mut response = router.clone().oneshot(request).await.map_err(AppError::internal)?;
    if response.status() != StatusCode::OK {
        return match response.extensions().get::<AppError>() {
            Some(AppError::Busy | AppError::Internal) => Err(AppError::Busy),
            _ => Ok(None),
        };
    }
    if let Some((title, html)) = page::bare(&mut response).await {
        return Ok(Some(Answer { title, media_type: "text/html".to_owned(), bytes: html.into_bytes() }));
    }
    let (parts, body) = response.into_parts();
    let head = |name| parts.headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    let media_type = head(header::CONTENT_TYPE).unwrap_or("application/octet-stream").to_owned();
    let named = head(header::CONTENT_DISPOSITION)
        .and_then(|said| said.split_once("filename=\""))
        .and_then(|(_, name)| name.split('"').next());
    let last = path.split('?').next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    let title = named.unwrap_or(last).to_owned();
    // Too large, or broken off.
    let Ok(bytes) = axum::body::to_bytes(body, LARGEST).await else { return Ok(None) };
    Ok(Some(Answer { title, media_type, bytes: bytes.to_vec() }))
}

/// What the links and pictures of a page lead to.
fn targets(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for name in [" href=\"", " src=\""] {
        for piece in html.split(name).skip(1) {
            let target = piece.split('"').next().unwrap_or_default().replace("&amp;", "&");
            let target = target.split('#').next().unwrap_or_default();
            if !target.is_empty() {
                found.push(target.to_owned());
            }
        }
    }
    found
}

/// From `/` on; `None`: it is no page of the portal.
fn absolute(page: &str, target: &str) -> Option<String> {
    let plain = page.split('?').next().unwrap_or_default();
    match target {
        "" => None,
        target if target.starts_with('?') => Some(format!("{plain}{target}")),
        target if target.starts_with("//") => None,
        target if target.starts_with('/') => Some(target.to_owned()),
        target => {
            Some(target.to_owned()).filter(|target| target.starts_with("https://") || target.starts_with("http://"))
        }
    }
}

/// The page with other addresses behind its links; one that leads nowhere is no link any more. Forms are left out: nothing of a
/// state is filtered or changed.
fn rewritten(html: &str, address: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        if rest.starts_with("<form") {
            let end = rest.find("</form>").map_or(rest.len(), |end| end + "</form>".len());
            rest = &rest[end..];
            continue;
        }
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        let tag = &rest[..end];
        if tag.starts_with("<a ") {
            out.push_str(&link(tag, &address));
        } else if tag.starts_with("<img ") {
            out.push_str(&with(tag, " src=\"", &address));
        } else {
            out.push_str(tag);
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

fn link(tag: &str, address: &impl Fn(&str) -> Option<String>) -> String {
    let rewritten = with(tag, " href=\"", address);
    // What is no link any more has no name of its own besides its words.
    if rewritten.contains(" href=\"") { rewritten } else { with(&rewritten, " aria-label=\"", &|_: &str| None) }
}

/// The tag with another value of this attribute, or without it.
fn with(tag: &str, name: &str, address: &impl Fn(&str) -> Option<String>) -> String {
    let Some((before, after)) = tag.split_once(name) else { return tag.to_owned() };
    let Some((value, end)) = after.split_once('"') else { return tag.to_owned() };
    match address(&value.replace("&amp;", "&")) {
        Some(address) => format!("{before}{name}{}\"{end}", address.replace('&', "&amp;")),
        None => format!("{before}{end}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_the_state_or_nowhere_and_forms_are_gone() {
        let html = r#"<p>a &lt; b</p><a class="x" href="/items?a=1&amp;b=2">Items</a> <a href="/account" aria-label="My account">Me</a><form method="get"><input name="q"></form><img src="/p.jpg" alt="">"#;
        let new = rewritten(html, |target| match target {
            "/items?a=1&b=2" => Some("/grants/G/states/1/items?a=1&b=2".to_owned()),
            _ => None,
        });
        assert_eq!(
            new,
            r#"<p>a &lt; b</p><a class="x" href="/grants/G/states/1/items?a=1&amp;b=2">Items</a> <a>Me</a><img alt="">"#
        );
        assert_eq!(targets(html), ["/items?a=1&b=2", "/account", "/p.jpg"]);
    }

    #[test]
    fn addresses_are_read_from_where_they_stand() {
        assert_eq!(absolute("/items?x=1", "?after=k").as_deref(), Some("/items?after=k"));
        assert_eq!(absolute("/", "/rounds").as_deref(), Some("/rounds"));
        assert_eq!(absolute("/", "//elsewhere.example"), None);
        assert_eq!(absolute("/", "mailto:a@b.example"), None);
    }
}
