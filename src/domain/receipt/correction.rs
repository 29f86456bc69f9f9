//! The form that corrects a receipt: the lines that people look at, as they should have been counted.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Count, CountForm, check_arrival,
    form::{check_sums, parse_count},
};
use crate::{
    date::PartialDate,
    error::{Checks, Refusal},
};

/// The form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CorrectionForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// The version that is wrong.
    pub receipt: String,
    pub received_on: String,
    pub remark: String,
    /// Why it is wrong; needed once others may have built on it.
    pub reason: String,
    pub lines: Vec<CountForm>,
    /// What was looked for among the lines, and the line after which they begin.
    pub q: String,
    pub after: String,
    /// By which the photos that were looked at are known.
    pub photos: String,
    /// Line and digest of a photo.
    pub remove: String,
    /// Names and digests of files, as a form with files says them.
    pub file: String,
    pub sha256: String,
}

/// What is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCorrection {
    pub received_on: NaiveDate,
    pub remark: Option<String>,
    pub reason: Option<String>,
    /// Lines that were looked at; all others stay as they were counted. The versions of their lines say nothing here: what was
    /// counted is what the receipt says.
    pub counts: Vec<Count>,
    /// By which the photos that were looked at are known; empty: none changes.
    pub photos: String,
}

impl NewCorrection {
    /// `today` bounds the day.
    ///
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &CorrectionForm, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let received_on = checks.take("received_on", PartialDate::parse_day(&form.received_on));
        check_arrival(&mut checks, received_on, today);
        let remark = checks.optional("remark", &form.remark);
        let reason = checks.optional("reason", &form.reason);
        let counts = form.lines.iter().enumerate().filter_map(|(i, line)| parse_line(&mut checks, i, line)).collect();
        checks.finish_some(received_on.map(|received_on| NewCorrection {
            received_on,
            remark,
            reason,
            counts,
            photos: form.photos.clone(),
        }))
    }
}

fn parse_line(checks: &mut Checks, i: usize, form: &CountForm) -> Option<Count> {
    let field = |name: &str| format!("lines[{i}][{name}]");
    let (Ok(line), Ok(expected)) = (form.line.parse(), form.expected.parse()) else {
        checks.fail("lines", "Open the form again: a line could not be read");
        return None;
    };
    let count = parse_count(checks, &field, form, Count::whole(line, 0, expected))?;
    check_sums(checks, &field, &count);
    Some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(numbers: [&str; 4]) -> CorrectionForm {
        let [received, short, damaged, refused] = numbers.map(str::to_owned);
        let line = CountForm {
            line: "7".into(),
            expected: "4".into(),
            received,
            short,
            damaged,
            refused,
            ..CountForm::default()
        };
        CorrectionForm { received_on: "11 Dec 2019".into(), lines: vec![line], ..CorrectionForm::default() }
    }

    fn parse(form: &CorrectionForm) -> Result<NewCorrection, Refusal> {
        NewCorrection::parse(form, "2019-12-12".parse().expect("a day"))
    }

    #[test]
    fn three_of_four_are_put_right() {
        let right = parse(&form(["4", "", "", ""])).expect("all of them");
        assert_eq!((right.counts[0].received, right.counts[0].short, right.reason), (4, 0, None));
        let right = parse(&form(["3", "1", "", ""])).expect("one is short");
        assert_eq!((right.counts[0].received, right.counts[0].short), (3, 1));
    }

    #[test]
    fn what_does_not_add_up_is_said_under_its_line() {
        for (numbers, field) in [(["4", "1", "", ""], "lines[0][received]"), (["3", "", "1", ""], "lines[0][remark]")] {
            let Err(Refusal::Invalid(errors)) = parse(&form(numbers)) else { panic!("{numbers:?}") };
            assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), [field]);
        }
        let tomorrow = CorrectionForm { received_on: "13 Dec 2019".into(), ..form(["4", "", "", ""]) };
        assert!(parse(&tomorrow).is_err());
    }
}
