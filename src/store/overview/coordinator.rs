//! The front page of a country's coordinator: its units, what came to them, what is open. No amount of money is read here.

use domain::{Action, PartialDate, Scope, Viewer};

use crate::{
    Parsed, Result, Tx,
    activities::activity_of_country,
    agencies::{self, AgencyRef},
    batch::Bind,
    cases::of_country,
    list::Asked,
    now,
    query::{Query, ask},
    receipts::stands,
    units::{self, ListedUnit, OnMap, unit_of_country},
};

/// How many of the latest receipts are shown.
const LATEST: i64 = 10;
/// So many units are shown; the list of units has all of them.
pub const MOST_UNITS: usize = 100;

#[derive(Debug, Clone)]
pub struct CoordinatorOverview {
    /// Teams before offices, with what they hold and what is on its way.
    pub units: Vec<ListedUnit>,
    /// The newest first.
    pub arrivals: Vec<Arrival>,
    pub counts: InCountry,
    /// Where its units are that have something, or wait for it.
    pub map: Vec<OnMap>,
    /// What is on its way to its agencies and not counted, the oldest first.
    pub open: Vec<StillToCount>,
}

/// An agency of the country that has not counted all lines of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StillToCount {
    /// Under its present name.
    pub agency: AgencyRef,
    /// Of the round.
    pub title: String,
    pub day: Option<PartialDate>,
    pub lines: i64,
}

/// What an agency of the country signed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    pub received_on: PartialDate,
    /// Under its name of that day.
    pub agency: AgencyRef,
    /// Of the round.
    pub title: String,
    pub pieces: i64,
    pub units: i64,
    pub illustrative: bool,
}

/// How much there is of what a coordinator follows, whatever of it is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct InCountry {
    /// Units that began to work and are not closed.
    pub working: i64,
    /// Items that its units have, and those that were sent to them and are not counted to the end.
    pub held: i64,
    pub coming: i64,
    /// Not settled, at agencies of the country.
    pub discrepancies: i64,
    /// In which the country took part.
    pub activities: i64,
    /// In whose stages the country acted.
    pub cases: i64,
}

#[derive(sqlx::FromRow)]
struct Stored {
    received_on: Parsed<PartialDate>,
    agency_id: i64,
    title: String,
    pieces: i64,
    units: i64,
    illustrative: bool,
}

/// What the coordinator of a country sees first.
///
/// # Errors
/// The role sees no units.
pub(crate) async fn overview(tx: &mut Tx, viewer: &Viewer) -> Result<CoordinatorOverview> {
    viewer.may(Action::SeeInventory)?;
    let asked = Asked { most: Some(MOST_UNITS), ..Asked::default() };
    let units = units::list(tx, viewer, &asked).await?.rows;
    let Scope::Country(country) = viewer.scope else {
        let (arrivals, map, open) = (Vec::new(), Vec::new(), Vec::new());
        return Ok(CoordinatorOverview { units, arrivals, counts: InCountry::default(), map, open });
    };
    let country = country.to_string();
    Ok(CoordinatorOverview {
        units,
        arrivals: arrivals(tx, &country).await?,
        counts: counts(tx, &country).await?,
        map: units::on_map(tx, viewer).await?,
        open: open(tx, &country).await?,
    })
}

async fn open(tx: &mut Tx, country: &str) -> Result<Vec<StillToCount>> {
    let query = Query::default().with(
        "SELECT g.id, o.title, COALESCE(o.held_on, o.planned_on), r.open_lines
         FROM agency g JOIN round_reader r ON r.scope = 'agency' AND r.scope_id = g.id JOIN round o ON o.id = r.round_id
         WHERE g.country = ? AND r.status IN ('dispatched', 'receiving') AND r.open_lines > 0
         ORDER BY r.sort_day, r.round_id, g.id LIMIT ?",
        [Bind::from(country), Bind::from(LATEST)],
    );
    let rows: Vec<(i64, String, Option<Parsed<PartialDate>>, i64)> = ask!(&mut *tx, query, fetch_all)?;
    let directory = agencies::directory(tx).await?;
    let still = |(agency, title, day, lines): (i64, String, Option<Parsed<PartialDate>>, i64)| {
        let agency = directory.get(&agency)?.mention(None);
        Some(StillToCount { agency, title, day: day.map(|day| day.0), lines })
    };
    Ok(rows.into_iter().filter_map(still).collect())
}

async fn arrivals(tx: &mut Tx, country: &str) -> Result<Vec<Arrival>> {
    let query = Query::default().with(
        concat!(
            "SELECT t.received_on, t.agency_id, r.title,
               EXISTS (SELECT 1 FROM receipt_line n JOIN line l ON l.id = n.line_id JOIN item i ON i.id = l.item_id
                 WHERE n.receipt_id = t.id AND i.illustrative) AS illustrative,
               CAST(COALESCE((SELECT SUM(n.received) FROM receipt_line n WHERE n.receipt_id = t.id), 0) AS BIGINT) AS pieces,
               (SELECT COUNT(DISTINCT l.unit_id) FROM receipt_line n JOIN line l ON l.id = n.line_id
                WHERE n.receipt_id = t.id AND n.received > 0) AS units
             FROM receipt t JOIN agency g ON g.id = t.agency_id JOIN round r ON r.id = t.round_id WHERE g.country = ? AND ",
            stands!(),
            " ORDER BY t.id DESC LIMIT ?"
        ),
        [Bind::from(country), Bind::from(LATEST)],
    );
    let rows: Vec<Stored> = ask!(&mut *tx, query, fetch_all)?;
    let directory = agencies::directory(tx).await?;
    let arrival = |row: Stored| {
        Some(Arrival {
            received_on: row.received_on.0,
            agency: directory.get(&row.agency_id)?.mention(Some(row.received_on.0.start())),
            title: row.title,
            pieces: row.pieces,
            units: row.units,
            illustrative: row.illustrative,
        })
    };
    Ok(rows.into_iter().filter_map(arrival).collect())
}

async fn counts(tx: &mut Tx, country: &str) -> Result<InCountry> {
    now::settle(tx).await?;
    let text = concat!(
        "SELECT n.working, n.held, n.coming, (SELECT COUNT(*) FROM noun_reader r JOIN agency g ON g.id = r.agency_id
           WHERE r.noun = 'discrepancy' AND r.scope = 'all' AND r.scope_id = 0 AND r.state = 'open' AND g.country = ?) AS discrepancies,
           (SELECT COUNT(*) FROM activity t WHERE ",
        activity_of_country!("t.id"),
        ") AS activities,
           (SELECT COUNT(*) FROM seizure_case z WHERE z.withdrawn IS NULL
              AND EXISTS (SELECT 1 FROM case_stage s WHERE s.case_id = z.id AND s.withdrawn IS NULL AND ",
        of_country!(),
        ")) AS cases
         FROM (SELECT COUNT(CASE WHEN u.since IS NOT NULL AND u.closed_on IS NULL THEN 1 END) AS working,
             CAST(COALESCE(SUM(t.held), 0) AS BIGINT) AS held, CAST(COALESCE(SUM(t.coming), 0) AS BIGINT) AS coming
           FROM unit u LEFT JOIN unit_total t ON t.scope = 'all' AND t.scope_id = 0 AND t.unit_id = u.id
           WHERE u.as_id = u.id AND ",
        unit_of_country!("u"),
        ") n"
    );
    let countries = std::iter::repeat_n(country, text.matches('?').count()).map(Bind::from);
    Ok(ask!(tx, Query::default().with(text, countries), fetch_one)?)
}
