//! Acts over HTTP: the public check of a paper, and the files.

use documents::{
    PdfError,
    act::{ActData, Languages},
};

use crate::support::*;

const KNOWN: &str = "00112233445566778899aabbccddeeff";

#[tokio::test]
async fn a_paper_is_checked_without_saying_what_it_is_about() {
    let portal = Portal::open().await;
    let known = portal.get(&anonymous(), &format!("/verify/{KNOWN}")).await;
    let unknown = portal.get(&anonymous(), "/verify/0123456789abcdef0123456789abcdef").await;
    assert_eq!((known.status, unknown.status), (200, 200));
    assert!(
        known.body.contains("Genuine: version 1") && known.body.contains("Issued on 12 Dec 2019"),
        "{}",
        known.body
    );
    assert!(unknown.body.contains("No act was issued under this code"), "{}", unknown.body);
    for answer in [&known, &unknown] {
        assert_eq!(answer.headers["x-robots-tag"], "noindex");
        assert_eq!(answer.headers["cache-control"], "no-store");
        for said in ["HA-2019", "R-NORTH", "SCC"] {
            assert!(!answer.body.contains(said), "{said}");
        }
        for mark in &portal.marks {
            assert!(!answer.body.contains(&mark.word), "{}", mark.word);
        }
    }
    portal.close().await;
}

#[tokio::test]
async fn a_stranger_who_tries_codes_is_stopped() {
    let portal = Portal::open().await;
    let mut statuses = Vec::new();
    for turn in 0..40 {
        let answer = portal.get(&anonymous(), &format!("/verify/{turn:032x}")).await;
        statuses.push(answer.status);
        if answer.status == 429 {
            assert!(answer.body.contains("Wait a minute"), "{}", answer.body);
        }
    }
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 10, "{statuses:?}");
    assert_eq!(portal.get(&anonymous(), &format!("/verify/{KNOWN}")).await.status, 429, "a known code as well");
    assert_eq!(portal.get(&anonymous(), "/sign-in").await.status, 200, "other pages answer");
    portal.close().await;
}

#[tokio::test]
async fn a_version_is_a_file_for_whoever_may_read_the_act() {
    let portal = Portal::open().await;
    let nothing = documents::act::pdf(&empty(&portal).await, Languages::Uzbek);
    let built = !matches!(nothing, Err(PdfError::NotBuilt));
    for (languages, name) in [("en-ru", "HA-2019-001-version-1-en-ru.pdf"), ("uz", "HA-2019-001-version-1-uz.pdf")] {
        let address = format!("/acts/HA-2019-001/1/pdf?languages={languages}");
        let answer = portal.get(&customs_officer(), &address).await;
        if !built {
            assert_eq!(answer.status, 501);
            assert!(answer.body.contains("This server was built without PDF"), "{}", answer.body);
            continue;
        }
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.headers["content-type"], "application/pdf");
        assert_eq!(answer.headers["content-disposition"], format!("inline; filename=\"{name}\"").as_str());
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
    let address = "/acts/HA-2019-001/1/pdf?languages=en-ru";
    assert_eq!(portal.get(&interior_officer(), address).await.status, 404);
    assert_eq!(portal.get(&japan(), address).await.status, 403);
    assert_eq!(portal.get(&customs_officer(), "/acts/HA-2019-001/1/pdf?languages=ja").await.status, 404);
    portal.close().await;
}

/// The northern act as it was issued.
async fn empty(portal: &Portal) -> ActData {
    let mut tx = portal.db.read().await.expect("read");
    let versions = store::acts::versions_from_command_line(&mut tx, "HA-2019-001").await.expect("versions");
    documents::act::of_version(&versions[0]).expect("an act")
}

#[tokio::test]
async fn an_act_that_lacks_its_terms_says_what_and_where() {
    let portal = Portal::open().await;
    let page = portal.get(&staff(), "/rounds/R-OPEN/acts/SCC").await;
    assert_eq!(page.status, 200);
    for words in ["the legal basis", "who signs for UNODC", "who signs for the agency"] {
        assert!(page.body.contains(words), "{words}");
    }
    assert!(page.body.contains("/rounds/R-OPEN/terms#"), "{}", page.body);
    let refused = portal
        .call(
            &staff(),
            "/api/issue_act",
            &[("submission", key()), ("round", "R-OPEN".into()), ("agency", "SCC".into())],
        )
        .await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    portal.close().await;
}
