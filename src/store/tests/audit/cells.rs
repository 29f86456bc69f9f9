//! Every cell of the database is either told by the audit chain, or stands in a list with the reason why it is not.

use std::collections::BTreeSet;

use store::{Db, Tx, verify};

use super::world::everything;
use crate::support::execute;

/// Tables, or single columns, that verify does not hold against the chain, and why.
const NOT_TOLD: &[(&str, &str)] = &[
    ("session", "who is signed in is no fact of the programme"),
    ("sign_in_link", "a link is used once, and its use is told as a deed"),
    ("parked_form", "what was typed and not accepted"),
    ("submission", "the answer to a form that may be sent again"),
    ("packing_list", "a file that is being read: what is imported is told with its lines"),
    ("packing_row", "as packing_list"),
    ("notice", "what people were told about facts"),
    ("notice_read", "as notice"),
    ("notice_preference", "how a person wants to be told; that it changed is told as a deed"),
    ("outbox", "mail on its way"),
    ("receipt_draft", "a count that is being typed"),
    ("receipt_draft_photo", "as receipt_draft"),
    ("person.login", "people appear in the chain by their number alone"),
    ("person.name", "people appear in the chain by their number alone"),
    ("person.email", "people appear in the chain by their number alone"),
    ("person.password_hash", "a secret; that it was set is told as a deed"),
    ("person.failed_sign_ins", "counts until the next success"),
    ("person.failed_at", "counts until the next success"),
    ("milestone.version", "grows with every edit"),
    ("grant_agreement.version", "grows with every edit"),
    ("round.version", "grows with every edit"),
    ("course.version", "grows with every edit"),
    ("line.version", "grows with every count"),
    ("round_terms.version", "grows with every edit"),
    ("stored_file.media_type", "how the bytes are shown; the digest names the bytes alone"),
    ("stored_file.recorded_at", "the same bytes are kept once, with the first fact that names them"),
    ("agency_name.id", "nothing names it: the names of an agency are told in their order"),
    ("attendance.id", "nothing names it: the rows of a course are told in their order"),
    ("seizure_part.id", "nothing names it: the parts of a seizure are told in their order"),
    ("round_signatory.id", "nothing names it: a place among its side does"),
    ("round_signatory.position", "only their order is told"),
    ("round_legal_basis.position", "only their order is told"),
    ("round_import_document.position", "only their order is told"),
    ("act_scan_page.number", "only their order is told"),
    ("mandate_page.number", "only their order is told"),
    ("receipt_photo.place", "only their order is told"),
    ("seizure.id", "PLACEHOLDER"),
];

/// (table, its columns: the name and what kind it is)
async fn schema(tx: &mut Tx) -> Vec<(String, Vec<(String, String)>)> {
    let sqlite = "SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid";
    let postgres = "SELECT c.table_name::text, c.column_name::text, UPPER(c.data_type)::text FROM information_schema.columns c
        JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
        WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' ORDER BY c.table_name, c.ordinal_position";
    let cells: Vec<(String, String, String)> = match tx {
        Tx::Sqlite(t, _) => sqlx::query_as(sqlite).fetch_all(&mut **t).await.expect("columns"),
        Tx::Postgres(t, _) => sqlx::query_as(postgres).fetch_all(&mut **t).await.expect("columns"),
    };
    let mut tables: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for (table, column, kind) in cells.into_iter().filter(|(table, ..)| table != "_sqlx_migrations") {
        match tables.last_mut().filter(|(last, _)| *last == table) {
            Some((_, columns)) => columns.push((column, kind)),
            None => tables.push((table, vec![(column, kind)])),
        }
    }
    tables
}

/// Takes everything away with which the database itself protects its rows, as whoever has its password can.
async fn unprotect(tx: &mut Tx) {
    let undone: Vec<String> = match tx {
        Tx::Sqlite(t, _) => {
            let drop = "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger' AND name NOT LIKE '%_fts%'";
            let mut undone: Vec<String> = sqlx::query_scalar(drop).fetch_all(&mut **t).await.expect("triggers");
            undone.extend(["PRAGMA ignore_check_constraints = ON".into(), "PRAGMA defer_foreign_keys = ON".into()]);
            undone
        }
        Tx::Postgres(t, _) => {
            let undone = "SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(conname)
                FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace
              UNION ALL SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(conname)
                FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace
              UNION ALL SELECT 'ALTER TABLE ' || quote_ident(tablename) || ' DISABLE TRIGGER USER' FROM pg_tables
                WHERE schemaname = 'public'";
            sqlx::query_scalar(undone).fetch_all(&mut **t).await.expect("constraints")
        }
    };
    for statement in undone {
        execute(tx, &statement).await.expect(&statement);
    }
}

/// Another value for this kind of column.
fn other(column: &str, kind: &str) -> String {
    match kind {
        "INTEGER" | "BIGINT" => format!("COALESCE({column}, 0) + 1000"),
        "BOOLEAN" => format!("NOT {column}"),
        "BLOB" => "x'00'".to_owned(),
        "BYTEA" => "'\\x00'::bytea".to_owned(),
        _ => format!("COALESCE({column}, '') || 'x'"),
    }
}

/// What verify says when the column has another value in the first or the last row of its table; `None`: nothing.
async fn found(tx: &mut Tx, table: &str, (column, kind): &(String, String), key: &str) -> Option<String> {
    for which in ["MIN", "MAX"] {
        execute(tx, "SAVEPOINT honest").await.expect("savepoint");
        let set = format!(
            "UPDATE {table} SET {column} = {} WHERE {key} = (SELECT {which}({key}) FROM {table})",
            other(column, kind)
        );
        execute(tx, &set).await.unwrap_or_else(|error| panic!("{set}: {error}"));
        let answer = verify::verify(tx).await;
        execute(tx, "ROLLBACK TO SAVEPOINT honest").await.expect("rollback");
        match answer {
            Ok(Ok(_)) => {}
            Ok(Err(finding)) => return Some(finding.to_string()),
            Err(error) => return Some(error.to_string()),
        }
    }
    None
}

both_databases!(no_cell_changes_unnoticed, async |db: Db| {
    everything(&db).await;
    let mut tx = db.write().await.expect("write");
    unprotect(&mut tx).await;
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong yet");
    let not_told: BTreeSet<&str> = NOT_TOLD.iter().map(|(cell, _)| *cell).collect();
    let mut unused = not_told.clone();
    let mut wrong = Vec::new();
    for (table, columns) in schema(&mut tx).await {
        if not_told.contains(table.as_str()) {
            unused.remove(table.as_str());
            continue;
        }
        let key = columns[0].0.clone();
        if crate::support::number(&mut tx, &format!("SELECT COUNT(*) FROM {table}")).await == 0 {
            wrong.push(format!("{table} has no row: let `everything` make one, or say here why it is not told"));
            continue;
        }
        for column in &columns {
            let cell = format!("{table}.{}", column.0);
            let found = found(&mut tx, &table, column, &key).await;
            match (found, unused.take(cell.as_str())) {
                (Some(_), None) | (None, Some(_)) => {}
                (Some(found), Some(_)) => wrong.push(format!("{cell} is told after all: {found}")),
                (None, None) => wrong.push(format!("{cell} changes unnoticed: name it in the facts of its table")),
            }
        }
    }
    wrong.extend(unused.into_iter().map(|cell| format!("{cell} is not there any more")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
});
