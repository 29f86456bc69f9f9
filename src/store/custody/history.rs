//! The events of items, as the rules read them.

use std::collections::HashMap;

use domain::{
    AsOf, PartialDate, Timestamp,
    custody::{Event, History, Holdings, Place},
    item::Condition,
};

use super::place;
use crate::{
    Error, Parsed, Result, Tx,
    batch::Bind,
    db::sql,
    now::Which,
    query::{Query, ask},
};

/// Which items.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of {
    Item(i64),
    /// Everything that ever came, or was sent, to this unit.
    Unit(i64),
    /// What this grant ever paid for.
    Grant(i64),
    All,
}

/// An event with what is told of it.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub id: i64,
    /// It follows from a dispatch or a receipt.
    pub of_line: bool,
    pub receipt: Option<String>,
    pub movement: Option<String>,
    pub condition: Option<Condition>,
    pub words: Option<String>,
    pub police_report: Option<String>,
    pub document: Option<String>,
    /// Who recorded it, and the person's agency; staff have none.
    pub person: Option<(String, Option<i64>)>,
}

/// As the rules say it where something new is to be recorded about the item.
const DOES_NOT_ADD_UP: &str = "The history of this item does not add up: ask an administrator to check it";

/// The history of one item.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub tag: String,
    pub history: History,
    /// Beside each event of the history.
    pub told: Vec<Told>,
}

impl Stored {
    /// What was where then.
    ///
    /// # Errors
    /// A conflict: the events do not add up, because somebody changed the database. It concerns this item alone; whoever
    /// reads many leaves it out or says so. `portal verify` names it.
    pub(crate) fn on(&self, as_of: AsOf) -> Result<Holdings> {
        self.history.on(as_of).map_err(|event| {
            let id = self.told.get(event).map_or(0, |told| told.id);
            tracing::error!(tag = self.tag, event = id, "the history of an item does not add up");
            Error::conflict(DOES_NOT_ADD_UP)
        })
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    item_id: i64,
    tag: String,
    item_quantity: i64,
    line_id: Option<i64>,
    holder: String,
    unit_id: Option<i64>,
    agency_id: Option<i64>,
    giver: Option<String>,
    giver_unit_id: Option<i64>,
    giver_agency_id: Option<i64>,
    quantity: i64,
    occurred_on: Parsed<PartialDate>,
    recorded_at: i64,
    receipt: Option<String>,
    movement: Option<String>,
    condition: Option<Parsed<Condition>>,
    words: Option<String>,
    police_report: Option<String>,
    document: Option<String>,
    person: Option<String>,
    person_agency: Option<i64>,
}

const EVENTS: &str = "
  SELECT e.id, e.item_id, i.tag, i.quantity AS item_quantity, e.line_id, e.holder, e.unit_id,
    COALESCE(e.agency_id, l.agency_id) AS agency_id, e.giver, e.giver_unit_id, e.giver_agency_id, e.quantity, e.occurred_on,
    e.recorded_at, t.public_id AS receipt, m.public_id AS movement, e.condition, COALESCE(e.circumstances, m.reason) AS words,
    e.police_report, e.document, p.name AS person, p.agency_id AS person_agency
  FROM custody_event e JOIN item i ON i.id = e.item_id LEFT JOIN line l ON l.id = e.line_id
  LEFT JOIN receipt t ON t.id = e.receipt_id LEFT JOIN movement m ON m.id = e.movement_id LEFT JOIN person p ON p.id = e.person_id
  WHERE e.item_id";

/// Item → its history. Callers look up items that are in scope; items without events are left out.
pub(crate) async fn histories(tx: &mut Tx, of: Of) -> Result<HashMap<i64, Stored>> {
    let query = Query::new(EVENTS);
    read(
        tx,
        match of {
            Of::Item(item) => query.with(" = ?", [Bind::from(item)]),
            Of::Unit(unit) => {
                query.with(" IN (SELECT x.item_id FROM custody_event x WHERE x.unit_id = ?)", [Bind::from(unit)])
            }
            Of::Grant(grant) => query.with(
                " IN (SELECT o.item_id FROM funding_share o WHERE o.grant_id = ? UNION SELECT h.item_id FROM funding_change h
                   JOIN funding_change_share v ON v.change_id = h.id WHERE v.grant_id = ?)",
                [Bind::from(grant), Bind::from(grant)],
            ),
            Of::All => query.with(" > 0", []),
        },
    )
    .await
}

/// The histories of these items.
pub(crate) async fn histories_among(tx: &mut Tx, items: &[i64]) -> Result<HashMap<i64, Stored>> {
    let mut query = Query::new(EVENTS).with(" IN (", []);
    query.push_ids(items.iter().copied());
    read(tx, query.with(")", [])).await
}

/// The histories of what is computed anew.
pub(crate) async fn histories_now(tx: &mut Tx, which: Which) -> Result<HashMap<i64, Stored>> {
    read(tx, which.of(EVENTS)).await
}

async fn read(tx: &mut Tx, query: Query) -> Result<HashMap<i64, Stored>> {
    let rows: Vec<Row> = ask!(tx, query.with(" ORDER BY e.id", []), fetch_all)?;
    let mut items: HashMap<i64, (String, i64, Vec<Event>, Vec<Told>)> = HashMap::new();
    for row in rows {
        let event = row.event()?;
        let entry =
            items.entry(row.item_id).or_insert_with(|| (row.tag.clone(), row.item_quantity, Vec::new(), Vec::new()));
        entry.2.push(event);
        entry.3.push(row.told());
    }
    let stored = |(tag, quantity, events, told)| Stored { tag, history: History::new(quantity, events), told };
    Ok(items.into_iter().map(|(id, parts)| (id, stored(parts))).collect())
}

/// The history of one item; an item that was not sent yet has no events.
pub(crate) async fn history_of(tx: &mut Tx, item: i64) -> Result<Stored> {
    if let Some(stored) = histories(tx, Of::Item(item)).await?.remove(&item) {
        return Ok(stored);
    }
    let (tag, quantity): (String, i64) =
        sql!(tx, |c| sqlx::query_as("SELECT tag, quantity FROM item WHERE id = $1").bind(item).fetch_one(c))?;
    Ok(Stored { tag, history: History::new(quantity, Vec::new()), told: Vec::new() })
}

impl Row {
    fn event(&self) -> Result<Event> {
        let to = place(&self.holder, self.unit_id, self.agency_id)?;
        let from = match (&self.giver, to) {
            (Some(giver), _) => place(giver, self.giver_unit_id, self.giver_agency_id)?,
            (None, Place::Unit(keeper)) => Place::Transit(keeper),
            (None, _) => Place::Store,
        };
        Ok(Event {
            from,
            to,
            quantity: self.quantity,
            occurred_on: self.occurred_on.0,
            recorded_at: Timestamp(self.recorded_at),
        })
    }

    fn told(self) -> Told {
        Told {
            id: self.id,
            of_line: self.line_id.is_some(),
            receipt: self.receipt,
            movement: self.movement,
            condition: self.condition.map(|c| c.0),
            words: self.words,
            police_report: self.police_report,
            document: self.document,
            person: self.person.map(|name| (name, self.person_agency)),
        }
    }
}
