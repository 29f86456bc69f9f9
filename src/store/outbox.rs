//! Mail that was written with its fact and leaves later, from whichever server claims it first.

use domain::{
    Action, Timestamp, Viewer,
    notice::{ATTEMPT_SECONDS, retry_after},
};

use crate::{
    Result, Tx,
    db::{sql, touch},
    list::{Asked, Filter, List, Page, Scope, Search, Sort},
};

/// A mail that this sender has claimed.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Mail {
    pub id: i64,
    pub address: String,
    pub subject: String,
    pub body: String,
    /// Where its link leads, below the portal's public address.
    pub href: String,
    pub created_at: i64,
    /// This one included.
    pub attempts: i64,
}

/// A mail as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct MailRow {
    pub id: i64,
    pub person: String,
    pub address: String,
    pub subject: String,
    pub attempts: i64,
    pub next_attempt_at: i64,
    pub last_error: Option<String>,
    pub sent_at: Option<i64>,
    pub given_up_at: Option<i64>,
    pub created_at: i64,
}

pub(crate) static LIST: List = List {
    columns: "o.id, p.name AS person, o.address, o.subject, o.attempts, o.next_attempt_at, o.last_error, o.sent_at, o.given_up_at,
      o.created_at",
    from: "outbox r WHERE TRUE",
    given: &[],
    joins: "JOIN outbox o ON o.id = r.id JOIN notice n ON n.id = o.notice_id JOIN person p ON p.id = n.person_id",
    id: "r.id",
    sorts: &[Sort::number("written", "r.id").down()],
    filters: &[Filter::new(
        "state",
        "CASE WHEN r.sent_at IS NOT NULL THEN 'sent' WHEN r.given_up_at IS NOT NULL THEN 'given up' WHEN r.attempts = 0 THEN 'waiting'
           ELSE 'tried' END = ?",
    )],
    // Codes, dates and addresses; sent mail is purged by its age, so that there are never many.
    search: Some(Search::InRow("lower(r.subject || ' ' || r.address)")),
    sums: None,
    total: None,
};

/// A page of the mail, the newest first.
///
/// # Errors
/// Administrators only.
pub async fn list(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<MailRow>> {
    viewer.may(Action::SeeOutbox)?;
    LIST.page(tx, Scope::from(viewer), asked).await
}

pub(crate) async fn write(tx: &mut Tx, at: Timestamp, notice: i64, address: &str, subject: &str) -> Result<()> {
    touch!(tx, |c| {
        sqlx::query(
        "INSERT INTO outbox (notice_id, address, subject, body, next_attempt_at, created_at) VALUES ($1, $2, $3, $4, $5, $5)"
    )
    .bind(notice)
    .bind(address)
    .bind(subject)
    .bind(format!("{subject}. Sign in to see it:"))
    .bind(at.0)
    .execute(c)
    })?;
    Ok(())
}

/// Whether anything is to be sent now: a look that takes no writer.
///
/// # Errors
/// The database does not answer.
pub async fn is_due(tx: &mut Tx, at: Timestamp) -> Result<bool> {
    let due: i64 = sql!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL AND given_up_at IS NULL AND next_attempt_at <= $1"
    )
    .bind(at.0)
    .fetch_one(c))?;
    Ok(due > 0)
}

/// Claims the mail that has waited longest. Of two senders one gets it: the claim moves its next attempt past the end of
/// this one. Commit before sending.
///
/// # Errors
/// The database does not answer.
pub async fn claim(tx: &mut Tx, at: Timestamp) -> Result<Option<Mail>> {
    let id: Option<i64> = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "UPDATE outbox SET attempts = attempts + 1, next_attempt_at = $2
         WHERE sent_at IS NULL AND given_up_at IS NULL AND next_attempt_at <= $1 AND id = (SELECT o.id FROM outbox o
           WHERE o.sent_at IS NULL AND o.given_up_at IS NULL AND o.next_attempt_at <= $1 ORDER BY o.next_attempt_at, o.id LIMIT 1)
         RETURNING id"
    )
    .bind(at.0)
    .bind(at.plus_seconds(ATTEMPT_SECONDS).0)
    .fetch_optional(c)
    })?;
    let Some(id) = id else { return Ok(None) };
    Ok(Some(sql!(tx, |c| sqlx::query_as(
        "SELECT o.id, o.address, o.subject, o.body, n.href, o.created_at, o.attempts FROM outbox o
         JOIN notice n ON n.id = o.notice_id WHERE o.id = $1"
    )
    .bind(id)
    .fetch_one(c))?))
}

/// Notes that a claimed mail was sent.
///
/// # Errors
/// The database does not answer.
pub async fn sent(tx: &mut Tx, at: Timestamp, mail: &Mail) -> Result<()> {
    touch!(tx, |c| sqlx::query("UPDATE outbox SET sent_at = $2, last_error = NULL WHERE id = $1 AND sent_at IS NULL")
        .bind(mail.id)
        .bind(at.0)
        .execute(c))?;
    Ok(())
}

/// Notes that a claimed mail was not sent: it is tried again later, or given up after the last attempt. A sender that
/// comes back after another one took over notes nothing.
///
/// # Errors
/// The database does not answer.
pub async fn failed(tx: &mut Tx, at: Timestamp, mail: &Mail, error: &str) -> Result<()> {
    let wait = retry_after(mail.attempts);
    touch!(tx, |c| sqlx::query(
        "UPDATE outbox SET last_error = $3, next_attempt_at = $4, given_up_at = $5
         WHERE id = $1 AND attempts = $2 AND sent_at IS NULL"
    )
    .bind(mail.id)
    .bind(mail.attempts)
    .bind(error.chars().take(500).collect::<String>())
    .bind(at.plus_seconds(wait.unwrap_or_default()).0)
    .bind(wait.is_none().then_some(at.0))
    .execute(c))?;
    Ok(())
}
