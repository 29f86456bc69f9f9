//! A database of its own for every test: a copy of the small programme.

use store::Db;

use super::{
    demonstration,
    marks::{Mark, Marks},
    template::{Template, TestDatabase},
    world,
};

static PROGRAMME: Template<Vec<Mark>> = Template::new("programme");
static DEMONSTRATION: Template<Vec<Mark>> = Template::new("demonstration");
static PUBLISHED: Template<Vec<Mark>> = Template::new("published");
static EMPTY: Template<Vec<Mark>> = Template::new("empty");

/// The copy, and the words in it.
pub struct Database {
    pub marks: Vec<Mark>,
    copy: TestDatabase,
}

impl Database {
    pub async fn sqlite() -> Self {
        PROGRAMME.sqlite(programme).await.into()
    }

    /// The demonstration, with invented items.
    pub async fn demonstration() -> Self {
        DEMONSTRATION.sqlite(async |db| demonstration::record(migrated(db).await).await).await.into()
    }

    /// The demonstration alone: what was published, and the lines that illustrate it.
    pub async fn published() -> Self {
        PUBLISHED.sqlite(published).await.into()
    }

    /// `None` without a server.
    pub async fn published_on_postgres() -> Option<Self> {
        PUBLISHED.postgres(published).await.map(Self::from)
    }

    /// A migrated database without anybody in it.
    pub async fn empty() -> Self {
        let nobody = async |db: &Db| {
            migrated(db).await;
            Vec::new()
        };
        EMPTY.sqlite(nobody).await.into()
    }

    /// `None` without a server.
    pub async fn postgres() -> Option<Self> {
        PROGRAMME.postgres(programme).await.map(Self::from)
    }

    pub fn db(&self) -> Db {
        self.copy.db.clone()
    }

    /// Where SQLite keeps it.
    pub fn folder(&self) -> Option<&std::path::Path> {
        self.copy.folder.as_deref()
    }

    pub async fn close(self) {
        self.copy.drop_it().await;
    }
}

impl From<(TestDatabase, Vec<Mark>)> for Database {
    fn from((copy, marks): (TestDatabase, Vec<Mark>)) -> Self {
        Database { marks, copy }
    }
}

async fn programme(db: &Db) -> Vec<Mark> {
    let Marks(marks) = world::record(migrated(db).await).await;
    marks
}

async fn published(db: &Db) -> Vec<Mark> {
    demonstration::record_published(migrated(db).await).await;
    Vec::new()
}

async fn migrated(db: &Db) -> &Db {
    db.migrate().await.expect("migrate");
    db
}
