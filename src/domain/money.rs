//! Money: whole minor units and a currency. Never a floating-point number, never a sum over two currencies.
//! Rules: aid systems and money, §2.1.

use std::{fmt, str::FromStr};

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// How every amount is rounded, once, at the line: half away from zero.
pub const ROUNDING: RoundingStrategy = RoundingStrategy::MidpointAwayFromZero;
/// The same in the words of a statement.
pub const ROUNDING_WORDS: &str = "once, at each line, to the cent, half away from zero";

/// The largest amount that can be entered, in minor units: far above any programme, far below overflow of sums.
pub const MOST_MINOR: i64 = 100_000_000_000_000;

/// A currency that the portal knows, with its ISO 4217 exponent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    Jpy,
    Usd,
    Eur,
    Uzs,
    Kzt,
    Kgs,
    Tjs,
    Tmt,
    Rub,
}

impl Currency {
    pub const ALL: [Currency; 9] = [
        Currency::Jpy,
        Currency::Usd,
        Currency::Eur,
        Currency::Uzs,
        Currency::Kzt,
        Currency::Kgs,
        Currency::Tjs,
        Currency::Tmt,
        Currency::Rub,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Currency::Jpy => "JPY",
            Currency::Usd => "USD",
            Currency::Eur => "EUR",
            Currency::Uzs => "UZS",
            Currency::Kzt => "KZT",
            Currency::Kgs => "KGS",
            Currency::Tjs => "TJS",
            Currency::Tmt => "TMT",
            Currency::Rub => "RUB",
        }
    }

    /// Digits after the point (ISO 4217): the yen has none.
    pub fn exponent(self) -> u32 {
        if self == Currency::Jpy { 0 } else { 2 }
    }

    /// What stands before an amount: `¥` for yen, else the code and a space.
    pub fn prefix(self) -> &'static str {
        match self {
            Currency::Jpy => "¥",
            Currency::Usd => "USD ",
            Currency::Eur => "EUR ",
            Currency::Uzs => "UZS ",
            Currency::Kzt => "KZT ",
            Currency::Kgs => "KGS ",
            Currency::Tjs => "TJS ",
            Currency::Tmt => "TMT ",
            Currency::Rub => "RUB ",
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let code = text.trim().to_ascii_uppercase();
        Currency::ALL.into_iter().find(|c| c.code() == code).ok_or_else(|| "Choose a currency from the list".to_owned())
    }
}

/// An exact amount: `minor` units (yen, cents, tiyin …) of `currency`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

/// Two amounts could not be added: other currency, or out of range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SumError {
    MixedCurrencies,
    OutOfRange,
}

impl fmt::Display for SumError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SumError::MixedCurrencies => "Amounts in different currencies are not added up",
            SumError::OutOfRange => "The sum is larger than the portal can hold",
        })
    }
}

impl Money {
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    pub fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// The exact sum.
    ///
    /// # Errors
    /// Never adds two currencies, never wraps around.
    pub fn plus(self, other: Money) -> Result<Money, SumError> {
        if self.currency != other.currency {
            return Err(SumError::MixedCurrencies);
        }
        let minor = self.minor.checked_add(other.minor).ok_or(SumError::OutOfRange)?;
        Ok(Money { minor, ..self })
    }

    /// The price of so many, exactly.
    ///
    /// # Errors
    /// Beyond [`MOST_MINOR`].
    pub fn times(self, quantity: i64) -> Result<Money, String> {
        let minor = self.minor.checked_mul(quantity).filter(|minor| minor.abs() <= MOST_MINOR);
        minor
            .map(|minor| Money { minor, ..self })
            .ok_or_else(|| format!("{quantity} times {self} is more than {}", Money::new(MOST_MINOR, self.currency)))
    }

    /// Reads what a person typed or pasted: `743 000 000`, `¥743,000,000`, `7,110,047.85`, `USD 24,500`.
    ///
    /// # Errors
    /// Says what is wrong: not a number, more digits after the point than the currency has (`1.5` yen is refused, not
    /// rounded), another currency's sign, negative, or beyond [`MOST_MINOR`].
    pub fn parse(typed: &str, currency: Currency) -> Result<Money, String> {
        let digits = strip_currency(typed, currency)?;
        let (whole, fraction) = split_point(&digits, currency)?;
        let minor = minor_units(&whole, &fraction, currency).filter(|m| *m <= MOST_MINOR);
        match minor {
            Some(minor) => Ok(Money { minor, currency }),
            None => Err(format!("Enter an amount up to {}", Money::new(MOST_MINOR, currency))),
        }
    }

    /// The figure alone with thousands separators: `743,000,000`, `7,110,047.85`. Cents are shown always.
    pub fn figure(self) -> String {
        let base = 10_u64.pow(self.currency.exponent());
        let absolute = self.minor.unsigned_abs();
        let sign = if self.minor < 0 { "−" } else { "" };
        let whole = group_thousands(absolute / base);
        match self.currency.exponent() {
            0 => format!("{sign}{whole}"),
            places => format!("{sign}{whole}.{:0width$}", absolute % base, width = places as usize),
        }
    }

    /// The figure for a published, rounded amount: no cents when there are none (`2,500,000`).
    pub fn short_figure(self) -> String {
        let figure = self.figure();
        figure.strip_suffix(".00").map_or(figure.clone(), str::to_owned)
    }

    /// What a form field shows again: `24500.00`.
    pub fn input(self) -> String {
        self.figure().replace(',', "").replace('−', "-")
    }

    /// The amount in major units, for arithmetic with rates.
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.minor, self.currency.exponent())
    }

    /// Splits the amount by weights with the largest remainder (ties: earlier part first), so that the parts always sum
    /// to the whole. Weights are parts per million for funding shares, or any other non-negative integers.
    ///
    /// Returns `None` when the weights are empty, negative or all zero.
    pub fn split(self, weights: &[i64]) -> Option<Vec<Money>> {
        let total: i128 = weights.iter().map(|w| i128::from(*w)).sum();
        if total <= 0 || weights.iter().any(|w| *w < 0) {
            return None;
        }
        let amount = i128::from(self.minor.unsigned_abs());
        let mut parts: Vec<i128> = weights.iter().map(|w| amount * i128::from(*w) / total).collect();
        let mut order: Vec<usize> = (0..weights.len()).collect();
        order.sort_by_key(|i| std::cmp::Reverse(amount * i128::from(weights[*i]) % total));
        let missing = amount - parts.iter().sum::<i128>();
        for i in order.into_iter().take(usize::try_from(missing).ok()?) {
            parts[i] += 1;
        }
        let sign = if self.minor < 0 { -1 } else { 1 };
        parts.into_iter().map(|p| i64::try_from(p * sign).ok().map(|minor| Money { minor, ..self })).collect()
    }
}

/// The printed form with its currency: `¥743,000,000`, `USD 7,110,047.85`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The sign stands before the currency: −¥743,000,000.
        let figure = self.figure();
        let sign = if self.minor < 0 { "−" } else { "" };
        write!(f, "{sign}{}{}", self.currency.prefix(), figure.trim_start_matches('−'))
    }
}

/// A division rounded once, half away from zero; `None` by zero.
pub fn divide(up: i128, down: i128) -> Option<i128> {
    let (quotient, rest) = (up.checked_div(down)?, up.checked_rem(down)?);
    let away = if (up < 0) == (down < 0) { 1 } else { -1 };
    let half = rest.unsigned_abs().checked_mul(2)? >= down.unsigned_abs();
    Some(if half { quotient + away } else { quotient })
}

/// `1284` → `1,284`. For counts as well as for money.
pub fn group_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn strip_currency(typed: &str, currency: Currency) -> Result<String, String> {
    let mut text = typed.trim().to_uppercase();
    for other in Currency::ALL {
        let signs: &[&str] = match other {
            Currency::Jpy => &["JPY", "¥", "￥", "円"],
            Currency::Usd => &["USD", "US$", "$"],
            Currency::Eur => &["EUR", "€"],
            Currency::Rub => &["RUB", "₽"],
            _ => &[],
        };
        let signs = if signs.is_empty() { std::slice::from_ref(&other.code()).to_vec() } else { signs.to_vec() };
        for sign in signs {
            if text.contains(sign) {
                if other != currency {
                    return Err(format!("This says {other}, but the amount is in {currency}"));
                }
                text = text.replace(sign, "");
            }
        }
    }
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’' | '\u{202f}')).collect();
    match text.chars().find(|c| !c.is_ascii_digit() && !matches!(c, '.' | ',')) {
        _ if text.is_empty() => Err("Enter an amount".to_owned()),
        Some('-' | '−') => Err("Enter an amount without a minus sign".to_owned()),
        Some(other) => Err(format!("Enter the amount in digits; “{other}” is not one")),
        None => Ok(text),
    }
}

/// Tells a decimal point from a thousands separator. A comma is always a separator of thousands when three digits follow
/// it; a last comma with one or two digits behind it is read as a decimal comma.
fn split_point(text: &str, currency: Currency) -> Result<(String, String), String> {
    let (whole, fraction) = match (text.rfind('.'), text.rfind(',')) {
        (Some(dot), Some(comma)) if dot < comma => {
            return Err("Use a point for decimals and commas for thousands, such as 7,110,047.85".to_owned());
        }
        (Some(dot), _) => (&text[..dot], &text[dot + 1..]),
        (None, Some(comma)) if (1..=2).contains(&(text.len() - comma - 1)) && currency.exponent() > 0 => {
            (&text[..comma], &text[comma + 1..])
        }
        _ => (text, ""),
    };
    if whole.contains('.') {
        return Err("Use one decimal point, such as 7,110,047.85".to_owned());
    }
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped_well =
        groups.len() == 1 || (groups[1..].iter().all(|g| g.len() == 3) && (1..=3).contains(&groups[0].len()));
    if !grouped_well {
        return Err("Check the thousands separators: three digits between commas, such as 743,000,000".to_owned());
    }
    let fraction_digits = fraction.len() as u32;
    if currency.exponent() == 0 && text.contains('.') {
        return Err(format!("{currency} has no decimals: enter whole {currency}"));
    }
    if fraction_digits > currency.exponent() {
        return Err(format!("{currency} has {} decimals; this has {fraction_digits}", currency.exponent()));
    }
    Ok((groups.concat(), fraction.to_owned()))
}

fn minor_units(whole: &str, fraction: &str, currency: Currency) -> Option<i64> {
    let places = currency.exponent() as usize;
    let digits = format!("{whole}{fraction:0<places$}");
    digits.parse::<i64>().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_finance_officers_paste() {
        for (typed, currency, minor) in [
            ("743 000 000", Currency::Jpy, 743_000_000),
            ("¥743,000,000", Currency::Jpy, 743_000_000),
            ("7,110,047.85", Currency::Usd, 711_004_785),
            ("USD 24,500", Currency::Usd, 2_450_000),
            ("24500,5", Currency::Usd, 2_450_050),
            ("0.05", Currency::Usd, 5),
        ] {
            assert_eq!(Money::parse(typed, currency), Ok(Money::new(minor, currency)), "{typed}");
        }
    }

    #[test]
    fn refuses_what_would_be_guessed() {
        for (typed, currency, words) in [
            ("1.5", Currency::Jpy, "no decimals"),
            ("263,000,000.50", Currency::Jpy, "no decimals"),
            ("¥100", Currency::Usd, "says JPY"),
            ("1.234", Currency::Usd, "2 decimals"),
            ("12,34,567", Currency::Usd, "thousands"),
            ("1.000.000", Currency::Usd, "one decimal point"),
            ("-5", Currency::Usd, "minus"),
            ("ten", Currency::Usd, "digits"),
            ("", Currency::Usd, "Enter an amount"),
            ("99999999999999999999", Currency::Jpy, "up to"),
        ] {
            let error = Money::parse(typed, currency).expect_err(typed);
            assert!(error.contains(words), "{typed}: {error}");
        }
    }

    #[test]
    fn prints_with_its_currency() {
        assert_eq!(Money::new(743_000_000, Currency::Jpy).to_string(), "¥743,000,000");
        assert_eq!(Money::new(711_004_785, Currency::Usd).to_string(), "USD 7,110,047.85");
        assert_eq!(Money::new(250_000_000, Currency::Usd).short_figure(), "2,500,000");
        assert_eq!(Money::new(-5, Currency::Usd).figure(), "−0.05");
    }

    #[test]
    fn splits_the_grant_of_2020_to_the_cent() {
        let parts = Money::new(711_004_785, Currency::Usd).split(&[45, 23]).expect("weights");
        assert_eq!(parts.iter().map(|p| p.minor).collect::<Vec<_>>(), [470_517_872, 240_486_913]);
    }

    #[test]
    fn never_adds_two_currencies() {
        let sum = Money::new(1, Currency::Jpy).plus(Money::new(1, Currency::Usd));
        assert_eq!(sum, Err(SumError::MixedCurrencies));
        assert_eq!(Money::new(i64::MAX, Currency::Jpy).plus(Money::new(1, Currency::Jpy)), Err(SumError::OutOfRange));
    }

    proptest! {
        #[test]
        fn a_split_never_loses_a_unit(minor in -MOST_MINOR..MOST_MINOR, weights in prop::collection::vec(0i64..1_000_001, 1..9)) {
            let money = Money::new(minor, Currency::Jpy);
            match money.split(&weights) {
                Some(parts) => prop_assert_eq!(parts.iter().map(|p| p.minor).sum::<i64>(), minor),
                None => prop_assert!(weights.iter().all(|w| *w == 0)),
            }
        }

        #[test]
        fn what_is_printed_can_be_typed_again(minor in 0..MOST_MINOR) {
            for currency in Currency::ALL {
                let money = Money::new(minor, currency);
                prop_assert_eq!(Money::parse(&money.to_string(), currency), Ok(money));
                prop_assert_eq!(Money::parse(&money.input(), currency), Ok(money));
            }
        }
    }
}
