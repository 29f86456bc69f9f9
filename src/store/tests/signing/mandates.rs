//! The officer named in the round hands over to a deputy: who may, what the next version says, who signs it, and who reads
//! the document.

use domain::{
    Role, Viewer,
    act::{MandateDeed, MandateForm, WordingForm},
    file::MediaType,
    notice::Kind,
    signing::{SignatureForm, State},
};
use store::{Db, Result, Tx, acts, notices, people, signing, verify};

use super::{World, current, issue, issued, sign, terms};
use crate::{
    chain::HANDOVER,
    support::{NOW, execute, number, person, told},
};

const DEPUTY: &str = "Dilshod Karimov";
const PAGES: &[(MediaType, &[u8])] = &[(MediaType::Jpeg, b"first page"), (MediaType::Jpeg, b"second page")];

fn form(account: Option<&Viewer>) -> MandateForm {
    let words = |en: &str| WordingForm { en: en.into(), ..Default::default() };
    MandateForm {
        deputy: words(DEPUTY),
        deputy_post: words("Deputy head of logistics"),
        mandate: "M-17".into(),
        mandate_on: "10 Dec 2019".into(),
        deputy_person: account.map_or(String::new(), |viewer| viewer.person.to_string()),
        ..Default::default()
    }
}

async fn hand_over(tx: &mut Tx, viewer: &Viewer, version: i64, form: &MandateForm) -> Result<()> {
    let id = format!("mandate-{version}");
    acts::hand_over(tx, viewer, NOW, (HANDOVER, "SCC", version), form, PAGES, &id).await
}

async fn withdraw(tx: &mut Tx, viewer: &Viewer, version: i64) -> Result<()> {
    acts::withdraw_mandate(tx, viewer, NOW, (HANDOVER, "SCC", version)).await
}

async fn mandate(tx: &mut Tx, world: &World) -> (i64, Option<domain::act::Mandate>) {
    let stored = acts::terms(tx, &world.people.dana, HANDOVER).await.expect("terms");
    (stored.version, stored.terms.receiving("SCC").and_then(|one| one.mandate.clone()))
}

both_databases!(a_deputy_with_an_account_signs_the_next_version, async |db: Db| {
    let world = issued(&db).await;
    let World { people, colleague, .. } = &world;
    let mut tx = db.write().await.expect("write");
    let show = acts::mandate(&mut tx, &people.customs, HANDOVER, "SCC").await.expect("shown");
    assert!(show.check(MandateDeed::HandOver, &people.customs).is_ok());
    assert_eq!(show.accounts.iter().map(|a| a.id).collect::<Vec<_>>(), [colleague.person], "of the own agency alone");

    hand_over(&mut tx, &people.customs, 1, &form(Some(colleague))).await.expect("handed over");
    let (version, kept) = mandate(&mut tx, &world).await;
    let kept = kept.expect("a mandate");
    let document = kept.document.clone().expect("a document");
    assert_eq!((version, kept.deputy.en.as_str(), kept.person), (2, DEPUTY, Some(colleague.person)));
    assert_eq!((document.id.as_str(), document.pages.len()), ("mandate-1", 2));
    let told_staff =
        notices::list(&mut tx, &people.dana, &crate::support::everything()).await.expect("notices").rows.remove(0);
    assert_eq!(told_staff.kind.0, Kind::DocumentSuperseded);
    assert_eq!(
        told_staff.subject,
        format!("Act {}: another person signs for SCC now; a new version is needed", world.number)
    );

    // What was issued stays: it names the officer.
    let first = current(&mut tx, &world).await;
    assert_eq!(first.signatories[1].person, Some(people.customs.person));
    issue(&mut tx, &people.dana, NOW).await;
    let second = current(&mut tx, &world).await;
    assert_eq!((second.version, second.signatories[1].name.as_str()), (2, DEPUTY));
    assert!(second.signatories[1].has_account);
    sign(&mut tx, &world, &people.dana, 2).await.expect("UNODC");
    assert_eq!(told(sign(&mut tx, &world, &people.customs, 2).await), "forbidden", "the officer has handed over");
    let by_name = SignatureForm {
        name: DEPUTY.into(),
        agreed: "true".into(),
        drawing: "".into(),
        hash: second.hash.clone(),
        ..Default::default()
    };
    let signed = signing::sign(&mut tx, colleague, NOW, &world.number, 2, &by_name).await.expect("the deputy");
    assert_eq!(signed.state, State::PartlySigned);

    let late = format!("Your agency has signed version 2 of act {}", world.number);
    for refused in
        [withdraw(&mut tx, &people.customs, 2).await, hand_over(&mut tx, &people.customs, 2, &form(None)).await]
    {
        let words = told(refused);
        assert!(words.starts_with(&late), "{words}");
    }
    // With a next version it is open again.
    issue_again(&mut tx, &people.dana).await;
    withdraw(&mut tx, &people.customs, 2).await.expect("withdrawn");
    assert_eq!(mandate(&mut tx, &world).await, (3, None));
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

/// Made a minute later, so that it says something else.
async fn issue_again(tx: &mut Tx, dana: &Viewer) {
    issue(tx, dana, NOW.plus_seconds(60)).await;
}

both_databases!(nobody_else_hands_over, async |db: Db| {
    let world = issued(&db).await;
    let World { people, colleague, .. } = &world;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    let before = number(&mut tx, "SELECT COUNT(*) FROM change").await;
    for (viewer, words) in [
        (colleague, "customs (test) is named as signing for your agency; only they can hand over"),
        (&people.dana, "forbidden"),
        (&people.security, "not found"),
        (&people.japan, "not found"),
        (&admin, "forbidden"),
    ] {
        for refused in [hand_over(&mut tx, viewer, 1, &form(None)).await, withdraw(&mut tx, viewer, 1).await] {
            let refused = told(refused);
            assert!(refused.starts_with(words), "{}: {refused}", viewer.login);
        }
    }
    let elsewhere = acts::hand_over(&mut tx, &people.customs, NOW, (HANDOVER, "SSS", 1), &form(None), PAGES, "m").await;
    assert_eq!(told(elsewhere), "not found");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM change").await, before);
    // Terms that name nobody's account: nobody can be told from a stranger.
    let mut unnamed = terms(people);
    unnamed.receiving[0].1.person = None;
    acts::save_terms(&mut tx, &people.dana, NOW, HANDOVER, 1, &unnamed).await.expect("saved");
    let refused = told(hand_over(&mut tx, &people.customs, 2, &form(None)).await);
    assert!(refused.contains("no account is entered for them"), "{refused}");
});

both_databases!(it_is_withdrawn_and_overwrites_nobody, async |db: Db| {
    let world = issued(&db).await;
    let customs = &world.people.customs;
    let mut tx = db.write().await.expect("write");
    assert_eq!(told(withdraw(&mut tx, customs, 1).await), "No deputy stands in for you: you sign yourself");
    let stale = told(hand_over(&mut tx, customs, 0, &form(None)).await);
    assert!(stale.starts_with("The terms of this round have changed since"), "{stale}");
    hand_over(&mut tx, customs, 1, &form(None)).await.expect("handed over");
    let twice = told(hand_over(&mut tx, customs, 2, &form(None)).await);
    assert!(twice.starts_with("Dilshod Karimov stands in for you already"), "{twice}");
    let stale = told(withdraw(&mut tx, customs, 1).await);
    assert!(stale.starts_with("The terms of this round have changed since"), "{stale}");
    withdraw(&mut tx, customs, 2).await.expect("withdrawn");
    assert_eq!(mandate(&mut tx, &world).await, (3, None));
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM mandate_document").await, 1, "the document stays on file");
    hand_over(&mut tx, customs, 3, &form(None)).await.expect("handed over again, with the same paper");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM stored_file").await, 2, "the same bytes are kept once");
    // A deputy without an account: the officer's does not sign under the deputy's name, and a link can be made.
    issue(&mut tx, &world.people.dana, NOW).await;
    let act = current(&mut tx, &world).await;
    assert_eq!((act.signatories[1].person, act.signatories[1].has_account), (None, false));
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(what_cannot_be_accepted_stands_under_its_field, async |db: Db| {
    let world = issued(&db).await;
    let World { people, colleague, .. } = &world;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    let with = |change: fn(&mut MandateForm)| {
        let mut form = form(None);
        change(&mut form);
        form
    };
    for (typed, words) in [
        (with(|form| form.mandate_on = "13 Dec 2019".into()), "mandate_on: This day lies in the future"),
        (with(|form| form.mandate.clear()), "mandate: Enter the number"),
        (form(Some(&people.security)), "deputy_person: Choose an account of your agency"),
        (form(Some(&people.dana)), "deputy_person: Choose an account of your agency"),
        (form(Some(&people.customs)), "deputy_person: Choose an account of your agency"),
    ] {
        let refused = told(hand_over(&mut tx, &people.customs, 1, &typed).await);
        assert!(refused.starts_with(words), "{refused}");
    }
    let place = (HANDOVER, "SCC", 1);
    let nothing = acts::hand_over(&mut tx, &people.customs, NOW, place, &form(None), &[], "m").await;
    assert_eq!(told(nothing), "file: A mandate has 1 to 20 pages");
    people::set_disabled(&mut tx, &admin, NOW, colleague.person, true).await.expect("closed");
    let refused = told(hand_over(&mut tx, &people.customs, 1, &form(Some(colleague))).await);
    assert!(refused.starts_with("deputy_person: "), "{refused}");
});

both_databases!(the_document_is_read_by_staff_and_its_agency_alone, async |db: Db| {
    let world = issued(&db).await;
    let World { people, colleague, rustam, .. } = &world;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    hand_over(&mut tx, &people.customs, 1, &form(None)).await.expect("handed over");
    withdraw(&mut tx, &people.customs, 2).await.expect("withdrawn: what an act names stays to be read");
    for viewer in [&people.customs, colleague, &people.dana, rustam] {
        let page = acts::mandate_file(&mut tx, viewer, "mandate-1", 2).await.expect("a page");
        assert_eq!(page.bytes, b"second page", "{}", viewer.login);
        assert_eq!(acts::mandates(&mut tx, viewer, HANDOVER, "SCC").await.expect("documents").len(), 1);
    }
    for (viewer, words) in [(&people.security, "not found"), (&people.japan, "not found"), (&admin, "forbidden")] {
        assert_eq!(told(acts::mandate_file(&mut tx, viewer, "mandate-1", 1).await), words, "{}", viewer.login);
        assert!(acts::mandates(&mut tx, viewer, HANDOVER, "SCC").await.expect("documents").is_empty());
    }
    assert_eq!(told(acts::mandate_file(&mut tx, &people.customs, "mandate-1", 3).await), "not found");
});

both_databases!(staff_keep_the_document_unless_they_change_the_deputy, async |db: Db| {
    let world = issued(&db).await;
    let dana = &world.people.dana;
    let mut tx = db.write().await.expect("write");
    hand_over(&mut tx, &world.people.customs, 1, &form(None)).await.expect("handed over");
    // As the form of the terms sends it: without the document.
    let mut typed = acts::terms(&mut tx, dana, HANDOVER).await.expect("terms").terms;
    let mandate_of = |terms: &mut domain::act::Terms| terms.receiving[0].1.mandate.clone().expect("a mandate");
    let mut plain = mandate_of(&mut typed);
    plain.document = None;
    plain.post.ru = Some("Заместитель начальника".into());
    typed.receiving[0].1.mandate = Some(plain.clone());
    acts::save_terms(&mut tx, dana, NOW, HANDOVER, 2, &typed).await.expect("saved");
    let (_, kept) = mandate(&mut tx, &world).await;
    assert_eq!(kept.and_then(|m| m.document).map(|d| d.id).as_deref(), Some("mandate-1"));
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");

    plain.deputy.en = "Aziz Rahimov".into();
    typed.receiving[0].1.mandate = Some(plain);
    acts::save_terms(&mut tx, dana, NOW, HANDOVER, 3, &typed).await.expect("saved");
    let (version, kept) = mandate(&mut tx, &world).await;
    assert_eq!((version, kept.expect("a deputy").document), (4, None), "it was another person's");
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

/// (what is done, what is named)
const TAMPERING: &[(&str, &str)] = &[
    ("UPDATE round_signatory SET deputy_person_id = 1 WHERE side = 'receiving'", "round_terms 1: differs from change"),
    ("UPDATE round_signatory SET mandate_document_id = NULL", "round_terms 1: differs from change"),
    (
        "UPDATE mandate_document SET recorded_at = recorded_at + 1 WHERE id = 1",
        "mandate_document 1: differs from change",
    ),
    (
        "UPDATE mandate_page SET number = 9 WHERE number = 1 AND document_id = 1",
        "mandate_document 1: differs from change",
    ),
    ("DELETE FROM mandate_page WHERE document_id = 1", "mandate_document 1: differs from change"),
];

both_databases!(verify_names_what_was_altered, async |db: Db| {
    let world = issued(&db).await;
    let mut tx = db.write().await.expect("write");
    let customs = &world.people.customs;
    // The first document is in no terms any more, the second one is.
    hand_over(&mut tx, customs, 1, &form(None)).await.expect("handed over");
    withdraw(&mut tx, customs, 2).await.expect("withdrawn");
    hand_over(&mut tx, customs, 3, &form(None)).await.expect("handed over again");
    tx.commit().await.expect("commit");
    for change in ["UPDATE mandate_document SET person_id = 1", "DELETE FROM mandate_page"] {
        let mut tx = db.write().await.expect("write");
        assert!(execute(&mut tx, change).await.is_err(), "{change}: the database refuses it");
    }
    for (change, words) in TAMPERING {
        let mut tx = db.write().await.expect("write");
        for table in ["mandate_document", "mandate_page"] {
            if matches!(db, Db::Postgres { .. }) {
                execute(&mut tx, &format!("ALTER TABLE {table} DISABLE TRIGGER ALL")).await.expect(table);
            } else {
                execute(&mut tx, &format!("DROP TRIGGER {table}_no_update")).await.expect(table);
                execute(&mut tx, &format!("DROP TRIGGER {table}_no_delete")).await.expect(table);
            }
        }
        execute(&mut tx, change).await.expect(change);
        let found = verify::verify(&mut tx).await.expect("verify").expect_err(change).to_string();
        assert!(found.contains(words), "{change}: {found}");
        tx.rollback().await.expect("rollback");
    }
});
