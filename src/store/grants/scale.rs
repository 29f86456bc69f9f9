//! Where money stands on the scale of a funnel, whose whole length is what was pledged. The page and the briefing ask here, so
//! they cannot disagree.

use domain::{Currency, Money, ledger::yen_used};

use super::Funnel;
use crate::Totals;

impl Funnel {
    /// US dollars in the currency of the agreement, at the average rate of what was received: derived, never booked. `None`: some of what
    /// was received has no rate, or nothing was received.
    #[must_use]
    pub fn in_own_currency(&self, dollars: Money) -> Option<Money> {
        let position = &self.position;
        (position.received_usd.unknown == 0)
            .then(|| yen_used(position.money(position.received), dollars, position.received_usd.money()))
            .flatten()
    }

    /// How much of what was pledged it is, in hundredths, rounded down: a hundred means all of it. `None`: another currency, or
    /// dollars without a rate, have no place on the scale.
    #[must_use]
    pub fn share(&self, money: Money) -> Option<i128> {
        self.hundredths(self.on_scale(money)?)
    }

    /// The same of things that are valued in several currencies, rounded once.
    #[must_use]
    pub fn share_of(&self, value: &Totals) -> Option<i128> {
        let on_scale: Option<i128> = value.0.iter().map(|money| self.on_scale(*money)).sum();
        self.hundredths(on_scale?)
    }

    /// Is everything told of these grants that could be open: what came in, what became of it, and that things were handed over?
    #[must_use]
    pub fn is_told(&self) -> bool {
        let position = &self.position;
        let received = position.received_usd.events > 0 && position.received_usd.unknown == 0;
        let used = position.has_uses() && position.uses_without_rate() == 0 && !self.own_part_only;
        received && used && self.handed_over.items > 0
    }

    /// In minor units of the currency of the agreement.
    fn on_scale(&self, money: Money) -> Option<i128> {
        match money.currency {
            own if own == self.currency => Some(money.minor.into()),
            Currency::Usd => Some(self.in_own_currency(money)?.minor.into()),
            _ => None,
        }
    }

    fn hundredths(&self, on_scale: i128) -> Option<i128> {
        (on_scale * 100).checked_div(i128::from(self.promised))
    }
}

#[cfg(test)]
mod tests {
    use domain::ledger::{Position, Sum};

    use super::*;

    #[test]
    fn dollars_stand_on_the_scale_at_the_rate_of_what_was_received() {
        let mut position = Position::nothing(Currency::Jpy);
        position.received = 743_000_000;
        position.received_usd = Sum { cents: 711_004_785, events: 1, unknown: 0 };
        let grant = Funnel {
            grants: vec!["JP-2020".to_owned()],
            promised: 743_000_000,
            position,
            ..Funnel::nothing(Currency::Jpy)
        };
        let dollars = |cents| Money::new(cents, Currency::Usd);
        assert_eq!(grant.in_own_currency(dollars(22_800_000)), Some(Money::new(23_826_000, Currency::Jpy)));
        assert_eq!(grant.share(dollars(355_502_393)), Some(50));
        let mixed = Totals(vec![dollars(355_502_393), Money::new(74_300_000, Currency::Jpy)]);
        assert_eq!(grant.share_of(&mixed), Some(60));
        let halves = Totals(vec![Money::new(378_187_000, Currency::Jpy), dollars(70_389_473)]);
        assert_eq!(grant.share_of(&halves), Some(60), "50.9 and 9.9 of a hundred are 60.8");
        let euros = Totals(vec![Money::new(1, Currency::Eur)]);
        assert_eq!(grant.share_of(&euros), None, "it has no place on the scale");
        let without_rate = Funnel { position: Position::nothing(Currency::Jpy), ..grant };
        assert_eq!(without_rate.share(dollars(1)), None);
    }
}
