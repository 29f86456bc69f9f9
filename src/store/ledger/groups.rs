//! The events of a grant added up: what positions and statements are made of.

use chrono::NaiveDate;
use domain::{
    AsOf, Currency, Money, PartialDate, Scope, Viewer,
    ledger::{Entry, EventKind, Position, Standing, Sum},
    phase::phase_of,
};

use super::{Pinned, PinnedColumns};
use crate::{
    Error, Parsed, Result, Tx,
    batch::Bind,
    db::once,
    grants,
    query::{Query, ask},
};

/// Events that are alike, added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// `2020-03`
    pub month: String,
    pub budget_line: Option<String>,
    pub phase: Option<String>,
    pub pinned: Option<Pinned>,
    /// The last value date among them, reversals left out: they keep the rate of what they take back.
    pub last_day: Option<NaiveDate>,
    pub entry: Entry,
}

/// What is alike, with the sums of what is approved (`minor`, `cents` …) and of what waits (`waiting_…`). What was rejected is
/// in neither.
#[derive(sqlx::FromRow)]
struct Row {
    month: String,
    kind: Parsed<EventKind>,
    currency: Parsed<Currency>,
    budget_line: Option<String>,
    component: Option<String>,
    phase: Option<i64>,
    #[sqlx(flatten)]
    rate: PinnedColumns,
    last_day: Option<Parsed<PartialDate>>,
    minor: i64,
    cents: i64,
    events: i64,
    known: i64,
    waiting_minor: i64,
    waiting_cents: i64,
    waiting_events: i64,
    waiting_known: i64,
}

/// The last instant known, the grant, the last value date, the last instant known again; the scope and [`BY_GROUP`] follow. It groups in the order of the
/// index money_event_sums and reads nothing but it and the decisions; names are looked up for the few groups that remain.
const GROUPS: &str = "
  SELECT g.month, g.kind, g.currency, b.code AS budget_line, k.code AS component, p.number AS phase, g.rate_id,
    g.rate, g.rate_source, g.rate_effective_on, g.rate_note, g.last_day, g.minor, g.cents, g.events, g.known,
    g.waiting_minor, g.waiting_cents, g.waiting_events, g.waiting_known
  FROM (
    SELECT substr(e.value_date, 1, 7) AS month, e.kind, e.currency, e.budget_line_id, e.phase_id, e.rate_id, e.rate,
      e.rate_source, e.rate_effective_on, e.rate_note,
      MAX(CASE WHEN d.decision = 'approved' AND e.reverses_id IS NULL THEN e.value_date END) AS last_day,
      CAST(COALESCE(SUM(CASE WHEN d.decision = 'approved' THEN e.minor END), 0) AS BIGINT) AS minor,
      CAST(COALESCE(SUM(CASE WHEN d.decision = 'approved' THEN e.booked_cents END), 0) AS BIGINT) AS cents,
      COUNT(CASE WHEN d.decision = 'approved' THEN 1 END) AS events,
      COUNT(CASE WHEN d.decision = 'approved' THEN e.booked_cents END) AS known,
      CAST(COALESCE(SUM(CASE WHEN d.decision IS NULL THEN e.minor END), 0) AS BIGINT) AS waiting_minor,
      CAST(COALESCE(SUM(CASE WHEN d.decision IS NULL THEN e.booked_cents END), 0) AS BIGINT) AS waiting_cents,
      COUNT(CASE WHEN d.decision IS NULL THEN 1 END) AS waiting_events,
      COUNT(CASE WHEN d.decision IS NULL THEN e.booked_cents END) AS waiting_known
    FROM money_event e LEFT JOIN money_decision d ON d.event_id = e.id AND d.recorded_at <= ?
    WHERE e.grant_id = ? AND e.value_date <= ? AND e.recorded_at <= ?";

/// Donors see approved events; where several give together, only what is marked as their own.
const FOR_DONOR: &str = " AND d.decision = 'approved'
      AND (e.donor_id = ABS(?) % 100000 OR (SELECT COUNT(*) FROM grant_donor o WHERE o.grant_id = e.grant_id) = 1)";

const BY_GROUP: &str = "
    GROUP BY e.grant_id, substr(e.value_date, 1, 7), e.kind, e.currency, e.budget_line_id, e.phase_id, e.rate_id, e.rate,
      e.rate_source, e.rate_effective_on, e.rate_note
  ) g
  LEFT JOIN budget_line b ON b.id = g.budget_line_id
  LEFT JOIN phase p ON p.id = g.phase_id
  LEFT JOIN component k ON k.id = p.component_id
  ORDER BY 1, 2, 3, 4, k.code, p.number, g.rate_id, g.rate, g.rate_source, g.rate_effective_on, g.rate_note";

/// The events of a grant added up by month, kind, standing, budget line, phase and pinned rate. The database adds them, so
/// that ten thousand events need not be loaded.
///
/// # Errors
/// Officers see no money; not there or another donor's: "not found".
pub async fn groups(tx: &mut Tx, viewer: &Viewer, grant_code: &str, as_of: AsOf) -> Result<Vec<Group>> {
    let grant = grants::key(tx, viewer, grant_code).await?;
    of(tx, viewer, grant.id, as_of).await
}

/// The same for a grant that is in scope.
pub(super) async fn of(tx: &mut Tx, viewer: &Viewer, grant: i64, as_of: AsOf) -> Result<Vec<Group>> {
    let known = Bind::from(as_of.known_millis());
    let given = [known.clone(), Bind::from(grant), Bind::from(as_of.day_text()), known];
    let mut query = Query::default().with(GROUPS, given);
    if let Scope::Donor(donor) = viewer.scope {
        query.push(FOR_DONOR, [Bind::from(donor)]);
    }
    let query = query.with(BY_GROUP, []);
    Ok(once!(tx, format!("{query:?}"), {
        let rows: Vec<Row> = ask!(&mut *tx, query, fetch_all)?;
        rows.into_iter().flat_map(Row::into_groups).collect()
    }))
}

/// What the groups with this standing add up to.
///
/// # Errors
/// A sum is out of range.
pub(crate) fn position(currency: Currency, groups: &[Group], counts: fn(Standing) -> bool) -> Result<Position> {
    let entries = groups.iter().map(|group| group.entry);
    Position::of(currency, entries, counts).map_err(|e| Error::Internal(e.to_string()))
}

impl Row {
    fn into_groups(self) -> impl Iterator<Item = Group> {
        let approved = self.entry(Standing::Approved, self.minor, self.cents, self.events, self.known);
        let (minor, cents) = (self.waiting_minor, self.waiting_cents);
        let waiting = self.entry(Standing::Provisional, minor, cents, self.waiting_events, self.waiting_known);
        let phase = phase_of(self.component, self.phase);
        let pinned = self.rate.pinned();
        [approved, waiting].into_iter().flatten().map(move |entry| Group {
            month: self.month.clone(),
            budget_line: self.budget_line.clone(),
            phase: phase.clone(),
            pinned: pinned.clone(),
            last_day: self.last_day.map(|day| day.0.start()).filter(|_| entry.standing == Standing::Approved),
            entry,
        })
    }

    fn entry(&self, standing: Standing, minor: i64, cents: i64, events: i64, known: i64) -> Option<Entry> {
        let count = |n: i64| usize::try_from(n).unwrap_or(usize::MAX);
        (events > 0).then(|| Entry {
            kind: self.kind.0,
            amount: Money::new(minor, self.currency.0),
            booked: Sum { cents, events: count(events), unknown: count(events - known) },
            standing,
        })
    }
}
