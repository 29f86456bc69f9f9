//! What a grant is for, in amounts: the split that was quoted, what is booked, and what nobody has allocated yet.
//! Rule: aid systems and money, §7 case 4: the difference stays visible, and nothing is scaled to hide it.

use crate::{
    grant::Basis,
    ledger::Sum,
    money::{Currency, Money},
};

/// What is booked, held against the amounts that say what the grant is for. All in US dollars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unallocated {
    /// Receipts of funds, approved, at their pinned rates.
    pub booked: Money,
    /// The quoted parts, as printed.
    pub quoted: Vec<Money>,
    /// What booked amounts allocate.
    pub allocated: Money,
    /// Quoted parts in another currency: they cannot be held against dollars.
    pub left_out: usize,
    /// Receipts without a rate: what they come to in dollars is unknown and not in `booked`.
    pub without_rate: usize,
}

impl Unallocated {
    pub fn of(booked: Sum, parts: impl IntoIterator<Item = (Money, Basis)>) -> Self {
        let mut held = Unallocated {
            booked: booked.money(),
            quoted: Vec::new(),
            allocated: Money::zero(Currency::Usd),
            left_out: 0,
            without_rate: booked.unknown,
        };
        for (amount, basis) in parts {
            match basis {
                _ if amount.currency != Currency::Usd => held.left_out += 1,
                Basis::Quoted => held.quoted.push(amount),
                Basis::Booked => held.allocated.minor = held.allocated.minor.saturating_add(amount.minor),
            }
        }
        held
    }

    /// What the quoted parts come to, only to be held against what is booked.
    pub fn split(&self) -> Money {
        Money::new(self.quoted.iter().fold(0, |sum: i64, part| sum.saturating_add(part.minor)), Currency::Usd)
    }

    /// Booked and neither in the quoted split nor allocated. Below zero: the parts come to more than is booked.
    pub fn rest(&self) -> Money {
        let taken = self.split().minor.saturating_add(self.allocated.minor);
        Money::new(self.booked.minor.saturating_sub(taken), Currency::Usd)
    }
}

/// An amount in the proportion of the quoted parts, to be looked at: largest remainder, so that it sums to the whole.
pub fn proportion(amount: Money, quoted: &[Money]) -> Option<Vec<Money>> {
    let weights: Vec<i64> = quoted.iter().map(|part| part.minor).collect();
    amount.split(&weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(cents: i64) -> Money {
        Money::new(cents, Currency::Usd)
    }

    fn booked(cents: i64) -> Sum {
        Sum { cents, events: 1, unknown: 0 }
    }

    /// The grant of 2020: booked 7,110,047.85, quoted 4.5 M and 2.3 M.
    #[test]
    fn what_is_booked_over_the_quoted_split_stays_unallocated() {
        let (blo, imt) = ((usd(450_000_000), Basis::Quoted), (usd(230_000_000), Basis::Quoted));
        let held = Unallocated::of(booked(711_004_785), [blo, imt]);
        assert_eq!((held.split().figure(), held.rest().figure()), ("6,800,000.00".into(), "310,047.85".into()));
        let some = Unallocated::of(booked(711_004_785), [blo, (usd(30_000_000), Basis::Booked), imt]);
        assert_eq!((some.allocated, some.rest().figure()), (usd(30_000_000), "10,047.85".into()));
        let all = Unallocated::of(booked(711_004_785), [blo, imt, (usd(31_004_785), Basis::Booked)]);
        assert_eq!(all.rest(), usd(0));
        let yen = (Money::new(743_000_000, Currency::Jpy), Basis::Quoted);
        assert_eq!(Unallocated::of(booked(711_004_785), [yen]).rest(), usd(711_004_785));
        assert_eq!(Unallocated::of(booked(1), [yen]).left_out, 1);
    }

    #[test]
    fn a_booked_amount_in_the_proportion_of_the_quoted_split() {
        let parts = proportion(usd(711_004_785), &[usd(450_000_000), usd(230_000_000)]).expect("parts");
        assert_eq!(parts.iter().map(|p| p.figure()).collect::<Vec<_>>(), ["4,705,178.72", "2,404,869.13"]);
        assert_eq!(proportion(usd(1), &[]), None);
    }
}
