//! What happened to the items of a round before it was sent: UNODC can lose or write off what it has in store.

use domain::{
    PartialDate, Timestamp, Viewer,
    custody::{Event, Keeper, Place},
};

use super::{Names, append::end_overtaken, history_of};
use crate::{Error, Result, Tx, db::sql};

/// A line whose item has a history, or is spoken for.
#[derive(sqlx::FromRow)]
struct Touched {
    item_id: i64,
    name: String,
    unit_id: i64,
    agency_id: i64,
    quantity: i64,
}

/// The round is about to be sent: is everything in store that is to go? Answers what [`end_spoken_for`] needs afterwards.
///
/// # Errors
/// A conflict that names the item of which too few are there.
pub(crate) async fn check_sent(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    round: i64,
    day: PartialDate,
) -> Result<Vec<(i64, Event)>> {
    let touched: Vec<Touched> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT l.item_id, i.name, (SELECT v_as.as_id FROM unit v_as WHERE v_as.id = l.unit_id) AS unit_id,
           (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = l.agency_id) AS agency_id, l.quantity FROM line l JOIN item i ON i.id = l.item_id
         WHERE l.round_id = $1 AND (EXISTS (SELECT 1 FROM custody_event e WHERE e.item_id = l.item_id)
           OR EXISTS (SELECT 1 FROM movement m WHERE m.item_id = l.item_id)) ORDER BY l.id"
    )
    .bind(round)
    .fetch_all(c)
    })?;
    if touched.is_empty() {
        return Ok(Vec::new());
    }
    let names = Names::read(tx, viewer).await?;
    let mut sent = Vec::with_capacity(touched.len());
    for line in touched {
        let to = Place::Transit(Keeper { unit: line.unit_id, agency: line.agency_id });
        let event = Event { from: Place::Store, to, quantity: line.quantity, occurred_on: day, recorded_at: at };
        let history = history_of(tx, line.item_id).await?.history;
        if history.check(&event, &|keeper| names.full(keeper)).is_err() {
            return Err(Error::conflict(format!(
                "“{}” cannot be sent whole: some of it was lost or written off while UNODC had it in store. Cancel this \
                 round, and plan what is there in another",
                line.name
            )));
        }
        sent.push((line.item_id, event));
    }
    Ok(sent)
}

/// Proposals to write off what has just been sent end.
pub(crate) async fn end_spoken_for(tx: &mut Tx, viewer: &Viewer, at: Timestamp, sent: &[(i64, Event)]) -> Result<()> {
    for (item, event) in sent {
        let names = Names::read(tx, viewer).await?;
        end_overtaken(tx, viewer, at, event, domain::custody::Kind::Dispatched, *item, &names).await?;
    }
    Ok(())
}

/// Has nothing happened to the item of this line? Only then can it be taken out of its round again.
///
/// # Errors
/// A conflict: its history is never deleted.
pub(crate) async fn check_untouched(tx: &mut Tx, line: i64) -> Result<()> {
    let touched: Option<i64> = sql!(tx, |c| {
        sqlx::query_scalar(
        "SELECT l.item_id FROM line l WHERE l.id = $1 AND (EXISTS (SELECT 1 FROM custody_event e WHERE e.item_id = l.item_id)
           OR EXISTS (SELECT 1 FROM movement m WHERE m.item_id = l.item_id)
           OR EXISTS (SELECT 1 FROM title_transfer t WHERE t.item_id = l.item_id))"
    )
    .bind(line)
    .fetch_optional(c)
    })?;
    match touched {
        None => Ok(()),
        Some(_) => Err(Error::conflict(
            "Something has been recorded about this item since: its line stays. Cancel the round, or send what is there",
        )),
    }
}
