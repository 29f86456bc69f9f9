//! What a person sees first: what waits for me, what happened, and the totals. Another one for every role.

use std::collections::BTreeMap;

use domain::{Action, PartialDate, Role, Timestamp, Viewer, round::RoundStatus};

use crate::{
    Parsed, Result, Totals, Tx,
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
    rates,
    receipts::{self, ReceiptRef},
    rounds, signing,
};

mod coordinator;
mod donor;
mod funnel;
mod scale;

pub use coordinator::{Arrival, CoordinatorOverview, InCountry, MOST_UNITS};
pub use donor::{DonorOverview, NextMilestone, StillOpen};
pub use funnel::{Funnel, Step};

/// How many of the latest things are shown.
const LATEST: usize = 10;
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
    /// Every status, in the order of a round's life, with how many rounds are in it.
    pub rounds: Vec<(RoundStatus, i64)>,
    pub awaiting: Awaiting,
    pub discrepancies: Discrepancies,
    /// Corrections of receipts that agencies ask for.
    pub corrections: i64,
    pub not_settled: Counts,
    /// Handed-over value, as entered: nothing is booked yet.
    pub dispatched: Totals,
    pub confirmed: Totals,
    /// Some of these lines are invented for demonstration.
    pub illustrative: bool,
    pub receipts: Vec<ReceiptRef>,
    pub changes: Vec<ChangeRow>,
    pub money: MoneyWaiting,
    /// Movements that wait for the viewer.
    pub movements: usize,
    /// Numbers of acts that the viewer is to sign now.
    pub to_sign: Vec<String>,
}

/// Money events that wait for approval: all of them, and those that the viewer may approve; and the rates likewise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MoneyWaiting {
    pub events: i64,
    pub for_viewer: i64,
    pub rates: rates::Waiting,
}

/// Dispatched lines that are not counted to the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Awaiting {
    pub lines: i64,
    /// Since the handover of the oldest of them.
    pub oldest_days: Option<i64>,
}

/// Lines on which the count differs from what was sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Discrepancies {
    pub short: i64,
    pub damaged: i64,
    pub refused: i64,
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
    let rounds = by_status(tx, viewer).await?;
    let sent = || rounds.iter().filter(|(status, _)| is_sent(**status)).map(|(_, sum)| sum);
    let counted = counted(tx, viewer).await?;
    let (dispatched, confirmed) = rounds::sums(tx, viewer, &Asked { exact: true, ..Asked::default() }).await?;
    Ok(StaffOverview {
        rounds: RoundStatus::ALL
            .iter()
            .map(|status| (*status, rounds.get(status).map_or(0, |sum| sum.rounds)))
            .collect(),
        awaiting: Awaiting::of(&rounds, at),
        discrepancies: Discrepancies { short: counted.short, damaged: counted.damaged, refused: counted.refused },
        corrections: counted.corrections,
        not_settled: discrepancies::counts(tx, viewer, at.day()).await?,
        dispatched,
        confirmed,
        illustrative: sent().any(|sum| sum.illustrative),
        receipts: receipts::latest(tx, viewer, LATEST).await?,
        changes: changes::latest(tx, viewer, LATEST).await?,
        money: MoneyWaiting::from(&counted),
        movements: custody::count_waiting(tx, viewer).await?,
        to_sign: signing::waiting(tx, viewer).await?,
    })
}

impl Awaiting {
    fn of(rounds: &BTreeMap<RoundStatus, OfStatus>, at: Timestamp) -> Self {
        let sent = || rounds.iter().filter(|(status, _)| is_sent(**status)).map(|(_, sum)| sum);
        let oldest = sent().filter_map(|sum| sum.oldest).min_by_key(|day| day.start());
        Awaiting {
            lines: sent().map(|sum| sum.open_lines).sum(),
            oldest_days: oldest.map(|day| (at.day() - day.start()).num_days()),
        }
    }
}

fn is_sent(status: RoundStatus) -> bool {
    matches!(status, RoundStatus::Dispatched | RoundStatus::Receiving | RoundStatus::Closed)
}

/// What the rounds of one status add up to.
struct OfStatus {
    rounds: i64,
    open_lines: i64,
    /// The day of the oldest of them with an open line.
    oldest: Option<PartialDate>,
    illustrative: bool,
}

async fn by_status(tx: &mut Tx, viewer: &Viewer) -> Result<BTreeMap<RoundStatus, OfStatus>> {
    let query = Query::default().with(
        "SELECT r.status, COUNT(*), CAST(SUM(r.open_lines) AS BIGINT),
           MIN(CASE WHEN r.open_lines > 0 AND r.sort_day <> '' THEN r.sort_day END),
           CAST(MAX(CASE WHEN r.illustrative THEN 1 ELSE 0 END) AS BIGINT)
         FROM round_reader r WHERE r.scope = ? AND r.scope_id = ? GROUP BY r.status",
        nouns::scope(tx, viewer).await?,
    );
    type Row = (Parsed<RoundStatus>, i64, i64, Option<Parsed<PartialDate>>, i64);
    let rows: Vec<Row> = ask!(tx, query, fetch_all)?;
    let sum = |(status, rounds, open_lines, oldest, illustrative): Row| {
        let oldest = oldest.map(|day| day.0);
        (status.0, OfStatus { rounds, open_lines, oldest, illustrative: illustrative > 0 })
    };
    Ok(rows.into_iter().map(sum).collect())
}

/// Everything that is counted over all rounds and grants, in one question.
#[derive(sqlx::FromRow)]
struct Counted {
    short: i64,
    damaged: i64,
    refused: i64,
    events: i64,
    events_for_viewer: i64,
    rates: i64,
    rates_for_viewer: i64,
    corrections: i64,
}

async fn counted(tx: &mut Tx, viewer: &Viewer) -> Result<Counted> {
    let query = Query::default().with(
        "SELECT (SELECT COUNT(*) FROM item_now WHERE counts > 0 AND outstanding > 0) AS short,
           (SELECT COUNT(*) FROM item_now WHERE damaged > 0) AS damaged,
           (SELECT COUNT(*) FROM item_now WHERE refused > 0) AS refused,
           e.number AS events, e.of_others AS events_for_viewer, f.number AS rates, f.of_others AS rates_for_viewer,
           (SELECT COUNT(*) FROM receipt_correction c
             WHERE NOT EXISTS (SELECT 1 FROM receipt_correction_answer a WHERE a.correction_id = c.id)) AS corrections
         FROM (SELECT COUNT(*) AS number, COUNT(CASE WHEN e.person_id <> ? THEN 1 END) AS of_others FROM money_event e
             WHERE NOT EXISTS (SELECT 1 FROM money_decision d WHERE d.event_id = e.id)) e,
           (SELECT COUNT(*) AS number, COUNT(CASE WHEN r.person_id <> ? THEN 1 END) AS of_others FROM fx_rate r
             WHERE NOT EXISTS (SELECT 1 FROM fx_rate_decision d WHERE d.rate_id = r.id)) f",
        [Bind::from(viewer.person), viewer.person.into()],
    );
    Ok(ask!(tx, query, fetch_one)?)
}

impl From<&Counted> for MoneyWaiting {
    fn from(counted: &Counted) -> Self {
        let rates = rates::Waiting { all: counted.rates, for_viewer: counted.rates_for_viewer };
        MoneyWaiting { events: counted.events, for_viewer: counted.events_for_viewer, rates }
    }
}

async fn officer(tx: &mut Tx, viewer: &Viewer, at: Timestamp) -> Result<OfficerOverview> {
    Ok(OfficerOverview {
        to_receive: to_receive(tx, viewer).await?,
        not_settled: discrepancies::counts(tx, viewer, at.day()).await?,
        receipts: receipts::latest(tx, viewer, LATEST).await?,
        movements: custody::count_waiting(tx, viewer).await?,
        to_sign: signing::waiting(tx, viewer).await?,
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
