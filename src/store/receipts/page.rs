//! A page of the counting form: the awaited lines in their order, with what was counted of them so far.

use domain::{
    Viewer,
    item::{Condition, Identity},
    receipt::{Count, Found},
    unit::{UnitKind, UnitRef},
};

use super::{
    drafts::{self, Draft},
    standing::{Standing, standing},
};
use crate::{
    Parsed, Result, Tx,
    batch::Bind,
    now::{self, OF_THE_ROUND},
    query::{Query, ask},
    text,
};

/// Lines on a page of the form: what a telephone shows and sends at once.
pub const ON_A_PAGE: usize = 25;

/// A line that is awaited.
#[derive(Debug, Clone)]
pub struct Awaited {
    pub line: i64,
    pub version: i64,
    /// Not counted yet, or counted short.
    pub expected: i64,
    /// As dispatched.
    pub quantity: i64,
    /// It was counted before, and was short.
    pub again: bool,
    pub name: String,
    pub tag: String,
    pub measure: String,
    pub unit: UnitRef,
    pub identity: Identity,
    pub accessories: Vec<String>,
    /// As counted so far.
    pub count: Option<Count>,
    /// The digests of its photos, in the order in which they came.
    pub photos: Vec<String>,
}

/// A page of the form.
#[derive(Debug, Clone)]
pub struct CountPage {
    pub draft: Option<Draft>,
    pub lines: Vec<Awaited>,
    /// All that is awaited: lines and pieces.
    pub awaited: i64,
    pub pieces: i64,
    /// Lines that match what is looked for; all of them where nothing is.
    pub found: i64,
    /// The lines before and after these begin after this line.
    pub previous: Option<i64>,
    pub next: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    version: i64,
    outstanding: i64,
    quantity: i64,
    again: bool,
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
}

/// A row of a draft.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct CountRow {
    pub(super) line_id: i64,
    version: i64,
    expected: i64,
    received: i64,
    short: i64,
    damaged: i64,
    refused: i64,
    surplus: i64,
    condition: Parsed<Condition>,
    remark: Option<String>,
    serial_found: Option<String>,
    missing: Option<String>,
}

impl CountRow {
    pub(super) fn count(self) -> Count {
        Count {
            line: self.line_id,
            version: self.version,
            expected: self.expected,
            received: self.received,
            short: self.short,
            damaged: self.damaged,
            refused: self.refused,
            surplus: self.surplus,
            condition: self.condition.0,
            remark: self.remark,
            found: Found {
                serial: self.serial_found,
                missing: self.missing.iter().flat_map(|text| text.lines()).map(str::to_owned).collect(),
            },
        }
    }
}

/// The lines after the line `after` (0: from the first one) that match `search`.
///
/// # Errors
/// Not an officer; no line of the round is for the agency: "not found"; not dispatched yet: a conflict.
pub async fn count_page(tx: &mut Tx, viewer: &Viewer, code: &str, search: &str, after: i64) -> Result<CountPage> {
    let stands = standing(tx, viewer, code).await?;
    if stands.is_done() {
        let nothing =
            CountPage { draft: None, lines: vec![], awaited: 0, pieces: 0, found: 0, previous: None, next: None };
        return Ok(nothing);
    }
    stands.must_be_counted()?;
    let draft = drafts::row(tx, &stands).await?;
    let words = text::words(search);
    if !words.is_empty() {
        now::settle(tx).await?;
    }
    let mut query = among("SELECT l.id, l.version, l.outstanding, l.quantity, l.outstanding < l.quantity OR EXISTS
           (SELECT 1 FROM receipt_line n WHERE n.line_id = l.id) AS again, i.name, i.tag, i.unit_of_measure, i.serial, i.vin,
           i.chassis, i.plate, i.engine, i.accessories, u.code AS unit_code, u.kind AS unit_kind, u.base, u.crossing, u.border", &stands, &words);
    query.push(" AND l.id > ? ORDER BY l.id LIMIT ?", [Bind::from(after), Bind::from(ON_A_PAGE as i64 + 1)]);
    let mut rows: Vec<Row> = ask!(&mut *tx, query, fetch_all)?;
    let more = rows.len() > ON_A_PAGE;
    rows.truncate(ON_A_PAGE);
    let found = if words.is_empty() {
        stands.awaited.lines
    } else {
        let (found,): (i64,) = ask!(&mut *tx, among("SELECT COUNT(*)", &stands, &words), fetch_one)?;
        found
    };
    let previous = match rows.first() {
        Some(first) if after > 0 => before(tx, &stands, &words, first.id).await?,
        _ => None,
    };
    let next = rows.last().filter(|_| more).map(|row| row.id);
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let id = draft.as_ref().map_or(-1, |draft| draft.id);
    let (mut counts, photos) = (counts(tx, id, &ids).await?, photos(tx, id, &ids).await?);
    let lines = rows.into_iter().map(|row| {
        // Of a line that has been counted since: what was typed for it was about something else.
        let place = counts.iter().position(|count| (count.line, count.version) == (row.id, row.version));
        let count = place.map(|place| counts.swap_remove(place));
        let photos = photos.iter().filter(|(line, _)| *line == row.id).map(|(_, sha256)| sha256.clone()).collect();
        row.awaited(count, photos)
    });
    Ok(CountPage {
        lines: lines.collect(),
        draft: draft.map(|row| row.seen_by(viewer)),
        awaited: stands.awaited.lines,
        pieces: stands.awaited.pieces,
        found,
        previous,
        next,
    })
}

/// `select` from the awaited lines in which every word is found.
fn among(select: &'static str, stands: &Standing, words: &[String]) -> Query {
    let mut query = Query::new(select).with(
        " FROM line l JOIN item i ON i.id = l.item_id JOIN unit u ON u.id = (SELECT v_as.as_id FROM unit v_as WHERE v_as.id = l.unit_id)
         WHERE l.round_id = ? AND l.agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = ?) AND l.outstanding > 0",
        [Bind::from(stands.round), Bind::from(stands.agency)],
    );
    if !words.is_empty() {
        query.push(
            " AND EXISTS (SELECT 1 FROM item_reader r JOIN item_search s ON s.rowid = r.id
               WHERE r.scope = 'agency' AND r.scope_id = ? AND r.item_id = l.item_id",
            [Bind::from(stands.agency)],
        );
        for word in words {
            query.push(" AND s.text || '' LIKE ?", [Bind::from(format!("%{word}%{OF_THE_ROUND}%"))]);
        }
        query.push(")", []);
    }
    query
}

/// After which line the page before begins: 0 for the first one.
async fn before(tx: &mut Tx, stands: &Standing, words: &[String], first: i64) -> Result<Option<i64>> {
    let mut query = among("SELECT l.id", stands, words);
    query.push(" AND l.id < ? ORDER BY l.id DESC LIMIT ?", [Bind::from(first), Bind::from(ON_A_PAGE as i64 + 1)]);
    let ids: Vec<(i64,)> = ask!(tx, query, fetch_all)?;
    Ok(match ids.len() {
        0 => None,
        many if many > ON_A_PAGE => ids.last().map(|(id,)| *id),
        _ => Some(0),
    })
}

async fn counts(tx: &mut Tx, draft: i64, lines: &[i64]) -> Result<Vec<Count>> {
    let mut query = Query::new(
        "SELECT line_id, version, expected, received, short, damaged, refused, surplus, condition, remark, serial_found, missing
         FROM receipt_draft_line WHERE draft_id = ",
    )
    .with("? AND line_id IN (", [Bind::from(draft)]);
    query.push_ids(lines.iter().copied());
    query.push(")", []);
    let rows: Vec<CountRow> = ask!(tx, query, fetch_all)?;
    Ok(rows.into_iter().map(CountRow::count).collect())
}

async fn photos(tx: &mut Tx, draft: i64, lines: &[i64]) -> Result<Vec<(i64, String)>> {
    let mut query = Query::new("SELECT line_id, sha256 FROM receipt_draft_photo WHERE draft_id = ")
        .with("? AND line_id IN (", [Bind::from(draft)]);
    query.push_ids(lines.iter().copied());
    query.push(") ORDER BY line_id, added_at, sha256", []);
    Ok(ask!(tx, query, fetch_all)?)
}

impl Row {
    fn awaited(self, count: Option<Count>, photos: Vec<String>) -> Awaited {
        Awaited {
            line: self.id,
            version: self.version,
            expected: self.outstanding,
            quantity: self.quantity,
            again: self.again,
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
            count,
            photos,
        }
    }
}
