//! What a person sees first: what waits for me, what happened, and the totals. Another one for every role.

use domain::{Action, PartialDate, Role, Timestamp, Viewer, phase::phase_label, round::RoundStatus};

use crate::{
    LineRow, Parsed, Result, Totals, Tx, changes,
    changes::ChangeRow,
    custody,
    db::sql,
    discrepancies::{self, Counts},
    grants::{self, GrantRow},
    items::{RoundRef, round_refs},
    ledger,
    lines::{Of, lines},
    list::Asked,
    rates,
    receipts::{self, ReceiptRef},
    rounds::{self, RoundRow},
    signing,
};

/// How many of the latest things are shown.
const LATEST: usize = 10;

/// The first page of each role.
#[derive(Debug, Clone)]
pub enum Overview {
    Staff(StaffOverview),
    Officer(OfficerOverview),
    Donor(DonorOverview),
    Administrator(AdministratorOverview),
}

#[derive(Debug, Clone)]
pub struct StaffOverview {
    /// Every status, in the order of a round's life, with how many rounds are in it.
    pub rounds: Vec<(RoundStatus, usize)>,
    pub awaiting: Awaiting,
    pub discrepancies: Discrepancies,
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
    pub events: usize,
    pub for_viewer: usize,
    pub rates: rates::Waiting,
}

/// Dispatched lines that are not counted to the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Awaiting {
    pub lines: usize,
    /// Since the handover of the oldest of them.
    pub oldest_days: Option<i64>,
}

/// Lines on which the count differs from what was sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Discrepancies {
    pub short: usize,
    pub damaged: usize,
    pub refused: usize,
}

#[derive(Debug, Clone)]
pub struct OfficerOverview {
    /// Rounds with something to count, the oldest first.
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
    pub open_lines: usize,
    pub open_quantity: i64,
}

#[derive(Debug, Clone)]
pub struct DonorOverview {
    /// Own grants with ceiling, handed-over value against confirmed value, and counts of items.
    pub grants: Vec<GrantRow>,
    pub milestones: Vec<NextMilestone>,
    pub handovers: Vec<RoundRow>,
}

/// A milestone of a phase that the donor pays for, not met yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextMilestone {
    pub component_code: String,
    /// `Phase II`
    pub phase: String,
    pub title: String,
    pub due_on: Option<PartialDate>,
    pub target: Option<i64>,
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
        Role::Donor => Overview::Donor(donor(tx, viewer).await?),
        Role::Administrator => Overview::Administrator(administrator(tx, viewer).await?),
    })
}

async fn staff(tx: &mut Tx, viewer: &Viewer, at: Timestamp) -> Result<StaffOverview> {
    let (rounds, _) = rounds::chunk(tx, viewer, &Asked::default(), None, 10_000).await?;
    let in_status = |status: RoundStatus| rounds.iter().filter(|round| round.status == status).count();
    let refs = round_refs(tx).await?;
    let mut sent = lines(tx, viewer, Of::All).await?;
    sent.retain(|line| line.dispatched);
    let open: Vec<&LineRow> = sent.iter().filter(|line| line.outstanding > 0).collect();
    let handed_over = open.iter().filter_map(|line| refs.get(&line.round_id)?.day);
    let with = |differs: fn(&LineRow) -> bool| sent.iter().filter(|line| differs(line)).count();
    Ok(StaffOverview {
        rounds: RoundStatus::ALL.iter().map(|status| (*status, in_status(*status))).collect(),
        awaiting: Awaiting {
            lines: open.len(),
            oldest_days: handed_over.map(|day| (at.day() - day.start()).num_days()).max(),
        },
        discrepancies: Discrepancies {
            short: with(|line| line.counted.short > 0),
            damaged: with(|line| line.counted.damaged > 0),
            refused: with(|line| line.counted.refused > 0),
        },
        not_settled: discrepancies::counts(tx, viewer, at.day()).await?,
        dispatched: Totals::of(sent.iter().map(|line| line.value))?,
        confirmed: Totals::of(sent.iter().map(LineRow::confirmed))?,
        illustrative: sent.iter().any(|line| line.illustrative),
        receipts: receipts::latest(tx, viewer, LATEST).await?,
        changes: changes::latest(tx, viewer, LATEST).await?,
        money: money_waiting(tx, viewer).await?,
        movements: custody::waiting(tx, viewer).await?.len(),
        to_sign: signing::waiting(tx, viewer).await?,
    })
}

async fn money_waiting(tx: &mut Tx, viewer: &Viewer) -> Result<MoneyWaiting> {
    let events = ledger::waiting(tx, viewer).await?;
    Ok(MoneyWaiting {
        events: events.len(),
        for_viewer: events.iter().filter(|event| !event.own).count(),
        rates: rates::count_waiting(tx, viewer).await?,
    })
}

async fn officer(tx: &mut Tx, viewer: &Viewer, at: Timestamp) -> Result<OfficerOverview> {
    let refs = round_refs(tx).await?;
    let mut to_receive: Vec<ToReceive> = Vec::new();
    for line in lines(tx, viewer, Of::All).await?.iter().filter(|line| line.dispatched && line.outstanding > 0) {
        let Some(round) = refs.get(&line.round_id) else {
            continue;
        };
        match to_receive.iter_mut().find(|waiting| waiting.round.code == round.code) {
            Some(waiting) => {
                waiting.open_lines += 1;
                waiting.open_quantity += line.outstanding;
            }
            None => {
                to_receive.push(ToReceive { round: round.clone(), open_lines: 1, open_quantity: line.outstanding });
            }
        }
    }
    to_receive.sort_by_key(|waiting| waiting.round.day.map(PartialDate::start));
    Ok(OfficerOverview {
        to_receive,
        not_settled: discrepancies::counts(tx, viewer, at.day()).await?,
        receipts: receipts::latest(tx, viewer, LATEST).await?,
        movements: custody::waiting(tx, viewer).await?.len(),
        to_sign: signing::waiting(tx, viewer).await?,
    })
}

async fn donor(tx: &mut Tx, viewer: &Viewer) -> Result<DonorOverview> {
    let mut handovers = rounds::list(tx, viewer, &Asked::default()).await?.rows;
    handovers.truncate(LATEST);
    Ok(DonorOverview {
        grants: grants::list(tx, viewer).await?,
        milestones: next_milestones(tx, viewer).await?,
        handovers,
    })
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

#[derive(sqlx::FromRow)]
struct Milestone {
    component_code: String,
    number: i64,
    title: String,
    due_on: Option<Parsed<PartialDate>>,
    target: Option<i64>,
}

async fn next_milestones(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<NextMilestone>> {
    let scope = crate::Binds::from(viewer);
    let rows: Vec<Milestone> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT k.code AS component_code, p.number, m.title, m.due_on, m.target
         FROM milestone m JOIN phase p ON p.id = m.phase_id JOIN component k ON k.id = p.component_id
         WHERE m.met_on IS NULL AND ($1 OR EXISTS (SELECT 1 FROM allocation a JOIN grant_donor d ON d.grant_id = a.grant_id
           WHERE a.phase_id = p.id AND d.donor_id = $2
             AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = a.id)))
         ORDER BY COALESCE(m.due_on, '9999'), m.id LIMIT $3"
    )
    .bind(scope.all)
    .bind(scope.donor)
    .bind(LATEST as i64)
    .fetch_all(c)
    })?;
    let next = |row: Milestone| NextMilestone {
        component_code: row.component_code,
        phase: phase_label(row.number),
        title: row.title,
        due_on: row.due_on.map(|d| d.0),
        target: row.target,
    };
    Ok(rows.into_iter().map(next).collect())
}
