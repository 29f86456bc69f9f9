//! "Look at this before you post": an event that can be right and mostly is not. None of it is a refusal; whoever posts it all
//! the same says why, and the reason stays with the event.

use chrono::{Days, NaiveDate};

use super::{EventKind, NewEvent};
use crate::{date::PartialDate, money::Money};

/// A rate is published every month: older than this, one was missed.
const OLD: u64 = 90;
/// So many times the largest, or less than that part of the smallest, is looked at.
const FAR: i64 = 10;
/// So many events make an order of size.
const FEW: i64 = 3;

/// What is known beside an event.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// The code of the grant, to name it.
    pub grant: String,
    pub signed_on: Option<PartialDate>,
    pub available_to: Option<PartialDate>,
    /// The day from which the rate is effective that would be pinned.
    pub rate_of: Option<NaiveDate>,
    /// How many events of its kind, currency and budget line there are, with the smallest and the largest amount.
    pub others: Option<(i64, Money, Money)>,
}

/// What is doubtful of an event.
pub fn doubts(new: &NewEvent, beside: &Beside) -> Vec<String> {
    [old_rate(new, beside), before_signing(new, beside), after_closing(new, beside), far_amount(new, beside)]
        .into_iter()
        .flatten()
        .collect()
}

fn old_rate(new: &NewEvent, beside: &Beside) -> Option<String> {
    let of = beside.rate_of?;
    let old = of.checked_add_days(Days::new(OLD)).is_some_and(|last| last < new.value_date);
    let days = (new.value_date - of).num_days();
    old.then(|| format!("The rate is of {}, {days} days before the value date", PartialDate::Day(of).words()))
}

/// A pledge is older than the agreement that follows from it.
fn before_signing(new: &NewEvent, beside: &Beside) -> Option<String> {
    let signed = beside.signed_on.filter(|_| new.kind != EventKind::Pledge)?;
    (new.value_date < signed.start())
        .then(|| format!("{} was signed on {}: the value date lies before it", beside.grant, signed.words()))
}

fn after_closing(new: &NewEvent, beside: &Beside) -> Option<String> {
    let last = beside.available_to.filter(|_| new.kind != EventKind::Refund)?;
    last.surely_before(PartialDate::Day(new.value_date)).then(|| {
        format!("The money of {} was available until {}: the value date lies behind it", beside.grant, last.words())
    })
}

fn far_amount(new: &NewEvent, beside: &Beside) -> Option<String> {
    let (_, smallest, largest) = beside.others.filter(|(number, ..)| *number >= FEW)?;
    let amount = new.amount.minor.saturating_abs();
    let what = new.kind.label().to_lowercase();
    if amount >= largest.minor.saturating_abs().saturating_mul(FAR) {
        return Some(format!("{} is ten times the largest {what} so far ({largest}), or more", new.amount));
    }
    let small = amount.saturating_mul(FAR) <= smallest.minor.saturating_abs();
    small.then(|| format!("{} is a tenth of the smallest {what} so far ({smallest}), or less", new.amount))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, ledger::RateChoice};

    fn event(kind: EventKind, day: &str, cents: i64) -> NewEvent {
        NewEvent {
            kind,
            amount: Money::new(cents, Currency::Usd),
            value_date: day.parse().expect("a day"),
            rate: RateChoice::None,
            purpose: "Radios".into(),
            donor_code: None,
            phase_id: None,
            budget_line: None,
            from_budget_line: None,
            external_ref: None,
            document: None,
            relates_to: None,
            reason: None,
        }
    }

    #[test]
    fn an_event_outside_the_grant_is_said() {
        let beside = Beside {
            grant: "JP-2020".into(),
            signed_on: "2020-02-27".parse().ok(),
            available_to: "2023-02".parse().ok(),
            ..Beside::default()
        };
        let said = |kind, day: &str| doubts(&event(kind, day, 100), &beside);
        let before = ["JP-2020 was signed on 27 Feb 2020: the value date lies before it"];
        assert_eq!(said(EventKind::Expenditure, "2020-02-26"), before);
        assert!(said(EventKind::Pledge, "2020-02-26").is_empty(), "a pledge comes first");
        assert!(said(EventKind::Expenditure, "2020-02-27").is_empty());
        assert!(said(EventKind::Expenditure, "2023-02-28").is_empty(), "within the month that is stated");
        let behind = ["The money of JP-2020 was available until Feb 2023: the value date lies behind it"];
        assert_eq!(said(EventKind::Expenditure, "2023-03-01"), behind);
        assert!(said(EventKind::Refund, "2023-03-01").is_empty(), "what is left is given back afterwards");
    }

    #[test]
    fn an_old_rate_and_another_order_of_size_are_said() {
        let with = |rate_of: &str| Beside { rate_of: rate_of.parse().ok(), ..Beside::default() };
        let spent = event(EventKind::Expenditure, "2020-06-01", 5_000_000);
        assert_eq!(doubts(&spent, &with("2020-03-02")), ["The rate is of 2 Mar 2020, 91 days before the value date"]);
        assert!(doubts(&spent, &with("2020-03-03")).is_empty());
        let usd = |cents| Money::new(cents, Currency::Usd);
        let among = |number| Beside { others: Some((number, usd(100_000), usd(500_000))), ..Beside::default() };
        assert_eq!(
            doubts(&spent, &among(3)),
            ["USD 50,000.00 is ten times the largest expenditure so far (USD 5,000.00), or more"]
        );
        assert!(doubts(&spent, &among(2)).is_empty(), "two are no order of size");
        let little = event(EventKind::Expenditure, "2020-06-01", 10_000);
        assert_eq!(
            doubts(&little, &among(3)),
            ["USD 100.00 is a tenth of the smallest expenditure so far (USD 1,000.00), or less"]
        );
    }
}
