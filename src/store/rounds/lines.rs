//! The lines of a round as a list: of five thousand lines a page shows fifty.

use domain::{Action, Refusal, Viewer};

use super::{find, parts};
use crate::{
    Error, LineRow, Result, Tx, agencies,
    db::sql,
    lines::{self, Phases, day_of_round, line_now, line_now_joins},
    list::{Asked, Filter, Given, List, Page, Scope, Search, Sort},
    merges::{agency_as, unit_as},
};

macro_rules! list {
    ($unit_key:literal, $unit:literal) => {
        List {
            columns: line_now!("r", "r", day_of_round!()),
            from: concat!(
                "item_reader r JOIN line l ON l.id = r.line_id JOIN agency a ON a.id = ",
                agency_as!("l.agency_id"),
                " JOIN register_now w ON w.noun = 'unit' AND w.id = ",
                unit_as!("l.unit_id"),
                " JOIN register_now y ON y.noun = 'agency' AND y.id = a.id
              WHERE r.scope = ? AND r.scope_id = ? AND r.round_id = ? AND r.of_line"
            ),
            given: &[Given::Word, Given::Reader, Given::Of],
            joins: concat!(
                "JOIN line l ON l.id = r.line_id JOIN register_now w ON w.noun = 'unit' AND w.id = ",
                unit_as!("l.unit_id"),
                " JOIN register_now y ON y.noun = 'agency' AND y.id = ",
                agency_as!("l.agency_id"),
                " ",
                line_now_joins!("r", "l.unit_id", "l.agency_id")
            ),
            id: "r.line_id",
            sorts: &[
                Sort::number("line", "r.line_id"),
                Sort::text("item", "r.sort_name"),
                Sort::text("unit", $unit_key),
                Sort::text("agency", "y.sort_name"),
                Sort::number("sent", "l.quantity"),
                Sort::text("value", "r.sort_value"),
                Sort::number(
                    "status",
                    "CASE r.state WHEN 'planned' THEN 1 WHEN 'awaiting receipt' THEN 2 WHEN 'accepted' THEN 3
                       WHEN 'accepted with remarks' THEN 4 WHEN 'partly accepted' THEN 5 WHEN 'refused' THEN 6 ELSE 7 END",
                ),
            ],
            filters: &[
                Filter::new("agency", "a.id = (SELECT as_id FROM agency WHERE code = ?)"),
                Filter::new("unit", $unit),
                Filter::new("status", "r.state = ?"),
            ],
            search: Some(Search::Indexed {
                found: "SELECT s.rowid FROM item_search s WHERE s.text LIKE ?",
                texts: "SELECT s.text FROM item_search s WHERE s.text LIKE ?",
                among: " AND r.id IN (",
                each: " AND EXISTS (SELECT 1 FROM item_search s WHERE s.rowid = r.id AND s.text || '' LIKE ?",
            }),
            sums: None,
            total: None,
        }
    };
}

pub(crate) static LINES: List = list!("w.sort_name", "w.id = (SELECT as_id FROM unit WHERE code = ?)");

/// Offices at the border are one for each border.
pub(crate) static LINES_FOR_DONORS: List = list!(
    "w.donor_name",
    "w.id IN (SELECT x.id FROM unit x WHERE
       CASE WHEN x.kind = 'BLO' THEN COALESCE('BLO at the ' || x.border || ' border', 'Border Liaison Office') ELSE x.code END = ?)"
);

/// A page of the lines of a round that are in scope, in the order in which they were entered.
///
/// # Errors
/// The role sees no rounds; not there: "not found".
pub async fn lines(tx: &mut Tx, viewer: &Viewer, code: &str, asked: &Asked) -> Result<Page<LineRow>> {
    viewer.may(Action::SeeRounds)?;
    let round = find(tx, code).await?.id;
    let list = if viewer.is_donor() { &LINES_FOR_DONORS } else { &LINES };
    let within = Scope::from(viewer).within(round);
    // Where the page says what all of them add up to, they are counted already.
    let within = match parts::heard(tx, viewer, round) {
        Some(parts) => within.counted(parts.lines),
        None => within,
    };
    let page: Page<lines::Row> = list.page(tx, within, asked).await?;
    let (names, phases) = (agencies::names(tx).await?, Phases::read(tx).await?);
    Ok(page.map(|row| row.cut(viewer.is_donor(), &names, &phases)))
}

/// One line of a round.
///
/// # Errors
/// The role sees no rounds; no such line in it, or out of scope: "not found".
pub async fn line(tx: &mut Tx, viewer: &Viewer, code: &str, id: i64) -> Result<LineRow> {
    viewer.may(Action::SeeRounds)?;
    let round = find(tx, code).await?.id;
    let list = if viewer.is_donor() { &LINES_FOR_DONORS } else { &LINES };
    let row: Option<lines::Row> = list.one(tx, Scope::from(viewer).within(round), id).await?;
    let (names, phases) = (agencies::names(tx).await?, Phases::read(tx).await?);
    row.map(|row| row.cut(viewer.is_donor(), &names, &phases)).ok_or_else(Error::not_found)
}

/// The line of a round that brought the item with this tag.
///
/// # Errors
/// As [`line`].
pub async fn line_of_tag(tx: &mut Tx, viewer: &Viewer, code: &str, tag: &str) -> Result<LineRow> {
    viewer.may(Action::SeeRounds)?;
    let id: Option<i64> = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "SELECT l.id FROM line l JOIN item i ON i.id = l.item_id JOIN round r ON r.id = l.round_id WHERE r.code = $1 AND i.tag = $2"
    )
    .bind(code)
    .bind(tag)
    .fetch_optional(c)
    })?;
    line(tx, viewer, code, id.ok_or_else(Error::not_found)?).await
}

/// What the lines of a round can be narrowed to: only what occurs.
#[derive(Debug, Clone, Default)]
pub struct LineFilters {
    /// Code and present name.
    pub agencies: Vec<(String, String)>,
    /// Value in an address, and what people read.
    pub units: Vec<(String, String)>,
    /// Words of `LineState`.
    pub states: Vec<String>,
}

/// # Errors
/// As [`lines`].
pub async fn line_filters(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<LineFilters> {
    viewer.may(Action::SeeRounds)?;
    let round = find(tx, code).await?.id;
    let parts = match parts::of_round(tx, viewer, round).await {
        // Nothing to narrow, where nothing is in scope.
        Err(Error::Refused(Refusal::NotFound)) => return Ok(LineFilters::default()),
        parts => parts?,
    };
    let directory = agencies::directory(tx).await?;
    let named = |(id, ..): (i64, String, i64)| {
        let row = directory.get(&id)?;
        Some((row.code.clone(), row.current_name().to_owned()))
    };
    let agencies = parts.agencies.into_iter().filter_map(named).collect();
    Ok(LineFilters { agencies, units: parts.units, states: parts.states })
}
