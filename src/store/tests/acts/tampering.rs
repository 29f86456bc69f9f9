//! Somebody changes terms and acts behind the portal's back: `portal verify` names the row.

use store::acts::{NewClauses, Subject, Translation};

use super::*;
use crate::support::{disarm, names_each};

const GUARDED: [&str; 4] = ["act", "act_version", "act_signer", "act_clauses"];

/// (what is done, what is named)
const TAMPERING: &[(&str, &str)] = &[
    ("UPDATE round_terms SET nature = 'custody'", "round_terms 1: differs from change"),
    ("UPDATE round_terms SET place_ru = 'Нукус'", "round_terms 1: differs from change"),
    ("UPDATE round_legal_basis SET words = 'An order'", "round_terms 1: differs from change"),
    ("UPDATE round_signatory SET name = 'Somebody' WHERE side = 'witness'", "round_terms 1: differs from change"),
    ("DELETE FROM round_signatory WHERE side = 'witness'", "round_terms 1: differs from change"),
    (
        "DELETE FROM round_signatory; DELETE FROM round_legal_basis; DELETE FROM round_terms",
        "round_terms 1: is missing, but change",
    ),
    (
        "INSERT INTO round_legal_basis (round_id, position, words) VALUES (2, 0, 'An order')",
        "round_terms 2: has no audit row",
    ),
    (
        "UPDATE act_version SET content = REPLACE(content, 'IMT-000001', 'IMT-000009') WHERE version = 1",
        "act HA-2019-001 version 1: was altered",
    ),
    ("UPDATE act_version SET content = 'no JSON' WHERE version = 1", "act HA-2019-001 version 1: was altered"),
    (
        "UPDATE act_version SET hash = 'cafe' WHERE version = 2",
        "act_version HA-2019-001 version 2: differs from change",
    ),
    (
        "UPDATE act_version SET code = 'mine' WHERE version = 2",
        "act_version HA-2019-001 version 2: differs from change",
    ),
    ("UPDATE act_version SET origin = 'x' WHERE version = 2", "act_version HA-2019-001 version 2: differs from change"),
    ("UPDATE act_version SET reason = 'x' WHERE version = 2", "act_version HA-2019-001 version 2: differs from change"),
    (
        "UPDATE act_version SET recorded_at = 1 WHERE version = 2",
        "act_version HA-2019-001 version 2: differs from change",
    ),
    ("UPDATE act_signer SET name = 'x' WHERE position = 1", "act_version HA-2019-001 version 1: differs from change"),
    (
        "UPDATE act_signer SET person_id = 1 WHERE position = 2",
        "act_version HA-2019-001 version 1: differs from change",
    ),
    ("UPDATE act SET number = 'HA-2019-003'", "act_version HA-2019-003 version 1: differs from change"),
    (
        "UPDATE act SET agency_id = (SELECT id FROM agency WHERE code = 'SCC')",
        "act_version HA-2019-001 version 1: differs from change",
    ),
    (
        "DELETE FROM act_signer WHERE act_version_id = 2; DELETE FROM act_version WHERE version = 2",
        "act_version 2: is missing, but change",
    ),
    (
        "INSERT INTO act (number, round_id, agency_id) SELECT 'HA-2019-002', 2, id FROM agency WHERE code = 'SCC'",
        "act HA-2019-002: has no version",
    ),
    ("UPDATE act_word SET ru = 'x'", "act_word Off-road car: differs from change"),
    ("DELETE FROM act_word", "act_word Off-road car: is missing"),
    ("UPDATE act_clauses SET uz = 'x'", "act_clauses 1: differs from change"),
    ("DELETE FROM act_clauses", "act_clauses 1: is missing"),
];

both_databases!(what_was_altered_is_named, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    acts::save_terms(&mut tx, &people.dana, NOW, HANDOVER, 0, &complete()).await.expect("terms");
    issue(&mut tx, &people.dana, "SSS", CODE, "").await.expect("issued");
    count_one_of_each(&mut tx, &people.security, NOW).await;
    issue(&mut tx, &people.dana, "SSS", "code-2", "The receipt").await.expect("version 2");
    let word =
        Translation {
            subject: Subject::Word, key: "Off-road car".into(), ru: Some("Автомобиль".into()), uz: None
        };
    acts::translate(&mut tx, &people.dana, NOW, NOW.day(), &[word]).await.expect("word");
    let clauses = NewClauses { en: "a", ru: "b", uz: "c", reason: "Legal affairs" };
    acts::save_clauses(&mut tx, &people.dana, NOW, 0, &clauses).await.expect("clauses");
    tx.commit().await.expect("commit");
    let mut tx = db.write().await.expect("write");
    disarm(&mut tx, &GUARDED).await;
    names_each(&mut tx, TAMPERING).await;
});
