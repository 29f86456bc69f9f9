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

use crate::{Parsed, Result, Tx, agencies, db::once, query::ask};

mod delivery;
mod now;
mod question;
pub(crate) use delivery::Phases;
pub(crate) use now::{day_of_keeper, day_of_round, line_now, line_now_joins};
use question::question;
pub(crate) use question::{Of, took};

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
    pub category_code: Option<String>,
    pub category: Option<String>,
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
    /// What it is, for somebody who reads no amounts.
    pub(crate) fn without_amounts(mut self) -> Self {
        self.value = Money::zero(self.value.currency);
        self.details.unit_price = None;
        self.co_funded = false;
        self
    }

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
#[derive(Clone, sqlx::FromRow)]
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
    engine: Option<String>,
    category_code: Option<String>,
    category: Option<String>,
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

/// The lines in scope. For a grant's lines `value` is still the whole (staff) or the donor's part, not that one grant's.
pub(crate) async fn lines(tx: &mut Tx, viewer: &Viewer, of: Of) -> Result<Vec<LineRow>> {
    lines_as_of(tx, viewer, of, AsOf::default()).await
}

/// The lines that were in scope then, as they stood: dispatched, counted and paid for as far as that had happened by the one
/// clock and was known by the other.
pub(crate) async fn lines_as_of(tx: &mut Tx, viewer: &Viewer, of: Of, as_of: AsOf) -> Result<Vec<LineRow>> {
    // The scope of an item is that of its lines: every part of its page asks for them.
    let question = question(viewer.scope, of, as_of);
    let rows: Vec<Row> = match of {
        Of::Item(_) => once!(tx, format!("{question:?}"), ask!(&mut *tx, question, fetch_all)?),
        _ => ask!(&mut *tx, question, fetch_all)?,
    };
    let names = agencies::names(tx).await?;
    let phases = Phases::read(tx).await?;
    let for_donor = viewer.is_donor();
    let mut lines: Vec<LineRow> = rows.into_iter().map(|row| row.cut(for_donor, &names, &phases)).collect();
    crate::items::as_believed(tx, &mut lines, as_of).await?;
    Ok(lines)
}

impl Row {
    pub(crate) fn line_id(&self) -> i64 {
        self.id
    }

    pub(crate) fn item_id(&self) -> i64 {
        self.item_id
    }

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
        let Row { serial, vin, chassis, plate, engine, .. } = self;
        let identity = Identity { serial, vin, chassis, plate, engine };
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
            category_code: self.category_code,
            category: self.category,
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
