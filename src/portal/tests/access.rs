//! The permission table, written out a second time in `access.toml`, against the code and against every answer.

use std::collections::BTreeSet;

use web::registry::Change;

use crate::support::*;

/// What is kept in the browser alone: carried out, they change no row.
const IN_THE_BROWSER: [&str; 2] = ["/api/choose_theme", "/api/choose_separator"];

#[test]
fn every_page_and_function_is_written_down() {
    let table = access_table();
    let pages: BTreeSet<String> = web::pages::routes().map(|(path, ..)| path.to_owned()).collect();
    assert_eq!(table.page_paths(), pages, "left: access.toml, right: web::pages::routes()");
    let registered: BTreeSet<String> = server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    assert_eq!(table.function_paths(), registered, "left: access.toml, right: server_fn_paths()");
    let (forms, functions): (Vec<Change>, Vec<Change>) =
        web::pages::changes().partition(|change| change.files.is_some());
    let paths = |changes: &[Change]| changes.iter().map(|change| change.path.to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(table.function_paths(), paths(&functions), "left: access.toml, right: web::pages::changes()");
    let uploads: BTreeSet<String> = table.uploads.iter().map(|row| row.path.clone()).collect();
    assert_eq!(uploads, paths(&forms), "left: access.toml, right: web::pages::changes() with files");
    assert_eq!(functions.len() + forms.len(), registered.len() + uploads.len(), "a change stands twice");
    assert!(server_fn::axum::server_fn_paths().all(|(_, method)| method == "POST"), "a function that answers GET");
}

const STANDS_IN_THE_WAY: [&str; 12] = [
    "/api/answer_packing",
    "/api/bring_back_task",
    "/api/merge_agency",
    "/api/part_agency",
    "/api/part_official",
    "/api/part_unit",
    "/api/restore_case",
    "/api/restore_stage",
    "/api/take_back_entry",
    // Donors read every grant as it stands.
    "/api/show_grant_live",
    "/api/undo",
    "/api/withdraw_milestone",
];

#[test]
fn nobody_is_permitted_by_chance() {
    // Somebody may do each thing, and for everything but signing in and colours somebody may not.
    for row in access_table().functions {
        // The list that waits to be imported has no open question: it would keep the list from being imported.
        // And nobody has made a change that could be undone, nothing is merged or withdrawn, and the agencies, which were handed
        // things together, are two. What stands in the registers was not recorded a moment ago.
        let done = if STANDS_IN_THE_WAY.contains(&row.path.as_str()) { "conflict" } else { "done" };
        assert!(row.expect.iter().any(|word| word == done), "{}", row.path);
        let open = matches!(row.path.as_str(), "/api/sign_in" | "/api/choose_theme");
        assert_eq!(row.expect.iter().all(|word| word == "done"), open, "{}", row.path);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_answers_each_person_as_written() {
    let portal = Portal::open().await;
    let before = portal.contents().await;
    let mut deviations = Vec::new();
    for row in access_table().pages {
        let address = row.filled(&portal).await.replace(' ', "+");
        for ((name, person), expected) in principals().iter().zip(&row.expect) {
            let answer = portal.get(person, &address).await;
            let found = page_word(&answer);
            if found != *expected {
                deviations.push(format!("{address} for {name}: {found}, expected {expected}"));
            }
        }
    }
    assert_eq!(deviations, Vec::<String>::new());
    assert_eq!(portal.contents().await, before, "reading pages changed something");
    portal.close().await;
}

fn page_word(answer: &Answer) -> String {
    match (answer.status, answer.location()) {
        (200, _) => "ok".to_owned(),
        (303, "/") => "home".to_owned(),
        (303, target) if target.starts_with("/sign-in") => "signin".to_owned(),
        (403, _) => "forbidden".to_owned(),
        (404, _) => "notfound".to_owned(),
        // What has another address now.
        (308, _) => "moved".to_owned(),
        // A form comes back to its page, with the reason.
        (303, "/rounds?again") => "conflict".to_owned(),
        (status, target) => format!("{status} {target}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_function_answers_each_person_as_written() {
    let portal = Portal::open().await;
    let before = portal.contents().await;
    let mut deviations = Vec::new();
    for row in access_table().functions {
        for ((name, person), expected) in principals().iter().zip(&row.expect) {
            // What is carried out is carried out on a database of its own.
            let own = if expected == "done" { Some(Portal::open().await) } else { None };
            let body = row.filled(own.as_ref().unwrap_or(&portal)).await;
            let answer = own.as_ref().unwrap_or(&portal).call_with_body(person, &row.path, body).await;
            let found = function_word(&answer);
            if found != *expected {
                deviations.push(format!("{} by {name}: {found}, expected {expected}: {}", row.path, answer.body));
            }
            if let Some(own) = own {
                if (own.contents().await == before) != IN_THE_BROWSER.contains(&row.path.as_str()) {
                    deviations.push(format!("{} by {name} did not change what it should", row.path));
                }
                own.close().await;
            }
        }
        if portal.contents().await != before {
            deviations.push(format!("{} changed something for somebody whom it refused", row.path));
        }
    }
    assert_eq!(deviations, Vec::<String>::new());
    portal.close().await;
}

fn function_word(answer: &Answer) -> String {
    match answer.status {
        200 => "done".to_owned(),
        401 => "signin".to_owned(),
        403 => "forbidden".to_owned(),
        404 => "notfound".to_owned(),
        409 => "conflict".to_owned(),
        other => other.to_string(),
    }
}

#[tokio::test]
async fn plain_forms_are_refused_like_calls_for_json() {
    let portal = Portal::open().await;
    let before = portal.contents_without(&["parked_form"]).await;
    for row in access_table().functions.iter().filter(|row| !IN_THE_BROWSER.contains(&row.path.as_str())) {
        for ((name, person), expected) in principals().iter().zip(&row.expect).filter(|(_, word)| *word != "done") {
            let body = row.filled(&portal).await;
            let request = portal.request(person, "POST", &row.path).header("accept", "text/html");
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let request = request.header("referer", "http://portal.example/rounds").body(body.into()).unwrap();
            let answer = portal.send(request).await;
            assert_eq!(page_word(&answer), *expected, "{} by {name}", row.path);
        }
    }
    assert_eq!(portal.contents_without(&["parked_form"]).await, before);
    portal.close().await;
}

#[tokio::test]
async fn an_id_counts_only_under_its_own_parent() {
    let portal = Portal::open().await;
    let line_of = async |round: &str| {
        portal
            .ask(&format!(
                "SELECT CAST(l.id AS TEXT) FROM line l JOIN round r ON r.id = l.round_id WHERE r.code = '{round}'"
            ))
            .await
    };
    let (planned, sent) = (line_of("R-PLAN").await, line_of("R-NORTH").await);
    let southern = "SELECT CAST(m.id AS TEXT) FROM milestone m JOIN phase p ON p.id = m.phase_id
        JOIN component k ON k.id = p.component_id WHERE k.code = 'BLO'";
    let southern = portal.ask(southern).await;
    let phase = portal.ask("SELECT CAST(MIN(id) AS TEXT) FROM phase").await;
    let before = portal.contents().await;
    for line in [planned.as_str(), sent.as_str(), "999999", "-1", "0"] {
        // No page writes a number below zero: such a form is not read at all.
        let told = if line.starts_with('-') { 422 } else { 404 };
        let answer = portal.get(&staff(), &format!("/rounds/R-DRAFT/lines/{line}")).await;
        assert_eq!(answer.status, 404, "{line}");
        let fields = [("submission", key()), ("round", "R-DRAFT".to_owned()), ("line", line.to_owned())];
        assert_eq!(portal.call(&staff(), "/api/remove_line", &fields).await.status, told, "{line}");
        let key = key();
        let fields = [
            ("submission", key.as_str()),
            ("round", "R-DRAFT"),
            ("line", line),
            ("kind", "lot"),
            ("name", "Boots"),
            ("quantity", "4"),
            ("unit", "IMT-TER"),
            ("agency", "SCC"),
            ("phase", &phase),
            ("value", "100"),
            ("currency", "USD"),
            ("shares[0][grant]", "JP-2020"),
        ];
        assert_eq!(portal.call(&staff(), "/api/replace_line", &fields).await.status, told, "{line}");
    }
    let fields = [("submission", key()), ("round", "R-NORTH".to_owned()), ("line", sent)];
    assert_eq!(portal.call(&staff(), "/api/remove_line", &fields).await.status, 409, "what was dispatched stays");
    assert_eq!(portal.get(&staff(), &format!("/components/IMT/milestones/{southern}")).await.status, 404);
    let key = key();
    let fields = [
        ("submission", key.as_str()),
        ("component", "IMT"),
        ("milestone", &southern),
        ("version", "1"),
        ("met_on", "2019"),
    ];
    assert_eq!(portal.call(&staff(), "/api/meet_milestone", &fields).await.status, 404);
    assert_eq!(portal.contents().await, before);
    portal.close().await;
}
