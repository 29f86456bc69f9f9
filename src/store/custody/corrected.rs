//! A count is corrected: does everything that happened to the things since still have its pieces?

use std::collections::HashSet;

use domain::{
    PartialDate, Timestamp, Viewer,
    custody::{self, Event, Keeper, Place},
};

use super::{Names, histories_among, movements};
use crate::{
    Error, Result, Tx,
    query::{Query, ask},
};

/// What a unit would have accepted of an item.
pub(crate) struct Accepted {
    pub item: i64,
    pub name: String,
    pub keeper: Keeper,
    /// Pieces; none, where nothing arrived.
    pub quantity: i64,
}

/// Could these have been accepted on that day, in the place of what the receipt says?
///
/// # Errors
/// A conflict that names the first thing of which too little would be left, and for what.
pub(crate) async fn check_corrected(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    receipt: &str,
    day: PartialDate,
    accepted: &[Accepted],
) -> Result<()> {
    if accepted.is_empty() {
        return Ok(());
    }
    let items: Vec<i64> = accepted.iter().map(|accepted| accepted.item).collect();
    let histories = histories_among(tx, &items).await?;
    let spoken_for = spoken_for(tx, &items).await?;
    let names = Names::read(tx, viewer).await?;
    let full = |keeper| names.full(keeper);
    for new in accepted {
        let Some(stored) = histories.get(&new.item) else { continue };
        let old = stored.told.iter().position(|told| told.of_line && told.receipt.as_deref() == Some(receipt));
        let event = (new.quantity > 0).then_some(Event {
            from: Place::Transit(new.keeper),
            to: Place::Unit(new.keeper),
            quantity: new.quantity,
            occurred_on: day,
            recorded_at: at,
        });
        let holdings = stored.history.corrected(old, event, &full).map_err(|refusal| named(&new.name, refusal))?;
        if spoken_for.contains(&new.item)
            && !custody::overtaken(&holdings, &movements::claims(tx, new.item).await?).is_empty()
        {
            return Err(Error::conflict(format!(
                "“{}”: an open proposal speaks for pieces that would not be there any more. It has to be answered or withdrawn first",
                new.name
            )));
        }
    }
    Ok(())
}

fn named(name: &str, refusal: domain::Refusal) -> Error {
    match refusal {
        domain::Refusal::Conflict(words) => Error::conflict(format!("“{name}”: {words}")),
        other => other.into(),
    }
}

/// Those of the items that a movement without an end is about.
async fn spoken_for(tx: &mut Tx, items: &[i64]) -> Result<HashSet<i64>> {
    let mut query = Query::new(
        "SELECT DISTINCT m.item_id FROM movement m WHERE NOT EXISTS (SELECT 1 FROM custody_event e WHERE e.movement_id = m.id)
           AND NOT EXISTS (SELECT 1 FROM movement_answer a WHERE a.movement_id = m.id AND a.kind IN ('refused', 'withdrawn', 'ended'))
           AND m.item_id IN (",
    );
    query.push_ids(items.iter().copied());
    query.push(")", []);
    let found: Vec<(i64,)> = ask!(tx, query, fetch_all)?;
    Ok(found.into_iter().map(|(item,)| item).collect())
}
