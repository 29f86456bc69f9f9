//! A database for every test, copied from one that was made once: to migrate an empty PostgreSQL takes ten times as long as
//! to copy one.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use store::Db;
use tokio::sync::OnceCell;

const POSTGRES: &str = "PORTAL_TEST_POSTGRES_URL";
/// Templates stay on a server that is not our own: nothing runs after the last test of a program. So many of them are left to
/// other programs that test at the same time.
const TEMPLATES_KEPT: u32 = 16;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// What tests begin with, and what is known about it.
pub struct Template<T> {
    name: &'static str,
    sqlite: OnceCell<(Vec<u8>, T)>,
    postgres: OnceCell<(String, T)>,
}

/// A copy, for one test.
pub struct TestDatabase {
    pub db: Db,
    /// Where SQLite keeps it.
    pub folder: Option<PathBuf>,
    /// The address of the server, and the name of the database there.
    pub server: Option<(String, String)>,
}

impl<T: Clone> Template<T> {
    pub const fn new(name: &'static str) -> Self {
        Template { name, sqlite: OnceCell::const_new(), postgres: OnceCell::const_new() }
    }

    /// `fill` is asked once, for the template, which is without a single table before.
    pub async fn sqlite(&self, fill: impl AsyncFnOnce(&Db) -> T) -> (TestDatabase, T) {
        let made = self.sqlite.get_or_init(|| async {
            let folder = new_folder();
            let file = folder.join("portal.db");
            let db = Db::sqlite(&file).await.expect("open SQLite");
            let known = fill(&db).await;
            db.close().await;
            let bytes = std::fs::read(file).expect("the file");
            std::fs::remove_dir_all(folder).ok();
            (bytes, known)
        });
        let (file, known) = made.await;
        (TestDatabase::of_file(file).await, known.clone())
    }

    /// `None` when no server was given; in CI that is an error. xtask says so loudly.
    pub async fn postgres(&self, fill: impl AsyncFnOnce(&Db) -> T) -> Option<(TestDatabase, T)> {
        let Ok(url) = std::env::var(POSTGRES) else {
            assert!(std::env::var("CI").is_err(), "{POSTGRES} is not set: PostgreSQL was not tested");
            eprintln!("skipped: {POSTGRES} is not set");
            return None;
        };
        let made = self.postgres.get_or_init(|| async {
            let name = format!("portal_template_{}_{}", std::process::id(), self.name);
            run(
                &url,
                &[format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name} TEMPLATE template0")],
            )
            .await;
            forget_old_templates(&url).await;
            let db = Db::postgres(&named(&url, &name)).await.expect("the template");
            let known = fill(&db).await;
            // It can be copied when nobody is connected to it any more.
            db.close().await;
            (name, known)
        });
        let (template, known) = made.await;
        let name = format!("portal_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        run(&url, &[format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")]).await;
        let db = Db::postgres(&named(&url, &name)).await.expect("own database");
        Some((TestDatabase { db, folder: None, server: Some((url, name)) }, known.clone()))
    }
}

impl TestDatabase {
    /// A file of SQLite with this content.
    async fn of_file(content: &[u8]) -> Self {
        let folder = new_folder();
        let file = folder.join("portal.db");
        std::fs::write(&file, content).expect("a copy");
        let db = Db::sqlite(&file).await.expect("open SQLite");
        TestDatabase { db, folder: Some(folder), server: None }
    }

    pub async fn drop_it(mut self) {
        self.db.close().await;
        if let Some((url, name)) = self.server.take() {
            run(&url, &[format!("DROP DATABASE {name} WITH (FORCE)")]).await;
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some(folder) = self.folder.take() {
            std::fs::remove_dir_all(folder).ok();
        }
    }
}

async fn forget_old_templates(url: &str) {
    let server = Db::postgres(url).await.expect("PostgreSQL answers");
    let old = format!(
        "SELECT datname::text FROM pg_database WHERE datname LIKE 'portal\\_template\\_%' ORDER BY oid DESC OFFSET {TEMPLATES_KEPT}"
    );
    for name in server.ask_for_tests(&old).await.expect("templates") {
        // Another program may forget it just now as well.
        server.run_for_tests(&format!("DROP DATABASE IF EXISTS {name}")).await.ok();
    }
    server.close().await;
}

async fn run(url: &str, statements: &[String]) {
    let server = Db::postgres(url).await.expect("PostgreSQL answers");
    // A copy waits for a checkpoint, which takes its time on a busy machine. The only connection is the one of the next statement.
    server.run_for_tests("SET statement_timeout = 0").await.expect("no limit");
    for statement in statements {
        server.run_for_tests(statement).await.expect(statement);
    }
    server.close().await;
}

/// The same server, another database.
fn named(url: &str, name: &str) -> String {
    url.rsplit_once('/').map_or_else(|| url.to_owned(), |(server, _)| format!("{server}/{name}"))
}

fn new_folder() -> PathBuf {
    let name = format!("portal-test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    folder
}
