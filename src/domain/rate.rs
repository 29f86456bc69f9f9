//! Exchange rates: units of a currency for one US dollar, exactly as published. Rules: aid systems and money, §2.1–2.3.

use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    code::words,
    error::{Checks, Refusal},
    grant::optional_date,
    money::{Currency, Money, divide},
    number::{Digits, Unread},
};

words! {
    /// Who states a rate. Rates of different sources never replace each other.
    RateSource {
        UnOperational = "UNORE", "UN operational rate";
        DonorOfficial = "DONOR_OFFICIAL", "Donor’s official rate";
        MonthlyAverage = "IMF_MONTHLY_AVG", "IMF monthly average";
        Bank = "BANK", "Bank rate";
        Agreement = "AGREEMENT", "Rate of the agreement";
        Implied = "IMPLIED", "Implied by a booked amount";
        Quoted = "QUOTED", "Assumed, from a published figure";
    }
}

impl RateSource {
    /// It follows from a published figure: what is booked at it is assumed, until the accounts say more.
    pub fn is_assumed(self) -> bool {
        self == RateSource::Quoted
    }

    /// Those whose rates stand in the table of rates. One that follows from a figure is stated with its event alone.
    pub fn tabled() -> impl Iterator<Item = RateSource> {
        RateSource::ALL.iter().copied().filter(|source| !source.is_assumed())
    }
}

mod doubt;
mod question;

pub use doubt::doubt;
pub use question::{QuestionForm, RateQuestion};

words! {
    /// Where a rate stands: only one that is in force is looked up.
    RateStanding {
        Awaiting = "awaiting", "awaiting approval";
        InForce = "in_force", "in force";
        Superseded = "superseded", "superseded";
        Rejected = "rejected", "rejected";
    }
}

words! {
    /// What a second person said of an entry. An entry without a decision is provisional.
    Decision {
        Approved = "approved", "approved";
        Rejected = "rejected", "rejected";
    }
}

const NO_RATE: &str = "Enter the rate in digits, such as 104.50";
const TOO_FINE: &str = "Enter a rate of at most 18 digits, 8 of them after the point";

/// An exact rate in units of a currency per US dollar, with the digits of its publication (`104.50` stays `104.50`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(Decimal);

impl Rate {
    /// Most digits after the point, and in all.
    const PLACES: u32 = 8;
    const DIGITS: usize = 18;

    /// Reads a rate as published: `104.50`, `12,850.25`, `104,50`.
    ///
    /// # Errors
    /// A sentence: not a number, two readings (`0,925`), zero, or more digits than a rate has.
    pub fn parse(typed: &str) -> Result<Self, String> {
        let Digits { whole, fraction, .. } = Digits::read(typed, Self::PLACES).map_err(|unread| match unread {
            unclear @ Unread::Unclear(..) => unclear.to_string(),
            Unread::TooFine(_) => TOO_FINE.to_owned(),
            _ => NO_RATE.to_owned(),
        })?;
        if fraction.is_empty() { whole.parse() } else { format!("{whole}.{fraction}").parse() }
    }

    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// The amount in US cents, rounded once, half away from zero. Dollars stay what they are.
    ///
    /// # Errors
    /// The result is out of range.
    pub fn dollars(self, money: Money) -> Result<Money, String> {
        if money.currency == Currency::Usd {
            return Ok(money);
        }
        // minor ÷ 10^exponent ÷ (mantissa ÷ 10^scale) × 100, in whole numbers: nothing is rounded on the way.
        let up = i128::from(money.minor) * 10_i128.pow(self.0.scale() + 2);
        let down = self.0.mantissa() * 10_i128.pow(money.currency.exponent());
        let cents = divide(up, down).and_then(|cents| i64::try_from(cents).ok());
        cents
            .map(|cents| Money::new(cents, Currency::Usd))
            .ok_or_else(|| "The amount in US dollars is larger than the portal can hold".to_owned())
    }

    /// What holding `money` from the rate `self` to the rate `later` gained (positive) or lost, in US dollars: the
    /// difference of two rounded amounts.
    ///
    /// # Errors
    /// A result is out of range.
    pub fn revaluation(self, later: Rate, money: Money) -> Result<Money, String> {
        let (then, now) = (self.dollars(money)?, later.dollars(money)?);
        Ok(Money::new(now.minor - then.minor, Currency::Usd))
    }

    /// The rate at which `money` makes `dollars`, to eight places: only to be shown, as "implied".
    pub fn implied(money: Money, dollars: Money) -> Option<Rate> {
        let rate = money.decimal().checked_div(dollars.decimal())?;
        let rate = rate.round_dp_with_strategy(Self::PLACES, crate::money::ROUNDING);
        (rate > Decimal::ZERO).then_some(Rate(rate))
    }

    /// To two places, for reading beside published rates.
    pub fn short(self) -> String {
        self.0.round_dp_with_strategy(2, crate::money::ROUNDING).to_string()
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Rate {
    type Err = String;

    /// The canonical form: digits with at most one point.
    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let plain = text.chars().all(|c| c.is_ascii_digit() || c == '.') && digits > 0;
        if !plain {
            return Err(NO_RATE.to_owned());
        }
        if digits > Self::DIGITS || text.split_once('.').is_some_and(|(_, f)| f.len() > Self::PLACES as usize) {
            return Err(TOO_FINE.to_owned());
        }
        match text.parse::<Decimal>() {
            Ok(rate) if rate > Decimal::ZERO => Ok(Rate(rate)),
            Ok(_) => Err("Enter a rate above zero".to_owned()),
            Err(_) => Err(NO_RATE.to_owned()),
        }
    }
}

impl Serialize for Rate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A rate that a person enters; parsed once, here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRate {
    pub source: RateSource,
    pub currency: Currency,
    pub rate: Rate,
    pub effective_on: NaiveDate,
    pub published_on: Option<NaiveDate>,
    /// The address where it is published.
    pub source_url: Option<String>,
    pub note: Option<String>,
}

/// The rate form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RateForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// The rate that is superseded; empty for a new one.
    pub old: String,
    pub source: String,
    pub currency: String,
    pub rate: String,
    pub effective_on: String,
    pub published_on: String,
    pub source_url: String,
    pub note: String,
    pub reason: String,
}

impl NewRate {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &RateForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let source = checks.take("source", form.source.parse().map_err(|_: String| "Choose who states the rate"));
        if source.is_some_and(RateSource::is_assumed) {
            checks.fail("source", "A rate that follows from a published figure is stated with its event, not here");
        }
        let currency = checks.take("currency", form.currency.parse::<Currency>());
        if currency == Some(Currency::Usd) {
            checks
                .fail("currency", "A rate says how much of another currency makes one US dollar: choose that currency");
        }
        let rate = checks.take("rate", Rate::parse(&form.rate));
        let effective_on = checks.take("effective_on", crate::PartialDate::parse_day(&form.effective_on));
        let published = optional_date(&mut checks, "published_on", &form.published_on);
        if published.is_some_and(|date| date.day().is_none()) {
            checks.fail("published_on", "Enter the whole date of the publication, or leave it empty");
        }
        let source_url = checks.optional("source_url", &form.source_url);
        if source_url.as_ref().is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://")) {
            checks.fail("source_url", "Enter an address that starts with https://, or leave it empty");
        }
        let note = checks.optional("note", &form.note);
        let rate =
            source.zip(currency).zip(rate).zip(effective_on).map(|(((source, currency), rate), effective_on)| {
                NewRate {
                    source,
                    currency,
                    rate,
                    effective_on,
                    published_on: published.and_then(crate::PartialDate::day),
                    source_url,
                    note,
                }
            });
        checks.finish_some(rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(text: &str) -> Rate {
        text.parse().expect("a rate")
    }

    fn yen(minor: i64) -> Money {
        Money::new(minor, Currency::Jpy)
    }

    #[test]
    fn the_test_vectors_of_the_reference() {
        assert_eq!(rate("104.50").dollars(yen(743_000_000)).map(|m| m.figure()), Ok("7,110,047.85".into()));
        assert_eq!(rate("105.20").dollars(yen(263_000_000)).map(|m| m.figure()), Ok("2,500,000.00".into()));
        let lines: Vec<_> = (0..3).map(|_| rate("104.50").dollars(yen(1_000_000)).expect("in range").minor).collect();
        assert_eq!((lines[0], lines.iter().sum::<i64>()), (956_938, 2_870_814));
        assert_eq!(rate("104.50").dollars(yen(3_000_000)).map(|m| m.minor), Ok(2_870_813));
        let loss = rate("104.50").revaluation(rate("107.50"), yen(100_000_000)).expect("in range");
        assert_eq!(loss.figure(), "−26,705.24");
        assert_eq!(rate("109.9947848").dollars(yen(743_000_000)).map(|m| m.figure()), Ok("6,754,865.71".into()));
        assert_eq!(
            Rate::implied(yen(743_000_000), Money::new(680_000_000, Currency::Usd)).map(Rate::short),
            Some("109.26".into())
        );
    }

    #[test]
    fn halves_go_away_from_zero() {
        // 1 yen at 200 is half a cent.
        assert_eq!(rate("200").dollars(yen(1)).map(|m| m.minor), Ok(1));
        assert_eq!(rate("200").dollars(yen(-1)).map(|m| m.minor), Ok(-1));
        assert_eq!(rate("201").dollars(yen(1)).map(|m| m.minor), Ok(0));
    }

    #[test]
    fn a_rate_keeps_its_published_digits() {
        assert_eq!(rate("104.50").to_string(), "104.50");
        for (typed, rate) in
            [("12,850.25", "12850.25"), ("104,50", "104.50"), ("0.925", "0.925"), ("9 524.10", "9524.10")]
        {
            assert_eq!(Rate::parse(typed).map(|r| r.to_string()), Ok(rate.into()), "{typed}");
        }
        for (typed, words) in [
            ("", "digits"),
            ("104,500", "“104,500” can be 104500 or 104.500"),
            ("0,925", "“0,925” can be 925 or 0.925: write 925 or 0.925"),
            ("12850,250", "can be 12850250 or 12850.250"),
            (",500", "can be 500 or 0.500"),
            ("1 2 3", "can be 123 or 12.3"),
            ("10 5", "can be 105 or 10.5"),
            ("1.2.3", "can be 123 or 12.3"),
            ("-5", "digits"),
            ("0.00", "above zero"),
            ("1e5", "digits"),
            ("1.123456789", "8 of them"),
            ("12345678901234567890", "18 digits"),
        ] {
            let error = Rate::parse(typed).expect_err(typed);
            assert!(error.contains(words), "{typed}: {error}");
        }
    }

    #[test]
    fn an_amount_out_of_range_is_said_and_not_wrapped() {
        assert!(rate("0.00000001").dollars(yen(crate::money::MOST_MINOR)).is_err());
    }

    #[test]
    fn a_form_names_every_mistake() {
        let form = RateForm {
            currency: "USD".into(),
            rate: "0".into(),
            effective_on: "2020-03".into(),
            source_url: "ftp://x".into(),
            ..Default::default()
        };
        let Err(Refusal::Invalid(errors)) = NewRate::parse(&form) else { panic!("accepted") };
        let fields: Vec<&str> = errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["source", "currency", "rate", "effective_on", "source_url"]);
    }
}
