//! Dates as people know them, and the system's clock.
//!
//! Two clocks everywhere: `occurred_on` is a [`PartialDate`] as stated by a person, `recorded_at` a [`Timestamp`].

use std::{fmt, str::FromStr};

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A date with the precision in which it is known. Nothing is invented: "September 2016" has no day.
///
/// The canonical text (also in the database) is `2019-09-25`, `2016-09` or `2018`, which sorts by its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartialDate {
    Day(NaiveDate),
    /// Year and month (1–12).
    Month(i32, u32),
    Year(i32),
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const EXAMPLE: &str = "Enter a date such as 25 Sep 2019 or 2019-09-25";

impl PartialDate {
    /// The first day it can mean: for sorting and for comparing, never for showing.
    pub fn start(self) -> NaiveDate {
        let date = match self {
            PartialDate::Day(date) => Some(date),
            PartialDate::Month(year, month) => NaiveDate::from_ymd_opt(year, month, 1),
            PartialDate::Year(year) => NaiveDate::from_ymd_opt(year, 1, 1),
        };
        date.unwrap_or_default()
    }

    /// The last day it can mean.
    pub fn end(self) -> NaiveDate {
        let next = match self {
            PartialDate::Day(date) => return date,
            PartialDate::Month(year, 12) | PartialDate::Year(year) => NaiveDate::from_ymd_opt(year + 1, 1, 1),
            PartialDate::Month(year, month) => NaiveDate::from_ymd_opt(year, month + 1, 1),
        };
        next.and_then(|next| next.pred_opt()).unwrap_or_default()
    }

    /// Does it lie before the other however exactly the two are known? 2019 is not surely before Oct 2019.
    pub fn surely_before(self, other: Self) -> bool {
        // The canonical texts sort by time as far as both of them reach.
        let (own, other) = (self.to_string(), other.to_string());
        own.bytes().zip(other.bytes()).find(|(a, b)| a != b).is_some_and(|(a, b)| a < b)
    }

    pub fn day(self) -> Option<NaiveDate> {
        match self {
            PartialDate::Day(date) => Some(date),
            _ => None,
        }
    }

    pub fn precision(self) -> &'static str {
        match self {
            PartialDate::Day(_) => "day",
            PartialDate::Month(..) => "month",
            PartialDate::Year(_) => "year",
        }
    }

    /// As shown to people: `25 Sep 2019`, `Sep 2016`, `2018`. Unambiguous in every country.
    pub fn words(self) -> String {
        match self {
            PartialDate::Day(date) => format!("{} {} {}", date.day(), month_name(date.month()), date.year()),
            PartialDate::Month(year, month) => format!("{} {year}", month_name(month)),
            PartialDate::Year(year) => year.to_string(),
        }
    }

    /// Reads what a person typed: the canonical form, `25 Sep 2019`, `March 1, 2026`, `25.09.2019`, `Sep 2016`, `2018`; months
    /// in English, Russian and Uzbek. `09/25/19` is refused: it means different days in different countries, and a year
    /// in two digits is not taken for one of four.
    ///
    /// # Errors
    /// A sentence with an example, or that the day does not exist.
    pub fn parse(typed: &str) -> Result<Self, String> {
        let text = typed.trim();
        // What a spreadsheet adds to a day that has no time.
        let text = ["T00:00:00", " 00:00:00", " 0:00"].iter().find_map(|time| text.strip_suffix(time)).unwrap_or(text);
        // `31.03.2028 г.`, `31 март 2028 йил`
        let year = |word: &&str| {
            text.strip_suffix(*word).is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit() || c == ' '))
        };
        let word = ["года", "год", "г.", "г", "yil", "йил"].iter().find(|word| year(word));
        let text = word.and_then(|word| text.strip_suffix(*word)).map_or(text, str::trim_end);
        let canonical: Result<PartialDate, String> = text.parse();
        // Digits and hyphens can mean nothing else: what is wrong with them is said.
        if canonical.is_ok() || (text.len() >= 4 && text.chars().all(|c| c.is_ascii_digit() || c == '-')) {
            return canonical;
        }
        // 25.09.2019 and 09.2019: nobody writes the month first with points.
        if text.chars().all(|c| c.is_ascii_digit() || c == '.') {
            return match *text.split('.').collect::<Vec<_>>().as_slice() {
                [day, month, year] => day_of(number(year, 4)?, number(month, 2)?, number(day, 2)?),
                [month, year] => month_in(number(year, 4)?, number(month, 2)?),
                _ => Err(EXAMPLE.to_owned()),
            };
        }
        // 2019/09/25: whoever begins with the year goes on with the month.
        if let [year, month, day] = *text.split('/').collect::<Vec<_>>().as_slice()
            && year.len() == 4
        {
            return day_of(number(year, 4)?, number(month, 2)?, number(day, 2)?);
        }
        // 25-Sep-2019, September 25th, 2019.
        let spaced = text.replace([',', '-', '/'], " ");
        let month = |word: &str| month_number(word).ok_or_else(|| EXAMPLE.to_owned());
        match *spaced.split_whitespace().map(without_ordinal).collect::<Vec<_>>().as_slice() {
            [first, day, year] if month_number(first).is_some() => {
                day_of(number(year, 4)?, month(first)?, number(day, 2)?)
            }
            [day, name, year] => day_of(number(year, 4)?, month(name)?, number(day, 2)?),
            [name, year] => month_in(number(year, 4)?, month(name)?),
            _ => Err(EXAMPLE.to_owned()),
        }
    }

    /// Like [`PartialDate::parse`], but the day must be known.
    ///
    /// # Errors
    /// A sentence with an example.
    pub fn parse_day(typed: &str) -> Result<NaiveDate, String> {
        Self::parse(typed)?.day().ok_or_else(|| EXAMPLE.to_owned())
    }
}

impl From<NaiveDate> for PartialDate {
    fn from(date: NaiveDate) -> Self {
        PartialDate::Day(date)
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PartialDate::Day(date) => write!(f, "{date}"),
            PartialDate::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            PartialDate::Year(year) => write!(f, "{year:04}"),
        }
    }
}

impl FromStr for PartialDate {
    type Err = String;

    /// The canonical form only.
    fn from_str(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split('-').collect();
        match (parts.as_slice(), text.len()) {
            ([year, month, day], 10) => day_of(number(year, 4)?, number(month, 2)?, number(day, 2)?),
            ([year, month], 7) => month_in(number(year, 4)?, number(month, 2)?),
            ([year], 4) => plausible(number(year, 4)?).map(PartialDate::Year),
            _ => Err(EXAMPLE.to_owned()),
        }
    }
}

impl Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

fn plausible(year: i32) -> Result<i32, String> {
    if (1990..=2100).contains(&year) {
        return Ok(year);
    }
    Err("Check the year: it lies outside 1990 to 2100".to_owned())
}

/// Up to so many digits; a year has all four.
fn number<T: FromStr>(text: &str, digits: usize) -> Result<T, String> {
    let fits = if digits == 4 { text.len() == 4 } else { (1..=digits).contains(&text.len()) };
    let number = Some(text).filter(|text| fits && text.bytes().all(|byte| byte.is_ascii_digit()));
    number.and_then(|text| text.parse().ok()).ok_or_else(|| EXAMPLE.to_owned())
}

/// `25` of `25th`, and every other word as it is: August ends in the letters of `1st` as well.
fn without_ordinal(word: &str) -> &str {
    let number = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end));
    let is_day = |rest: &&str| (1..=2).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_digit());
    number.filter(is_day).unwrap_or(word)
}

fn month_in(year: i32, month: u32) -> Result<PartialDate, String> {
    if !(1..=12).contains(&month) {
        return Err(format!("There is no month {month}: enter one from 01 to 12"));
    }
    plausible(year).map(|year| PartialDate::Month(year, month))
}

fn day_of(year: i32, month: u32, day: u32) -> Result<PartialDate, String> {
    let year = plausible(year)?;
    if !(1..=12).contains(&month) {
        return Err(format!("There is no month {month}: enter the day first, as in 25.09.2019, or 25 Sep 2019"));
    }
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => Ok(PartialDate::Day(date)),
        None => {
            let last = (28..=31).rev().find(|last| NaiveDate::from_ymd_opt(year, month, *last).is_some()).unwrap_or(28);
            Err(format!("That day does not exist: {} {year} has {last} days", month_name(month)))
        }
    }
}

fn month_name(month: u32) -> &'static str {
    MONTHS.get(month.saturating_sub(1) as usize).copied().unwrap_or("?")
}

/// The month whose name begins so, in one of the languages; a beginning of two months is none.
fn month_number(word: &str) -> Option<u32> {
    const NAMES: [[&str; 4]; 12] = [
        ["january", "январь", "января", "yanvar"],
        ["february", "февраль", "февраля", "fevral"],
        ["march", "март", "марта", "mart"],
        ["april", "апрель", "апреля", "aprel"],
        ["may", "май", "мая", "may"],
        ["june", "июнь", "июня", "iyun"],
        ["july", "июль", "июля", "iyul"],
        ["august", "август", "августа", "avgust"],
        ["september", "сентябрь", "сентября", "sentabr"],
        ["october", "октябрь", "октября", "oktabr"],
        ["november", "ноябрь", "ноября", "noyabr"],
        ["december", "декабрь", "декабря", "dekabr"],
    ];
    let word = word.trim_end_matches('.').to_lowercase();
    if word.chars().count() < 3 {
        return None;
    }
    let mut meant = (1..=12).zip(NAMES).filter(|(_, names)| names.iter().any(|name| name.starts_with(&word)));
    match (meant.next(), meant.next()) {
        (Some((month, _)), None) => Some(month),
        _ => None,
    }
}

/// An instant of the system's clock: milliseconds since 1970 in UTC. Stored as an integer so that both databases compare
/// it alike; shown in Tashkent time (UTC+5, no daylight saving).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

const TASHKENT_SECONDS: i32 = 5 * 3600;

impl Timestamp {
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Timestamp(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// The last instant of this day in Tashkent.
    pub fn end_of_day(day: NaiveDate) -> Self {
        let days = day.signed_duration_since(NaiveDate::default()).num_days();
        Timestamp((days + 1) * 86_400_000 - i64::from(TASHKENT_SECONDS) * 1000 - 1)
    }

    /// The calendar day in Tashkent.
    pub fn day(self) -> NaiveDate {
        self.local().date_naive()
    }

    /// `25 Sep 2019, 14:05`, Tashkent time.
    pub fn words(self) -> String {
        format!("{}, {}", self.day_words(), self.time_words())
    }

    /// `14:05`, Tashkent time.
    pub fn time_words(self) -> String {
        self.local().format("%H:%M").to_string()
    }

    /// `25 Sep 2019`
    pub fn day_words(self) -> String {
        PartialDate::Day(self.day()).words()
    }

    /// RFC 3339 in UTC, for `<time datetime>`.
    pub fn rfc3339(self) -> String {
        self.utc().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    }

    fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    fn local(self) -> DateTime<FixedOffset> {
        match FixedOffset::east_opt(TASHKENT_SECONDS) {
            Some(offset) => self.utc().with_timezone(&offset),
            None => self.utc().fixed_offset(),
        }
    }
}

impl From<i64> for Timestamp {
    fn from(milliseconds: i64) -> Self {
        Timestamp(milliseconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_precision_that_is_known() {
        for (text, words, precision) in
            [("2019-09-25", "25 Sep 2019", "day"), ("2016-09", "Sep 2016", "month"), ("2018", "2018", "year")]
        {
            let date: PartialDate = text.parse().expect(text);
            assert_eq!((date.words().as_str(), date.precision(), date.to_string().as_str()), (words, precision, text));
        }
    }

    #[test]
    fn reads_what_people_type_and_refuses_what_is_ambiguous() {
        assert_eq!(PartialDate::parse("25 September 2019"), "2019-09-25".parse());
        assert_eq!(PartialDate::parse(" sep 2016 "), "2016-09".parse());
        for (typed, day) in [
            ("31.03.2028", "2028-03-31"),
            ("1.3.2028", "2028-03-01"),
            ("03.2028", "2028-03"),
            ("March 1, 2026", "2026-03-01"),
            ("August 21st, 2019", "2019-08-21"),
            ("21st August 2019", "2019-08-21"),
            ("September 25th, 2019", "2019-09-25"),
            ("3rd March 2019", "2019-03-03"),
            ("1 марта 2026", "2026-03-01"),
            ("1 марта 2026 г.", "2026-03-01"),
            ("31.03.2028г.", "2028-03-31"),
            ("2028 год", "2028"),
            ("5 avgust 2024", "2024-08-05"),
            ("2026-03-01T00:00:00", "2026-03-01"),
        ] {
            assert_eq!(PartialDate::parse(typed), day.parse(), "{typed}");
        }
        for (typed, words) in [
            ("29 Feb 2026", "That day does not exist: Feb 2026 has 28 days"),
            ("31.04.2026", "That day does not exist: Apr 2026 has 30 days"),
            ("2026-02-29", "That day does not exist: Feb 2026 has 28 days"),
            ("03.31.2028", "There is no month 31: enter the day first, as in 25.09.2019, or 25 Sep 2019"),
            ("2019-13", "There is no month 13: enter one from 01 to 12"),
            ("1 Mar 26", EXAMPLE),
            ("01/03/2026", EXAMPLE),
        ] {
            assert_eq!(PartialDate::parse(typed), Err(words.to_owned()), "{typed}");
        }
        for bad in [
            "09/25/19",
            "25.09.19",
            "1 iyu 2019",
            "1 3 2019",
            "31 Feb 2020",
            "2019-13",
            "2019-02-30",
            "yesterday",
            "",
            "0019-01-01",
            "25 xx 2019",
            "21st Aug 2019th",
        ] {
            assert!(PartialDate::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn sorts_by_its_start() {
        let mut dates: Vec<PartialDate> =
            ["2019-01-02", "2018", "2019-01"].iter().map(|d| d.parse().expect("date")).collect();
        dates.sort_by_key(|d| d.start());
        assert_eq!(dates.iter().map(ToString::to_string).collect::<Vec<_>>(), ["2018", "2019-01", "2019-01-02"]);
    }

    #[test]
    fn what_is_known_less_exactly_is_not_called_earlier() {
        let before = |a: &str, b: &str| a.parse::<PartialDate>().expect("date").surely_before(b.parse().expect("date"));
        assert!(before("2018", "2019-10") && before("2019-09", "2019-10-01") && before("2019-10-01", "2019-10-02"));
        assert!(!before("2019", "2019-10") && !before("2019-10", "2019") && !before("2019-10-02", "2019-10-02"));
        assert!(!before("2020", "2019-12-31"));
    }

    #[test]
    fn shows_tashkent_time() {
        assert_eq!(Timestamp(1_569_441_600_000).words(), "26 Sep 2019, 01:00");
    }
}
