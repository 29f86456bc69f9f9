//! Period locks: after a statement is certified, nothing more gets a value date inside its period. Locked by event date
//! and scope (one grant or all), never by activity; reopening takes two people, ends by itself and is logged.

use chrono::NaiveDate;
use domain::{
    Action, Checks, PartialDate, Timestamp, Viewer,
    change::{Deed, Entity},
    period::{MOST_HOURS, Reopening, check_days},
    rate::Decision,
};

use crate::{
    Error, Parsed, Result, Tx,
    db::{sql, touch},
    error::reason_given,
    facts::{self, Table, ToldBy, rows},
    grants,
};

mod read;

pub use read::{LockRow, ReopeningRow, list, show};

/// From, until, who locked it, when, why.
type LockOf = (Parsed<PartialDate>, Parsed<PartialDate>, String, i64, String);

/// Whether `day` is open for a grant at the instant `at`: no lock covers it but such with an approved reopening whose hours
/// still run.
///
/// # Errors
/// Locked: under `field`, where the date was entered, with the period, who locked it, and what to do instead.
pub async fn check_open(tx: &mut Tx, field: &'static str, grant: i64, day: NaiveDate, at: Timestamp) -> Result<()> {
    let lock: Option<LockOf> = sql!(tx, |c| sqlx::query_as(
        "SELECT l.from_on, l.until_on, p.name, l.recorded_at, l.reason
         FROM period_lock l JOIN person p ON p.id = l.person_id
         WHERE (l.grant_id IS NULL OR l.grant_id = $1) AND l.from_on <= $2 AND l.until_on >= $2
           AND NOT EXISTS (SELECT 1 FROM period_reopening r JOIN period_reopening_decision d ON d.reopening_id = r.id
             WHERE r.lock_id = l.id AND d.decision = 'approved' AND d.recorded_at <= $3
               AND d.recorded_at + r.hours * 3600000 > $3)
         ORDER BY l.id LIMIT 1"
    )
    .bind(grant)
    .bind(day.to_string())
    .bind(at.0)
    .fetch_optional(c))?;
    let Some((from, until, person, locked_at, reason)) = lock else { return Ok(()) };
    Err(Error::invalid(
        field,
        format!(
            "{} to {} is locked (by {person} on {}: {reason}). Enter a date in an open period (a late event says which period it relates to), or ask to reopen this one",
            from.words(),
            until.words(),
            Timestamp(locked_at).day_words()
        ),
    ))
}

/// Locks a period, both days included, for one grant or for all. Answers the number of the lock.
///
/// # Errors
/// Staff only; no such grant; the period is not over; no reason; locked already; events wait for approval in it.
pub async fn lock(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    grant_code: Option<&str>,
    from: NaiveDate,
    until: NaiveDate,
    reason: &str,
) -> Result<i64> {
    viewer.may(Action::ManageMoney)?;
    let mut checks = Checks::default();
    check_days(&mut checks, from, until, at.day());
    let reason = checks.required("reason", reason, "Enter why the period is locked");
    let reason = checks.finish(reason)?;
    let grant = match grant_code {
        Some(code) => Some(grants::key(tx, viewer, code).await?),
        None => None,
    };
    let grant = grant.map(|grant| grant.id);
    check_new(tx, grant, from, until).await?;
    check_decided(tx, grant, from, until).await?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO period_lock (grant_id, from_on, until_on, reason, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"
    )
    .bind(grant)
    .bind(from.to_string())
    .bind(until.to_string())
    .bind(&reason)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Locked, &LOCK, id).await?;
    Ok(id)
}

pub(crate) static LOCK: Table = Table::new(
    "period_lock",
    Entity::Period,
    ToldBy::Key,
    rows!(
        "SELECT l.id AS _id, l.id AS _key, 'locked' AS _deed, l.person_id AS _person, l.recorded_at AS _at, g.code AS \"grant\",
           l.from_on, l.until_on, l.reason FROM period_lock l LEFT JOIN grant_agreement g ON g.id = l.grant_id",
        "l.id"
    ),
)
.deeds(&[Deed::Locked]);

async fn check_new(tx: &mut Tx, grant: Option<i64>, from: NaiveDate, until: NaiveDate) -> Result<()> {
    let same: Option<(String, i64)> = sql!(tx, |c| sqlx::query_as(
        "SELECT p.name, l.recorded_at FROM period_lock l JOIN person p ON p.id = l.person_id
         WHERE COALESCE(l.grant_id, 0) = $1 AND l.from_on = $2 AND l.until_on = $3 ORDER BY l.id LIMIT 1"
    )
    .bind(grant.unwrap_or(0))
    .bind(from.to_string())
    .bind(until.to_string())
    .fetch_optional(c))?;
    match same {
        Some((person, on)) => {
            let words = format!("This period was locked already by {person} on {}.", Timestamp(on).words());
            Err(Error::conflict(words))
        }
        None => Ok(()),
    }
}

/// An event that waits could never be approved in a locked period.
async fn check_decided(tx: &mut Tx, grant: Option<i64>, from: NaiveDate, until: NaiveDate) -> Result<()> {
    let waiting: i64 = sql!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM money_event e WHERE ($1 = 0 OR e.grant_id = $1) AND e.value_date BETWEEN $2 AND $3
           AND NOT EXISTS (SELECT 1 FROM money_decision d WHERE d.event_id = e.id)"
    )
    .bind(grant.unwrap_or(0))
    .bind(from.to_string())
    .bind(until.to_string())
    .fetch_one(c))?;
    let words = match waiting {
        0 => return Ok(()),
        1 => "1 event waits for approval in this period: approve or reject it first".to_owned(),
        many => format!("{many} events wait for approval in this period: approve or reject them first"),
    };
    Err(Error::invalid("until_on", words))
}

/// Asks to open a locked period again for some hours, counted from the approval on. Answers the number of the reopening.
///
/// # Errors
/// Staff only; no such lock; hours out of 1 to 336, or no reason; asked already, or open already.
pub async fn ask_reopening(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    lock: i64,
    hours: i64,
    reason: &str,
) -> Result<i64> {
    viewer.may(Action::ManageMoney)?;
    let row = show(tx, viewer, lock).await?;
    let mut checks = Checks::default();
    if !(1..=MOST_HOURS).contains(&hours) {
        checks.fail("hours", format!("Enter whole hours from 1 to {MOST_HOURS}"));
    }
    let reason = checks.required("reason", reason, "Enter what has to be posted, and why it is late");
    let reason = checks.finish(reason)?;
    for other in &row.reopenings {
        match other.state(at) {
            Reopening::Asked => {
                let words = format!("{} asked already on {}.", other.asked_by, other.asked_at.words());
                return Err(Error::conflict(words));
            }
            Reopening::OpenUntil(end) => {
                return Err(Error::conflict(format!("The period is open already, until {}.", end.words())));
            }
            Reopening::EndedAt(_) | Reopening::Rejected => {}
        }
    }
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO period_reopening (lock_id, reason, hours, person_id, recorded_at) VALUES ($1, $2, $3, $4, $5)
         RETURNING id"
    )
    .bind(lock)
    .bind(&reason)
    .bind(hours)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::ReopeningAsked, &REOPENING, id).await?;
    Ok(id)
}

pub(crate) static REOPENING: Table = Table::new(
    "period_reopening",
    Entity::Period,
    ToldBy::Number("reopening"),
    rows!(
        "SELECT r.id AS _id, r.lock_id AS _key, 'reopening asked' AS _deed, r.person_id AS _person, r.recorded_at AS _at,
           r.id AS reopening, r.hours, r.reason, g.code AS \"grant~\", l.from_on AS \"from_on~\", l.until_on AS \"until_on~\"
         FROM period_reopening r JOIN period_lock l ON l.id = r.lock_id LEFT JOIN grant_agreement g ON g.id = l.grant_id",
        "r.id"
    ),
)
.deeds(&[Deed::ReopeningAsked]);

/// Opens the period from now on for the hours that were asked for. Answers the number of the lock.
///
/// # Errors
/// Staff only, and another person than who asked; no such reopening; decided already: says by whom and when.
pub async fn approve_reopening(tx: &mut Tx, viewer: &Viewer, at: Timestamp, reopening: i64) -> Result<i64> {
    decide(tx, viewer, at, reopening, Decision::Approved, None).await
}

/// Leaves the period locked. Answers the number of the lock.
///
/// # Errors
/// As [`approve_reopening`]; no reason.
pub async fn reject_reopening(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    reopening: i64,
    reason: &str,
) -> Result<i64> {
    decide(tx, viewer, at, reopening, Decision::Rejected, Some(reason)).await
}

async fn decide(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    reopening: i64,
    decision: Decision,
    reason: Option<&str>,
) -> Result<i64> {
    viewer.may(Action::ManageMoney)?;
    let lock: Option<i64> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT lock_id FROM period_reopening WHERE id = $1")
            .bind(reopening)
            .fetch_optional(c))?;
    let lock = lock.ok_or_else(Error::not_found)?;
    let row = show(tx, viewer, lock).await?.reopenings.into_iter().find(|r| r.id == reopening);
    let row = row.ok_or_else(Error::not_found)?;
    if let Some(decided) = &row.decided {
        let words = format!("It was {} already by {} on {}.", decided.decision, decided.by, decided.at.words());
        return Err(Error::conflict(words));
    }
    if row.asked_by_id == viewer.person {
        return Err(Error::conflict("You asked for this: another member of staff decides it."));
    }
    let reason = reason.map(|reason| reason_given(reason, "Enter why the period stays locked")).transpose()?;
    touch!(&mut *tx, |c| sqlx::query(
        "INSERT INTO period_reopening_decision (reopening_id, decision, reason, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(reopening)
    .bind(decision.word())
    .bind(&reason)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c))?;
    let deed = if decision == Decision::Approved { Deed::Reopened } else { Deed::Rejected };
    facts::record(tx, Some(viewer.person), at, deed, &REOPENING_DECISION, reopening).await?;
    Ok(lock)
}

pub(crate) static REOPENING_DECISION: Table = Table::new(
    "period_reopening_decision",
    Entity::Period,
    ToldBy::Number("reopening"),
    rows!(
        "SELECT d.reopening_id AS _id, r.lock_id AS _key, CASE d.decision WHEN 'approved' THEN 'reopened' ELSE d.decision END AS _deed,
           d.person_id AS _person, d.recorded_at AS _at, d.reopening_id AS reopening, d.reason, g.code AS \"grant~\", l.from_on AS \"from_on~\", l.until_on AS \"until_on~\"
         FROM period_reopening_decision d JOIN period_reopening r ON r.id = d.reopening_id
         JOIN period_lock l ON l.id = r.lock_id LEFT JOIN grant_agreement g ON g.id = l.grant_id",
        "d.reopening_id"
    ),
)
.deeds(&[Deed::Reopened, Deed::Rejected]);
