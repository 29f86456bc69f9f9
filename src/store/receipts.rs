//! Receipts: counted lines, recorded once, never changed.

use domain::{
    Action, PartialDate, Refusal, Timestamp, Viewer,
    agency::name_on,
    change::{Deed as Done, Entity},
    handover::{Actor, line::check, round::Deed},
    item::Condition,
    receipt::{Count, NewReceipt},
    round::RoundStatus,
};
use serde_json::json;

use crate::{
    Binds, Error, LineRow, Parsed, Result, Tx, agencies, changes,
    db::{sql, touch},
    discrepancies,
    lines::{Of, lines},
    notices, rounds,
};

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
    let counts: Vec<CountRow> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT line_id, sequence, expected, received, short, damaged, refused, surplus, condition, remark
         FROM receipt_line WHERE receipt_id = $1 ORDER BY id"
    )
    .bind(row.id)
    .fetch_all(c))?;
    let in_scope = lines(tx, viewer, Of::Round(row.round_id)).await?;
    let still_open = in_scope.iter().any(|l| l.agency_id == row.agency_id && l.outstanding > 0);
    let counted = counts
        .into_iter()
        .filter_map(|count| in_scope.iter().find(|l| l.id == count.line_id).map(|line| count.beside(line, viewer)))
        .collect();
    let remark = row.remark.clone().filter(|_| !viewer.is_donor());
    let head = refs(tx, viewer, vec![row]).await?.into_iter().next().ok_or_else(Error::not_found)?;
    Ok(ReceiptShow { head, remark, lines: counted, still_open })
}

/// Records what an officer counted. Of two officers who count the same line at once, one is recorded and the other gets a
/// conflict that names the first; nothing is counted twice.
///
/// # Errors
/// Only officers, only lines for their agency ("not found" otherwise), never whoever dispatched the round; a day before
/// the handover; a line that was counted since the form was opened.
pub async fn record(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    round_code: &str,
    new: &NewReceipt,
    public_id: &str,
) -> Result<()> {
    viewer.may(Action::ConfirmReceipt)?;
    let agency = viewer.agency()?;
    let stands = rounds::stand(tx, viewer, round_code).await?;
    let (round, in_scope, actor) = (stands.id(), &stands.lines, stands.actor);
    let left = |l: &LineRow| new.counts.iter().find(|c| c.line == l.id).map_or(l.outstanding, |c| c.short);
    let rest = if in_scope.iter().all(|l| left(l) == 0) { Deed::CountRest } else { Deed::CountPart };
    match stands.check(rest) {
        // Which line was counted, by whom and when: that says more, and is said below.
        Err(_) if stands.status == RoundStatus::Closed && actor == Actor::Officer => {}
        told => {
            told?;
        }
    }
    let Some((_, held_on)) = rounds::dispatch_of(tx, round).await? else {
        return Err(Error::not_found());
    };
    if new.received_on < held_on.start() {
        return Err(Error::invalid(
            "received_on",
            format!("The goods were handed over on {}; enter that day or a later one", held_on.words()),
        ));
    }
    if new.received_on > at.day() {
        return Err(Error::invalid(
            "received_on",
            "This day lies in the future: enter the day on which the goods arrived",
        ));
    }
    if new.counts.is_empty() {
        return Err(Error::invalid("lines", "Count at least one line: say that everything arrived, or what differs"));
    }
    for count in &new.counts {
        count.check()?;
    }
    let day = PartialDate::Day(new.received_on);
    let receipt: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO receipt (public_id, round_id, agency_id, received_on, remark, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
    )
    .bind(public_id)
    .bind(round)
    .bind(agency)
    .bind(Parsed(day))
    .bind(&new.remark)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))?;
    for count in &new.counts {
        let line = in_scope.iter().find(|l| l.id == count.line).ok_or_else(Error::not_found)?;
        close_in(tx, viewer, actor, line, count).await?;
        insert_count(tx, receipt, line, count).await?;
        if count.received > 0 {
            pass_custody(tx, at, receipt, line.id, count.received, day).await?;
        }
    }
    discrepancies::open(tx, receipt).await?;
    notices::answered(tx, at, round, agency).await?;
    let body = json!({
        "round": round_code, "agency": agency, "received_on": new.received_on.to_string(), "remark": new.remark,
        "lines": crate::verify::counted_lines(tx, receipt).await?,
    });
    changes::record(tx, Some(viewer.person), at, Done::Confirmed, Entity::Receipt, public_id, &body).await
}

/// Asks the rules, and then makes sure that the line is still as they were told: the compare-and-set on which everything rests.
async fn close_in(tx: &mut Tx, viewer: &Viewer, actor: Actor, line: &LineRow, count: &Count) -> Result<()> {
    match check(line.at(), count, actor) {
        Ok(next) => {
            let touched = touch!(&mut *tx, |c| sqlx::query(
                "UPDATE line SET outstanding = $3, version = $4 WHERE id = $1 AND version = $2"
            )
            .bind(line.id)
            .bind(line.version)
            .bind(next.outstanding())
            .bind(next.version)
            .execute(c))?;
            if touched == 1 {
                return Ok(());
            }
        }
        Err(Refusal::Conflict(_)) => {}
        Err(other) => return Err(other.into()),
    }
    let last = of_line(tx, viewer, line.id).await?.into_iter().next();
    Err(match last {
        Some(r) => Error::conflict(format!(
            "“{}” was already confirmed by {} on {}. Open the form again to see what is still expected.",
            line.name,
            r.officer.as_deref().unwrap_or(&r.agency_name),
            r.recorded_at.words()
        )),
        None => Error::conflict(format!("“{}” has changed since the form was opened. Open the form again.", line.name)),
    })
}

async fn insert_count(tx: &mut Tx, receipt: i64, line: &LineRow, count: &Count) -> Result<()> {
    touch!(tx, |c| {
        sqlx::query(
        "INSERT INTO receipt_line (receipt_id, line_id, sequence, expected, received, short, damaged, refused, surplus, condition, remark)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    )
    .bind(receipt)
    .bind(line.id)
    .bind(line.counts + 1)
    .bind(count.expected)
    .bind(count.received)
    .bind(count.short)
    .bind(count.damaged)
    .bind(count.refused)
    .bind(count.surplus)
    .bind(count.condition.word())
    .bind(&count.remark)
    .execute(c)
    })?;
    Ok(())
}

async fn pass_custody(
    tx: &mut Tx,
    at: Timestamp,
    receipt: i64,
    line: i64,
    quantity: i64,
    day: PartialDate,
) -> Result<()> {
    touch!(tx, |c| sqlx::query(
        "INSERT INTO custody_event (item_id, line_id, receipt_id, holder, unit_id, quantity, occurred_on, recorded_at)
         SELECT item_id, id, $2, 'unit', unit_id, $3, $4, $5 FROM line WHERE id = $1"
    )
    .bind(line)
    .bind(receipt)
    .bind(quantity)
    .bind(Parsed(day))
    .bind(at.0)
    .execute(c))?;
    Ok(())
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
    fn beside(self, line: &LineRow, viewer: &Viewer) -> CountedLine {
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
            remark: self.remark.filter(|_| !viewer.is_donor()),
        }
    }
}
