//! Where a round stands for an officer who counts: sums over the lines for the agency, whatever their number.

use domain::{
    Action, PartialDate, Viewer,
    handover::{
        Actor, Tie,
        round::{At, Deed, check},
    },
    round::{Progress, RoundStatus, Step},
};

use crate::{
    Error, Parsed, Result, Tx,
    db::{once, sql},
};

/// The round whose goods are counted, as an officer may read about it.
#[derive(Debug, Clone)]
pub struct CountedRound {
    pub title: String,
    pub held_on: Option<PartialDate>,
    pub place: Option<String>,
}

#[derive(Clone)]
pub(super) struct Standing {
    pub(super) round: i64,
    title: String,
    place: Option<String>,
    pub(super) agency: i64,
    /// For this agency: closed when everything for it is counted, whatever other agencies still await.
    pub(super) status: RoundStatus,
    pub(super) actor: Actor,
    pub(super) held_on: Option<PartialDate>,
    pub(super) awaited: Sums,
}

/// Of the lines that are still awaited.
#[derive(Debug, Clone, Copy, Default, sqlx::FromRow)]
pub(super) struct Sums {
    pub(super) lines: i64,
    pub(super) pieces: i64,
    /// Grows with every count of any of them.
    pub(super) versions: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    step: Parsed<Step>,
    occurred_on: Option<Parsed<PartialDate>>,
    person_id: i64,
}

#[derive(sqlx::FromRow)]
struct All {
    lines: i64,
    quantity: i64,
    outstanding: i64,
    counts: i64,
}

impl Standing {
    pub(super) fn check(&self, deed: Deed) -> Result<RoundStatus> {
        Ok(check(At { status: self.status, has_lines: true }, deed, self.actor)?)
    }

    /// Everything for the agency is counted.
    pub(super) fn is_done(&self) -> bool {
        self.status == RoundStatus::Closed && self.awaited.lines == 0
    }

    pub(super) fn must_be_counted(&self) -> Result<()> {
        self.check(Deed::CountPart).map(|_| ())
    }
}

/// # Errors
/// Not an officer; no line of the round is for the agency: "not found".
pub async fn counted_round(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<CountedRound> {
    let stands = standing(tx, viewer, code).await?;
    Ok(CountedRound { title: stands.title, held_on: stands.held_on, place: stands.place })
}

/// # Errors
/// Not an officer; no such round, or none of its lines is for the agency: "not found".
pub(super) async fn standing(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Standing> {
    viewer.may(Action::ConfirmReceipt)?;
    let question = format!("standing of round {code} for {:?}", (viewer.scope, viewer.person));
    Ok(once!(tx, question, read(tx, viewer, code).await?))
}

async fn read(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Standing> {
    let agency = viewer.agency()?;
    let found: Option<(i64, String, Option<String>)> =
        sql!(&mut *tx, |c| sqlx::query_as("SELECT id, title, place FROM round WHERE code = $1")
            .bind(code)
            .fetch_optional(c))?;
    let (round, title, place) = found.ok_or_else(Error::not_found)?;
    let steps: Vec<Row> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT step, occurred_on, person_id FROM round_step WHERE round_id = $1 ORDER BY recorded_at"
    )
    .bind(round)
    .fetch_all(c))?;
    let taken = |step: Step| steps.iter().find(|s| s.step.0 == step);
    let is_seen =
        (taken(Step::Scheduled).is_some() || taken(Step::Dispatched).is_some()) && taken(Step::Cancelled).is_none();
    let all: All = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT COUNT(*) AS lines, CAST(COALESCE(SUM(l.quantity), 0) AS BIGINT) AS quantity,
           CAST(COALESCE(SUM(l.outstanding), 0) AS BIGINT) AS outstanding,
           (SELECT COUNT(*) FROM receipt t JOIN receipt_line n ON n.receipt_id = t.id
             WHERE t.round_id = $1 AND t.agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = $2)) AS counts
         FROM line l WHERE l.round_id = $1 AND l.agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = $2)"
    )
    .bind(round)
    .bind(agency)
    .fetch_one(c))?;
    if !is_seen || all.lines == 0 {
        return Err(Error::not_found());
    }
    let awaited: Sums = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT COUNT(*) AS lines, CAST(COALESCE(SUM(outstanding), 0) AS BIGINT) AS pieces,
           CAST(COALESCE(SUM(version), 0) AS BIGINT) AS versions
         FROM line WHERE round_id = $1 AND agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = $2) AND outstanding > 0"
    )
    .bind(round)
    .bind(agency)
    .fetch_one(c)
    })?;
    let progress = Progress { dispatched: all.quantity, outstanding: all.outstanding, receipts: all.counts };
    let dispatched = taken(Step::Dispatched);
    let by_viewer = dispatched.is_some_and(|s| s.person_id == viewer.person);
    let words: Vec<Step> = steps.iter().map(|s| s.step.0).collect();
    Ok(Standing {
        round,
        title,
        place,
        agency,
        status: RoundStatus::of(&words, progress),
        actor: Actor::of(viewer, Tie { dispatched: by_viewer, concerned: true }),
        held_on: dispatched.and_then(|s| s.occurred_on.as_ref().map(|day| day.0)),
        awaited,
    })
}
