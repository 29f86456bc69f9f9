//! Reading locks with their reopenings. Donors and officers see neither: a lock says when the accounts were certified.

use std::collections::HashMap;

use domain::{Action, PartialDate, Timestamp, Viewer, period::Reopening, rate::Decision};

use crate::{
    Error, Parsed, Result, Tx,
    batch::Bind,
    query::{Query, ask},
};

/// A locked period, both days included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockRow {
    pub id: i64,
    /// `None`: all grants.
    pub grant: Option<String>,
    pub from: PartialDate,
    pub until: PartialDate,
    pub reason: String,
    pub locked_by: String,
    pub locked_at: Timestamp,
    /// The newest first.
    pub reopenings: Vec<ReopeningRow>,
}

/// That somebody asked to open it again, and what another person said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReopeningRow {
    pub id: i64,
    /// From the approval on.
    pub hours: i64,
    pub reason: String,
    pub asked_by: String,
    pub asked_by_id: i64,
    pub asked_at: Timestamp,
    pub decided: Option<Decided>,
}

/// What was decided, by whom and when; why is said of a rejection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    pub decision: Decision,
    pub by: String,
    pub at: Timestamp,
    pub reason: Option<String>,
}

impl ReopeningRow {
    pub fn state(&self, now: Timestamp) -> Reopening {
        Reopening::at(now, self.hours, self.decided.as_ref().map(|d| (d.decision, d.at)))
    }
}

impl LockRow {
    /// Until when the period is open again, if it is.
    pub fn open_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.reopenings.iter().find_map(|reopening| match reopening.state(now) {
            Reopening::OpenUntil(end) => Some(end),
            _ => None,
        })
    }
}

#[derive(sqlx::FromRow)]
struct Lock {
    id: i64,
    grant_code: Option<String>,
    from_on: Parsed<PartialDate>,
    until_on: Parsed<PartialDate>,
    reason: String,
    person: String,
    recorded_at: i64,
}

#[derive(sqlx::FromRow)]
struct Asked {
    id: i64,
    lock_id: i64,
    hours: i64,
    reason: String,
    person: String,
    person_id: i64,
    recorded_at: i64,
    decision: Option<Parsed<Decision>>,
    decided_by: Option<String>,
    decided_at: Option<i64>,
    decision_reason: Option<String>,
}

/// All locks, the newest period first.
///
/// # Errors
/// Staff and administrators only.
pub async fn list(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<LockRow>> {
    read(tx, viewer, None).await
}

/// One lock.
///
/// # Errors
/// Staff and administrators only; not there.
pub async fn show(tx: &mut Tx, viewer: &Viewer, id: i64) -> Result<LockRow> {
    read(tx, viewer, Some(id)).await?.pop().ok_or_else(Error::not_found)
}

/// All of them, or one.
async fn read(tx: &mut Tx, viewer: &Viewer, id: Option<i64>) -> Result<Vec<LockRow>> {
    viewer.may(Action::SeeChanges)?;
    let of = |text: &'static str, one: &'static str, order: &'static str| {
        let query = Query::new(text);
        match id {
            Some(id) => query.with(one, [Bind::from(id)]).with(order, []),
            None => query.with(order, []),
        }
    };
    let locks = of(
        "SELECT l.id, g.code AS grant_code, l.from_on, l.until_on, l.reason, p.name AS person, l.recorded_at
         FROM period_lock l JOIN person p ON p.id = l.person_id LEFT JOIN grant_agreement g ON g.id = l.grant_id",
        " WHERE l.id = ?",
        " ORDER BY l.until_on DESC, l.id DESC",
    );
    let locks: Vec<Lock> = ask!(&mut *tx, locks, fetch_all)?;
    let asked = of(
        "SELECT r.id, r.lock_id, r.hours, r.reason, p.name AS person, r.person_id, r.recorded_at, d.decision,
           y.name AS decided_by, d.recorded_at AS decided_at, d.reason AS decision_reason
         FROM period_reopening r JOIN person p ON p.id = r.person_id
         LEFT JOIN period_reopening_decision d ON d.reopening_id = r.id LEFT JOIN person y ON y.id = d.person_id",
        " WHERE r.lock_id = ?",
        " ORDER BY r.id DESC",
    );
    let asked: Vec<Asked> = ask!(tx, asked, fetch_all)?;
    let mut by_lock: HashMap<i64, Vec<ReopeningRow>> = HashMap::new();
    for row in asked {
        by_lock.entry(row.lock_id).or_default().push(row.into_reopening());
    }
    let row = |lock: Lock| LockRow {
        reopenings: by_lock.remove(&lock.id).unwrap_or_default(),
        id: lock.id,
        grant: lock.grant_code,
        from: lock.from_on.0,
        until: lock.until_on.0,
        reason: lock.reason,
        locked_by: lock.person,
        locked_at: Timestamp(lock.recorded_at),
    };
    Ok(locks.into_iter().map(row).collect())
}

impl Asked {
    fn into_reopening(self) -> ReopeningRow {
        let decided = self.decision.zip(self.decided_by).zip(self.decided_at).map(|((decision, by), at)| Decided {
            decision: decision.0,
            by,
            at: Timestamp(at),
            reason: self.decision_reason,
        });
        ReopeningRow {
            id: self.id,
            hours: self.hours,
            reason: self.reason,
            asked_by: self.person,
            asked_by_id: self.person_id,
            asked_at: Timestamp(self.recorded_at),
            decided,
        }
    }
}
