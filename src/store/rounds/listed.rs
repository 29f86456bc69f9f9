//! The list of rounds: what stands now, for the reader who asks.

use std::collections::{BTreeSet, HashMap};

use domain::{Action, Currency, Money, PartialDate, Viewer, agency::name_on, quote::Measure, round::RoundStatus};

use super::{RoundRow, published::component_read_by, said_to};
use crate::{
    Parsed, Result, Totals, Tx, agencies,
    batch::Bind,
    list::{Asked, Filter, List, Page, READER, Scope, Search, Sort},
    query::{Query, ask},
    quotes,
    text::sort_key,
    units::grouped,
};

pub(crate) static LIST: List = List {
    columns: "o.id, o.code, o.number, o.title, COALESCE(o.held_on, o.planned_on) AS day, o.planned_on, o.place, r.status, r.lines,
      r.open_lines, r.illustrative",
    from: "round_reader r WHERE r.scope = ? AND r.scope_id = ?",
    given: READER,
    joins: "JOIN round o ON o.id = r.round_id",
    id: "r.round_id",
    sorts: &[
        Sort::text("date", "r.sort_day").down(),
        Sort::text("round", "r.sort_code"),
        Sort::text("title", "r.sort_title"),
        Sort::number("lines", "r.lines"),
        Sort::number(
            "status",
            "CASE r.status WHEN 'draft' THEN 1 WHEN 'scheduled' THEN 2 WHEN 'dispatched' THEN 3 WHEN 'receiving' THEN 4
               WHEN 'closed' THEN 5 WHEN 'published' THEN 6 ELSE 7 END",
        ),
    ],
    filters: &[
        Filter::new("status", "r.status = ?"),
        Filter::new(
            "component",
            concat!(
                "EXISTS (SELECT 1 FROM component k WHERE k.code = ? AND (EXISTS (SELECT 1 FROM round_part q WHERE q.scope = r.scope
                   AND q.scope_id = r.scope_id AND q.round_id = r.round_id AND q.component_id = k.id)
                   OR EXISTS (SELECT 1 FROM round_component m WHERE m.round_id = r.round_id AND m.component_id = k.id AND ",
                component_read_by!("k.id"),
                ")))"
            ),
        ),
        Filter::new(
            "agency",
            "EXISTS (SELECT 1 FROM round_part q JOIN agency a ON a.id = q.agency_id WHERE q.scope = r.scope
               AND q.scope_id = r.scope_id AND q.round_id = r.round_id AND a.id = (SELECT as_id FROM agency WHERE code = ?))",
        ),
    ],
    search: Some(Search::Indexed {
        found: "SELECT s.rowid FROM round_search s WHERE s.text LIKE ?",
        texts: "SELECT s.text FROM round_search s WHERE s.text LIKE ?",
        among: " AND r.id IN (",
        each: " AND EXISTS (SELECT 1 FROM round_search s WHERE s.rowid = r.id AND s.text || '' LIKE ?",
    }),
    sums: None,
    total: None,
};

#[derive(sqlx::FromRow)]
struct Listed {
    id: i64,
    code: String,
    number: Option<i64>,
    title: String,
    day: Option<Parsed<PartialDate>>,
    planned_on: Option<Parsed<PartialDate>>,
    place: Option<String>,
    status: Parsed<RoundStatus>,
    lines: i64,
    open_lines: i64,
    illustrative: bool,
}

#[derive(sqlx::FromRow)]
struct Part {
    round_id: i64,
    agency_id: i64,
    currency: Parsed<Currency>,
    value_minor: i64,
    confirmed_minor: i64,
}

/// A page of the rounds in scope; by default the newest first.
///
/// # Errors
/// The role sees no rounds.
pub async fn list(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<RoundRow>> {
    viewer.may(Action::SeeRounds)?;
    let scope = Scope::from(viewer);
    let mut page: Page<Listed> = LIST.page(tx, scope, asked).await?;
    let rows = std::mem::take(&mut page.rows);
    let rounds = with_parts(tx, viewer, scope, rows).await?;
    Ok(page.with_rows(rounds))
}

/// What the newest rounds are told by in short: with neither agencies nor published figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    pub code: String,
    pub title: String,
    pub day: Option<PartialDate>,
    pub status: RoundStatus,
    /// What was sent, and what of it was confirmed: the viewer's part.
    pub value: Totals,
    pub confirmed: Totals,
    /// Some of its lines are invented for demonstration.
    pub illustrative: bool,
}

/// The newest rounds in scope, so many of them.
///
/// # Errors
/// The role sees no rounds.
pub async fn latest(tx: &mut Tx, viewer: &Viewer, most: usize) -> Result<Vec<Handover>> {
    viewer.may(Action::SeeRounds)?;
    let scope = Scope::from(viewer);
    let asked = Asked { most: Some(most), ..Asked::default() };
    let page: Page<Listed> = LIST.page(tx, scope, &asked).await?;
    let mut parts = parts(tx, scope, &page.rows).await?;
    let told = |row: Listed| {
        let parts = parts.remove(&row.id).unwrap_or_default();
        Ok(Handover {
            value: sent(&parts)?,
            confirmed: confirmed(&parts)?,
            code: row.code,
            title: row.title,
            day: row.day.map(|day| day.0),
            status: row.status.0,
            illustrative: row.illustrative,
        })
    };
    page.rows.into_iter().map(told).collect()
}

/// What was sent with the rounds of the whole list, and what of it was confirmed; nothing of rounds that were not sent.
///
/// # Errors
/// The role sees no rounds.
pub async fn sums(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<(Totals, Totals)> {
    viewer.may(Action::SeeRounds)?;
    let sums: Vec<(Parsed<Currency>, i64, i64)> = LIST
        .over(
            tx,
            Scope::from(viewer),
            asked,
            "SELECT q.currency, CAST(SUM(q.value_minor) AS BIGINT), CAST(SUM(q.confirmed_minor) AS BIGINT) FROM ",
            " JOIN round_part q ON q.scope = r.scope AND q.scope_id = r.scope_id AND q.round_id = r.round_id
              WHERE r.status NOT IN ('draft', 'scheduled', 'cancelled') GROUP BY q.currency ORDER BY q.currency",
        )
        .await?;
    let of = |pick: fn(&(Parsed<Currency>, i64, i64)) -> i64| {
        Totals(sums.iter().map(|sum| Money::new(pick(sum), sum.0.0)).collect())
    };
    Ok((of(|sum| sum.1), of(|sum| sum.2)))
}

/// Round → what it sent to each agency in each currency.
async fn parts(tx: &mut Tx, scope: Scope, rows: &[Listed]) -> Result<HashMap<i64, Vec<Part>>> {
    let mut query = Query::default().with(
        "SELECT q.round_id, q.agency_id, q.currency, q.value_minor, q.confirmed_minor FROM round_part q
         WHERE q.scope = ? AND q.scope_id = ? AND q.round_id IN (",
        [Bind::from(scope.word()), Bind::from(scope.id())],
    );
    query.push_ids(rows.iter().map(|row| row.id));
    query.push(") ORDER BY q.currency", []);
    let found: Vec<Part> = ask!(tx, query, fetch_all)?;
    Ok(grouped(found.into_iter().map(|part| (part.round_id, part))))
}

fn sent(parts: &[Part]) -> Result<Totals> {
    Totals::of(parts.iter().map(|part| Money::new(part.value_minor, part.currency.0)))
}

fn confirmed(parts: &[Part]) -> Result<Totals> {
    Totals::of(parts.iter().map(|part| Money::new(part.confirmed_minor, part.currency.0)))
}

async fn with_parts(tx: &mut Tx, viewer: &Viewer, scope: Scope, rows: Vec<Listed>) -> Result<Vec<RoundRow>> {
    let mut parts = parts(tx, scope, &rows).await?;
    let names = agencies::names(tx).await?;
    let mut published = published(tx, viewer, &rows).await?;
    let mut rounds = Vec::with_capacity(rows.len());
    for row in rows {
        let parts = parts.remove(&row.id).unwrap_or_default();
        // Until it is sent, the day that is planned names the agencies; then the day on which it was.
        let day = if row.status.0.is_planned() { row.planned_on } else { row.day };
        let day = day.map_or(chrono::NaiveDate::MAX, |day| day.start());
        let agencies = parts.iter().filter_map(|part| name_on(names.get(&part.agency_id)?, day).map(str::to_owned));
        rounds.push(RoundRow {
            agencies: agencies.collect::<BTreeSet<String>>().into_iter().collect(),
            value: sent(&parts)?,
            confirmed: confirmed(&parts)?,
            code: row.code,
            number: row.number,
            title: row.title,
            day: row.day.map(|day| day.0),
            place: said_to(viewer, row.place),
            status: row.status.0,
            lines: row.lines,
            open_lines: row.open_lines,
            illustrative: row.illustrative,
            published: published.remove(&row.id).unwrap_or_default(),
        });
    }
    Ok(rounds)
}

/// The published figures of the rounds of which nothing else is known: nothing for officers.
async fn published(tx: &mut Tx, viewer: &Viewer, rows: &[Listed]) -> Result<HashMap<i64, Vec<String>>> {
    let known = rows.iter().filter(|row| row.status.0 == RoundStatus::Published).map(|row| row.id);
    let known: Vec<i64> = known.filter(|_| viewer.agency().is_err()).collect();
    let mut figures: HashMap<i64, Vec<String>> = HashMap::new();
    for (round, quote) in quotes::of_rounds(tx, &known).await? {
        let words = match quote.published.measure {
            Measure::Money => quote.published.to_string(),
            Measure::Count | Measure::Grams => format!("{} {}", quote.published, quote.words.what),
        };
        figures.entry(round).or_default().push(words);
    }
    Ok(figures)
}

/// What the list of rounds can be narrowed to: only what occurs.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    pub statuses: Vec<RoundStatus>,
    pub components: Vec<String>,
    /// Code and present name.
    pub agencies: Vec<(String, String)>,
}

/// # Errors
/// The role sees no rounds.
pub async fn choices(tx: &mut Tx, viewer: &Viewer) -> Result<Choices> {
    viewer.may(Action::SeeRounds)?;
    let scope = Scope::from(viewer);
    let mine = || [Bind::from(scope.word()), Bind::from(scope.id())];
    // The words of one are the codes of another and the ids of the third.
    let query = Query::default()
        .with("SELECT DISTINCT 'status' AS what, status AS word FROM round_reader WHERE scope = ? AND scope_id = ?", mine())
        .with(
            concat!(
                " UNION ALL SELECT 'component', k.code FROM component k
                    WHERE k.id IN (SELECT component_id FROM round_part WHERE scope = ? AND scope_id = ?)
                      OR EXISTS (SELECT 1 FROM round_component m JOIN round_reader r ON r.round_id = m.round_id
                        WHERE m.component_id = k.id AND r.scope = ? AND r.scope_id = ? AND ",
                component_read_by!("k.id"),
                ")"
            ),
            mine().into_iter().chain(mine()),
        )
        .with(
            " UNION ALL SELECT DISTINCT 'agency', CAST(agency_id AS TEXT) FROM round_part WHERE scope = ? AND scope_id = ?
              ORDER BY what, word",
            mine(),
        );
    let rows: Vec<(String, String)> = ask!(&mut *tx, query, fetch_all)?;
    let of = |what: &str| rows.iter().filter(|row| row.0 == what).map(|row| row.1.clone()).collect::<Vec<String>>();
    let directory = agencies::directory(tx).await?;
    let named = |id: String| {
        let row = directory.get(&id.parse().ok()?)?;
        Some((row.code.clone(), row.current_name().to_owned()))
    };
    let mut agencies: Vec<(String, String)> = of("agency").into_iter().filter_map(named).collect();
    agencies.sort_by_cached_key(|(_, name)| sort_key(name));
    let mut statuses: Vec<RoundStatus> = of("status").iter().filter_map(|word| word.parse().ok()).collect();
    statuses.sort();
    Ok(Choices { statuses, components: of("component"), agencies })
}
