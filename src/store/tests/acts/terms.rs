//! The terms: what is missing is named, and nobody overwrites somebody else's.

use super::*;

both_databases!(terms_are_read_as_they_were_saved, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let empty = acts::terms(&mut tx, &people.dana, HANDOVER).await.expect("terms");
    assert_eq!((empty.version, empty.terms), (0, Terms::default()));
    let mut terms = complete();
    terms.receiving[0].1.person = Some(people.customs.person);
    terms.receiving[0].1.mandate = Some(domain::act::Mandate {
        deputy: Wording::same("Dilshod Karimov"),
        post: Wording::same("Deputy head of logistics"),
        number: "M-17".into(),
        dated: NOW.day(),
        person: None,
        document: None,
    });
    terms.imports = vec![domain::act::ImportDocument {
        kind: domain::act::ImportKind::Declaration,
        number: "26005/19.09.2019/0012345".into(),
        dated: Some(NOW.day()),
    }];
    terms.risk = Some(Wording::same("on signature of this Act"));
    acts::save_terms(&mut tx, &people.dana, NOW, HANDOVER, 0, &terms).await.expect("saved");
    let read = acts::terms(&mut tx, &people.dana, HANDOVER).await.expect("terms");
    assert_eq!((read.version, &read.terms), (1, &terms));
    terms.witnesses.clear();
    acts::save_terms(&mut tx, &people.dana, NOW, HANDOVER, 1, &terms).await.expect("saved again");
    let stale = told(acts::save_terms(&mut tx, &people.dana, NOW, HANDOVER, 1, &complete()).await);
    assert!(stale.starts_with("Changed meanwhile by dana (test)"), "{stale}");
    let read = acts::terms(&mut tx, &people.dana, HANDOVER).await.expect("terms");
    assert_eq!((read.version, &read.terms), (2, &terms));
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(an_account_signs_for_its_own_side_alone, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let mut terms = complete();
    terms.receiving[0].1.person = Some(people.security.person);
    let wrong = told(acts::save_terms(&mut tx, &people.dana, NOW, HANDOVER, 0, &terms).await);
    assert_eq!(wrong, "receiving[0][person]: Choose an account of this side from the list");
    let mut terms = complete();
    terms.receiving[0].0 = "XXX".into();
    tx.rollback().await.expect("rollback");
    let mut tx = db.write().await.expect("write");
    let wrong = told(acts::save_terms(&mut tx, &people.dana, NOW, HANDOVER, 0, &terms).await);
    assert!(wrong.starts_with("receiving[0][agency]: There is no agency"), "{wrong}");
});

both_databases!(what_the_terms_lack_keeps_an_act_from_being_made, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    type Change = fn(&mut Terms);
    let lacks: [(Change, &str); 4] = [
        (|terms| terms.nature = None, "what passes"),
        (|terms| terms.place = None, "the place of the handover"),
        (|terms| terms.legal_basis.clear(), "the legal basis"),
        (|terms| terms.receiving.truncate(1), "who signs for the agency"),
    ];
    for (version, (change, words)) in (0_i64..).zip(lacks) {
        let mut terms = complete();
        change(&mut terms);
        acts::save_terms(&mut tx, &people.dana, NOW, HANDOVER, version, &terms).await.expect("saved");
        let refused = told(issue(&mut tx, &people.dana, "SSS", CODE, "").await);
        assert!(refused.contains(words), "{words}: {refused}");
    }
});
