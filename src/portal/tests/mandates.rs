//! An officer hands over to a deputy, as the officer and everybody else meets it.

use store::people;

use crate::{
    both_databases,
    pictures::{hostile, png},
    support::*,
    uploads::{multipart, to},
};

const PATH: &str = "/api/hand_over";
const PAGE: &str = "/rounds/R-OPEN/mandates/SCC";
const DEPUTY: &str = "Dilshod Karimov";

type Fields = Vec<(&'static str, String)>;

/// The terms of the open round name the account of the customs officer.
async fn name_the_officer(portal: &Portal) {
    let mut tx = portal.db.write().await.expect("write");
    let dana = people::viewer(&mut tx, "dana").await.expect("dana");
    signing::name_the_officer(&mut tx, &dana, portal.clock.now(), "R-OPEN").await;
    tx.commit().await.expect("commit");
}

fn typed(key: &str) -> Fields {
    [
        ("submission", key),
        ("round", "R-OPEN"),
        ("agency", "SCC"),
        ("version", "1"),
        ("deputy[en]", DEPUTY),
        ("deputy_post[en]", "Deputy head of logistics"),
        ("mandate", "M-17"),
        ("mandate_on", "10 Dec 2019"),
        ("deputy_person", ""),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

fn with(mut fields: Fields, name: &str, value: &str) -> Fields {
    fields.iter_mut().filter(|(field, _)| *field == name).for_each(|(_, old)| value.clone_into(old));
    fields
}

async fn send(portal: &Portal, person: &Person, accept: &str, fields: &Fields, files: &[(&str, &[u8])]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let files: Vec<(&str, &str, &[u8])> = files.iter().map(|(name, bytes)| ("file", *name, *bytes)).collect();
    portal.send(to(portal, person, PATH, accept, multipart(&fields, &files))).await
}

/// The field with its message in the page that is shown again.
async fn refused(portal: &Portal, fields: &Fields, files: &[(&str, &[u8])]) -> String {
    let answer = send(portal, &customs_officer(), "text/html", fields, files).await;
    assert_eq!((answer.status, answer.location()), (303, format!("{PAGE}?again").as_str()));
    let page = portal.get(&customs_officer(), answer.location()).await;
    for (name, value) in fields.iter().filter(|(name, _)| name.starts_with("deputy") || name.starts_with("mandate")) {
        assert_eq!(page.field(name).unwrap_or_default(), *value, "{name} comes back as it was typed");
    }
    page.words()
}

#[tokio::test]
async fn nobody_but_the_named_officer_hands_over() {
    let portal = Portal::open().await;
    name_the_officer(&portal).await;
    let picture = png(40, 40);
    let before = portal.contents_without(&["parked_form"]).await;
    let in_page = |words: &'static str| (200, words);
    for (person, (page_status, words), status) in [
        (anonymous(), (303, ""), 401),
        (interior_officer(), (404, ""), 404),
        (japan(), (403, ""), 403),
        (administrator(), (403, ""), 403),
        (aziz(), in_page("Rustam Karimov is named as signing for your agency; only they can hand over"), 409),
        (staff(), in_page("Terms of the acts"), 403),
    ] {
        let page = portal.get(&person, PAGE).await;
        assert_eq!(page.status, page_status, "{}", person.login);
        assert!(page.words().contains(words), "{}: {}", person.login, page.words());
        assert!(!page.body.contains("/api/hand_over"), "{} is shown no form", person.login);
        let answer = send(&portal, &person, "application/json", &typed(&key()), &[("a.png", &picture)]).await;
        assert_eq!(answer.status, status, "{}: {}", person.login, answer.body);
    }
    assert_eq!(portal.contents_without(&["parked_form"]).await, before);
    portal.close().await;
}

#[tokio::test]
async fn what_is_wrong_is_said_at_once_and_stands_under_its_field() {
    let portal = Portal::open().await;
    name_the_officer(&portal).await;
    let before = portal.contents_without(&["parked_form"]).await;
    let empty: Fields = typed(&key())
        .into_iter()
        .map(|(name, value)| {
            if name.starts_with("deputy") || name.starts_with("mandate") {
                (name, String::new())
            } else {
                (name, value)
            }
        })
        .collect();
    let page = refused(&portal, &empty, &[]).await;
    for words in [
        "Enter the name of the deputy",
        "Enter the post of the deputy",
        "Enter the number of the mandate",
        "Choose a file",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    // A browser does not keep a chosen file: that is said where it is chosen.
    let picture = png(40, 40);
    let page = refused(&portal, &with(typed(&key()), "mandate_on", "13 Dec 2019"), &[("mandate.png", &picture)]).await;
    assert!(page.contains("This day lies in the future: a mandate is dated 12 Dec 2019 or earlier"), "{page}");
    assert!(page.contains("Choose the document again"), "{page}");
    let page = refused(&portal, &with(typed(&key()), "version", "0"), &[("mandate.png", &picture)]).await;
    assert!(
        page.contains("The terms of this round have changed since") && page.contains("Choose the document again"),
        "{page}"
    );
    for (name, bytes) in hostile() {
        refused(&portal, &typed(&key()), &[(name, &bytes)]).await;
    }
    let answer = send(
        &portal,
        &customs_officer(),
        "application/json",
        &with(typed(&key()), "deputy_person", "1"),
        &[("a.png", &picture)],
    )
    .await;
    assert!(answer.status == 422 && answer.body.contains("Choose an account of your agency"), "{}", answer.body);
    assert_eq!(portal.contents_without(&["parked_form"]).await, before);
    portal.close().await;
}

both_databases!(the_named_officer_hands_over_once_and_takes_it_back, async |portal: &Portal| {
    name_the_officer(portal).await;
    let customs = customs_officer();
    let round = portal.get(&customs, "/rounds/R-OPEN").await;
    assert!(round.body.contains(PAGE), "the page of the round leads there");
    let fields = typed(&key());
    let (first, second) = (png(40, 40), png(30, 50));
    let pages: [(&str, &[u8]); 2] = [("1.png", &first), ("2.png", &second)];
    let done = send(portal, &customs, "text/html", &fields, &pages).await;
    assert_eq!((done.status, done.location()), (303, PAGE), "{}", done.body);
    let after = portal.contents().await;
    let again = send(portal, &customs, "text/html", &fields, &pages).await;
    assert_eq!((again.status, again.location()), (303, PAGE));
    assert_eq!(portal.contents().await, after, "sent twice, it counts once");

    let page = portal.get(&customs, PAGE).await;
    for words in [DEPUTY, "No. M-17 of 10 Dec 2019", "Page 2", "Withdraw the mandate"] {
        assert!(page.words().contains(words), "{words}: {}", page.words());
    }
    let id = portal.ask("SELECT public_id FROM mandate_document WHERE public_id <> 'mandate-of-customs'").await;
    let address = format!("/mandates/{id}/1");
    for (person, status) in [
        (anonymous(), 303),
        (interior_officer(), 404),
        (japan(), 403),
        (usa(), 403),
        (administrator(), 403),
        (customs.clone(), 200),
        (aziz(), 200),
        (staff(), 200),
    ] {
        let file = portal.get(&person, &address).await;
        assert_eq!(file.status, status, "{}", person.login);
        if status == 200 {
            assert_eq!(file.header("content-type"), "image/jpeg", "drawn anew");
            assert_eq!(file.header("content-disposition"), "attachment; filename=\"mandate-1.jpg\"");
        }
    }
    // The act says the deputy, the number and the digest, and staff read the document from it.
    let act = issue(portal).await;
    let second = format!(
        "SELECT p.sha256 FROM mandate_page p JOIN mandate_document d ON d.id = p.document_id
         WHERE d.public_id = '{id}' AND p.number = 2"
    );
    let digest = portal.ask(&second).await;
    for (language, instead) in
        [("en", "in place of Rustam Karimov"), ("ru", "вместо Rustam Karimov"), ("uz", "oʻrniga: Rustam Karimov")]
    {
        let page = portal.get(&customs, &format!("/acts/{act}?language={language}")).await.words();
        for words in ["M-17", DEPUTY, instead, &digest[..16]] {
            assert!(page.contains(words), "{words}: {page}");
        }
    }
    assert!(portal.get(&staff(), &format!("/acts/{act}")).await.body.contains(&address));
    assert!(!portal.get(&administrator(), &format!("/acts/{act}")).await.body.contains(&address));

    let fields = [
        ("submission", key()),
        ("round", "R-OPEN".to_owned()),
        ("agency", "SCC".to_owned()),
        ("version", "2".to_owned()),
    ];
    assert_eq!(portal.call(&aziz(), "/api/withdraw_mandate", &fields).await.status, 409);
    let done = portal.submit(&customs, PAGE, "/api/withdraw_mandate", &fields).await;
    assert_eq!((done.status, done.location()), (303, PAGE));
    let page = portal.get(&customs, PAGE).await.words();
    assert!(
        page.contains(&format!("Act {act}, version 1, names {DEPUTY}")) && page.contains("Hand over to a deputy"),
        "{page}"
    );
    assert_eq!(portal.get(&customs, &address).await.status, 200, "an act names it: it stays");
});

async fn issue(portal: &Portal) -> String {
    let mut tx = portal.db.write().await.expect("write");
    let dana = people::viewer(&mut tx, "dana").await.expect("dana");
    let number = signing::issue(&mut tx, &dana, portal.clock.now(), "R-OPEN", "code-of-open").await;
    tx.commit().await.expect("commit");
    number
}
