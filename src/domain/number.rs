//! Numbers as people write them: the one reader for amounts, rates, quantities, counts and percentages.
//!
//! A point is the decimal point. Thousands are separated by commas, spaces or apostrophes, each time by the same one, in
//! groups of three from the first to the last. A comma with other than three digits behind it is a decimal comma. What
//! could be read in two ways is refused with both of them. (Rejected: deciding by the locale of the file or of its other
//! rows: lists are put together from several.)

use std::{fmt, ops::RangeInclusive};

use crate::error::Checks;

/// A number, taken apart: digits only, without separators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digits {
    pub whole: String,
    /// Behind the point; empty without one.
    pub fraction: String,
    /// What separated its thousands.
    separator: Option<char>,
}

/// Why a text is not read as a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    Empty,
    /// It begins with a minus sign.
    Minus,
    /// Something that is neither a digit nor a separator.
    Letter(char),
    /// Separators alone.
    NoDigits(String),
    /// A single reading, with more digits after the point than there can be.
    TooFine(usize),
    /// The text, and what it can be read as.
    Unclear(String, String, String),
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unread::Empty => write!(f, "Enter a number"),
            Unread::Minus => write!(f, "Enter a number without a minus sign"),
            Unread::Letter(c) if crate::identity::is_invisible(*c) || c.is_control() => {
                write!(f, "Remove the invisible character U+{:04X}", u32::from(*c))
            }
            Unread::Letter(c) => write!(f, "Enter the number in digits; “{c}” is not one"),
            Unread::NoDigits(typed) => write!(f, "Enter the number in digits; “{typed}” has none"),
            Unread::TooFine(places) => write!(f, "This has {places} digits after the point, too many"),
            Unread::Unclear(typed, one, other) if one == other => write!(f, "“{typed}” is no number: write {one}"),
            Unread::Unclear(typed, one, other) => {
                write!(f, "“{typed}” can be {one} or {other}: write {one} or {other}")
            }
        }
    }
}

impl Digits {
    /// Reads a number that can have up to `places` digits after the point.
    ///
    /// # Errors
    /// Why it is not read: see [`Unread`].
    pub fn read(typed: &str, places: u32) -> Result<Self, Unread> {
        let text = plain(typed);
        if text.is_empty() {
            return Err(Unread::Empty);
        }
        if text.starts_with(['-', '−', '–']) {
            return Err(Unread::Minus);
        }
        if let Some(letter) = text.chars().find(|c| !c.is_ascii_digit() && !is_separator(*c)) {
            return Err(Unread::Letter(letter));
        }
        if !text.contains(|c: char| c.is_ascii_digit()) {
            return Err(Unread::NoDigits(text));
        }
        let whole = grouped(&text);
        if ends_in_three(&text, ',') && (whole.is_none() || places >= 3) {
            return Err(unclear(&text));
        }
        match (whole, decimal(&text)) {
            (Some(_), Some(_)) if ends_in_three(&text, '.') && places < 3 => Err(unclear(&text)),
            (_, Some(read)) if read.is_within(places) && text.contains('.') => Ok(read),
            (Some(read), _) if !text.contains('.') => Ok(read),
            (_, Some(read)) if read.is_within(places) => Ok(read),
            (_, Some(read)) if text.contains('.') => Err(Unread::TooFine(read.fraction.len())),
            _ => Err(unclear(&text)),
        }
    }

    fn is_within(&self, places: u32) -> bool {
        self.fraction.len() <= places as usize
    }
}

/// A whole number in the range: pieces, people, hours. `5,000` is refused: lists print five pieces so as well.
///
/// # Errors
/// A sentence: what it could be, or what is asked for.
pub fn count(typed: &str, range: RangeInclusive<i64>) -> Result<i64, String> {
    let asked = || {
        let group = |n: i64| crate::money::group_thousands(n.unsigned_abs());
        format!("Enter a whole number from {} to {}", group(*range.start()), group(*range.end()))
    };
    let read = match Digits::read(typed, 2) {
        Ok(read) if read.separator == Some(',') && read.whole.len() <= 6 => {
            return Err(unclear(&plain(typed)).to_string());
        }
        Ok(read) => read,
        Err(unclear @ Unread::Unclear(..)) => return Err(unclear.to_string()),
        Err(_) => return Err(asked()),
    };
    let number = read.whole.parse::<i64>().ok().filter(|n| range.contains(n));
    number.filter(|_| read.fraction.bytes().all(|digit| digit == b'0')).ok_or_else(asked)
}

/// The same in a field that may be empty; `None` as well after a mistake, which is noted under it.
pub(crate) fn optional_count(checks: &mut Checks, field: &str, typed: &str, range: RangeInclusive<i64>) -> Option<i64> {
    if typed.trim().is_empty() {
        return None;
    }
    checks.take(field, count(typed, range))
}

/// Full-width digits and separators as usual ones, every kind of space as one, every apostrophe as one.
fn plain(typed: &str) -> String {
    let usual = crate::identity::half_width(typed);
    let mut text = String::with_capacity(usual.len());
    for c in usual.trim_matches(|c: char| c.is_whitespace() || crate::identity::is_invisible(c)).chars() {
        match c {
            c if c.is_whitespace() => {
                if !text.ends_with(' ') {
                    text.push(' ');
                }
            }
            '’' | 'ʼ' | '‘' => text.push('\''),
            other => text.push(other),
        }
    }
    text
}

/// A single separator with three digits behind it: thousands and decimals look alike.
fn ends_in_three(text: &str, separator: char) -> bool {
    let single = text.matches(is_separator).count() == 1;
    single && text.split_once(separator).is_some_and(|(_, after)| after.len() == 3)
}

fn is_separator(c: char) -> bool {
    matches!(c, '.' | ',' | ' ' | '\'')
}

/// Read as a whole number: no separator at all, or groups of three behind a first one that begins with no zero.
fn grouped(text: &str) -> Option<Digits> {
    let separator = text.chars().find(|c| is_separator(*c));
    let Some(sign) = separator else {
        return Some(Digits { whole: text.to_owned(), fraction: String::new(), separator });
    };
    let groups: Vec<&str> = text.split(sign).collect();
    let digits = |group: &&str| group.bytes().all(|byte| byte.is_ascii_digit());
    let first = (1..=3).contains(&groups[0].len()) && !groups[0].starts_with('0');
    let sound = first && groups.iter().all(digits) && groups[1..].iter().all(|group| group.len() == 3);
    sound.then(|| Digits { whole: groups.concat(), fraction: String::new(), separator })
}

/// Read with a decimal point or comma: the last separator, if it stands there once and what is before it is a whole number
/// that is separated by something else. A point can be the first character or the last one, a comma cannot.
fn decimal(text: &str) -> Option<Digits> {
    let at = text.rfind(['.', ','])?;
    let (before, point, after) = (&text[..at], &text[at..=at], &text[at + 1..]);
    if before.contains(point) || after.contains(is_separator) {
        return None;
    }
    let comma = point == ",";
    // `1.234,56` is written by people who separate thousands with points; then `1.234` would be theirs too.
    if comma && (before.is_empty() || after.is_empty() || before.contains('.')) {
        return None;
    }
    let whole = if before.is_empty() {
        Some(Digits { whole: "0".into(), fraction: String::new(), separator: None })
    } else {
        grouped(before)
    };
    whole.map(|read| Digits { fraction: after.to_owned(), ..read })
}

/// Both readings: every separator out, and the last one as a point.
fn unclear(text: &str) -> Unread {
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).collect::<String>();
    let whole = |part: &str| match digits(part).trim_start_matches('0') {
        "" => "0".to_owned(),
        number => number.to_owned(),
    };
    let at = text.rfind(is_separator).unwrap_or(0);
    let point = format!("{}.{}", whole(&text[..at]), digits(&text[at..]));
    Unread::Unclear(text.to_owned(), whole(text), point.trim_end_matches('.').to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(typed: &str, places: u32) -> String {
        match Digits::read(typed, places) {
            Ok(Digits { whole, fraction, .. }) if fraction.is_empty() => whole,
            Ok(Digits { whole, fraction, .. }) => format!("{whole}.{fraction}"),
            Err(unread) => unread.to_string(),
        }
    }

    #[test]
    fn what_has_one_reading_is_read() {
        for (typed, places, number) in [
            ("743 000 000", 0, "743000000"),
            ("743\u{a0}000\u{202f}000", 0, "743000000"),
            ("7,110,047.85", 2, "7110047.85"),
            ("1’234.50", 2, "1234.50"),
            ("12 500,50", 2, "12500.50"),
            ("24500,5", 2, "24500.5"),
            ("1,234", 2, "1234"),
            ("0.925", 8, "0.925"),
            ("104,50", 8, "104.50"),
            ("12,850.25", 8, "12850.25"),
            (".5", 2, "0.5"),
            ("１２３", 2, "123"),
            ("\u{202a}40\u{202c}", 0, "40"),
            ("0", 0, "0"),
        ] {
            assert_eq!(read(typed, places), number, "{typed}");
        }
    }

    #[test]
    fn what_would_be_guessed_is_refused_with_its_readings() {
        for (typed, places, one, other) in [
            ("0,925", 8, "925", "0.925"),
            ("0,925", 2, "925", "0.925"),
            ("12850,250", 8, "12850250", "12850.250"),
            (",500", 8, "500", "0.500"),
            ("104,500", 8, "104500", "104.500"),
            ("1 2 3", 8, "123", "12.3"),
            ("1 5", 2, "15", "1.5"),
            ("10 5", 8, "105", "10.5"),
            ("12 34,5", 2, "12345", "1234.5"),
            ("12 34 567", 2, "1234567", "1234.567"),
            ("1.000", 2, "1000", "1.000"),
            ("1.000", 0, "1000", "1.000"),
            ("1.234,56", 2, "123456", "1234.56"),
            ("12.850,25", 8, "1285025", "12850.25"),
            ("1,5", 0, "15", "1.5"),
            ("1.2.3", 8, "123", "12.3"),
            ("1,000 000", 2, "1000000", "1000.000"),
        ] {
            let words = format!("“{typed}” can be {one} or {other}: write {one} or {other}");
            assert_eq!(read(typed, places), words, "{typed}");
        }
        assert_eq!(read(".", 2), "Enter the number in digits; “.” has none");
        assert_eq!(read("1\u{200b}5", 2), "Remove the invisible character U+200B");
        assert_eq!(Digits::read("1000.005", 2), Err(Unread::TooFine(3)));
        assert_eq!(Digits::read("-5", 2), Err(Unread::Minus));
        assert_eq!(Digits::read("٣٤٥", 2), Err(Unread::Letter('٣')));
    }

    #[test]
    fn a_count_is_whole_and_never_one_of_two() {
        for (typed, number) in
            [("40", 40), ("40.0", 40), ("40,00", 40), ("1 000", 1_000), ("1,000,000", 1_000_000), ("４０", 40)]
        {
            assert_eq!(count(typed, 1..=1_000_000), Ok(number), "{typed}");
        }
        for (typed, words) in [
            ("5,000", "“5,000” can be 5000 or 5.000"),
            ("1.000", "“1.000” can be 1000 or 1.000"),
            ("1 5", "“1 5” can be 15 or 1.5"),
            ("1.5", "Enter a whole number from 1 to 1,000,000"),
            ("0", "Enter a whole number from 1"),
            ("-3", "Enter a whole number from 1"),
            ("40 pcs", "Enter a whole number from 1"),
            ("99999999999", "Enter a whole number from 1"),
            ("", "Enter a whole number from 1"),
        ] {
            let refused = count(typed, 1..=1_000_000).expect_err(typed);
            assert!(refused.starts_with(words), "{typed}: {refused}");
        }
    }

    /// Every way to write a number: the thousands with one of the separators or without, a point or a comma.
    fn written(whole: &str, fraction: &str) -> Vec<String> {
        let grouped = |separator: &str| {
            let digits: Vec<char> = whole.chars().collect();
            let first = digits.len() % 3;
            let groups =
                [&digits[..first]].into_iter().chain(digits[first..].chunks(3)).filter(|group| !group.is_empty());
            groups.map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(separator)
        };
        let mut all = Vec::new();
        for separator in ["", ",", " ", "'", "."] {
            match fraction {
                "" if separator == "." => {}
                "" => all.push(grouped(separator)),
                _ => all.extend(
                    [".", ","]
                        .iter()
                        .filter(|point| **point != separator)
                        .map(|point| format!("{}{point}{fraction}", grouped(separator))),
                ),
            }
        }
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_096, failure_persistence: None, ..Default::default() })]

        /// Whatever is read is what was written; whatever could have been written for two numbers is not read.
        #[test]
        fn no_number_is_read_as_another(whole in 0_u64..99_999_999, fraction in "[0-9]{0,4}", way in 0_usize..10, places in 0_u32..9) {
            let fraction = fraction[..fraction.len().min(places as usize)].to_owned();
            let whole = whole.to_string();
            let ways = written(&whole, &fraction);
            let typed = &ways[way % ways.len()];
            if let Ok(read) = Digits::read(typed, places) {
                prop_assert_eq!((read.whole, read.fraction), (whole, fraction.clone()), "{}", typed);
            }
        }

        /// Whatever people type: what is read is one of the ways to write that number.
        #[test]
        fn nothing_odd_is_read(typed in "[0-9., ']{1,12}", places in 0_u32..9) {
            if let Ok(read) = Digits::read(&typed, places) {
                let (whole, typed) = (read.whole.trim_start_matches('0'), plain(&typed));
                let typed = typed.trim_start_matches('0').trim_end_matches('.');
                let all = written(whole, &read.fraction);
                let all: Vec<&str> = all.iter().map(|way| way.trim_end_matches('.')).collect();
                prop_assert!(all.contains(&typed), "{} is no way to write {}", typed, read.whole);
                prop_assert!(read.fraction.len() <= places as usize);
            }
        }
    }
}
