//! Being signed in: the cookie, how long it lasts, and what ends it.

use store::sessions;
use web::passwords::token_hash;

use crate::{both_databases, support::*};

async fn sign_in(portal: &Portal, person: &Person) -> Answer {
    let fields = [("login", "finance"), ("password", PASSWORD)];
    portal.submit(person, "/sign-in", "/api/sign_in", &fields).await
}

async fn is_signed_in(portal: &Portal, person: &Person) -> bool {
    let answer = portal.get(person, "/account").await;
    match answer.status {
        200 => true,
        303 if answer.location() == "/sign-in?next=%2Faccount" => false,
        other => panic!("{other} {}", answer.location()),
    }
}

/// The same, and that the session is in use is noted: soon after the answer, not before it.
async fn is_signed_in_and_noted(portal: &Portal, person: &Person) -> bool {
    let signed_in = is_signed_in(portal, person).await;
    let hash = token_hash(person.token.as_deref().expect("a session"));
    let noted = format!("session WHERE token_hash = '{hash}' AND seen_at = {}", portal.clock.now().0);
    for _ in 0..500 {
        if portal.count(&noted).await == 1 {
            return signed_in;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it was not noted that {} is here", person.login);
}

/// A fresh session of dana, begun now.
async fn new_session(portal: &Portal, token: &'static str) -> Person {
    let id: i64 = portal.ask("SELECT CAST(id AS TEXT) FROM person WHERE login = 'dana'").await.parse().expect("an id");
    let mut tx = portal.db.write().await.expect("write");
    sessions::begin(&mut tx, portal.clock.now(), id, &token_hash(token), None).await.expect("session");
    tx.commit().await.expect("commit");
    Person::with_token("dana", token)
}

#[tokio::test]
async fn the_cookie_is_for_this_host_and_not_for_scripts() {
    for (origin, name, secure) in [("", "sid", false), ("https://portal.example", "__Host-sid", true)] {
        let portal = Portal::open_with(&[("PORTAL_PUBLIC_ORIGIN", origin)]).await;
        let answer = sign_in(&portal, &anonymous()).await;
        assert_eq!(answer.status, 303);
        let token = answer.cookie(name).expect("a session").to_owned();
        assert!(token.len() == 64 && token.chars().all(|c| c.is_ascii_hexdigit()), "256 random bits: {token}");
        let theme = portal.submit(&anonymous(), "/", "/api/choose_theme", &[("theme", "dark")]).await;
        let out = portal.submit(&Person::with_token("finance", &token), "/", "/api/sign_out", &[("", "")]).await;
        let rejected = portal.submit(&anonymous(), "/sign-in", "/api/sign_in", &[("login", "")]).await;
        let all = [&answer, &theme, &out, &rejected].map(|answer| answer.set_cookies()).concat();
        assert!(all.len() >= 5, "{all:?}");
        for cookie in all {
            let parts: Vec<&str> = cookie.split("; ").collect();
            assert!(["Path=/", "HttpOnly", "SameSite=Lax"].iter().all(|part| parts.contains(part)), "{cookie}");
            assert_eq!(parts.contains(&"Secure"), secure, "{cookie}");
            assert!(!cookie.contains("Domain"), "{cookie}");
        }
        portal.close().await;
    }
}

#[tokio::test]
async fn a_stolen_table_opens_nothing() {
    let portal = Portal::open().await;
    let answer = sign_in(&portal, &anonymous()).await;
    let token = answer.cookie("sid").expect("a session").to_owned();
    let everything = portal.contents().await.join("\n");
    assert!(!everything.contains(&token) && everything.contains(&token_hash(&token)));
    for hash in portal.db.ask_for_tests("SELECT token_hash FROM session").await.unwrap() {
        assert!(!is_signed_in(&portal, &Person { login: "thief", token: Some(hash) }).await);
    }
    portal.close().await;
}

#[tokio::test]
async fn signing_in_makes_a_new_session_and_ends_the_one_before() {
    let portal = Portal::open().await;
    // A cookie that somebody else chose is not taken over.
    let chosen = Person::with_token("finance", "chosen-by-somebody-else");
    let first = sign_in(&portal, &chosen).await.cookie("sid").expect("a session").to_owned();
    assert!(!is_signed_in(&portal, &chosen).await);
    let before = Person { login: "finance", token: Some(first.clone()) };
    assert!(is_signed_in(&portal, &before).await);
    let second = sign_in(&portal, &before).await.cookie("sid").expect("a session").to_owned();
    assert_ne!(first, second);
    assert!(!is_signed_in(&portal, &before).await, "the one before has ended");
    assert!(is_signed_in(&portal, &Person { login: "finance", token: Some(second) }).await);
    portal.close().await;
}

#[tokio::test]
async fn a_session_ends_after_half_an_hour_without_a_request() {
    let portal = Portal::open().await;
    let (kept, left) = (new_session(&portal, "kept").await, new_session(&portal, "left").await);
    portal.clock.advance(30 * 60 - 1);
    assert!(is_signed_in_and_noted(&portal, &kept).await, "a second before");
    portal.clock.advance(1);
    assert!(!is_signed_in(&portal, &left).await, "to the second");
    assert!(is_signed_in(&portal, &kept).await, "the request before counts");
    portal.close().await;
}

#[tokio::test]
async fn a_session_ends_after_ten_hours_in_any_case() {
    let portal = Portal::open().await;
    let busy = new_session(&portal, "busy").await;
    for _ in 0..(600 / 20 - 1) {
        portal.clock.advance(20 * 60);
        assert!(is_signed_in_and_noted(&portal, &busy).await);
    }
    portal.clock.advance(20 * 60 - 1);
    assert!(is_signed_in(&portal, &busy).await, "a second before");
    portal.clock.advance(1);
    assert!(!is_signed_in(&portal, &busy).await, "to the second");
    portal.close().await;
}

#[tokio::test]
async fn signing_out_ends_the_session_and_no_other() {
    let portal = Portal::open().await;
    let (one, other) = (new_session(&portal, "one").await, new_session(&portal, "other").await);
    let answer = portal.submit(&one, "/", "/api/sign_out", &[("", "")]).await;
    assert_eq!((answer.status, answer.location(), answer.cookie("sid")), (303, "/sign-in", Some("")));
    assert!(!is_signed_in(&portal, &one).await, "whoever kept the cookie is not signed in");
    assert!(is_signed_in(&portal, &other).await);
    let everywhere = portal.submit(&other, "/account", "/api/sign_out_everywhere", &[("submission", key())]).await;
    assert_eq!(everywhere.location(), "/sign-in");
    assert!(!is_signed_in(&portal, &other).await && !is_signed_in(&portal, &staff()).await);
    assert!(is_signed_in(&portal, &finance()).await, "other people stay");
    portal.close().await;
}

#[tokio::test]
async fn closing_an_account_bites_on_the_next_request() {
    let portal = Portal::open().await;
    let id = portal.ask("SELECT CAST(id AS TEXT) FROM person WHERE login = 'dana'").await;
    for function in ["/api/end_sessions", "/api/disable_person"] {
        let dana = new_session(&portal, if function == "/api/end_sessions" { "first" } else { "second" }).await;
        assert!(is_signed_in(&portal, &dana).await);
        let done = portal.call(&administrator(), function, &[("submission", &key()), ("person", &id)]).await;
        assert_eq!(done.status, 200, "{}", done.body);
        assert!(!is_signed_in(&portal, &dana).await, "{function}");
        let fields = [("submission", key()), ("code", "R-NEW".to_owned()), ("title", "Boots".to_owned())];
        assert_eq!(portal.call(&dana, "/api/create_round", &fields).await.status, 401, "{function}");
    }
    // Reopened, the old sessions stay ended.
    let done = portal.call(&administrator(), "/api/enable_person", &[("submission", &key()), ("person", &id)]).await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert!(!is_signed_in(&portal, &Person::with_token("dana", "second")).await);
    portal.close().await;
}

#[tokio::test]
async fn another_role_counts_from_the_next_request_on() {
    let portal = Portal::open().await;
    assert_eq!(portal.get(&staff(), "/rounds/new").await.status, 200);
    let donor =
        "UPDATE person SET role = 'donor', donor_id = (SELECT id FROM donor WHERE code = 'US') WHERE login = 'dana'";
    portal.run(donor).await;
    assert_eq!(portal.get(&staff(), "/rounds/new").await.status, 403);
    assert_eq!(portal.get(&staff(), "/rounds/R-NORTH").await.status, 404, "with the scope of the new role");
    let fields = [("submission", key()), ("code", "R-NEW".to_owned()), ("title", "Boots".to_owned())];
    assert_eq!(portal.call(&staff(), "/api/create_round", &fields).await.status, 403);
    assert!(!portal.get(&staff(), "/").await.words().contains("New round"));
    portal.close().await;
}

#[tokio::test]
async fn people_see_their_own_sessions_alone() {
    let portal = Portal::open().await;
    let account = portal.get(&staff(), "/account").await;
    let devices: Vec<&str> = portal
        .marks
        .iter()
        .map(|mark| mark.word.as_str())
        .filter(|word| word.ends_with("Device") && account.body.contains(word))
        .collect();
    assert_eq!(devices.len(), 1, "{devices:?}");
    portal.close().await;
}

#[tokio::test]
async fn a_new_portal_has_no_way_in() {
    let portal = Portal::on(Database::empty().await, &[]);
    for (login, password) in
        [("admin", "admin"), ("admin", "password"), ("root", ""), ("", ""), ("administrator", "administrator")]
    {
        let answer = portal.call(&anonymous(), "/api/sign_in", &[("login", login), ("password", password)]).await;
        assert_eq!(answer.status, 422);
    }
    let page = portal.get(&anonymous(), "/sign-in").await;
    assert!(page.words().contains("portal user add"), "it says how the first account is made");
    assert_eq!(portal.get(&anonymous(), "/").await.location(), "/sign-in");
    portal.close().await;
}

both_databases!(only_the_portal_puts_sentences_on_its_pages, async |portal: &Portal| {
    let fields = [("submission", key()), ("code", "R-NEW".to_owned()), ("title", "Boots for the north".to_owned())];
    let answer = portal.submit(&staff(), "/rounds/new", "/api/create_round", &fields).await;
    let flash = answer.cookie("flash").expect("a sentence for the next page").to_owned();
    let says = async |router: &axum::Router, flash: &str| {
        let request = portal.request(&staff(), "GET", "/rounds").header("cookie", format!("flash={flash}"));
        let request = request.header("accept", "text/html").body(axum::body::Body::empty()).expect("a request");
        let shown = Answer::read(tower::ServiceExt::oneshot(router.clone(), request).await.expect("an answer")).await;
        assert_eq!(shown.status, 200);
        shown.words().contains("Draft R-NEW saved")
    };
    assert!(says(&portal.router, &flash).await);
    let other = web::App::new(portal.db.clone(), portal.clock.clone(), config(&[])).expect("another process");
    assert!(says(&web::router(other), &flash).await, "all processes on one database agree");

    // A host next to this one can set the cookie, and cannot sign it.
    let (signature, words) = flash.split_at(44);
    let turned = if signature.starts_with('A') { 'B' } else { 'A' };
    for forged in [words.to_owned(), format!("{turned}{}{words}", &signature[1..]), format!("{signature}x{words}")] {
        assert!(!says(&portal.router, &forged).await, "{forged}");
    }
    portal.clock.advance(60);
    assert!(!says(&portal.router, &flash).await, "it was for the next page");
});

both_databases!(people_change_their_own_password, async |portal: &Portal| {
    const NEW: &str = "three boots in the snow";
    let (here, there) = (new_session(portal, "here").await, new_session(portal, "there").await);
    let change = async |present: &str, new: &str| {
        let fields = [("present_password", present), ("new_password", new), ("new_password_again", new)];
        portal.submit(&here, "/account", "/api/change_password", &fields).await
    };
    let told = "change WHERE entity = 'person' AND deed = 'password set'";
    let before = portal.count(told).await;
    for (present, new, words) in [
        ("", NEW, "Enter your present password"),
        ("eight lemons on the tram", NEW, "This is not your present password"),
        (PASSWORD, "dana in the snow", "without your login"),
        (PASSWORD, PASSWORD, "Enter another password than the present one"),
    ] {
        let answer = change(present, new).await;
        assert_eq!((answer.status, answer.location()), (303, "/account?again"), "{words}");
        let shown = portal.get(&here, "/account?again").await;
        assert!(shown.words().contains(words) && !shown.body.contains("lemons"), "{words}: {}", shown.words());
    }
    assert_eq!(portal.count(told).await, before);
    assert!(is_signed_in(portal, &there).await, "nothing has changed yet");

    let answer = change(PASSWORD, NEW).await;
    assert_eq!((answer.status, answer.location()), (303, "/account"));
    assert!(is_signed_in(portal, &here).await && !is_signed_in(portal, &there).await, "the other device is out");
    assert_eq!(portal.count(told).await, before + 1);
    assert_eq!(change(PASSWORD, NEW).await.location(), "/account", "pressed twice");
    assert_eq!(portal.count(told).await, before + 1, "and carried out once");
    let opens = async |password: &str| {
        let fields = [("login", "dana"), ("password", password)];
        portal.call(&anonymous(), "/api/sign_in", &fields).await.status
    };
    assert_eq!((opens(PASSWORD).await, opens(NEW).await), (422, 200));
});

#[tokio::test]
async fn whoever_finds_a_browser_signed_in_does_not_guess_the_password() {
    let portal = Portal::open().await;
    let here = new_session(&portal, "here").await;
    let change = async |present: &str| {
        let new = "three boots in the snow";
        let fields = [("present_password", present), ("new_password", new), ("new_password_again", new)];
        portal.call(&here, "/api/change_password", &fields).await.status
    };
    for _ in 0..6 {
        assert_eq!(change("eight lemons on the tram").await, 422);
    }
    assert_eq!(change(PASSWORD).await, 422, "the account waits");
    portal.clock.advance(2);
    assert_eq!(change(PASSWORD).await, 200);
    portal.close().await;
}
