//! Opening the SQLite file: its settings, and whether it is one of ours.

use std::{path::Path, time::Duration};

use sqlx::{
    Connection, Sqlite, SqlitePool,
    pool::PoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use super::{Db, WAIT};
use crate::error::{Error, Result};

/// SQLite marks its file as ours: "PRTL".
const APPLICATION_ID: i64 = 0x5052_544C;

pub(super) async fn open(file: &Path) -> Result<Db> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: an acknowledged receipt survives a power cut. NORMAL would not promise that.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        // Without it, INSERT OR REPLACE would slip past the triggers that keep facts append-only.
        .pragma("recursive_triggers", "ON")
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("secure_delete", "ON")
        .pragma("mmap_size", "0")
        .pragma("journal_size_limit", "67108864");
    // One writer, kept for good: writes queue here instead of failing with "database is locked".
    let one = PoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None).acquire_timeout(WAIT);
    let writer = patiently(closing_what_is_left_open(one), &options).await?;
    check_engine(&writer).await?;
    let several = PoolOptions::new().max_connections(4).acquire_timeout(WAIT);
    let readers = patiently(closing_what_is_left_open(several), &options.pragma("query_only", "ON")).await?;
    Ok(Db::Sqlite { readers, writer })
}

/// SQLite ends a transaction by itself when the disk is full; sqlx then fails to roll it back, takes the connection for one
/// inside a transaction for ever, and begins none on it any more. Such a connection is closed, and the pool opens another.
fn closing_what_is_left_open(pool: PoolOptions<Sqlite>) -> PoolOptions<Sqlite> {
    pool.after_release(|connection, _| {
        Box::pin(async move {
            // The rollback of a transaction that was dropped is still on its way: the answer to this comes after it.
            connection.ping().await?;
            Ok(!connection.is_in_transaction())
        })
    })
}

/// Of several that turn a new file to WAL at once, SQLite tells all but one "locked" without waiting its busy timeout.
async fn patiently(pool: PoolOptions<Sqlite>, options: &SqliteConnectOptions) -> Result<SqlitePool> {
    for _ in 0..200 {
        match pool.clone().connect_with(options.clone()).await {
            Err(error) if is_locked(&error) => tokio::time::sleep(Duration::from_millis(25)).await,
            answer => return Ok(answer?),
        }
    }
    Ok(pool.connect_with(options.clone()).await?)
}

/// SQLITE_BUSY and its extended codes.
fn is_locked(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|e| e.code()?.parse::<i32>().ok());
    code.is_some_and(|code| code & 0xFF == 5)
}

async fn check_engine(pool: &SqlitePool) -> Result<()> {
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(pool).await?;
    if !new_enough(&version) {
        return Err(Error::Internal(format!("SQLite {version} can lose committed writes; 3.51.3 or newer is needed")));
    }
    let tables: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_master").fetch_one(pool).await?;
    // After the tables: somebody else who opens the new file just now marks it before filling it.
    let application: i64 = sqlx::query_scalar("PRAGMA application_id").fetch_one(pool).await?;
    match application {
        APPLICATION_ID => Ok(()),
        0 if tables == 0 => {
            sqlx::query("PRAGMA application_id = 1347572812").execute(pool).await?;
            Ok(())
        }
        _ => Err(Error::Internal("this SQLite file was not made by the portal".to_owned())),
    }
}

fn new_enough(version: &str) -> bool {
    let parts: Vec<u32> = version.split('.').filter_map(|p| p.parse().ok()).collect();
    parts.as_slice() >= [3, 51, 3].as_slice()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_application_id_is_the_pragma_that_is_set() {
        assert_eq!(APPLICATION_ID, 1_347_572_812);
    }

    #[test]
    fn only_the_repaired_sqlite_is_good_enough() {
        assert!(new_enough("3.51.3") && new_enough("3.52.0") && new_enough("4.0.0"));
        assert!(!new_enough("3.51.2") && !new_enough("3.40.1"));
    }
}
