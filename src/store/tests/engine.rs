//! The two databases themselves: settings, migrations, who may write when.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use domain::Role;
use store::{Db, Error, MIGRATIONS, Result, people};

use crate::support::{TestDatabase, execute, number, person, staff};

/// A folder of its own that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("portal-engine-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("folder");
        Folder(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("portal.db")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

async fn refused(file: &Path) -> String {
    Db::sqlite(file).await.expect_err("opened").to_string()
}

#[tokio::test]
async fn sqlite_is_set_as_the_design_says() {
    let folder = Folder::new("settings");
    let db = Db::sqlite(&folder.file()).await.expect("open");
    let Db::Sqlite { readers, writer } = &db else { panic!("not SQLite") };
    for pool in [readers, writer] {
        let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(pool).await.expect("mode");
        assert_eq!(mode, "wal");
        for (question, answer) in [
            ("PRAGMA synchronous", 2), // FULL
            ("PRAGMA foreign_keys", 1),
            ("PRAGMA recursive_triggers", 1),
            ("PRAGMA trusted_schema", 0),
            ("PRAGMA cell_size_check", 1),
            ("PRAGMA secure_delete", 1),
            ("PRAGMA busy_timeout", 10_000),
            ("PRAGMA journal_size_limit", 64 << 20),
            ("PRAGMA application_id", 0x5052_544C),
        ] {
            let set: i64 = sqlx::query_scalar(question).fetch_one(pool).await.expect(question);
            assert_eq!(set, answer, "{question}");
        }
        let mapped: Option<i64> = sqlx::query_scalar("PRAGMA mmap_size").fetch_optional(pool).await.expect("mmap");
        assert_eq!(mapped.unwrap_or(0), 0);
    }
    assert_eq!(writer.options().get_max_connections(), 1, "one writer");
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(writer).await.expect("version");
    let parts: Vec<u32> = version.split('.').filter_map(|p| p.parse().ok()).collect();
    assert!(parts.as_slice() >= [3, 51, 3].as_slice(), "{version} can lose committed writes");
    db.close().await;
}

#[tokio::test]
async fn every_table_of_sqlite_is_strict() {
    let database = TestDatabase::sqlite().await;
    let mut tx = database.db.read().await.expect("read");
    let loose = "SELECT COUNT(*) FROM pragma_table_list
        WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_sqlx_%'";
    assert_eq!(number(&mut tx, loose).await, 0);
}

#[tokio::test]
async fn somebody_elses_file_is_refused() {
    let folder = Folder::new("foreign");
    let file = folder.file();
    let db = Db::sqlite(&file).await.expect("a new file");
    db.run_for_tests("PRAGMA application_id = 42").await.expect("another program's");
    db.close().await;
    assert_eq!(refused(&file).await, "this SQLite file was not made by the portal");
    let bytes = std::fs::read(&file).expect("file");
    assert_eq!(refused(&file).await, "this SQLite file was not made by the portal");
    assert_eq!(std::fs::read(&file).expect("file"), bytes, "it was not touched");

    // A database without a mark that holds something is not ours either.
    let other = folder.0.join("other.db");
    let db = Db::sqlite(&other).await.expect("a new file");
    db.run_for_tests("CREATE TABLE photo (id INTEGER); PRAGMA application_id = 0").await.expect("another program's");
    db.close().await;
    assert_eq!(refused(&other).await, "this SQLite file was not made by the portal");

    let text = folder.0.join("notes.txt");
    std::fs::write(&text, "This is not a database, but a long text about boots. ".repeat(99)).expect("text");
    assert!(refused(&text).await.contains("not a database"));
    assert!(refused(&folder.0.join("nowhere/portal.db")).await.contains("unable to open"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_file_is_opened_and_migrated_by_several_at_once() {
    for attempt in 0..20 {
        let folder = Folder::new(&format!("several-{attempt}"));
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let file = folder.file();
            tasks.spawn(async move {
                let db = Db::sqlite(&file).await.expect("open");
                db.migrate().await.expect("migrate");
                db
            });
        }
        let opened = tasks.join_all().await;
        staff(&opened[0]).await;
        for db in &opened {
            let mut tx = db.read().await.expect("read");
            assert!(people::any(&mut tx).await.expect("any"), "all see the same file");
            assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM _sqlx_migrations").await, MIGRATIONS.len() as i64);
        }
        for db in opened {
            db.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_write_to_one_file_in_turn() {
    let folder = Folder::new("turn");
    let first = Db::sqlite(&folder.file()).await.expect("open");
    first.migrate().await.expect("migrate");
    let second = Db::sqlite(&folder.file()).await.expect("open");
    let mut tasks = tokio::task::JoinSet::new();
    for i in 0..24 {
        let db = if i % 2 == 0 { first.clone() } else { second.clone() };
        tasks.spawn(async move { crate::support::person(&db, &format!("p-{i}"), domain::Role::Staff, None).await });
    }
    tasks.join_all().await;
    let mut tx = second.read().await.expect("read");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM change").await, 24);
    store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
}

both_databases!(migrating_again_changes_nothing, async |db: Db| {
    let dana = staff(&db).await;
    db.migrate().await.expect("again");
    db.migrate().await.expect("and again");
    let both = tokio::join!(db.migrate(), db.migrate());
    assert!(both.0.is_ok() && both.1.is_ok(), "{both:?}");
    let mut tx = db.read().await.expect("read");
    assert_eq!(people::viewer(&mut tx, "dana").await.expect("dana"), dana);
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM _sqlx_migrations").await, MIGRATIONS.len() as i64);
});

both_databases!(a_migration_that_was_altered_or_is_newer_is_refused, async |db: Db| {
    db.run_for_tests("UPDATE _sqlx_migrations SET version = 9999 WHERE version = 1").await.expect("from the future");
    let refused = db.migrate().await.expect_err("a newer portal's").to_string();
    assert!(refused.contains("9999"), "{refused}");
});

both_databases!(a_read_sees_one_moment_and_writes_nothing, async |db: Db| {
    let mut before = db.read().await.expect("read");
    assert!(!people::any(&mut before).await.expect("any"));
    for write in ["DELETE FROM donor", "CREATE TABLE own (id INTEGER)"] {
        let mut tx = db.read().await.expect("read");
        let refused = execute(&mut tx, write).await.expect_err(write).to_string();
        assert!(refused.contains("readonly") || refused.contains("read-only"), "{refused}");
    }
    staff(&db).await;
    assert!(!people::any(&mut before).await.expect("any"), "the same moment");
    let mut after = db.read().await.expect("read");
    assert!(people::any(&mut after).await.expect("any"));
});

both_databases!(a_change_that_was_dropped_frees_the_writer, async |db: Db| {
    for _ in 0..20 {
        let mut tx = db.write().await.expect("write");
        execute(&mut tx, "DELETE FROM donor").await.expect("delete");
        drop(tx);
    }
    db.ready().await.expect("ready");
    staff(&db).await;
});

/// Something to write: somebody is invited.
async fn invite(db: &Db, login: &str) -> Result<()> {
    let new = domain::person::NewPerson {
        login: login.into(),
        name: "Nodira Aliyeva".into(),
        role: Role::Staff,
        scope_code: None,
    };
    let mut tx = db.write().await?;
    people::create_from_command_line(&mut tx, crate::support::NOW, &new).await?;
    tx.commit().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_stops_nobody_once_there_is_room_again() {
    let database = TestDatabase::sqlite().await;
    let db = &database.db;
    staff(db).await;
    db.run_for_tests("CREATE TABLE filling (bytes BLOB)").await.expect("a table");
    for then in ["dropped", "committed"] {
        // Nothing may be added to the file: as if the disk were full.
        db.run_for_tests("PRAGMA max_page_count = 1").await.expect("a full disk");
        let mut tx = db.write().await.expect("write");
        let fill = "INSERT INTO filling VALUES (randomblob(4000000))";
        let full = execute(&mut tx, fill).await.expect_err("there is room");
        assert!(full.to_string().contains("full"), "{full}");
        let refused: Error = full.into();
        assert!(matches!(refused, Error::Busy(_)), "{refused}");
        match then {
            "dropped" => drop(tx),
            _ => assert!(tx.commit().await.is_err(), "SQLite has given the transaction up"),
        }
        db.run_for_tests("PRAGMA max_page_count = 4294967294").await.expect("room again");
        for again in 0..10 {
            let login = format!("after-{}-{again}", then.len());
            invite(db, &login).await.unwrap_or_else(|error| panic!("{then}, {again}: {error}"));
        }
    }
    let mut tx = db.read().await.expect("read");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM person").await, 21);
    drop(tx);
    database.drop_it().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_that_writes_for_too_long_is_waited_for_and_then_told_as_busy() {
    let folder = Folder::new("busy");
    let (ours, other) = (folder.file(), folder.file());
    let ours = Db::sqlite(&ours).await.expect("open");
    ours.migrate().await.expect("migrate");
    let other = Db::sqlite(&other).await.expect("open");
    let held = other.write().await.expect("write");
    let (begun, twelve) = (
        Instant::now(),
        (0..3).map(|number| {
            let db = ours.clone();
            tokio::spawn(async move { invite(&db, &format!("waits-{number}")).await })
        }),
    );
    let waiting: Vec<_> = twelve.collect();
    let mut tx = ours.read().await.expect("a reader waits for nobody");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM person").await, 0);
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    for task in waiting {
        let answer = task.await.expect("a task");
        assert!(matches!(answer, Err(Error::Busy(_))), "{answer:?}");
    }
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
    held.rollback().await.expect("rollback");
    invite(&ours, "nodira").await.expect("free again");
}

/// Twelve writers wait for another portal's, and pages are read as if nothing were.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_do_not_wait_behind_writers_that_wait() {
    let Some(database) = TestDatabase::postgres().await else { return };
    let db = database.db.clone();
    person(&db, "dana", Role::Staff, None).await;
    let mut held = db.write().await.expect("the lock");
    let twelve: Vec<_> = (0..12)
        .map(|number| {
            let db = db.clone();
            tokio::spawn(async move { invite(&db, &format!("waits-{number}")).await })
        })
        .collect();
    let begun = Instant::now();
    let mut slowest = Duration::ZERO;
    while begun.elapsed() < Duration::from_secs(4) {
        let asked = Instant::now();
        let mut tx = db.read().await.expect("read");
        assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM person").await, 1);
        tx.rollback().await.expect("rollback");
        slowest = slowest.max(asked.elapsed());
        tokio::time::sleep(Duration::from_millis(20)).await;
        execute(&mut held, "SELECT 1").await.expect("still held");
    }
    assert!(slowest < Duration::from_millis(500), "a reader waited {slowest:?}");
    held.rollback().await.expect("rollback");
    for task in twelve {
        task.await.expect("a task").expect("each has its turn");
    }
    let mut tx = db.read().await.expect("read");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM person").await, 13);
    drop(tx);
    database.drop_it().await;
}

/// A server whose log fills with warnings hides the one that matters.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_rolled_back_that_was_not_begun() {
    let Some(database) = TestDatabase::postgres().await else { return };
    let db = &database.db;
    let rolled_back = "SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()";
    let Db::Postgres { readers, writer } = db else { panic!("not PostgreSQL") };
    // What a connection has counted is told when it is closed, or a second after.
    let count = async || -> i64 {
        tokio::time::sleep(Duration::from_millis(1500)).await;
        sqlx::query("SELECT 1").execute(readers).await.expect("a statement");
        sqlx::query("SELECT 1").execute(writer).await.expect("a statement");
        sqlx::query_scalar(rolled_back).fetch_one(readers).await.expect("a count")
    };
    let before = count().await;
    for number in 0..20 {
        db.read().await.expect("read").commit().await.expect("commit");
        invite(db, &format!("nodira-{number}")).await.expect("invited");
    }
    assert_eq!(count().await, before, "a ROLLBACK without a transaction counts as one");
    database.drop_it().await;
}
