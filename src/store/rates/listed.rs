//! The list of rates.

use std::collections::HashMap;

use domain::{
    Action, Currency, Viewer,
    rate::{RateSource, RateStanding},
};

use super::{RateRow, Stored};
use crate::{
    Error, Parsed, Result, Tx,
    list::{Asked, Filter, List, Page, Scope, Sort},
};

/// Points of a chart, and rates that wait on one page.
const MOST: usize = 200;

macro_rules! list {
    ($pending:literal, $decided:literal) => {
        List {
            columns: "x.id, x.source, x.currency, x.units_per_usd, x.effective_on, x.published_on, x.source_url, x.note,
              x.supersedes_id, x.person_id, x.recorded_at, r.decision, d.recorded_at AS decided_at, d.reason, p.name AS entered_by,
              q.name AS decided_by, r.superseded_by, r.pending",
            from: concat!(
                "(SELECT y.id, y.source, y.currency, y.effective_on, d.decision,
                    (SELECT MAX(n.id) FROM fx_rate n JOIN fx_rate_decision e ON e.rate_id = n.id
                      WHERE n.supersedes_id = y.id AND e.decision = 'approved') AS superseded_by, ",
                $pending,
                " AS pending FROM fx_rate y ",
                $decided,
                ") r WHERE TRUE"
            ),
            given: &[],
            joins: "JOIN fx_rate x ON x.id = r.id JOIN person p ON p.id = x.person_id LEFT JOIN fx_rate_decision d ON d.rate_id = r.id
              LEFT JOIN person q ON q.id = d.person_id",
            id: "r.id",
            sorts: &[Sort::text("effective", "r.effective_on").down(), Sort::text("source", "r.source")],
            filters: &[
                Filter::new("currency", "r.currency = ?"),
                Filter::new("source", "r.source = ?"),
                Filter::new(
                    "standing",
                    "CASE WHEN r.decision IS NULL THEN 'awaiting' WHEN r.decision = 'rejected' THEN 'rejected'
                       WHEN r.superseded_by IS NOT NULL THEN 'superseded' ELSE 'in_force' END = ?",
                ),
            ],
            search: None,
            sums: None,
            total: None,
        }
    };
}

pub(crate) static FOR_STAFF: List = list!(
    "(SELECT MAX(n.id) FROM fx_rate n WHERE n.supersedes_id = y.id
       AND NOT EXISTS (SELECT 1 FROM fx_rate_decision e WHERE e.rate_id = n.id))",
    "LEFT JOIN fx_rate_decision d ON d.rate_id = y.id"
);

/// Donors get what is approved.
pub(crate) static FOR_DONORS: List =
    list!("CAST(NULL AS BIGINT)", "JOIN fx_rate_decision d ON d.rate_id = y.id AND d.decision = 'approved'");

fn list_for(viewer: &Viewer) -> &'static List {
    if viewer.sees_everything() { &FOR_STAFF } else { &FOR_DONORS }
}

/// A page of the rates, the newest effective date first. Donors get approved ones, without names.
///
/// # Errors
/// The role sees no rates.
pub async fn list(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<RateRow>> {
    viewer.may(Action::SeeRates)?;
    let page: Page<Stored> = list_for(viewer).page(tx, Scope::from(viewer), asked).await?;
    Ok(page.map(|row| row.row(viewer)))
}

/// One rate.
///
/// # Errors
/// No such rate, or for a donor none that is approved: "not found". The role sees no rates.
pub async fn show(tx: &mut Tx, viewer: &Viewer, id: i64) -> Result<RateRow> {
    viewer.may(Action::SeeRates)?;
    let row: Option<Stored> = list_for(viewer).one(tx, Scope::from(viewer), id).await?;
    row.map(|row| row.row(viewer)).ok_or_else(Error::not_found)
}

/// The newest rates of a currency that are in force: as many as a chart can show.
///
/// # Errors
/// The role sees no rates.
pub async fn in_force(tx: &mut Tx, viewer: &Viewer, currency: Currency) -> Result<Vec<RateRow>> {
    let asked = standing(RateStanding::InForce, &[("currency", currency.code())]);
    Ok(list(tx, viewer, &asked).await?.rows)
}

/// The newest rates that wait for a second person.
///
/// # Errors
/// The role sees no rates.
pub async fn waiting(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<RateRow>> {
    Ok(list(tx, viewer, &standing(RateStanding::Awaiting, &[])).await?.rows)
}

/// Of each currency and source the newest rate that is in force, and how many are.
///
/// # Errors
/// The role sees no rates.
pub async fn newest(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<(RateRow, i64)>> {
    viewer.may(Action::SeeRates)?;
    let list = list_for(viewer);
    let asked = Asked { exact: true, ..standing(RateStanding::InForce, &[]) };
    let found: Vec<(i64, i64)> = list
        .over(
            tx,
            Scope::from(viewer),
            &asked,
            "SELECT s.id, s.number FROM (SELECT r.id, COUNT(*) OVER (PARTITION BY r.currency, r.source) AS number,
               ROW_NUMBER() OVER (PARTITION BY r.currency, r.source ORDER BY r.effective_on DESC, r.id DESC) AS place FROM ",
            ") s WHERE s.place = 1",
        )
        .await?;
    let numbers: HashMap<i64, i64> = found.into_iter().collect();
    let ids: Vec<i64> = numbers.keys().copied().collect();
    let rows: Vec<Stored> = list.among(tx, Scope::from(viewer), &ids).await?;
    let mut rows: Vec<(RateRow, i64)> = rows
        .into_iter()
        .map(|row| row.row(viewer))
        .map(|row| {
            let number = numbers.get(&row.id).copied().unwrap_or_default();
            (row, number)
        })
        .collect();
    rows.sort_by_key(|(row, _)| (row.currency, row.source));
    Ok(rows)
}

/// What the rates of a currency can be narrowed to: only what occurs.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    pub sources: Vec<RateSource>,
}

/// # Errors
/// The role sees no rates.
pub async fn filters(tx: &mut Tx, viewer: &Viewer, currency: Currency) -> Result<Filters> {
    viewer.may(Action::SeeRates)?;
    let asked = Asked { filters: vec![("currency".to_owned(), currency.code().to_owned())], ..Asked::default() };
    let sources: Vec<(Parsed<RateSource>,)> = list_for(viewer)
        .over(tx, Scope::from(viewer), &asked, "SELECT DISTINCT r.source FROM ", " ORDER BY r.source")
        .await?;
    Ok(Filters { sources: sources.into_iter().map(|(source,)| source.0).collect() })
}

fn standing(standing: RateStanding, more: &[(&str, &str)]) -> Asked {
    let filters = more.iter().copied().chain([("standing", standing.word())]);
    let filters = filters.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Asked { filters, most: Some(MOST), ..Asked::default() }
}
