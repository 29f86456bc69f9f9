//! Verifications: a dated check that an item is there, in use, in what condition.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    check::Method,
    code::words,
    date::PartialDate,
    error::{Checks, Refusal},
    item::Condition,
    number::count,
};

words! {
    /// What was found where the item should be.
    Finding {
        InUse = "in use", "In use";
        InStore = "in store", "In store, not in use";
        NotSeen = "not seen", "Not seen";
    }
}

/// A check that a person records; parsed once, here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVerification {
    pub checked_on: PartialDate,
    pub finding: Finding,
    /// How many of the item were seen: all of a single thing, any part of a lot, none when it was not seen.
    pub seen: i64,
    /// Of what was seen.
    pub condition: Option<Condition>,
    /// How somebody came to know it.
    pub method: Method,
    /// The donor's embassy took part.
    pub joint: bool,
    /// Internal: for staff and administrators.
    pub note: Option<String>,
}

/// The form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VerificationForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub item: String,
    pub checked_on: String,
    pub finding: String,
    /// Empty: all of them.
    pub seen: String,
    pub condition: String,
    /// Empty: seen where it stands.
    pub method: String,
    pub joint: String,
    pub note: String,
}

impl NewVerification {
    /// `quantity` is how many the item has.
    ///
    /// # Errors
    /// Every field that cannot be accepted; a check after `today` is one.
    pub fn parse(form: &VerificationForm, quantity: i64, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let checked_on = checks.take("checked_on", PartialDate::parse(&form.checked_on));
        if checked_on.is_some_and(|date| date.start() > today) {
            checks.fail("checked_on", "The check lies in the future: enter the day on which it was made");
        }
        let finding = checks.take("finding", form.finding.parse::<Finding>().map_err(|_| "Choose what was found"));
        let seen = finding.and_then(|finding| seen(&mut checks, &form.seen, finding, quantity));
        let condition = match form.condition.as_str() {
            "" => None,
            typed => checks.take("condition", typed.parse::<Condition>()),
        };
        if finding == Some(Finding::NotSeen) && condition.is_some() {
            checks.fail("condition", "What was not seen has no condition: leave this empty");
        }
        if finding.is_some_and(|f| f != Finding::NotSeen) && form.condition.is_empty() {
            checks.fail("condition", "Choose the condition of what was seen");
        }
        let note = checks.optional("note", &form.note);
        if finding == Some(Finding::NotSeen) && note.is_none() && !checks.failed("note") {
            checks.fail("note", "Enter what was said of where it is");
        }
        let joint = form.joint == "true";
        let method = match form.method.as_str() {
            "" => Some(Method::Seen),
            typed => checks.take("method", typed.parse::<Method>().map_err(|_| "Choose how it was checked")),
        };
        if joint && method.is_some_and(|method| method != Method::Seen) {
            checks.fail(
                "joint",
                "The embassy takes part where it is seen: choose “Seen where it stands”, or untick this",
            );
        }
        let check = checked_on.zip(finding).zip(seen).zip(method).map(|(((checked_on, finding), seen), method)| {
            NewVerification { checked_on, finding, seen, condition, method, joint, note }
        });
        checks.finish_some(check)
    }
}

fn seen(checks: &mut Checks, typed: &str, finding: Finding, quantity: i64) -> Option<i64> {
    let typed = typed.trim();
    if finding == Finding::NotSeen {
        if !matches!(typed, "" | "0") {
            checks.fail("seen", "Nothing was seen: leave this empty, or choose what was found");
            return None;
        }
        return Some(0);
    }
    if typed.is_empty() {
        return Some(quantity);
    }
    checks.take("seen", count(typed, 1..=quantity))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2022, 12, 1).expect("a date");

    fn form() -> VerificationForm {
        VerificationForm {
            checked_on: "Sep 2022".into(),
            finding: "in use".into(),
            condition: "good".into(),
            joint: "true".into(),
            ..Default::default()
        }
    }

    #[test]
    fn the_embassy_saw_all_borescopes_but_three() {
        let check =
            NewVerification::parse(&VerificationForm { seen: "30".into(), ..form() }, 33, TODAY).expect("accepted");
        assert_eq!((check.seen, check.finding, check.joint), (30, Finding::InUse, true));
        assert_eq!(NewVerification::parse(&form(), 33, TODAY).expect("accepted").seen, 33);
    }

    #[test]
    fn every_mistake_is_named() {
        let mistakes = |form: VerificationForm| match NewVerification::parse(&form, 33, TODAY) {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(mistakes(VerificationForm::default()), ["checked_on", "finding"]);
        assert_eq!(mistakes(VerificationForm { checked_on: "2023".into(), ..form() }), ["checked_on"]);
        assert_eq!(mistakes(VerificationForm { seen: "34".into(), ..form() }), ["seen"]);
        assert_eq!(mistakes(VerificationForm { seen: "0".into(), ..form() }), ["seen"]);
        assert_eq!(mistakes(VerificationForm { condition: "".into(), ..form() }), ["condition"]);
        assert_eq!(
            mistakes(VerificationForm { finding: "not seen".into(), seen: "1".into(), ..form() }),
            ["seen", "condition", "note"]
        );
    }
}
