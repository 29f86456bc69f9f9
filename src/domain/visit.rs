//! Visits: planned inspections with a sample. What is expected is drawn beforehand; what was seen of it is a check of each thing.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    check::{Method, Question, Reply},
    code::{parse_code, words},
    date::PartialDate,
    error::{Checks, Refusal},
    grant::optional_date,
    item::Condition,
    number::count,
    verification::{Finding, NewVerification},
};

words! {
    /// How what is looked at was chosen.
    Sample {
        All = "all", "Everything that the units have";
        Due = "due", "What is to be checked until that day";
        Random = "random", "A number of things, drawn by lot";
    }
}

words! {
    VisitState {
        Planned = "planned", "Planned";
        Closed = "closed", "Closed";
        Cancelled = "cancelled", "Cancelled";
    }
}

/// More than a team looks at in one visit.
pub const MOST_EXPECTED: i64 = 1_000;
/// More units than one visit reaches.
pub const MOST_UNITS: usize = 30;

/// A visit as planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVisit {
    pub code: String,
    pub about: About,
    /// Codes of units.
    pub units: Vec<String>,
    pub sample: Sample,
    /// Of a random sample: how many, and the seed by which they are drawn.
    pub drawn: Option<(i64, i64)>,
}

/// What can be put right of a visit: what it is to look at was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    pub title: String,
    pub planned_on: NaiveDate,
    /// One a line.
    pub team: Option<String>,
    /// The code of the donor whose embassy joins it.
    pub donor: Option<String>,
    pub note: Option<String>,
}

/// The form of a visit as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VisitForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// The version that was read before it was edited; empty for a new one.
    pub version: String,
    pub code: String,
    pub title: String,
    pub planned_on: String,
    /// Codes of units, one a line or with commas.
    pub units: String,
    pub sample: String,
    pub size: String,
    /// Empty: one is chosen, and kept.
    pub seed: String,
    pub team: String,
    pub donor: String,
    pub note: String,
}

impl About {
    fn read(checks: &mut Checks, form: &VisitForm) -> Option<Self> {
        let title =
            checks.required("title", &form.title, "Enter what the visit is called, such as “Termez, spring 2021”");
        let planned_on = checks.take("planned_on", PartialDate::parse_day(&form.planned_on));
        let team = checks.long_text("team", &form.team, 1_000);
        let donor = checks.optional("donor", &form.donor);
        let note = checks.optional("note", &form.note);
        planned_on.map(|planned_on| About { title, planned_on, team: (!team.is_empty()).then_some(team), donor, note })
    }

    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &VisitForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let about = About::read(&mut checks, form);
        checks.finish_some(about)
    }
}

impl NewVisit {
    /// `chance` is the seed where none was typed.
    ///
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &VisitForm, chance: i64) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let code = checks.take("code", parse_code(&form.code));
        let about = About::read(&mut checks, form);
        let typed = checks.long_text("units", &form.units, 2_000).to_uppercase();
        let mut units: Vec<String> = Vec::new();
        for unit in typed.split([',', '\n']).map(str::trim).filter(|unit| !unit.is_empty()) {
            if !units.iter().any(|known| known == unit) {
                units.push(unit.to_owned());
            }
        }
        if units.is_empty() && !checks.failed("units") {
            checks.fail("units", "Enter the code of each unit that is visited, such as IMT-TER");
        }
        if units.len() > MOST_UNITS {
            checks.fail("units", format!("Visit at most {MOST_UNITS} units at once; there are {}", units.len()));
        }
        let sample = checks.take("sample", form.sample.parse::<Sample>().map_err(|_| "Choose what is looked at"));
        let drawn = match sample {
            Some(Sample::Random) => {
                let size = match form.size.trim() {
                    "" => {
                        checks.fail("size", "Enter how many things are drawn");
                        None
                    }
                    typed => checks.take("size", count(typed, 1..=MOST_EXPECTED)),
                };
                let seed = match form.seed.trim() {
                    "" => Some(chance),
                    typed => {
                        checks.take("seed", typed.parse::<i64>().map_err(|_| "Enter a whole number, or leave it empty"))
                    }
                };
                size.zip(seed)
            }
            _ => {
                for (field, typed) in [("size", &form.size), ("seed", &form.seed)] {
                    if !typed.trim().is_empty() {
                        checks.fail(field, "Nothing is drawn by lot: leave this empty, or choose that it is");
                    }
                }
                None
            }
        };
        let visit =
            code.zip(about).zip(sample).map(|((code, about), sample)| NewVisit { code, about, units, sample, drawn });
        checks.finish_some(visit)
    }
}

/// An answer as posted, with the question as it was shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AnswerFields {
    pub question: String,
    pub answer: String,
}

/// The form of a thing that was looked at, as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LookForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub visit: String,
    /// The row of the expected list; empty: it was not expected.
    pub row: String,
    /// Of what was not expected.
    pub tag: String,
    pub checked_on: String,
    pub finding: String,
    /// Empty: all of them.
    pub seen: String,
    pub condition: String,
    pub method: String,
    pub unused_since: String,
    pub unused_because: String,
    /// What the odometer of a vehicle showed.
    pub km: String,
    pub note: String,
    pub answers: Vec<AnswerFields>,
}

/// A thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLook {
    pub check: NewVerification,
    pub unused: Option<(PartialDate, String)>,
    pub km: Option<i64>,
    /// Questions and answers, in the order of the checklist; empty while it is not filled in.
    pub answers: Vec<(String, String)>,
}

impl NewLook {
    /// `expected`: how many there should be. `joint`: an embassy takes part in the visit. `asked`: its checklist.
    ///
    /// # Errors
    /// Every field that cannot be accepted; a check after `today` is one.
    pub fn parse(
        form: &LookForm,
        expected: i64,
        joint: bool,
        asked: &[Question],
        today: NaiveDate,
    ) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let checked_on = checks.take("checked_on", PartialDate::parse_day(&form.checked_on));
        if checked_on.is_some_and(|day| day > today) {
            checks.fail("checked_on", "The check lies in the future: enter the day on which it was made");
        }
        let finding = checks.take("finding", form.finding.parse::<Finding>().map_err(|_| "Choose what was found"));
        let there = finding.is_some_and(|finding| finding != Finding::NotSeen);
        let seen = match (there, form.seen.trim()) {
            (false, "" | "0") => Some(0),
            (false, _) => {
                checks.fail("seen", "Nothing was seen: leave this empty, or choose what was found");
                None
            }
            (true, "") => Some(expected),
            (true, typed) => checks.take("seen", count(typed, 1..=expected)),
        };
        let condition = match form.condition.as_str() {
            "" if there => {
                checks.fail("condition", "Choose the condition of what was seen");
                None
            }
            "" => None,
            _ if !there => {
                checks.fail("condition", "What was not seen has no condition: leave this empty");
                None
            }
            typed => checks.take("condition", typed.parse::<Condition>()),
        };
        let method = match form.method.as_str() {
            "" => Some(Method::Seen),
            typed => checks.take("method", typed.parse::<Method>().map_err(|_| "Choose how it was checked")),
        };
        let note = checks.optional("note", &form.note);
        if finding == Some(Finding::NotSeen) && note.is_none() && !checks.failed("note") {
            checks.fail("note", "Enter what was said of where it is");
        }
        let unused = unused(&mut checks, form, finding, today);
        let km = match form.km.trim() {
            "" => None,
            _ if !there => {
                checks.fail("km", "What was not seen shows no kilometres: leave this empty");
                None
            }
            typed => checks.take("km", count(typed, 0..=9_999_999)),
        };
        let answers = if there { answers(&mut checks, form, asked) } else { Vec::new() };
        let check =
            checked_on.zip(finding).zip(seen).zip(method).map(|(((day, finding), seen), method)| NewVerification {
                checked_on: day.into(),
                finding,
                seen,
                condition,
                method,
                joint: joint && method == Method::Seen,
                note,
            });
        checks.finish_some(check.map(|check| NewLook { check, unused, km, answers }))
    }
}

/// Since when and why something is not in use.
fn unused(
    checks: &mut Checks,
    form: &LookForm,
    finding: Option<Finding>,
    today: NaiveDate,
) -> Option<(PartialDate, String)> {
    let since = optional_date(checks, "unused_since", &form.unused_since);
    let because = checks.optional("unused_because", &form.unused_because);
    if finding != Some(Finding::InStore) {
        if since.is_some() || because.is_some() {
            checks.fail(
                "unused_because",
                "Say this of what is not in use: choose “In store, not in use”, or leave it empty",
            );
        }
        return None;
    }
    if since.is_some_and(|since| since.start() > today) {
        checks.fail("unused_since", "This lies in the future: enter since when it is not in use");
    }
    match (since, because) {
        (Some(since), Some(because)) => Some((since, because)),
        (None, None) => None,
        (None, Some(_)) => {
            checks.fail("unused_since", "Enter since when it is not in use, as far as it is known");
            None
        }
        (Some(_), None) => {
            checks.fail("unused_because", "Say why it is not in use");
            None
        }
    }
}

/// The answers to the checklist, which is shown anew where it is another one by now. Empty ones are left for later.
fn answers(checks: &mut Checks, form: &LookForm, asked: &[Question]) -> Vec<(String, String)> {
    let mut answers = Vec::new();
    for (place, question) in asked.iter().enumerate() {
        let field = format!("answers[{place}][answer]");
        let posted = form.answers.get(place).filter(|posted| posted.question == question.words);
        let answer = posted.and_then(|posted| checks.optional(&field, &posted.answer));
        let Some(answer) = answer else { continue };
        if !question.value && answer.parse::<Reply>().is_err() {
            checks.fail(&field, "Choose yes, no or not applicable");
        }
        answers.push((question.words.clone(), answer));
    }
    if form.answers.len() > asked.len() {
        checks.fail("answers", "The checklist is another one now: look at it again");
    }
    answers
}

#[cfg(test)]
mod tests;
