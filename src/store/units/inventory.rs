//! What a unit holds on any day, whichever way it came there.

use std::collections::HashMap;

use domain::{
    Action, AsOf, PartialDate, Viewer,
    custody::{Keeper, Kind, Place},
};

use super::{
    find,
    sent::{self, newest_receipt},
};
use crate::{
    LineRow, Result, Tx,
    agencies::{self, AgencyRef},
    custody::{self, Names, Of, Stored},
    items::RoundRef,
    lines::{self, Phases, day_of_round, line_now, line_now_joins, lines_as_of},
    list::{self, Asked, Given, List, Page, Scope, Sort},
    merges::unit_as,
    receipts::stands,
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

macro_rules! list {
    ($scope:expr, $given:expr) => {
        List {
            columns: concat!(
                line_now!("v", "v", day_of_round!()),
                ", r.agency_id AS keeper_agency, r.quantity AS kept, o.code AS round_code, o.title AS round_title, ",
                day_of_round!(),
                " AS round_day, ",
                newest_receipt!("v.line_id"),
                " AS receipt, (v.of_line AND ",
                unit_as!("l.unit_id"),
                " = r.unit_id AND n.state <> 'cancelled') AS sent_here"
            ),
            from: concat!(
                "(SELECT h.unit_id, h.agency_id, h.quantity, h.item_id * 1000000 + h.agency_id AS id, v.id AS reader
                    FROM item_holding h JOIN item_reader v ON v.item_id = h.item_id
                    WHERE h.place = 'unit' AND ",
                $scope,
                ") r WHERE TRUE"
            ),
            given: $given,
            joins: concat!(
                "JOIN item_reader v ON v.id = r.reader JOIN line l ON l.id = v.line_id ",
                line_now_joins!("v", "l.unit_id", "l.agency_id")
            ),
            id: "r.id",
            sorts: &[Sort::number("tag", "r.id")],
            filters: &[],
            search: None,
            sums: None,
            total: None,
        }
    };
}

/// Everything for staff, an officer's own agency's, what a donor's grants paid for. Agencies have small numbers: an item and
/// an agency together are one.
pub(crate) static LIST: List = list!(
    "v.scope = ? AND v.scope_id = ? AND h.unit_id = ? AND (v.scope <> 'agency' OR h.agency_id = v.scope_id)",
    &[Given::Word, Given::Reader, Given::Of]
);

/// Everything for the coordinator of the country in which the unit is.
pub(crate) static FOR_COUNTRY: List = list!(
    concat!(
        "v.scope = 'all' AND v.scope_id = 0 AND h.unit_id = ? AND EXISTS (SELECT 1 FROM unit q WHERE q.id = h.unit_id AND ",
        unit_of_country!("q"),
        ")"
    ),
    &[Given::Of, Given::Country, Given::Country]
);

#[derive(sqlx::FromRow)]
struct Held {
    #[sqlx(flatten)]
    line: lines::Row,
    keeper_agency: i64,
    kept: i64,
    #[sqlx(flatten)]
    round: sent::Round,
    receipt: Option<String>,
    sent_here: bool,
}

/// A page of what the unit held then, by tag.
///
/// # Errors
/// The unit is not there or out of scope; a coordinator reads what it holds now alone.
pub async fn inventory(
    tx: &mut Tx,
    viewer: &Viewer,
    code: &str,
    as_of: AsOf,
    asked: &Asked,
) -> Result<Page<InventoryRow>> {
    viewer.may(Action::SeeInventory)?;
    let unit = find(tx, viewer, code).await?.id;
    if as_of.is_now() {
        return now(tx, viewer, unit, asked).await;
    }
    // What an item was worth, and who paid, stands in the facts of a past day: they are for those who read items.
    viewer.may(Action::SeeItems)?;
    let rows = then(tx, viewer, unit, as_of).await?;
    Ok(list::cut(rows, asked, |row| row.line.item_id * 1_000_000 + row.agency_id).map(|row| row.row))
}

async fn now(tx: &mut Tx, viewer: &Viewer, unit: i64, asked: &Asked) -> Result<Page<InventoryRow>> {
    let mut page: Page<Held> = list_for(viewer).page(tx, Scope::from(viewer).within(unit), asked).await?;
    let held = std::mem::take(&mut page.rows);
    let ids: Vec<i64> = held.iter().map(|row| row.line.item_id()).collect();
    let histories = custody::histories_among(tx, &ids).await?;
    let directory = agencies::directory(tx).await?;
    let (names, phases) = (agencies::names(tx).await?, Phases::read(tx).await?);
    let mut rows = Vec::with_capacity(held.len());
    for row in held {
        let keeper = Keeper { unit, agency: row.keeper_agency };
        // What is wrong with one item is no reason to show nothing of the others.
        let history = histories.get(&row.line.item_id()).filter(|stored| stored.on(AsOf::default()).is_ok());
        let came = history.and_then(|stored| came(stored, keeper, AsOf::default()));
        let (Some((came, since)), Some(agency)) = (came, directory.get(&row.keeper_agency)) else { continue };
        let handed_over = (row.sent_here && came == Kind::HandedOver)
            .then(|| (row.round.mention(), row.receipt.as_deref().and_then(sent::receipt_of)));
        let line = row.line.cut(viewer.is_donor(), &names, &phases);
        let line = if viewer.reads_amounts() { line } else { line.without_amounts() };
        rows.push(InventoryRow { line, agency: agency.mention(None), quantity: row.kept, came, since, handed_over });
    }
    Ok(page.with_rows(rows))
}

fn list_for(viewer: &Viewer) -> &'static List {
    if let Scope::Country(_) = Scope::from(viewer) { &FOR_COUNTRY } else { &LIST }
}

/// A row with the id of its agency.
struct Then {
    row: InventoryRow,
    agency_id: i64,
}

impl std::ops::Deref for Then {
    type Target = InventoryRow;

    fn deref(&self) -> &InventoryRow {
        &self.row
    }
}

/// From the facts as they were known then.
async fn then(tx: &mut Tx, viewer: &Viewer, unit: i64, as_of: AsOf) -> Result<Vec<Then>> {
    let histories = custody::histories(tx, Of::Unit(unit)).await?;
    let names = Names::of(tx, viewer, histories.values()).await?;
    let mut lines: HashMap<i64, LineRow> = HashMap::new();
    for line in lines_as_of(tx, viewer, lines::Of::Unit(unit), as_of).await? {
        lines.insert(line.item_id, line);
    }
    let own: HashMap<i64, _> = sent::then(tx, viewer, unit, as_of)
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
            let row = InventoryRow { line: line.clone(), agency, quantity, came, since, handed_over };
            rows.push(Then { row, agency_id: keeper.agency });
        }
    }
    rows.sort_by_key(|row| (row.line.item_id, row.agency_id));
    Ok(rows)
}

/// How pieces came to this keeper last.
fn came(stored: &Stored, keeper: Keeper, as_of: AsOf) -> Option<(Kind, PartialDate)> {
    let events = stored.history.events().iter().enumerate();
    let came =
        events.filter(|(place, event)| event.to == Place::Unit(keeper) && stored.history.happened(*place, as_of));
    let (_, last) = came.max_by_key(|(_, event)| event.occurred_on.start())?;
    Some((Kind::of(last.from, last.to)?, last.occurred_on))
}
