//! Money: whole minor units and a currency. Never a floating-point number, never a sum over two currencies.
//! Rules: aid systems and money, §2.1.

use std::{fmt, str::FromStr};

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::number::{Digits, Unread};

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
        let (text, named) = split_currency(typed);
        if let Some(other) = named.into_iter().find(|other| *other != currency) {
            return Err(format!("This says {other}, but the amount is in {currency}"));
        }
        let places = currency.exponent();
        let digits = Digits::read(&text, places).map_err(|unread| match unread {
            Unread::Empty => "Enter an amount".to_owned(),
            Unread::Minus => "Enter an amount without a minus sign".to_owned(),
            Unread::TooFine(_) if places == 0 => format!("{currency} has no decimals: enter whole {currency}"),
            Unread::TooFine(has) => format!("{currency} has {places} decimals; this has {has}"),
            other => other.to_string(),
        })?;
        match minor_units(&digits, currency).filter(|m| *m <= MOST_MINOR) {
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

/// How each currency is written before or behind an amount, besides its code.
fn signs(currency: Currency) -> &'static [&'static str] {
    match currency {
        Currency::Jpy => &["¥", "￥", "円", "YEN", "ИЕНА", "ИЕН"],
        Currency::Usd => &["US$", "$", "DOLLARS", "ДОЛЛ", "ДОЛЛАРОВ", "ДОЛЛ США", "ДОЛЛАРОВ США"],
        Currency::Eur => &["€", "EURO", "ЕВРО"],
        // `som` without its apostrophe is the money of two countries.
        Currency::Uzs => &["СУМ", "СЎМ", "SO'M", "SUM"],
        Currency::Kzt => &["₸", "ТЕНГЕ", "ТГ"],
        Currency::Kgs => &["СОМ"],
        Currency::Tjs => &["СОМОНИ"],
        Currency::Tmt => &["МАНАТ"],
        Currency::Rub => &["₽", "РУБ", "РУБЛЕЙ", "Р"],
    }
}

/// The currency that a sign or code stands for.
pub fn currency_of(word: &str) -> Option<Currency> {
    let word = word.trim().trim_end_matches('.').to_uppercase().replace(['ʻ', 'ʼ', '‘', '’', '`', '´'], "'");
    Currency::ALL.into_iter().find(|c| c.code() == word || signs(*c).contains(&word.as_str()))
}

/// An amount without what stands before and behind it, and the currencies that these name.
pub(crate) fn split_currency(typed: &str) -> (String, Vec<Currency>) {
    let width = |at: usize| typed[at..].chars().next().map_or(0, char::len_utf8);
    let (Some(first), Some(last)) = (typed.find(char::is_numeric), typed.rfind(char::is_numeric)) else {
        return (typed.to_owned(), Vec::new());
    };
    let (mut before, behind) = (&typed[..first], typed[last + width(last)..].trim());
    // A point or a sign belongs to the number, as in `.5` and `-5`; the point of `руб.5` to the word.
    let word = before.trim_end_matches(['-', '−', '–', '.', ',']);
    if !word.ends_with(char::is_alphabetic) {
        before = word;
    }
    let (start, before) = (before.len(), before.trim());
    let (end, behind) = if matches!(behind, "." | ",") { (typed.len(), "") } else { (last + width(last), behind) };
    let named: Vec<Option<Currency>> =
        [before, behind].into_iter().filter(|word| !word.is_empty()).map(currency_of).collect();
    let all_known = named.iter().all(Option::is_some);
    let text = if all_known { &typed[start..end] } else { typed };
    (text.to_owned(), named.into_iter().flatten().collect())
}

fn minor_units(digits: &Digits, currency: Currency) -> Option<i64> {
    let places = currency.exponent() as usize;
    format!("{}{:0<places$}", digits.whole, digits.fraction).parse::<i64>().ok()
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
            ("$ 12.50", Currency::Usd, 1_250),
            ("US$12.50", Currency::Usd, 1_250),
            ("$12.50 USD", Currency::Usd, 1_250),
            ("12 500,50 сум", Currency::Uzs, 1_250_050),
            ("90,50 руб.", Currency::Rub, 9_050),
            ("1’234.50", Currency::Usd, 123_450),
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
            ("1.234", Currency::Usd, "“1.234” can be 1234 or 1.234"),
            ("1000.005", Currency::Usd, "2 decimals"),
            ("12,34,567", Currency::Usd, "can be 1234567 or 1234.567"),
            ("1.000.000", Currency::Usd, "can be 1000000 or 1000.000"),
            ("0,925", Currency::Usd, "can be 925 or 0.925"),
            ("1 5", Currency::Usd, "can be 15 or 1.5"),
            ("12 34,5", Currency::Usd, "can be 12345 or 1234.5"),
            (".", Currency::Usd, "has none"),
            ("12 500,50 сум", Currency::Usd, "says UZS"),
            ("1200 EUR", Currency::Usd, "says EUR"),
            ("1200 som", Currency::Uzs, "digits"),
            ("1,2 млн", Currency::Uzs, "digits"),
            ("12 pcs", Currency::Usd, "digits"),
            ("-5", Currency::Usd, "minus"),
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
