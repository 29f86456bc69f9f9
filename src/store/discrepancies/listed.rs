//! The list of discrepancies: what stands now, for the reader who asks.

use chrono::NaiveDate;
use domain::{Action, Viewer, discrepancy::State};

use super::{DiscrepancyRow, Row, cut};
use crate::{
    Result, Tx,
    batch::Bind,
    list::{Asked, Filter, List, Page, READER, Scope, Sort},
    nouns::{self, of_noun, search_noun},
    now::Noun,
    query::{Query, ask},
    receipts::stands,
};

/// What is read of a discrepancy of the reader's row `r`.
pub(super) const COLUMNS: &str = concat!(
    "
  d.public_id, d.kind, d.quantity, d.recorded_at, o.code AS round_code, t.public_id AS receipt, t.received_on,
  COALESCE(d.first_id, d.id) AS first_id, y.public_id AS superseded_by,
  CAST(COALESCE((SELECT SUM(e.quantity) FROM discrepancy_event e JOIN receipt t ON t.id = e.receipt_id
    WHERE e.discrepancy_id = COALESCE(d.first_id, d.id) AND e.kind = 'counted again' AND ",
    stands!(),
    "), 0) AS BIGINT) AS found,
  g.id AS agency_id, (SELECT v_as.as_id FROM unit v_as WHERE v_as.id = l.unit_id) AS unit_id, l.item_id, g.code AS agency_code, i.tag, i.name AS item, i.unit_of_measure, a.owner_id, w.name AS owner,
  (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = w.agency_id) AS owner_agency, a.due_on, s.settlement, n.remark, d.receipt_line_id, n.serial_found, p.name AS officer"
);

/// What [`COLUMNS`] needs besides the reader's row.
pub(super) const JOINS: &str = "
  JOIN discrepancy d ON d.id = r.noun_id JOIN receipt_line n ON n.id = d.receipt_line_id JOIN receipt t ON t.id = n.receipt_id
  LEFT JOIN receipt y ON y.supersedes_id = t.id
  JOIN person p ON p.id = t.person_id JOIN line l ON l.id = d.line_id JOIN round o ON o.id = l.round_id
  JOIN agency g ON g.id = (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = l.agency_id) JOIN item i ON i.id = l.item_id
  LEFT JOIN discrepancy_event a ON a.id = (SELECT MAX(e.id) FROM discrepancy_event e
    WHERE e.discrepancy_id = COALESCE(d.first_id, d.id) AND e.kind = 'assigned')
  LEFT JOIN person w ON w.id = a.owner_id
  LEFT JOIN discrepancy_event s ON s.discrepancy_id = COALESCE(d.first_id, d.id) AND s.kind = 'settled'";

macro_rules! list {
    ($($due:expr)?) => {
        List {
            columns: COLUMNS,
            from: of_noun!("discrepancy"),
            given: READER,
            joins: JOINS,
            id: "r.noun_id",
            sorts: &[
                Sort::text("counted", "r.sort_day").down(),
                Sort::text("round", "r.sort_round"),
                Sort::text("kind", "r.kind"),
                Sort::text("item", "r.sort_item"),
                Sort::text("agency", "r.sort_agency"),
                // By the day that it is due, so that what is overdue stands first; what is settled last.
                Sort::text("state", "r.sort_state"),
                $($due)?
            ],
            filters: &[
                Filter::new("state", "r.state = ?"),
                Filter::new("but", "r.state <> ?"),
                Filter::new("due_before", "r.state = 'open' AND r.due_on < ?"),
                Filter::new("kind", "r.kind = ?"),
                Filter::new("agency", "r.agency_id = (SELECT as_id FROM agency WHERE code = ?)"),
                Filter::new("round", "r.round_id = (SELECT id FROM round WHERE code = ?)"),
                Filter::new(
                    "receipt",
                    "r.noun_id IN (SELECT y.id FROM receipt t JOIN receipt_line n ON n.receipt_id = t.id
                       JOIN discrepancy y ON y.receipt_line_id = n.id WHERE t.public_id = ?)",
                ),
            ],
            search: search_noun!("discrepancy"),
            sums: None,
            total: None,
        }
    };
}

pub(crate) static LIST: List = list!(Sort::text("due", "r.sort_state"));
/// Without the day that something is due, in the order of the rows and in the key of a page.
pub(crate) static FOR_DONORS: List = list!();

fn list_for(viewer: &Viewer) -> &'static List {
    if viewer.is_donor() { &FOR_DONORS } else { &LIST }
}

/// What an address calls overdue is due before today. What a correction took back is listed where it is asked for.
fn by_day(asked: &Asked, today: NaiveDate) -> Asked {
    let mut asked = asked.clone();
    for (name, value) in &mut asked.filters {
        if name == "state" && value == State::Overdue.word() {
            *name = "due_before".to_owned();
            *value = today.to_string();
        }
    }
    if !asked.filters.iter().any(|(name, _)| name == "state" || name == "receipt") {
        asked.filters.push(("but".to_owned(), State::Superseded.word().to_owned()));
    }
    asked
}

/// A page of the discrepancies in scope; by default what was counted last first. `today` decides what is overdue.
///
/// # Errors
/// The role sees none.
pub async fn list(tx: &mut Tx, viewer: &Viewer, today: NaiveDate, asked: &Asked) -> Result<Page<DiscrepancyRow>> {
    viewer.may(Action::SeeDiscrepancies)?;
    let mut page: Page<Row> = list_for(viewer).page(tx, Scope::from(viewer), &by_day(asked, today)).await?;
    let rows = cut(tx, viewer, today, std::mem::take(&mut page.rows)).await?;
    Ok(page.with_rows(rows))
}

/// The agencies whose discrepancies are in scope: code and name.
///
/// # Errors
/// The role sees none.
pub async fn choices(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<(String, String)>> {
    viewer.may(Action::SeeDiscrepancies)?;
    nouns::agencies(tx, viewer, Noun::Discrepancy).await
}

/// How many there are, how many of them are not settled, and how many of these are overdue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub all: i64,
    pub open: i64,
    pub overdue: i64,
}

/// Where they are counted.
#[derive(Debug, Clone, Copy)]
pub enum Within<'a> {
    /// Code of the round.
    Round(&'a str),
    /// The id of the receipt in its address.
    Receipt(&'a str),
}

/// Those in scope.
///
/// # Errors
/// The role sees none.
pub async fn counts(tx: &mut Tx, viewer: &Viewer, today: NaiveDate) -> Result<Counts> {
    count(tx, viewer, today, " AND r.state = 'open'", []).await
}

/// Those in scope of one round or receipt.
///
/// # Errors
/// The role sees none.
pub async fn counts_within(tx: &mut Tx, viewer: &Viewer, today: NaiveDate, of: Within<'_>) -> Result<Counts> {
    let (condition, key) = match of {
        Within::Round(code) => (" AND r.round_id = (SELECT id FROM round WHERE code = ?)", code),
        Within::Receipt(id) => (
            " AND r.noun_id IN (SELECT y.id FROM receipt t JOIN receipt_line n ON n.receipt_id = t.id
                JOIN discrepancy y ON y.receipt_line_id = n.id WHERE t.public_id = ?)",
            id,
        ),
    };
    count(tx, viewer, today, condition, [Bind::from(key)]).await
}

async fn count<const N: usize>(
    tx: &mut Tx,
    viewer: &Viewer,
    today: NaiveDate,
    condition: &'static str,
    key: [Bind; N],
) -> Result<Counts> {
    viewer.may(Action::SeeDiscrepancies)?;
    let [scope, id] = nouns::scope(tx, viewer).await?;
    let query = Query::default()
        .with(
            "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN r.state = 'open' THEN 1 ELSE 0 END), 0) AS BIGINT),
               CAST(COALESCE(SUM(CASE WHEN r.state = 'open' AND r.due_on < ? THEN 1 ELSE 0 END), 0) AS BIGINT) FROM ",
            [Bind::from(today.to_string())],
        )
        .with(of_noun!("discrepancy"), [scope, id])
        .with(condition, key)
        // What a correction took back is none.
        .with(" AND r.state <> 'superseded'", []);
    let (all, open, overdue): (i64, i64, i64) = ask!(tx, query, fetch_one)?;
    Ok(Counts { all, open, overdue })
}
