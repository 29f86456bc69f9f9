//! Components, their phases, and milestones: dated achievements with evidence.

use crate::date::PartialDate;

mod entered;
pub use entered::{ComponentForm, Met, MetForm, MilestoneForm, NewComponent, NewMilestone, NewPhase, PhaseForm};

/// When a milestone was met, as far as it is known: on a date, or some time until it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetOn {
    pub date: PartialDate,
    /// The source only says that it had been met by then.
    pub by: bool,
}

impl MetOn {
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
}
