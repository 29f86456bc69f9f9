//! Components, their phases, and milestones: dated achievements with evidence.

use chrono::NaiveDate;

use crate::date::PartialDate;

mod counted;
mod entered;
mod not_met;
mod part;
mod standing;
pub use counted::{Counted, Counts};
pub use entered::{
    ComponentForm, Met, MetForm, MilestoneForm, NewComponent, NewMilestone, NewPhase, PhaseForm, Progress, ProgressForm,
};
pub use not_met::{NotMet, NotMetForm};
pub use part::{NewPart, PartForm, Who};
pub use standing::{SOON, Standing};

/// When a milestone was met, as far as it is known: on a date, or some time until it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetOn {
    pub date: PartialDate,
    /// The source only says that it had been met by then.
    pub by: bool,
}

impl From<PartialDate> for MetOn {
    fn from(date: PartialDate) -> Self {
        MetOn { date, by: false }
    }
}

impl MetOn {
    /// The first day on which it is known to be so, for comparing: what had happened by 2020 is known at its end.
    pub fn known_from(self) -> NaiveDate {
        if self.by { self.date.end() } else { self.date.start() }
    }

    /// For a sentence: `on 25 Sep 2019`, `in Sep 2019`, `by 25 Sep 2019`.
    pub fn when(self) -> String {
        match (self.by, self.date) {
            (true, _) => self.words(),
            (false, PartialDate::Day(_)) => format!("on {}", self.words()),
            (false, _) => format!("in {}", self.words()),
        }
    }

    /// `25 Sep 2019`, `by 25 Sep 2019`, `by the end of 2016`.
    pub fn words(self) -> String {
        match (self.by, self.date) {
            (false, date) => date.words(),
            (true, date @ PartialDate::Day(_)) => format!("by {}", date.words()),
            (true, date) => format!("by the end of {}", date.words()),
        }
    }
}

/// `Phase I`, `Phase II`. Roman up to ten, as the programme prints them.
pub fn phase_label(number: i64) -> String {
    const ROMAN: [&str; 10] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"];
    let roman = usize::try_from(number - 1).ok().and_then(|i| ROMAN.get(i));
    roman.map_or_else(|| format!("Phase {number}"), |r| format!("Phase {r}"))
}

/// `IMT Phase II`, from the code of the component and the number of the phase; `None` where either is not there.
pub fn phase_of(component: Option<String>, number: Option<i64>) -> Option<String> {
    component.zip(number).map(|(code, number)| format!("{code} {}", phase_label(number)))
}

/// When a phase ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    pub from: Option<PartialDate>,
    pub until: Option<PartialDate>,
}

impl Span {
    /// The actual dates where there are any, else the planned ones: a phase that runs on has no end, whatever was planned.
    pub fn of(actual: Self, planned: Self) -> Self {
        if actual == Self::default() { planned } else { actual }
    }

    /// Does the day lie in it? Both ends count, as far as they are known: a phase until 2019 contains all of 2019. Of a
    /// phase without dates nothing is known.
    pub fn contains(self, day: PartialDate) -> bool {
        self != Self::default()
            && self.from.is_none_or(|from| !day.surely_before(from))
            && self.until.is_none_or(|until| !until.surely_before(day))
    }
}

/// `12 of 13`, or only the target while nothing has been reached.
pub fn progress(target: Option<i64>, actual: Option<i64>) -> Option<String> {
    match (target, actual) {
        (Some(target), Some(actual)) => Some(format!("{actual} of {target}")),
        (Some(target), None) => Some(format!("target {target}")),
        (None, Some(actual)) => Some(actual.to_string()),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_lies_in_the_phase_that_ran_then() {
        let date = |text: &str| text.parse::<PartialDate>().ok();
        let span = |from, until| Span { from: date(from), until: date(until) };
        let contains = |span: Span, day: &str| span.contains(date(day).expect("day"));
        let first = span("2016-10-20", "2019");
        assert!(contains(first, "2016-10-20") && contains(first, "2019-12-31"));
        assert!(!contains(first, "2016-10-19") && !contains(first, "2020-01-01"));
        assert!(contains(span("2020", ""), "2026-11-22") && contains(span("", "2018"), "1999-01-01"));
        assert!(!contains(span("", ""), "2019-12-11"), "a phase without dates contains nothing");
        assert_eq!(Span::of(span("", ""), first), first);
        assert_eq!(Span::of(span("2020-02-27", ""), span("2020-01", "2020-12")), span("2020-02-27", ""));
    }

    #[test]
    fn says_only_what_the_source_knows() {
        let words = |date: &str, by| MetOn { date: date.parse().expect("date"), by }.words();
        assert_eq!(words("2016-10-20", false), "20 Oct 2016");
        assert_eq!(words("2019-09-25", true), "by 25 Sep 2019");
        assert_eq!(words("2016", true), "by the end of 2016");
        let when = |date: &str, by| MetOn { date: date.parse().expect("date"), by }.when();
        assert_eq!(when("2019-09-25", false), "on 25 Sep 2019");
        assert_eq!(when("2018", false), "in 2018");
        assert_eq!(when("2016", true), "by the end of 2016");
        assert_eq!(phase_label(2), "Phase II");
    }

    #[test]
    fn what_had_happened_by_a_year_is_known_at_its_end() {
        for (date, on, by) in [
            ("2020", "2020-01-01", "2020-12-31"),
            ("2016-12", "2016-12-01", "2016-12-31"),
            ("2020-02", "2020-02-01", "2020-02-29"),
            ("2019-09-25", "2019-09-25", "2019-09-25"),
        ] {
            let date: PartialDate = date.parse().expect("a date");
            assert_eq!(MetOn::from(date).known_from().to_string(), on);
            assert_eq!(MetOn { date, by: true }.known_from().to_string(), by);
        }
    }
}
