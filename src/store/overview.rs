//! What a person sees first: what waits for me, what happened, and the totals. Another one for every role.

use domain::{Action, PartialDate, Role, Timestamp, Viewer};

use crate::{
    Parsed, Result, Tx,
    batch::Bind,
    cases::{self, CaseRow},
    changes,
    changes::ChangeRow,
    custody,
    db::sql,
    discrepancies::{self, Counts},
    items::RoundRef,
    list::{Asked, Page},
    nouns,
    query::{Query, ask},
    receipts::{self, ReceiptRef},
    signing, tasks,
    units::{self, UnitCare},
};

mod coordinator;
mod course;
mod donor;
mod phases;

pub use coordinator::{Arrival, CoordinatorOverview, InCountry, MOST_UNITS, StillToCount};
pub use course::{Course, Programme};
pub use donor::{DonorOverview, NextMilestone, StillOpen};
pub use phases::{PaidMilestone, PaidPhase};

/// How many of the latest things are shown.
const LATEST: usize = 10;
/// Beside what waits.
const LATEST_CHANGES: usize = 5;
/// So many tasks share the first page with the figures; the list has all of them.
const FIRST_TASKS: usize = 10;
/// So many rounds are offered to be counted, the oldest first: the list of rounds has all of them.
const MOST_TO_RECEIVE: i64 = 50;

/// The first page of each role.
#[derive(Debug, Clone)]
pub enum Overview {
    Staff(StaffOverview),
    Officer(OfficerOverview),
    Donor(DonorOverview),
    Administrator(AdministratorOverview),
    Coordinator(CoordinatorOverview),
    /// The cases that were handed on to the focal point's agency, or in which it acted.
    FocalPoint(Page<CaseRow>),
}

#[derive(Debug, Clone)]
pub struct StaffOverview {
    /// The first of what waits, and how much there is.
    pub tasks: tasks::Listed,
    pub programme: Programme,
    pub changes: Vec<ChangeRow>,
}

/// Dispatched lines that are not counted to the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Awaiting {
    pub lines: i64,
    /// Since the handover of the oldest of them.
    pub oldest_days: Option<i64>,
}

#[derive(Debug, Clone)]
pub struct OfficerOverview {
    /// Rounds with something to count, the oldest first; not more than fifty.
    pub to_receive: Vec<ToReceive>,
    pub not_settled: Counts,
    pub receipts: Vec<ReceiptRef>,
    /// Movements that wait for the viewer.
    pub movements: usize,
    /// Numbers of acts that the viewer is to sign now.
    pub to_sign: Vec<String>,
    /// Units with what is the agency's, those that need care first.
    pub units: Vec<UnitCare>,
}

/// A round that waits for the officer's agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToReceive {
    pub round: RoundRef,
    pub open_lines: i64,
    pub open_quantity: i64,
}

#[derive(Debug, Clone)]
pub struct AdministratorOverview {
    pub people: People,
    pub changes: Vec<ChangeRow>,
}

/// Accounts: in use, invited but without a password yet, closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct People {
    pub active: i64,
    pub invited: i64,
    pub disabled: i64,
}

/// The overview of the person who asks. `at` is now: ages count up to it.
///
/// # Errors
/// The database does not answer.
pub async fn overview(tx: &mut Tx, viewer: &Viewer, at: Timestamp) -> Result<Overview> {
    viewer.may(Action::SeeOverview)?;
    Ok(match viewer.role {
        Role::Staff => Overview::Staff(staff(tx, viewer, at).await?),
        Role::Officer => Overview::Officer(officer(tx, viewer, at).await?),
        Role::Donor => Overview::Donor(donor::overview(tx, viewer, at).await?),
        Role::Administrator => Overview::Administrator(administrator(tx, viewer).await?),
        Role::Coordinator => Overview::Coordinator(coordinator::overview(tx, viewer).await?),
        Role::FocalPoint => Overview::FocalPoint(cases::list(tx, viewer, &Asked::default()).await?),
    })
}

async fn staff(tx: &mut Tx, viewer: &Viewer, at: Timestamp) -> Result<StaffOverview> {
    let first = Asked { most: Some(FIRST_TASKS), ..Asked::default() };
    Ok(StaffOverview {
        tasks: tasks::list(tx, viewer, at, &first).await?,
        programme: course::programme(tx).await?,
        changes: changes::latest(tx, viewer, LATEST_CHANGES).await?,
    })
}

async fn officer(tx: &mut Tx, viewer: &Viewer, at: Timestamp) -> Result<OfficerOverview> {
    Ok(OfficerOverview {
        to_receive: to_receive(tx, viewer).await?,
        not_settled: discrepancies::counts(tx, viewer, at.day()).await?,
        receipts: receipts::latest(tx, viewer, LATEST_CHANGES).await?,
        movements: custody::count_waiting(tx, viewer).await?,
        to_sign: signing::waiting(tx, viewer).await?,
        units: units::care(tx, viewer, at.day()).await?,
    })
}

async fn to_receive(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<ToReceive>> {
    let query = Query::default()
        .with(
            "SELECT o.code, o.title, COALESCE(o.held_on, o.planned_on), r.open_lines, r.outstanding
             FROM round_reader r JOIN round o ON o.id = r.round_id
             WHERE r.scope = ? AND r.scope_id = ? AND r.status IN ('dispatched', 'receiving') AND r.open_lines > 0",
            nouns::scope(tx, viewer).await?,
        )
        .with(" ORDER BY r.sort_day, r.round_id LIMIT ?", [Bind::from(MOST_TO_RECEIVE)]);
    type Row = (String, String, Option<Parsed<PartialDate>>, i64, i64);
    let rows: Vec<Row> = ask!(tx, query, fetch_all)?;
    let waiting = |(code, title, day, open_lines, open_quantity): Row| {
        let round = RoundRef { code, title, day: day.map(|day| day.0), cancelled: false };
        ToReceive { round, open_lines, open_quantity }
    };
    Ok(rows.into_iter().map(waiting).collect())
}

async fn administrator(tx: &mut Tx, viewer: &Viewer) -> Result<AdministratorOverview> {
    let people = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT COUNT(CASE WHEN disabled_at IS NULL AND password_hash IS NOT NULL THEN 1 END) AS active,
           COUNT(CASE WHEN disabled_at IS NULL AND password_hash IS NULL THEN 1 END) AS invited,
           COUNT(disabled_at) AS disabled
         FROM person"
    )
    .fetch_one(c))?;
    Ok(AdministratorOverview { people, changes: changes::latest(tx, viewer, LATEST).await? })
}
