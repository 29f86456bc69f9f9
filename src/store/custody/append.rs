//! The one way in which a custody event comes into being after the receipt.

use domain::{
    AsOf, PartialDate, Refusal, Timestamp, Viewer,
    change::{Deed, Entity},
    custody::{self, Claim, Event, Kind, Place, movement::AnswerKind},
    item::Condition,
};

use super::{Names, history_of, movements, place_word};
use crate::{
    Error, Parsed, Result, Tx,
    db::sql,
    error::taken,
    facts::{self, Table, ToldBy, rows},
};

/// What is about to happen.
pub(crate) struct Appended<'a> {
    pub item: i64,
    pub from: Place,
    pub to: Place,
    pub quantity: i64,
    pub occurred_on: PartialDate,
    /// The movement that everybody has confirmed.
    pub movement: Option<i64>,
    pub condition: Option<Condition>,
    pub circumstances: Option<&'a str>,
    pub police_report: Option<&'a str>,
    pub document: Option<&'a str>,
}

/// Appends an event with its audit row, and ends the open movements whose pieces are not there any more.
///
/// # Errors
/// A day in the future; what [`custody::History::check`] refuses: more than is held on that day, or a later event without
/// its pieces.
pub(crate) async fn append(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &Appended<'_>) -> Result<Kind> {
    if new.occurred_on.start() > at.day() {
        return Err(Error::invalid("occurred_on", "This lies in the future: enter the day on which it happened"));
    }
    let names = Names::read(tx, viewer).await?;
    let stored = history_of(tx, new.item).await?;
    let event =
        Event { from: new.from, to: new.to, quantity: new.quantity, occurred_on: new.occurred_on, recorded_at: at };
    let kind = stored.history.check(&event, &|keeper| names.full(keeper))?;
    let (giver, holder) = (new.from.keeper(), new.to.keeper());
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO custody_event (item_id, holder, unit_id, agency_id, quantity, occurred_on, recorded_at, giver, giver_unit_id,
           giver_agency_id, movement_id, condition, circumstances, police_report, document, person_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id"
    )
    .bind(new.item)
    .bind(place_word(new.to))
    .bind(holder.map(|k| k.unit))
    .bind(holder.map(|k| k.agency))
    .bind(new.quantity)
    .bind(Parsed(new.occurred_on))
    .bind(at.0)
    .bind(place_word(new.from))
    .bind(giver.map(|k| k.unit))
    .bind(giver.map(|k| k.agency))
    .bind(new.movement)
    .bind(new.condition.map(Condition::word))
    .bind(new.circumstances)
    .bind(new.police_report)
    .bind(new.document)
    .bind(viewer.person)
    .fetch_one(c))
    .map_err(taken("Everybody has confirmed this already"))?;
    facts::record(tx, Some(viewer.person), at, Deed::Moved, &EVENT, id).await?;
    end_overtaken(tx, viewer, at, &event, kind, new.item, &names).await?;
    Ok(kind)
}

/// Those that follow from no dispatch and no receipt.
pub(crate) static EVENT: Table = Table::new(
    "custody_event",
    Entity::Custody,
    ToldBy::Number("event"),
    rows!(
        "SELECT e.id AS _id, i.tag AS _key, 'moved' AS _deed, e.person_id AS _person, e.recorded_at AS _at, e.id AS event, i.tag,
           e.holder, u.code AS unit, a.code AS agency, e.quantity, e.occurred_on, e.giver, gu.code AS giver_unit,
           ga.code AS giver_agency, e.movement_id AS movement, e.condition, e.circumstances, e.police_report, e.document
         FROM custody_event e JOIN item i ON i.id = e.item_id LEFT JOIN unit u ON u.id = e.unit_id
         LEFT JOIN agency a ON a.id = e.agency_id LEFT JOIN unit gu ON gu.id = e.giver_unit_id
         LEFT JOIN agency ga ON ga.id = e.giver_agency_id",
        "e.id",
        "e.line_id IS NULL"
    ),
);

/// Open movements of an item whose pieces are gone end with the words of what happened.
pub(super) async fn end_overtaken(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    event: &Event,
    kind: Kind,
    item: i64,
    names: &Names,
) -> Result<()> {
    let claims = movements::claims(tx, item).await?;
    if claims.is_empty() {
        return Ok(());
    }
    let now = history_of(tx, item).await?.on(AsOf::default())?;
    for ended in custody::overtaken(&now, &claims) {
        let Some(claim) = claims.iter().find(|claim| claim.movement == ended) else { continue };
        let what = format!("{}, {}: {}", kind.label(), event.occurred_on.words(), event.quantity);
        let left = match now.at(claim.place) {
            0 => "none of it is".to_owned(),
            left => format!("only {left} are"),
        };
        let words = format!("{what}. Now {left} {}", claim.place.words(&|keeper| names.full(keeper)));
        movements::insert_answer(tx, viewer, at, ended, AnswerKind::Ended, Some(&words)).await?;
    }
    Ok(())
}

/// Are so many there, that no open movement speaks for?
///
/// # Errors
/// Under `quantity`: how many are.
pub(super) async fn check_free(tx: &mut Tx, item: i64, place: Place, quantity: i64, names: &Names) -> Result<()> {
    let now = history_of(tx, item).await?.on(AsOf::default())?;
    let claims: Vec<Claim> = movements::claims(tx, item).await?;
    let free = custody::free(&now, place, &claims);
    if free >= quantity {
        return Ok(());
    }
    let (held, words) = (now.at(place), place.words(&|keeper| names.full(keeper)));
    Err(match (held, free) {
        (0, _) => {
            Error::conflict(format!("Nothing of it is {words}. It is: {}", now.words(&|keeper| names.full(keeper))))
        }
        (held, free) if free == held => Error::invalid("quantity", format!("{held} are {words}: enter at most {held}")),
        (held, 0) => Error::conflict(format!(
            "{held} are {words}, and an open proposal speaks for them already: answer or withdraw that one first"
        )),
        (held, free) => Error::invalid(
            "quantity",
            format!("{held} are {words}; open proposals leave {free} of them: enter at most {free}"),
        ),
    })
}

/// A rule's mistake of a form that the person does not see (the last confirmation of a movement) is a conflict.
pub(super) fn as_conflict(error: Error) -> Error {
    match error {
        Error::Refused(Refusal::Invalid(errors)) => {
            Error::conflict(errors.into_iter().map(|e| e.message).collect::<Vec<_>>().join(". "))
        }
        other => other,
    }
}
