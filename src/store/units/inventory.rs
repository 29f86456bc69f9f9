//! What a unit holds on any day, whichever way it came there.

use std::collections::HashMap;

use domain::{
    Action, AsOf, PartialDate, Viewer,
    custody::{Keeper, Kind, Place},
};

use super::{holdings_as_of, show};
use crate::{
    LineRow, Result, Tx,
    agencies::AgencyRef,
    custody::{self, Names, Of, Stored},
    items::RoundRef,
    lines::{self, lines_as_of},
};

/// Pieces of an item with one of the agencies at a unit.
#[derive(Debug, Clone)]
pub struct InventoryRow {
    pub line: LineRow,
    pub agency: AgencyRef,
    pub quantity: i64,
    /// The newest way in which pieces of it came here, and its day.
    pub came: Kind,
    pub since: PartialDate,
    /// Where it was handed over to this unit, with the newest receipt: nothing for what was reassigned to it.
    pub handed_over: Option<(RoundRef, Option<(String, PartialDate)>)>,
}

/// What the unit held then, by tag: everything for staff, an officer's own agency's, what a donor's grants paid for.
///
/// # Errors
/// The unit is not there or out of scope.
pub async fn inventory_as_of(tx: &mut Tx, viewer: &Viewer, code: &str, as_of: AsOf) -> Result<Vec<InventoryRow>> {
    viewer.may(Action::SeeItems)?;
    let unit = show(tx, viewer, code).await?.id;
    let names = Names::read(tx, viewer).await?;
    let histories = custody::histories(tx, Of::Unit(unit)).await?;
    let mut lines: HashMap<i64, LineRow> = HashMap::new();
    for line in lines_as_of(tx, viewer, lines::Of::Unit(unit), as_of).await? {
        lines.insert(line.item_id, line);
    }
    let own: HashMap<i64, _> = holdings_as_of(tx, viewer, code, as_of)
        .await?
        .into_iter()
        .map(|holding| (holding.line.item_id, (holding.round, holding.receipt)))
        .collect();
    let mut rows = Vec::new();
    for (item, stored) in histories {
        let Some(line) = lines.get(&item) else { continue };
        // What is wrong with one item is no reason to show nothing of the others.
        let Ok(holdings) = stored.on(as_of) else { continue };
        for (place, quantity) in holdings.iter() {
            let Place::Unit(keeper) = place else { continue };
            let agency = names.agency(keeper.agency);
            let (Some(agency), true) = (agency, keeper.unit == unit && custody::concerns(viewer, place)) else {
                continue;
            };
            let Some((came, since)) = came(&stored, keeper, as_of) else { continue };
            let handed_over = own.get(&item).filter(|_| came == Kind::HandedOver).cloned();
            rows.push(InventoryRow { line: line.clone(), agency, quantity, came, since, handed_over });
        }
    }
    rows.sort_by(|a, b| (&a.line.tag, &a.agency.code).cmp(&(&b.line.tag, &b.agency.code)));
    Ok(rows)
}

/// How pieces came to this keeper last.
fn came(stored: &Stored, keeper: Keeper, as_of: AsOf) -> Option<(Kind, PartialDate)> {
    let events = stored.history.events().iter().filter(|event| {
        event.to == Place::Unit(keeper)
            && as_of.day.is_none_or(|day| event.occurred_on.start() <= day)
            && as_of.known.is_none_or(|known| event.recorded_at <= known)
    });
    let last = events.max_by_key(|event| event.occurred_on.start())?;
    Some((Kind::of(last.from, last.to)?, last.occurred_on))
}
