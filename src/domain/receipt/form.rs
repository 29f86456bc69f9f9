//! The counting form: what an officer types, and what it comes to.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Count, Found, Rest, check_arrival};
use crate::{
    date::PartialDate,
    error::{Checks, Refusal},
    item::{Condition, identifier},
    number,
};

/// One line of the counting form as typed. `answer` is `all` (everything arrived) or empty; numbers that are not those that
/// were expected are an answer as well.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CountForm {
    pub line: String,
    pub expected: String,
    pub version: String,
    pub answer: String,
    pub received: String,
    pub short: String,
    pub damaged: String,
    pub refused: String,
    pub surplus: String,
    pub condition: String,
    pub remark: String,
    /// The serial number, VIN or chassis number as found.
    pub serial: String,
    /// Accessories that are ticked as missing.
    pub missing: Vec<String>,
    /// The names of photos that were chosen and not sent.
    pub photos: String,
}

/// The counting form as typed: the lines of the page that people look at, or only those that changed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReceiptForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub round: String,
    pub received_on: String,
    /// A word of [`Rest`], or empty: as it was.
    pub rest: String,
    /// Why the rest is refused.
    pub reason: String,
    /// `None`: as it was.
    pub remark: Option<String>,
    pub lines: Vec<CountForm>,
    /// What is looked for.
    pub q: String,
    /// The line after which this page of the form begins.
    pub after: String,
    /// Where to go then: `review`, `find`, `17` (the lines after line 17), or empty: stay.
    pub go: String,
    /// The place of a line whose number is another line's.
    pub pair: String,
    /// Line and digest of a photo.
    pub remove: String,
    /// Names and digests of files: see [`crate::upload`].
    pub file: String,
    pub sha256: String,
}

/// What a person says about one line while counting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountEdit {
    pub line: i64,
    /// Of the line, as the form showed it.
    pub version: i64,
    pub expected: i64,
    /// `None`: not counted, or not any more.
    pub count: Option<Count>,
}

/// A change of what is being counted. Lines that are not named stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftEdit {
    /// `None`: as it was.
    pub received_on: Option<NaiveDate>,
    /// `None`: as it was; empty: none.
    pub remark: Option<String>,
    /// `None`: as it was.
    pub rest: Option<Rest>,
    /// Why the rest is refused; nothing in every other case.
    pub reason: Option<String>,
    pub lines: Vec<CountEdit>,
}

impl DraftEdit {
    /// `today` bounds the day.
    ///
    /// # Errors
    /// Every field that cannot be accepted: a draft holds nothing that does not add up.
    pub fn parse(form: &ReceiptForm, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let received_on = match form.received_on.trim() {
            "" => None,
            typed => checks.take("received_on", PartialDate::parse_day(typed)),
        };
        check_arrival(&mut checks, received_on, today);
        let remark = form.remark.as_ref().map(|typed| checks.text("remark", typed));
        let rest = match form.rest.as_str() {
            "" => None,
            word => checks.take("rest", word.parse::<Rest>()),
        };
        let reason = match rest {
            Some(Rest::Refused) => Some(checks.required("reason", &form.reason, "Say why it is refused")),
            _ => None,
        };
        let lines = form.lines.iter().enumerate().filter_map(|(i, line)| parse_line(&mut checks, i, line)).collect();
        checks.finish(DraftEdit { received_on, remark, rest, reason, lines })
    }
}

fn parse_line(checks: &mut Checks, i: usize, form: &CountForm) -> Option<CountEdit> {
    let field = |name: &str| format!("lines[{i}][{name}]");
    let hidden = (form.line.parse().ok(), form.expected.parse::<i64>().ok(), form.version.parse().ok());
    let (Some(line), Some(expected), Some(version)) = hidden else {
        checks.fail("lines", "Open the counting form again: a line could not be read");
        return None;
    };
    let edit = |count| Some(CountEdit { line, version, expected, count });
    let count = parse_count(checks, &field, form, Count::whole(line, version, expected))?;
    let differs = (count.received, count.short, count.damaged, count.refused) != (expected, 0, 0, 0);
    match form.answer.as_str() {
        "all" if differs => {
            let words = format!(
                "This says that all arrived, and {} of {expected} are counted. Say one of the two",
                count.received
            );
            checks.fail(field("answer"), words);
            return None;
        }
        "" if !differs && count.is_plain() => return edit(None),
        "" if !differs && count.surplus == 0 => {
            checks.fail(field("answer"), "Say whether it arrived: something is noted for this line");
            return None;
        }
        "all" | "" => {}
        _ => {
            checks.fail(field("answer"), "Say that all arrived, or count");
            return None;
        }
    }
    check_sums(checks, &field, &count);
    edit(Some(count))
}

/// The numbers of a line as typed; where none is, everything that was expected.
pub(super) fn parse_count(
    checks: &mut Checks,
    field: &impl Fn(&str) -> String,
    form: &CountForm,
    whole: Count,
) -> Option<Count> {
    let found = parse_found(checks, field, form);
    let parts = [&form.short, &form.damaged, &form.refused, &form.surplus];
    let untouched = parts.iter().all(|typed| typed.trim().is_empty()) && form.received.trim().is_empty();
    let mut number = |name: &str, typed: &str| {
        let typed = if typed.trim().is_empty() { "0" } else { typed };
        checks.take(&field(name), number::count(typed, 0..=1_000_000))
    };
    let numbers = [
        if untouched { Some(whole.expected) } else { number("received", &form.received) },
        number("short", &form.short),
        number("damaged", &form.damaged),
        number("refused", &form.refused),
        number("surplus", &form.surplus),
    ];
    let condition = if form.condition.is_empty() {
        Some(Condition::Good)
    } else {
        checks.take(&field("condition"), form.condition.parse::<Condition>())
    };
    let remark = checks.optional(&field("remark"), &form.remark);
    let [Some(received), Some(short), Some(damaged), Some(refused), Some(surplus)] = numbers else {
        return None;
    };
    Some(Count { received, short, damaged, refused, surplus, condition: condition?, remark, found, ..whole })
}

/// What is counted is what was sent, and what was not accepted says why.
pub(super) fn check_sums(checks: &mut Checks, field: &impl Fn(&str) -> String, count: &Count) {
    if (count.damaged > 0 || count.refused > 0) && count.remark.is_none() {
        checks.fail(field("remark"), "Say what is damaged or why it was refused");
    }
    if let Err(Refusal::Invalid(errors)) = count.check() {
        errors.into_iter().for_each(|e| checks.fail(field("received"), e.message));
    }
}

fn parse_found(checks: &mut Checks, field: &impl Fn(&str) -> String, form: &CountForm) -> Found {
    if !form.photos.is_empty() {
        checks
            .fail(field("photos"), "The chosen photos are not sent yet. Choose them again and press “Add the photos”");
    }
    let serial = identifier(checks, &field("serial"), &form.serial);
    Found { serial, missing: form.missing.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(answer: &str, numbers: [&str; 4], remark: &str) -> ReceiptForm {
        let [received, short, damaged, refused] = numbers;
        let line = CountForm {
            line: "7".into(),
            expected: "4".into(),
            version: "1".into(),
            answer: answer.into(),
            received: received.into(),
            short: short.into(),
            damaged: damaged.into(),
            refused: refused.into(),
            remark: remark.into(),
            ..Default::default()
        };
        ReceiptForm { received_on: "2019-12-11".into(), lines: vec![line], ..Default::default() }
    }

    fn parse(form: &ReceiptForm) -> Result<DraftEdit, Refusal> {
        DraftEdit::parse(form, "2019-12-12".parse().expect("day"))
    }

    /// What the only line of a form comes to.
    fn count(form: &ReceiptForm) -> Option<Count> {
        parse(form).expect("accepted").lines.remove(0).count
    }

    fn errors(form: &ReceiptForm) -> Vec<(String, String)> {
        match parse(form) {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|e| (e.field, e.message)).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn counts_add_up_to_what_was_sent() {
        assert_eq!(count(&form("all", ["", "", "", ""], "")).expect("all").received, 4);
        assert_eq!(count(&form("all", ["4", "0", "", ""], "")).expect("all").received, 4);
        let three = count(&form("", ["3", "1", "", ""], "")).expect("3 + 1");
        assert_eq!((three.received, three.short), (3, 1));
        let words = "Received, short, damaged and refused add up to 5; 4 were sent. Change a count.";
        assert_eq!(errors(&form("", ["4", "1", "", ""], ""))[0].1, words);
        // Nothing is guessed: a number that is left out is 0 where another one is given.
        assert!(parse(&form("", ["", "1", "", ""], "")).is_err());
    }

    #[test]
    fn all_arrived_and_a_number_contradict_each_other() {
        let [(field, words)] = &errors(&form("all", ["3", "1", "", ""], ""))[..] else { panic!("one mistake") };
        assert_eq!(field, "lines[0][answer]");
        assert_eq!(words, "This says that all arrived, and 3 of 4 are counted. Say one of the two");
        let mut more = form("all", ["4", "", "", ""], "");
        more.lines[0].surplus = "2".into();
        assert_eq!(count(&more).expect("4 and 2 more").surplus, 2);
    }

    #[test]
    fn nothing_is_short_where_more_came() {
        let mut both = form("", ["0", "4", "", ""], "");
        both.lines[0].surplus = "5".into();
        let [(_, words)] = &errors(&both)[..] else { panic!("one mistake") };
        assert!(words.starts_with("Short and surplus contradict each other"), "{words}");
        both.lines[0].received = "4".into();
        both.lines[0].short = String::new();
        assert_eq!(count(&both).expect("4 and 5 more").surplus, 5);
    }

    #[test]
    fn damage_and_refusal_need_a_reason() {
        assert!(parse(&form("", ["3", "0", "1", "0"], "")).is_err());
        assert!(parse(&form("", ["3", "0", "1", "0"], "Cracked lens")).is_ok());
    }

    #[test]
    fn a_line_that_was_not_counted_is_not_taken_as_zero() {
        assert_eq!(count(&form("", ["", "", "", ""], "")), None);
        assert_eq!(count(&form("", ["4", "", "", ""], "")), None, "the number that stands there at first");
    }

    #[test]
    fn the_rest_is_refused_with_a_reason() {
        let mut refused = form("", ["", "", "", ""], "");
        refused.rest = "refused".into();
        assert_eq!(errors(&refused), [("reason".to_owned(), "Say why it is refused".to_owned())]);
        refused.reason = "The boxes were wet through".into();
        let edit = parse(&refused).expect("refused");
        assert_eq!((edit.rest, edit.reason.as_deref()), (Some(Rest::Refused), Some("The boxes were wet through")));
        let count = Count::whole(7, 1, 4).refuse("Wet");
        assert_eq!((count.received, count.refused, count.remark.as_deref()), (0, 4, Some("Wet")));
        assert!(count.check().is_ok() && !count.is_plain());
    }

    #[test]
    fn what_was_noted_for_a_line_is_not_lost() {
        let mut noted = form("", ["", "", "", ""], "");
        noted.lines[0].serial = "sn-88213".into();
        assert!(parse(&noted).is_err(), "a number without an answer");
        noted.lines[0].answer = "all".into();
        noted.lines[0].missing = vec!["Charger".into()];
        let found = count(&noted).expect("counted").found;
        assert_eq!(found, Found { serial: Some("sn-88213".into()), missing: vec!["Charger".into()] });
        noted.lines[0].photos = "IMG_1.jpg".into();
        assert!(parse(&noted).is_err(), "photos that were chosen and not sent");
    }

    #[test]
    fn goods_do_not_arrive_tomorrow() {
        let mut tomorrow = form("all", ["", "", "", ""], "");
        tomorrow.received_on = "2019-12-13".into();
        assert!(parse(&tomorrow).is_err());
    }
}
