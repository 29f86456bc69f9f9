//! Findings: what must be done about something that was found, by whom, until when, and by what it is known to be done.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    code::words,
    date::PartialDate,
    error::{Checks, Refusal},
};

words! {
    /// How much it matters.
    Severity {
        Minor = "minor", "Minor";
        Serious = "serious", "Serious";
        Grave = "grave", "Grave";
    }
}

/// A finding as recorded, and as put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFinding {
    /// The code of the unit where it was found.
    pub unit: String,
    /// The tag of the thing that it is about.
    pub item: Option<String>,
    /// The code of the visit on which it was found.
    pub visit: Option<String>,
    pub severity: Severity,
    pub words: String,
    /// Who of the staff looks after it.
    pub looked_after_by: i64,
    pub due_on: NaiveDate,
}

/// The form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FindingForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// Of what is edited, with its version.
    pub number: String,
    pub version: String,
    pub unit: String,
    pub item: String,
    pub visit: String,
    pub severity: String,
    pub words: String,
    pub looked_after_by: String,
    pub due_on: String,
}

impl NewFinding {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &FindingForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let unit = checks.required("unit", &form.unit, "Enter the code of the unit where it was found").to_uppercase();
        let item = checks.optional("item", &form.item).map(|tag| tag.to_uppercase());
        let visit = checks.optional("visit", &form.visit).map(|code| code.to_uppercase());
        let severity =
            checks.take("severity", form.severity.parse::<Severity>().map_err(|_| "Choose how much it matters"));
        let words = checks.required("words", &form.words, "Say what was found and what must be done");
        let person = form.looked_after_by.trim().parse::<i64>().map_err(|_| "Choose who looks after it");
        let person = checks.take("looked_after_by", person);
        let due_on = checks.take("due_on", PartialDate::parse_day(&form.due_on));
        let new = severity.zip(person).zip(due_on).map(|((severity, looked_after_by), due_on)| NewFinding {
            unit,
            item,
            visit,
            severity,
            words,
            looked_after_by,
            due_on,
        });
        checks.finish_some(new)
    }
}

/// What was done so far, or by what it is known to be done.
///
/// # Errors
/// Nothing was written.
pub fn said(field: &str, typed: &str, words: &str) -> Result<String, Refusal> {
    let mut checks = Checks::default();
    let said = checks.required(field, typed, words);
    checks.finish(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_says_what_by_whom_and_until_when() {
        let form = FindingForm {
            unit: "imt-ter".into(),
            severity: "serious".into(),
            words: "No log is kept".into(),
            looked_after_by: "7".into(),
            due_on: "1 Mar 2021".into(),
            ..Default::default()
        };
        let new = NewFinding::parse(&form).expect("accepted");
        assert_eq!((new.unit.as_str(), new.item, new.severity), ("IMT-TER", None, Severity::Serious));
        let Err(Refusal::Invalid(errors)) = NewFinding::parse(&FindingForm::default()) else { panic!("accepted") };
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["unit", "severity", "words", "looked_after_by", "due_on"]);
        assert!(said("words", " ", "Say it").is_err());
    }
}
