//! Receipts: counted lines, recorded once, never changed. A correction is another receipt that stands in the place of the first.

use std::collections::HashMap;

use domain::{Action, AsOf, PartialDate, Timestamp, Viewer, agency::name_on, item::Condition};

use crate::{
    Error, LineRow, Parsed, Result, Tx, agencies,
    db::sql,
    lines::{Of, lines, lines_as_of},
};

mod correct;
pub mod drafts;
mod listed;
mod page;
mod photos;
mod record;
mod review;
mod standing;
pub(crate) use correct::{ANSWER, CORRECTION};
pub use correct::{
    Answered, AskedRow, AskedShow, ChangedCount, ChangedPhotos, Changes, Correctable, CorrectedPhoto, CorrectionPage,
    PhotoStanding, add_correction_photos, agree, ask, asked, asked_photo, check_correction, correct, correctable,
    correction_page, correction_photo, count_waiting, keep_correction_photo, refuse, remove_correction_photo, waiting,
    withdraw,
};
use listed::last_of_line;
pub(crate) use listed::{LIST, of_item, of_round};
pub use listed::{choices, latest, list};
pub use page::{Awaited, CountPage, ON_A_PAGE, count_page};
pub(crate) use photos::of_counts;
pub use photos::photo;
pub(crate) use record::RECEIPT;
pub use record::record;
pub use review::{DIFFERENCES, Difference, Review, review, sign};
pub use standing::{CountedRound, counted_round};

/// The receipt `t` stands: no correction of it was recorded (by that instant).
macro_rules! stands {
    () => {
        " NOT EXISTS (SELECT 1 FROM receipt y WHERE y.supersedes_id = t.id) "
    };
    ($known:literal) => {
        concat!(" NOT EXISTS (SELECT 1 FROM receipt y WHERE y.supersedes_id = t.id AND y.recorded_at <= ", $known, ") ")
    };
}
pub(crate) use stands;

/// A receipt in a list.
#[derive(Debug, Clone)]
pub struct ReceiptRef {
    pub public_id: String,
    pub round_code: String,
    pub round_title: String,
    pub agency_code: String,
    pub agency_name: String,
    pub received_on: PartialDate,
    /// The officer who counted: said to staff and to the officer's own agency, never to donors.
    pub officer: Option<String>,
    pub recorded_at: Timestamp,
    /// The version that stands in its place, and since when.
    pub superseded: Option<Superseded>,
    /// The version that it corrects.
    pub supersedes: Option<String>,
}

/// What stands in the place of a receipt that was corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Superseded {
    pub by: String,
    pub at: Timestamp,
}

/// A receipt with its counted lines.
#[derive(Debug, Clone)]
pub struct ReceiptShow {
    pub head: ReceiptRef,
    pub remark: Option<String>,
    pub lines: Vec<CountedLine>,
    /// Something of this round is still awaited by the agency.
    pub still_open: bool,
}

/// What was counted, beside the line as it stands now (for a donor who pays for it no more: as it stood on that day).
#[derive(Debug, Clone)]
pub struct CountedLine {
    pub line: LineRow,
    pub sequence: i64,
    pub expected: i64,
    pub received: i64,
    pub short: i64,
    pub damaged: i64,
    pub refused: i64,
    pub surplus: i64,
    pub condition: Condition,
    pub remark: Option<String>,
    /// The number that stands on it, where it is another than was sent. `None` for donors.
    pub serial_found: Option<String>,
    /// Accessories that are not there. None for donors.
    pub missing: Vec<String>,
    /// The digests of its photos. None for donors.
    pub photos: Vec<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    public_id: String,
    round_id: i64,
    round_code: String,
    round_title: String,
    agency_id: i64,
    agency_code: String,
    received_on: Parsed<PartialDate>,
    remark: Option<String>,
    officer: String,
    recorded_at: i64,
    first_id: Option<i64>,
    superseded_by: Option<String>,
    superseded_at: Option<i64>,
    supersedes: Option<String>,
}

#[derive(sqlx::FromRow)]
struct CountRow {
    id: i64,
    line_id: i64,
    sequence: i64,
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

/// One receipt; a donor sees only the lines that its grants paid for.
///
/// # Errors
/// Not there or out of scope: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, public_id: &str) -> Result<ReceiptShow> {
    viewer.may(Action::SeeReceipts)?;
    let row = listed::find(tx, viewer, public_id).await?;
    let counts: Vec<CountRow> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT id, line_id, sequence, expected, received, short, damaged, refused, surplus, condition, remark, serial_found, missing
         FROM receipt_line WHERE receipt_id = $1 ORDER BY id"
    )
    .bind(row.id)
    .fetch_all(c)
    })?;
    let in_scope = counted_lines(tx, viewer, &row).await?;
    let still_open = is_open(tx, &row).await?;
    let mut photos = photos::of_counts(tx, viewer, counts.iter().map(|count| count.id)).await?;
    let beside = |count: CountRow| {
        let line = in_scope.get(&count.line_id)?;
        let photos = photos.remove(&count.id).unwrap_or_default();
        Some(count.beside(line, viewer, photos))
    };
    let counted = counts.into_iter().filter_map(beside).collect();
    let remark = row.remark.clone().filter(|_| !viewer.is_donor());
    let head = refs(tx, viewer, vec![row]).await?.into_iter().next().ok_or_else(Error::not_found)?;
    Ok(ReceiptShow { head, remark, lines: counted, still_open })
}

/// The lines that a receipt counted, by their ids: as they stand now. Whoever paid for one on the day of the receipt and does
/// not any more reads it as it stood on that day.
async fn counted_lines(tx: &mut Tx, viewer: &Viewer, receipt: &Row) -> Result<HashMap<i64, LineRow>> {
    let of = Of::Receipt(receipt.id);
    let now = lines(tx, viewer, of).await?;
    if !viewer.is_donor() {
        return Ok(now.into_iter().map(|line| (line.id, line)).collect());
    }
    let day = AsOf { day: Some(receipt.received_on.start()), known: None };
    let then = lines_as_of(tx, viewer, of, day).await?;
    Ok(then.into_iter().chain(now).map(|line| (line.id, line)).collect())
}

/// Is something of its round still awaited by its agency?
async fn is_open(tx: &mut Tx, receipt: &Row) -> Result<bool> {
    Ok(sql!(tx, |c| {
        sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM line l WHERE l.round_id = $1 AND l.agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = $2) AND l.outstanding > 0)
           AND NOT EXISTS (SELECT 1 FROM round_step s WHERE s.round_id = $1 AND s.step = 'cancelled')"
    )
    .bind(receipt.round_id)
    .bind(receipt.agency_id)
    .fetch_one(c)
    })?)
}

async fn refs(tx: &mut Tx, viewer: &Viewer, rows: Vec<Row>) -> Result<Vec<ReceiptRef>> {
    let names = agencies::names(tx).await?;
    let named = |row: &Row| {
        names
            .get(&row.agency_id)
            .and_then(|n| name_on(n, row.received_on.start()))
            .unwrap_or(&row.agency_code)
            .to_owned()
    };
    Ok(rows
        .into_iter()
        .map(|row| ReceiptRef {
            agency_name: named(&row),
            public_id: row.public_id,
            round_code: row.round_code,
            round_title: row.round_title,
            agency_code: row.agency_code,
            received_on: row.received_on.0,
            officer: Some(row.officer).filter(|_| !viewer.is_donor()),
            recorded_at: Timestamp(row.recorded_at),
            superseded: row.superseded_by.zip(row.superseded_at).map(|(by, at)| Superseded { by, at: Timestamp(at) }),
            supersedes: row.supersedes,
        })
        .collect())
}

impl CountRow {
    fn beside(self, line: &LineRow, viewer: &Viewer, photos: Vec<String>) -> CountedLine {
        let inside = !viewer.is_donor();
        let missing = self.missing.filter(|_| inside);
        CountedLine {
            line: line.clone(),
            sequence: self.sequence,
            expected: self.expected,
            received: self.received,
            short: self.short,
            damaged: self.damaged,
            refused: self.refused,
            surplus: self.surplus,
            condition: self.condition.0,
            remark: self.remark.filter(|_| inside),
            serial_found: self.serial_found.filter(|_| inside),
            missing: missing.iter().flat_map(|text| text.lines()).map(str::to_owned).collect(),
            photos,
        }
    }
}
