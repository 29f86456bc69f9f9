//! Sessions of an activity, what a test showed, and what equipment it qualifies for.

use serde::{Deserialize, Serialize};

use super::{count, lines};
use crate::{
    date::PartialDate,
    error::{Checks, Refusal},
    grant::optional_date,
    number::{Digits, Unread, optional_count},
};

/// More sessions than this are activities of their own.
pub const MOST_SESSIONS: usize = 20;

/// One session; their order is that of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    pub title: String,
    pub held_on: Option<PartialDate>,
    pub participations: Option<i64>,
}

/// What a test showed at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestAverage {
    /// In hundredths of a mark.
    pub average: i64,
    /// How many were tested; `None`: not recorded.
    pub tested: Option<i64>,
}

/// The same test before and after: two different tests say nothing about each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTest {
    pub title: String,
    /// The highest mark.
    pub out_of: i64,
    pub before: Option<TestAverage>,
    pub after: Option<TestAverage>,
}

/// What is said of an activity beyond when, where and who.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewDetails {
    pub sessions: Vec<NewSession>,
    pub test: Option<NewTest>,
    /// Kinds of equipment.
    pub qualifies_for: Vec<String>,
}

/// A session as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionRow {
    pub title: String,
    pub held_on: String,
    pub participations: String,
}

/// The form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DetailsForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub code: String,
    pub version: String,
    pub sessions: Vec<SessionRow>,
    pub test: String,
    pub out_of: String,
    pub before_average: String,
    pub before_tested: String,
    pub after_average: String,
    pub after_tested: String,
    pub qualifies_for: String,
}

impl NewDetails {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &DetailsForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let details = NewDetails {
            sessions: sessions(&mut checks, &form.sessions),
            test: test(&mut checks, form),
            qualifies_for: lines(&mut checks, "qualifies_for", &form.qualifies_for),
        };
        checks.finish(details)
    }
}

fn sessions(checks: &mut Checks, typed: &[SessionRow]) -> Vec<NewSession> {
    let mut sessions = Vec::new();
    for (i, row) in typed.iter().enumerate() {
        let field = |name: &str| format!("sessions[{i}][{name}]");
        let title = checks.text(&field("title"), &row.title);
        let held_on = optional_date(checks, &field("held_on"), &row.held_on);
        let participations = count(checks, &field("participations"), &row.participations);
        if title.is_empty() && held_on.is_none() && participations.is_none() {
            continue;
        }
        if title.is_empty() {
            checks.fail(field("title"), "Say what the session was about");
        }
        sessions.push(NewSession { title, held_on, participations });
    }
    if sessions.len() > MOST_SESSIONS {
        checks.fail("sessions[0][title]", format!("Record at most {MOST_SESSIONS} sessions"));
    }
    sessions
}

fn test(checks: &mut Checks, form: &DetailsForm) -> Option<NewTest> {
    let title = checks.text("test", &form.test);
    let before = measured(checks, "before", &form.before_average, &form.before_tested);
    let after = measured(checks, "after", &form.after_average, &form.after_tested);
    let out_of = optional_count(checks, "out_of", &form.out_of, 1..=1_000);
    if title.is_empty() {
        if before.is_some() || after.is_some() || out_of.is_some() {
            checks.fail("test", "Say which test it was: the same one before and after");
        }
        return None;
    }
    if before.is_none() && after.is_none() && checks.is_clean() {
        checks.fail("before_average", "Enter the average before, after, or both");
    }
    let Some(out_of) = out_of else {
        if !checks.failed("out_of") {
            checks.fail("out_of", "Enter the highest mark of the test");
        }
        return None;
    };
    for (field, measured) in [("before_average", before), ("after_average", after)] {
        if measured.is_some_and(|measured| measured.average > out_of * 100) {
            checks.fail(field, format!("The highest mark is {out_of}"));
        }
    }
    Some(NewTest { title, out_of, before, after })
}

fn measured(checks: &mut Checks, when: &str, average: &str, tested: &str) -> Option<TestAverage> {
    let (average_field, tested_field) = (format!("{when}_average"), format!("{when}_tested"));
    let tested = count(checks, &tested_field, tested);
    if average.trim().is_empty() {
        if tested.is_some() {
            checks.fail(average_field, "Enter the average of those who were tested");
        }
        return None;
    }
    checks.take(&average_field, hundredths(average)).map(|average| TestAverage { average, tested })
}

/// `63.5` → 6350.
fn hundredths(typed: &str) -> Result<i64, String> {
    let digits = Digits::read(typed, 2).map_err(|unread| match unread {
        unclear @ Unread::Unclear(..) => unclear.to_string(),
        _ => "Enter an average such as 63.5".to_owned(),
    })?;
    let number = format!("{}{:0<2}", digits.whole, digits.fraction).parse::<i64>().ok();
    number.filter(|number| *number <= 100_000).ok_or_else(|| "Enter an average such as 63.5".to_owned())
}

/// 6350 → `63.5`.
pub fn mark(hundredths: i64) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tested() -> DetailsForm {
        DetailsForm {
            test: "Twenty questions on precursors".into(),
            out_of: "20".into(),
            before_average: "9.5".into(),
            before_tested: "19".into(),
            after_average: "16.25".into(),
            after_tested: "18".into(),
            ..Default::default()
        }
    }

    fn wrong(form: &DetailsForm) -> Vec<String> {
        match NewDetails::parse(form) {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_same_test_before_and_after_keeps_every_digit() {
        let test = NewDetails::parse(&tested()).expect("accepted").test.expect("a test");
        assert_eq!(test.before, Some(TestAverage { average: 950, tested: Some(19) }));
        assert_eq!(test.after.map(|after| mark(after.average)).as_deref(), Some("16.25"));
        assert_eq!([mark(950), mark(2000), mark(5)], ["9.5", "20", "0.05"]);
    }

    #[test]
    fn a_figure_without_its_test_says_nothing() {
        assert_eq!(wrong(&DetailsForm { test: String::new(), ..tested() }), ["test"]);
        assert_eq!(wrong(&DetailsForm { out_of: String::new(), ..tested() }), ["out_of"]);
        assert_eq!(wrong(&DetailsForm { after_average: "20.5".into(), ..tested() }), ["after_average"]);
        assert_eq!(wrong(&DetailsForm { before_average: String::new(), ..tested() }), ["before_average"]);
        assert_eq!(wrong(&DetailsForm { before_average: "good".into(), ..tested() }), ["before_average"]);
        assert_eq!(NewDetails::parse(&DetailsForm::default()), Ok(NewDetails::default()));
    }

    #[test]
    fn a_session_has_a_title() {
        let row = |title: &str, day: &str, number: &str| SessionRow {
            title: title.into(),
            held_on: day.into(),
            participations: number.into(),
        };
        let form =
            DetailsForm { sessions: vec![row("Methods", "15 Apr 2019", "25"), row("", "", "")], ..Default::default() };
        let session =
            NewSession { title: "Methods".into(), held_on: "2019-04-15".parse().ok(), participations: Some(25) };
        assert_eq!(NewDetails::parse(&form).expect("accepted").sessions, [session]);
        let form = DetailsForm { sessions: vec![row("", "2019", "")], ..Default::default() };
        assert_eq!(wrong(&form), ["sessions[0][title]"]);
    }
}
