//! Getting in: passwords, what is said about them, how often one may guess, and the one-time link.

use std::collections::BTreeSet;

use crate::support::*;

async fn try_to_sign_in(portal: &Portal, login: &str, password: &str) -> Answer {
    portal.call(&anonymous(), "/api/sign_in", &[("login", login), ("password", password)]).await
}

async fn is_let_in(portal: &Portal, login: &str) -> bool {
    try_to_sign_in(portal, login, PASSWORD).await.status == 200
}

const WRONG: &str = "eight lemons on the tram";

#[tokio::test]
async fn the_right_password_opens_the_portal() {
    let portal = Portal::open().await;
    let fields = [("login", " Dana "), ("password", PASSWORD), ("next", "/rounds/R-NORTH")];
    let answer = portal.submit(&anonymous(), "/sign-in", "/api/sign_in", &fields).await;
    assert_eq!((answer.status, answer.location()), (303, "/rounds/R-NORTH"));
    let dana = Person::with_token("dana", answer.cookie("sid").expect("a session"));
    assert_eq!(portal.get(&dana, "/rounds/R-NORTH").await.status, 200);
    portal.close().await;
}

#[tokio::test]
async fn unknown_wrong_closed_and_waiting_are_answered_alike() {
    let portal = Portal::open().await;
    for _ in 0..6 {
        try_to_sign_in(&portal, "finance", WRONG).await;
    }
    let tries = [
        ("nobody", WRONG),
        ("nobody", PASSWORD),
        ("dana", WRONG),
        ("closed", WRONG),
        ("closed", PASSWORD),
        ("newcomer", PASSWORD),
        ("finance", WRONG),
        ("finance", PASSWORD),
        ("no such login, not even a possible one", WRONG),
    ];
    let (mut calls, mut forms) = (BTreeSet::new(), BTreeSet::new());
    for (login, password) in tries {
        let answer = try_to_sign_in(&portal, login, password).await;
        calls.insert((answer.status, answer.body.clone(), answer.set_cookies().len(), answer.headers.len()));
        let answer =
            portal.submit(&anonymous(), "/sign-in", "/api/sign_in", &[("login", login), ("password", password)]).await;
        let cookie = format!("parked={}", answer.cookie("parked").expect("what was typed"));
        let shown = portal.get_with(&anonymous(), answer.location(), &[("cookie", &cookie)]).await;
        assert_eq!(shown.field("login").as_deref(), Some(login));
        assert!(!answer.everything().contains(password) && !shown.body.contains(password), "the password is not kept");
        forms.insert((answer.status, answer.location().to_owned(), shown.steady().replace(login, "LOGIN")));
    }
    assert_eq!(calls.len(), 1, "{calls:?}");
    assert_eq!(forms.len(), 1, "{forms:?}");
    let (status, body, ..) = calls.first().unwrap();
    assert!(*status == 422 && body.contains("Login or password is wrong"), "{status} {body}");
    portal.close().await;
}

#[tokio::test]
async fn five_mistakes_are_free_then_the_account_waits() {
    let portal = Portal::open().await;
    for _ in 0..5 {
        assert_eq!(try_to_sign_in(&portal, "dana", WRONG).await.status, 422);
    }
    assert!(is_let_in(&portal, "dana").await, "after five mistakes");
    // Success starts the count anew.
    for _ in 0..5 {
        try_to_sign_in(&portal, "dana", WRONG).await;
    }
    assert!(is_let_in(&portal, "dana").await, "after five more");
    for _ in 0..6 {
        try_to_sign_in(&portal, "dana", WRONG).await;
    }
    assert!(!is_let_in(&portal, "dana").await, "the sixth mistake makes it wait");
    portal.clock.advance(1);
    assert!(!is_let_in(&portal, "dana").await, "two seconds are not over");
    portal.clock.advance(1);
    assert!(is_let_in(&portal, "dana").await, "two seconds are over");
    portal.close().await;
}

#[tokio::test]
async fn guessing_on_does_not_lock_an_account_for_longer() {
    let portal = Portal::open().await;
    for _ in 0..6 {
        try_to_sign_in(&portal, "dana", WRONG).await;
    }
    let counted = "SELECT CAST(failed_sign_ins AS TEXT) FROM person WHERE login = 'dana'";
    assert_eq!(portal.ask(counted).await, "6");
    for _ in 0..20 {
        try_to_sign_in(&portal, "dana", WRONG).await;
    }
    assert_eq!(portal.ask(counted).await, "6", "while it waits nothing is counted");
    // However many there were, a quarter of an hour is the end of it.
    portal.run("UPDATE person SET failed_sign_ins = 1000 WHERE login = 'dana'").await;
    portal.clock.advance(15 * 60 - 1);
    assert!(!is_let_in(&portal, "dana").await);
    portal.clock.advance(1);
    assert!(is_let_in(&portal, "dana").await);
    portal.close().await;
}

#[tokio::test]
async fn where_a_guess_claims_to_come_from_does_not_matter() {
    let portal = Portal::open().await;
    for number in 0..12 {
        let request =
            portal.json_request(&anonymous(), "/api/sign_in").header("x-forwarded-for", format!("10.0.0.{number}"));
        let request = request.header("forwarded", format!("for=10.0.1.{number}")).header("x-real-ip", "::1");
        let body = encode(&[("login", "dana"), ("password", WRONG)]);
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body.into());
        portal.send(request.unwrap()).await;
    }
    assert_eq!(portal.ask("SELECT CAST(failed_sign_ins AS TEXT) FROM person WHERE login = 'dana'").await, "6");
    portal.close().await;
}

#[tokio::test]
async fn a_stored_password_is_strong_and_grows_with_the_settings() {
    let portal = Portal::open_with(&[("PORTAL_HASH_MEMORY_KIB", "20480")]).await;
    let stored = "SELECT password_hash FROM person WHERE login = 'dana'";
    assert!(portal.ask(stored).await.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert!(is_let_in(&portal, "dana").await);
    assert!(portal.ask(stored).await.starts_with("$argon2id$v=19$m=20480,t=2,p=1$"));
    assert!(is_let_in(&portal, "dana").await, "with the new hash too");
    portal.close().await;
}

// ---- the one-time link ----

async fn set_password(portal: &Portal, token: &str, first: &str, second: &str) -> Answer {
    let fields = [("token", token), ("password", first), ("password_again", second)];
    portal.submit(&anonymous(), &format!("/welcome/{token}"), "/api/set_password", &fields).await
}

const CHOSEN: &str = "three boots in the snow";

#[tokio::test]
async fn a_link_sets_a_password_once() {
    let portal = Portal::open().await;
    let page = format!("/welcome/{INVITATION}");
    let shown = portal.get(&anonymous(), &page).await;
    assert!(shown.status == 200 && shown.words().contains("newcomer"), "{}", shown.words());
    let person = portal.marks.iter().find(|mark| mark.word == "Mark004Person").expect("the newcomer's name");
    assert!(!shown.body.contains(&person.word), "the name is for those who are signed in");
    let done = set_password(&portal, INVITATION, CHOSEN, CHOSEN).await;
    assert_eq!((done.status, done.location()), (303, "/sign-in"));
    assert!(done.cookie("sid").is_none(), "a link does not sign in");
    assert_eq!(try_to_sign_in(&portal, "newcomer", CHOSEN).await.status, 200);
    let before = portal.contents().await;
    let again = set_password(&portal, INVITATION, WRONG, WRONG).await;
    assert!(again.location().contains("again"), "{} {}", again.status, again.location());
    assert_eq!(portal.contents().await, before);
    assert_eq!(portal.get(&anonymous(), &page).await.status, 404);
    portal.close().await;
}

#[tokio::test]
async fn a_link_ends_in_time_with_a_newer_one_and_with_the_account() {
    let portal = Portal::open().await;
    let page = format!("/welcome/{INVITATION}");
    portal.clock.advance(72 * 3600 - 1);
    assert_eq!(portal.get(&anonymous(), &page).await.status, 200);
    portal.clock.advance(1);
    let expired = portal.get(&anonymous(), &page).await;
    assert_eq!(expired.status, 404);
    assert_eq!(expired.steady(), portal.get(&anonymous(), "/welcome/never-was-one").await.steady());
    assert!(set_password(&portal, INVITATION, CHOSEN, CHOSEN).await.location().contains("again"));
    portal.close().await;
    for (function, person) in [("/api/renew_invitation", "newcomer"), ("/api/disable_person", "newcomer")] {
        let portal = Portal::open().await;
        let id = portal.ask(&format!("SELECT CAST(id AS TEXT) FROM person WHERE login = '{person}'")).await;
        let done = portal.call(&administrator(), function, &[("submission", key()), ("person", id)]).await;
        assert_eq!(done.status, 200, "{}", done.body);
        assert_eq!(portal.get(&anonymous(), &page).await.status, 404, "{function}");
        portal.close().await;
    }
}

#[tokio::test]
async fn an_invitation_is_shown_once_and_kept_as_a_hash() {
    let portal = Portal::open().await;
    let key = key();
    let fields =
        [("submission", key.as_str()), ("login", "aiko"), ("name", "Aiko"), ("role", "donor"), ("scope", "JP")];
    let first = portal.call(&administrator(), "/api/invite_person", &fields).await;
    let token =
        first.body.split("/welcome/").nth(1).and_then(|rest| rest.split('"').next()).expect("a link").to_owned();
    assert_eq!(token.len(), 64, "256 random bits");
    let second = portal.call(&administrator(), "/api/invite_person", &fields).await;
    assert!(second.status == 200 && !second.body.contains(&token), "{}", second.body);
    assert!(!portal.contents().await.join("\n").contains(&token), "the link stands nowhere in the database");
    assert_eq!(set_password(&portal, &token, CHOSEN, CHOSEN).await.location(), "/sign-in");
    portal.close().await;
}

#[tokio::test]
async fn a_link_that_was_mistyped_stays_in_the_browser() {
    let portal = Portal::open().await;
    let before = portal.contents().await;
    // Also where somebody else's session has expired in the same browser.
    for person in [anonymous(), expired(), disabled()] {
        let fields = [("token", INVITATION), ("password", CHOSEN), ("password_again", WRONG)];
        let page = format!("/welcome/{INVITATION}");
        let answer = portal.submit(&person, &page, "/api/set_password", &fields).await;
        assert_eq!(answer.location(), format!("{page}?again"));
    }
    assert_eq!(portal.contents().await, before);
    assert!(!portal.contents().await.join("\n").contains(INVITATION), "the link is a key");
    portal.close().await;
}

#[tokio::test]
async fn a_password_has_to_be_long_and_somebodys_own() {
    let portal = Portal::open().await;
    let before = portal.contents().await;
    let too_long = "lemon tram ".repeat(30);
    let refused = [
        ("", "12 characters"),
        ("short boots", "12 characters"),
        ("a newcomer in the snow", "without your login"),
        ("correct password horse", "common word"),
        ("boots for UNODC posts", "common word"),
        ("zzzzzzzzzzzzzzzz", "different characters"),
        (too_long.as_str(), "at most 256"),
    ];
    for (password, words) in refused {
        let fields = [("token", INVITATION), ("password", password), ("password_again", password)];
        let answer = portal.call(&anonymous(), "/api/set_password", &fields).await;
        assert!(answer.status == 422 && answer.body.contains(words), "{password}: {}", answer.body);
    }
    let differs = set_password(&portal, INVITATION, CHOSEN, WRONG).await;
    let cookie = format!("parked={}", differs.cookie("parked").expect("the rest of the form"));
    let shown = portal.get_with(&anonymous(), differs.location(), &[("cookie", &cookie)]).await;
    assert!(shown.words().contains("Enter the same password twice"), "{}", shown.words());
    assert!(!shown.body.contains(CHOSEN) && !differs.everything().contains(WRONG));
    assert_eq!(portal.contents().await, before);
    let long = "лимоны в трамвае и ещё немного снега";
    assert_eq!(set_password(&portal, INVITATION, long, long).await.location(), "/sign-in");
    assert_eq!(try_to_sign_in(&portal, "newcomer", long).await.status, 200, "any letters will do");
    portal.close().await;
}

#[tokio::test]
async fn who_signs_in_for_the_first_time_is_greeted_once() {
    let portal = Portal::open().await;
    set_password(&portal, INVITATION, CHOSEN, CHOSEN).await;
    for place in ["/first-steps", "/"] {
        let fields = [("login", "newcomer"), ("password", CHOSEN), ("next", "/")];
        let answer = portal.submit(&anonymous(), "/sign-in", "/api/sign_in", &fields).await;
        assert_eq!((answer.status, answer.location()), (303, place));
    }
    let fields = [("login", "newcomer"), ("password", CHOSEN), ("next", "/rounds")];
    let answer = portal.submit(&anonymous(), "/sign-in", "/api/sign_in", &fields).await;
    assert_eq!(answer.location(), "/rounds");
    portal.close().await;
}
