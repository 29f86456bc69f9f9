//! The statement of a grant: what its approved events add up to, with the source of every rate. The page, the CSV and the
//! XLSX print this one value, so that they hold identical figures.
//!
//! The database adds the events up ([`ledger::groups`]); only promises, receipts and refunds, which are few, are read one
//! by one. Everything is put in order here and not by the database: the two databases sort texts and gaps differently.

use chrono::NaiveDate;
use domain::{
    AsOf, Currency, Money, Rate, Timestamp, Viewer,
    grant::Terms,
    ledger::{EventKind, Position, Standing, Sum},
    rate::RateSource,
};
use serde::Serialize;

use crate::{
    Result, Tx, grants,
    ledger::{self, Group, position},
};

mod announced;
mod singles;
mod sums;

/// Certified figures only: approved events, as of the two clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statement {
    pub grant_code: String,
    pub title: String,
    /// All of them for staff; a donor reads its own name only.
    pub donors: Vec<String>,
    pub co_funded: bool,
    /// Several gave together and one of them reads: only what is marked as that donor's, and no uses.
    pub own_part_only: bool,
    /// The last value date that counts; `None`: all of them.
    pub day: Option<NaiveDate>,
    /// The last instant that counts; `None`: everything known.
    pub known: Option<Timestamp>,
    pub terms: Terms,
    pub position: Position,
    /// With the events that wait for approval, for staff and only where it differs. It stands in no document.
    pub with_provisional: Option<Position>,
    /// How many events wait for approval, said to staff only.
    pub waiting: usize,
    /// Pledges, ceilings and their revisions.
    pub promises: Vec<Single>,
    pub receipts: Vec<Single>,
    pub refunds: Vec<Single>,
    pub by_budget_line: Vec<UseRow>,
    pub by_phase: Vec<UseRow>,
    pub movements: Vec<Movement>,
    pub rates: Vec<RateUsed>,
    /// What is booked line by line less the conversion of the same sums as wholes; US dollars.
    pub rounding: Money,
    /// The grant's own currency that was used, pro rata of the pinned rates: derived, not booked.
    pub own_currency_used: Option<Money>,
    pub support_check: Option<SupportCheck>,
    /// Approved events whose US dollars are unknown: no sum in dollars has them.
    pub without_rate: usize,
    /// The one part that may change when rates are added: nothing of it changes a figure above.
    pub announced: Vec<Announced>,
}

/// A promise, a receipt or a refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Single {
    /// `JP-2020/7` without the code.
    pub number: i64,
    pub kind: EventKind,
    pub day: NaiveDate,
    pub amount: Money,
    pub booked: Option<Money>,
    pub rate: Option<PinnedRate>,
    pub purpose: String,
    /// The number of the event that this one takes back.
    pub reverses: Option<i64>,
    /// Whose money it is, where several donors give together.
    pub donor: Option<String>,
}

/// A rate as it was pinned when an event was posted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PinnedRate {
    pub source: RateSource,
    pub effective_on: Option<NaiveDate>,
    pub rate: Rate,
    /// Where it is stated, when it does not stand in the table of rates.
    pub stated: Option<String>,
}

/// What went to one budget line or phase; `None`: to none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UseRow {
    pub name: Option<String>,
    pub spent: Sum,
    pub committed: Sum,
    pub support: Sum,
    pub levy: Sum,
}

/// The events of one kind and currency in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Movement {
    /// `2020-03`
    pub month: String,
    pub kind: EventKind,
    pub amount: Money,
    pub booked: Sum,
}

/// The events of one kind at one pinned rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RateUsed {
    pub rate: PinnedRate,
    pub kind: EventKind,
    pub events: usize,
    pub amount: Money,
    /// The sum of what was booked, each line rounded for itself.
    pub booked: Money,
    /// The sum converted as one, for comparison.
    pub whole: Money,
}

/// Programme support cost: what the percentage of the expenditure makes beside what was charged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SupportCheck {
    pub ppm: i64,
    pub due: Money,
    pub charged: Money,
}

/// An approved rate that would apply today where another one was pinned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Announced {
    pub currency: Currency,
    pub source: RateSource,
    pub pinned: Rate,
    pub pinned_on: NaiveDate,
    /// Events of this statement that are pinned at the old rate.
    pub events: usize,
    pub rate: Rate,
    pub effective_on: NaiveDate,
    pub announced_at: Timestamp,
    pub note: Option<String>,
}

/// The statement of a grant as of two clocks.
///
/// # Errors
/// Officers see no money; not there or another donor's: "not found"; a sum is out of range.
pub async fn statement(tx: &mut Tx, viewer: &Viewer, grant_code: &str, as_of: AsOf) -> Result<Statement> {
    let grant = grants::key(tx, viewer, grant_code).await?;
    let (title, donors, terms) = (grant.title, grant.donor_names, grant.terms);
    let currency = ledger::currency(tx, viewer, grant_code).await?.unwrap_or(Currency::Usd);
    let own_part_only = grant.donors > 1 && !viewer.sees_everything();
    let mut groups = ledger::groups(tx, viewer, grant_code, as_of).await?;
    if own_part_only {
        groups.retain(|group| told_alone(group.entry.kind));
    }
    let certified = position(currency, &groups, |standing| standing == Standing::Approved)?;
    let all = position_with_provisional(currency, viewer, &groups)?.filter(|all| *all != certified);
    let waiting =
        groups.iter().filter(|g| g.entry.standing == Standing::Provisional).map(|g| g.entry.booked.events).sum();
    groups.retain(|group| group.entry.standing == Standing::Approved);
    let singles = singles::read(tx, viewer, grant.id, as_of).await?;
    let of = |wanted: fn(EventKind) -> bool| singles.iter().filter(|s| wanted(s.kind)).cloned().collect();
    let rates = sums::rates(&groups)?;
    Ok(Statement {
        grant_code: grant.code,
        title,
        donors,
        co_funded: grant.donors > 1,
        own_part_only,
        day: as_of.day,
        known: as_of.known,
        promises: of(EventKind::is_promise),
        receipts: of(|kind| kind == EventKind::Receipt),
        refunds: of(|kind| kind == EventKind::Refund),
        by_budget_line: sums::uses(currency, &groups, |group| group.budget_line.clone())?,
        by_phase: sums::uses(currency, &groups, |group| group.phase.clone())?,
        movements: sums::movements(&groups)?,
        rounding: sums::rounding(&rates),
        rates,
        own_currency_used: certified.own_currency_used().filter(|_| !own_part_only && currency != Currency::Usd),
        support_check: support_check(&terms, &certified).filter(|_| !own_part_only),
        without_rate: certified.without_rate(),
        announced: announced::read(tx, grant.id, as_of, &groups).await?,
        terms,
        position: certified,
        with_provisional: all,
        waiting,
    })
}

/// What one of several donors is told of a joint grant: what it promised, paid and got back.
pub(crate) fn told_alone(kind: EventKind) -> bool {
    kind.is_promise() || matches!(kind, EventKind::Receipt | EventKind::Refund)
}

/// Donors are not told of what waits for approval; the query has left it out already.
fn position_with_provisional(currency: Currency, viewer: &Viewer, groups: &[Group]) -> Result<Option<Position>> {
    if !viewer.sees_everything() {
        return Ok(None);
    }
    position(currency, groups, |standing| standing != Standing::Rejected).map(Some)
}

fn support_check(terms: &Terms, position: &Position) -> Option<SupportCheck> {
    let ppm = terms.psc_ppm?;
    Some(SupportCheck { ppm, due: position.support_due(ppm)?, charged: position.support.money() })
}

impl SupportCheck {
    /// Charged less due.
    pub fn difference(&self) -> Money {
        Money::new(self.charged.minor - self.due.minor, Currency::Usd)
    }
}

impl RateUsed {
    /// What rounding line by line made of it.
    pub fn rounding(&self) -> Money {
        Money::new(self.booked.minor - self.whole.minor, Currency::Usd)
    }
}
