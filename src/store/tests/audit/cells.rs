//! Every cell of the database is either told by the audit chain, or stands in a list with the reason why it is not.

use std::collections::BTreeSet;

use store::{Db, Tx, verify};

use super::world::everything;
use crate::support::{execute, number};

/// Which rows are tried: some columns are of some kinds of rows only.
const ROWS: [&str; 4] = ["LIMIT 1", "DESC LIMIT 1", "LIMIT 1 OFFSET 1", "DESC LIMIT 1 OFFSET 1"];

/// Tables, or single columns, that verify does not hold against the chain, and why.
const NOT_TOLD: &[(&str, &str)] = &[
    ("session", "who is signed in is no fact of the programme"),
    ("sign_in_link", "a link is used once, and its use is told as a deed"),
    ("calendar_address", "an address that its person can stop; that it was made or stopped is told as a deed"),
    ("parked_form", "what was typed and not accepted"),
    ("submission", "the answer to a form that may be sent again"),
    ("packing_list", "a file that is being read: what is imported is told with its lines"),
    ("packing_row", "as packing_list"),
    ("packing_file", "as packing_list"),
    ("packing_heading", "how lists are read that are yet to come"),
    ("number_given", "a number that is given twice breaks a key"),
    ("notice", "what people were told about facts"),
    ("notice_read", "as notice"),
    ("notice_preference", "how a person wants to be told; that it changed is told as a deed"),
    ("outbox", "mail on its way"),
    ("chain_check", "when the chain was verified: it says something of the chain and stands outside of it"),
    ("item_stale", "what a transaction has yet to compute anew; empty between transactions"),
    ("round_stale", "as item_stale"),
    ("server_secret", "keys of the processes"),
    ("noun_stale", "as item_stale"),
    ("register_stale", "as item_stale"),
    ("now_made", "which rules made the rows of what stands now"),
    ("receipt_draft", "a count that is being typed"),
    ("receipt_draft_line", "as receipt_draft"),
    ("receipt_draft_photo", "as receipt_draft"),
    ("receipt_correction_draft", "as receipt_draft"),
    ("person.email", "people appear in the chain by their number alone"),
    ("person.password_hash", "a secret; that it was set is told as a deed"),
    ("person.failed_sign_ins", "counts until the next success"),
    ("person.failed_at", "counts until the next success"),
    ("milestone.version", "grows with every edit"),
    ("visit.version", "grows with every edit"),
    ("finding.version", "grows with every edit"),
    ("grant_agreement.version", "grows with every edit"),
    ("round.version", "grows with every edit"),
    ("activity.version", "grows with every edit"),
    ("quote.version", "grows with every edit"),
    ("unit_group.version", "grows with every edit"),
    ("unit_equipment.version", "grows with every edit"),
    ("official.version", "grows with every edit"),
    ("appearance.version", "grows with every edit"),
    ("document.version", "grows with every edit"),
    ("instalment.id", "nothing names it: its grant and its number there do"),
    ("document_link.id", "nothing names it: what it applies to does"),
    ("document_file.id", "nothing names it: its document, edition and place do"),
    ("line.version", "grows with every count"),
    ("round_terms.version", "grows with every edit"),
    ("stored_file.media_type", "how the bytes are shown; the digest names the bytes alone"),
    ("stored_file.recorded_at", "the same bytes are kept once, with the first fact that names them"),
    ("agency_name.id", "only their order is told"),
    ("participation.id", "only their order is told"),
    ("activity_state.id", "only their order is told"),
    ("activity_session.id", "only their order is told"),
    ("activity_follow_up.id", "only their order is told"),
    ("seized.id", "only their order is told"),
    ("held_people.id", "only their order is told"),
    ("seizure_case.version", "grows with every edit"),
    ("case_stage.version", "grows with every edit"),
    ("budget_revision.id", "nothing names it: its line and its version do"),
    ("round_signatory.id", "nothing names it: a place among its side does"),
    ("round_signatory.position", "only their order is told"),
    ("round_legal_basis.position", "only their order is told"),
    ("round_import_document.position", "only their order is told"),
    ("act_scan_page.number", "only their order is told"),
    ("mandate_page.number", "only their order is told"),
    ("receipt_photo.place", "only their order is told"),
];

struct Column {
    table: String,
    name: String,
    /// `INTEGER`, `TEXT`
    kind: String,
    /// The table whose `id` it names.
    names: Option<String>,
}

/// Every column of every table. (What SQLite keeps of a table of words is in tables of its own; the words are looked at.)
async fn schema(tx: &mut Tx) -> Vec<Column> {
    let sqlite = "SELECT m.name, c.name, c.type, (SELECT f.\"table\" FROM pragma_foreign_key_list(m.name) f
          WHERE f.\"from\" = c.name AND f.\"to\" = 'id' LIMIT 1)
        FROM sqlite_master m, pragma_table_info(m.name) c
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '%!_search!_%' ESCAPE '!' ORDER BY m.name, c.cid";
    let postgres = "SELECT c.table_name::text, c.column_name::text, UPPER(c.data_type)::text,
          (SELECT f.confrelid::regclass::text FROM pg_constraint f
            JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
            JOIN pg_attribute o ON o.attrelid = f.confrelid AND o.attnum = f.confkey[1]
            WHERE f.contype = 'f' AND f.conrelid::regclass::text = c.table_name AND a.attname = c.column_name
              AND o.attname = 'id' LIMIT 1)
        FROM information_schema.columns c
        JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
        WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' ORDER BY c.table_name, c.ordinal_position";
    let columns: Vec<(String, String, String, Option<String>)> = match tx {
        Tx::Sqlite(t, _) => sqlx::query_as(sqlite).fetch_all(&mut **t).await.expect("columns"),
        Tx::Postgres(t, _) => sqlx::query_as(postgres).fetch_all(&mut **t).await.expect("columns"),
    };
    let column = |(table, name, kind, names)| Column { table, name, kind, names };
    columns.into_iter().map(column).filter(|column| column.table != "_sqlx_migrations").collect()
}

/// Takes everything away with which the database itself protects its rows, as whoever has its password can.
async fn unprotect(tx: &mut Tx) {
    let undone: Vec<String> = match tx {
        Tx::Sqlite(t, _) => {
            let drop =
                "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger' AND name NOT LIKE '%_fts%'";
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

impl Column {
    fn cell(&self) -> String {
        format!("{}.{}", self.table, self.name)
    }

    /// Other values: first of somebody else, where it names somebody.
    fn others(&self) -> Vec<String> {
        let Column { name, kind, names, .. } = self;
        let other = |names| format!("(SELECT MAX(o.id) FROM {names} o WHERE o.id <> COALESCE({name}, 0))");
        let far = match kind.as_str() {
            "INTEGER" | "BIGINT" => format!("CASE WHEN {name} = 1 THEN 0 ELSE COALESCE({name}, 0) + 1000 END"),
            "BOOLEAN" => format!("NOT {name}"),
            "BLOB" => "x'00'".to_owned(),
            "BYTEA" => "'\\x00'::bytea".to_owned(),
            _ => format!("COALESCE({name}, '') || 'x'"),
        };
        names.as_ref().map(other).into_iter().chain([far]).collect()
    }
}

/// What verify says when the column has another value in one of these rows of its table; `None`: nothing, whichever.
async fn found(tx: &mut Tx, column: &Column, key: &str) -> Option<String> {
    let Column { table, name, .. } = column;
    for (row, value) in ROWS.into_iter().flat_map(|row| column.others().into_iter().map(move |value| (row, value))) {
        execute(tx, "SAVEPOINT honest").await.expect("savepoint");
        let of = format!("SELECT DISTINCT {key} FROM {table} ORDER BY {key} {row}");
        let set = format!("UPDATE {table} SET {name} = {value} WHERE {key} = ({of})");
        // What is unique cannot be somebody else's.
        let done = execute(tx, &set).await;
        let answer = if done.is_ok() { Some(verify::verify(tx).await) } else { None };
        execute(tx, "ROLLBACK TO SAVEPOINT honest").await.expect("rollback");
        match answer {
            None | Some(Ok(Ok(_))) => {}
            Some(Ok(Err(finding))) => return Some(finding.to_string()),
            Some(Err(error)) => return Some(error.to_string()),
        }
    }
    None
}

both_databases!(no_cell_changes_unnoticed, async |db: Db| {
    everything(&db).await;
    let mut tx = db.write().await.expect("write");
    let columns = schema(&mut tx).await;
    unprotect(&mut tx).await;
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong yet");
    let not_told: BTreeSet<&str> = NOT_TOLD.iter().map(|(cell, _)| *cell).collect();
    let mut unused = not_told.clone();
    let mut wrong = Vec::new();
    for columns in columns.chunk_by(|a, b| a.table == b.table) {
        let (table, key) = (columns[0].table.as_str(), columns[0].name.as_str());
        if not_told.contains(table) {
            unused.remove(table);
            continue;
        }
        if number(&mut tx, &format!("SELECT COUNT(*) FROM {table}")).await == 0 {
            wrong.push(format!("{table} has no row: let `everything` make one, or say here why it is not told"));
            continue;
        }
        for column in columns {
            let cell = column.cell();
            match (found(&mut tx, column, key).await, unused.take(cell.as_str())) {
                (Some(_), None) | (None, Some(_)) => {}
                (Some(found), Some(_)) => wrong.push(format!("{cell} is told after all: {found}")),
                (None, None) => wrong.push(format!("{cell} changes unnoticed: name it in the facts of its table")),
            }
        }
    }
    wrong.extend(unused.into_iter().map(|cell| format!("{cell} is not there any more")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
});
