//! What somebody with the portal's own connection can try. Everything is refused, and nothing has moved.

use store::{Db, verify};

use crate::{
    chain::{count_one_of_each, dispatch, programme},
    support::{NOW, number},
};

/// What the last row of the chain would be followed by.
const NEXT: &str = "(SELECT MAX(seq) + 1 FROM change), 1, NULL, 'edited', 'round', 'X', '{}',
    (SELECT hash FROM change ORDER BY seq DESC LIMIT 1)";
const COLUMNS: &str = "(seq, recorded_at, person_id, deed, entity, entity_key, body, prev, hash)";

fn on_the_chain() -> Vec<String> {
    let insert = format!("INSERT INTO change {COLUMNS}");
    let copy = "deed, entity, entity_key, '{}', prev";
    vec![
        "UPDATE change SET body = '{}' WHERE seq = 2".into(),
        "UPDATE change SET hash = hash, person_id = 1".into(),
        "DELETE FROM change WHERE seq = 2".into(),
        "DELETE FROM change WHERE seq = (SELECT MAX(seq) FROM change)".into(),
        // A gap, a second first row, a row that continues another one.
        format!("{insert} SELECT seq + 2, 1, 1, {copy}, 'h1' FROM change ORDER BY seq DESC LIMIT 1"),
        format!("{insert} SELECT seq, 1, 1, {copy}, 'h2' FROM change WHERE seq = 1"),
        format!("{insert} SELECT seq + 1, 1, 1, {copy}, 'h3' FROM change ORDER BY seq DESC LIMIT 1"),
        format!("{insert} SELECT 0, 1, 1, {copy}, 'h4' FROM change WHERE seq = 1"),
        format!(
            "{insert} SELECT seq, 1, 1, {copy}, 'h5' FROM change WHERE seq = 2 ON CONFLICT (seq) DO UPDATE SET body = '{{}}'"
        ),
    ]
}

fn sqlite_only() -> Vec<String> {
    let replace = format!("INSERT OR REPLACE INTO change {COLUMNS}");
    vec![
        format!("{replace} SELECT seq, 1, 1, deed, entity, entity_key, '{{}}', prev, 'h6' FROM change WHERE seq = 2"),
        // In order, but with the hash of an old row: the unique column would push that row out.
        format!("{replace} VALUES ({NEXT}, (SELECT hash FROM change WHERE seq = 2))"),
        "UPDATE OR REPLACE change SET body = '{}' WHERE seq = 2".into(),
        "UPDATE OR IGNORE change SET body = '{}' WHERE seq = 2".into(),
        format!("REPLACE INTO change {COLUMNS} VALUES ({NEXT}, (SELECT hash FROM change WHERE seq = 1))"),
    ]
}

fn postgres_only() -> Vec<String> {
    vec![
        "TRUNCATE change".into(),
        "TRUNCATE change RESTART IDENTITY CASCADE".into(),
        "MERGE INTO change c USING (SELECT 2 AS seq) s ON c.seq = s.seq WHEN MATCHED THEN DELETE".into(),
        format!(
            "INSERT INTO change {COLUMNS} VALUES ({NEXT}, (SELECT hash FROM change WHERE seq = 2)) ON CONFLICT (hash) DO UPDATE SET body = '{{}}'"
        ),
        "WITH gone AS (DELETE FROM change WHERE seq = 2 RETURNING *) SELECT * FROM gone".into(),
    ]
}

/// On one of the tables that hold facts; `column` is any that could be set, `key` its primary key.
fn on_facts(sqlite: bool, table: &str, column: &str, key: &str) -> Vec<String> {
    let mut attacks = vec![
        format!("UPDATE {table} SET {column} = {column}"),
        format!("DELETE FROM {table}"),
        format!(
            "INSERT INTO {table} SELECT * FROM {table} WHERE 1 = 1 ON CONFLICT ({key}) DO UPDATE SET {column} = NULL"
        ),
    ];
    if sqlite {
        attacks.push(format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}"));
        attacks.push(format!("UPDATE OR IGNORE {table} SET {column} = NULL"));
        attacks.push(format!("UPDATE OR REPLACE {table} SET {column} = NULL"));
    } else {
        attacks.push(format!("TRUNCATE {table} CASCADE"));
        attacks.push(format!("UPDATE {table} SET {column} = {column} WHERE 1 = 0"));
    }
    attacks
}

both_databases!(every_attack_with_sql_is_refused, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    count_one_of_each(&mut tx, &people.security, NOW).await;
    count_one_of_each(&mut tx, &people.customs, NOW).await;
    let before = verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
    tx.commit().await.expect("commit");

    let sqlite = matches!(db, Db::Sqlite { .. });
    let mut attacks = on_the_chain();
    attacks.extend(if sqlite { sqlite_only() } else { postgres_only() });
    for (table, column, key) in [
        ("receipt", "remark", "id"),
        ("receipt_line", "remark", "id"),
        ("custody_event", "receipt_id", "id"),
        ("round_step", "reason", "round_id, step"),
        ("discrepancy", "kind", "id"),
    ] {
        attacks.extend(on_facts(sqlite, table, column, key));
    }
    // The trigger's own words, or an order that was broken: never a slip in the attack itself.
    let words = ["is never changed", "is never deleted", "the audit chain continues at its end"];
    for attack in attacks {
        let answer = db.run_for_tests(&attack).await;
        let refused = answer.as_ref().is_err_and(|e| words.iter().any(|w| e.contains(w)));
        assert!(refused, "{attack}: {answer:?}");
    }
    let mut tx = db.read().await.expect("read");
    assert_eq!(verify::verify(&mut tx).await.expect("verify"), Ok(before));
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM custody_event").await, 6);
});

both_databases!(a_row_that_somebody_invents_at_the_end_is_found, async |db: Db| {
    programme(&db).await;
    db.run_for_tests(&format!("INSERT INTO change {COLUMNS} VALUES ({NEXT}, 'cafe')")).await.expect("in order");
    let mut tx = db.read().await.expect("read");
    let found = verify::verify(&mut tx).await.expect("verify").expect_err("invented");
    assert!(found.table == "change" && found.words.contains("was altered"), "{found}");
});
