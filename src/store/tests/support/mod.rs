//! Every store test runs on SQLite and on PostgreSQL: `both_databases!(name, async |db| { … })`.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use domain::{Refusal, Role, Timestamp, Viewer, person::NewPerson};
use store::{Db, Error, Result, Tx, verify};

/// 12 Dec 2019, 12:00 in Tashkent.
pub const NOW: Timestamp = Timestamp(1_576_134_000_000);

static NEXT: AtomicU32 = AtomicU32::new(0);

/// Declares one test per database.
macro_rules! both_databases {
    ($name:ident, $body:expr) => {
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let database = $crate::support::TestDatabase::sqlite().await;
                $crate::support::run($body, database).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(database) = $crate::support::TestDatabase::postgres().await {
                    $crate::support::run($body, database).await;
                }
            }
        }
    };
}

pub async fn run(body: impl AsyncFnOnce(Db), database: TestDatabase) {
    body(database.db.clone()).await;
    database.drop_it().await;
}

/// A fresh, migrated database of its own.
pub struct TestDatabase {
    pub db: Db,
    folder: Option<PathBuf>,
    server: Option<(String, String)>,
}

impl TestDatabase {
    pub async fn sqlite() -> Self {
        let folder = std::env::temp_dir().join(format!(
            "portal-store-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        ));
        std::fs::create_dir_all(&folder).expect("temporary folder");
        let db = Db::sqlite(&folder.join("portal.db")).await.expect("open SQLite");
        db.migrate().await.expect("migrate SQLite");
        TestDatabase { db, folder: Some(folder), server: None }
    }

    /// `None` when no server was given; xtask says so loudly, and fails in CI.
    pub async fn postgres() -> Option<Self> {
        let Ok(url) = std::env::var("PORTAL_TEST_POSTGRES_URL") else {
            assert!(std::env::var("CI").is_err(), "PORTAL_TEST_POSTGRES_URL is not set: PostgreSQL was not tested");
            eprintln!("skipped: PORTAL_TEST_POSTGRES_URL is not set");
            return None;
        };
        let name = format!("portal_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let server = Db::postgres(&url).await.expect("PostgreSQL answers");
        server.run_for_tests(&format!("CREATE DATABASE {name} TEMPLATE template0")).await.expect("create");
        server.close().await;
        let own = url.rsplit_once('/').map_or_else(|| url.clone(), |(server, _)| format!("{server}/{name}"));
        let db = Db::postgres(&own).await.expect("own database");
        db.migrate().await.expect("migrate PostgreSQL");
        Some(TestDatabase { db, folder: None, server: Some((url, name)) })
    }

    pub async fn drop_it(self) {
        self.db.close().await;
        if let Some(folder) = self.folder {
            std::fs::remove_dir_all(folder).ok();
        }
        if let Some((url, name)) = self.server {
            let server = Db::postgres(&url).await.expect("PostgreSQL answers");
            server.run_for_tests(&format!("DROP DATABASE {name} WITH (FORCE)")).await.expect("drop");
            server.close().await;
        }
    }
}

/// A server in front of the database's, which counts how often somebody had to wait for an answer of it.
pub struct Journeys {
    count: std::sync::Arc<AtomicU32>,
    /// The same database by way of this server.
    pub db: Db,
}

impl Journeys {
    pub async fn to(database: &TestDatabase) -> Self {
        let (url, name) = database.server.as_ref().expect("PostgreSQL");
        let server = url.rsplit_once('/').map_or(url.as_str(), |(server, _)| server);
        let (user, host) = server.rsplit_once('@').expect("postgres://somebody@host:port/database");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let count = std::sync::Arc::new(AtomicU32::new(0));
        tokio::spawn(forward(listener, host.to_owned(), count.clone()));
        let db = Db::postgres(&format!("{user}@127.0.0.1:{port}/{name}")).await.expect("by way of the counter");
        Journeys { count, db }
    }

    pub fn made(&self) -> u32 {
        self.count.load(Ordering::Relaxed)
    }
}

async fn forward(listener: tokio::net::TcpListener, host: String, count: std::sync::Arc<AtomicU32>) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    while let Ok((client, _)) = listener.accept().await {
        let server = tokio::net::TcpStream::connect(&host).await.expect("PostgreSQL answers");
        let ((mut from_client, mut to_client), (mut from_server, mut to_server)) =
            (client.into_split(), server.into_split());
        let (count, mut bytes) = (count.clone(), vec![0; 1 << 20]);
        // An answer that comes in pieces was waited for once: what counts is that the client speaks after it.
        let waited = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let answered = waited.clone();
        tokio::spawn(async move {
            let mut bytes = vec![0; 1 << 20];
            while let Ok(length @ 1..) = from_server.read(&mut bytes).await {
                answered.store(true, Ordering::Relaxed);
                to_client.write_all(&bytes[..length]).await.ok();
            }
        });
        tokio::spawn(async move {
            while let Ok(length @ 1..) = from_client.read(&mut bytes).await {
                if waited.swap(false, Ordering::Relaxed) {
                    count.fetch_add(1, Ordering::Relaxed);
                }
                to_server.write_all(&bytes[..length]).await.ok();
            }
        });
    }
}

/// A member of staff, made from the command line.
pub async fn staff(db: &Db) -> Viewer {
    person(db, "dana", Role::Staff, None).await
}

/// Somebody of this role; the scope must exist.
pub async fn person(db: &Db, login: &str, role: Role, scope: Option<&str>) -> Viewer {
    let new =
        NewPerson { login: login.into(), name: format!("{login} (test)"), role, scope_code: scope.map(Into::into) };
    let mut tx = db.write().await.expect("write");
    store::people::create_from_command_line(&mut tx, NOW, &new).await.expect("person");
    let viewer = store::people::viewer(&mut tx, login).await.expect("viewer");
    tx.commit().await.expect("commit");
    viewer
}

/// What somebody is told: `done`, `not found`, `forbidden`, the words of a conflict, or `field: message`.
pub fn told<T>(answer: Result<T>) -> String {
    match answer {
        Ok(_) => "done".into(),
        Err(Error::Refused(Refusal::NotFound)) => "not found".into(),
        Err(Error::Refused(Refusal::Forbidden)) => "forbidden".into(),
        Err(Error::Refused(Refusal::Conflict(words))) => words,
        Err(Error::Refused(Refusal::Invalid(errors))) => format!("{}: {}", errors[0].field, errors[0].message),
        Err(other) => panic!("not an answer for a person: {other}"),
    }
}

/// Runs a statement of the test's own in the transaction.
pub async fn execute(tx: &mut Tx, statement: &str) -> std::result::Result<(), sqlx::Error> {
    let statement = sqlx::AssertSqlSafe(statement.to_owned());
    match tx {
        Tx::Sqlite(t, _) => sqlx::raw_sql(statement).execute(&mut **t).await.map(|_| ()),
        Tx::Postgres(t, _) => sqlx::raw_sql(statement).execute(&mut **t).await.map(|_| ()),
    }
}

/// One number, asked with the test's own SQL.
pub async fn number(tx: &mut Tx, query: &str) -> i64 {
    let query = sqlx::AssertSqlSafe(query.to_owned());
    match tx {
        Tx::Sqlite(t, _) => sqlx::query_scalar(query).fetch_one(&mut **t).await.expect("a number"),
        Tx::Postgres(t, _) => sqlx::query_scalar(query).fetch_one(&mut **t).await.expect("a number"),
    }
}

/// Takes the triggers of these tables away, as whoever has the database's own password can; nothing is wrong yet.
pub async fn disarm(tx: &mut Tx, tables: &[&str]) {
    for table in tables {
        let dropped = match tx {
            Tx::Sqlite(t, _) => {
                let names = format!("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'");
                let names: Vec<String> =
                    sqlx::query_scalar(sqlx::AssertSqlSafe(names)).fetch_all(&mut **t).await.expect(table);
                assert!(!names.is_empty(), "{table} has no triggers");
                names.into_iter().map(|name| format!("DROP TRIGGER {name};")).collect()
            }
            Tx::Postgres(..) => format!("ALTER TABLE {table} DISABLE TRIGGER USER"),
        };
        execute(tx, &dropped).await.expect(table);
    }
    verify::verify(tx).await.expect("verify").expect("nothing is wrong yet");
}

/// Each of these, done alone, is found under the words beside it; with all of them taken back nothing is wrong any more.
pub async fn names_each(tx: &mut Tx, tampering: &[(&str, &str)]) {
    let bytes = if matches!(tx, Tx::Sqlite(..)) { "AS BLOB" } else { "AS BYTEA" };
    let mut others = Vec::new();
    for (done, named) in tampering {
        execute(tx, "SAVEPOINT honest").await.expect("savepoint");
        execute(tx, &done.replace("AS BYTES", bytes)).await.unwrap_or_else(|e| panic!("{done}: {e}"));
        let found = verify::verify(tx).await.expect("verify").expect_err(done).to_string();
        if !found.starts_with(named) {
            others.push(format!("{done} should be “{named}” and is “{found}”"));
        }
        execute(tx, "ROLLBACK TO SAVEPOINT honest").await.expect("rollback");
    }
    assert_eq!(others, [""; 0]);
    verify::verify(tx).await.expect("verify").expect("nothing is wrong any more");
}
