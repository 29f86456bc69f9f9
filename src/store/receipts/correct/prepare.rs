//! What differs: the lines of a receipt beside what is right of them.

use std::collections::HashMap;

use domain::{
    Timestamp, Viewer,
    custody::Keeper,
    item::Identity,
    receipt::{Count, NewCorrection},
    unit::{UnitKind, UnitRef},
};

use super::{
    super::{drafts, page::CountRow, standing::standing},
    ChangedCount, Version, built,
    photos::Photos,
};
use crate::{
    Error, Parsed, Result, Tx,
    batch::Bind,
    query::{Query, ask},
};

/// A counted line of a receipt.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub(super) count_id: i64,
    pub(super) sequence: i64,
    item_id: i64,
    unit_id: i64,
    agency_id: i64,
    pub(super) quantity: i64,
    name: String,
    tag: String,
    unit_of_measure: String,
    serial: Option<String>,
    vin: Option<String>,
    chassis: Option<String>,
    plate: Option<String>,
    engine: Option<String>,
    accessories: Option<String>,
    unit_code: String,
    unit_kind: Parsed<UnitKind>,
    base: Option<String>,
    crossing: Option<String>,
    border: Option<String>,
    #[sqlx(flatten)]
    count: CountRow,
}

/// A line of the receipt, and what is right of it (the same, where only something else of the receipt differs).
pub(super) struct Line {
    pub(super) count_id: i64,
    pub(super) sequence: i64,
    pub(super) item: i64,
    pub(super) keeper: Keeper,
    pub(super) quantity: i64,
    pub(super) name: String,
    pub(super) tag: String,
    pub(super) measure: String,
    pub(super) unit: UnitRef,
    pub(super) identity: Identity,
    pub(super) accessories: Vec<String>,
    pub(super) was: Count,
    pub(super) becomes: Count,
}

/// The lines of a receipt; the query ends with a condition on `n`, `l` or `i`.
pub(super) fn counted(receipt: i64) -> Query {
    Query::new(
        "SELECT n.id AS count_id, n.sequence, l.item_id, u.id AS unit_id,
           (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = l.agency_id) AS agency_id, l.quantity, i.name, i.tag, i.unit_of_measure, i.serial,
           i.vin, i.chassis, i.plate, i.engine, i.accessories, u.code AS unit_code, u.kind AS unit_kind, u.base, u.crossing, u.border,
           n.line_id, l.version, n.expected, n.received, n.short, n.damaged, n.refused, n.surplus, n.condition, n.remark,
           n.serial_found, n.missing
         FROM receipt_line n JOIN line l ON l.id = n.line_id JOIN item i ON i.id = l.item_id JOIN unit u ON u.id = (SELECT v_as.as_id FROM unit v_as WHERE v_as.id = l.unit_id)
         WHERE n.receipt_id = ",
    )
    .with("?", [Bind::from(receipt)])
}

pub(super) async fn read(tx: &mut Tx, query: Query) -> Result<Vec<Line>> {
    let rows: Vec<Row> = ask!(tx, query, fetch_all)?;
    Ok(rows.into_iter().map(Row::line).collect())
}

impl Row {
    fn line(self) -> Line {
        let was = self.count.count();
        Line {
            count_id: self.count_id,
            sequence: self.sequence,
            item: self.item_id,
            keeper: Keeper { unit: self.unit_id, agency: self.agency_id },
            quantity: self.quantity,
            name: self.name,
            tag: self.tag,
            measure: self.unit_of_measure,
            unit: UnitRef::new(
                &self.unit_code,
                self.unit_kind.0,
                self.base.as_deref(),
                self.crossing.as_deref(),
                self.border.as_deref(),
                false,
            ),
            identity: Identity {
                serial: self.serial,
                vin: self.vin,
                chassis: self.chassis,
                plate: self.plate,
                engine: self.engine,
            },
            accessories: self.accessories.iter().flat_map(|text| text.lines()).map(str::to_owned).collect(),
            becomes: was.clone(),
            was,
        }
    }
}

impl Line {
    pub(super) fn change(self) -> ChangedCount {
        ChangedCount {
            name: self.name,
            tag: self.tag,
            measure: self.measure,
            unit: self.unit.label,
            was: self.was,
            becomes: self.becomes,
        }
    }

    fn differs(&self) -> bool {
        self.becomes != self.was
    }
}

/// The lines that become different, when they can.
///
/// # Errors
/// A line that is not of the receipt: "not found"; the form shows another count than the receipt; nothing differs; what
/// [`drafts::check_found`] refuses; a day before the handover or in the future; something was built on it.
pub(super) async fn prepare(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    version: &Version,
    new: &NewCorrection,
    photos: &Photos,
) -> Result<Vec<Line>> {
    if new.received_on > at.day() {
        let words = "This day lies in the future: enter the day on which the goods arrived";
        return Err(Error::invalid("received_on", words));
    }
    drafts::check_day(new.received_on, version.held_on.ok_or_else(Error::not_found)?)?;
    let lines = beside(tx, version, &new.counts).await?;
    let lines: Vec<Line> = lines.into_iter().filter(Line::differs).collect();
    let day_differs = version.row.received_on.0 != domain::PartialDate::Day(new.received_on);
    if lines.is_empty() && photos.is_empty() && !day_differs && version.row.remark == new.remark {
        return Err(Error::conflict("Nothing differs from what was signed: change what is wrong"));
    }
    check_found(tx, viewer, version, &lines).await?;
    built::check(tx, viewer, at, version, new.received_on, &lines).await?;
    Ok(lines)
}

/// The lines of the receipt that the form names, with what it says of them.
async fn beside(tx: &mut Tx, version: &Version, counts: &[Count]) -> Result<Vec<Line>> {
    if counts.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = counted(version.row.id).with(" AND n.line_id IN (", []);
    query.push_ids(counts.iter().map(|count| count.line));
    let lines = read(tx, query.with(") ORDER BY n.id", [])).await?;
    let mut lines: HashMap<i64, Line> = lines.into_iter().map(|line| (line.was.line, line)).collect();
    let mut beside = Vec::with_capacity(counts.len());
    for count in counts {
        let line = lines.remove(&count.line).ok_or_else(Error::not_found)?;
        if count.expected != line.was.expected {
            return Err(Error::conflict(format!("“{}” is not as the form showed it. Open the form again", line.name)));
        }
        count.check()?;
        let mut becomes = Count { version: line.was.version, ..count.clone() };
        becomes.found.serial = becomes.found.serial.filter(|found| !line.identity.has(found));
        beside.push(Line { becomes, ..line });
    }
    Ok(beside)
}

/// A number that is found now is no other awaited line's.
async fn check_found(tx: &mut Tx, viewer: &Viewer, version: &Version, lines: &[Line]) -> Result<()> {
    let found = lines.iter().filter(|line| line.becomes.found != line.was.found && !line.becomes.found.is_as_sent());
    let found: Vec<&Line> = found.collect();
    if found.is_empty() {
        return Ok(());
    }
    let stands = standing(tx, viewer, &version.row.round_code).await?;
    for line in found {
        let accessories = line.accessories.iter().map(String::as_str).collect();
        let identity = line.identity.clone();
        let thing = drafts::Thing { line: line.was.line, name: &line.name, identity, accessories };
        drafts::check_found(tx, &stands, &thing, &line.becomes).await?;
    }
    Ok(())
}
