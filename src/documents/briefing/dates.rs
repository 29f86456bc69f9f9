//! Dates as far as they are known, in the languages of the briefing.

use chrono::Datelike;
use domain::{Timestamp, date::PartialDate};

use super::Language;
use crate::act;

/// `6 May 2021`, `2021年5月6日`, `6 мая 2021 г.`; of a month or a year what is known of it.
pub fn words(date: PartialDate, language: Language) -> String {
    match language {
        Language::English => date.words(),
        Language::Japanese => match date {
            PartialDate::Day(day) => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
            PartialDate::Month(year, month) => format!("{year}年{month}月"),
            PartialDate::Year(year) => format!("{year}年"),
        },
        Language::Russian => match date {
            PartialDate::Day(day) => act::day_in_words(day, act::Language::Russian),
            PartialDate::Month(year, month) => format!("{month:02}.{year}"),
            PartialDate::Year(year) => format!("{year}\u{a0}г."),
        },
    }
}

/// The day for which the briefing is told, in Tashkent.
pub fn as_of(at: Timestamp, language: Language) -> String {
    let day = words(PartialDate::Day(at.day()), language);
    match language {
        Language::English => format!("As of {day}"),
        Language::Japanese => format!("{day}現在"),
        Language::Russian => format!("По состоянию на {day}"),
    }
}
