//! One field of a file: words that people typed, or a figure of ours.

use chrono::{DateTime, NaiveDateTime};
use documents::{formula::neutral, list_xlsx::Value};
use domain::{Money, PartialDate, Timestamp};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// Neutralised: it is never a formula.
    Words(String),
    /// Digits, a point, a minus sign.
    Figure(String),
    /// The same: money, whose currency stands beside it.
    Amount(String),
    Date(Option<PartialDate>),
    /// In UTC.
    Instant(Timestamp),
}

impl Field {
    pub fn words(words: impl Into<String>) -> Self {
        Field::Words(words.into())
    }

    /// Empty when there is nothing.
    pub fn some(words: Option<&str>) -> Self {
        Field::words(words.unwrap_or_default())
    }

    pub fn number(number: impl std::fmt::Display) -> Self {
        Field::Figure(number.to_string())
    }

    pub fn amount(money: Money) -> Self {
        Field::Amount(money.input())
    }

    /// `2019-09-25`, `2016-09` or `2018`.
    pub fn date(date: Option<PartialDate>) -> Self {
        Field::Date(date)
    }

    /// `2019-09-25 08:30`
    pub fn instant(at: i64) -> Self {
        Field::Instant(Timestamp(at))
    }

    /// The amount and its currency.
    pub fn money(money: Option<Money>) -> [Field; 2] {
        let currency = money.map(|money| money.currency.code()).unwrap_or_default();
        [Field::Amount(money.map(Money::input).unwrap_or_default()), Field::words(currency)]
    }

    /// As CSV has it.
    pub(super) fn written(&self) -> String {
        match self {
            Field::Words(words) => neutral(words),
            Field::Figure(digits) | Field::Amount(digits) => digits.clone(),
            Field::Date(date) => date.map(|date| date.to_string()).unwrap_or_default(),
            Field::Instant(at) => instant(*at).format("%Y-%m-%d %H:%M").to_string(),
        }
    }

    /// As XLSX has it: a date that is known to the month only is no day.
    pub(super) fn value(&self) -> Value {
        match self {
            Field::Words(words) | Field::Figure(words) | Field::Amount(words) if words.is_empty() => Value::Nothing,
            Field::Words(words) => Value::Words(words.clone()),
            Field::Figure(digits) => Value::Figure(digits.clone()),
            Field::Amount(digits) => Value::Amount(digits.clone()),
            Field::Date(None) => Value::Nothing,
            Field::Date(Some(PartialDate::Day(day))) => Value::Day(*day),
            Field::Date(Some(part)) => Value::Words(part.to_string()),
            Field::Instant(at) => Value::Instant(instant(*at)),
        }
    }
}

fn instant(at: Timestamp) -> NaiveDateTime {
    DateTime::from_timestamp_millis(at.0).unwrap_or(DateTime::UNIX_EPOCH).naive_utc()
}
