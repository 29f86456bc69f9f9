//! "Look at this before you enter it": a rate that is far from the one in force, or turned round. It is no
//! refusal: whoever enters it all the same says why, and the reason stays with the rate.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{NewRate, Rate};
use crate::{PartialDate, money::group_thousands};

/// More than this many times the rate beside it, or less than that part of it, is looked at: currencies of the region have
/// fallen to half in a day (the sum on 5 September 2017), none further.
const FAR: Decimal = Decimal::from_parts(3, 0, 0, false, 0);
/// Turned round it would be some rate of that currency.
const HALF: Decimal = Decimal::from_parts(5, 0, 0, false, 1);
/// Turned round it is as good as the rate beside it.
const NEAR: Decimal = Decimal::from_parts(3, 0, 0, false, 2);

/// What is doubtful, in a sentence. `beside` is the rate in force next to its day, with its own day.
pub fn doubt(new: &NewRate, beside: Option<(Rate, NaiveDate)>) -> Option<String> {
    let (old, since) = beside?;
    let turned = Decimal::ONE.checked_div(new.rate.decimal())?;
    let ratio = new.rate.decimal().checked_div(old.decimal())?;
    let (times, word) =
        if ratio >= Decimal::ONE { (ratio, "larger") } else { (Decimal::ONE.checked_div(ratio)?, "smaller") };
    let apart = |one: Decimal| one.checked_div(old.decimal()).map(|ratio| (ratio - Decimal::ONE).abs());
    // 1.08 beside 0.92: not far, and still the dollar and the other currency changed places.
    let is_turned = apart(turned)? < NEAR && apart(new.rate.decimal())? > NEAR;
    if times < FAR && !is_turned {
        return None;
    }
    let old_words = format!("{old} of {}", PartialDate::Day(since).words());
    let far = format!("It is {} times {word} than the rate in force ({old_words})", times_words(times));
    let other = turned.round_dp(4).normalize();
    Some(match is_turned || apart(turned)? < HALF {
        true => format!("{far}. It is probably turned round: 1 ÷ {} is {other}", new.rate),
        false => far,
    })
}

/// `11,000`, `3.4`
fn times_words(times: Decimal) -> String {
    match u64::try_from(times.round()) {
        Ok(whole) if whole >= 10 => group_thousands(whole),
        _ => times.round_dp(1).normalize().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, rate::RateSource};

    fn said(rate: &str, beside: Option<&str>, on: &str) -> Option<String> {
        let day = |text: &str| text.parse().expect("a day");
        let new = NewRate {
            source: RateSource::UnOperational,
            currency: Currency::Jpy,
            rate: rate.parse().expect("a rate"),
            effective_on: day(on),
            published_on: None,
            source_url: None,
            note: None,
        };
        doubt(&new, beside.map(|rate| (rate.parse().expect("a rate"), day("2020-12-01"))))
    }

    #[test]
    fn a_rate_that_was_turned_round_is_said() {
        assert_eq!(
            said("0.0095", Some("104.50"), "2026-03-01").as_deref(),
            Some(
                "It is 11,000 times smaller than the rate in force (104.50 of 1 Dec 2020). It is probably turned round: 1 ÷ 0.0095 is 105.2632"
            )
        );
        assert_eq!(
            said("1.08", Some("0.92"), "2026-03-01").as_deref(),
            Some(
                "It is 1.2 times larger than the rate in force (0.92 of 1 Dec 2020). It is probably turned round: 1 ÷ 1.08 is 0.9259"
            )
        );
    }

    #[test]
    fn what_is_far_is_said_and_what_moved_is_not() {
        assert_eq!(said("150.10", Some("104.50"), "2026-03-01"), None);
        assert_eq!(said("0.0095", None, "2026-03-01"), None, "nothing to compare with");
        assert_eq!(
            said("1040.50", Some("104.50"), "2026-03-01").as_deref(),
            Some("It is 10 times larger than the rate in force (104.50 of 1 Dec 2020)")
        );
    }
}
