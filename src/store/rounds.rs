//! Handover rounds as they are read; what is done with them stands in the folder beside this file.

use domain::{
    Action, PartialDate, Timestamp, Viewer,
    handover::{
        Actor, Tie,
        round::{At, Deed, check},
    },
    round::{Progress, RoundStatus, Step},
};

use crate::{
    Error, LineRow, Parsed, Result, Totals, Tx,
    db::{once, sql},
    lines::{Of, lines as lines_of},
    quotes::QuoteRow,
    receipts::ReceiptRef,
};

mod announce;
mod describe;
mod drafts;
mod front;
mod lines;
mod listed;
mod parts;
mod published;
mod steps;
pub(crate) use announce::ANNOUNCEMENT;
pub use announce::{Planned, announce, announced, planned, withdraw_announcement};
pub(crate) use describe::ROUND;
pub use describe::{complete, create, note_source, update};
pub(crate) use drafts::{ITEM, LINE, add_lines};
pub use drafts::{add_line, add_typed_line, remove_line, replace_line, replace_typed_line, shares_of};
pub use front::{Tally, TallyAgency, front};
pub(crate) use lines::{LINES, LINES_FOR_DONORS};
pub use lines::{LineFilters, line, line_filters, line_of_tag, lines};
pub(crate) use listed::LIST;
pub use listed::{Choices, Handover, choices, latest, list, sums};
pub use parts::Funder;
pub(crate) use published::component_read_by;
pub use published::record_published;
pub(crate) use steps::{STEP, dispatched_by};
pub use steps::{cancel, dispatch, schedule};

/// A round in a list. Counts, values and status cover the lines that the viewer may see, nothing else.
#[derive(Debug, Clone)]
pub struct RoundRow {
    pub code: String,
    pub number: Option<i64>,
    pub title: String,
    /// The day it was held, or is planned for.
    pub day: Option<PartialDate>,
    pub place: Option<String>,
    pub status: RoundStatus,
    pub lines: i64,
    pub open_lines: i64,
    pub agencies: Vec<String>,
    pub value: Totals,
    pub confirmed: Totals,
    pub illustrative: bool,
    /// What was published of it, where nothing else is known: as printed, in no sum.
    pub published: Vec<String>,
}

/// A round as its page shows it, cut to what the viewer may see.
#[derive(Debug, Clone)]
pub struct RoundShow {
    pub id: i64,
    pub code: String,
    pub number: Option<i64>,
    pub title: String,
    pub planned_on: Option<PartialDate>,
    pub held_on: Option<PartialDate>,
    pub place: Option<String>,
    pub occasion: Option<String>,
    pub guests: Option<String>,
    /// Not told to officers, like the guests.
    pub present: Option<String>,
    pub shown: Option<String>,
    pub receiving_agencies: Option<i64>,
    pub source: Option<String>,
    pub version: i64,
    pub status: RoundStatus,
    /// Who the viewer is to this round.
    pub actor: Actor,
    /// For which components it was, where nothing but what was published says so; a donor reads those that it pays for.
    pub components: Vec<String>,
    pub steps: Vec<StepRow>,
    /// What its lines add up to; [`lines()`] lists them.
    pub tally: Tally,
    /// Published figures; empty for officers.
    pub quotes: Vec<QuoteRow>,
    pub receipts: Vec<ReceiptRef>,
    pub funders: Vec<Funder>,
    pub value: Totals,
    pub confirmed: Totals,
    /// Some of what it adds up to is invented for demonstration.
    pub illustrative: bool,
    /// There are acts, signatories named in the terms, people who spoke or came: what there is none of is not asked for.
    pub has_acts: bool,
    pub has_signatories: bool,
    pub has_appearances: bool,
}

impl RoundShow {
    /// May the viewer do this now? Answers the status that would follow.
    ///
    /// # Errors
    /// Says why not.
    pub fn check(&self, deed: Deed) -> std::result::Result<RoundStatus, domain::Refusal> {
        check(At { status: self.status, has_lines: self.tally.lines > 0 }, deed, self.actor)
    }
}

/// A step that was taken. `person` is said to staff only.
#[derive(Debug, Clone)]
pub struct StepRow {
    pub step: Step,
    pub occurred_on: Option<PartialDate>,
    pub reason: Option<String>,
    pub person: Option<String>,
    pub recorded_at: Timestamp,
}

/// What a published source says about a round beyond the form.
#[derive(Debug, Clone, Default)]
pub struct RoundSource {
    pub source_code: Option<String>,
    pub receiving_agencies: Option<i64>,
}

#[derive(Clone, sqlx::FromRow)]
struct Row {
    id: i64,
    code: String,
    number: Option<i64>,
    title: String,
    planned_on: Option<Parsed<PartialDate>>,
    held_on: Option<Parsed<PartialDate>>,
    place: Option<String>,
    occasion: Option<String>,
    guests: Option<String>,
    present: Option<String>,
    shown: Option<String>,
    receiving_agencies: Option<i64>,
    source: Option<String>,
    version: i64,
    quoted: bool,
    acted: bool,
    signatories: bool,
    appeared: bool,
}

#[derive(sqlx::FromRow)]
struct TakenStep {
    step: Parsed<Step>,
    occurred_on: Option<Parsed<PartialDate>>,
    reason: Option<String>,
    person_id: i64,
    person: String,
    recorded_at: i64,
}

macro_rules! rounds_where {
    ($condition:literal) => {
        concat!(
            "SELECT r.id, r.code, r.number, r.title, r.planned_on, r.held_on, r.place, r.occasion, r.guests, r.present,
               r.shown, r.receiving_agencies, s.title AS source, r.version,
               EXISTS (SELECT 1 FROM quote q WHERE q.round_id = r.id) AS quoted,
               EXISTS (SELECT 1 FROM act a WHERE a.round_id = r.id) AS acted,
               EXISTS (SELECT 1 FROM round_signatory g WHERE g.round_id = r.id) AS signatories,
               EXISTS (SELECT 1 FROM appearance p WHERE p.round_id = r.id) AS appeared
             FROM round r LEFT JOIN source s ON s.id = r.source_id WHERE ",
            $condition
        )
    };
}

/// The lines that the officer's agency still has to count.
///
/// # Errors
/// Not an officer; no line of the round is for the agency: "not found"; not dispatched yet: a conflict.
pub async fn lines_to_count(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Vec<LineRow>> {
    viewer.may(Action::ConfirmReceipt)?;
    let stands = stand(tx, viewer, code).await?;
    match stands.check(Deed::CountPart) {
        // Nothing is left to count; the page says so.
        Err(_) if stands.status == RoundStatus::Closed && !stands.lines.is_empty() => Ok(Vec::new()),
        Err(refusal) => Err(refusal),
        Ok(_) => Ok(stands.lines.into_iter().filter(|l| l.outstanding > 0).collect()),
    }
}

/// Where a round stands for somebody who wants to do something with it.
pub(crate) struct Stand {
    row: Row,
    steps: Vec<TakenStep>,
    pub(crate) lines: Vec<LineRow>,
    pub(crate) status: RoundStatus,
    pub(crate) actor: Actor,
}

impl Stand {
    pub(crate) fn id(&self) -> i64 {
        self.row.id
    }

    pub(crate) fn code(&self) -> &str {
        &self.row.code
    }

    pub(crate) fn title(&self) -> &str {
        &self.row.title
    }

    /// The day of the handover, once it was dispatched.
    pub(crate) fn dispatched_on(&self) -> Option<PartialDate> {
        self.steps.iter().find(|step| step.step.0 == Step::Dispatched)?.occurred_on.map(|day| day.0)
    }

    /// May it be done now? What was done already names who did it.
    pub(crate) fn check(&self, deed: Deed) -> Result<RoundStatus> {
        let at = At { status: self.status, has_lines: !self.lines.is_empty() };
        check(at, deed, self.actor).map_err(|refusal| {
            match (refusal, self.steps.iter().find(|s| Deed::of(s.step.0) == Some(deed))) {
                (domain::Refusal::Conflict(words), Some(taken)) => {
                    Error::conflict(format!("{words} by {} on {}", taken.person, Timestamp(taken.recorded_at).words()))
                }
                (refusal, _) => refusal.into(),
            }
        })
    }
}

/// # Errors
/// No such round. (What is out of scope has no lines here: then nobody but staff may do anything with it.)
pub(crate) async fn stand(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Stand> {
    let row = find(tx, code).await?;
    let lines = lines_of(tx, viewer, Of::Round(row.id)).await?;
    let steps = steps_of(tx, row.id).await?;
    Ok(Stand { status: status(&steps, &lines), actor: actor(viewer, &steps, !lines.is_empty()), row, steps, lines })
}

/// The round, when this may be done with it.
async fn permitted(tx: &mut Tx, viewer: &Viewer, code: &str, deed: Deed) -> Result<Row> {
    viewer.may(Action::ManageRounds)?;
    let stands = stand(tx, viewer, code).await?;
    stands.check(deed)?;
    Ok(stands.row)
}

/// Lines in scope are lines for the agency of an officer.
fn actor(viewer: &Viewer, steps: &[TakenStep], concerned: bool) -> Actor {
    let dispatched = steps.iter().any(|s| s.step.0 == Step::Dispatched && s.person_id == viewer.person);
    Actor::of(viewer, Tie { dispatched, concerned })
}

async fn find(tx: &mut Tx, code: &str) -> Result<Row> {
    Ok(once!(tx, format!("round {code}"), {
        let row: Option<Row> =
            sql!(&mut *tx, |c| sqlx::query_as(rounds_where!("r.code = $1")).bind(code).fetch_optional(c))?;
        row.ok_or_else(Error::not_found)?
    }))
}

async fn steps_of(tx: &mut Tx, round: i64) -> Result<Vec<TakenStep>> {
    Ok(sql!(tx, |c| sqlx::query_as(
        "SELECT s.step, s.occurred_on, s.reason, s.person_id, p.name AS person, s.recorded_at
         FROM round_step s JOIN person p ON p.id = s.person_id WHERE s.round_id = $1
         ORDER BY s.recorded_at, CASE s.step WHEN 'scheduled' THEN 1 WHEN 'dispatched' THEN 2 ELSE 3 END"
    )
    .bind(round)
    .fetch_all(c))?)
}

fn status(steps: &[TakenStep], lines: &[LineRow]) -> RoundStatus {
    let steps: Vec<Step> = steps.iter().map(|s| s.step.0).collect();
    let progress = Progress {
        dispatched: lines.iter().map(|l| l.quantity).sum(),
        outstanding: lines.iter().map(|l| l.outstanding).sum(),
        receipts: lines.iter().map(|l| l.counts).sum(),
    };
    RoundStatus::of(&steps, progress)
}

/// A place is free text and can name an exact post: donors do not get it.
fn said_to(viewer: &Viewer, place: Option<String>) -> Option<String> {
    place.filter(|_| !viewer.is_donor())
}

/// The id of a round about which something was published, whoever asks: the caller checks who may.
pub(crate) async fn quoted(tx: &mut Tx, code: &str) -> Result<Option<i64>> {
    let round = find(tx, code).await?;
    Ok(round.quoted.then_some(round.id))
}

/// The id of a round, whoever asks: for callers that check the scope through its lines.
pub(crate) async fn id_of(tx: &mut Tx, code: &str) -> Result<i64> {
    Ok(find(tx, code).await?.id)
}
