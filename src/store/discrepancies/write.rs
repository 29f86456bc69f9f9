//! What people do with a discrepancy: name an owner and a due date, remark, settle.

use chrono::NaiveDate;
use domain::{
    Action, PartialDate, Refusal, Timestamp, Viewer,
    change::{Deed, Entity},
    custody::{Keeper, Place},
    discrepancy::{EventKind, Kind, NewAssignment, NewSettlement, Settlement},
    handover::{
        Actor, Tie,
        discrepancy::{
            self as rules,
            Deed::{Assign, Remark, Settle},
        },
    },
};

use super::{Row, events, find};
use crate::{
    Error, Parsed, Result, Tx, custody,
    db::sql,
    facts::{self, Table, ToldBy, rows},
};

/// Names who looks after it, and until when. A later assignment takes the place of an earlier one.
///
/// # Errors
/// Staff only; not found; settled; the owner is neither staff nor an officer of its agency.
pub async fn assign(tx: &mut Tx, viewer: &Viewer, at: Timestamp, public_id: &str, new: &NewAssignment) -> Result<()> {
    viewer.may(Action::SettleDiscrepancies)?;
    let row = permitted(tx, viewer, at, public_id, Assign).await?;
    new.check(at.day())?;
    let fits: Option<i64> = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
            "SELECT id FROM person WHERE id = $1 AND disabled_at IS NULL AND (role = 'staff'
           OR role = 'officer' AND agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = $2))",
        )
        .bind(new.owner)
        .bind(row.agency_id)
        .fetch_optional(c)
    })?;
    if fits.is_none() {
        return Err(Error::invalid("assignee", "Choose somebody of the staff or an officer of the agency"));
    }
    let event = Event {
        owner: Some(new.owner),
        due_on: Some(new.due_on),
        words: new.remark.as_deref(),
        ..Event::of(EventKind::Assigned)
    };
    append(tx, viewer, at, &row, &event).await
}

/// Adds what was found out.
///
/// # Errors
/// Staff, and officers for their own agency; not found.
pub async fn remark(tx: &mut Tx, viewer: &Viewer, at: Timestamp, public_id: &str, words: &str) -> Result<()> {
    viewer.may(Action::RemarkOnDiscrepancies)?;
    let row = permitted(tx, viewer, at, public_id, Remark).await?;
    append(tx, viewer, at, &row, &Event { words: Some(words), ..Event::of(EventKind::Remark) }).await
}

/// Ends it: how, on what day, why.
///
/// # Errors
/// Staff only; not found; settled already (says by whom); a write-off without its decision.
pub async fn settle(tx: &mut Tx, viewer: &Viewer, at: Timestamp, public_id: &str, new: &NewSettlement) -> Result<()> {
    viewer.may(Action::SettleDiscrepancies)?;
    let row = permitted(tx, viewer, at, public_id, Settle).await?;
    new.check()?;
    let event = Event {
        settlement: Some(new.settlement),
        occurred_on: Some(new.settled_on),
        words: Some(&new.reason),
        document: new.document.as_deref(),
        ..Event::of(EventKind::Settled)
    };
    append(tx, viewer, at, &row, &event).await?;
    let Some(to) = goes_to(row.kind.0, new.settlement) else { return Ok(()) };
    let from = Place::Transit(Keeper { unit: row.unit_id, agency: row.agency_id });
    let moved = custody::Appended {
        item: row.item_id,
        from,
        to,
        quantity: row.quantity,
        occurred_on: PartialDate::Day(new.settled_on),
        movement: None,
        condition: None,
        circumstances: Some(&new.reason),
        police_report: None,
        document: new.document.as_deref(),
    };
    custody::append(tx, viewer, at, &moved).await.map(drop)
}

/// Refused and damaged pieces were not accepted and no receipt will take them: they leave their way to the unit with the
/// settlement. What is short may still be counted.
fn goes_to(kind: Kind, settlement: Settlement) -> Option<Place> {
    match (kind, settlement) {
        (Kind::Refused | Kind::Damaged, Settlement::WriteOff) => Some(Place::WrittenOff),
        (Kind::Refused | Kind::Damaged, Settlement::Replacement | Settlement::Claim) => Some(Place::Store),
        _ => None,
    }
}

/// The discrepancy, when this may be done with it. Whoever finds it is concerned.
async fn permitted(tx: &mut Tx, viewer: &Viewer, at: Timestamp, public_id: &str, deed: rules::Deed) -> Result<Row> {
    let row = find(tx, viewer, public_id).await?;
    let actor = Actor::of(viewer, Tie { concerned: true, ..Tie::default() });
    match rules::check(row.state(at.day()), deed, actor) {
        Ok(_) => return Ok(row),
        Err(Refusal::Conflict(_)) if row.superseded_by.is_none() => {}
        Err(other) => return Err(other.into()),
    }
    let by = events(tx, viewer, row.first_id).await?.into_iter().rev().find(|e| e.kind == EventKind::Settled);
    Err(match by {
        Some(e) => Error::conflict(format!("Already settled by {} on {}", e.person, e.recorded_at.words())),
        None => Error::conflict("Already settled: what was short has been counted by a later receipt"),
    })
}

/// An event that a person adds.
struct Event<'a> {
    kind: EventKind,
    owner: Option<i64>,
    due_on: Option<NaiveDate>,
    words: Option<&'a str>,
    settlement: Option<Settlement>,
    occurred_on: Option<NaiveDate>,
    document: Option<&'a str>,
}

impl Event<'_> {
    fn of(kind: EventKind) -> Self {
        Event { kind, owner: None, due_on: None, words: None, settlement: None, occurred_on: None, document: None }
    }
}

async fn append(tx: &mut Tx, viewer: &Viewer, at: Timestamp, row: &Row, event: &Event<'_>) -> Result<()> {
    let day = |date: NaiveDate| Parsed(PartialDate::Day(date));
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO discrepancy_event
           (discrepancy_id, kind, owner_id, due_on, words, settlement, occurred_on, document, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id"
    )
    .bind(row.first_id)
    .bind(event.kind.word())
    .bind(event.owner)
    .bind(event.due_on.map(day))
    .bind(event.words)
    .bind(event.settlement.map(Settlement::word))
    .bind(event.occurred_on.map(day))
    .bind(event.document)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))
    .map_err(|error| match error.as_database_error() {
        Some(database) if database.is_unique_violation() => Error::conflict("Somebody else has just settled this"),
        _ => error.into(),
    })?;
    let deed = match event.kind {
        EventKind::Assigned => Deed::Assigned,
        EventKind::Remark => Deed::Remarked,
        EventKind::Settled | EventKind::CountedAgain => Deed::Settled,
    };
    facts::record(tx, Some(viewer.person), at, deed, &EVENT, id).await
}

/// What people do with a discrepancy. A later count follows from its receipt.
pub(crate) static EVENT: Table = Table::new(
    "discrepancy_event",
    Entity::Discrepancy,
    ToldBy::Number("event"),
    rows!(
        "SELECT e.id AS _id, d.public_id AS _key, CASE e.kind WHEN 'remark' THEN 'remarked' ELSE e.kind END AS _deed,
           e.person_id AS _person, e.recorded_at AS _at, e.id AS event, e.owner_id AS owner, e.due_on, e.words, e.settlement,
           e.occurred_on AS settled_on, e.document, r.code || ' · ' || d.kind AS \"of\"
         FROM discrepancy_event e JOIN discrepancy d ON d.id = e.discrepancy_id JOIN line l ON l.id = d.line_id
         JOIN round r ON r.id = l.round_id",
        "e.id",
        "e.kind <> 'counted again'"
    ),
);
