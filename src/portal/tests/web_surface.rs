//! Requests that no page of the portal makes: from other sites, in other shapes, to other addresses.

use axum::{
    body::Body,
    http::{Request, request::Builder},
};

use crate::support::*;

const FORM: &str = "application/x-www-form-urlencoded";

/// Where a request can claim to come from without being one of ours.
const FOREIGN: [(&str, &[(&str, &str)]); 7] = [
    ("another site", &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")]),
    (
        "another site that lies about its origin",
        &[("sec-fetch-site", "cross-site"), ("origin", "http://portal.example")],
    ),
    ("a neighbour", &[("sec-fetch-site", "same-site"), ("origin", "http://wiki.example")]),
    ("an old browser on another site", &[("origin", "https://evil.example")]),
    ("an old browser on another port", &[("origin", "http://portal.example:8080")]),
    ("a sandboxed frame", &[("origin", "null")]),
    ("a browser that says nothing", &[]),
];

fn bare(person: &Person, method: &str, path: &str) -> Builder {
    let builder = Request::builder().method(method).uri(path).header("host", "portal.example");
    match &person.token {
        Some(token) => builder.header("cookie", format!("sid={token}")),
        None => builder,
    }
}

#[tokio::test]
async fn no_other_site_changes_anything() {
    let portal = Portal::open().await;
    let before = portal.contents().await;
    for row in access_table().functions {
        let person = row.permitted().expect("somebody with a cookie");
        for (from, headers) in FOREIGN {
            for accept in ["application/json", "text/html"] {
                let mut request =
                    bare(&person, "POST", &row.path).header("accept", accept).header("content-type", FORM);
                for (name, value) in headers {
                    request = request.header(*name, *value);
                }
                let body = row.filled(&portal).await;
                let answer = portal.send(request.body(body.into()).unwrap()).await;
                assert_eq!(answer.status, 403, "{} from {from}: {}", row.path, answer.body);
                assert!(answer.set_cookies().is_empty(), "{} from {from}", row.path);
            }
        }
    }
    assert_eq!(portal.contents().await, before);
    portal.close().await;
}

#[tokio::test]
async fn the_same_requests_from_here_are_carried_out() {
    // So that the refusals above are about where they come from.
    for headers in [&[("origin", "http://portal.example")][..], &[("sec-fetch-site", "same-origin")][..]] {
        let portal = Portal::open().await;
        let mut request = bare(&staff(), "POST", "/api/create_round").header("content-type", FORM);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = format!("submission={}&code=R-NEW&title=Boots+for+the+northern+posts", key());
        let answer = portal.send(request.body(body.into()).unwrap()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        portal.close().await;
    }
}

#[tokio::test]
async fn behind_a_proxy_the_public_origin_is_trusted_and_no_other() {
    let portal = Portal::open_with(&[("PORTAL_PUBLIC_ORIGIN", "https://portal.unodc.example")]).await;
    for (origin, status) in [("https://portal.unodc.example", 200), ("https://evil.example", 403)] {
        let request = Request::post("/api/create_round").header("host", "10.0.0.7:3000").header("origin", origin);
        let request = request.header("cookie", format!("__Host-sid={}", token_of("dana"))).header("content-type", FORM);
        let body = format!("submission={}&code=R-NEW&title=Boots", key());
        let answer = portal.send(request.body(body.into()).unwrap()).await;
        assert_eq!(answer.status, status, "{origin}: {}", answer.body);
    }
    portal.close().await;
}

#[tokio::test]
async fn functions_read_forms_and_nothing_else() {
    let portal = Portal::open().await;
    let before = portal.contents().await;
    for row in access_table().functions {
        let person = row.permitted().expect("somebody with a cookie");
        for kind in ["text/plain", "application/json", "multipart/form-data; boundary=x", "application/cbor", ""] {
            let mut request = portal.json_request(&person, &row.path);
            if !kind.is_empty() {
                request = request.header("content-type", kind);
            }
            let body = row.filled(&portal).await;
            let answer = portal.send(request.body(body.into()).unwrap()).await;
            assert_eq!(answer.status, 415, "{} as {kind:?}: {}", row.path, answer.body);
        }
    }
    assert_eq!(portal.contents().await, before);
    portal.close().await;
}

#[tokio::test]
async fn functions_answer_to_post_alone() {
    let portal = Portal::open().await;
    let before = portal.contents().await;
    for row in access_table().functions {
        let person = row.permitted().expect("somebody with a cookie");
        if matches!(row.path.as_str(), "/api/set_password" | "/api/open_signing_link" | "/api/sign_by_link") {
            // Strangers are told to wait when they ask this often.
            portal.clock.advance(60);
        }
        let query = row.filled(&portal).await.replace(' ', "+");
        for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
            for accept in ["application/json", "text/html"] {
                let address = format!("{}?{query}", row.path);
                let request = portal.request(&person, method, &address).header("accept", accept);
                let answer =
                    portal.send(request.header("content-type", FORM).body(query.clone().into()).unwrap()).await;
                assert!(matches!(answer.status, 404 | 405), "{method} {}: {}", row.path, answer.status);
            }
        }
    }
    assert_eq!(portal.contents().await, before);
    portal.close().await;
}

#[tokio::test]
async fn pages_answer_to_get_alone() {
    let portal = Portal::open().await;
    for row in access_table().pages {
        let address = row.filled(&portal).await.replace(' ', "+");
        for method in ["POST", "PUT", "DELETE"] {
            let answer = portal.send(portal.request(&staff(), method, &address).body(Body::empty()).unwrap()).await;
            assert!(matches!(answer.status, 403..=405), "{method} {address}: {}", answer.status);
        }
    }
    portal.close().await;
}

#[tokio::test]
async fn what_is_too_large_is_not_read() {
    let portal = Portal::open().await;
    let before = portal.contents().await;
    let body = format!("submission={}&code=R-NEW&title={}", key(), "a".repeat(256 * 1024));
    for accept in ["application/json", "text/html"] {
        for announced in [true, false] {
            let mut request = portal.request(&staff(), "POST", "/api/create_round").header("content-type", FORM);
            request = request.header("accept", accept).header("referer", "http://portal.example/rounds/new");
            if announced {
                request = request.header("content-length", body.len());
            }
            let answer = portal.send(request.body(body.clone().into()).unwrap()).await;
            assert_eq!(answer.status, 413, "announced: {announced}");
            assert!(!answer.body.contains("length limit"), "{}", answer.body);
        }
    }
    assert_eq!(portal.contents().await, before);
    portal.close().await;
}

#[tokio::test]
async fn unknown_functions_are_not_found_in_our_own_words() {
    let portal = Portal::open().await;
    let unknown = [
        "/api",
        "/api/",
        "/api/nothing",
        "/api/create_round/",
        "/api/Create_Round",
        "/api//create_round",
        "/api/..",
        "/api/%2e",
    ];
    for person in [anonymous(), staff()] {
        for path in unknown {
            for method in ["POST", "GET"] {
                for accept in ["application/json", "text/html"] {
                    let request =
                        portal.request(&person, method, path).header("accept", accept).header("content-type", FORM);
                    let answer = portal.send(request.body(Body::empty()).unwrap()).await;
                    assert_eq!(answer.status, 404, "{method} {path}");
                    let ours = if accept == "text/html" { "Page not found" } else { "not_found" };
                    assert!(answer.body.contains(ours), "{method} {path}: {}", answer.body);
                }
            }
        }
    }
    portal.close().await;
}

const ELSEWHERE: [&str; 12] = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "https://evil.example",
    "//evil.example/%2f..",
    "javascript:alert(1)",
    "http:evil.example",
    " //evil.example",
    "/\r\nLocation: //evil.example",
    "https://portal.example@evil.example",
];

fn stays_here(location: &str) -> bool {
    let mut letters = location.chars();
    let second_is_fine = |c: Option<char>| !matches!(c, Some('/' | '\\'));
    letters.next() == Some('/') && second_is_fine(letters.next()) && !location.chars().any(char::is_control)
}

#[tokio::test]
async fn no_redirect_leaves_the_portal() {
    let portal = Portal::open().await;
    for target in ELSEWHERE {
        let fields = [("login", "finance"), ("password", PASSWORD), ("next", target)];
        let answer = portal.submit(&anonymous(), "/sign-in", "/api/sign_in", &fields).await;
        assert_eq!((answer.status, answer.location()), (303, "/"), "next={target}");
        let answer = portal.submit(&staff(), "/", "/api/choose_theme", &[("theme", "dark"), ("back", target)]).await;
        assert_eq!((answer.status, answer.location()), (303, "/"), "back={target}");
        let address = format!("/sign-in?{}", encode(&[("next", target)]));
        let page = portal.get(&anonymous(), &address).await;
        assert_eq!(page.field("next").as_deref(), Some("/"), "{address}");
        // Somebody who is signed in already is not sent on either.
        assert_eq!(portal.get(&staff(), &address).await.location(), "/", "{address}");
    }
    portal.close().await;
}

#[tokio::test]
async fn a_rejected_form_goes_back_to_pages_of_the_portal_alone() {
    let portal = Portal::open().await;
    let referrers = [
        "https://evil.example/rounds/new",
        "http://evil.example",
        "http://portal.example//evil.example",
        "http://portal.example/\\evil.example",
        "http://portal.example:80@evil.example/rounds",
        "http://portal.example.evil.example/rounds",
        "//evil.example",
        "about:blank",
        "",
    ];
    for referrer in referrers {
        for person in [anonymous(), expired(), staff()] {
            let request = portal.request(&person, "POST", "/api/create_round").header("accept", "text/html");
            let request = request.header("content-type", FORM).header("referer", referrer);
            let answer = portal.send(request.body(Body::from("code=%3F")).unwrap()).await;
            let location = answer.location();
            assert!(location.is_empty() || stays_here(location), "{referrer}: {location}");
            assert!(!answer.everything().contains("evil"), "{referrer}: {}", answer.everything());
        }
    }
    portal.close().await;
}

#[tokio::test]
async fn the_way_to_the_sign_in_page_stays_here() {
    let portal = Portal::open().await;
    for path in ["/rounds?next=//evil.example", "/rounds/%2F%2Fevil.example", "/items/%5Cevil?q=%0d%0aSet-Cookie:x"] {
        let answer = portal.get(&anonymous(), path).await;
        assert!(answer.status == 303 && answer.location().starts_with("/sign-in?next=%2F"), "{}", answer.location());
        assert!(answer.set_cookies().is_empty());
        // And from there back to where it was meant to go.
        let page = portal.get(&anonymous(), answer.location()).await;
        assert_eq!(page.field("next").as_deref(), Some(path));
    }
    portal.close().await;
}
