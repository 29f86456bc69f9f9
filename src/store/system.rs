//! The state of the portal itself, for administrators: its database, its chain, its mail, who is signed in.

use domain::{Action, Role, Timestamp, Viewer};

use crate::{
    Db, Parsed, Result, Tx,
    batch::Bind,
    db::sql,
    query::{Query, ask},
    verify::{self, Checked, Verified},
};

/// So many of those who are signed in are named; how many there are is said of all.
const MOST_NAMED: i64 = 50;

/// What an administrator reads of it.
#[derive(Debug, Clone)]
pub struct System {
    /// `SQLite 3.51.3`, `PostgreSQL 16.4`
    pub database: String,
    pub bytes: i64,
    /// Rows of the audit chain, and when the newest was written.
    pub changes: i64,
    pub changed_at: Option<Timestamp>,
    /// The newest check of the chain.
    pub check: Option<ChainCheck>,
    pub mail: Mail,
    /// The one who was seen last first.
    pub signed_in: Vec<SignedIn>,
    pub sessions: i64,
}

/// A check of the chain, as it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainCheck {
    pub changes: i64,
    /// The first row that was wrong.
    pub finding: Option<String>,
    /// `None`: the command line.
    pub person: Option<String>,
    pub ended_at: Timestamp,
}

/// What waits, failed and left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Mail {
    pub waiting: i64,
    pub tried: i64,
    pub given_up: i64,
    pub sent_at: Option<i64>,
}

/// A live session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    pub name: String,
    pub role: Role,
    pub since: Timestamp,
    pub seen_at: Timestamp,
}

/// The state of the portal. `idle_since` and `began_since` bound the sessions that live: seen, and begun, after them.
///
/// # Errors
/// Administrators only.
pub async fn system(tx: &mut Tx, viewer: &Viewer, idle_since: Timestamp, began_since: Timestamp) -> Result<System> {
    viewer.may(Action::SeeSystem)?;
    let (database, bytes) = database(tx).await?;
    type Head = (i64, Option<i64>, i64);
    let query = Query::default().with(
        "SELECT (SELECT COALESCE(MAX(seq), 0) FROM change), (SELECT MAX(recorded_at) FROM change),
           (SELECT COUNT(*) FROM session s WHERE s.ended_at IS NULL AND s.seen_at > ? AND s.created_at > ?)",
        [Bind::from(idle_since.0), Bind::from(began_since.0)],
    );
    let (changes, changed_at, sessions): Head = ask!(&mut *tx, query, fetch_one)?;
    Ok(System {
        database,
        bytes,
        changes,
        changed_at: changed_at.map(Timestamp),
        check: newest_check(tx).await?,
        mail: mail(tx).await?,
        signed_in: signed_in(tx, idle_since, began_since).await?,
        sessions,
    })
}

/// The only questions that each database is asked in words of its own.
async fn database(tx: &mut Tx) -> Result<(String, i64)> {
    Ok(match tx {
        Tx::Sqlite(t, _) => {
            let asked =
                "SELECT sqlite_version(), s.page_size * c.page_count FROM pragma_page_size() s, pragma_page_count() c";
            let (version, bytes): (String, i64) = sqlx::query_as(asked).fetch_one(&mut **t).await?;
            (format!("SQLite {version}"), bytes)
        }
        Tx::Postgres(t, _) => {
            let asked = "SELECT current_setting('server_version'), pg_database_size(current_database())";
            let (version, bytes): (String, i64) = sqlx::query_as(asked).fetch_one(&mut **t).await?;
            (format!("PostgreSQL {version}"), bytes)
        }
    })
}

async fn newest_check(tx: &mut Tx) -> Result<Option<ChainCheck>> {
    type Row = (i64, Option<String>, Option<String>, i64);
    let row: Option<Row> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT k.changes, k.finding, p.name, k.ended_at FROM chain_check k LEFT JOIN person p ON p.id = k.person_id
         ORDER BY k.id DESC LIMIT 1"
    )
    .fetch_optional(c)
    })?;
    Ok(row.map(|(changes, finding, person, at)| ChainCheck { changes, finding, person, ended_at: Timestamp(at) }))
}

async fn mail(tx: &mut Tx) -> Result<Mail> {
    Ok(sql!(tx, |c| sqlx::query_as(
        "SELECT COUNT(CASE WHEN o.sent_at IS NULL AND o.given_up_at IS NULL AND o.attempts = 0 THEN 1 END) AS waiting,
           COUNT(CASE WHEN o.sent_at IS NULL AND o.given_up_at IS NULL AND o.attempts > 0 THEN 1 END) AS tried,
           COUNT(o.given_up_at) AS given_up, MAX(o.sent_at) AS sent_at FROM outbox o"
    )
    .fetch_one(c))?)
}

async fn signed_in(tx: &mut Tx, idle_since: Timestamp, began_since: Timestamp) -> Result<Vec<SignedIn>> {
    let query = Query::default().with(
        "SELECT p.name, p.role, s.created_at, s.seen_at FROM session s JOIN person p ON p.id = s.person_id
         WHERE s.ended_at IS NULL AND s.seen_at > ? AND s.created_at > ? ORDER BY s.seen_at DESC, s.id DESC LIMIT ?",
        [Bind::from(idle_since.0), Bind::from(began_since.0), Bind::from(MOST_NAMED)],
    );
    let rows: Vec<(String, Parsed<Role>, i64, i64)> = ask!(tx, query, fetch_all)?;
    let signed_in = |(name, role, since, seen): (String, Parsed<Role>, i64, i64)| SignedIn {
        name,
        role: role.0,
        since: Timestamp(since),
        seen_at: Timestamp(seen),
    };
    Ok(rows.into_iter().map(signed_in).collect())
}

/// Verifies everything and keeps with what result. `began_at` and `now` are the clock before and after.
///
/// # Errors
/// The database does not answer. A copy that cannot be written to is verified as well: that nothing is kept is only logged.
pub async fn check_chain(
    db: &Db,
    person: Option<i64>,
    began_at: Timestamp,
    now: impl FnOnce() -> Timestamp,
) -> Result<Checked<Verified>> {
    let mut tx = db.read().await?;
    let checked = verify::verify(&mut tx).await?;
    let changes: i64 = sql!(&mut tx, |c| sqlx::query_scalar("SELECT COALESCE(MAX(seq), 0) FROM change").fetch_one(c))?;
    drop(tx);
    let finding = checked.as_ref().err().map(ToString::to_string);
    if let Err(error) = keep(db, person, changes, finding, began_at, now()).await {
        tracing::warn!(%error, "when the chain was verified is not kept");
    }
    Ok(checked)
}

async fn keep(
    db: &Db,
    person: Option<i64>,
    changes: i64,
    finding: Option<String>,
    began_at: Timestamp,
    ended_at: Timestamp,
) -> Result<()> {
    let mut tx = db.write().await?;
    let kept: i64 = sql!(&mut tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO chain_check (changes, finding, person_id, began_at, ended_at) VALUES ($1, $2, $3, $4, $5) RETURNING id"
    )
    .bind(changes)
    .bind(finding)
    .bind(person)
    .bind(began_at.0)
    .bind(ended_at.0)
    .fetch_one(c)
    })?;
    tracing::debug!(kept, "the check of the chain is kept");
    tx.commit().await
}
