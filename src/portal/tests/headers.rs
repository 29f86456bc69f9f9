//! The headers on every answer: what the browser may run, keep, frame and tell others.

use std::collections::BTreeSet;

use axum::body::Body;

use crate::support::*;

/// Answers of every kind that the portal gives, with a word for each.
async fn answers(portal: &Portal) -> Vec<(String, Answer)> {
    let mut answers = Vec::new();
    for row in access_table().pages {
        let address = row.filled(portal).await.replace(' ', "+");
        for person in [anonymous(), staff(), customs_officer(), japan()] {
            answers.push((format!("{address} for {}", person.login), portal.get(&person, &address).await));
        }
    }
    let invalid = [("code", "?")];
    for person in [anonymous(), staff(), japan()] {
        for referrer in ["/rounds/new", "//"] {
            let answer = portal.submit(&person, referrer, "/api/create_round", &invalid).await;
            answers.push((format!("a rejected form of {}", person.login), answer));
        }
        answers.push(("a rejected call".to_owned(), portal.call(&person, "/api/create_round", &invalid).await));
        answers.push(("an unknown page".to_owned(), portal.get(&person, "/nothing").await));
    }
    let conflict = [("submission", key()), ("code", "R-NORTH".to_owned())];
    let answer = portal.submit(&staff(), "//", "/api/schedule_round", &conflict).await;
    answers.push(("a conflict".to_owned(), answer));
    answers.push(("a sign-in".to_owned(), sign_in(portal).await));
    for (method, path) in
        [("GET", "/healthz"), ("GET", "/readyz"), ("POST", "/healthz"), ("PUT", "/rounds"), ("GET", "/pkg/nothing.js")]
    {
        for accept in ["text/html", "*/*"] {
            let request = portal.request(&staff(), method, path).header("accept", accept);
            answers
                .push((format!("{method} {path}"), portal.send(request.body(Body::empty()).expect("a request")).await));
        }
    }
    portal.run("ALTER TABLE quote RENAME TO quote_away").await;
    answers.push(("a failure".to_owned(), portal.get(&staff(), "/grants/JP-2020").await));
    portal.run("ALTER TABLE quote_away RENAME TO quote").await;
    answers
}

async fn sign_in(portal: &Portal) -> Answer {
    let fields = [("login", "finance"), ("password", PASSWORD)];
    portal.submit(&anonymous(), "/sign-in", "/api/sign_in", &fields).await
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_it() {
    let portal = Portal::open().await;
    let answers = answers(&portal).await;
    let statuses: BTreeSet<u16> = answers.iter().map(|(_, answer)| answer.status).collect();
    for status in [200, 303, 401, 403, 404, 409, 422, 500] {
        assert!(statuses.contains(&status), "no answer with {status}: {statuses:?}");
    }
    for (what, answer) in &answers {
        // A photo never changes, and is this person's: their browser may keep it for an hour.
        let kept = what.contains("/photos/") && answer.status == 200;
        let is = |name: &str, value: &str| assert_eq!(answer.header(name), value, "{name} of {what}");
        is("x-content-type-options", "nosniff");
        // The address of a one-time link is a key: nobody learns it from a browser.
        is("referrer-policy", if what.starts_with("/sign/") { "no-referrer" } else { "same-origin" });
        is("x-frame-options", "DENY");
        is("cross-origin-opener-policy", "same-origin");
        is("cross-origin-resource-policy", "same-origin");
        is("cache-control", if kept { "private, max-age=3600, immutable" } else { "no-store" });
        assert!(answer.header("permissions-policy").contains("camera=()"), "{what}");
        assert!(!answer.headers.contains_key("access-control-allow-origin"), "{what}");
        assert!(!answer.headers.contains_key("server") && !answer.headers.contains_key("x-powered-by"), "{what}");
        assert_eq!(answer.header("x-request-id").len(), 16, "{what}");
        check_policy(what, answer);
    }
    portal.close().await;
}

fn check_policy(what: &str, answer: &Answer) {
    let policy = answer.header("content-security-policy");
    if !answer.header("content-type").starts_with("text/html") {
        assert_eq!(policy, "default-src 'none'; frame-ancestors 'none'", "{what}");
        return;
    }
    for rule in
        ["default-src 'none'", "form-action 'self'", "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'"]
    {
        assert!(policy.contains(rule), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{what}: {policy}");
    let nonce = nonce(answer).unwrap_or_else(|| panic!("{what}: {policy}"));
    assert!(nonce.len() >= 32 && nonce.chars().all(|c| c.is_ascii_hexdigit()), "128 random bits: {nonce}");
    // Nothing on the page needs more than the policy allows.
    let page = scraper::Html::parse_document(&answer.body);
    for element in page.root_element().descendent_elements() {
        let value = element.value();
        assert!(value.attr("style").is_none() && value.name() != "style", "a style in {what}");
        assert!(value.attrs().all(|(name, _)| !name.starts_with("on")), "a handler in {what}: {value:?}");
        if value.name() == "script" {
            assert_eq!(value.attr("nonce"), Some(nonce.as_str()), "{what}");
        }
        for address in ["href", "src", "action", "formaction"].iter().filter_map(|name| value.attr(name)) {
            let own = address.starts_with(['/', '#', '?']) && !address.starts_with("//");
            // The address of a source leads out, and does not say where from.
            let source = value.name() == "a" && value.attr("rel") == Some("external noreferrer");
            // A code to scan is a picture that comes with its page.
            let code = value.name() == "img" && address.starts_with("data:image/svg+xml;base64,");
            assert!(own || code || (source && address.starts_with("https://")), "{address} in {what}");
        }
    }
}

fn nonce(answer: &Answer) -> Option<String> {
    let policy = answer.header("content-security-policy");
    policy.split("'nonce-").nth(1)?.split('\'').next().map(str::to_owned)
}

#[tokio::test]
async fn no_nonce_is_used_twice() {
    let portal = Portal::open().await;
    let mut seen = BTreeSet::new();
    for _ in 0..1000 {
        // Whoever opens it faster is told to wait.
        portal.clock.advance(1);
        let answer = portal.get(&anonymous(), "/sign-in").await;
        assert!(seen.insert(nonce(&answer).unwrap()), "twice");
    }
    portal.close().await;
}

#[tokio::test]
async fn only_files_with_their_hash_in_the_name_are_kept() {
    let portal = Portal::open().await;
    let page = portal.get(&anonymous(), "/sign-in").await;
    let style = page.body.split("href=\"/pkg/").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    if style.is_empty() {
        eprintln!("skipped: the browser files are not built");
    } else {
        let file = portal.get(&anonymous(), &format!("/pkg/{style}")).await;
        assert_eq!((file.status, file.header("content-type")), (200, "text/css; charset=utf-8"));
        assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(file.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
        assert_eq!(file.header("x-content-type-options"), "nosniff");
    }
    for path in [
        "/pkg/..%2F..%2FCargo.toml",
        "/pkg/%2Fetc%2Fpasswd",
        "/pkg/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/pkg/.",
        "/pkg/",
    ] {
        let answer = portal.get(&anonymous(), path).await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.body);
    }
    portal.close().await;
}

#[tokio::test]
async fn over_https_the_browser_is_told_to_stay_there() {
    let portal = Portal::open_with(&[("PORTAL_PUBLIC_ORIGIN", "https://portal.example")]).await;
    let answer = portal.get(&staff(), "/rounds").await;
    assert_eq!(
        (answer.status, answer.header("strict-transport-security")),
        (200, "max-age=31536000; includeSubDomains")
    );
    let answer = portal.get(&anonymous(), "/nothing").await;
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000; includeSubDomains");
    portal.close().await;
    let portal = Portal::open().await;
    assert_eq!(portal.get(&staff(), "/rounds").await.header("strict-transport-security"), "");
    portal.close().await;
}

#[tokio::test]
async fn every_file_arrives_whole_however_it_is_compressed() {
    let portal = Portal::open().await;
    // The old addresses of activities lead on.
    let files = |path: &str| path.ends_with(".csv") && !path.starts_with("/courses");
    for row in access_table().pages.iter().filter(|row| files(&row.path)) {
        let address = row.filled(&portal).await;
        // Accounts and mail are read by administrators alone.
        let person =
            if ["/people.csv", "/outbox.csv"].contains(&row.path.as_str()) { administrator() } else { staff() };
        for encoding in ["br", "gzip"] {
            // Reading it to its end is the test: a file that breaks off is no whole body.
            let answer = portal.get_with(&person, &address, &[("accept-encoding", encoding)]).await;
            assert_eq!(answer.status, 200, "{address}");
            let said = answer.header("content-encoding");
            assert!(
                !answer.body.is_empty() && (said == encoding || said.is_empty()),
                "{address} as {encoding}: {said}"
            );
        }
    }
    let items = portal.get_with(&staff(), "/items.csv", &[("accept-encoding", "br")]).await;
    assert_eq!(items.header("content-encoding"), "br", "a streamed file is compressed");
    portal.close().await;
}
