//! The list of acts: what stands now, for the reader who asks.

use domain::{Action, PartialDate, Timestamp, Viewer, agency::name_on};

use super::ActRow;
use crate::{
    Error, Parsed, Result, Tx, agencies,
    batch::Bind,
    list::{Asked, Filter, List, Page, READER, Scope, Sort},
    nouns::{self, of_noun, search_noun},
    now::Noun,
    query::{Query, ask},
    receipts::stands,
    signing::VersionState,
};

const COLUMNS: &str = concat!(
    "
  a.number, o.code AS round_code, o.title AS round_title, o.held_on, g.id AS agency_id, g.code AS agency_code, v.version, v.recorded_at,
  (SELECT MAX(t.received_on) FROM receipt t WHERE t.round_id = a.round_id AND t.agency_id = a.agency_id
    AND t.recorded_at > v.recorded_at AND ",
    stands!(),
    ") AS later_receipt,
  (SELECT COUNT(*) FROM act_signer s WHERE s.act_version_id = v.id) AS expected,
  (SELECT COUNT(*) FROM act_signature s WHERE s.act_version_id = v.id) AS signed,
  (SELECT MAX(s.signed_at) FROM act_signature s WHERE s.act_version_id = v.id) AS last_at"
);

const JOINS: &str = "
  JOIN act a ON a.id = r.noun_id JOIN round o ON o.id = a.round_id JOIN agency g ON g.id = (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = a.agency_id)
  JOIN act_version v ON v.act_id = a.id AND v.version = (SELECT MAX(n.version) FROM act_version n WHERE n.act_id = a.id)";

pub(crate) static LIST: List = List {
    columns: COLUMNS,
    from: of_noun!("act"),
    given: READER,
    joins: JOINS,
    id: "r.noun_id",
    sorts: &[
        Sort::text("number", "r.sort_code"),
        Sort::text("round", "r.sort_round"),
        Sort::text("agency", "r.sort_agency"),
        Sort::text("held", "r.sort_day"),
        Sort::number("issued", "r.sort_at"),
    ],
    filters: &[
        Filter::new("agency", "r.agency_id = (SELECT as_id FROM agency WHERE code = ?)"),
        // A later receipt is not in it, wherever its signatures stand.
        Filter::new("state", "? IN (r.state, r.kind)"),
    ],
    search: search_noun!("act"),
    sums: None,
    total: None,
};

#[derive(sqlx::FromRow)]
struct Row {
    number: String,
    round_code: String,
    round_title: String,
    held_on: Option<Parsed<PartialDate>>,
    agency_id: i64,
    agency_code: String,
    version: i64,
    recorded_at: i64,
    later_receipt: Option<Parsed<PartialDate>>,
    expected: i64,
    signed: i64,
    last_at: Option<i64>,
}

/// A page of the acts in scope; by default by number.
///
/// # Errors
/// The role does not read acts.
pub async fn list(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<ActRow>> {
    viewer.may(Action::SeeActs)?;
    let mut page: Page<Row> = LIST.page(tx, Scope::from(viewer), asked).await?;
    let rows = named(tx, std::mem::take(&mut page.rows)).await?;
    Ok(page.with_rows(rows))
}

/// The agencies whose acts are in scope: code and name.
///
/// # Errors
/// The role does not read acts.
pub async fn choices(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<(String, String)>> {
    viewer.may(Action::SeeActs)?;
    nouns::agencies(tx, viewer, Noun::Act).await
}

/// # Errors
/// Not there or out of scope: "not found".
pub(super) async fn find(tx: &mut Tx, viewer: &Viewer, number: &str) -> Result<ActRow> {
    let [scope, id] = nouns::scope(tx, viewer).await?;
    let query = Query::new("SELECT ")
        .with(COLUMNS, [])
        .with(" FROM (SELECT r.* FROM ", [])
        .with(of_noun!("act"), [scope, id])
        .with(" AND r.noun_id = (SELECT id FROM act WHERE number = ?)) r ", [Bind::from(number)])
        .with(JOINS, []);
    let row: Option<Row> = ask!(&mut *tx, query, fetch_optional)?;
    let row = row.ok_or_else(Error::not_found)?;
    named(tx, vec![row]).await?.pop().ok_or_else(Error::not_found)
}

async fn named(tx: &mut Tx, rows: Vec<Row>) -> Result<Vec<ActRow>> {
    let names = agencies::names(tx).await?;
    let row = |row: Row| {
        let name = row.held_on.zip(names.get(&row.agency_id)).and_then(|(day, names)| name_on(names, day.start()));
        ActRow {
            agency_name: name.unwrap_or(&row.agency_code).to_owned(),
            number: row.number,
            round_code: row.round_code,
            round_title: row.round_title,
            held_on: row.held_on.map(|d| d.0),
            agency_code: row.agency_code,
            version: row.version,
            issued_at: Timestamp(row.recorded_at),
            later_receipt: row.later_receipt.map(|d| d.0),
            state: VersionState::of(row.expected, row.signed, row.last_at),
        }
    };
    Ok(rows.into_iter().map(row).collect())
}
