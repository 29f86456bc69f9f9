//! A form that is sent twice counts once, and a form that is out of date overwrites nothing.

use crate::{both_databases, support::*};

type Fields<'a> = Vec<(&'a str, &'a str)>;

const TITLE: (&str, &str) = ("title", "Boots for the northern posts");

#[tokio::test]
async fn sent_twice_it_is_carried_out_once_and_answered_twice() {
    let portal = Portal::open().await;
    let key = key();
    let fields = [("submission", key.as_str()), ("code", "R-NEW"), TITLE];
    let first = portal.call(&staff(), "/api/create_round", &fields).await;
    assert_eq!(first.status, 200, "{}", first.body);
    let before = portal.contents_without(&["parked_form"]).await;
    let second = portal.call(&staff(), "/api/create_round", &fields).await;
    assert_eq!((second.status, &second.body), (200, &first.body));
    // The plain form of the same page, by somebody who pressed "back".
    let third = portal.submit(&staff(), "/rounds/new", "/api/create_round", &fields).await;
    assert_eq!((third.status, third.location()), (303, "/rounds/R-NEW"));
    assert_eq!(portal.contents_without(&["parked_form"]).await, before);
    portal.close().await;
}

both_databases!(twenty_at_once_are_carried_out_once, async |portal: &Portal| {
    let key = key();
    let fields = [("submission", key.as_str()), ("code", "R-NEW"), TITLE];
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let request = portal.json_request(&staff(), "/api/create_round");
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let request = request.body(axum::body::Body::from(encode(&fields))).unwrap();
            tokio::spawn(tower::ServiceExt::oneshot(portal.router.clone(), request))
        })
        .collect();
    let mut answers = Vec::new();
    for task in tasks {
        let answer = Answer::read(task.await.unwrap().unwrap()).await;
        answers.push((answer.status, answer.body));
    }
    answers.sort();
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(answers[0].0, 200, "{answers:?}");
    assert_eq!(portal.count("round WHERE code = 'R-NEW'").await, 1);
    assert_eq!(portal.count("change WHERE entity = 'round' AND entity_key = 'R-NEW'").await, 1);
});

#[tokio::test]
async fn the_same_key_with_other_content_is_a_conflict() {
    let portal = Portal::open().await;
    let key = key();
    let done =
        portal.call(&staff(), "/api/create_round", &[("submission", key.as_str()), ("code", "R-NEW"), TITLE]).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let before = portal.contents().await;
    let other = [("submission", key.as_str()), ("code", "R-OTHER"), TITLE];
    let answer = portal.call(&staff(), "/api/create_round", &other).await;
    assert!(answer.status == 409 && answer.body.contains("already sent"), "{} {}", answer.status, answer.body);
    // Another function is other content too.
    let answer =
        portal.call(&staff(), "/api/schedule_round", &[("submission", key.as_str()), ("code", "R-DRAFT")]).await;
    assert_eq!(answer.status, 409, "{}", answer.body);
    assert_eq!(portal.contents().await, before);
    // Keys are everybody's own: somebody else may have made the same one.
    let answer = portal.call(&finance(), "/api/create_round", &other).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    portal.close().await;
}

#[tokio::test]
async fn a_refusal_does_not_use_up_the_key() {
    let portal = Portal::open().await;
    let key = key();
    let taken =
        portal.call(&staff(), "/api/create_round", &[("submission", key.as_str()), ("code", "R-NORTH"), TITLE]).await;
    assert_eq!(taken.status, 422, "{}", taken.body);
    let answer =
        portal.call(&staff(), "/api/create_round", &[("submission", key.as_str()), ("code", "R-NEW"), TITLE]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    portal.close().await;
}

#[tokio::test]
async fn every_function_that_records_something_has_a_key() {
    let portal = Portal::open().await;
    let before = portal.contents().await;
    // A one-time link is its own key: used, it answers with its page.
    let without = [
        "/api/sign_in",
        "/api/sign_out",
        "/api/set_password",
        // Its digest would let whoever reads the table try passwords; sent twice it is carried out once.
        "/api/change_password",
        "/api/choose_theme",
        "/api/choose_separator",
        // The change that it carries out has one, kept since the change before.
        "/api/undo",
        "/api/check_money_event",
        "/api/check_receipt_correction",
        "/api/open_signing_link",
        "/api/sign_by_link",
    ];
    for row in access_table().functions.iter().filter(|row| !without.contains(&row.path.as_str())) {
        let person = row.permitted().expect("somebody");
        let filled = row.filled(&portal).await;
        let rest = filled.split_once('&').map_or("", |(_, rest)| rest);
        for key in ["", "submission=&", "submission=short&", "submission=%27%3B+DROP+TABLE+line%3B--&"] {
            let answer = portal.call_with_body(&person, &row.path, format!("{key}{rest}")).await;
            assert_eq!(answer.status, 422, "{} {key}: {}", row.path, answer.body);
        }
    }
    assert_eq!(portal.contents().await, before);
    portal.close().await;
}

#[tokio::test]
async fn a_form_that_is_out_of_date_says_who_was_faster() {
    let portal = Portal::open().await;
    let milestone = portal.ask("SELECT CAST(MIN(id) AS TEXT) FROM milestone WHERE met_on IS NULL").await;
    let forms: [(&str, &str, Fields); 5] = [
        ("/rounds/R-DRAFT/edit", "/api/update_round", vec![("round", "R-DRAFT"), ("code", "R-DRAFT"), TITLE]),
        (
            "/grants/JP-2020/edit",
            "/api/update_grant",
            vec![("code", "JP-2020"), ("donor", "JP"), ("currency", "JPY"), ("ceiling", "743000000"), TITLE],
        ),
        (
            "/documents/D-NORTH/edit",
            "/api/update_document",
            vec![("code", "D-NORTH"), ("kind", "decree"), ("readers", "staff"), TITLE],
        ),
        (
            "/activities/C-NORTH/edit",
            "/api/update_activity",
            vec![("code", "C-NORTH"), ("kind", "training"), ("starts_on", "2019"), TITLE],
        ),
        ("milestone", "/api/meet_milestone", vec![("component", "IMT"), ("milestone", &milestone), ("met_on", "2019")]),
    ];
    let faster = portal.ask("SELECT name FROM person WHERE login = 'finance'").await;
    for (page, path, fields) in forms {
        let page =
            if page == "milestone" { format!("/components/IMT/milestones/{milestone}") } else { page.to_owned() };
        let version = portal.get(&staff(), &page).await.field("version").expect(path);
        let send = async |person: &Person, mark: &str| {
            let key = key();
            let title = format!("Boots {mark}");
            let mut all: Vec<(&str, &str)> = fields.iter().copied().filter(|(name, _)| *name != "title").collect();
            all.extend([("submission", key.as_str()), ("version", version.as_str())]);
            all.push(if path == "/api/meet_milestone" { ("evidence", &title) } else { ("title", &title) });
            portal.submit(person, &page, path, &all).await
        };
        assert!(!send(&finance(), "of the first").await.location().contains("again"), "{path}");
        let before = portal.contents_without(&["parked_form"]).await;
        let answer = send(&staff(), "of the second").await;
        assert_eq!(answer.location(), format!("{page}?again"), "{path}");
        assert_eq!(portal.contents_without(&["parked_form"]).await, before, "{path}");
        let shown = portal.get(&staff(), answer.location()).await;
        let words = shown.words();
        assert!(words.contains(&format!("Changed meanwhile by {faster} on 12 Dec 2019")), "{path}: {words}");
        assert!(shown.body.contains("of the second"), "{path}: what was typed is kept");
        // Sent again after reading that, it counts.
        let newest = shown.field("version").expect(path);
        assert_ne!(newest, version, "{path}");
    }
    portal.close().await;
}
