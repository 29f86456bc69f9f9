//! What came of an activity: half a year later somebody asks.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{ActivityState, count};
use crate::{
    date::PartialDate,
    error::{Checks, Refusal},
};

/// So long after its last day.
const AFTER: Months = Months::new(6);

/// The day by which somebody asks what came of it, counted from the last one that its last day can be; `None`: it was not held, or nobody knows when.
pub fn due(state: ActivityState, starts_on: Option<PartialDate>, ends_on: Option<PartialDate>) -> Option<NaiveDate> {
    let last = ends_on.or(starts_on).filter(|_| state == ActivityState::Held)?;
    last.end().checked_add_months(AFTER)
}

/// What somebody found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFollowUp {
    pub done_on: PartialDate,
    /// How many persons were asked, and how many of them use what they learned; `None`: not recorded.
    pub asked: Option<i64>,
    pub applying: Option<i64>,
    pub finding: String,
}

/// The form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FollowUpForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub code: String,
    pub version: String,
    pub done_on: String,
    pub asked: String,
    pub applying: String,
    pub finding: String,
}

impl NewFollowUp {
    /// # Errors
    /// Every field that cannot be accepted: among them more persons who use it than were asked.
    pub fn parse(form: &FollowUpForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let done_on = checks.take("done_on", PartialDate::parse(&form.done_on));
        let asked = count(&mut checks, "asked", &form.asked);
        let applying = count(&mut checks, "applying", &form.applying);
        if let (Some(asked), Some(applying)) = (asked, applying)
            && applying > asked
        {
            checks.fail("applying", format!("{asked} were asked"));
        }
        let finding = checks.long_text("finding", &form.finding, 2_000);
        if finding.is_empty() && !checks.failed("finding") {
            checks.fail("finding", "Say what was found");
        }
        checks.finish_some(done_on.map(|done_on| NewFollowUp { done_on, asked, applying, finding }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_year_after_the_last_day_that_it_can_have_been() {
        let held = |start: &str, end: &str| {
            due(ActivityState::Held, start.parse().ok(), end.parse().ok()).map(|d| d.to_string())
        };
        assert_eq!(held("2019-04-15", "2019-04-17").as_deref(), Some("2019-10-17"));
        assert_eq!(held("2016-09", "").as_deref(), Some("2017-03-30"));
        assert_eq!(held("2019-08-31", "").as_deref(), Some("2020-02-29"));
        assert_eq!(held("2018", "").as_deref(), Some("2019-06-30"));
        assert_eq!(held("", ""), None);
        assert_eq!(due(ActivityState::Cancelled, "2018".parse().ok(), None), None);
    }

    #[test]
    fn no_more_use_it_than_were_asked() {
        let form = FollowUpForm {
            done_on: "Mar 2017".into(),
            asked: "12".into(),
            applying: "13".into(),
            finding: "Most use the kit".into(),
            ..Default::default()
        };
        let Err(Refusal::Invalid(errors)) = NewFollowUp::parse(&form) else { panic!("accepted") };
        assert_eq!((errors[0].field.as_str(), errors[0].message.as_str()), ("applying", "12 were asked"));
        assert!(NewFollowUp::parse(&FollowUpForm { applying: "9".into(), ..form.clone() }).is_ok());
        assert!(NewFollowUp::parse(&FollowUpForm { finding: " ".into(), applying: String::new(), ..form }).is_err());
    }
}
