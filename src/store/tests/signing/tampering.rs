//! Somebody changes signatures, links and scans behind the portal's back: `portal verify` names the row.

use domain::{
    file::MediaType,
    signing::{ScanForm, SignatureForm},
};
use store::{
    Db, Tx,
    signing::{self, Decision, NewLink},
};

use super::{WITNESS, current, issued, sign};
use crate::support::{NOW, disarm, names_each};

const TABLES: [&str; 7] = [
    "act_signature",
    "signing_link",
    "signing_link_event",
    "act_scan",
    "act_scan_page",
    "act_scan_signer",
    "act_scan_decision",
];

/// Dana signed by name, the customs on a scan, the witness by link after a wrong code; there are no triggers.
async fn unguarded(db: &Db) -> Tx {
    let world = issued(db).await;
    let (dana, rustam) = (&world.people.dana, &world.rustam);
    let mut tx = db.write().await.expect("write");
    sign(&mut tx, &world, dana, 1).await.expect("UNODC");
    let hash = current(&mut tx, &world).await.hash;
    let form = ScanForm {
        signers: vec!["1".to_owned()],
        signed_on: "12 Dec 2019".into(),
        hash: hash.clone(),
        ..Default::default()
    };
    let page: &[u8] = b"the paper";
    let pages = [(MediaType::Jpeg, page)];
    signing::record_scan(&mut tx, rustam, NOW, (&world.number, 1), &form, &pages, "scan").await.expect("uploaded");
    signing::decide_scan(&mut tx, dana, NOW, "scan", Decision::Confirmed).await.expect("confirmed");
    for name in ["first", "second"] {
        let new = NewLink { public_id: name, token_hash: name, code_hash: "code", expires_at: NOW.plus_seconds(60) };
        signing::make_link(&mut tx, rustam, NOW, &world.number, 1, 2, &new).await.expect("link");
    }
    signing::enter_code(&mut tx, NOW, "second", "wrong", "key").await.expect("counted");
    signing::enter_code(&mut tx, NOW, "second", "code", "key").await.expect("opened");
    let form = SignatureForm {
        name: WITNESS.into(),
        agreed: "true".into(),
        drawing: "".into(),
        hash: hash.clone(),
        ..Default::default()
    };
    signing::sign_by_link(&mut tx, NOW, "second", "key", &form).await.expect("the witness");
    tx.commit().await.expect("commit");
    let mut tx = db.write().await.expect("write");
    disarm(&mut tx, &TABLES).await;
    tx
}

/// (what is done, what is named)
const TAMPERING: &[(&str, &str)] = &[
    ("UPDATE act_signature SET name = 'Rustam Karimov' WHERE position = 0", "act_signature 1: differs from change"),
    ("UPDATE act_signature SET signed_at = signed_at + 1 WHERE position = 0", "act_signature 1: differs from change"),
    ("UPDATE act_signature SET hash = 'cafe' WHERE position = 0", "act_signature 1: differs from change"),
    (
        "UPDATE act_signature SET person_id = (SELECT id FROM person WHERE login = 'rustam') WHERE position = 0",
        "act_signature 1: differs",
    ),
    ("UPDATE act_signature SET way = 'drawn', drawing = 'M1 1' WHERE position = 0", "act_signature 1: differs"),
    ("DELETE FROM act_signature WHERE position = 2", "act_signature 3: is missing, but change"),
    ("DELETE FROM act_signature WHERE position = 0", "act_signature 1: is missing, but change"),
    ("UPDATE signing_link SET expires_at = expires_at + 1", "signing_link 1: differs from change"),
    ("UPDATE signing_link SET expires_at = 1 WHERE public_id = 'second'", "signing_link 2: differs from change"),
    ("UPDATE signing_link SET code_hash = 'mine' WHERE public_id = 'first'", "signing_link 1: differs from change"),
    ("DELETE FROM signing_link_event WHERE kind = 'wrong code'", "signing_link_event 2: is missing, but change"),
    ("DELETE FROM signing_link_event WHERE kind = 'withdrawn'", "signing_link_event 1: is missing, but change"),
    ("DELETE FROM signing_link_event WHERE kind = 'opened'", "signing_link_event 3: is missing, but change"),
    (
        "UPDATE signing_link_event SET key_hash = 'mine' WHERE kind = 'opened'",
        "signing_link_event 3: differs from change",
    ),
    ("UPDATE act_scan SET signed_on = '2019-12-11'", "act_scan 1: differs from change"),
    ("UPDATE act_scan_decision SET decision = 'rejected', reason = 'No'", "act_scan_decision 1: differs from change"),
    ("UPDATE act_scan_decision SET recorded_at = recorded_at + 1", "act_scan_decision 1: differs from change"),
    ("DELETE FROM act_scan_page", "act_scan 1: differs from change"),
    ("DELETE FROM act_scan_signer", "act_scan 1: differs from change"),
    ("INSERT INTO act_scan_signer (scan_id, position) SELECT id, 2 FROM act_scan", "act_scan 1: differs from change"),
];

both_databases!(whatever_is_changed_is_named, async |db: Db| {
    let mut tx = unguarded(&db).await;
    names_each(&mut tx, TAMPERING).await;
});

both_databases!(the_database_itself_refuses_changes, async |db: Db| {
    let world = issued(&db).await;
    let mut tx = db.write().await.expect("write");
    sign(&mut tx, &world, &world.people.dana, 1).await.expect("UNODC");
    tx.commit().await.expect("commit");
    for attack in ["UPDATE act_signature SET name = 'x'", "DELETE FROM act_signature"] {
        let answer = db.run_for_tests(attack).await;
        assert!(answer.as_ref().is_err_and(|e| e.contains("a signature is never")), "{attack}: {answer:?}");
    }
});
