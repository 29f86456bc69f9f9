//! The list of the money events of a grant, as of two clocks.

use domain::{
    AsOf, Currency, PartialDate, Viewer,
    ledger::{EventKind, Standing, Sum},
    phase::phase_label,
};

use super::{EventRow, Row};
use crate::{
    Parsed, Result, Tx, grants,
    list::{Asked, Filter, Given, List, Page, Scope, Search, Sort},
    text::sort_key,
};

/// Of each event what the list is narrowed and ordered by; `$decided` says which decisions are read, and `$scope` which
/// events.
macro_rules! list {
    ($reversal:literal, $decided:literal, $scope:literal, $given:expr) => {
        List {
            columns: "e.id, e.number, e.kind, e.minor, e.currency, e.value_date, e.booked_cents, e.rate_id, e.rate, e.rate_source,
              e.rate_effective_on, e.rate_note, r.decision, e.purpose, k.code AS component, p.number AS phase, e.phase_id,
              r.budget_line, r.from_budget_line, e.external_ref, e.document, e.relates_to, v.number AS reverses, r.reversed_by,
              o.code AS donor_code, w.name AS entered_by, e.person_id, e.recorded_at, y.name AS decided_by, r.decided_at,
              r.decision_reason, e.reason",
            from: concat!(
                "(SELECT e.id, e.number, e.kind, e.value_date, e.currency, e.booked_cents, d.decision, d.recorded_at AS decided_at,
                    d.reason AS decision_reason, d.person_id AS decider_id, b.code AS budget_line, f.code AS from_budget_line,
                    k.code || '-' || CAST(p.number AS TEXT) AS phase_key, n.sort_name, n.text,
                    (SELECT MIN(x.number) FROM money_event x LEFT JOIN money_decision m ON m.event_id = x.id AND m.recorded_at <= ?
                      WHERE x.reverses_id = e.id AND x.recorded_at <= ? AND x.value_date <= ? AND ",
                $reversal,
                ") AS reversed_by
                  FROM money_event e JOIN register_now n ON n.noun = 'money event' AND n.id = e.id ",
                $decided,
                " JOIN money_decision d ON d.event_id = e.id AND d.recorded_at <= ?
                  LEFT JOIN budget_line b ON b.id = e.budget_line_id LEFT JOIN budget_line f ON f.id = e.from_budget_line_id
                  LEFT JOIN phase p ON p.id = e.phase_id LEFT JOIN component k ON k.id = p.component_id
                  WHERE e.grant_id = ? AND e.value_date <= ? AND e.recorded_at <= ?",
                $scope,
                ") r WHERE TRUE"
            ),
            given: $given,
            joins: "JOIN money_event e ON e.id = r.id LEFT JOIN phase p ON p.id = e.phase_id LEFT JOIN component k ON k.id = p.component_id
              LEFT JOIN money_event v ON v.id = e.reverses_id LEFT JOIN donor o ON o.id = e.donor_id
              JOIN person w ON w.id = e.person_id LEFT JOIN person y ON y.id = r.decider_id",
            id: "r.id",
            sorts: &[
                Sort::text("date", "r.value_date").down(),
                Sort::number("number", "r.number"),
                Sort::text("kind", "r.sort_name"),
            ],
            filters: &[
                Filter::new("kind", "r.kind = ?"),
                Filter::new("standing", "COALESCE(r.decision, 'provisional') = ?"),
                Filter::new(
                    "line",
                    "EXISTS (SELECT 1 FROM (SELECT CAST(? AS TEXT) AS code) x WHERE x.code = r.budget_line OR x.code = r.from_budget_line)",
                ),
                Filter::new("phase", "r.phase_key = ?"),
                Filter::new("currency", "r.currency = ?"),
                // As exactly as the date is said: a day, a month or a year.
                Filter::new(
                    "from",
                    "EXISTS (SELECT 1 FROM (SELECT CAST(? AS TEXT) AS day) x WHERE substr(r.value_date, 1, length(x.day)) >= x.day)",
                ),
                Filter::new(
                    "until",
                    "EXISTS (SELECT 1 FROM (SELECT CAST(? AS TEXT) AS day) x WHERE substr(r.value_date, 1, length(x.day)) <= x.day)",
                ),
            ],
            search: Some(Search::InRow("r.text")),
            sums: None,
            total: None,
        }
    };
}

pub(crate) static FOR_STAFF: List = list!(
    "(m.decision = 'approved' OR m.decision IS NULL)",
    "LEFT",
    "",
    &[Given::Known, Given::Known, Given::Day, Given::Known, Given::Of, Given::Day, Given::Known]
);

/// Donors see approved events of their own grants; where several give together, only what is marked as their own.
pub(crate) static FOR_DONORS: List = list!(
    "m.decision = 'approved'",
    "",
    " AND d.decision = 'approved'
      AND (e.donor_id = ABS(?) % 100000 OR (SELECT COUNT(*) FROM grant_donor q WHERE q.grant_id = e.grant_id) = 1)",
    &[Given::Known, Given::Known, Given::Day, Given::Known, Given::Of, Given::Day, Given::Known, Given::Reader]
);

pub(super) fn list_for(scope: Scope) -> &'static List {
    if matches!(scope, Scope::Donor(_)) { &FOR_DONORS } else { &FOR_STAFF }
}

/// A page of the events of a grant, the newest value date first.
///
/// # Errors
/// Officers see no money; not there or another donor's: "not found".
pub async fn list(
    tx: &mut Tx,
    viewer: &Viewer,
    grant_code: &str,
    as_of: AsOf,
    asked: &Asked,
) -> Result<Page<EventRow>> {
    let grant = grants::key(tx, viewer, grant_code).await?;
    let scope = Scope::from(viewer);
    let page: Page<Row> = list_for(scope).page(tx, scope.within(grant.id).on(as_of), &dated(asked)).await?;
    Ok(page.map(|row| row.into_event(viewer)))
}

/// Events of one kind and standing, in US dollars at their pinned rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindSum {
    pub kind: EventKind,
    pub standing: Standing,
    pub booked: Sum,
}

/// What the events of the whole list add up to.
///
/// # Errors
/// As [`list`].
pub async fn sums(tx: &mut Tx, viewer: &Viewer, grant_code: &str, as_of: AsOf, asked: &Asked) -> Result<Vec<KindSum>> {
    let grant = grants::key(tx, viewer, grant_code).await?;
    let scope = Scope::from(viewer);
    type Added = (Parsed<EventKind>, Option<Parsed<domain::rate::Decision>>, i64, i64, i64);
    let rows: Vec<Added> = list_for(scope)
        .over(
            tx,
            scope.within(grant.id).on(as_of),
            &dated(asked),
            "SELECT r.kind, r.decision, COUNT(*), COUNT(r.booked_cents), CAST(COALESCE(SUM(r.booked_cents), 0) AS BIGINT) FROM ",
            " GROUP BY r.kind, r.decision ORDER BY r.kind, r.decision",
        )
        .await?;
    let count = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
    let sum = |(kind, decision, events, known, cents): Added| KindSum {
        kind: kind.0,
        standing: super::standing(decision),
        booked: Sum { cents, events: count(events), unknown: count(events - known) },
    };
    Ok(rows.into_iter().map(sum).collect())
}

/// What the ledger of a grant can be narrowed to: only what stands in it.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    pub kinds: Vec<EventKind>,
    pub lines: Vec<String>,
    /// Value in an address, and `IMT Phase II`.
    pub phases: Vec<(String, String)>,
    pub currencies: Vec<Currency>,
}

/// # Errors
/// As [`list`].
pub async fn filters(tx: &mut Tx, viewer: &Viewer, grant_code: &str, as_of: AsOf) -> Result<Filters> {
    let grant = grants::key(tx, viewer, grant_code).await?;
    let scope = Scope::from(viewer);
    type Found = (Parsed<EventKind>, Option<String>, Option<String>, Parsed<Currency>);
    let rows: Vec<Found> = list_for(scope)
        .over(
            tx,
            scope.within(grant.id).on(as_of),
            &Asked::default(),
            "SELECT DISTINCT r.kind, r.budget_line, r.phase_key, r.currency FROM ",
            "",
        )
        .await?;
    let mut filters = Filters::default();
    for (kind, line, phase, currency) in rows {
        filters.kinds.push(kind.0);
        filters.lines.extend(line);
        filters.currencies.push(currency.0);
        let label = |key: &str| {
            let (component, number) = key.rsplit_once('-')?;
            Some(format!("{component} {}", phase_label(number.parse().ok()?)))
        };
        filters.phases.extend(phase.and_then(|key| Some((key.clone(), label(&key)?))));
    }
    filters.kinds.sort();
    filters.kinds.dedup();
    filters.lines.sort();
    filters.lines.dedup();
    filters.phases.sort_by_cached_key(|(_, words)| sort_key(words));
    filters.phases.dedup();
    filters.currencies.sort();
    filters.currencies.dedup();
    Ok(filters)
}

/// Dates are typed in many ways; one that cannot be read finds nothing.
fn dated(asked: &Asked) -> Asked {
    let mut asked = asked.clone();
    for (name, value) in &mut asked.filters {
        let nothing = match name.as_str() {
            "from" => "9999-99",
            "until" => "0000",
            _ => continue,
        };
        *value = PartialDate::parse(value).map_or_else(|_| nothing.to_owned(), |date| date.to_string());
    }
    asked
}
