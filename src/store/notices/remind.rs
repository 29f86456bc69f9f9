//! Reminders: what waits, and what is due. Asked every hour; whoever asks twice tells nobody twice.

use domain::{
    PartialDate, Timestamp,
    notice::{Kind, REMINDED_AFTER, reminder},
};

use super::{Told, tell};
use crate::{Parsed, Result, Tx, db::sql, receipts::stands};

const DAY: i64 = 86_400_000;

/// Tells officers what their agency has not counted at all since 7 and since 14 days, and owners which discrepancy is due
/// today or was due. Days of waiting count from when the dispatch was recorded: nobody could know of it before.
///
/// # Errors
/// The database does not answer.
pub async fn remind(tx: &mut Tx, at: Timestamp) -> Result<()> {
    waiting(tx, at).await?;
    due(tx, at).await
}

/// What a reminder is about: a round of an agency, at one of the ages. All its lines are as old as its dispatch.
pub(super) fn waiting_key(round: i64, days: i64) -> String {
    format!("waiting:{round}:{days}")
}

async fn waiting(tx: &mut Tx, at: Timestamp) -> Result<()> {
    let since = at.0 - REMINDED_AFTER.into_iter().min().unwrap_or_default() * DAY;
    let waiting: Vec<(i64, i64, String, i64)> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT p.id, r.id, r.code, s.recorded_at FROM round_step s JOIN round r ON r.id = s.round_id
         JOIN person p ON p.role = 'officer' AND p.disabled_at IS NULL
         WHERE s.step = 'dispatched' AND s.recorded_at <= $1
           AND EXISTS (SELECT 1 FROM line l WHERE l.round_id = r.id AND (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = l.agency_id) = (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = p.agency_id) AND l.outstanding > 0
             AND NOT EXISTS (SELECT 1 FROM receipt_line n WHERE n.line_id = l.id))
         ORDER BY p.id, r.id"
    )
    .bind(since)
    .fetch_all(c)
    })?;
    for (person, round, code, dispatched_at) in waiting {
        let Some(days) = reminder((at.0 - dispatched_at) / DAY) else { continue };
        let told = Told {
            kind: Kind::Waiting,
            subject: &format!("Round {code} has waited for your confirmation for {days} days"),
            href: &format!("/rounds/{code}"),
            key: &waiting_key(round, days),
        };
        tell(tx, at, person, &told).await?;
    }
    Ok(())
}

async fn due(tx: &mut Tx, at: Timestamp) -> Result<()> {
    let today = PartialDate::Day(at.day());
    let due: Vec<(i64, String, String, Parsed<PartialDate>)> = sql!(&mut *tx, |c| {
        sqlx::query_as(concat!(
        "SELECT p.id, d.public_id, r.code, a.due_on FROM discrepancy d
         JOIN receipt_line n ON n.id = d.receipt_line_id JOIN receipt t ON t.id = n.receipt_id
         JOIN discrepancy_event a ON a.id = (SELECT MAX(e.id) FROM discrepancy_event e
           WHERE e.discrepancy_id = COALESCE(d.first_id, d.id) AND e.kind = 'assigned')
         JOIN person p ON p.id = a.owner_id AND p.disabled_at IS NULL
         JOIN line l ON l.id = d.line_id JOIN round r ON r.id = l.round_id
         WHERE a.due_on <= $1 AND ",
        stands!(),
        " AND NOT EXISTS (SELECT 1 FROM discrepancy_event e WHERE e.discrepancy_id = COALESCE(d.first_id, d.id) AND e.kind = 'settled')
           AND d.quantity > COALESCE((SELECT SUM(e.quantity) FROM discrepancy_event e JOIN receipt t ON t.id = e.receipt_id
             WHERE e.discrepancy_id = COALESCE(d.first_id, d.id) AND e.kind = 'counted again' AND ",
        stands!(),
        "), 0)
         ORDER BY d.id"
    ))
    .bind(Parsed(today))
    .fetch_all(c)
    })?;
    for (person, public_id, code, due_on) in due {
        let told = Told {
            kind: Kind::DiscrepancyDue,
            subject: &format!("A discrepancy of round {code} is due on {}", due_on.words()),
            href: &format!("/discrepancies/{public_id}"),
            key: &format!("due:{public_id}:{}", *due_on),
        };
        tell(tx, at, person, &told).await?;
    }
    Ok(())
}
