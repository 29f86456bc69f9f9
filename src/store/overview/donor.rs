//! What a donor sees first: what the own grants became, what is still open, where the things are, and what came of it.

use domain::{Action, PartialDate, Scope, Timestamp, Viewer, phase::phase_label};

use super::{
    Awaiting, LATEST,
    funnel::{self, Funnel},
};
use crate::{
    Error, Parsed, Result, Tx, activities,
    batch::Bind,
    cases,
    discrepancies::Counts,
    grants::{self, GrantRow},
    list::Asked,
    nouns::{self, of_noun},
    query::{Query, ask},
    rounds::{self, Handover},
    units::{self, OnMap},
};

/// More agreements than any donor has: the sums are of all of them.
const MOST_GRANTS: usize = 1_000;

#[derive(Debug, Clone)]
pub struct DonorOverview {
    /// Own grants with ceiling, handed-over value against confirmed value, and counts of items.
    pub grants: Vec<GrantRow>,
    /// What they became, the grants of each currency for themselves.
    pub funnels: Vec<Funnel>,
    /// Where the things are.
    pub map: Vec<OnMap>,
    pub open: StillOpen,
    pub milestones: Vec<NextMilestone>,
    /// The newest, ten of them.
    pub handovers: Vec<Handover>,
    /// What the list of activities adds up to.
    pub training: activities::Held,
    /// By substance and year.
    pub seized: Vec<cases::Total>,
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

/// What is not done yet of what the own grants paid for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StillOpen {
    /// What nobody has signed for.
    pub awaiting: Awaiting,
    pub discrepancies: Counts,
}

impl DonorOverview {
    /// Is enough recorded to say that nothing is open?
    #[must_use]
    pub fn is_told(&self) -> bool {
        !self.funnels.is_empty() && self.funnels.iter().all(Funnel::is_told)
    }
}

/// What the donor reads who asks. `at` is now: ages count up to it.
///
/// # Errors
/// The viewer is no donor.
pub(super) async fn overview(tx: &mut Tx, viewer: &Viewer, at: Timestamp) -> Result<DonorOverview> {
    let Scope::Donor(donor) = viewer.scope else { return Err(Error::not_found()) };
    let all = Asked { most: Some(MOST_GRANTS), ..Asked::default() };
    let grants = grants::list(tx, viewer, &all).await?.rows;
    Ok(DonorOverview {
        funnels: funnel::funnels(tx, donor, &grants).await?,
        grants,
        map: units::on_map(tx, viewer).await?,
        open: still_open(tx, viewer, at).await?,
        milestones: next_milestones(tx, viewer).await?,
        handovers: rounds::latest(tx, viewer, LATEST).await?,
        training: activities::held(tx, viewer, &Asked::default()).await?,
        seized: cases::totals(tx, viewer, cases::Of::Everything).await?,
    })
}

async fn still_open(tx: &mut Tx, viewer: &Viewer, at: Timestamp) -> Result<StillOpen> {
    viewer.may(Action::SeeDiscrepancies)?;
    let [scope, id] = nouns::scope(tx, viewer).await?;
    let query = Query::default()
        .with(
            "SELECT a.lines, a.oldest, d.known, d.open, d.overdue
             FROM (SELECT CAST(COALESCE(SUM(r.open_lines), 0) AS BIGINT) AS lines,
                 MIN(CASE WHEN r.open_lines > 0 AND r.sort_day <> '' THEN r.sort_day END) AS oldest
               FROM round_reader r WHERE r.scope = ? AND r.scope_id = ? AND r.status IN ('dispatched', 'receiving', 'closed')) a,
             (SELECT COUNT(*) AS known, COUNT(CASE WHEN r.state = 'open' THEN 1 END) AS open,
                 COUNT(CASE WHEN r.state = 'open' AND r.due_on < ? THEN 1 END) AS overdue FROM ",
            [scope.clone(), id.clone(), Bind::from(at.day().to_string())],
        )
        // What a correction took back is none.
        .with(concat!(of_noun!("discrepancy"), " AND r.state <> 'superseded') d"), [scope, id]);
    type Row = (i64, Option<Parsed<PartialDate>>, i64, i64, i64);
    let (lines, oldest, all, open, overdue): Row = ask!(tx, query, fetch_one)?;
    let oldest_days = oldest.map(|day| (at.day() - day.0.start()).num_days());
    Ok(StillOpen { awaiting: Awaiting { lines, oldest_days }, discrepancies: Counts { all, open, overdue } })
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
    let query = Query::new(
        "SELECT k.code AS component_code, p.number, m.title, m.due_on, m.target
         FROM milestone m JOIN phase p ON p.id = m.phase_id JOIN component k ON k.id = p.component_id 
         WHERE m.met_on IS NULL AND m.withdrawn IS NULL",
    )
    .for_reader(
        viewer,
        "",
        " AND FALSE",
        " AND EXISTS (SELECT 1 FROM allocation a JOIN grant_donor d ON d.grant_id = a.grant_id
           WHERE a.phase_id = p.id AND d.donor_id = ?
             AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = a.id))",
    )
    .with(" ORDER BY COALESCE(m.due_on, '9999'), m.id LIMIT ?", [Bind::from(LATEST as i64)]);
    let rows: Vec<Milestone> = ask!(tx, query, fetch_all)?;
    let next = |row: Milestone| NextMilestone {
        component_code: row.component_code,
        phase: phase_label(row.number),
        title: row.title,
        due_on: row.due_on.map(|d| d.0),
        target: row.target,
    };
    Ok(rows.into_iter().map(next).collect())
}
