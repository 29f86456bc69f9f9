//! What a donor sees first: what the own grants became, what is still open, where the things are, and what came of it.

use domain::{Action, PartialDate, Scope, Timestamp, Viewer, quote::Counted};

use super::{
    Awaiting, LATEST,
    phases::{self, PaidPhase},
};
use crate::{
    Error, Parsed, Result, Tx, activities,
    batch::Bind,
    cases,
    components::component_of_donor,
    discrepancies::Counts,
    grants::{self, Funnel, GrantRow},
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
    /// The phases that the own grants pay for, with their milestones.
    pub phases: Vec<PaidPhase>,
    /// The newest, ten of them.
    pub handovers: Vec<Handover>,
    /// What the list of activities adds up to.
    pub training: activities::Held,
    /// How many figures are published of training in the components that it takes part in.
    pub published_trainings: i64,
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
    /// Questions of the donor that nobody has answered.
    pub questions: i64,
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
    let paid = phases::paid(tx, viewer).await?;
    let (open, published_trainings) = still_open(tx, viewer, at).await?;
    Ok(DonorOverview {
        funnels: grants::funnels(tx, donor, &grants).await?,
        grants,
        map: units::on_map(tx, viewer).await?,
        open,
        published_trainings,
        milestones: phases::next(&paid, LATEST),
        phases: paid,
        handovers: rounds::latest(tx, viewer, LATEST).await?,
        training: activities::held(tx, viewer, &Asked::default()).await?,
        seized: cases::totals(tx, viewer, cases::Of::Everything).await?,
    })
}

/// With how many figures are published of training.
async fn still_open(tx: &mut Tx, viewer: &Viewer, at: Timestamp) -> Result<(StillOpen, i64)> {
    viewer.may(Action::SeeDiscrepancies)?;
    let [scope, id] = nouns::scope(tx, viewer).await?;
    let query = Query::default()
        .with(
            concat!(
                "SELECT a.lines, a.oldest, d.known, d.open, d.overdue,
               (SELECT COUNT(*) FROM question q WHERE q.donor_id = ?
                 AND NOT EXISTS (SELECT 1 FROM question_answer n WHERE n.question_id = q.id)) AS questions,
               (SELECT COUNT(*) FROM quote q JOIN component k ON k.id = q.component_id WHERE q.counted IN (?, ?)
                 AND NOT EXISTS (SELECT 1 FROM quote_withdrawal w WHERE w.quote_id = q.id) AND ",
                component_of_donor!("k.id"),
                ") AS published
             FROM (SELECT CAST(COALESCE(SUM(r.open_lines), 0) AS BIGINT) AS lines,
                 MIN(CASE WHEN r.open_lines > 0 AND r.sort_day <> '' THEN r.sort_day END) AS oldest
               FROM round_reader r WHERE r.scope = ? AND r.scope_id = ? AND r.status IN ('dispatched', 'receiving', 'closed')) a,
             (SELECT COUNT(*) AS known, COUNT(CASE WHEN r.state = 'open' THEN 1 END) AS open,
                 COUNT(CASE WHEN r.state = 'open' AND r.due_on < ? THEN 1 END) AS overdue FROM "
            ),
            [
                id.clone(),
                Counted::Trainings.word().into(),
                Counted::Participations.word().into(),
                id.clone(),
                id.clone(),
                scope.clone(),
                id.clone(),
                Bind::from(at.day().to_string()),
            ],
        )
        // What a correction took back is none.
        .with(concat!(of_noun!("discrepancy"), " AND r.state <> 'superseded') d"), [scope, id]);
    type Row = (i64, Option<Parsed<PartialDate>>, i64, i64, i64, i64, i64);
    let (lines, oldest, all, open, overdue, questions, published): Row = ask!(tx, query, fetch_one)?;
    let oldest_days = oldest.map(|day| (at.day() - day.0.start()).num_days());
    let awaiting = Awaiting { lines, oldest_days };
    Ok((StillOpen { awaiting, discrepancies: Counts { all, open, overdue }, questions }, published))
}
