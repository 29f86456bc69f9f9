//! Period locks: what a person enters to lock a period and to ask for its reopening, and how long a reopening lasts.
//! Rules: aid systems and money, §7 cases 15 and 16.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    date::{PartialDate, Timestamp},
    error::{Checks, Refusal},
    rate::Decision,
};

/// The longest time for which a period is reopened: two weeks.
pub const MOST_HOURS: i64 = 336;

/// A period that is to be locked; both days are in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLock {
    /// `None`: all grants.
    pub grant_code: Option<String>,
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub reason: String,
}

/// The lock form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LockForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// Empty: all grants.
    pub grant: String,
    pub from_on: String,
    pub until_on: String,
    pub reason: String,
}

impl NewLock {
    /// # Errors
    /// Every field that cannot be accepted; a last day after `today` is one.
    pub fn parse(form: &LockForm, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let grant_code = checks.optional("grant", &form.grant);
        let from = checks.take("from_on", PartialDate::parse_day(&form.from_on));
        let until = checks.take("until_on", PartialDate::parse_day(&form.until_on));
        let reason = checks.required("reason", &form.reason, "Enter why the period is locked");
        if let Some((from, until)) = from.zip(until) {
            check_days(&mut checks, from, until, today);
        }
        checks.finish_some(from.zip(until).map(|(from, until)| NewLock { grant_code, from, until, reason }))
    }
}

/// Whether these days can be locked.
pub fn check_days(checks: &mut Checks, from: NaiveDate, until: NaiveDate, today: NaiveDate) {
    if until > today {
        let words = PartialDate::Day(today).words();
        checks.fail("until_on", format!("Only a period that is over can be locked: enter {words} or an earlier date"));
    } else if from > until {
        checks.fail("until_on", "The last day lies before the first one");
    }
}

/// What a person asks for to post into a locked period after all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReopening {
    /// From the approval on.
    pub hours: i64,
    pub reason: String,
}

/// The form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReopeningForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub period: String,
    pub hours: String,
    pub reason: String,
}

impl NewReopening {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &ReopeningForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let hours = checks.take("hours", hours(&form.hours));
        let reason = checks.required("reason", &form.reason, "Enter what has to be posted, and why it is late");
        checks.finish_some(hours.map(|hours| NewReopening { hours, reason }))
    }
}

fn hours(typed: &str) -> Result<i64, String> {
    crate::number::count(typed, 1..=MOST_HOURS).map_err(|_| format!("Enter whole hours from 1 to {MOST_HOURS}"))
}

/// Where a reopening stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reopening {
    /// Waits for a second person.
    Asked,
    OpenUntil(Timestamp),
    EndedAt(Timestamp),
    Rejected,
}

impl Reopening {
    /// `hours` run from the approval on; at their end the period is locked again.
    pub fn at(now: Timestamp, hours: i64, decided: Option<(Decision, Timestamp)>) -> Self {
        match decided {
            None => Self::Asked,
            Some((Decision::Rejected, _)) => Self::Rejected,
            Some((Decision::Approved, at)) => {
                let end = at.plus_seconds(hours * 3600);
                if end > now { Self::OpenUntil(end) } else { Self::EndedAt(end) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2020, 12, 1).expect("a date");

    fn typed() -> LockForm {
        LockForm {
            grant: "JP-2020".into(),
            from_on: "1 Jan 2020".into(),
            until_on: "30 Jun 2020".into(),
            reason: "Statement certified".into(),
            ..Default::default()
        }
    }

    fn mistakes<T: std::fmt::Debug>(parsed: Result<T, Refusal>) -> Vec<String> {
        let Err(Refusal::Invalid(errors)) = parsed else { panic!("{parsed:?}") };
        errors.into_iter().map(|e| e.field).collect()
    }

    #[test]
    fn a_period_that_is_over_can_be_locked() {
        let lock = NewLock::parse(&typed(), TODAY).expect("accepted");
        assert_eq!((lock.grant_code.as_deref(), lock.until.to_string().as_str()), (Some("JP-2020"), "2020-06-30"));
        assert_eq!(NewLock::parse(&LockForm { grant: " ".into(), ..typed() }, TODAY).expect("all").grant_code, None);
        assert!(
            NewLock::parse(&LockForm { until_on: "1 Dec 2020".into(), ..typed() }, TODAY).is_ok(),
            "today is over soon"
        );
        assert_eq!(
            mistakes(NewLock::parse(&LockForm { until_on: "2 Dec 2020".into(), ..typed() }, TODAY)),
            ["until_on"]
        );
        assert_eq!(
            mistakes(NewLock::parse(&LockForm { from_on: "1 Jul 2020".into(), ..typed() }, TODAY)),
            ["until_on"]
        );
        assert_eq!(mistakes(NewLock::parse(&LockForm::default(), TODAY)), ["from_on", "until_on", "reason"]);
        assert_eq!(mistakes(NewLock::parse(&LockForm { from_on: "Jan 2020".into(), ..typed() }, TODAY)), ["from_on"]);
    }

    #[test]
    fn a_reopening_lasts_hours() {
        let asked = |hours: &str| {
            NewReopening::parse(&ReopeningForm {
                hours: hours.into(),
                reason: "A late invoice".into(),
                ..Default::default()
            })
        };
        assert_eq!((asked("1").expect("one").hours, asked(" 336 ").expect("most").hours), (1, 336));
        for bad in ["0", "337", "-1", "1.5", "", "two"] {
            assert_eq!(mistakes(asked(bad)), ["hours"], "{bad}");
        }
        assert_eq!(mistakes(NewReopening::parse(&ReopeningForm::default())), ["hours", "reason"]);
    }

    #[test]
    fn it_ends_by_itself() {
        let approved = Some((Decision::Approved, Timestamp(1000)));
        let end = Timestamp(1000).plus_seconds(2 * 3600);
        let state = |now| Reopening::at(now, 2, approved);
        assert_eq!(state(Timestamp(end.0 - 1)), Reopening::OpenUntil(end));
        assert_eq!(state(end), Reopening::EndedAt(end));
        assert_eq!(Reopening::at(end, 2, None), Reopening::Asked);
        assert_eq!(Reopening::at(end, 2, Some((Decision::Rejected, end))), Reopening::Rejected);
    }
}
