//! A published figure held against the ledger, and against a rate table when it is entered. Rules: aid systems and
//! money, §2.2. Nothing here changes a figure: it says how far two of them lie apart, and why.

use crate::{
    error::Refusal,
    money::{Currency, Money, divide},
    rate::Rate,
};

/// Above this share of the indicative value (in per cent) a figure needs a note; above the second it is refused.
const NEEDS_NOTE: i128 = 5;
const REFUSED: i128 = 25;

/// A published figure of the whole grant beside what is booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciliation {
    pub quoted: Money,
    pub booked: Money,
    /// Half of the last printed digit: 6,800,000 may mean 50,000 more or less. Zero: exact to the last unit.
    pub precision: Money,
    /// The rate at which the agreement's amount makes the printed figure.
    pub implied: Option<Rate>,
    /// Booked less printed.
    pub difference: Money,
    pub cause: Cause,
}

/// Why a printed figure is not the booked one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    Same,
    /// The difference is smaller than the precision of the print.
    Rounding,
    /// The same amount in the grant's currency, converted at another rate.
    OtherRate,
    /// The booked receipts are another amount in the grant's currency than the agreement.
    OtherAmount,
    /// What is booked was derived from this figure, or from one like it: that they agree says nothing.
    Derived,
}

/// What the ledger knows of a grant, as far as a published figure can be held against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InLedger {
    /// The ceiling of the agreement, in its own currency.
    pub agreed: Option<Money>,
    pub received: Money,
    /// US dollars.
    pub booked: Money,
    /// The rates of the receipts follow from dollars that were printed.
    pub derived: bool,
}

impl Reconciliation {
    /// `None`: the figure is not in US dollars, or nothing is booked.
    pub fn of(quoted: Money, ledger: InLedger) -> Option<Self> {
        let booked = ledger.booked;
        if quoted.currency != Currency::Usd || booked.currency != Currency::Usd || booked.minor == 0 {
            return None;
        }
        let unit = last_digit(quoted.minor);
        let difference = booked.minor.checked_sub(quoted.minor)?;
        let near = difference.unsigned_abs().saturating_mul(2) <= unit;
        let cause = if ledger.derived && (difference == 0 || near) {
            Cause::Derived
        } else if difference == 0 {
            Cause::Same
        } else if near {
            Cause::Rounding
        } else if ledger.agreed.is_some_and(|agreed| agreed != ledger.received) {
            Cause::OtherAmount
        } else {
            Cause::OtherRate
        };
        let amount = ledger.agreed.unwrap_or(ledger.received);
        Some(Reconciliation {
            quoted,
            booked,
            precision: Money::new(i64::try_from(unit / 2).ok()?, Currency::Usd),
            implied: Rate::implied(amount, quoted).filter(|_| amount.currency != Currency::Usd),
            difference: Money::new(difference, Currency::Usd),
            cause,
        })
    }

    /// `+4.56`: the difference in per cent of the printed figure.
    pub fn percent(&self) -> String {
        percent(i128::from(self.difference.minor), i128::from(self.quoted.minor))
    }
}

/// Compares a figure at its entry with what a rate table gives, both in US dollars.
///
/// # Errors
/// More than 25 % away: refused under `amount`; more than 5 % without a note: under `note`. `basis` says what the
/// indicative value rests on.
pub fn check_deviation(quoted: Money, indicative: Money, basis: &str, note: Option<&str>) -> Result<(), Refusal> {
    let (figure, expected) = (i128::from(quoted.minor), i128::from(indicative.minor));
    let away = (figure - expected).abs() * 100;
    if expected <= 0 || away <= NEEDS_NOTE * expected {
        return Ok(());
    }
    let side = if figure > expected { "above" } else { "below" };
    let far = percent((figure - expected).abs(), expected);
    let said =
        format!("This is {}\u{a0}% {side} the indicative value of {indicative} ({basis})", far.trim_start_matches('+'));
    if away > REFUSED * expected {
        return Err(Refusal::invalid(
            "amount",
            format!("{said}: probably another currency or a zero too many. Check the figure and its currency"),
        ));
    }
    match note {
        Some(_) => Ok(()),
        None => Err(Refusal::invalid("note", format!("{said}: say in the note why, then record it"))),
    }
}

/// The worth of the last significant digit, in minor units: 6,800,000.00 → 10,000,000.
fn last_digit(minor: i64) -> u64 {
    let (mut rest, mut unit) = (minor.unsigned_abs(), 1);
    while rest > 0 && rest.is_multiple_of(10) {
        rest /= 10;
        unit *= 10;
    }
    unit
}

/// Hundredths of a per cent, with the sign.
fn percent(part: i128, whole: i128) -> String {
    let Some(points) = divide(part * 10_000, whole) else { return "0.00".to_owned() };
    let sign = match points {
        0 => "",
        points if points < 0 => "−",
        _ => "+",
    };
    format!("{sign}{}.{:02}", points.abs() / 100, points.abs() % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(cents: i64) -> Money {
        Money::new(cents, Currency::Usd)
    }

    fn yen(minor: i64) -> Money {
        Money::new(minor, Currency::Jpy)
    }

    const IN_LEDGER: InLedger = InLedger {
        agreed: Some(Money { minor: 743_000_000, currency: Currency::Jpy }),
        received: Money { minor: 743_000_000, currency: Currency::Jpy },
        booked: Money { minor: 711_004_785, currency: Currency::Usd },
        derived: false,
    };

    #[test]
    fn the_grant_of_2020_differs_by_its_rate() {
        let held = Reconciliation::of(usd(680_000_000), IN_LEDGER).expect("booked");
        assert_eq!((held.precision.figure(), held.difference.figure()), ("50,000.00".into(), "310,047.85".into()));
        assert_eq!((held.percent(), held.cause), ("+4.56".into(), Cause::OtherRate));
        assert_eq!(held.implied.map(Rate::short), Some("109.26".into()));

        let exact = Reconciliation::of(usd(711_004_785), IN_LEDGER).expect("booked");
        assert_eq!((exact.cause, exact.precision.minor, exact.percent()), (Cause::Same, 0, "0.00".into()));
    }

    #[test]
    fn what_is_printed_roundly_may_differ_by_half_its_last_digit() {
        let near = |booked| {
            let ledger = InLedger { booked: usd(booked), ..IN_LEDGER };
            Reconciliation::of(usd(250_000_000), ledger).map(|held| held.cause)
        };
        assert_eq!(near(250_000_000), Some(Cause::Same));
        assert_eq!((near(255_000_000), near(245_000_000)), (Some(Cause::Rounding), Some(Cause::Rounding)));
        assert_eq!(near(255_000_001), Some(Cause::OtherRate));
        let part = InLedger { received: yen(100), booked: usd(100), ..IN_LEDGER };
        assert_eq!(Reconciliation::of(usd(680_000_000), part).map(|h| h.cause), Some(Cause::OtherAmount));
        // What was derived from the figure agrees with it whatever the accounts say.
        let derived = |booked| {
            let ledger = InLedger { booked: usd(booked), derived: true, ..IN_LEDGER };
            Reconciliation::of(usd(250_000_000), ledger).map(|held| held.cause)
        };
        assert_eq!((derived(250_000_000), derived(255_000_000)), (Some(Cause::Derived), Some(Cause::Derived)));
        assert_eq!(derived(255_000_001), Some(Cause::OtherRate));
        assert_eq!(Reconciliation::of(yen(1), IN_LEDGER), None);
        assert_eq!(Reconciliation::of(usd(1), InLedger { booked: usd(0), ..IN_LEDGER }), None);
    }

    #[test]
    fn a_figure_far_from_the_indicative_value_needs_a_note_or_is_refused() {
        let field = |figure, note| match check_deviation(usd(figure), usd(675_486_571), "¥743,000,000 at 109.99", note)
        {
            Ok(()) => "accepted".to_owned(),
            Err(Refusal::Invalid(errors)) => format!("{}: {}", errors[0].field, errors[0].message),
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!(field(680_000_000, None), "accepted");
        assert!(
            field(711_004_785, None)
                .starts_with("note: This is 5.26\u{a0}% above the indicative value of USD 6,754,865.71")
        );
        assert_eq!(field(711_004_785, Some("booked at 104.50")), "accepted");
        assert!(field(584_000_000, None).contains("13.54\u{a0}% below"), "{}", field(584_000_000, None));
        assert!(field(6_800_000_000, Some("n")).starts_with("amount: "));
        assert!(field(68_000_000, Some("n")).contains("zero too many"));
        // Exactly 5 % is not more than 5 %.
        assert_eq!(check_deviation(usd(105), usd(100), "", None), Ok(()));
        assert!(check_deviation(usd(126), usd(100), "", Some("n")).is_err());
        assert!(check_deviation(usd(125), usd(100), "", Some("n")).is_ok());
    }
}
