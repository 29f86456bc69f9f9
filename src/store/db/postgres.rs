//! Connecting to PostgreSQL: readers and writers in pools of their own.

use std::str::FromStr;

use sqlx::{Connection, Database, PgPool, Pool, Transaction, pool::PoolOptions, postgres::PgConnectOptions};

use super::{Db, WAIT};
use crate::error::{Error, Result};

/// One lock for all writers, of every portal on this database: they all append to one audit chain.
const WRITER: &str = "SELECT pg_advisory_xact_lock(7236837)";

/// Rows of a million things are made anew in minutes; what a person waits for is given up long before.
pub(super) const PATIENT: &str =
    "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = 0";
pub(super) const PATIENT_CONNECTION: &str =
    "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET lock_timeout = 0";

pub(super) async fn connect(url: &str) -> Result<Db> {
    let options = PgConnectOptions::from_str(url)?.options([
        ("statement_timeout", "15s"),
        ("lock_timeout", "10s"),
        ("idle_in_transaction_session_timeout", "10s"),
    ]);
    let readers = pool(10).connect_with(options.clone()).await?;
    // Writers wait here and not among the readers: ten of them behind a lock left no connection to read with. Two, so that
    // the next one stands at the lock already when the first lets it go.
    let writer = pool(2).connect_with(options).await?;
    Ok(Db::Postgres { readers, writer })
}

fn pool(most: u32) -> PoolOptions<sqlx::Postgres> {
    PoolOptions::<sqlx::Postgres>::new().max_connections(most).acquire_timeout(WAIT).after_release(|connection, _| {
        let left_open = connection.is_in_transaction();
        Box::pin(async move { Ok(!left_open) })
    })
}

/// Begins to read: one snapshot.
pub(super) async fn read(pool: &PgPool) -> Result<Transaction<'static, sqlx::Postgres>> {
    begin(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
}

/// Begins to write, when nobody else does.
pub(super) async fn write(pool: &PgPool) -> Result<Transaction<'static, sqlx::Postgres>> {
    let mut transaction = begin(pool, "BEGIN").await?;
    sqlx::query(WRITER).execute(&mut *transaction).await?;
    Ok(transaction)
}

/// In a task of its own: when its asker hangs up, sqlx forgets a `BEGIN` that is under way, and the next who gets the
/// connection would be inside somebody else's transaction. In a task it ends, and is rolled back. (A `ROLLBACK` before
/// every use did the same for two journeys to the server and a warning in its log each time.)
async fn begin<DB: Database>(pool: &Pool<DB>, statement: &'static str) -> Result<Transaction<'static, DB>> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move { pool.begin_with(statement).await });
    Ok(begun.await.map_err(|error| Error::Internal(error.to_string()))??)
}
