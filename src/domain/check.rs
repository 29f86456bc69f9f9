//! Checks of things where they stand: how each was made, when the next one is due, and what is asked with it.

use std::fmt;

use chrono::{Months, NaiveDate};

use crate::{code::words, date::PartialDate, error::Checks};

words! {
    /// How somebody came to know that a thing is there.
    Method {
        Seen = "seen", "Seen where it stands";
        Photo = "photo", "On a photo of that day";
        Call = "call", "Said on the telephone";
        Declaration = "declaration", "Declared by the agency";
    }
}

impl Method {
    /// Whether the next check is counted from this one. What is only said is told to whoever reads it, and sees nothing.
    #[must_use]
    pub fn renews(self) -> bool {
        matches!(self, Method::Seen | Method::Photo)
    }
}

/// More months than anybody waits for a check.
pub const MOST_MONTHS: i64 = 120;

/// After how many months a thing is checked for the first time, and after how many again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tier {
    pub first: i64,
    pub every: i64,
}

impl Tier {
    /// The stricter of what two ask for.
    #[must_use]
    pub fn and(self, other: Tier) -> Tier {
        Tier { first: self.first.min(other.first), every: self.every.min(other.every) }
    }

    /// The day on which the next check is due: after the newest one that renews it, or after the receipt. A date that is not known to
    /// the day counts from its first day, so that nothing is due later than it should be.
    #[must_use]
    pub fn due(self, received: PartialDate, checked: Option<PartialDate>) -> NaiveDate {
        match checked {
            Some(day) => later(day.start(), self.every),
            None => later(received.start(), self.first),
        }
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first != self.every {
            write!(f, "first after {}, then ", months(self.first))?;
        }
        write!(f, "every {}", months(self.every))
    }
}

fn months(number: i64) -> String {
    if number == 1 { "month".to_owned() } else { format!("{number} months") }
}

/// So many months later; of a month that is shorter its last day.
fn later(day: NaiveDate, months: i64) -> NaiveDate {
    let months = Months::new(u32::try_from(months).unwrap_or(0));
    day.checked_add_months(months).unwrap_or(NaiveDate::MAX)
}

/// What is asked of each thing that is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub words: String,
    /// It asks for a value; otherwise for yes, no or "not applicable".
    pub value: bool,
}

words! {
    /// An answer to a question that asks for no value.
    Reply {
        Yes = "yes", "Yes";
        No = "no", "No";
        NotApplicable = "not applicable", "Not applicable";
    }
}

/// A checklist is short, or nobody fills it in.
pub const MOST_QUESTIONS: usize = 12;

/// Questions, one a line; one that ends with `=` asks for a value.
#[must_use]
pub fn questions(lines: &str) -> Vec<Question> {
    let question = |line: &str| match line.strip_suffix('=') {
        Some(words) => Question { words: words.trim().to_owned(), value: true },
        None => Question { words: line.to_owned(), value: false },
    };
    lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(question).collect()
}

/// The same as typed into a form.
pub fn parse_questions(checks: &mut Checks, field: &str, typed: &str) -> Option<String> {
    let text = checks.long_text(field, typed, 2_000);
    let asked = questions(&text);
    if asked.len() > MOST_QUESTIONS {
        checks.fail(field, format!("Ask at most {MOST_QUESTIONS} questions; there are {}", asked.len()));
    }
    for (place, question) in asked.iter().enumerate() {
        if question.words.is_empty() {
            checks.fail(field, "A line that ends with “=” says before it which value is asked for");
        }
        if asked[..place].iter().any(|other| other.words == question.words) {
            checks.fail(field, format!("“{}” stands there twice: remove one", question.words));
        }
    }
    let lines: Vec<String> = asked.iter().map(|q| format!("{}{}", q.words, if q.value { " =" } else { "" })).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Chooses so many of these by a seed: the same seed always chooses the same ones, whoever asks, on whichever machine. They keep
/// their order.
#[must_use]
pub fn draw<T: Clone>(from: &[T], size: usize, seed: i64) -> Vec<T> {
    let mut state = u64::from_le_bytes(seed.to_le_bytes());
    let mut places: Vec<usize> = (0..from.len()).collect();
    let size = size.min(from.len());
    // Fisher–Yates from the front: the first `size` places are the sample.
    for place in 0..size {
        let left = u64::try_from(from.len() - place).unwrap_or(1);
        let other = place + usize::try_from(next(&mut state) % left).unwrap_or(0);
        places.swap(place, other);
    }
    places.truncate(size);
    places.sort_unstable();
    places.into_iter().filter_map(|place| from.get(place).cloned()).collect()
}

/// A small generator (splitmix64), written out here so that no library changes what a seed means.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_check_is_due_after_the_receipt_and_then_after_each_check() {
        let tier = Tier { first: 6, every: 12 };
        let due = |received, checked: Option<&str>| tier.due(date(received), checked.map(date)).to_string();
        assert_eq!(due("2019-12-11", None), "2020-06-11");
        assert_eq!(due("2019-12-11", Some("2020-05-02")), "2021-05-02");
        assert_eq!(due("2019-08-31", None), "2020-02-29", "a shorter month has its last day");
        assert_eq!(due("2018", None), "2018-07-01", "not later than it should be");
        assert_eq!(due("2018-03", Some("2019")), "2020-01-01");
        assert_eq!(tier.and(Tier { first: 12, every: 6 }), Tier { first: 6, every: 6 });
        assert_eq!(tier.to_string(), "first after 6 months, then every 12 months");
        assert_eq!(Tier { first: 1, every: 1 }.to_string(), "every month");
        assert!(Method::Photo.renews() && !Method::Declaration.renews());
    }

    #[test]
    fn a_checklist_is_a_line_each() {
        let read = |typed: &str| {
            let mut checks = Checks::default();
            let lines = parse_questions(&mut checks, "questions", typed);
            checks.finish(lines)
        };
        assert_eq!(
            read(" Tyres in order?\n\nHours on the meter=\n"),
            Ok(Some("Tyres in order?\nHours on the meter =".into()))
        );
        assert_eq!(read("  "), Ok(None));
        assert!(read("=").is_err() && read("Lights?\nLights?").is_err() && read(&"a?\n".repeat(13)).is_err());
        let asked = questions("Lights?\nHours =");
        assert_eq!(
            asked.iter().map(|q| (q.words.as_str(), q.value)).collect::<Vec<_>>(),
            [("Lights?", false), ("Hours", true)]
        );
    }

    #[test]
    fn a_sample_follows_from_its_seed() {
        let all: Vec<u32> = (0..1_000).collect();
        let drawn = draw(&all, 200, 42);
        assert_eq!(drawn, draw(&all, 200, 42));
        assert_ne!(drawn, draw(&all, 200, 43));
        assert!(drawn.len() == 200 && drawn.windows(2).all(|pair| pair[0] < pair[1]), "each once, in order");
        assert_eq!(draw(&all[..3], 9, 1), [0, 1, 2]);
        assert_eq!(draw(&all, 5, 7), [212, 487, 720, 727, 842], "what a seed means never changes");
        let mut counts = [0_usize; 10];
        for seed in 0..2_000 {
            for drawn in draw(&all[..10], 3, seed) {
                counts[drawn as usize] += 1;
            }
        }
        assert!(counts.iter().all(|count| (500..700).contains(count)), "{counts:?}");
    }
}
