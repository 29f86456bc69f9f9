//! Receipts: counted lines, recorded once, never changed.

use domain::{Action, PartialDate, Timestamp, Viewer, agency::name_on, item::Condition};

use crate::{
    Binds, Error, LineRow, Parsed, Result, Tx, agencies,
    db::sql,
    lines::{Of, lines},
};

pub mod drafts;
mod page;
mod photos;
mod record;
mod review;
mod standing;
pub use page::{Awaited, CountPage, ON_A_PAGE, count_page};
pub(crate) use photos::of_count;
pub use photos::photo;
pub(crate) use record::RECEIPT;
pub use record::record;
pub use review::{DIFFERENCES, Difference, Review, review, sign};
pub use standing::{CountedRound, counted_round};

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

/// What was counted, beside the line as it stands now.
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

macro_rules! receipts_where {
    ($condition:literal) => {
        concat!(
            "SELECT t.id, t.public_id, t.round_id, r.code AS round_code, r.title AS round_title, t.agency_id, a.code AS agency_code,
               t.received_on, t.remark, p.name AS officer, t.recorded_at
             FROM receipt t JOIN round r ON r.id = t.round_id JOIN agency a ON a.id = t.agency_id JOIN person p ON p.id = t.person_id
             WHERE ($1 OR t.agency_id = $3 OR EXISTS (
               SELECT 1 FROM receipt_line n JOIN line l ON l.id = n.line_id JOIN funding_share f ON f.item_id = l.item_id
               JOIN grant_donor d ON d.grant_id = f.grant_id WHERE n.receipt_id = t.id AND d.donor_id = $2))
               AND ",
            $condition,
            " ORDER BY t.recorded_at DESC, t.id DESC"
        )
    };
}

/// The newest receipts in scope.
///
/// # Errors
/// The role sees no receipts.
pub async fn latest(tx: &mut Tx, viewer: &Viewer, most: usize) -> Result<Vec<ReceiptRef>> {
    viewer.may(Action::SeeReceipts)?;
    let scope = Binds::from(viewer);
    let rows: Vec<Row> = sql!(&mut *tx, |c| sqlx::query_as(receipts_where!("t.id > $4"))
        .bind(scope.all)
        .bind(scope.donor)
        .bind(scope.agency)
        .bind(0_i64)
        .fetch_all(c))?;
    refs(tx, viewer, rows.into_iter().take(most).collect()).await
}

pub(crate) async fn of_round(tx: &mut Tx, viewer: &Viewer, round: i64) -> Result<Vec<ReceiptRef>> {
    let scope = Binds::from(viewer);
    let rows: Vec<Row> = sql!(&mut *tx, |c| sqlx::query_as(receipts_where!("t.round_id = $4"))
        .bind(scope.all)
        .bind(scope.donor)
        .bind(scope.agency)
        .bind(round)
        .fetch_all(c))?;
    refs(tx, viewer, rows).await
}

/// The receipts in which a line was counted, newest first: who signed for an item.
pub(crate) async fn of_line(tx: &mut Tx, viewer: &Viewer, line: i64) -> Result<Vec<ReceiptRef>> {
    let scope = Binds::from(viewer);
    let rows: Vec<Row> = sql!(&mut *tx, |c| sqlx::query_as(receipts_where!(
        "EXISTS (SELECT 1 FROM receipt_line n WHERE n.receipt_id = t.id AND n.line_id = $4)"
    ))
    .bind(scope.all)
    .bind(scope.donor)
    .bind(scope.agency)
    .bind(line)
    .fetch_all(c))?;
    refs(tx, viewer, rows).await
}

/// One receipt; a donor sees only the lines that its grants paid for.
///
/// # Errors
/// Not there or out of scope: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, public_id: &str) -> Result<ReceiptShow> {
    viewer.may(Action::SeeReceipts)?;
    let scope = Binds::from(viewer);
    let row: Option<Row> = sql!(&mut *tx, |c| sqlx::query_as(receipts_where!("t.public_id = $4"))
        .bind(scope.all)
        .bind(scope.donor)
        .bind(scope.agency)
        .bind(public_id)
        .fetch_optional(c))?;
    let row = row.ok_or_else(Error::not_found)?;
    let counts: Vec<CountRow> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT id, line_id, sequence, expected, received, short, damaged, refused, surplus, condition, remark, serial_found, missing
         FROM receipt_line WHERE receipt_id = $1 ORDER BY id"
    )
    .bind(row.id)
    .fetch_all(c)
    })?;
    let in_scope = lines(tx, viewer, Of::Round(row.round_id)).await?;
    let still_open = in_scope.iter().any(|l| l.agency_id == row.agency_id && l.outstanding > 0);
    let mut counted = Vec::new();
    for count in counts {
        if let Some(line) = in_scope.iter().find(|l| l.id == count.line_id) {
            let photos = of_count(tx, viewer, count.id).await?;
            counted.push(count.beside(line, viewer, photos));
        }
    }
    let remark = row.remark.clone().filter(|_| !viewer.is_donor());
    let head = refs(tx, viewer, vec![row]).await?.into_iter().next().ok_or_else(Error::not_found)?;
    Ok(ReceiptShow { head, remark, lines: counted, still_open })
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
