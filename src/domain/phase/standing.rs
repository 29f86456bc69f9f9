//! Where a milestone stands on a day.

use chrono::{Days, NaiveDate};

use super::MetOn;
use crate::{code::words, date::PartialDate};

/// Of so many days before its date a milestone is said to be due soon.
pub const SOON: u64 = 60;

words! {
    /// How a milestone that was or was not met is told on a day.
    Standing {
        Met = "met", "met";
        /// All of its date has passed.
        Late = "late", "late";
        DueSoon = "due soon", "due soon";
        Open = "open", "not yet met";
    }
}

impl Standing {
    /// A date that is known to a month or a year has passed when all of it has; it comes near when it begins.
    pub fn of(met: Option<MetOn>, due: Option<PartialDate>, today: NaiveDate) -> Self {
        let soon = today.checked_add_days(Days::new(SOON)).unwrap_or(NaiveDate::MAX);
        match (met, due) {
            (Some(_), _) => Standing::Met,
            (None, Some(due)) if due.end() < today => Standing::Late,
            (None, Some(due)) if due.start() <= soon => Standing::DueSoon,
            (None, _) => Standing::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_milestone_is_late_when_all_of_its_date_has_passed() {
        let today: NaiveDate = "2020-06-01".parse().expect("a day");
        let of = |due: &str| Standing::of(None, due.parse().ok(), today);
        assert_eq!(["2020-05-31", "2020-05", "2019"].map(of), [Standing::Late; 3]);
        assert_eq!(["2020-06-01", "2020-07-31", "2020", "2020-06"].map(of), [Standing::DueSoon; 4]);
        assert_eq!(["2020-08-01", "2021", ""].map(of), [Standing::Open; 3]);
        let met = "2020-05".parse::<PartialDate>().ok().map(MetOn::from);
        assert_eq!(Standing::of(met, "2019".parse().ok(), today), Standing::Met);
    }
}
