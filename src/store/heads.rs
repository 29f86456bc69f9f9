//! Heads of units: who answers for what an agency has at a unit, and what each of them accepted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{
    Action, AsOf, PartialDate, Timestamp, Viewer,
    custody::{Keeper, Place, entered::KeeperCode, head::NewHead},
};

use crate::{
    Error, Parsed, Result, Tx,
    agencies::{self, AgencyRef},
    batch::Bind,
    custody::{Names, Of, histories},
    merges::is_unit,
    query::{Query, ask},
    text::sort_key,
    units,
};

mod change;
mod missing;
pub(crate) use change::HEAD;
pub use change::change;
pub(crate) use missing::MISSING;
pub use missing::{MissingRow, answer_missing, open_questions};

/// A head, from a day until the next one.
#[derive(Debug, Clone)]
pub struct HeadRow {
    pub agency: AgencyRef,
    pub name: String,
    pub post: String,
    pub from: PartialDate,
    /// The day from which the next one answers; `None`: the present head.
    pub until: Option<PartialDate>,
    pub has_account: bool,
    pub document: Option<String>,
    /// Items in the list that was accepted, and pieces in it that were missing.
    pub items: i64,
    pub missing: i64,
    pub recorded_by: String,
    pub recorded_at: Timestamp,
}

/// One item that a keeper holds, for the list that a new head accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InventoryRow {
    pub item: i64,
    pub tag: String,
    pub name: String,
    /// `VIN …`, `serial …`
    pub number: Option<String>,
    pub quantity: i64,
    pub unit_of_measure: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    agency_id: i64,
    name: String,
    post: String,
    from_on: Parsed<PartialDate>,
    has_account: bool,
    document: Option<String>,
    items: i64,
    missing: i64,
    recorded_by: String,
    recorded_at: i64,
}

/// The heads of a unit then, by agency, the newest first. Staff read all of them, an officer those of its own agency;
/// donors read no names of officers.
///
/// # Errors
/// The unit is not there or out of scope.
pub async fn of_unit(tx: &mut Tx, viewer: &Viewer, code: &str, as_of: AsOf) -> Result<Vec<HeadRow>> {
    if !units::more(tx, viewer, code).await?.headed || viewer.is_donor() {
        return Ok(Vec::new());
    }
    let unit = units::show(tx, viewer, code).await?.id;
    let query = Query::default().with(
        concat!(
            "SELECT a.as_id AS agency_id, h.name, h.post, h.from_on, h.account_id IS NOT NULL AS has_account, h.document,
           (SELECT COUNT(*) FROM unit_head_item n WHERE n.head_id = h.id) AS items,
           CAST((SELECT COALESCE(SUM(n.missing), 0) FROM unit_head_item n WHERE n.head_id = h.id) AS BIGINT) AS missing,
           p.name AS recorded_by, h.recorded_at
         FROM unit_head h JOIN agency a ON a.id = h.agency_id JOIN person p ON p.id = h.person_id
         WHERE ",
            is_unit!("h.unit_id", "?"),
            " AND h.from_on <= ? AND h.recorded_at <= ?"
        ),
        [Bind::from(unit), Bind::from(as_of.day_text()), Bind::from(as_of.known_millis())],
    );
    let query = match viewer.agency() {
        Ok(agency) => query.with(" AND a.as_id = ?", [Bind::from(agency)]),
        Err(_) => query,
    };
    let rows: Vec<Row> = ask!(
        &mut *tx,
        query.with(" ORDER BY (SELECT g.code FROM agency g WHERE g.id = a.as_id), h.from_on DESC", []),
        fetch_all
    )?;
    let agencies = agencies::directory(tx).await?;
    let mut heads: Vec<HeadRow> = Vec::new();
    let mut next: BTreeMap<i64, PartialDate> = BTreeMap::new();
    for row in rows {
        let Some(agency) = agencies.get(&row.agency_id).map(|row| row.mention(None)) else { continue };
        let until = next.insert(row.agency_id, row.from_on.0);
        heads.push(HeadRow {
            agency,
            name: row.name,
            post: row.post,
            from: row.from_on.0,
            until,
            has_account: row.has_account,
            document: row.document,
            items: row.items,
            missing: row.missing,
            recorded_by: row.recorded_by,
            recorded_at: Timestamp(row.recorded_at),
        });
    }
    Ok(heads)
}

/// Unit and agency → the account of the present head, where there is a head with one whose account is open.
pub(crate) async fn accounts(tx: &mut Tx, units: BTreeSet<i64>) -> Result<HashMap<(i64, i64), i64>> {
    let mut query = Query::new(
        "SELECT u.as_id, a.as_id, p.id FROM unit_head h JOIN person p ON p.id = h.account_id AND p.disabled_at IS NULL
         JOIN unit u ON u.id = h.unit_id JOIN agency a ON a.id = h.agency_id
         WHERE h.from_on = (SELECT MAX(x.from_on) FROM unit_head x JOIN unit v ON v.id = x.unit_id JOIN agency b ON b.id = x.agency_id
             WHERE v.as_id = u.as_id AND b.as_id = a.as_id)
           AND u.as_id IN (",
    );
    query.push_ids(units);
    query.push(")", []);
    let heads: Vec<(i64, i64, i64)> = ask!(tx, query, fetch_all)?;
    Ok(heads.into_iter().map(|(unit, agency, account)| ((unit, agency), account)).collect())
}

/// The agencies that have (or may have) an inventory at a unit: all for staff, an officer's own.
///
/// # Errors
/// The unit is not there or out of scope.
pub async fn agencies_at(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Vec<AgencyRef>> {
    viewer.may(Action::ChangeHeads)?;
    let unit = units::show(tx, viewer, code).await?.id;
    let query = Query::default().with(
        concat!(
            // Once through what the unit ever had, not once for each agency there is.
            "SELECT a.id FROM agency a WHERE a.as_id = a.id AND a.id IN (SELECT t.as_id FROM agency t WHERE t.id IN (
               SELECT m.agency_id FROM unit_agency m WHERE m.unit_id = ? UNION SELECT l.agency_id FROM line l WHERE ",
            is_unit!("l.unit_id", "?"),
            " UNION SELECT e.agency_id FROM custody_event e WHERE ",
            is_unit!("e.unit_id", "?"),
            "))"
        ),
        [unit, unit, unit].map(Bind::from),
    );
    let query = match viewer.agency() {
        Ok(agency) => query.with(" AND a.id = ?", [Bind::from(agency)]),
        Err(_) => query,
    };
    let ids: Vec<(i64,)> = ask!(&mut *tx, query.with(" ORDER BY a.code", []), fetch_all)?;
    let agencies = agencies::directory(tx).await?;
    Ok(ids.into_iter().filter_map(|(id,)| Some(agencies.get(&id)?.mention(None))).collect())
}

/// What a keeper held on that day, for the form of a new head.
///
/// # Errors
/// Staff, and officers for their own agency; no such unit or agency: "not found".
pub async fn inventory(tx: &mut Tx, viewer: &Viewer, of: &KeeperCode, as_of: AsOf) -> Result<Vec<InventoryRow>> {
    viewer.may(Action::ChangeHeads)?;
    let keeper = keeper(tx, viewer, of).await?;
    held_by(tx, keeper, as_of).await
}

/// Everything that a keeper held then, by tag.
pub(crate) async fn held_by(tx: &mut Tx, keeper: Keeper, as_of: AsOf) -> Result<Vec<InventoryRow>> {
    let mut rows = BTreeMap::new();
    for (item, stored) in histories(tx, Of::Unit(keeper.unit)).await? {
        // What is wrong with one item is no reason to show nothing of the others.
        let Ok(holdings) = stored.on(as_of) else { continue };
        let quantity = holdings.at(Place::Unit(keeper));
        if quantity > 0 {
            rows.insert(item, quantity);
        }
    }
    type Known = (i64, String, String, Option<String>, Option<String>, Option<String>, String);
    let mut query = Query::new("SELECT id, tag, name, vin, chassis, serial, unit_of_measure FROM item WHERE id IN (");
    query.push_ids(rows.keys().copied());
    let known: Vec<Known> = ask!(tx, query.with(")", []), fetch_all)?;
    let mut inventory = Vec::with_capacity(rows.len());
    for (item, tag, name, vin, chassis, serial, unit_of_measure) in known {
        let Some(quantity) = rows.get(&item).copied() else { continue };
        let named = |word: &str, number: Option<String>| number.map(|n| format!("{word} {n}"));
        let number = named("VIN", vin).or_else(|| named("chassis", chassis)).or_else(|| named("serial", serial));
        inventory.push(InventoryRow { item, tag, name, number, quantity, unit_of_measure });
    }
    inventory.sort_by_cached_key(|item| sort_key(&item.tag));
    Ok(inventory)
}

/// The keeper, when this viewer may speak for it.
async fn keeper(tx: &mut Tx, viewer: &Viewer, of: &KeeperCode) -> Result<Keeper> {
    units::show(tx, viewer, &of.unit).await?;
    let keeper = Names::keeper(tx, of, "keeper").await.map_err(Error::or_not_found)?;
    match viewer.agency() {
        Ok(agency) if agency != keeper.agency => Err(Error::not_found()),
        _ => Ok(keeper),
    }
}

/// The list that a new head looked at is what was held on that day.
fn check_list(new: &NewHead, held: &[InventoryRow]) -> Result<()> {
    let shown: BTreeMap<&str, i64> = new.items.iter().map(|item| (item.tag.as_str(), item.held)).collect();
    let is: BTreeMap<&str, i64> = held.iter().map(|row| (row.tag.as_str(), row.quantity)).collect();
    if shown == is && new.items.len() == held.len() {
        return Ok(());
    }
    Err(Error::conflict(
        "What the unit held on that day is not what the list shows: open the form for that day again and look at the new list",
    ))
}
