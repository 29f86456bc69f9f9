//! Every store test runs on SQLite and on PostgreSQL: `both_databases!(name, async |db| { … })`.

mod journeys;
mod template;

use domain::{Refusal, Role, Timestamp, Viewer, person::NewPerson};
use store::{
    Db, Error, Result, Tx,
    discrepancies::DiscrepancyRow,
    list::{Asked, At},
    verify,
};

pub use journeys::Journeys;
pub use template::{Template, TestDatabase};

/// 12 Dec 2019, 12:00 in Tashkent.
pub const NOW: Timestamp = Timestamp(1_576_134_000_000);

static MIGRATED: Template<()> = Template::new("store");

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

impl TestDatabase {
    /// Migrated, with nobody in it.
    pub async fn sqlite() -> Self {
        MIGRATED.sqlite(migrate).await.0
    }

    /// `None` without a server.
    pub async fn postgres() -> Option<Self> {
        MIGRATED.postgres(migrate).await.map(|(database, ())| database)
    }
}

async fn migrate(db: &Db) {
    db.migrate().await.expect("migrate");
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

/// What an address asks of a list.
pub fn asked(pairs: &[(&str, &str)]) -> Asked {
    let mut asked = Asked::default();
    for (key, value) in pairs {
        match *key {
            "q" => asked.search = Some((*value).to_owned()),
            "sort" => asked.sort = Some((value.trim_start_matches('-').to_owned(), value.starts_with('-'))),
            "after" => asked.at = At::After((*value).to_owned()),
            "before" => asked.at = At::Before((*value).to_owned()),
            _ => asked.filters.push(((*key).to_owned(), (*value).to_owned())),
        }
    }
    asked
}

/// A whole list in one part.
pub fn everything() -> Asked {
    Asked { most: Some(10_000), ..Asked::default() }
}

/// Every item that this person may see, the newest tag first.
pub async fn all_items(tx: &mut Tx, viewer: &Viewer) -> Vec<store::items::ItemRow> {
    store::items::list(tx, viewer, &everything()).await.expect("items").rows
}

/// Every round that this person may see, the newest first.
pub async fn all_rounds(tx: &mut Tx, viewer: &Viewer) -> Vec<store::rounds::RoundRow> {
    store::rounds::list(tx, viewer, &everything()).await.expect("rounds").rows
}

/// A round with all of its lines that this person may see.
#[derive(Debug)]
pub struct WholeRound {
    pub round: store::rounds::RoundShow,
    pub lines: Vec<store::LineRow>,
}

impl std::ops::Deref for WholeRound {
    type Target = store::rounds::RoundShow;

    fn deref(&self) -> &Self::Target {
        &self.round
    }
}

/// # Errors
/// Not there or out of scope.
pub async fn whole_round(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<WholeRound> {
    let round = store::rounds::front(tx, viewer, code).await?;
    let lines = store::rounds::lines(tx, viewer, code, &everything()).await?.rows;
    Ok(WholeRound { round, lines })
}

/// Every discrepancy that this person may see, as of that day; what was counted last first.
pub async fn all_discrepancies(tx: &mut Tx, viewer: &Viewer, today: chrono::NaiveDate) -> Vec<DiscrepancyRow> {
    store::discrepancies::list(tx, viewer, today, &everything()).await.expect("discrepancies").rows
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
