//! What nobody needs any more goes by age, a few hundred rows at a time, so that no writer waits for it. None of it is a fact
//! of the programme: facts and the audit chain are kept for ever.

use domain::{Timestamp, notice::Kind};

use crate::{
    Result, Tx,
    batch::delete_ids,
    db::{sql, touch},
};

/// How long each kind is kept, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Keys of forms that were sent: so long a form that is sent again counts once.
    pub submissions: i64,
    /// Sessions, from when they were last used.
    pub sessions: i64,
    /// Mail that was sent or given up.
    pub mail: i64,
    /// Notices, from when they were read.
    pub notices: i64,
    /// Photos for a correction of a receipt that nobody signed, from when the last of them was sent.
    pub corrections: i64,
}

/// Removes at most `most` rows of each kind. Answers how many went; with none left to go it answers 0.
///
/// # Errors
/// The database does not answer.
pub async fn purge(tx: &mut Tx, at: Timestamp, kept: &Kept, most: i64) -> Result<u64> {
    let before = |seconds: i64| at.plus_seconds(-seconds).0;
    let mut gone = 0;
    gone += touch!(&mut *tx, |c| sqlx::query(
        "DELETE FROM submission WHERE (person_id, key) IN
           (SELECT s.person_id, s.key FROM submission s WHERE s.recorded_at < $1 ORDER BY s.recorded_at LIMIT $2)"
    )
    .bind(before(kept.submissions))
    .bind(most)
    .execute(c))?;
    gone += touch!(&mut *tx, |c| {
        sqlx::query(
        "DELETE FROM session WHERE id IN (SELECT s.id FROM session s WHERE s.seen_at < $1 ORDER BY s.seen_at LIMIT $2)"
    )
    .bind(before(kept.sessions))
    .bind(most)
    .execute(c)
    })?;
    // What was given up was tried for the last time when it was given up: it is as old as that.
    gone += touch!(&mut *tx, |c| {
        sqlx::query(
        "DELETE FROM outbox WHERE id IN (SELECT o.id FROM outbox o WHERE o.sent_at < $1 OR o.given_up_at < $1 ORDER BY o.id LIMIT $2)"
    )
    .bind(before(kept.mail))
    .bind(most)
    .execute(c)
    })?;
    // What one person laid ready for one receipt goes together: a photo that is taken back would stand there again.
    gone += touch!(&mut *tx, |c| {
        sqlx::query(
            "DELETE FROM receipt_correction_draft WHERE (receipt_id, person_id) IN
           (SELECT d.receipt_id, d.person_id FROM receipt_correction_draft d GROUP BY d.receipt_id, d.person_id
            HAVING MAX(d.added_at) < $1 ORDER BY MAX(d.added_at) LIMIT $2)",
        )
        .bind(before(kept.corrections))
        .bind(most)
        .execute(c)
    })?;
    let notices: Vec<i64> = sql!(&mut *tx, |c| sqlx::query_scalar(READ)
        .bind(before(kept.notices))
        .bind(most)
        .bind(Kind::Waiting.word())
        .bind(Kind::DiscrepancyDue.word())
        .fetch_all(c))?;
    delete_ids(tx, "notice_read WHERE notice_id", &notices).await?;
    gone += delete_ids(tx, "notice WHERE id", &notices).await?;
    Ok(gone)
}

/// Read long ago, or only mailed; its mail is gone. A reminder stays: it is why nobody is reminded of the same twice.
const READ: &str = "
  SELECT n.id FROM notice n LEFT JOIN notice_read r ON r.notice_id = n.id
  WHERE (r.read_at < $1 OR (n.in_portal = 0 AND n.created_at < $1)) AND n.kind NOT IN ($3, $4)
    AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.notice_id = n.id)
  ORDER BY n.id LIMIT $2";
