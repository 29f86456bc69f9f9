//! Figures and dates as the act writes them.

use chrono::{Datelike, NaiveDate};
use domain::{grant::percent, money::Money};

use crate::act::Language;

/// Letters in a row after which a break is offered: longer serial numbers would leave their column.
const LONGEST_WORD: usize = 26;

pub fn once<'a>(words: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = Vec::new();
    for word in words {
        if !seen.contains(&word) {
            seen.push(word);
        }
    }
    seen
}

/// `24 500.00`, with spaces that do not break: read alike in all three languages.
pub fn figure(money: Money) -> String {
    money.figure().replace(',', "\u{a0}")
}

pub fn amount(money: Money) -> String {
    format!("{}\u{a0}{}", figure(money), money.currency.code())
}

pub fn percentage(ppm: i64) -> String {
    format!("{}\u{a0}%", percent(ppm))
}

/// `25.09.2019`, as all three languages write it in tables.
pub fn short_date(day: NaiveDate) -> String {
    day.format("%d.%m.%Y").to_string()
}

/// `25 September 2019`, `25 сентября 2019 г.`, `2019-yil 25-sentabr`.
pub fn date(day: NaiveDate, language: Language) -> String {
    let month = day.month0() as usize;
    let (number, year) = (day.day(), day.year());
    match language {
        Language::English => format!("{number} {} {year}", ENGLISH_MONTHS[month]),
        Language::Russian => format!("{number} {} {year}\u{a0}г.", RUSSIAN_MONTHS[month]),
        Language::Uzbek => format!("{year}-yil {number}-{}", UZBEK_MONTHS[month]),
    }
}

/// The beginning of a SHA-256, with which somebody who holds a document or a photo tells it from another one. The whole
/// digest is in the content and with it in its hash.
pub fn short_digest(digest: &str) -> String {
    digest.chars().take(16).collect()
}

/// Offers a line break inside very long words.
pub fn breakable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for letter in text.chars() {
        run = if letter.is_whitespace() { 0 } else { run + 1 };
        if run > LONGEST_WORD {
            out.push('\u{200b}');
            run = 1;
        }
        out.push(letter);
    }
    out
}

const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// In the genitive, as after a day.
const RUSSIAN_MONTHS: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];
const UZBEK_MONTHS: [&str; 12] =
    ["yanvar", "fevral", "mart", "aprel", "may", "iyun", "iyul", "avgust", "sentabr", "oktabr", "noyabr", "dekabr"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_every_language() {
        let day = NaiveDate::from_ymd_opt(2019, 3, 5).expect("a day");
        assert_eq!(date(day, Language::English), "5 March 2019");
        assert_eq!(date(day, Language::Russian), "5 марта 2019\u{a0}г.");
        assert_eq!(date(day, Language::Uzbek), "2019-yil 5-mart");
    }

    #[test]
    fn long_words_can_break_and_short_ones_do_not() {
        assert_eq!(breakable("JTEBR3FJ70K150003 and more"), "JTEBR3FJ70K150003 and more");
        let long = breakable(&"ж".repeat(LONGEST_WORD * 2 + 1));
        assert_eq!(long.split('\u{200b}').map(|part| part.chars().count()).collect::<Vec<_>>(), [26, 26, 1]);
    }
}
