//! The discrepancy ledger: what did not arrive whole. Discrepancies open with the receipt that counts them; everything
//! after that is an event.

use chrono::NaiveDate;
use domain::{
    Action, PartialDate, Timestamp, Viewer,
    agency::name_on,
    discrepancy::{EventKind, Kind, Settlement, State},
};

use crate::{
    Error, Parsed, Result, Tx, agencies,
    batch::Bind,
    db::sql,
    name_for,
    nouns::{self, of_noun},
    query::{Query, ask},
    receipts,
};

mod listed;
mod open;
mod write;
use listed::{COLUMNS, JOINS};
pub use listed::{Counts, Within, choices, counts, counts_within, list};
pub(crate) use listed::{FOR_DONORS, LIST};
pub(crate) use open::open;
pub(crate) use write::EVENT;
pub use write::{assign, remark, settle};

/// A discrepancy in a list, cut to what the viewer may know: donors read what it is and its state, no names and no words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiscrepancyRow {
    pub public_id: String,
    pub kind: Kind,
    /// As counted; `left` still differ.
    pub quantity: i64,
    pub left: i64,
    pub state: State,
    pub round_code: String,
    pub receipt: String,
    /// The receipt that corrects that one.
    pub superseded_by: Option<String>,
    /// The day of the receipt, as stated.
    pub counted_on: PartialDate,
    pub agency_code: String,
    pub agency_name: String,
    pub tag: String,
    pub item: String,
    pub unit_of_measure: String,
    /// `None` for donors.
    pub owner: Option<String>,
    /// `None` for donors.
    pub due_on: Option<NaiveDate>,
    /// `None` for donors.
    pub settlement: Option<Settlement>,
    pub recorded_at: Timestamp,
}

/// One discrepancy with its history; donors get no history.
#[derive(Debug, Clone)]
pub struct DiscrepancyShow {
    pub row: DiscrepancyRow,
    /// The account of the owner, for the form.
    pub owner_id: Option<i64>,
    /// What the officer remarked while counting.
    pub remark: Option<String>,
    pub officer: Option<String>,
    /// The number that was found instead of the one that was sent.
    pub serial_found: Option<String>,
    /// The digests of the photos of the count that found it.
    pub photos: Vec<String>,
    /// Oldest first.
    pub events: Vec<EventRow>,
}

/// What happened to a discrepancy.
#[derive(Debug, Clone)]
pub struct EventRow {
    pub kind: EventKind,
    pub owner: Option<String>,
    pub due_on: Option<PartialDate>,
    pub words: Option<String>,
    /// The later receipt, and how many were no longer short after it.
    pub receipt: Option<String>,
    pub quantity: Option<i64>,
    pub settlement: Option<Settlement>,
    pub occurred_on: Option<PartialDate>,
    pub document: Option<String>,
    pub person: String,
    pub recorded_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    /// The first version of it, whose events are those of all versions.
    first_id: i64,
    superseded_by: Option<String>,
    public_id: String,
    kind: Parsed<Kind>,
    quantity: i64,
    found: i64,
    recorded_at: i64,
    round_code: String,
    receipt: String,
    received_on: Parsed<PartialDate>,
    agency_id: i64,
    unit_id: i64,
    item_id: i64,
    agency_code: String,
    tag: String,
    item: String,
    unit_of_measure: String,
    owner_id: Option<i64>,
    owner: Option<String>,
    owner_agency: Option<i64>,
    due_on: Option<Parsed<PartialDate>>,
    settlement: Option<Parsed<Settlement>>,
    remark: Option<String>,
    receipt_line_id: i64,
    serial_found: Option<String>,
    officer: String,
}

/// One discrepancy with its history.
///
/// # Errors
/// Not there or out of scope: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, today: NaiveDate, public_id: &str) -> Result<DiscrepancyShow> {
    let row = find(tx, viewer, public_id).await?;
    let inside = !viewer.is_donor();
    let (id, owner_id) = (row.first_id, row.owner_id);
    let (remark, officer) = (row.remark.clone(), row.officer.clone());
    let serial_found = row.serial_found.clone().filter(|_| inside && row.kind.0 == Kind::WrongSerial);
    let counted = row.receipt_line_id;
    let photos = receipts::of_counts(tx, viewer, std::iter::once(counted)).await?.remove(&counted).unwrap_or_default();
    let events = if inside { events(tx, viewer, id).await? } else { Vec::new() };
    let row = cut(tx, viewer, today, vec![row]).await?.into_iter().next().ok_or_else(Error::not_found)?;
    Ok(DiscrepancyShow {
        row,
        owner_id: owner_id.filter(|_| inside),
        remark: remark.filter(|_| inside),
        officer: Some(officer).filter(|_| inside),
        serial_found,
        photos,
        events,
    })
}

/// The people who can look after a discrepancy: staff and the officers of its agency, with who they are.
///
/// # Errors
/// Staff only; not found.
pub async fn owners(tx: &mut Tx, viewer: &Viewer, public_id: &str) -> Result<Vec<(i64, String, domain::Role)>> {
    viewer.may(Action::SettleDiscrepancies)?;
    let row = find(tx, viewer, public_id).await?;
    let people: Vec<(i64, String, Parsed<domain::Role>)> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT id, name, role FROM person WHERE disabled_at IS NULL AND (role = 'staff'
           OR role = 'officer' AND agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = $1)) ORDER BY role DESC, name, id"
    )
    .bind(row.agency_id)
    .fetch_all(c)
    })?;
    Ok(people.into_iter().map(|(id, name, role)| (id, name, role.0)).collect())
}

async fn find(tx: &mut Tx, viewer: &Viewer, public_id: &str) -> Result<Row> {
    viewer.may(Action::SeeDiscrepancies)?;
    let [scope, id] = nouns::scope(tx, viewer).await?;
    let query = Query::new("SELECT ")
        .with(COLUMNS, [])
        .with(" FROM (SELECT r.* FROM ", [])
        .with(of_noun!("discrepancy"), [scope, id])
        .with(" AND r.noun_id = (SELECT id FROM discrepancy WHERE public_id = ?)) r ", [Bind::from(public_id)])
        .with(JOINS, []);
    let row: Option<Row> = ask!(tx, query, fetch_optional)?;
    row.ok_or_else(Error::not_found)
}

#[derive(sqlx::FromRow)]
struct Event {
    kind: Parsed<EventKind>,
    owner: Option<String>,
    owner_agency: Option<i64>,
    due_on: Option<Parsed<PartialDate>>,
    words: Option<String>,
    receipt: Option<String>,
    quantity: Option<i64>,
    settlement: Option<Parsed<Settlement>>,
    occurred_on: Option<Parsed<PartialDate>>,
    document: Option<String>,
    person: String,
    person_agency: Option<i64>,
    recorded_at: i64,
}

async fn events(tx: &mut Tx, viewer: &Viewer, id: i64) -> Result<Vec<EventRow>> {
    let rows: Vec<Event> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT e.kind, o.name AS owner, (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = o.agency_id) AS owner_agency, e.due_on, e.words, t.public_id AS receipt, e.quantity, e.settlement, e.occurred_on,
           e.document, p.name AS person, (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = p.agency_id) AS person_agency, e.recorded_at
         FROM discrepancy_event e JOIN person p ON p.id = e.person_id LEFT JOIN person o ON o.id = e.owner_id
         LEFT JOIN receipt t ON t.id = e.receipt_id WHERE e.discrepancy_id = $1 ORDER BY e.id"
    )
    .bind(id)
    .fetch_all(c)
    })?;
    let event = |row: Event| EventRow {
        kind: row.kind.0,
        owner: row.owner.map(|name| said_to(viewer, name, row.owner_agency)),
        due_on: row.due_on.map(|d| d.0),
        words: row.words,
        receipt: row.receipt,
        quantity: row.quantity,
        settlement: row.settlement.map(|s| s.0),
        occurred_on: row.occurred_on.map(|d| d.0),
        document: row.document,
        person: said_to(viewer, row.person, row.person_agency),
        recorded_at: Timestamp(row.recorded_at),
    };
    Ok(rows.into_iter().map(event).collect())
}

fn said_to(viewer: &Viewer, name: String, agency: Option<i64>) -> String {
    name_for(viewer, name, agency, || "programme staff".to_owned())
}

async fn cut(tx: &mut Tx, viewer: &Viewer, today: NaiveDate, rows: Vec<Row>) -> Result<Vec<DiscrepancyRow>> {
    let names = agencies::names(tx).await?;
    let inside = !viewer.is_donor();
    let row = |row: Row| {
        let name = names.get(&row.agency_id).and_then(|n| name_on(n, row.received_on.start()));
        DiscrepancyRow {
            agency_name: name.unwrap_or(&row.agency_code).to_owned(),
            state: row.state(today),
            left: row.left(),
            public_id: row.public_id,
            kind: row.kind.0,
            quantity: row.quantity,
            round_code: row.round_code,
            receipt: row.receipt,
            superseded_by: row.superseded_by,
            counted_on: row.received_on.0,
            agency_code: row.agency_code,
            tag: row.tag,
            item: row.item,
            unit_of_measure: row.unit_of_measure,
            owner: row.owner.filter(|_| inside).map(|name| said_to(viewer, name, row.owner_agency)),
            due_on: row.due_on.and_then(|d| d.day()).filter(|_| inside),
            settlement: row.settlement.map(|s| s.0).filter(|_| inside),
            recorded_at: Timestamp(row.recorded_at),
        }
    };
    Ok(rows.into_iter().map(row).collect())
}

impl Row {
    fn state(&self, today: NaiveDate) -> State {
        if self.superseded_by.is_some() {
            return State::Superseded;
        }
        State::of(self.settlement.is_some(), self.left(), self.due_on.as_ref().and_then(|d| d.day()), today)
    }

    /// How many still differ. A settlement ends the matter, whatever is left.
    fn left(&self) -> i64 {
        if self.settlement.is_some() { 0 } else { (self.quantity - self.found).max(0) }
    }
}
