//! What an error says is meant for the person; nothing of the inside of the portal is in it.

use crate::support::*;

/// Words of the inside: SQL, tables, files, crates, parsers.
const INSIDE: [&str; 38] = [
    "SELECT ",
    "INSERT ",
    "UPDATE ",
    "UNIQUE",
    "constraint",
    "FOREIGN KEY",
    "sqlite",
    "SQLite",
    "SQLITE",
    "postgres",
    "sqlx",
    "database is",
    "no such table",
    "relation \"",
    "panicked",
    "RUST_BACKTRACE",
    ".rs:",
    "/work/",
    "/tmp/",
    "/root/",
    "src/",
    "axum",
    "leptos",
    "tower",
    "serde",
    "invalid type",
    "expected a",
    "missing field",
    "unknown field",
    "at line",
    "grant_agreement",
    "funding_share",
    "round_step",
    "receipt_line",
    "custody_event",
    "parked_form",
    "sign_in_link",
    "password_hash",
];

fn check(what: &str, answer: &Answer) {
    let known = [200, 303, 400, 401, 403, 404, 409, 413, 415, 422, 500, 503];
    assert!(known.contains(&answer.status), "{what}: {}", answer.status);
    let left = answer.everything();
    for word in INSIDE {
        // The one word that addresses of ours contain.
        assert!(!left.contains(word), "{what}: {word} in {left}");
    }
}

#[tokio::test]
async fn mistakes_are_answered_in_words_for_people() {
    let portal = Portal::open().await;
    let key = key();
    let bodies = [
        String::new(),
        "=&=&=".to_owned(),
        "%ff%fe=%80".to_owned(),
        "code[]=1".to_owned(),
        "code[a][b][c][d][e][f]=1".to_owned(),
        "code=1&code=2".to_owned(),
        "lines[99999999999999999999][line]=1".to_owned(),
        "lines[a][line]=1".to_owned(),
        "lines[0]=1".to_owned(),
        "shares[0][grant]=1&shares=2".to_owned(),
        "submission=x&code=R-NEW".to_owned(),
        format!("submission={key}&version=nine&line=-1&person=9999999999999999999&milestone=%00"),
        format!("submission={key}&owner=1&recorded_at=0"),
        format!("submission={key}&code=R-NORTH%27%3B+DROP+TABLE+line%3B--&title=x"),
        "a".repeat(10_000),
    ];
    let before = portal.contents_without(&["parked_form"]).await;
    for row in access_table()
        .functions
        .iter()
        .filter(|row| !matches!(row.path.as_str(), "/api/choose_theme" | "/api/sign_out"))
    {
        let person = row.permitted().expect("somebody");
        if matches!(row.path.as_str(), "/api/set_password" | "/api/open_signing_link" | "/api/sign_by_link") {
            // Strangers are told to wait when they ask this often.
            portal.clock.advance(60);
        }
        for body in &bodies {
            // This one is a whole and permitted request for signing out everywhere.
            if row.path == "/api/sign_out_everywhere" && body.starts_with("submission=0") {
                continue;
            }
            let answer = portal.call_with_body(&person, &row.path, body.clone()).await;
            check(&format!("{} {body}", row.path), &answer);
            assert!(
                matches!(answer.status, 403 | 404 | 409 | 422),
                "{} {body}: {} {}",
                row.path,
                answer.status,
                answer.body
            );
        }
    }
    assert_eq!(portal.contents_without(&["parked_form"]).await, before);
    portal.close().await;
}

#[tokio::test]
async fn strange_addresses_are_not_found() {
    let portal = Portal::open().await;
    let strange = [
        "/rounds/%00",
        "/rounds/%ff",
        "/rounds/'%20OR%201=1",
        "/rounds/..%2f..%2fetc",
        "/people/abc/close",
        "/people/-1/close",
        "/people/99999999999999999999/close",
        "/components/IMT/milestones/x",
        "/rounds/R-DRAFT/lines/x",
        "/rounds/R-DRAFT/lines/-1",
        "/receipts/%F0%9F%92%A9",
        "/items/;--",
        "/rounds?page=99999999999999999999",
        "/rounds?page=-1",
        "/rounds?sort=%27",
        "/items?q=%ff",
        "/items?%5B%5D=&&&=",
        "/units?year=abc",
        "/activities?year=99999999999",
        "/welcome/%00",
        "/search?q=%00%ff",
    ];
    for person in [staff(), administrator(), customs_officer(), japan(), anonymous()] {
        for address in strange {
            let answer = portal.get(&person, address).await;
            check(address, &answer);
            assert!(matches!(answer.status, 200 | 303 | 403 | 404), "{address}: {}", answer.status);
        }
    }
    portal.close().await;
}

#[tokio::test]
async fn a_failure_says_a_number_and_nothing_else() {
    let portal = Portal::open().await;
    portal.run("ALTER TABLE line RENAME TO line_away").await;
    for accept in ["text/html", "application/json"] {
        let answer = portal.get_with(&staff(), "/rounds/R-DRAFT", &[]).await;
        check("a failing page", &answer);
        assert_eq!(answer.status, 500);
        assert!(answer.body.contains(&format!("Request {}", answer.header("x-request-id"))), "{}", answer.body);
        let request = portal.request(&staff(), "POST", "/api/remove_line").header("accept", accept);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let body = format!("submission={}&round=R-DRAFT&line=1", key());
        let answer = portal.send(request.body(body.into()).unwrap()).await;
        check("a failing function", &answer);
        assert_eq!(answer.status, 500, "{}", answer.body);
    }
    portal.run("ALTER TABLE line_away RENAME TO line").await;
    assert_eq!(portal.get(&staff(), "/rounds/R-DRAFT").await.status, 200, "the portal works again");
    portal.run("ALTER TABLE session RENAME TO session_away").await;
    let answer = portal.get(&staff(), "/rounds").await;
    check("failing to know who asks", &answer);
    assert_eq!(answer.status, 500, "not knowing who asks is not the same as nobody");
    portal.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_held_up_answers_busy_in_time() {
    let portal = Portal::open_with(&[("PORTAL_REQUEST_SECONDS", "1")]).await;
    let held = portal.db.write().await.expect("write");
    let fields = [("submission", key()), ("code", "R-NEW".to_owned()), ("title", "Boots".to_owned())];
    let waiting = portal.call(&staff(), "/api/create_round", &fields).await;
    check("waiting for a writer", &waiting);
    assert_eq!((waiting.status, waiting.body.contains("busy")), (503, true), "{}", waiting.body);
    assert_eq!(portal.get(&staff(), "/rounds").await.status, 200, "readers do not wait for a writer");
    drop(held);
    portal.close().await;
}
