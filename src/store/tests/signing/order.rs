//! Who signs when, and what of it others see.

use domain::{
    act::Side,
    signing::{SignatureForm, State, Way},
};
use store::{Db, acts, notices, people, signing};

use super::{DRAWN, WITNESS, World, current, issue, issued, sign};
use crate::support::{NOW, number, told};

both_databases!(an_act_is_signed_in_order, async |db: Db| {
    let world = issued(&db).await;
    let World { people, rustam, .. } = &world;
    let mut tx = db.write().await.expect("write");
    assert_eq!(current(&mut tx, &world).await.state(), State::Issued);
    assert_eq!(
        told(sign(&mut tx, &world, &people.customs, 1).await),
        "dana (test) signs first: the act is signed in order"
    );

    let hash = current(&mut tx, &world).await.hash;
    let drawn = SignatureForm {
        name: "Dana (test)".into(),
        agreed: "true".into(),
        drawing: DRAWN.into(),
        hash,
        ..Default::default()
    };
    let signed = signing::sign(&mut tx, &people.dana, NOW, &world.number, 1, &drawn).await.expect("signed");
    assert_eq!((signed.state, signed.next.as_deref()), (State::PartlySigned, Some("customs (test)")));
    let signed = sign(&mut tx, &world, &people.customs, 1).await.expect("signed");
    assert_eq!((signed.state, signed.next.as_deref()), (State::PartlySigned, Some(WITNESS)));

    let seen = current(&mut tx, &world).await;
    assert_eq!(
        seen.signatories.iter().map(|s| s.side).collect::<Vec<_>>(),
        [Side::Transferring, Side::Receiving, Side::Witness]
    );
    let ways: Vec<Way> = seen.signatories.iter().filter_map(|s| s.signature.as_ref()).map(|s| s.way).collect();
    assert_eq!(ways, [Way::Drawn, Way::TypedName]);
    assert_eq!(seen.signatories[0].signature.as_ref().and_then(|s| s.drawing.as_deref()), Some(DRAWN));
    assert!(seen.signatories[0].has_account && seen.signatories[1].has_account && !seen.signatories[2].has_account);
    assert_eq!(seen.signed_at(), None);
    let act = acts::show(&mut tx, &people.dana, &world.number).await.expect("act");
    assert_eq!(act.row.state.words(), "Partly signed: 2 of 3");

    // Nobody is told before everybody has signed.
    assert!(notices::list(&mut tx, rustam, &crate::support::everything()).await.expect("notices").rows.is_empty());
    store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(nobody_signs_for_somebody_else, async |db: Db| {
    let world = issued(&db).await;
    let World { people, rustam, colleague, .. } = &world;
    let mut tx = db.write().await.expect("write");
    let unnamed = "This act is signed by dana (test), customs (test), Hiroshi Tanaka. The accounts that sign stand in the terms of the round, and yours does not";
    let act = current(&mut tx, &world).await;
    for viewer in [rustam, colleague] {
        assert_eq!(told(sign(&mut tx, &world, viewer, 1).await), "forbidden");
        assert_eq!(told(act.place_of(viewer)), unnamed);
    }
    for (viewer, answer) in [(&people.security, "not found"), (&people.japan, "forbidden")] {
        let form = SignatureForm::default();
        let told = told(signing::sign(&mut tx, viewer, NOW, &world.number, 1, &form).await);
        assert_eq!(told, answer);
    }
    assert_eq!(told(signing::signing(&mut tx, &people.security, &world.number, None).await), "not found");
    assert_eq!(told(signing::signing(&mut tx, &people.japan, &world.number, None).await), "forbidden");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM act_signature").await, 0);
});

both_databases!(a_signature_is_under_what_was_shown, async |db: Db| {
    let world = issued(&db).await;
    let dana = &world.people.dana;
    let mut tx = db.write().await.expect("write");
    let hash = "0".repeat(64);
    let form = SignatureForm {
        name: dana.name.clone(),
        agreed: "true".into(),
        drawing: "".into(),
        hash,
        ..Default::default()
    };
    assert_eq!(
        told(signing::sign(&mut tx, dana, NOW, &world.number, 1, &form).await),
        "This act has changed since you opened it. Read it again before you sign"
    );
    let hash = current(&mut tx, &world).await.hash;
    let another = SignatureForm { name: "Rustam Karimov".into(), hash, ..form.clone() };
    assert_eq!(
        told(signing::sign(&mut tx, dana, NOW, &world.number, 1, &another).await),
        "name: Type the name as the act has it: dana (test)"
    );
    sign(&mut tx, &world, dana, 1).await.expect("signed");
    assert_eq!(told(sign(&mut tx, &world, dana, 1).await), format!("Already signed by dana (test) on {}", NOW.words()));
});

both_databases!(a_superseded_version_says_what_replaced_it, async |db: Db| {
    let world = issued(&db).await;
    let World { people, number: act, .. } = &world;
    let mut tx = db.write().await.expect("write");
    sign(&mut tx, &world, &people.dana, 1).await.expect("signed");
    issue(&mut tx, &people.dana, NOW).await;
    let old = signing::signing(&mut tx, &people.dana, act, Some(1)).await.expect("the old version");
    assert_eq!((old.state(), old.newest), (State::Superseded, 2));
    assert!(old.signatories[0].signature.is_some(), "its signatures stay");
    assert_eq!(
        told(sign(&mut tx, &world, &people.customs, 1).await),
        format!(
            "Version 1 of act {act} was superseded by version 2 on 12 Dec 2019: read and sign that one, at /acts/{act}/sign"
        )
    );
    assert_eq!(current(&mut tx, &world).await.state(), State::Issued, "signatures do not pass over");
    sign(&mut tx, &world, &people.dana, 2).await.expect("signed anew");
    store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(whoever_sent_the_goods_does_not_accept_them, async |db: Db| {
    let world = issued(&db).await;
    let World { people, .. } = &world;
    let mut tx = db.write().await.expect("write");
    sign(&mut tx, &world, &people.dana, 1).await.expect("signed");
    // Dana, who dispatched, has become the officer of the customs meanwhile.
    let role = "UPDATE person SET role = 'officer', agency_id = (SELECT id FROM agency WHERE code = 'SCC') WHERE login = 'dana'";
    crate::support::execute(&mut tx, role).await.expect("moved");
    let dana = people::viewer(&mut tx, "dana").await.expect("dana");
    let told_dana = told(sign(&mut tx, &world, &dana, 1).await);
    assert!(told_dana.starts_with("Already signed by dana"), "{told_dana}");
    assert!(told(sign(&mut tx, &world, &people.customs, 1).await) == "done");
});

both_databases!(of_two_at_once_one_signs, async |db: Db| {
    let world = issued(&db).await;
    let (one, two) = tokio::join!(signs(&db, &world), signs(&db, &world));
    let mut told = [one, two];
    told.sort();
    assert_eq!(told[1], "done");
    assert!(told[0].starts_with("Already signed by dana (test)"), "{told:?}");
    let mut tx = db.read().await.expect("read");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM act_signature").await, 1);
});

async fn signs(db: &Db, world: &World) -> String {
    let mut tx = db.write().await.expect("write");
    let told = told(sign(&mut tx, world, &world.people.dana, 1).await);
    tx.commit().await.expect("commit");
    told
}
