//! Sources and uses: what the events of a grant add up to. The same sums for the page, the statement and the exports.

use serde::Serialize;

use super::{EventKind, Standing};
use crate::money::{Currency, Money, SumError, divide};

/// An event, or several alike added up by the database, as far as sums need it. Reversals carry negative amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub kind: EventKind,
    pub amount: Money,
    /// US cents at the pinned rates.
    pub booked: Sum,
    pub standing: Standing,
}

impl Entry {
    /// A single event. `booked` at the pinned rate; `None`: no rate was known.
    pub fn one(kind: EventKind, amount: Money, booked: Option<Money>, standing: Standing) -> Self {
        let booked = Sum { cents: booked.map_or(0, |m| m.minor), events: 1, unknown: usize::from(booked.is_none()) };
        Entry { kind, amount, booked, standing }
    }
}

/// The sum of one kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Sum {
    /// US cents.
    pub cents: i64,
    /// How many events are in it.
    pub events: usize,
    /// Events without a rate: their dollars are unknown and not in `cents`.
    pub unknown: usize,
}

/// One use of the money, in US dollars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    Spent,
    Committed,
    Support,
    Levy,
    Refunded,
}

/// Sources and uses of one grant. Yen and dollars stand beside each other and are never added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Position {
    /// The currency of the agreement.
    pub currency: Currency,
    /// In the currency of the agreement.
    pub pledged: i64,
    pub ceiling: i64,
    pub received: i64,
    /// Refunds that were paid in the currency of the agreement.
    pub refunded: i64,
    pub received_usd: Sum,
    pub interest: Sum,
    /// Revaluations and realised differences: gains positive.
    pub exchange: Sum,
    pub spent: Sum,
    /// Open commitments less their releases.
    pub committed: Sum,
    pub support: Sum,
    pub levy: Sum,
    pub refunded_usd: Sum,
}

impl Position {
    /// Adds up the entries with this standing (certified: approved only).
    ///
    /// # Errors
    /// A sum is out of range, or a promise or receipt is in another currency than the agreement.
    pub fn of(
        currency: Currency,
        entries: impl IntoIterator<Item = Entry>,
        counts: impl Fn(Standing) -> bool,
    ) -> Result<Self, SumError> {
        let mut position = Position::nothing(currency);
        for entry in entries.into_iter().filter(|entry| counts(entry.standing)) {
            position.add(entry)?;
        }
        Ok(position)
    }

    pub fn nothing(currency: Currency) -> Self {
        let none = Sum::default();
        Position {
            currency,
            pledged: 0,
            ceiling: 0,
            received: 0,
            refunded: 0,
            received_usd: none,
            interest: none,
            exchange: none,
            spent: none,
            committed: none,
            support: none,
            levy: none,
            refunded_usd: none,
        }
    }

    /// Adds one more entry.
    ///
    /// # Errors
    /// As in [`Position::of`].
    pub fn add(&mut self, entry: Entry) -> Result<(), SumError> {
        let own = if entry.kind.in_grant_currency() && entry.amount.currency != self.currency {
            return Err(SumError::MixedCurrencies);
        } else {
            entry.amount.minor
        };
        match entry.kind {
            EventKind::Pledge => plus(&mut self.pledged, own)?,
            EventKind::Ceiling | EventKind::CeilingRevision => plus(&mut self.ceiling, own)?,
            EventKind::Receipt => {
                plus(&mut self.received, own)?;
                self.received_usd.add(entry.booked)?;
            }
            EventKind::Expenditure => self.spent.add(entry.booked)?,
            EventKind::Commitment => self.committed.add(entry.booked)?,
            EventKind::Release => self.committed.add(Sum { cents: -entry.booked.cents, ..entry.booked })?,
            EventKind::Psc => self.support.add(entry.booked)?,
            EventKind::Levy => self.levy.add(entry.booked)?,
            EventKind::Interest => self.interest.add(entry.booked)?,
            EventKind::Revaluation | EventKind::Realised => self.exchange.add(entry.booked)?,
            EventKind::Reprogramming => {}
            EventKind::Refund => {
                if entry.amount.currency == self.currency {
                    plus(&mut self.refunded, own)?;
                }
                self.refunded_usd.add(entry.booked)?;
            }
        }
        Ok(())
    }

    /// What came in, in US dollars: receipts, interest, exchange differences.
    pub fn sources(&self) -> Money {
        dollars([self.received_usd, self.interest, self.exchange].iter().map(|sum| sum.cents))
    }

    /// What was used up: spent, support cost, levy.
    pub fn used(&self) -> Money {
        dollars([self.spent, self.support, self.levy].iter().map(|sum| sum.cents))
    }

    /// What is used up or bound: spent, support cost, levy, open commitments.
    pub fn committed_or_used(&self) -> Money {
        dollars([self.used().minor, self.committed.cents].into_iter())
    }

    /// Events among those whose dollars are unknown.
    pub fn uses_without_rate(&self) -> usize {
        self.uses().iter().map(|sum| sum.unknown).sum()
    }

    /// Is anything posted that was used up or bound?
    pub fn has_uses(&self) -> bool {
        self.uses().iter().any(|sum| sum.events > 0)
    }

    fn uses(&self) -> [Sum; 4] {
        [self.spent, self.support, self.levy, self.committed]
    }

    /// What was promised, in the currency of the agreement: pledges, or where none is posted the ceilings. Zero: neither is.
    pub fn promised(&self) -> i64 {
        if self.pledged == 0 { self.ceiling } else { self.pledged }
    }

    /// What came in and is neither used nor refunded. Commitments are still in it.
    pub fn unspent(&self) -> Money {
        let (sources, used) = (self.sources(), self.used());
        dollars([sources.minor, -used.minor, -self.refunded_usd.cents].into_iter())
    }

    /// Unspent and not committed.
    pub fn available(&self) -> Money {
        dollars([self.unspent().minor, -self.committed.cents].into_iter())
    }

    /// Events in dollar sums whose dollars are unknown.
    pub fn without_rate(&self) -> usize {
        [
            self.received_usd,
            self.interest,
            self.exchange,
            self.spent,
            self.committed,
            self.support,
            self.levy,
            self.refunded_usd,
        ]
        .iter()
        .map(|sum| sum.unknown)
        .sum()
    }

    pub fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    /// The programme support cost that the expenditure so far makes at this rate, rounded once. `None`: out of range.
    pub fn support_due(&self, ppm: i64) -> Option<Money> {
        let due = divide(i128::from(self.spent.cents) * i128::from(ppm), 1_000_000)?;
        i64::try_from(due).ok().map(|cents| Money::new(cents, Currency::Usd))
    }

    /// The received currency that was used, pro rata of the pinned rates: derived, not booked. `None` while nothing was
    /// received or a receipt has no rate.
    pub fn own_currency_used(&self) -> Option<Money> {
        if self.received_usd.unknown > 0 || self.spent.unknown + self.support.unknown + self.levy.unknown > 0 {
            return None;
        }
        yen_used(self.money(self.received), self.used(), self.received_usd.money())
    }
}

impl Sum {
    /// # Errors
    /// The sum is out of range.
    pub fn add(&mut self, other: Sum) -> Result<(), SumError> {
        self.events += other.events;
        self.unknown += other.unknown;
        plus(&mut self.cents, other.cents)
    }

    pub fn money(self) -> Money {
        Money::new(self.cents, Currency::Usd)
    }
}

fn plus(sum: &mut i64, minor: i64) -> Result<(), SumError> {
    // Far below the end of an i64, so that sums of a few sums cannot overflow.
    let next = sum.checked_add(minor).filter(|next| next.unsigned_abs() <= (i64::MAX / 16).unsigned_abs());
    *sum = next.ok_or(SumError::OutOfRange)?;
    Ok(())
}

fn dollars(cents: impl Iterator<Item = i64>) -> Money {
    Money::new(cents.sum(), Currency::Usd)
}

/// `received × used ÷ booked`, rounded once: the donor's currency that was used, derived pro rata.
pub fn yen_used(received: Money, used: Money, booked: Money) -> Option<Money> {
    let minor = divide(i128::from(received.minor) * i128::from(used.minor), i128::from(booked.minor))?;
    i64::try_from(minor).ok().map(|minor| Money::new(minor, received.currency))
}

/// Parts a gross amount into what can be programmed and the support cost on it: `net + net × ppm = gross`. (The common
/// mistake, the percentage of the gross, is too much.)
pub fn programme_support(gross: Money, ppm: i64) -> Option<(Money, Money)> {
    let net = divide(i128::from(gross.minor) * 1_000_000, 1_000_000 + i128::from(ppm))?;
    let net = i64::try_from(net).ok()?;
    Some((Money::new(net, gross.currency), Money::new(gross.minor - net, gross.currency)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(cents: i64) -> Money {
        Money::new(cents, Currency::Usd)
    }

    fn entry(kind: EventKind, cents: i64) -> Entry {
        Entry::one(kind, usd(cents), Some(usd(cents)), Standing::Approved)
    }

    #[test]
    fn support_cost_is_charged_on_expenditure() {
        let (net, support) = programme_support(usd(711_004_785), 130_000).expect("in range");
        assert_eq!((net.figure(), support.figure()), ("6,292,077.74".into(), "817,970.11".into()));
    }

    #[test]
    fn yen_are_used_in_the_measure_of_the_dollars() {
        let used = yen_used(Money::new(743_000_000, Currency::Jpy), usd(355_502_393), usd(711_004_785));
        assert_eq!(used, Some(Money::new(371_500_001, Currency::Jpy)));
        assert_eq!(yen_used(Money::new(1, Currency::Jpy), usd(1), usd(0)), None);
    }

    #[test]
    fn sources_and_uses_of_the_grant_of_2020() {
        let received =
            Entry { amount: Money::new(743_000_000, Currency::Jpy), ..entry(EventKind::Receipt, 711_004_785) };
        let unknown = Entry::one(EventKind::Expenditure, usd(1), None, Standing::Approved);
        let rejected = Entry { standing: Standing::Rejected, ..entry(EventKind::Expenditure, 1) };
        let provisional = Entry { standing: Standing::Provisional, ..entry(EventKind::Expenditure, 7) };
        let entries = [
            received,
            entry(EventKind::Expenditure, 10_000_000),
            entry(EventKind::Expenditure, -2_000_000),
            entry(EventKind::Psc, 1_040_000),
            entry(EventKind::Commitment, 5_000_000),
            entry(EventKind::Release, 1_000_000),
            entry(EventKind::Revaluation, -2_670_524),
            entry(EventKind::Reprogramming, 11_400_000),
            unknown,
            rejected,
            provisional,
        ];
        let certified = Position::of(Currency::Jpy, entries, |s| s == Standing::Approved).expect("sums");
        assert_eq!(
            (certified.received, certified.spent.cents, certified.committed.cents),
            (743_000_000, 8_000_000, 4_000_000)
        );
        assert_eq!(certified.sources(), usd(711_004_785 - 2_670_524));
        assert_eq!(certified.available(), usd(711_004_785 - 2_670_524 - 9_040_000 - 4_000_000));
        assert_eq!((certified.without_rate(), certified.own_currency_used()), (1, None));
        let all = Position::of(Currency::Jpy, entries, |s| s != Standing::Rejected).expect("sums");
        assert_eq!(all.spent.cents, 8_000_007);
    }

    #[test]
    fn dollars_are_no_receipt_of_a_grant_in_yen() {
        let mixed = Position::of(Currency::Jpy, [entry(EventKind::Receipt, 1)], |_| true);
        assert_eq!(mixed, Err(SumError::MixedCurrencies));
    }
}
