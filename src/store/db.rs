//! The dialect layer: two pools, two transactions, one macro.

use std::{borrow::Cow, path::Path, sync::Arc, time::Duration};

use sqlx::{
    Connection, PgPool, Postgres, SqlSafeStr, Sqlite, SqlitePool, Transaction,
    migrate::{Migration, MigrationType, Migrator},
};

use crate::{
    error::{Error, Result},
    now, receipts,
    reference::Reference,
};

mod postgres;
mod snapshot;
mod sqlite;
use snapshot::Heard;
pub(crate) use snapshot::once;

/// So long a request waits for a connection; then it is told to try again, well before the request itself is given up.
const WAIT: Duration = Duration::from_secs(10);

/// The database: SQLite in a file by default, PostgreSQL by address.
#[derive(Clone, Debug)]
pub enum Db {
    Sqlite { readers: SqlitePool, writer: SqlitePool },
    Postgres { readers: PgPool, writer: PgPool },
}

/// A transaction: one snapshot to read, or one unit of change. Dropped without [`Tx::commit`] it changes nothing.
pub enum Tx {
    Sqlite(Transaction<'static, Sqlite>, Pending),
    Postgres(Transaction<'static, Postgres>, Pending),
}

/// What goes with a transaction.
#[derive(Debug, Default)]
pub struct Pending {
    /// A unit of change has yet to bring up to date, before it is committed, the *now* rows of what its audit rows named (see
    /// `now`). A snapshot to read never has any.
    pub(crate) now: bool,
    /// The agencies with their names, and the phases: almost every record names one, and they are read once. What this
    /// transaction changes of them takes them away (see `now::mark`).
    pub(crate) reference: Option<Arc<Reference>>,
    heard: Heard,
}

impl Pending {
    fn of_snapshot() -> Self {
        Pending { heard: Heard::nothing_yet(), ..Pending::default() }
    }
}

/// Runs one SQL text on whichever database the transaction belongs to:
/// `sql!(tx, |c| sqlx::query("UPDATE …").bind(id).execute(c))`.
macro_rules! sql {
    ($tx:expr, |$c:ident| $query:expr) => {
        match $tx {
            $crate::Tx::Sqlite(t, _) => {
                let $c = &mut **t;
                $query.await
            }
            $crate::Tx::Postgres(t, _) => {
                let $c = &mut **t;
                $query.await
            }
        }
    };
}
pub(crate) use sql;

/// Executes a statement and answers how many rows it touched.
macro_rules! touch {
    ($tx:expr, |$c:ident| $query:expr) => {
        match $tx {
            $crate::Tx::Sqlite(t, _) => {
                let $c = &mut **t;
                $query.await.map(|done| done.rows_affected())
            }
            $crate::Tx::Postgres(t, _) => {
                let $c = &mut **t;
                $query.await.map(|done| done.rows_affected())
            }
        }
    };
}
pub(crate) use touch;

impl Db {
    /// Opens `portal.db` in the data folder, or creates it.
    ///
    /// # Errors
    /// A sentence: the SQLite library is older than 3.51.3 (it can lose committed writes), or the file is not a portal's.
    pub async fn sqlite(file: &Path) -> Result<Self> {
        sqlite::open(file).await
    }

    /// Connects to PostgreSQL 15 or newer.
    ///
    /// # Errors
    /// The address is not one, or the server does not answer.
    pub async fn postgres(url: &str) -> Result<Self> {
        postgres::connect(url).await
    }

    /// One consistent snapshot; a write in it fails.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn read(&self) -> Result<Tx> {
        Ok(match self {
            Db::Sqlite { readers, .. } => Tx::Sqlite(readers.begin().await?, Pending::of_snapshot()),
            Db::Postgres { readers, .. } => Tx::Postgres(postgres::read(readers).await?, Pending::of_snapshot()),
        })
    }

    /// A unit of change. On SQLite it holds the one writer at once: a deferred `BEGIN` that reads first would fail at its
    /// first write when somebody else wrote meanwhile. On PostgreSQL writers queue as well: they all append to one audit
    /// chain, so running them side by side would only move the queue to their last statement.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn write(&self) -> Result<Tx> {
        Ok(match self {
            Db::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?, Pending::default()),
            Db::Postgres { writer, .. } => Tx::Postgres(postgres::write(writer).await?, Pending::default()),
        })
    }

    /// A unit of change of the portal's own upkeep, for which nobody waits: it may take as long as it takes.
    ///
    /// # Errors
    /// The database does not answer.
    pub(crate) async fn upkeep(&self) -> Result<Tx> {
        let mut tx = self.write().await?;
        if let Tx::Postgres(t, _) = &mut tx {
            sqlx::raw_sql(postgres::PATIENT).execute(&mut **t).await?;
        }
        Ok(tx)
    }

    /// Brings the schema up to date; does nothing when it is.
    ///
    /// # Errors
    /// A migration fails, or the database was made by a newer portal.
    pub async fn migrate(&self) -> Result<()> {
        let failed = |e: sqlx::migrate::MigrateError| Error::Database(e.into());
        match self {
            // All in one transaction that holds the writer: of two that start at once, the second finds it done.
            // (`run_direct` is what `run` calls; `run` itself does not compile in a spawned task, sqlx says why.)
            Db::Sqlite { writer, .. } => {
                let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
                migrator(|m| m.2).run_direct(None, &mut *transaction, false).await.map_err(failed)?;
                transaction.commit().await?;
            }
            // On a connection of its own that is closed after it: what it is told of patience is nobody else's.
            Db::Postgres { writer, .. } => {
                let mut connection = writer.acquire().await?.detach();
                sqlx::raw_sql(postgres::PATIENT_CONNECTION).execute(&mut connection).await?;
                migrator(|m| m.3).run_direct(None, &mut connection, false).await.map_err(failed)?;
                connection.close().await?;
            }
        }
        receipts::drafts::carry_over(self).await?;
        now::rebuild_if_old(self).await?;
        Ok(())
    }

    /// Does the database answer? The answer of `/readyz`: it reads, because whoever may ask must not hold up a writer, and a
    /// writer that is busy for a moment is no reason to send nobody here any more.
    ///
    /// # Errors
    /// It does not.
    pub async fn ready(&self) -> Result<()> {
        let mut tx = self.read().await?;
        let count: i64 = sql!(&mut tx, |c| sqlx::query_scalar("SELECT COUNT(*) FROM donor").fetch_one(c))?;
        tracing::trace!(count, "ready");
        tx.rollback().await
    }

    /// Runs a statement of a test's own: making and dropping its database, or tampering with rows.
    #[doc(hidden)]
    pub async fn run_for_tests(&self, statement: &str) -> std::result::Result<(), String> {
        let statement = sqlx::AssertSqlSafe(statement.to_owned());
        let done = match self {
            Db::Sqlite { writer, .. } => sqlx::raw_sql(statement).execute(writer).await.map(|_| ()),
            Db::Postgres { writer, .. } => sqlx::raw_sql(statement).execute(writer).await.map(|_| ()),
        };
        done.map_err(|e| e.to_string())
    }

    /// What a test asks of the database itself: the first column of every row, which must be a text.
    #[doc(hidden)]
    pub async fn ask_for_tests(&self, question: &str) -> std::result::Result<Vec<String>, String> {
        let question = sqlx::AssertSqlSafe(question.to_owned());
        let rows = match self {
            Db::Sqlite { readers, .. } => sqlx::query_scalar(question).fetch_all(readers).await,
            Db::Postgres { readers, .. } => sqlx::query_scalar(question).fetch_all(readers).await,
        };
        rows.map_err(|e| e.to_string())
    }

    /// Writes everything out and closes. SQLite's log is folded into the file.
    pub async fn close(&self) {
        match self {
            Db::Sqlite { readers, writer } => {
                readers.close().await;
                if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await {
                    tracing::warn!(%error, "the write-ahead log was not folded in");
                }
                writer.close().await;
            }
            Db::Postgres { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
        }
    }
}

impl Tx {
    pub(crate) fn pending(&mut self) -> &mut Pending {
        match self {
            Tx::Sqlite(_, pending) | Tx::Postgres(_, pending) => pending,
        }
    }

    /// Brings up to date what stands now (see `now::settle`), and commits.
    ///
    /// # Errors
    /// Nothing was changed.
    pub async fn commit(mut self) -> Result<()> {
        now::settle(&mut self).await?;
        self.commit_as_is().await
    }

    /// Commits rows of what stands now themselves.
    pub(crate) async fn commit_as_is(self) -> Result<()> {
        match self {
            Tx::Sqlite(t, _) => t.commit().await?,
            Tx::Postgres(t, _) => t.commit().await?,
        }
        Ok(())
    }

    /// # Errors
    /// The database does not answer; nothing was changed either way.
    pub async fn rollback(self) -> Result<()> {
        match self {
            Tx::Sqlite(t, _) => t.rollback().await?,
            Tx::Postgres(t, _) => t.rollback().await?,
        }
        Ok(())
    }
}

/// Number, name, SQLite text, PostgreSQL text; in the order in which they run. `build.rs` finds them in `migrations/`.
pub const MIGRATIONS: &[(i64, &str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

fn migrator(text: impl Fn(&(i64, &'static str, &'static str, &'static str)) -> &'static str) -> Migrator {
    let migrations = MIGRATIONS.iter().map(|migration| {
        let name = Cow::Borrowed(migration.1);
        Migration::new(migration.0, name, MigrationType::Simple, text(migration).into_sql_str(), false)
    });
    Migrator::with_migrations(migrations.collect())
}
