//! Somebody takes the triggers away and changes rows behind the portal's back: `portal verify` names the row.

use domain::discrepancy::{NewAssignment, NewSettlement, Settlement};
use store::{Db, Tx, discrepancies, receipts::drafts, rounds, verify};

use crate::{
    chain::{HANDOVER, People, count_one_of_each, dispatch, programme},
    support::{NOW, disarm, execute, names_each},
};

/// Three of the four monoculars.
const SHORT: &str = "receipt-of-customs-1-short";

const TABLES: [&str; 10] = [
    "change",
    "receipt",
    "receipt_line",
    "custody_event",
    "round_step",
    "line",
    "discrepancy",
    "discrepancy_event",
    "receipt_photo",
    "stored_file",
];

/// A handover of which one piece of every line was counted; the transaction has no triggers. The monoculars are line 2:
/// four sent, one received by the second receipt; the boots of the draft are line 4.
async fn unguarded(db: &Db) -> Tx {
    let people = programme(db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let monoculars = rounds::lines_to_count(&mut tx, &people.customs, HANDOVER).await.expect("lines")[0].id;
    let photos = [(monoculars, &b"a photo"[..])];
    drafts::add_photos(&mut tx, &people.customs, NOW, HANDOVER, &domain::receipt::DraftEdit::default(), &photos)
        .await
        .expect("a photo");
    count_one_of_each(&mut tx, &people.customs, NOW).await;
    look_after(&mut tx, &people).await;
    count_one_of_each(&mut tx, &people.security, NOW).await;
    tx.commit().await.expect("commit");
    let mut tx = db.write().await.expect("write");
    disarm(&mut tx, &TABLES).await;
    tx
}

/// The three monoculars that are short get an owner, a remark and an end.
async fn look_after(tx: &mut Tx, people: &People) {
    let new = NewAssignment { owner: people.customs.person, due_on: NOW.day(), remark: None };
    discrepancies::assign(tx, &people.dana, NOW, SHORT, &new).await.expect("assigned");
    discrepancies::remark(tx, &people.customs, NOW, SHORT, "Left at Oybek").await.expect("remark");
    let new = NewSettlement {
        settlement: Settlement::Claim,
        settled_on: NOW.day(),
        reason: "Claimed from the carrier".into(),
        document: Some("Claim 7".into()),
    };
    discrepancies::settle(tx, &people.dana, NOW, SHORT, &new).await.expect("settled");
}

/// (what is done, what is named)
const TAMPERING: &[(&str, &str)] = &[
    ("UPDATE change SET body = '{}' WHERE seq = 5", "change 5: was altered"),
    ("UPDATE change SET hash = 'cafe' WHERE seq = 5", "change 5: was altered"),
    ("UPDATE change SET person_id = 99 WHERE seq = 5", "change 5: was altered"),
    ("UPDATE change SET recorded_at = recorded_at + 1 WHERE seq = 1", "change 1: was altered"),
    ("DELETE FROM change WHERE seq = 5", "change 5: is missing"),
    ("DELETE FROM change WHERE seq = 1", "change 1: is missing"),
    (
        "UPDATE change SET seq = -5 WHERE seq = 5; UPDATE change SET seq = 5 WHERE seq = 6; UPDATE change SET seq = 6 WHERE seq = -5",
        "change 5: does not continue",
    ),
    ("DELETE FROM change WHERE entity_key = 'receipt-of-security'", "receipt receipt-of-security: has no audit row"),
    // The shortage disappears, grows, or belongs to somebody else.
    ("DELETE FROM discrepancy_event; DELETE FROM discrepancy", "discrepancy_event 1: is missing, but change"),
    ("UPDATE discrepancy SET quantity = 2", "discrepancy receipt-of-customs-1-short: does not follow"),
    ("UPDATE discrepancy SET kind = 'damaged'", "discrepancy_event 1: differs from change"),
    ("UPDATE discrepancy_event SET words = 'Lost' WHERE kind = 'remark'", "discrepancy_event 2: differs from change"),
    ("UPDATE discrepancy_event SET due_on = '2020-12-12' WHERE kind = 'assigned'", "discrepancy_event 1: differs"),
    ("UPDATE discrepancy_event SET settlement = 'found' WHERE kind = 'settled'", "discrepancy_event 3: differs"),
    ("DELETE FROM discrepancy_event WHERE kind = 'settled'", "discrepancy_event 3: is missing, but change"),
    (
        "INSERT INTO discrepancy_event (id, discrepancy_id, kind, words, person_id, recorded_at) SELECT 44, id, 'remark', 'x', 1, 1 FROM discrepancy",
        "discrepancy_event 44: has no audit row",
    ),
    (
        "INSERT INTO discrepancy_event (id, discrepancy_id, kind, receipt_id, quantity, occurred_on, person_id, recorded_at)
         SELECT 45, d.id, 'counted again', t.id, 3, '2019-12-11', t.person_id, t.recorded_at FROM discrepancy d, receipt t
         WHERE t.public_id = 'receipt-of-customs'",
        "discrepancy_event 45: does not follow",
    ),
    ("DELETE FROM receipt_photo", "receipt receipt-of-customs: differs from change"),
    ("UPDATE receipt_line SET serial_found = 'X' WHERE line_id = 2", "receipt receipt-of-customs: differs from change"),
    ("UPDATE receipt_line SET missing = 'Charger' WHERE line_id = 2", "receipt receipt-of-customs: differs from change"),
    ("UPDATE stored_file SET bytes = CAST('another photo' AS BYTES)", "stored_file "),
    // One more monocular was received than the officer signed for, and everything else fits.
    (
        "UPDATE receipt_line SET received = 2, short = 2 WHERE line_id = 2; UPDATE line SET outstanding = 2 WHERE id = 2;
         UPDATE custody_event SET quantity = 2 WHERE line_id = 2 AND holder = 'unit'",
        "receipt receipt-of-customs: differs from change",
    ),
    ("UPDATE receipt_line SET condition = 'fair' WHERE line_id = 2", "receipt receipt-of-customs: differs from change"),
    (
        "DELETE FROM discrepancy_event; DELETE FROM discrepancy WHERE line_id = 2; DELETE FROM receipt_photo;
         DELETE FROM custody_event WHERE line_id = 2 AND holder = 'unit'; DELETE FROM receipt_line WHERE line_id = 2;
         DELETE FROM receipt WHERE public_id = 'receipt-of-customs'; UPDATE line SET outstanding = 4 WHERE id = 2",
        "receipt receipt-of-customs: is missing",
    ),
    (
        "UPDATE receipt SET person_id = (SELECT id FROM person WHERE login = 'security') WHERE public_id = 'receipt-of-customs'",
        "receipt receipt-of-customs: differs",
    ),
    (
        "UPDATE receipt SET received_on = '2019-12-12'; UPDATE custody_event SET occurred_on = '2019-12-12' WHERE holder = 'unit'",
        "receipt receipt-of-customs: differs",
    ),
    ("UPDATE line SET quantity = 5, outstanding = 4 WHERE id = 2", "line 2: differs from change"),
    ("UPDATE line SET agency_id = (SELECT id FROM agency WHERE code = 'SSS') WHERE id = 2", "line 2: differs"),
    ("UPDATE line SET outstanding = 2 WHERE id = 2", "line 2: does not balance"),
    ("DELETE FROM line WHERE id = 4", "line 4: is missing"),
    (
        "UPDATE item SET value_minor = 900000 WHERE id = 2; UPDATE funding_share SET value_minor = 900000 WHERE item_id = 2",
        "item IMT-000002: differs from change",
    ),
    ("UPDATE item SET value_minor = 1 WHERE id = 4", "item IMT-000004: differs from change"),
    ("UPDATE item SET vin = 'JTMHV05J604123457' WHERE id = 1", "item IMT-000001: differs from change"),
    ("UPDATE funding_share SET ppm = 600000 WHERE ppm = 625000", "item IMT-000001: differs"),
    // The two donors of the car change places, and every sum is right.
    (
        "UPDATE funding_share SET ppm = 1000000 - ppm, value_minor = 2450000 - value_minor WHERE item_id = 1",
        "item IMT-000001: differs",
    ),
    (
        "UPDATE funding_share SET grant_id = (SELECT id FROM grant_agreement WHERE code = 'US-2020') WHERE item_id = 2",
        "item IMT-000002: differs",
    ),
    ("DELETE FROM funding_share WHERE item_id = 2", "item IMT-000002: differs"),
    ("UPDATE custody_event SET quantity = 3 WHERE line_id = 2 AND holder = 'transit'", "custody_event 2: does not follow"),
    ("UPDATE custody_event SET occurred_on = '2019-12-12' WHERE id = 1", "custody_event 1: does not follow"),
    ("DELETE FROM custody_event WHERE line_id = 2 AND holder = 'unit'", "custody_event of line 2: is missing"),
    (
        "INSERT INTO custody_event (item_id, line_id, holder, unit_id, quantity, occurred_on, recorded_at)
         SELECT item_id, line_id, holder, unit_id, quantity, occurred_on, recorded_at FROM custody_event WHERE id = 2",
        "custody_event of line 2: is missing, or stands there twice",
    ),
    ("UPDATE round_step SET person_id = person_id + 1 WHERE step = 'dispatched'", "round_step R-TERMEZ dispatched: "),
    (
        "UPDATE round_step SET occurred_on = '2019-12-09' WHERE step = 'dispatched'; UPDATE round SET held_on = '2019-12-09';
         UPDATE custody_event SET occurred_on = '2019-12-09' WHERE holder = 'transit'",
        "round_step R-TERMEZ dispatched: differs",
    ),
    ("DELETE FROM round_step WHERE step = 'scheduled'", "round_step R-TERMEZ scheduled: is missing"),
    ("UPDATE round SET title = 'Something else' WHERE code = 'R-TERMEZ'", "round R-TERMEZ: differs from change"),
    ("UPDATE round SET held_on = '2019-12-01' WHERE code = 'R-TERMEZ'", "round R-TERMEZ: was held on another day"),
];

both_databases!(what_was_altered_is_named, async |db: Db| {
    let mut tx = unguarded(&db).await;
    names_each(&mut tx, TAMPERING).await;
});

both_databases!(a_file_that_is_gone_is_missed, async |db: Db| {
    let mut tx = unguarded(&db).await;
    // As a tool would that does not look after foreign keys.
    let careless = match tx {
        Tx::Postgres(..) => "ALTER TABLE stored_file DISABLE TRIGGER ALL",
        Tx::Sqlite(..) => "PRAGMA defer_foreign_keys = ON",
    };
    execute(&mut tx, careless).await.expect(careless);
    execute(&mut tx, "DELETE FROM stored_file").await.expect("gone");
    let found = verify::verify(&mut tx).await.expect("verify").expect_err("noticed").to_string();
    assert!(found.contains("is missing, but a receipt, a scan, a mandate, a document or a stage names it"), "{found}");
});
