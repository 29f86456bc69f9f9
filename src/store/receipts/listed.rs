//! The list of receipts: what stands now, for the reader who asks. A donor reads those of what it pays
//! for, or paid for on their day.

use std::collections::HashMap;

use domain::{Action, Viewer};

use super::{ReceiptRef, Row, refs};
use crate::{
    Error, Result, Tx,
    batch::Bind,
    list::{Asked, Filter, List, Page, READER, Scope, Sort},
    nouns::{self, of_noun, search_noun},
    now::Noun,
    query::{Query, ask},
};

const COLUMNS: &str = "
  t.id, t.public_id, t.round_id, o.code AS round_code, o.title AS round_title, a.id AS agency_id, a.code AS agency_code, t.received_on,
  t.remark, p.name AS officer, t.recorded_at, t.first_id, y.public_id AS superseded_by, y.recorded_at AS superseded_at,
  v.public_id AS supersedes";

const JOINS: &str = "
  JOIN receipt t ON t.id = r.noun_id JOIN round o ON o.id = t.round_id JOIN agency a ON a.id = (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = t.agency_id)
  JOIN person p ON p.id = t.person_id LEFT JOIN receipt y ON y.supersedes_id = t.id LEFT JOIN receipt v ON v.id = t.supersedes_id";

/// Those that no correction took back.
const STAND: &str = concat!(of_noun!("receipt"), " AND r.state = ''");

pub(crate) static LIST: List = List {
    columns: COLUMNS,
    from: STAND,
    given: READER,
    joins: JOINS,
    id: "r.noun_id",
    sorts: &[
        Sort::number("recorded", "r.sort_at").down(),
        Sort::text("received", "r.sort_day"),
        Sort::text("round", "r.sort_round"),
        Sort::text("agency", "r.sort_agency"),
    ],
    filters: &[
        Filter::new("agency", "r.agency_id = (SELECT as_id FROM agency WHERE code = ?)"),
        Filter::new("round", "r.round_id = (SELECT id FROM round WHERE code = ?)"),
    ],
    search: search_noun!("receipt"),
    sums: None,
    total: None,
};

/// A page of the receipts in scope; by default what was recorded last first.
///
/// # Errors
/// The role sees no receipts.
pub async fn list(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<ReceiptRef>> {
    viewer.may(Action::SeeReceipts)?;
    let mut page: Page<Row> = LIST.page(tx, Scope::from(viewer), asked).await?;
    let rows = refs(tx, viewer, std::mem::take(&mut page.rows)).await?;
    Ok(page.with_rows(rows))
}

/// The newest receipts in scope.
///
/// # Errors
/// The role sees no receipts.
pub async fn latest(tx: &mut Tx, viewer: &Viewer, most: usize) -> Result<Vec<ReceiptRef>> {
    viewer.may(Action::SeeReceipts)?;
    let asked = Asked { most: Some(most), ..Asked::default() };
    let page: Page<Row> = LIST.page(tx, Scope::from(viewer), &asked).await?;
    refs(tx, viewer, page.rows).await
}

/// The agencies whose receipts are in scope: code and name.
///
/// # Errors
/// The role sees no receipts.
pub async fn choices(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<(String, String)>> {
    viewer.may(Action::SeeReceipts)?;
    nouns::agencies(tx, viewer, Noun::Receipt).await
}

/// # Errors
/// Not there or out of scope: "not found".
pub(super) async fn find(tx: &mut Tx, viewer: &Viewer, public_id: &str) -> Result<Row> {
    let which = " AND r.noun_id = (SELECT id FROM receipt WHERE public_id = ?)";
    read(tx, viewer, which, Bind::from(public_id)).await?.pop().ok_or_else(Error::not_found)
}

/// The receipts of a round that stand, newest first.
pub(crate) async fn of_round(tx: &mut Tx, viewer: &Viewer, round: i64) -> Result<Vec<ReceiptRef>> {
    let rows = read(tx, viewer, " AND r.state = '' AND r.round_id = ?", Bind::from(round)).await?;
    refs(tx, viewer, rows).await
}

/// The receipts in which lines of an item were counted, corrected ones as well, by their ids in addresses: who signed for it.
pub(crate) async fn of_item(tx: &mut Tx, viewer: &Viewer, item: i64) -> Result<HashMap<String, ReceiptRef>> {
    let which = " AND r.noun_id IN (SELECT n.receipt_id FROM line l JOIN receipt_line n ON n.line_id = l.id WHERE l.item_id = ?)";
    let rows = read(tx, viewer, which, Bind::from(item)).await?;
    let receipts = refs(tx, viewer, rows).await?;
    Ok(receipts.into_iter().map(|receipt| (receipt.public_id.clone(), receipt)).collect())
}

/// The newest receipt that stands in which a line was counted.
pub(crate) async fn last_of_line(tx: &mut Tx, viewer: &Viewer, line: i64) -> Result<Option<ReceiptRef>> {
    let which = " AND r.state = '' AND r.noun_id IN (SELECT n.receipt_id FROM receipt_line n WHERE n.line_id = ?)";
    let rows = read(tx, viewer, which, Bind::from(line)).await?;
    Ok(refs(tx, viewer, rows).await?.into_iter().next())
}

async fn read(tx: &mut Tx, viewer: &Viewer, which: &'static str, key: Bind) -> Result<Vec<Row>> {
    let [scope, id] = nouns::scope(tx, viewer).await?;
    let query = Query::new("SELECT ")
        .with(COLUMNS, [])
        .with(" FROM (SELECT r.* FROM ", [])
        .with(of_noun!("receipt"), [scope, id])
        .with(which, [key])
        .with(") r ", [])
        .with(JOINS, [])
        .with(" ORDER BY t.recorded_at DESC, t.id DESC", []);
    Ok(ask!(tx, query, fetch_all)?)
}
