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

    /// Reads what a person typed: the canonical form, or `25 Sep 2019`, `Sep 2016`, `2018`. `09/25/19` is refused: it
    /// means different days in different countries.
    ///
    /// # Errors
    /// A sentence with an example.
    pub fn parse(typed: &str) -> Result<Self, String> {
        let text = typed.trim();
        let canonical: Result<PartialDate, String> = text.parse();
        // Digits and hyphens can mean nothing else: what is wrong with them is said.
        if canonical.is_ok() || (text.len() >= 4 && text.chars().all(|c| c.is_ascii_digit() || c == '-')) {
            return canonical;
        }
        let parts: Vec<&str> = text.split_whitespace().collect();
        let parsed = match parts.as_slice() {
            [day, month, year] => month_number(month)
                .zip(day.parse().ok())
                .zip(year.parse().ok())
                .and_then(|((month, day), year)| NaiveDate::from_ymd_opt(year, month, day))
                .map(PartialDate::Day),
            [month, year] => {
                month_number(month).zip(year.parse().ok()).map(|(month, year)| PartialDate::Month(year, month))
            }
            _ => None,
        };
        parsed.filter(|d| plausible(d.start().year())).ok_or_else(|| EXAMPLE.to_owned())
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
        let bad = || EXAMPLE.to_owned();
        if !text.chars().all(|c| c.is_ascii_digit() || c == '-') {
            return Err(bad());
        }
        let parts: Vec<&str> = text.split('-').collect();
        let date = match (parts.as_slice(), text.len()) {
            ([_, _, _], 10) => text.parse().map(PartialDate::Day).map_err(|_| bad())?,
            ([year, month], 7) => {
                PartialDate::Month(year.parse().map_err(|_| bad())?, month.parse().map_err(|_| bad())?)
            }
            ([year], 4) => PartialDate::Year(year.parse().map_err(|_| bad())?),
            _ => return Err(bad()),
        };
        match date {
            PartialDate::Month(_, month) if !(1..=12).contains(&month) => Err(bad()),
            _ if !plausible(date.start().year()) => Err("Check the year: it lies outside 1990 to 2100".to_owned()),
            _ => Ok(date),
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

fn plausible(year: i32) -> bool {
    (1990..=2100).contains(&year)
}

fn month_name(month: u32) -> &'static str {
    MONTHS.get(month.saturating_sub(1) as usize).copied().unwrap_or("?")
}

fn month_number(word: &str) -> Option<u32> {
    let word = word.to_ascii_lowercase();
    let full = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if word.len() < 3 {
        return None;
    }
    (1..=12).zip(full).find(|(_, name)| name.starts_with(word.trim_end_matches('.'))).map(|(number, _)| number)
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
        for bad in [
            "09/25/19",
            "25.09.2019",
            "31 Feb 2020",
            "2019-13",
            "2019-02-30",
            "yesterday",
            "",
            "0019-01-01",
            "25 xx 2019",
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
