//! The steps of a round: scheduling, dispatch, cancellation. Each is taken once, by somebody, at some time.

use chrono::NaiveDate;
use domain::{
    PartialDate, Timestamp, Viewer,
    change::{Deed, Entity},
    handover::round::Deed::{Cancel, Dispatch, Schedule},
    round::Step,
};

use super::permitted;
use crate::{
    Error, Parsed, Result, Tx, custody,
    db::{sql, touch},
    error::{reason_given, taken},
    facts::{self, Id, Rows, Table, ToldBy, list},
    notices,
};

/// Announces the round to the receiving agencies; it stays editable until the dispatch.
///
/// # Errors
/// Staff only; not found; no lines, or not a draft any more.
pub async fn schedule(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str) -> Result<()> {
    let round = permitted(tx, viewer, code, Schedule).await?;
    take_step(tx, viewer, at, round.id, Step::Scheduled, None, None).await?;
    told(tx, viewer, at, round.id, Step::Scheduled, Deed::Scheduled).await
}

/// Sends the goods. From here on quantities are fixed, and every item is "with UNODC, in transit" to its unit.
///
/// # Errors
/// Staff only; not found; not scheduled; a day in the future; something of it is not in store any more.
pub async fn dispatch(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, occurred_on: NaiveDate) -> Result<()> {
    let round = permitted(tx, viewer, code, Dispatch).await?;
    if occurred_on > at.day() {
        return Err(Error::invalid("occurred_on", "This day lies in the future: enter the day of the handover"));
    }
    let day = PartialDate::Day(occurred_on);
    let spoken_for = custody::check_sent(tx, viewer, at, round.id, day).await?;
    touch!(&mut *tx, |c| sqlx::query("UPDATE round SET held_on = $2, version = version + 1 WHERE id = $1")
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
    custody::end_spoken_for(tx, viewer, at, &spoken_for).await?;
    notices::dispatched(tx, at, round.id, code).await?;
    told(tx, viewer, at, round.id, Step::Dispatched, Deed::Dispatched).await
}

/// Calls the round off before anything was sent.
///
/// # Errors
/// Staff only; not found; dispatched already.
pub async fn cancel(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, reason: &str) -> Result<()> {
    let round = permitted(tx, viewer, code, Cancel).await?;
    let reason = reason_given(reason, "Say why the round is called off")?;
    take_step(tx, viewer, at, round.id, Step::Cancelled, None, Some(&reason)).await?;
    told(tx, viewer, at, round.id, Step::Cancelled, Deed::Cancelled).await
}

pub(super) async fn told(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    round: i64,
    step: Step,
    deed: Deed,
) -> Result<()> {
    facts::record(tx, Some(viewer.person), at, deed, &STEP, Id::Step(round, step.word())).await
}

/// A dispatch fixes the lines of its round: it tells of them, under the number of the round. An earlier portal named the
/// round of a scheduling by its code alone, which a draft can change.
pub(crate) static STEP: Table = Table::new("round_step", Entity::Round, ToldBy::DeedOf("step_of"), STEPS)
    .deeds(&[Deed::Scheduled, Deed::Dispatched, Deed::Published, Deed::Cancelled])
    .earlier(ToldBy::KeyAndDeed { except: Deed::Scheduled })
    .lists(&[list!(
        "lines?",
        "SELECT l.round_id AS _of, l.id AS line, i.tag, u.code AS unit, a.code AS agency, l.quantity,
           CAST(i.value_minor AS TEXT) AS value_minor, i.currency, i.phase_id AS phase
         FROM line l JOIN item i ON i.id = l.item_id JOIN unit u ON u.id = l.unit_id JOIN agency a ON a.id = l.agency_id",
        "l.round_id",
        "l.id"
    )]);

macro_rules! steps {
    ($which:literal) => {
        concat!(
            "SELECT CASE s.step WHEN 'dispatched' THEN s.round_id ELSE -s.round_id END AS _id, r.code AS _key,
               r.code || ' ' || s.step AS _row, s.step AS _deed, s.person_id AS _person, s.recorded_at AS _at,
               s.round_id AS step_of, s.occurred_on, s.reason FROM round_step s JOIN round r ON r.id = s.round_id ",
            $which,
            " ORDER BY s.round_id, s.step"
        )
    };
}

const STEPS: Rows = Rows { some: steps!("WHERE s.round_id = $1 AND s.step = $2"), all: steps!("") };

pub(super) async fn take_step(
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
    .map_err(taken("Somebody else has just done this"))?;
    Ok(())
}

/// Who dispatched the round: for the rule that whoever sent the goods does not accept them.
pub(crate) async fn dispatched_by(tx: &mut Tx, round: i64) -> Result<Option<i64>> {
    let statement = "SELECT person_id FROM round_step WHERE round_id = $1 AND step = 'dispatched'";
    Ok(sql!(tx, |c| sqlx::query_scalar(statement).bind(round).fetch_optional(c))?)
}
