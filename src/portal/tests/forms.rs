//! A form that is refused keeps what was typed, with scripts or without, and shows it to nobody else.

use crate::support::*;

const ROUND: [(&str, &str); 5] =
    [("code", "R-NEW"), ("title", ""), ("planned_on", "09/25/19"), ("place", "Termez & Nukus"), ("number", "third")];

#[tokio::test]
async fn what_was_typed_comes_back_with_the_words_under_the_fields() {
    let portal = Portal::open().await;
    let answer = portal.submit(&staff(), "/rounds/new", "/api/create_round", &ROUND).await;
    assert_eq!((answer.status, answer.location()), (303, "/rounds/new?again"));
    for (_, typed) in ROUND.iter().filter(|(_, typed)| !typed.is_empty()) {
        assert!(
            !answer.location().contains(typed) && !format!("{:?}", answer.headers).contains(typed),
            "{typed} in the headers"
        );
    }
    let page = portal.get(&staff(), answer.location()).await;
    assert_eq!(page.status, 200);
    for (name, typed) in ROUND {
        assert_eq!(page.field(name).as_deref(), Some(typed), "{name}");
    }
    check_messages(&page, &["title", "planned_on", "number"]);
    assert!(page.words().contains("Enter a title, such as “Boots for the northern posts”"), "{}", page.words());
    // Without the word in the address the form is a fresh one.
    assert_eq!(portal.get(&staff(), "/rounds/new").await.field("place").as_deref(), Some(""));
    portal.close().await;
}

/// The summary links to exactly these fields, and each of them is marked and described by its message.
fn check_messages(page: &Answer, fields: &[&str]) {
    let html = scraper::Html::parse_document(&page.body);
    let find = |css: &str| scraper::Selector::parse(css).expect("a selector");
    let links: Vec<String> = html
        .select(&find(".error-summary a"))
        .filter_map(|link| link.value().attr("href"))
        .map(|href| href.trim_start_matches('#').to_owned())
        .collect();
    assert_eq!(links.len(), fields.len(), "{links:?}");
    for id in &links {
        let field = html.select(&find(&format!("[id=\"{id}\"]"))).next().unwrap_or_else(|| panic!("no field {id}"));
        let marked = field.value().attr("aria-invalid") == Some("true") || field.value().name() == "fieldset";
        assert!(marked, "{id} is not marked");
    }
    for name in fields {
        assert!(page.body.contains(&format!("name=\"{name}\"")), "{name}");
    }
}

#[tokio::test]
async fn mending_the_form_carries_it_out_and_forgets_it() {
    let portal = Portal::open().await;
    portal.submit(&staff(), "/rounds/new", "/api/create_round", &ROUND).await;
    let page = portal.get(&staff(), "/rounds/new?again").await;
    let key = page.field("submission").expect("a key");
    let mended = [
        ("submission", key.as_str()),
        ("code", "R-NEW"),
        ("title", "Boots for the northern posts"),
        ("planned_on", "25 Sep 2019"),
        ("place", "Termez & Nukus"),
        ("number", "3"),
    ];
    let answer = portal.submit(&staff(), "/rounds/new?again", "/api/create_round", &mended).await;
    assert_eq!((answer.status, answer.location()), (303, "/rounds/R-NEW"));
    let page = portal.get(&staff(), "/rounds/R-NEW").await.words();
    assert!(page.contains("Termez & Nukus") && page.contains("25 Sep 2019"), "{page}");
    assert_eq!(portal.get(&staff(), "/rounds/new?again").await.field("place").as_deref(), Some(""), "forgotten");
    portal.close().await;
}

#[tokio::test]
async fn a_refused_count_keeps_every_number_of_every_line() {
    let portal = Portal::open().await;
    let line = portal
        .ask("SELECT CAST(l.id AS TEXT) FROM line l JOIN round r ON r.id = l.round_id WHERE r.code = 'R-OPEN'")
        .await;
    let typed = [
        ("submission", "0123456789abcdef0123456789abcdef"),
        ("round", "R-OPEN"),
        ("received_on", "12 Dec 2019"),
        ("remark", "Snow on the pass"),
        ("lines[0][line]", &line),
        ("lines[0][expected]", "4"),
        ("lines[0][version]", "1"),
        ("lines[0][received]", "3"),
        ("lines[0][short]", "2"),
        ("lines[0][condition]", "fair"),
        ("lines[0][remark]", "One box was opened"),
    ];
    let answer = portal.submit(&customs_officer(), "/rounds/R-OPEN/receipt", "/api/save_receipt_draft", &typed).await;
    assert_eq!(answer.location(), "/rounds/R-OPEN/receipt?again", "{}", answer.status);
    let page = portal.get(&customs_officer(), answer.location()).await;
    for (name, value) in &typed[3..] {
        assert_eq!(page.field(name).as_deref(), Some(*value), "{name}");
    }
    let words = page.words();
    assert!(words.contains("Received, short, damaged and refused add up to 5; 4 were sent"), "{words}");
    assert_ne!(page.field("submission").as_deref(), Some(typed[0].1), "the form gets a key of its own");
    portal.close().await;
}

#[tokio::test]
async fn a_form_that_was_sent_too_late_is_there_after_signing_in() {
    let portal = Portal::open().await;
    let typed = [
        ("submission", "0123456789abcdef"),
        ("code", "R-NEW"),
        ("title", "Boots for the northern posts"),
        ("place", "Termez"),
    ];
    portal.clock.advance(31 * 60);
    let answer = portal.submit(&staff(), "/rounds/new", "/api/create_round", &typed).await;
    assert_eq!((answer.status, answer.location()), (303, "/sign-in?next=%2Frounds%2Fnew%3Fagain"));
    let page = portal.get(&anonymous(), answer.location()).await;
    assert!(!page.body.contains("Termez"), "nothing of it is shown before somebody has signed in");
    let next = page.field("next").expect("where to go");
    let fields = [("login", "dana"), ("password", PASSWORD), ("next", &next)];
    let signed_in = portal.submit(&anonymous(), answer.location(), "/api/sign_in", &fields).await;
    assert_eq!(signed_in.location(), "/rounds/new?again");
    let dana = Person::with_token("dana", signed_in.cookie("sid").expect("a session"));
    let page = portal.get(&dana, signed_in.location()).await;
    assert_eq!(page.field("title").as_deref(), Some("Boots for the northern posts"));
    assert_eq!(page.field("place").as_deref(), Some("Termez"));
    assert!(!page.body.contains("error-summary"), "nothing was wrong with it");
    assert_eq!(portal.count("round WHERE code = 'R-NEW'").await, 0);
    portal.close().await;
}

#[tokio::test]
async fn only_a_session_that_expired_keeps_its_form() {
    let portal = Portal::open().await;
    let before = portal.count("parked_form").await;
    let fields = [("code", "R-NEW"), ("title", "Boots")];
    for person in [anonymous(), disabled(), Person::with_token("", "nobody-has-this-token")] {
        let answer = portal.submit(&person, "/rounds/new", "/api/create_round", &fields).await;
        assert!(answer.location().starts_with("/sign-in?next="), "{}", answer.status);
        assert_eq!(portal.count("parked_form").await, before);
    }
    // Signed out is not expired.
    let out = portal.submit(&finance(), "/", "/api/sign_out", &[("", "")]).await;
    assert_eq!(out.header("clear-site-data"), "\"cache\"", "photos that this browser keeps");
    portal.submit(&finance(), "/rounds/new", "/api/create_round", &fields).await;
    assert_eq!(portal.count("parked_form").await, before);
    portal.close().await;
}

#[tokio::test]
async fn nobody_sees_the_form_of_somebody_else() {
    let portal = Portal::open().await;
    portal.submit(&staff(), "/rounds/new", "/api/create_round", &ROUND).await;
    for person in [finance(), expired(), anonymous()] {
        let page = portal.get(&person, "/rounds/new?again").await;
        assert!(!page.everything().contains("Nukus"), "{}", person.login);
    }
    // Neither does whoever signs in on the same machine after a session has expired.
    portal.clock.advance(31 * 60);
    let fields = [("code", "R-NEW"), ("title", "Boots"), ("place", "Urgench")];
    let late = portal.submit(&staff(), "/rounds/new", "/api/create_round", &fields).await;
    let form = [("login", "finance"), ("password", PASSWORD), ("next", "/rounds/new?again")];
    let signed_in = portal.submit(&staff(), late.location(), "/api/sign_in", &form).await;
    let other = Person::with_token("finance", signed_in.cookie("sid").expect("a session"));
    let page = portal.get(&other, "/rounds/new?again").await;
    assert_eq!((page.status, page.field("place").as_deref()), (200, Some("")));
    portal.close().await;
}

#[tokio::test]
async fn passwords_are_never_kept() {
    let portal = Portal::open().await;
    let secret = "nine lemons on the tram";
    for person in [anonymous(), expired(), staff()] {
        for (page, path) in
            [("/sign-in", "/api/sign_in"), ("/rounds/new", "/api/create_round"), ("/welcome/x", "/api/set_password")]
        {
            let fields = [
                ("login", "nobody"),
                ("password", secret),
                ("password_again", secret),
                ("new_password", secret),
                ("code", "?"),
            ];
            let answer = portal.submit(&person, page, path, &fields).await;
            assert!(!answer.everything().contains(secret) && !answer.everything().contains("nine+lemons"));
            let parked = answer.cookie("parked").unwrap_or_default().to_owned();
            let shown =
                portal.get_with(&person, &format!("{page}?again"), &[("cookie", &format!("parked={parked}"))]).await;
            assert!(!shown.body.contains("lemons on the tram"), "{page}");
        }
    }
    let kept = portal.contents().await.join("\n");
    assert!(!kept.contains("nine lemons") && !kept.contains("nine+lemons") && !kept.contains("nine%20lemons"));
    portal.close().await;
}

#[tokio::test]
async fn a_field_that_no_form_has_is_refused() {
    let portal = Portal::open().await;
    let before = portal.contents().await;
    // Signing out and undoing read nothing of their forms.
    for row in
        access_table().functions.iter().filter(|row| !["/api/sign_out", "/api/undo"].contains(&row.path.as_str()))
    {
        let person = row.permitted().expect("somebody");
        if row.path == "/api/set_password" && person.token.is_none() {
            continue;
        }
        for more in [
            "owner=1",
            "state=closed",
            "role=administrator&person_id=1",
            "recorded_at=0",
            "lines[0][outstanding]=0",
            "id=1",
        ] {
            if row.path == "/api/invite_person" && more.starts_with("role") {
                continue;
            }
            // These have a state.
            if (row.path.contains("_activity") || row.path.contains("_case")) && more.starts_with("state") {
                continue;
            }
            let body = format!("{}&{more}", row.filled(&portal).await);
            let answer = portal.call_with_body(&person, &row.path, body).await;
            let refused = answer.status == 422 && answer.body.contains("The form could not be read");
            assert!(refused, "{} with {more}: {} {}", row.path, answer.status, answer.body);
        }
    }
    assert_eq!(portal.contents().await, before);
    portal.close().await;
}
