//! Handover rounds: drafts with lines, scheduling, dispatch.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use domain::{
    Action, PartialDate, Timestamp, Viewer,
    change::{Deed, Entity},
    round::{NewRound, Progress, RoundStatus, Step},
};
use serde_json::json;

use crate::{
    Error, LineRow, Parsed, Result, Totals, Tx, changes,
    db::{sql, touch},
    error::unique,
    lines::{Of, lines},
    quotes::{self, QuoteRow},
    receipts::{self, ReceiptRef},
};

mod drafts;
mod funders;
pub use drafts::{add_line, remove_line, replace_line, shares_of};
pub use funders::Funder;

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
    pub lines: usize,
    pub open_lines: usize,
    pub agencies: Vec<String>,
    pub components: Vec<String>,
    pub value: Totals,
    pub confirmed: Totals,
    pub illustrative: bool,
}

/// A round with everything the viewer may see of it.
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
    pub receiving_agencies: Option<i64>,
    pub source: Option<String>,
    pub version: i64,
    pub status: RoundStatus,
    pub steps: Vec<StepRow>,
    pub lines: Vec<LineRow>,
    /// Published figures; empty for officers.
    pub quotes: Vec<QuoteRow>,
    pub receipts: Vec<ReceiptRef>,
    pub funders: Vec<Funder>,
    pub value: Totals,
    pub confirmed: Totals,
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

#[derive(sqlx::FromRow)]
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
    receiving_agencies: Option<i64>,
    source: Option<String>,
    version: i64,
}

#[derive(sqlx::FromRow)]
struct TakenStep {
    round_id: i64,
    step: Parsed<Step>,
    occurred_on: Option<Parsed<PartialDate>>,
    reason: Option<String>,
    person: String,
    recorded_at: i64,
}

macro_rules! rounds_where {
    ($condition:literal) => {
        concat!(
            "SELECT r.id, r.code, r.number, r.title, r.planned_on, r.held_on, r.place, r.occasion, r.guests,
               r.receiving_agencies, s.title AS source, r.version
             FROM round r LEFT JOIN source s ON s.id = r.source_id WHERE ",
            $condition,
            " ORDER BY COALESCE(r.held_on, r.planned_on) DESC, r.code DESC"
        )
    };
}

/// The rounds that the viewer may see, newest first.
///
/// # Errors
/// The role sees no rounds.
pub async fn list(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<RoundRow>> {
    viewer.may(Action::SeeRounds)?;
    let all: Vec<Row> = sql!(&mut *tx, |c| sqlx::query_as(rounds_where!("r.id > $1"))
        .bind(0_i64)
        .fetch_all(c))?;
    let mut steps = steps_by_round(tx).await?;
    let mut by_round: HashMap<i64, Vec<LineRow>> = HashMap::new();
    for line in lines(tx, viewer, Of::All).await? {
        by_round.entry(line.round_id).or_default().push(line);
    }
    let mut rows = Vec::new();
    for round in all {
        let lines = by_round.remove(&round.id).unwrap_or_default();
        // Whoever does not see everything sees a round only through its lines.
        if lines.is_empty() && !viewer.sees_everything() {
            continue;
        }
        let steps = steps.remove(&round.id).unwrap_or_default();
        rows.push(RoundRow {
            status: status(&steps, &lines),
            open_lines: lines.iter().filter(|l| l.dispatched && l.outstanding > 0).count(),
            agencies: distinct(lines.iter().map(|l| l.agency_name.as_str())),
            components: distinct(lines.iter().map(|l| l.component_code.as_str())),
            value: Totals::of(lines.iter().map(|l| l.value))?,
            confirmed: Totals::of(lines.iter().map(LineRow::confirmed))?,
            illustrative: lines.iter().any(|l| l.illustrative),
            lines: lines.len(),
            day: round.held_on.or(round.planned_on).map(|d| d.0),
            code: round.code,
            number: round.number,
            title: round.title,
            place: round.place,
        });
    }
    Ok(rows)
}

/// One round.
///
/// # Errors
/// Not there, or none of its lines is in scope: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<RoundShow> {
    viewer.may(Action::SeeRounds)?;
    let round = find(tx, code).await?;
    let lines = lines(tx, viewer, Of::Round(round.id)).await?;
    if lines.is_empty() && !viewer.sees_everything() {
        return Err(Error::not_found());
    }
    let steps = steps_by_round(tx).await?.remove(&round.id).unwrap_or_default();
    let quotes = if viewer.agency().is_ok() {
        Vec::new()
    } else {
        quotes::of_round(tx, round.id).await?
    };
    let receipts = receipts::of_round(tx, viewer, round.id).await?;
    let funders = funders::of_round(tx, viewer, round.id).await?;
    Ok(RoundShow {
        status: status(&steps, &lines),
        value: Totals::of(lines.iter().map(|l| l.value))?,
        confirmed: Totals::of(lines.iter().map(LineRow::confirmed))?,
        steps: steps
            .into_iter()
            .map(|s| StepRow {
                step: s.step.0,
                occurred_on: s.occurred_on.map(|d| d.0),
                reason: s.reason.filter(|_| viewer.sees_everything()),
                person: Some(s.person).filter(|_| viewer.sees_everything()),
                recorded_at: Timestamp(s.recorded_at),
            })
            .collect(),
        lines,
        quotes,
        receipts,
        funders,
        id: round.id,
        code: round.code,
        number: round.number,
        title: round.title,
        planned_on: round.planned_on.map(|d| d.0),
        held_on: round.held_on.map(|d| d.0),
        place: round.place,
        occasion: round.occasion,
        guests: round.guests.filter(|_| viewer.agency().is_err()),
        receiving_agencies: round.receiving_agencies.filter(|_| viewer.agency().is_err()),
        source: round.source,
        version: round.version,
    })
}

/// The lines that the officer's agency still has to count.
///
/// # Errors
/// Not an officer; no line of the round is for the agency: "not found"; not dispatched yet: a conflict.
pub async fn lines_to_count(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Vec<LineRow>> {
    viewer.may(Action::ConfirmReceipt)?;
    let round = find(tx, code).await?;
    let lines = lines(tx, viewer, Of::Round(round.id)).await?;
    match lines.first() {
        None => Err(Error::not_found()),
        Some(line) if !line.dispatched => Err(Error::conflict(
            "This round has not been dispatched yet; there is nothing to count",
        )),
        Some(_) => Ok(lines.into_iter().filter(|l| l.outstanding > 0).collect()),
    }
}

/// # Errors
/// Staff only; the code is taken.
pub async fn create(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewRound) -> Result<i64> {
    viewer.may(Action::ManageRounds)?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO round (code, number, title, planned_on, place, occasion, guests, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"
    )
    .bind(&new.code)
    .bind(new.number)
    .bind(&new.title)
    .bind(new.planned_on.map(Parsed))
    .bind(&new.place)
    .bind(&new.occasion)
    .bind(&new.guests)
    .bind(at.0)
    .fetch_one(c))
    .map_err(unique(
        "code",
        "A round with this code exists already: choose another code",
    ))?;
    changes::record(
        tx,
        Some(viewer.person),
        at,
        Deed::Created,
        Entity::Round,
        &new.code,
        &facts(new),
    )
    .await?;
    Ok(id)
}

/// Changes the description of a round that has not been dispatched. `version` is the one the form showed.
///
/// # Errors
/// Staff only; not found; dispatched or cancelled; changed meanwhile by somebody else.
pub async fn update(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    version: i64,
    new: &NewRound,
) -> Result<()> {
    viewer.may(Action::ManageRounds)?;
    let round = editable(tx, viewer, code).await?;
    let touched = touch!(&mut *tx, |c| sqlx::query(
        "UPDATE round SET code = $3, number = $4, title = $5, planned_on = $6, place = $7, occasion = $8, guests = $9, version = version + 1
         WHERE id = $1 AND version = $2"
    )
    .bind(round.id)
    .bind(version)
    .bind(&new.code)
    .bind(new.number)
    .bind(&new.title)
    .bind(new.planned_on.map(Parsed))
    .bind(&new.place)
    .bind(&new.occasion)
    .bind(&new.guests)
    .execute(c))
    .map_err(unique("code", "A round with this code exists already: choose another code"))?;
    if touched == 0 {
        return Err(changed_meanwhile(tx, viewer, Entity::Round, code).await?);
    }
    changes::record(
        tx,
        Some(viewer.person),
        at,
        Deed::Edited,
        Entity::Round,
        &new.code,
        &facts(new),
    )
    .await
}

/// Adds what a published source says.
///
/// # Errors
/// Staff only; not found; no such source.
pub async fn note_source(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, source: &RoundSource) -> Result<()> {
    viewer.may(Action::ManageRounds)?;
    let round = find(tx, code).await?;
    let source_id = match &source.source_code {
        Some(code) => Some(crate::sources::id(tx, code).await?),
        None => None,
    };
    touch!(&mut *tx, |c| sqlx::query(
        "UPDATE round SET source_id = $2, receiving_agencies = $3 WHERE id = $1"
    )
    .bind(round.id)
    .bind(source_id)
    .bind(source.receiving_agencies)
    .execute(c))?;
    let body = json!({ "source": source.source_code, "receiving_agencies": source.receiving_agencies });
    changes::record(tx, Some(viewer.person), at, Deed::Edited, Entity::Round, code, &body).await
}

/// Announces the round to the receiving agencies; it stays editable until the dispatch.
///
/// # Errors
/// Staff only; not found; no lines, or not a draft any more.
pub async fn schedule(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str) -> Result<()> {
    let round = check_step(tx, viewer, code, Step::Scheduled).await?;
    take_step(tx, viewer, at, round.id, Step::Scheduled, None, None).await?;
    changes::record(
        tx,
        Some(viewer.person),
        at,
        Deed::Scheduled,
        Entity::Round,
        code,
        &json!({}),
    )
    .await
}

/// Sends the goods. From here on quantities are fixed, and every item is "with UNODC, in transit" to its unit.
///
/// # Errors
/// Staff only; not found; not scheduled; a day in the future.
pub async fn dispatch(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, occurred_on: NaiveDate) -> Result<()> {
    let round = check_step(tx, viewer, code, Step::Dispatched).await?;
    if occurred_on > at.day() {
        return Err(Error::invalid(
            "occurred_on",
            "This day lies in the future: enter the day of the handover",
        ));
    }
    let day = PartialDate::Day(occurred_on);
    touch!(&mut *tx, |c| sqlx::query(
        "UPDATE round SET held_on = $2, version = version + 1 WHERE id = $1"
    )
    .bind(round.id)
    .bind(Parsed(day))
    .execute(c))?;
    take_step(tx, viewer, at, round.id, Step::Dispatched, Some(day), None).await?;
    touch!(&mut *tx, |c| sqlx::query(
        "INSERT INTO custody_event (item_id, line_id, holder, unit_id, quantity, occurred_on, recorded_at)
         SELECT item_id, id, 'transit', unit_id, quantity, $2, $3 FROM line WHERE round_id = $1 ORDER BY id"
    )
    .bind(round.id)
    .bind(Parsed(day))
    .bind(at.0)
    .execute(c))?;
    let body = json!({ "occurred_on": occurred_on.to_string(), "lines": crate::verify::dispatched_lines(tx, round.id).await? });
    changes::record(
        tx,
        Some(viewer.person),
        at,
        Deed::Dispatched,
        Entity::Round,
        code,
        &body,
    )
    .await
}

/// Calls the round off before anything was sent.
///
/// # Errors
/// Staff only; not found; dispatched already.
pub async fn cancel(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, reason: &str) -> Result<()> {
    let round = check_step(tx, viewer, code, Step::Cancelled).await?;
    if reason.trim().is_empty() {
        return Err(Error::invalid("reason", "Say why the round is called off"));
    }
    take_step(tx, viewer, at, round.id, Step::Cancelled, None, Some(reason.trim())).await?;
    changes::record(
        tx,
        Some(viewer.person),
        at,
        Deed::Cancelled,
        Entity::Round,
        code,
        &json!({ "reason": reason.trim() }),
    )
    .await
}

async fn check_step(tx: &mut Tx, viewer: &Viewer, code: &str, step: Step) -> Result<Row> {
    viewer.may(Action::ManageRounds)?;
    let round = find(tx, code).await?;
    let lines = lines(tx, viewer, Of::Round(round.id)).await?;
    let steps = steps_by_round(tx).await?.remove(&round.id).unwrap_or_default();
    status(&steps, &lines)
        .check_step(step, lines.len())
        .map_err(|refusal| match (refusal, steps.iter().find(|s| s.step.0 == step)) {
            (domain::Refusal::Conflict(words), Some(taken)) => Error::conflict(format!(
                "{words} by {} on {}",
                taken.person,
                Timestamp(taken.recorded_at).words()
            )),
            (refusal, _) => refusal.into(),
        })?;
    Ok(round)
}

async fn take_step(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    round: i64,
    step: Step,
    occurred_on: Option<PartialDate>,
    reason: Option<&str>,
) -> Result<()> {
    touch!(tx, |c| sqlx::query(
        "INSERT INTO round_step (round_id, step, occurred_on, reason, person_id, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)"
    )
    .bind(round)
    .bind(step.word())
    .bind(occurred_on.map(Parsed))
    .bind(reason)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c))
    .map_err(|error| match error.as_database_error() {
        Some(database) if database.is_unique_violation() => Error::conflict("Somebody else has just done this"),
        _ => Error::Database(error),
    })?;
    Ok(())
}

async fn editable(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Row> {
    let round = find(tx, code).await?;
    let lines = lines(tx, viewer, Of::Round(round.id)).await?;
    let steps = steps_by_round(tx).await?.remove(&round.id).unwrap_or_default();
    match status(&steps, &lines) {
        status if status.can_edit() => Ok(round),
        RoundStatus::Cancelled => Err(Error::conflict("This round has been cancelled; it cannot be changed")),
        _ => Err(Error::conflict(
            "This round has been dispatched: its description and quantities are fixed",
        )),
    }
}

/// The answer to a stale form: who changed the record, and when.
pub(crate) async fn changed_meanwhile(tx: &mut Tx, viewer: &Viewer, entity: Entity, key: &str) -> Result<Error> {
    let last = changes::of(tx, viewer, entity, key).await?.into_iter().next();
    let by = last.map_or(String::new(), |c| {
        format!(
            " by {} on {}",
            c.person.unwrap_or_else(|| "the command line".to_owned()),
            Timestamp(c.recorded_at).words()
        )
    });
    Ok(Error::conflict(format!(
        "Changed meanwhile{by}. What you typed is kept below; compare it with the current page and send it again."
    )))
}

async fn find(tx: &mut Tx, code: &str) -> Result<Row> {
    let row: Option<Row> = sql!(tx, |c| sqlx::query_as(rounds_where!("r.code = $1"))
        .bind(code)
        .fetch_optional(c))?;
    row.ok_or_else(Error::not_found)
}

async fn steps_by_round(tx: &mut Tx) -> Result<HashMap<i64, Vec<TakenStep>>> {
    let steps: Vec<TakenStep> = sql!(tx, |c| sqlx::query_as(
        "SELECT s.round_id, s.step, s.occurred_on, s.reason, p.name AS person, s.recorded_at
         FROM round_step s JOIN person p ON p.id = s.person_id ORDER BY s.recorded_at"
    )
    .fetch_all(c))?;
    let mut by_round: HashMap<i64, Vec<TakenStep>> = HashMap::new();
    for step in steps {
        by_round.entry(step.round_id).or_default().push(step);
    }
    Ok(by_round)
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

fn facts(new: &NewRound) -> serde_json::Value {
    json!({
        "code": new.code, "number": new.number, "title": new.title, "planned_on": new.planned_on,
        "place": new.place, "occasion": new.occasion, "guests": new.guests,
    })
}

fn distinct<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    words.collect::<BTreeSet<_>>().into_iter().map(str::to_owned).collect()
}

/// Who dispatched the round and on which day it was held; for the rules of receipts.
pub(crate) async fn dispatch_of(tx: &mut Tx, round: i64) -> Result<Option<(i64, PartialDate)>> {
    let row: Option<(i64, Option<Parsed<PartialDate>>)> = sql!(tx, |c| sqlx::query_as(
        "SELECT person_id, occurred_on FROM round_step WHERE round_id = $1 AND step = 'dispatched'"
    )
    .bind(round)
    .fetch_optional(c))?;
    Ok(row.and_then(|(person, day)| day.map(|d| (person, d.0))))
}

/// A round's id and day, unscoped: for callers that check the scope through lines.
pub(crate) async fn id_of(tx: &mut Tx, code: &str) -> Result<i64> {
    Ok(find(tx, code).await?.id)
}
