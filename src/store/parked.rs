//! Rejected forms, kept so that nothing typed is lost.

use domain::{Timestamp, Viewer};

use crate::{
    Result, Tx,
    db::{sql, touch},
};

/// A form that was refused: what was sent, and the answer (JSON of the web's error).
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Parked {
    pub body: String,
    pub answer: String,
}

/// Keeps the form of `page` for `person`; a newer one replaces it. Forms older than a day are dropped on the way.
///
/// # Errors
/// The database does not answer.
pub async fn park(tx: &mut Tx, person: i64, at: Timestamp, page: &str, body: &str, answer: &str) -> Result<()> {
    let a_day_ago = at.plus_seconds(-24 * 3600).0;
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM parked_form WHERE parked_at < $1").bind(a_day_ago).execute(c))?;
    touch!(tx, |c| {
        sqlx::query(
        "INSERT INTO parked_form (person_id, page, body, answer, parked_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (person_id, page) DO UPDATE SET body = excluded.body, answer = excluded.answer, parked_at = excluded.parked_at"
    )
    .bind(person)
    .bind(page)
    .bind(body)
    .bind(answer)
    .bind(at.0)
    .execute(c)
    })?;
    Ok(())
}

/// The parked form of this page, if any.
///
/// # Errors
/// The database does not answer.
pub async fn find(tx: &mut Tx, viewer: &Viewer, page: &str) -> Result<Option<Parked>> {
    Ok(sql!(tx, |c| sqlx::query_as("SELECT body, answer FROM parked_form WHERE person_id = $1 AND page = $2")
        .bind(viewer.person)
        .bind(page)
        .fetch_optional(c))?)
}

/// Forgets the parked form of this page: it has been accepted meanwhile.
///
/// # Errors
/// The database does not answer.
pub async fn forget(tx: &mut Tx, viewer: &Viewer, page: &str) -> Result<()> {
    touch!(tx, |c| sqlx::query("DELETE FROM parked_form WHERE person_id = $1 AND page = $2")
        .bind(viewer.person)
        .bind(page)
        .execute(c))?;
    Ok(())
}
