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
    merges::{agency_as, is_unit, unit_as},
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
    /// The receipt that corrects it, and when it took this event back.
    pub taken_back: Option<(String, Timestamp)>,
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
    corrected_by: Option<String>,
    corrected_at: Option<i64>,
    movement: Option<String>,
    condition: Option<Parsed<Condition>>,
    words: Option<String>,
    police_report: Option<String>,
    document: Option<String>,
    person: Option<String>,
    person_agency: Option<i64>,
}

/// Of twins each is read as the one that it is a twin of.
const EVENTS: &str = concat!(
    "
  SELECT e.id, e.item_id, i.tag, i.quantity AS item_quantity, e.line_id, e.holder, ",
    unit_as!("e.unit_id"),
    " AS unit_id, ",
    agency_as!("COALESCE(e.agency_id, l.agency_id)"),
    " AS agency_id, e.giver, ",
    unit_as!("e.giver_unit_id"),
    " AS giver_unit_id, ",
    agency_as!("e.giver_agency_id"),
    " AS giver_agency_id, e.quantity, e.occurred_on,
    e.recorded_at, t.public_id AS receipt, y.public_id AS corrected_by, y.recorded_at AS corrected_at, m.public_id AS movement, e.condition, COALESCE(e.circumstances, m.reason) AS words,
    e.police_report, e.document, p.name AS person, ",
    agency_as!("p.agency_id"),
    " AS person_agency
  FROM custody_event e JOIN item i ON i.id = e.item_id LEFT JOIN line l ON l.id = e.line_id
  LEFT JOIN receipt t ON t.id = e.receipt_id LEFT JOIN receipt y ON y.supersedes_id = t.id LEFT JOIN movement m ON m.id = e.movement_id LEFT JOIN person p ON p.id = e.person_id
  WHERE e.item_id"
);

/// What was corrected stands behind what it corrects: on one day it counts in the place of that.
const IN_ORDER: &str =
    " ORDER BY CASE WHEN t.first_id IS NULL THEN e.id ELSE COALESCE((SELECT MIN(f.id) FROM custody_event f
    JOIN receipt o ON o.id = f.receipt_id WHERE f.item_id = e.item_id AND f.line_id = e.line_id
      AND COALESCE(o.first_id, o.id) = t.first_id), e.id) END, e.id";

/// Item → its history. Callers look up items that are in scope; items without events are left out.
pub(crate) async fn histories(tx: &mut Tx, of: Of) -> Result<HashMap<i64, Stored>> {
    let query = Query::new(EVENTS);
    read(
        tx,
        match of {
            Of::Item(item) => query.with(" = ?", [Bind::from(item)]),
            Of::Unit(unit) => {
                let there = concat!(" IN (SELECT x.item_id FROM custody_event x WHERE ", is_unit!("x.unit_id", "?"), ")");
                query.with(there, [Bind::from(unit)])
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
    let query = query.with(IN_ORDER, []);
    let rows: Vec<Row> = ask!(tx, query, fetch_all)?;
    let mut items: HashMap<i64, (String, i64, Vec<Event>, Vec<Told>)> = HashMap::new();
    for row in rows {
        let event = row.event()?;
        let entry =
            items.entry(row.item_id).or_insert_with(|| (row.tag.clone(), row.item_quantity, Vec::new(), Vec::new()));
        entry.2.push(event);
        entry.3.push(row.told());
    }
    let stored = |(tag, quantity, events, told): (String, i64, Vec<Event>, Vec<Told>)| {
        let taken_back: Vec<(usize, Timestamp)> =
            told.iter().enumerate().filter_map(|(place, told)| Some((place, told.taken_back.as_ref()?.1))).collect();
        Stored { tag, history: History::new(quantity, events).taking_back(taken_back), told }
    };
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
            taken_back: self.corrected_by.zip(self.corrected_at).map(|(by, at)| (by, Timestamp(at))),
            movement: self.movement,
            condition: self.condition.map(|c| c.0),
            words: self.words,
            police_report: self.police_report,
            document: self.document,
            person: self.person.map(|name| (name, self.person_agency)),
        }
    }
}
