//! What waits for staff: closed kinds, how urgent each is, and what can be said of one. What waits follows from the records
//! themselves; only who looks after it and until when it is put off is recorded here.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{
    code::words,
    date::PartialDate,
    error::{Checks, Refusal},
};

words! {
    /// What waits. The words stand in marks for ever; add, never rename.
    TaskKind {
        Money = "money", "Money events";
        Rate = "rate", "Rates";
        Reopening = "reopening", "Locked periods";
        Correction = "correction", "Corrections of receipts";
        Movement = "movement", "Returns, reassignments, write-offs";
        Scan = "scan", "Scans of signed acts";
        Sign = "sign", "Acts for my signature";
        Count = "count", "Agencies that count";
        Discrepancy = "discrepancy", "Discrepancies";
        Round = "round", "Rounds to send";
        Acts = "acts", "Acts to prepare";
        Act = "act", "Acts not signed";
        Milestone = "milestone", "Milestones";
        Warranty = "warranty", "Warranties";
        Question = "question", "Questions of donors";
        Paper = "paper", "Papers that expire";
        Service = "service", "Services due";
        Check = "check", "Checks that are late";
        Visit = "visit", "Visits to close";
        Finding = "finding", "Findings";
    }
}

words! {
    /// The most serious first.
    Urgency {
        Late = "late", "Late";
        Decision = "decision", "For you to decide";
        Next = "next", "Next steps";
    }
}

words! {
    /// What can be said of a task.
    MarkDeed {
        Assigned = "assigned", "Assigned";
        PutOff = "put off", "Put off";
        BroughtBack = "brought back", "Brought back";
        Reminded = "reminded", "Reminded";
    }
}

impl TaskKind {
    /// Its place among what is as urgent and as old.
    pub fn place(self) -> i64 {
        self as i64
    }
}

impl Urgency {
    pub fn place(self) -> i64 {
        self as i64
    }
}

/// So many days after the handover an agency that has not counted is late.
pub const PATIENCE: u64 = 14;

/// A warranty or a milestone is a task so many days before its day.
pub const SOON: u64 = crate::phase::SOON;

/// The days around today that decide what is a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Horizon {
    pub today: NaiveDate,
    /// What is due until then is due soon.
    pub soon: NaiveDate,
    /// What was handed over before then should have been counted.
    pub patient: NaiveDate,
}

impl Horizon {
    #[must_use]
    pub fn of(today: NaiveDate) -> Self {
        Horizon {
            today,
            soon: today.checked_add_days(Days::new(SOON)).unwrap_or(NaiveDate::MAX),
            patient: today.checked_sub_days(Days::new(PATIENCE)).unwrap_or(NaiveDate::MIN),
        }
    }
}

/// Which task, as an address and a form name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskId {
    pub kind: TaskKind,
    pub subject: String,
}

impl TaskId {
    /// # Errors
    /// There is no such kind: "not found".
    pub fn parse(kind: &str, subject: &str) -> Result<Self, Refusal> {
        let kind = kind.parse().map_err(|_| Refusal::NotFound)?;
        Ok(TaskId { kind, subject: subject.to_owned() })
    }
}

/// The form that names somebody.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AssignForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub kind: String,
    pub subject: String,
    pub assignee: String,
}

/// Whoever looks after it from now on. `None`: nobody in particular.
///
/// # Errors
/// Nobody of the list was chosen.
pub fn parse_assignee(typed: &str) -> Result<Option<i64>, Refusal> {
    if typed == "nobody" {
        return Ok(None);
    }
    typed.parse().map(Some).map_err(|_| Refusal::invalid("assignee", "Choose who looks after it"))
}

/// The form that puts a task off.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PutOffForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub kind: String,
    pub subject: String,
    pub until_on: String,
    pub reason: String,
}

/// Until when, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutOff {
    pub until: NaiveDate,
    pub reason: String,
}

/// Nothing is put off for longer than a year: whoever still waits then says so again.
const LONGEST: u64 = 366;

impl PutOff {
    /// # Errors
    /// Every field that cannot be accepted; a day that is not after today, or more than a year away, is one.
    pub fn parse(form: &PutOffForm, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let until = checks.take("until_on", PartialDate::parse_day(&form.until_on));
        if until.is_some_and(|until| until <= today) {
            checks.fail("until_on", "Enter a day after today: on that day it is back on the list");
        }
        if until.is_some_and(|until| today.checked_add_days(Days::new(LONGEST)).is_some_and(|last| until > last)) {
            checks.fail("until_on", "Enter a day within a year: what waits for longer is looked at again before");
        }
        let reason = checks.required("reason", &form.reason, "Say what it waits for");
        checks.finish_some(until.map(|until| PutOff { until, reason }))
    }
}

/// The form that needs nothing but the task: to bring it back, or to remind an agency.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TaskForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub kind: String,
    pub subject: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2021, 6, 1).expect("a date");

    fn form(until_on: &str, reason: &str) -> PutOffForm {
        PutOffForm { until_on: until_on.into(), reason: reason.into(), ..Default::default() }
    }

    #[test]
    fn a_task_is_put_off_to_a_later_day_and_with_a_reason() {
        let put_off = PutOff::parse(&form("15 Jun 2021", "The carrier answers by then"), TODAY).expect("accepted");
        assert_eq!((put_off.until.to_string().as_str(), put_off.reason.len()), ("2021-06-15", 27));
        for (until, reason, field) in [
            ("1 Jun 2021", "x", "until_on"),
            ("1 Jul 2023", "x", "until_on"),
            ("Jun 2021", "x", "until_on"),
            ("2 Jun 2021", " ", "reason"),
        ] {
            match PutOff::parse(&form(until, reason), TODAY) {
                Err(Refusal::Invalid(errors)) => {
                    assert_eq!(errors.iter().map(|e| e.field.as_str()).collect::<Vec<_>>(), [field], "{until}");
                }
                other => panic!("{until}: {other:?}"),
            }
        }
    }

    #[test]
    fn somebody_looks_after_it_or_nobody() {
        assert_eq!(parse_assignee("7"), Ok(Some(7)));
        assert_eq!(parse_assignee("nobody"), Ok(None));
        assert!(parse_assignee("").is_err());
    }

    #[test]
    fn the_horizon_reaches_two_months_ahead_and_two_weeks_back() {
        let horizon = Horizon::of(TODAY);
        assert_eq!((horizon.soon.to_string(), horizon.patient.to_string()), ("2021-07-31".into(), "2021-05-18".into()));
    }
}
