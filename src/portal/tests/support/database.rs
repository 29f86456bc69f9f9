//! A database of its own for every test: a copy of the small programme.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use store::Db;
use tokio::sync::OnceCell;

use super::{
    marks::{Mark, Marks},
    world,
};

static NEXT: AtomicU32 = AtomicU32::new(0);
/// The file of the small programme, made once, and the words in it.
static PROGRAMME: OnceCell<(Vec<u8>, Vec<Mark>)> = OnceCell::const_new();

pub struct Database {
    pub db: Db,
    pub marks: Vec<Mark>,
    folder: Option<PathBuf>,
    server: Option<(String, String)>,
}

impl Database {
    pub async fn sqlite() -> Self {
        let (file, marks) = PROGRAMME.get_or_init(make).await;
        let folder = new_folder();
        std::fs::write(folder.join("portal.db"), file).expect("a copy");
        let db = Db::sqlite(&folder.join("portal.db")).await.expect("open SQLite");
        Database { db, marks: marks.clone(), folder: Some(folder), server: None }
    }

    /// A migrated database without anybody in it.
    pub async fn empty() -> Self {
        let folder = new_folder();
        let db = Db::sqlite(&folder.join("portal.db")).await.expect("open SQLite");
        db.migrate().await.expect("migrate SQLite");
        Database { db, marks: Vec::new(), folder: Some(folder), server: None }
    }

    /// `None` when no server was given; in CI that is an error.
    pub async fn postgres() -> Option<Self> {
        let Ok(url) = std::env::var("PORTAL_TEST_POSTGRES_URL") else {
            assert!(std::env::var("CI").is_err(), "PORTAL_TEST_POSTGRES_URL is not set: PostgreSQL was not tested");
            eprintln!("skipped: PORTAL_TEST_POSTGRES_URL is not set");
            return None;
        };
        let name = format!("portal_http_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let server = Db::postgres(&url).await.expect("PostgreSQL answers");
        let create = format!("CREATE DATABASE {name} TEMPLATE template0");
        server.run_for_tests(&create).await.expect("create");
        server.close().await;
        let own = url.rsplit_once('/').map_or_else(|| url.clone(), |(server, _)| format!("{server}/{name}"));
        let db = Db::postgres(&own).await.expect("own database");
        db.migrate().await.expect("migrate PostgreSQL");
        let marks = world::record(&db).await;
        Some(Database { db, marks: marks.0, folder: None, server: Some((url, name)) })
    }

    /// Where SQLite keeps it.
    pub fn folder(&self) -> Option<&std::path::Path> {
        self.folder.as_deref()
    }

    pub async fn close(mut self) {
        self.db.close().await;
        if let Some((url, name)) = self.server.take() {
            let server = Db::postgres(&url).await.expect("PostgreSQL answers");
            server.run_for_tests(&format!("DROP DATABASE {name} WITH (FORCE)")).await.expect("drop");
            server.close().await;
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(folder) = self.folder.take() {
            std::fs::remove_dir_all(folder).ok();
        }
    }
}

async fn make() -> (Vec<u8>, Vec<Mark>) {
    let empty = Database::empty().await;
    let Marks(marks) = world::record(&empty.db).await;
    empty.db.close().await;
    let file = empty.folder.as_ref().expect("a folder").join("portal.db");
    (std::fs::read(file).expect("the file"), marks)
}

fn new_folder() -> PathBuf {
    let name = format!("portal-http-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    folder
}
