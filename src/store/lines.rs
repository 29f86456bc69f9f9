//! The lines of rounds as a viewer may see them: the one query behind rounds, receipts, items and grants pages.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{
    AsOf, Currency, Money, PartialDate, Viewer,
    agency::{DatedName, name_on},
    item::{Details, Identity, ItemKind},
    phase::phase_label,
    round::{Counted, LineState},
    unit::{UnitKind, UnitRef},
};

use crate::{
    Binds, Parsed, Result, Tx, agencies,
    db::sql,
    items::{paid_as_of, paid_now},
};

mod delivery;
pub(crate) use delivery::Phases;

/// One line, cut to what the viewer may know.
#[derive(Debug, Clone)]
pub struct LineRow {
    pub id: i64,
    pub round_id: i64,
    pub item_id: i64,
    pub tag: String,
    pub kind: ItemKind,
    pub name: String,
    pub make: Option<String>,
    pub model: Option<String>,
    /// `None` for donors: serial numbers, VINs and plates are never sent to them.
    pub identity: Option<Identity>,
    /// Without the unit price for donors: others may have paid a part of it.
    pub details: Details,
    pub quantity: i64,
    pub unit_of_measure: String,
    /// Not counted yet, or counted short.
    pub outstanding: i64,
    pub version: i64,
    pub unit: UnitRef,
    pub agency_id: i64,
    pub agency_code: String,
    /// The agency's name on the day of the handover.
    pub agency_name: String,
    pub component_code: String,
    /// The phase that paid for it.
    pub phase_id: i64,
    pub phase: String,
    /// The phase of the component that ran on the day of its newest receipt. `None`: nothing of it has been received, or no
    /// phase is known to contain that day.
    pub delivered_phase: Option<String>,
    /// The whole value; for a donor only the part that its own grants paid.
    pub value: Money,
    /// More than one grant paid for it. For a donor: somebody else paid a part; who and how much stays unsaid.
    pub co_funded: bool,
    pub dispatched: bool,
    pub counted: Counted,
    pub counts: i64,
    pub state: LineState,
    pub illustrative: bool,
    pub note: Option<String>,
}

impl LineRow {
    /// As the rules of counting see it. Whoever is in scope sees it: it is scheduled at least.
    pub fn at(&self) -> domain::handover::line::At {
        domain::handover::line::At {
            sent: Some(self.dispatched),
            quantity: self.quantity,
            counted: self.counted,
            version: self.version,
        }
    }

    /// What the accepted part of the line is worth, by largest remainder.
    pub fn confirmed(&self) -> Money {
        self.value_of(self.counted.received)
    }

    /// What this many of the line are worth, by largest remainder.
    pub fn value_of(&self, number: i64) -> Money {
        let number = number.clamp(0, self.quantity);
        let parts = self.value.split(&[number, self.quantity - number]);
        parts.and_then(|p| p.first().copied()).unwrap_or(Money::zero(self.value.currency))
    }
}

/// Values per currency; never added over two.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals(pub Vec<Money>);

impl Totals {
    /// # Errors
    /// The sum is out of range.
    pub fn add(&mut self, money: Money) -> Result<()> {
        match self.0.iter_mut().find(|m| m.currency == money.currency) {
            Some(sum) => *sum = sum.plus(money).map_err(|e| crate::Error::Internal(e.to_string()))?,
            None => self.0.push(money),
        }
        Ok(())
    }

    /// # Errors
    /// The sum is out of range.
    pub fn of(amounts: impl Iterator<Item = Money>) -> Result<Self> {
        let mut totals = Totals::default();
        for money in amounts {
            totals.add(money)?;
        }
        Ok(totals)
    }
}

/// A line as it is read, from facts or from what stands now; [`Row::cut`] leaves what the viewer may know.
#[derive(sqlx::FromRow)]
pub(crate) struct Row {
    id: i64,
    round_id: i64,
    item_id: i64,
    tag: String,
    kind: Parsed<ItemKind>,
    name: String,
    make: Option<String>,
    model: Option<String>,
    serial: Option<String>,
    vin: Option<String>,
    chassis: Option<String>,
    plate: Option<String>,
    year: Option<i64>,
    warranty_until: Option<Parsed<PartialDate>>,
    accessories: Option<String>,
    unit_price_minor: Option<i64>,
    quantity: i64,
    unit_of_measure: String,
    outstanding: i64,
    version: i64,
    unit_code: String,
    unit_kind: Parsed<UnitKind>,
    base: Option<String>,
    crossing: Option<String>,
    border: Option<String>,
    agency_id: i64,
    agency_code: String,
    component_code: String,
    phase_id: i64,
    phase_number: i64,
    component_id: i64,
    received_on: Option<Parsed<PartialDate>>,
    value_minor: i64,
    currency: Parsed<Currency>,
    co_funded: bool,
    dispatched: bool,
    day: Option<Parsed<PartialDate>>,
    received: i64,
    damaged: i64,
    refused: i64,
    surplus: i64,
    remarks: i64,
    counts: i64,
    illustrative: bool,
    note: Option<String>,
}

/// Had somebody taken one of these steps with the round `r` by then?
macro_rules! took {
    ($step:literal, $day:literal, $known:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM round_step s WHERE s.round_id = r.id AND s.step IN (",
            $step,
            ") AND COALESCE(s.occurred_on, '') <= ",
            $day,
            " AND s.recorded_at <= ",
            $known,
            ")"
        )
    };
}
pub(crate) use took;

/// `$1 … $3` scope, `$4` round, `$5` item, `$6` grant, `$7` unit (−1: any), `$8` the last day and `$9` the last instant that
/// count; the parameter says who had paid by then. Donors see dispatched lines of items that their grants paid for; officers
/// see lines for their agency from the scheduling on; both see nothing of cancelled rounds. `$10`: where an item is matters
/// (1), not only where it was sent; then officers see what was reassigned to their agency as well, and a unit has what was
/// reassigned to it.
macro_rules! lines_paid {
    ($paid:ident ( $($by:literal),* )) => { concat!("
  SELECT l.id, l.round_id, l.item_id, i.tag, i.kind, i.name, i.make, i.model,
    CASE WHEN $2 < 0 THEN i.serial END AS serial, CASE WHEN $2 < 0 THEN i.vin END AS vin,
    CASE WHEN $2 < 0 THEN i.chassis END AS chassis, CASE WHEN $2 < 0 THEN i.plate END AS plate,
    i.year, i.warranty_until, i.accessories, CASE WHEN $2 < 0 THEN i.unit_price_minor END AS unit_price_minor,
    l.quantity, i.unit_of_measure,
    l.quantity - COALESCE(n.received, 0) - COALESCE(n.damaged, 0) - COALESCE(n.refused, 0) AS outstanding, l.version,
    u.code AS unit_code, u.kind AS unit_kind, u.base, u.crossing, u.border,
    l.agency_id, a.code AS agency_code, k.code AS component_code, i.phase_id, p.number AS phase_number, p.component_id,
    (SELECT t.received_on FROM receipt_line x JOIN receipt t ON t.id = x.receipt_id
      WHERE x.line_id = l.id AND t.received_on <= $8 AND t.recorded_at <= $9 ORDER BY x.sequence DESC LIMIT 1) AS received_on,
    CASE WHEN $2 < 0 THEN i.value_minor ELSE CAST((SELECT COALESCE(SUM(f.value_minor), 0) FROM ", $paid!($($by),*), " f
      JOIN grant_donor d ON d.grant_id = f.grant_id WHERE d.donor_id = $2) AS BIGINT) END AS value_minor,
    i.currency,
    -- Pairs of grant and donor: for a donor any that is not its own, for everybody else more than one.
    (SELECT COUNT(*) FROM ", $paid!($($by),*), " f JOIN grant_donor d ON d.grant_id = f.grant_id
      WHERE $2 < 0 OR d.donor_id <> $2) > (CASE WHEN $2 < 0 THEN 1 ELSE 0 END) AS co_funded,
    ", took!("'dispatched'", "$8", "$9"), " AS dispatched,
    CASE WHEN ", took!("'dispatched'", "$8", "$9"), " THEN COALESCE(r.held_on, r.planned_on) ELSE r.planned_on END AS day,
    COALESCE(n.received, 0) AS received, COALESCE(n.damaged, 0) AS damaged, COALESCE(n.refused, 0) AS refused,
    COALESCE(n.surplus, 0) AS surplus, COALESCE(n.remarks, 0) AS remarks, COALESCE(n.counts, 0) AS counts,
    i.illustrative, l.note
  FROM line l
  JOIN round r ON r.id = l.round_id
  JOIN item i ON i.id = l.item_id
  JOIN unit u ON u.id = l.unit_id
  JOIN agency a ON a.id = l.agency_id
  JOIN phase p ON p.id = i.phase_id
  JOIN component k ON k.id = p.component_id
  LEFT JOIN (SELECT x.line_id, CAST(SUM(x.received) AS BIGINT) AS received, CAST(SUM(x.damaged) AS BIGINT) AS damaged,
      CAST(SUM(x.refused) AS BIGINT) AS refused, CAST(SUM(x.surplus) AS BIGINT) AS surplus,
      CAST(SUM(CASE WHEN x.remark IS NULL AND x.missing IS NULL AND x.serial_found IS NULL AND x.condition IN ('new', 'good')
        THEN 0 ELSE 1 END) AS BIGINT) AS remarks,
      COUNT(*) AS counts
    FROM receipt_line x JOIN receipt t ON t.id = x.receipt_id WHERE t.received_on <= $8 AND t.recorded_at <= $9
    GROUP BY x.line_id) n ON n.line_id = l.id
  WHERE ($4 < 0 OR l.round_id = $4) AND ($5 < 0 OR l.item_id = $5) AND ($7 < 0 OR l.unit_id = $7
      OR ($10 = 1 AND EXISTS (SELECT 1 FROM custody_event e WHERE e.item_id = l.item_id AND e.line_id IS NULL AND e.unit_id = $7
        AND e.occurred_on <= $8 AND e.recorded_at <= $9)))
    AND ($6 < 0 OR EXISTS (SELECT 1 FROM ", $paid!($($by),*), " f WHERE f.grant_id = $6))
    AND i.recorded_at <= $9
    AND ($1
      OR (l.agency_id = $3 AND ", took!("'scheduled', 'dispatched'", "$8", "$9"), " AND NOT ", took!("'cancelled'", "$8", "$9"), ")
      OR ($10 = 1 AND $3 > 0 AND EXISTS (SELECT 1 FROM custody_event e WHERE e.item_id = l.item_id AND e.line_id IS NULL
        AND e.agency_id = $3 AND e.occurred_on <= $8 AND e.recorded_at <= $9))
      OR (", took!("'dispatched'", "$8", "$9"), "
        AND EXISTS (SELECT 1 FROM ", $paid!($($by),*), " f JOIN grant_donor d ON d.grant_id = f.grant_id WHERE d.donor_id = $2)))
  ORDER BY l.round_id, l.id") };
}

const LINES: &str = lines_paid!(paid_now("i.id"));
const LINES_AS_OF: &str = lines_paid!(paid_as_of("i.id", "$8", "$9"));

/// Which lines.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of {
    All,
    Round(i64),
    Item(i64),
    Grant(i64),
    /// Sent to the unit, or reassigned to it.
    Unit(i64),
}

/// The lines in scope. For a grant's lines `value` is still the whole (staff) or the donor's part, not that one grant's.
pub(crate) async fn lines(tx: &mut Tx, viewer: &Viewer, of: Of) -> Result<Vec<LineRow>> {
    lines_as_of(tx, viewer, of, AsOf::default()).await
}

/// The lines that were in scope then, as they stood: dispatched, counted and paid for as far as that had happened by the one
/// clock and was known by the other.
pub(crate) async fn lines_as_of(tx: &mut Tx, viewer: &Viewer, of: Of, as_of: AsOf) -> Result<Vec<LineRow>> {
    let (mut round, mut item, mut grant, mut unit) = (-1_i64, -1_i64, -1_i64, -1_i64);
    match of {
        Of::All => {}
        Of::Round(id) => round = id,
        Of::Item(id) => item = id,
        Of::Grant(id) => grant = id,
        Of::Unit(id) => unit = id,
    }
    let held = i64::from(matches!(of, Of::Item(_) | Of::Unit(_)));
    let scope = Binds::from(viewer);
    let query = if as_of.is_now() { LINES } else { LINES_AS_OF };
    let rows: Vec<Row> = sql!(&mut *tx, |c| sqlx::query_as(query)
        .bind(scope.all)
        .bind(scope.donor)
        .bind(scope.agency)
        .bind(round)
        .bind(item)
        .bind(grant)
        .bind(unit)
        .bind(as_of.day_text())
        .bind(as_of.known_millis())
        .bind(held)
        .fetch_all(c))?;
    let names = agencies::names(tx).await?;
    let phases = Phases::read(tx).await?;
    let for_donor = viewer.is_donor();
    Ok(rows.into_iter().map(|row| row.cut(for_donor, &names, &phases)).collect())
}

impl Row {
    pub(crate) fn cut(self, for_donor: bool, names: &HashMap<i64, Vec<DatedName>>, phases: &Phases) -> LineRow {
        let counted = Counted {
            received: self.received,
            short: if self.counts > 0 { self.outstanding } else { 0 },
            damaged: self.damaged,
            refused: self.refused,
            surplus: self.surplus,
            remarked: self.remarks > 0,
        };
        let day = self.day.map_or(NaiveDate::MAX, |d| d.start());
        let agency_name =
            names.get(&self.agency_id).and_then(|n| name_on(n, day)).unwrap_or(&self.agency_code).to_owned();
        let received_on = self.received_on.filter(|_| self.received > 0);
        let identity = Identity { serial: self.serial, vin: self.vin, chassis: self.chassis, plate: self.plate };
        let details = Details {
            year: self.year,
            warranty_until: self.warranty_until.map(|d| d.0),
            accessories: self.accessories.iter().flat_map(|text| text.lines()).map(str::to_owned).collect(),
            unit_price: self.unit_price_minor.map(|minor| Money::new(minor, self.currency.0)),
        };
        LineRow {
            id: self.id,
            round_id: self.round_id,
            item_id: self.item_id,
            tag: self.tag,
            kind: self.kind.0,
            name: self.name,
            make: self.make,
            model: self.model,
            identity: (!for_donor).then_some(identity),
            details,
            quantity: self.quantity,
            unit_of_measure: self.unit_of_measure,
            outstanding: self.outstanding,
            version: self.version,
            unit: UnitRef::new(
                &self.unit_code,
                self.unit_kind.0,
                self.base.as_deref(),
                self.crossing.as_deref(),
                self.border.as_deref(),
                for_donor,
            ),
            agency_id: self.agency_id,
            agency_code: self.agency_code,
            agency_name,
            component_code: self.component_code,
            phase_id: self.phase_id,
            phase: phase_label(self.phase_number),
            delivered_phase: received_on.and_then(|day| phases.on(self.component_id, day.0)),
            value: Money::new(self.value_minor, self.currency.0),
            co_funded: self.co_funded,
            dispatched: self.dispatched,
            state: LineState::of(self.dispatched, self.quantity, counted),
            counted,
            counts: self.counts,
            illustrative: self.illustrative,
            // A note may name posts or people; donors do not get it.
            note: self.note.filter(|_| !for_donor),
        }
    }
}
