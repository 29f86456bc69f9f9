//! What the own grants of a donor became, on one scale: pledged, received, committed or spent, handed over, signed for, checked.
//! Grants whose agreements are in one currency are one funnel; those of another currency are another.

use std::collections::HashMap;

use domain::{
    Currency, Money, PartialDate,
    ledger::{Entry, EventKind, Position, Standing, Sum},
};

use crate::{
    Error, Parsed, Result, Totals, Tx,
    batch::Bind,
    query::{Query, ask},
    statements::{Statement, told_alone},
};

use super::GrantRow;

/// The six steps of grants of one currency. What is in US dollars is certified; values of things are as entered.
#[derive(Debug, Clone)]
pub struct Funnel {
    /// Of the agreements.
    pub currency: Currency,
    /// Codes of the grants, the newest signature first.
    pub grants: Vec<String>,
    /// Pledges, or where none is posted the ceilings: in minor units of [`Funnel::currency`]. 0: none is published.
    pub promised: i64,
    /// The days of signing, from the first to the last of them.
    pub signed: Option<(PartialDate, PartialDate)>,
    /// Approved events, added up.
    pub position: Position,
    /// Some of what was received is booked at a rate that follows from a published figure.
    pub assumed: bool,
    /// The value dates of the last receipt, and of the last expenditure or commitment.
    pub received_on: Option<PartialDate>,
    pub spent_on: Option<PartialDate>,
    /// Several gave to one of them together: what was spent of it is not told.
    pub own_part_only: bool,
    pub handed_over: Step,
    pub signed_for: Step,
    /// `None`: nothing of it was ever checked.
    pub checked: Option<Step>,
}

/// How many items came so far, and the part of their value that the grants paid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    pub items: usize,
    pub value: Totals,
}

/// One kind of event of a grant in one currency, as far as its donor reads it.
#[derive(sqlx::FromRow)]
struct Row {
    code: String,
    kind: Parsed<EventKind>,
    currency: Parsed<Currency>,
    minor: i64,
    cents: i64,
    events: i64,
    known: i64,
    /// How many of them are booked at a rate that follows from a published figure.
    assumed: i64,
    last_day: Option<Parsed<PartialDate>>,
}

/// Approved events; where several give together, only what is marked as the donor's own. The donor twice.
const EVENTS: &str = "SELECT g.code, e.kind, e.currency, CAST(SUM(e.minor) AS BIGINT) AS minor,
    CAST(COALESCE(SUM(e.booked_cents), 0) AS BIGINT) AS cents, COUNT(*) AS events, COUNT(e.booked_cents) AS known,
    COUNT(CASE WHEN e.rate_source = 'QUOTED' THEN 1 END) AS assumed,
    MAX(CASE WHEN e.reverses_id IS NULL THEN e.value_date END) AS last_day
  FROM grant_donor o JOIN grant_agreement g ON g.id = o.grant_id JOIN money_event e ON e.grant_id = o.grant_id
  JOIN money_decision d ON d.event_id = e.id AND d.decision = 'approved'
  WHERE o.reader_id = ? AND (e.donor_id = ABS(?) % 100000 OR (SELECT COUNT(*) FROM grant_donor x WHERE x.grant_id = o.grant_id) = 1)
  GROUP BY g.code, e.kind, e.currency ORDER BY g.code, e.kind, e.currency";

/// The funnels of the own grants, in the order in which their currencies occur among `grants`.
///
/// # Errors
/// A sum is out of range.
pub(crate) async fn funnels(tx: &mut Tx, donor: i64, grants: &[GrantRow]) -> Result<Vec<Funnel>> {
    let rows: Vec<Row> = ask!(tx, Query::default().with(EVENTS, [Bind::from(donor), donor.into()]), fetch_all)?;
    let mut events: HashMap<&str, Vec<&Row>> = HashMap::new();
    for row in &rows {
        events.entry(row.code.as_str()).or_default().push(row);
    }
    let mut funnels: Vec<Funnel> = Vec::new();
    for grant in grants {
        let events = events.remove(grant.code.as_str()).unwrap_or_default();
        let Some(currency) = currency_of(grant, &events) else { continue };
        let at = funnels.iter().position(|funnel| funnel.currency == currency).unwrap_or_else(|| {
            funnels.push(Funnel::nothing(currency));
            funnels.len() - 1
        });
        funnels[at].add(grant, &events)?;
    }
    Ok(funnels)
}

/// Of its ceiling, else of a promise or receipt in its ledger. `None`: nothing was promised or received.
fn currency_of(grant: &GrantRow, events: &[&Row]) -> Option<Currency> {
    let in_ledger = || events.iter().find(|row| row.kind.0.in_grant_currency()).map(|row| row.currency.0);
    grant.ceiling.map(|ceiling| ceiling.currency).or_else(in_ledger)
}

impl Funnel {
    pub(super) fn nothing(currency: Currency) -> Self {
        Funnel {
            currency,
            grants: Vec::new(),
            promised: 0,
            signed: None,
            position: Position::nothing(currency),
            assumed: false,
            received_on: None,
            spent_on: None,
            own_part_only: false,
            handed_over: Step::default(),
            signed_for: Step::default(),
            checked: None,
        }
    }

    /// One grant by its statement: as of the same day, and no more of it than the statement tells. `None`: nothing was promised or
    /// received, so there is no scale.
    ///
    /// # Errors
    /// A sum is out of range.
    pub fn of_grant(grant: &GrantRow, statement: &Statement) -> Result<Option<Self>> {
        let position = statement.position.clone();
        let promised = match position.promised() {
            0 if statement.own_part_only => 0,
            0 => grant.ceiling.map_or(0, |ceiling| ceiling.minor),
            promised => promised,
        };
        if promised == 0 && position.received == 0 {
            return Ok(None);
        }
        let spent = statement.movements.iter().filter(|one| {
            matches!(one.kind, EventKind::Expenditure | EventKind::Commitment) && !statement.own_part_only
        });
        let mut funnel = Funnel {
            grants: vec![grant.code.clone()],
            promised,
            signed: grant.signed_on.map(|day| (day, day)),
            assumed: statement.assumed().is_some(),
            received_on: statement
                .receipts
                .iter()
                .filter(|one| one.reverses.is_none())
                .map(|one| one.day)
                .max()
                .map(PartialDate::Day),
            spent_on: spent.filter_map(|one| one.month.parse().ok()).max(),
            own_part_only: statement.own_part_only,
            ..Funnel::nothing(position.currency)
        };
        funnel.position = position;
        funnel.add_things(grant)?;
        Ok(Some(funnel))
    }

    fn add(&mut self, grant: &GrantRow, events: &[&Row]) -> Result<()> {
        let mut own = Position::nothing(self.currency);
        for row in events.iter().filter(|row| !grant.co_funded || told_alone(row.kind.0)) {
            own.add(row.entry()).map_err(|error| Error::Internal(error.to_string()))?;
            self.position.add(row.entry()).map_err(|error| Error::Internal(error.to_string()))?;
            let day = row.last_day.as_ref().map(|day| day.0);
            match row.kind.0 {
                EventKind::Receipt => {
                    self.received_on = self.received_on.max(day);
                    self.assumed |= row.assumed > 0;
                }
                EventKind::Expenditure | EventKind::Commitment => self.spent_on = self.spent_on.max(day),
                _ => {}
            }
        }
        self.promised += match own.promised() {
            // Of an agreement with several donors nobody knows here how much of the ceiling is whose.
            0 if grant.co_funded => 0,
            0 => grant.ceiling.map_or(0, |ceiling| ceiling.minor),
            promised => promised,
        };
        self.signed = match (self.signed, grant.signed_on) {
            (Some((first, last)), Some(day)) => Some((first.min(day), last.max(day))),
            (signed, day) => signed.or(day.map(|day| (day, day))),
        };
        self.own_part_only |= grant.co_funded;
        self.add_things(grant)?;
        self.grants.push(grant.code.clone());
        Ok(())
    }

    fn add_things(&mut self, grant: &GrantRow) -> Result<()> {
        self.handed_over.add(grant.dispatched_items, &grant.dispatched)?;
        self.signed_for.add(grant.confirmed_items, &grant.confirmed)?;
        if let Some((items, value)) = &grant.verified {
            self.checked.get_or_insert_default().add(*items, value)?;
        }
        Ok(())
    }
}

impl Step {
    fn add(&mut self, items: usize, value: &Totals) -> Result<()> {
        self.items += items;
        for money in &value.0 {
            self.value.add(*money)?;
        }
        Ok(())
    }
}

impl Row {
    fn entry(&self) -> Entry {
        let count = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
        Entry {
            kind: self.kind.0,
            amount: Money::new(self.minor, self.currency.0),
            booked: Sum { cents: self.cents, events: count(self.events), unknown: count(self.events - self.known) },
            standing: Standing::Approved,
        }
    }
}
