//! Both databases hold the same tables and columns, and the words that they check are those of the rules.

use std::collections::BTreeMap;

use store::{Db, MIGRATIONS};

use crate::support::*;

#[test]
fn both_folders_hold_the_same_migrations() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let names = |folder: &str| {
        let entries = std::fs::read_dir(root.join(folder)).expect(folder).flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(names("sqlite"), names("postgres"));
    let run: Vec<String> = MIGRATIONS.iter().map(|(_, name, ..)| format!("{name}.sql")).collect();
    assert_eq!(names("sqlite"), run, "left: the folder, right: what is run");
}

/// A database that was migrated by an earlier portal is refused by one whose migrations say something else. `migrations.txt` holds
/// the digests; a new migration is added to it with `PORTAL_TEST_WRITE_SCHEMA=1`, and no line of it is ever changed.
#[test]
fn a_migration_stays_as_it_was_when_it_first_ran() {
    use sha2::{Digest, Sha256};
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/migrations.txt");
    let digest = |text: &str| hex(&Sha256::digest(text.as_bytes()));
    let line = |(_, name, sqlite, postgres): &(i64, &str, &str, &str)| {
        format!("{name} sqlite {} postgres {}", digest(sqlite), digest(postgres))
    };
    let are: Vec<String> = MIGRATIONS.iter().map(line).collect();
    let mut were: Vec<String> = std::fs::read_to_string(&file).unwrap_or_default().lines().map(str::to_owned).collect();
    let name = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
    if std::env::var_os("PORTAL_TEST_WRITE_SCHEMA").is_some() {
        let new = are.iter().filter(|is| !were.iter().any(|was| name(was) == name(is))).cloned();
        were.extend(new.collect::<Vec<_>>());
        were.sort_by_key(|line| name(line));
        std::fs::write(&file, were.join("\n") + "\n").expect("written");
    }
    for (was, is) in were.iter().zip(&are) {
        assert_eq!(was, is, "a migration that has run somewhere is never changed: write another one");
    }
    assert_eq!(were.len(), are.len(), "PORTAL_TEST_WRITE_SCHEMA=1 adds the new ones");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Table → its columns with "may be empty".
async fn columns(db: &Db, tables: &[String]) -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    for table in tables {
        let question = match db {
            Db::Sqlite { .. } => format!(
                "SELECT name || CASE WHEN \"notnull\" = 1 OR pk > 0 THEN '' ELSE ' (may be empty)' END || ' ' || replace(lower(type), 'blob', 'bytea') FROM pragma_table_info('{table}') ORDER BY 1"
            ),
            Db::Postgres { .. } => format!(
                "SELECT (column_name || CASE is_nullable WHEN 'NO' THEN '' ELSE ' (may be empty)' END || ' '
                   || CASE WHEN data_type IN ('bigint', 'integer', 'boolean') THEN 'integer' ELSE data_type END)::text
                 FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{table}' ORDER BY 1"
            ),
        };
        let mut names = db.ask_for_tests(&question).await.expect("columns");
        names.sort();
        all.insert(table.clone(), names);
    }
    all
}

#[tokio::test]
async fn both_databases_hold_the_same_columns() {
    let sqlite = Portal::on(Database::empty().await, &[]);
    let Some(postgres) = Portal::open_on_postgres().await else { return };
    let (left, right) = (sqlite.tables().await, postgres.tables().await);
    assert_eq!(left, right);
    assert!(left.len() > 30, "{left:?}");
    let (left, right) = (columns(&sqlite.db, &left).await, columns(&postgres.db, &right).await);
    // Words are kept by an index of its own kind on each: FTS5, and a table under pg_trgm.
    for (table, columns) in left.iter().filter(|(table, _)| !table.ends_with("_search")) {
        assert_eq!(columns, &right[table], "{table}");
    }
    let (left, right) = (guards(&sqlite.db).await, guards(&postgres.db).await);
    assert!(left.len() > 8, "{left:?}");
    for guard in &left {
        assert!(right.contains(guard), "nothing guards {guard} on PostgreSQL: {right:?}");
    }
    sqlite.close().await;
    postgres.close().await;
}

/// `receipt before UPDATE` for every trigger.
async fn guards(db: &Db) -> Vec<String> {
    let question = match db {
        Db::Sqlite { .. } => {
            "SELECT tbl_name || ' before ' || CASE WHEN sql LIKE '%BEFORE UPDATE%' THEN 'UPDATE'
               WHEN sql LIKE '%BEFORE DELETE%' THEN 'DELETE' ELSE 'INSERT' END FROM sqlite_master WHERE type = 'trigger'"
        }
        Db::Postgres { .. } => {
            "SELECT (event_object_table || ' before ' || event_manipulation)::text FROM information_schema.triggers
             WHERE action_timing = 'BEFORE'"
        }
    };
    db.ask_for_tests(question).await.expect("triggers")
}

/// The words of a named check in a migration.
fn checked(sql: &str, name: &str) -> Vec<String> {
    // A table that was made anew says it once more.
    let check = sql.split(&format!("CONSTRAINT {name} CHECK")).skip(1).last();
    let check = check.unwrap_or_else(|| panic!("no check {name}"));
    let list = check.split(" IN (").nth(1).and_then(|rest| rest.split(')').next()).expect(name);
    list.split(',').map(|word| word.trim().trim_matches('\'').to_owned()).collect()
}

#[test]
fn checked_words_are_the_words_of_the_rules() {
    use domain::{
        act, activity, case, custody, discrepancy, file, grant, item, measured, notice, quote, round, signing, unit,
    };
    macro_rules! words {
        ($kind:ty) => {
            <$kind>::ALL.iter().map(|word| word.word().to_owned()).collect::<Vec<String>>()
        };
    }
    let rules = [
        ("person_role", words!(domain::Role)),
        ("unit_kind", words!(unit::UnitKind)),
        ("unit_group_kind", words!(unit::UnitKind)),
        ("allocation_basis", words!(grant::Basis)),
        ("item_kind", words!(item::ItemKind)),
        ("round_step_step", words!(round::Step)),
        ("receipt_line_condition", words!(item::Condition)),
        ("activity_kind", words!(activity::ActivityKind)),
        ("activity_state_now", words!(activity::ActivityState)),
        ("activity_state_was", words!(activity::ActivityState)),
        ("activity_state_state", words!(activity::ActivityState)),
        ("participation_sex", words!(activity::Sex)),
        ("seizure_case_state", words!(case::CaseState)),
        ("case_stage_place", words!(case::PlaceKind)),
        ("seized_measure", words!(measured::SeizedMeasure)),
        ("held_people_sex", words!(activity::Sex)),
        ("stored_file_media_type", words!(file::MediaType)),
        ("act_signature_way", words!(signing::Way)),
        ("discrepancy_kind", words!(discrepancy::Kind)),
        ("discrepancy_event_kind", words!(discrepancy::EventKind)),
        ("discrepancy_event_settlement", words!(discrepancy::Settlement)),
        ("movement_kind", words!(custody::movement::MovementKind)),
        ("movement_answer_kind", words!(custody::movement::AnswerKind)),
        ("custody_event_condition", words!(item::Condition)),
        ("notice_kind", words!(notice::Kind)),
        ("notice_preference_kind", words!(notice::Kind)),
        ("round_terms_nature", words!(act::Nature)),
        ("round_terms_prevailing", words!(act::Language)),
        ("round_import_document_kind", words!(act::ImportKind)),
        ("round_signatory_side", words!(act::Side)),
        ("act_signer_side", words!(act::Side)),
        ("quote_measure", words!(quote::Measure)),
        ("quote_counted", words!(quote::Counted)),
        ("unit_change_kind", words!(unit::change::ChangeKind)),
        ("item_correction_field", words!(item::correction::CorrectedField)),
    ];
    let texts = |pick: fn(&(i64, &'static str, &'static str, &'static str)) -> &'static str| {
        MIGRATIONS.iter().map(pick).collect::<Vec<_>>().join("\n")
    };
    for sql in [texts(|migration| migration.2), texts(|migration| migration.3)] {
        for (name, words) in &rules {
            let (mut found, mut wanted) = (checked(&sql, name), words.clone());
            found.sort();
            wanted.sort();
            assert_eq!(found, wanted, "{name}");
        }
    }
}

#[test]
fn no_column_holds_a_floating_point_number() {
    for (_, name, sqlite, postgres) in MIGRATIONS {
        for word in [" REAL", " DOUBLE", " FLOAT", " NUMERIC", " real", " double precision", " numeric"] {
            assert!(!sqlite.contains(word) && !postgres.contains(word), "{name} has {word}");
        }
        let tables = sqlite.matches("CREATE TABLE").count();
        assert_eq!(sqlite.matches(") STRICT;").count(), tables, "{name}: every table is STRICT");
    }
}
