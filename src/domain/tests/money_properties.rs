//! Random ledgers, amounts and rates: no yen and no cent is ever lost. In a soak a million, 250,000 for each of the four.

use domain::{
    Currency, Money, Rate,
    ledger::{Entry, EventKind, Position, Standing},
    money::MOST_MINOR,
};
use proptest::prelude::*;

/// Other cases each time; what fails is made as simple as it can be and printed.
fn random() -> ProptestConfig {
    let cases = crate::sample::figure("PORTAL_TEST_MONEY_CASES", 10_000, 250_000);
    ProptestConfig { cases: cases.try_into().unwrap_or(u32::MAX), failure_persistence: None, ..Default::default() }
}

/// A rate with up to 8 digits after the point, from a hundredth to twenty thousand.
fn rates() -> impl Strategy<Value = (u64, u32)> {
    (0_u32..=8).prop_flat_map(|places| {
        let scale = 10_u64.pow(places);
        ((scale / 100).max(1)..scale * 20_000, Just(places))
    })
}

fn rate_of((digits, places): (u64, u32)) -> Rate {
    let scale = 10_u64.pow(places);
    let text = match places {
        0 => digits.to_string(),
        _ => format!("{}.{:0width$}", digits / scale, digits % scale, width = places as usize),
    };
    text.parse().expect("a rate")
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let entry = (0..EventKind::ALL.len(), -MOST_MINOR..MOST_MINOR, 0_u8..3, 0_u8..8).prop_map(
        |(kind, minor, standing, unknown)| {
            let kind = EventKind::ALL[kind];
            let currency = if kind.in_grant_currency() { Currency::Jpy } else { Currency::Usd };
            let booked = (unknown > 0).then(|| Money::new(minor / 100, Currency::Usd));
            Entry::one(kind, Money::new(minor, currency), booked, Standing::ALL[usize::from(standing)])
        },
    );
    prop::collection::vec(entry, 1..7)
}

fn position(entries: impl IntoIterator<Item = Entry>) -> Position {
    Position::of(Currency::Jpy, entries, |standing| standing != Standing::Rejected).expect("in range")
}

proptest! {
    #![proptest_config(random())]

    #[test]
    fn a_split_gives_everything_and_to_everybody_their_part(
        minor in -MOST_MINOR..MOST_MINOR,
        weights in prop::collection::vec(0_i64..1_000_001, 1..5),
    ) {
        let total: i128 = weights.iter().map(|w| i128::from(*w)).sum();
        let Some(parts) = Money::new(minor, Currency::Usd).split(&weights) else {
            prop_assert_eq!(total, 0);
            return Ok(());
        };
        prop_assert_eq!(parts.iter().map(|p| p.minor).sum::<i64>(), minor);
        for (part, weight) in parts.iter().zip(&weights) {
            // Less than one unit from the exact part.
            let off = i128::from(part.minor) * total - i128::from(minor) * i128::from(*weight);
            prop_assert!(off.abs() < total, "{part} for {weight} of {total}");
        }
    }

    #[test]
    fn a_conversion_is_off_by_half_a_cent_at_most(minor in -1_000_000_000_000_i64..1_000_000_000_000, rate in rates(), yen: bool) {
        let currency = if yen { Currency::Jpy } else { Currency::Uzs };
        let (digits, places) = rate;
        let dollars = rate_of(rate).dollars(Money::new(minor, currency)).expect("in range");
        // cents × rate against minor units, both times 10^(places + 2): whole numbers only.
        let exact = i128::from(minor) * 10_i128.pow(places + 2) / 10_i128.pow(currency.exponent().min(2));
        let rest = i128::from(minor) * 10_i128.pow(places + 2) % 10_i128.pow(currency.exponent().min(2));
        prop_assert_eq!(rest, 0);
        let off = exact - i128::from(dollars.minor) * i128::from(digits);
        prop_assert!(2 * off.abs() <= i128::from(digits), "{minor} at {digits}e-{places} is {dollars}");
        // Half away from zero: what is owed and what is owned round alike.
        let opposite = rate_of(rate).dollars(Money::new(-minor, currency)).expect("in range");
        prop_assert_eq!(opposite.minor, -dollars.minor);
    }

    #[test]
    fn a_reversal_leaves_every_sum_as_it_was(ledger in entries(), reversed in any::<prop::sample::Index>()) {
        let event = ledger[reversed.index(ledger.len())];
        let opposite = Money::new(-event.amount.minor, event.amount.currency);
        let booked = (event.booked.unknown == 0).then(|| Money::new(-event.booked.cents, Currency::Usd));
        let reversal = Entry::one(event.kind, opposite, booked, event.standing);
        let before = position(ledger.iter().copied());
        let gone: Vec<Entry> = ledger.iter().copied().chain([reversal, event]).collect();
        let after = position(gone);
        // The event stands twice and its opposite once: as if it stood once.
        prop_assert_eq!(figures(&after), figures(&before));
    }

    #[test]
    fn sums_do_not_depend_on_order_or_grouping(ledger in entries(), cut in any::<prop::sample::Index>()) {
        let whole = position(ledger.iter().copied());
        let (left, right) = ledger.split_at(cut.index(ledger.len() + 1));
        let turned = position(right.iter().chain(left).copied());
        prop_assert_eq!(&turned, &whole);
        prop_assert_eq!(position(left.iter().copied()).available().minor + position(right.iter().copied()).available().minor, whole.available().minor);
        prop_assert_eq!(whole.sources().minor, whole.used().minor + whole.refunded_usd.cents + whole.committed.cents + whole.available().minor);
    }
}

/// The sums without the counts of events.
fn figures(position: &Position) -> [i64; 12] {
    [
        position.pledged,
        position.ceiling,
        position.received,
        position.refunded,
        position.received_usd.cents,
        position.interest.cents,
        position.exchange.cents,
        position.spent.cents,
        position.committed.cents,
        position.support.cents,
        position.levy.cents,
        position.refunded_usd.cents,
    ]
}
