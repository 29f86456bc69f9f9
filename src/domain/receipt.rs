//! Receipts: what an officer counted, line by line.
//!
//! `received + short + damaged + refused = expected` on every line (surplus apart). What was dispatched is never
//! overwritten; what was short stays expected and is counted by a later receipt.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    date::PartialDate,
    error::{Checks, Refusal},
    item::{Condition, identifier},
    number::count,
};

/// Photos of one line of a receipt, at most.
pub const MOST_PHOTOS: usize = 6;

/// One counted line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    pub line: i64,
    /// What the form showed as still expected; if it is not true any more, somebody else has counted meanwhile.
    pub expected: i64,
    /// The version of the line that the form showed.
    pub version: i64,
    pub received: i64,
    pub short: i64,
    pub damaged: i64,
    pub refused: i64,
    pub surplus: i64,
    pub condition: Condition,
    pub remark: Option<String>,
    pub found: Found,
}

/// What else was found on a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The serial number, VIN or chassis number as read; one that was expected says nothing new.
    pub serial: Option<String>,
    /// Accessories of the item that are not there.
    pub missing: Vec<String>,
}

impl Found {
    pub fn is_as_sent(&self) -> bool {
        self.serial.is_none() && self.missing.is_empty()
    }
}

impl Count {
    /// Nothing of it is accepted.
    fn refuse(self, reason: &str) -> Self {
        Count { received: 0, refused: self.expected, remark: Some(reason.to_owned()), ..self }
    }

    /// Everything that was expected is accounted for.
    ///
    /// # Errors
    /// Says what the counts add up to.
    pub fn check(&self) -> Result<(), Refusal> {
        let parts = [self.received, self.short, self.damaged, self.refused];
        let sum: i64 = parts.iter().sum();
        if self.short > 0 && self.surplus > 0 {
            let words = "Short and surplus contradict each other: where more came than was sent, nothing is short";
            return Err(Refusal::invalid("", words));
        }
        if sum == self.expected && parts.iter().all(|n| *n >= 0) && self.surplus >= 0 {
            return Ok(());
        }
        let expected = self.expected;
        Err(Refusal::invalid(
            "",
            format!("Received, short, damaged and refused add up to {sum}; {expected} were sent. Change a count."),
        ))
    }
}

/// A receipt as entered: at least one counted line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReceipt {
    pub received_on: NaiveDate,
    pub counts: Vec<Count>,
    pub remark: Option<String>,
}

/// One line of the counting form as typed. `answer` is `all` (everything arrived as sent), `differs`, or empty (not
/// counted yet).
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

/// One answer for the whole list, or one for each line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Whole {
    #[default]
    ByLine,
    /// "Everything arrived as sent."
    Arrived,
    /// Nothing was accepted; the reason stands in [`ReceiptForm::reason`].
    Refused,
}

/// The counting form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReceiptForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub round: String,
    pub received_on: String,
    /// `yes`: everything arrived; `refused`: nothing is accepted.
    pub all: String,
    /// Why everything is refused.
    pub reason: String,
    pub remark: String,
    pub lines: Vec<CountForm>,
    /// What is looked for.
    pub q: String,
    /// The place of a line whose number is another line's.
    pub pair: String,
    /// Line and digest of a photo.
    pub remove: String,
    /// Names and digests of files: see [`crate::upload`].
    pub file: String,
    pub sha256: String,
}

impl ReceiptForm {
    /// Line and version of every line that has an answer.
    pub fn answered(&self) -> Vec<(i64, i64)> {
        let answered = self.lines.iter().filter(|line| !line.answer.is_empty());
        answered.filter_map(|line| Some((line.line.parse().ok()?, line.version.parse().ok()?))).collect()
    }

    pub fn whole(&self) -> Whole {
        match self.all.as_str() {
            "yes" => Whole::Arrived,
            "refused" => Whole::Refused,
            _ => Whole::ByLine,
        }
    }
}

impl NewReceipt {
    /// `today` bounds the date; `earliest` is the day of the dispatch.
    ///
    /// # Errors
    /// Every field that cannot be accepted. Lines that were not counted are left for a later receipt; a line that was
    /// begun must add up.
    pub fn parse(form: &ReceiptForm, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let received_on = checks.take("received_on", PartialDate::parse_day(&form.received_on));
        check_arrival(&mut checks, received_on, today);
        let remark = checks.optional("remark", &form.remark);
        let mut counts = Vec::new();
        let reason = match form.whole() {
            Whole::Refused => checks.required("reason", &form.reason, "Say why everything is refused"),
            _ => String::new(),
        };
        for (i, line) in form.lines.iter().enumerate() {
            counts.extend(match form.whole() {
                Whole::ByLine => parse_count(&mut checks, i, line, &line.answer),
                // One button for everything does not overrule what was counted.
                Whole::Arrived if line.answer == "differs" => {
                    let words =
                        "This line was counted differently: confirm what was counted, or say that all of it arrived";
                    checks.fail(format!("lines[{i}][answer]"), words);
                    None
                }
                Whole::Arrived => parse_count(&mut checks, i, line, "all"),
                Whole::Refused => parse_count(&mut checks, i, line, "all").map(|count| count.refuse(&reason)),
            });
        }
        check_counted(&mut checks, &counts);
        let receipt = received_on.map(|received_on| NewReceipt { received_on, counts, remark });
        checks.finish_some(receipt)
    }

    /// The rules of [`NewReceipt::parse`], wherever it was made.
    ///
    /// # Errors
    /// A day after `today`; nothing was counted; a count that does not add up.
    pub fn check(&self, today: NaiveDate) -> Result<(), Refusal> {
        let mut checks = Checks::default();
        check_arrival(&mut checks, Some(self.received_on), today);
        check_counted(&mut checks, &self.counts);
        checks.finish(())?;
        self.counts.iter().try_for_each(Count::check)
    }
}

fn check_arrival(checks: &mut Checks, received_on: Option<NaiveDate>, today: NaiveDate) {
    if received_on.is_some_and(|day| day > today) {
        checks.fail("received_on", "This day lies in the future: enter the day on which the goods arrived");
    }
}

/// Other mistakes are said first: they are why nothing was counted.
fn check_counted(checks: &mut Checks, counts: &[Count]) {
    if counts.is_empty() && checks.is_clean() {
        checks.fail("lines", "Count at least one line: say that everything arrived, or what differs");
    }
}

fn parse_count(checks: &mut Checks, i: usize, form: &CountForm, answer: &str) -> Option<Count> {
    let field = |name: &str| format!("lines[{i}][{name}]");
    let hidden = (form.line.parse().ok(), form.expected.parse::<i64>().ok(), form.version.parse().ok());
    let (Some(line), Some(expected), Some(version)) = hidden else {
        checks.fail("lines", "Open the counting form again: a line could not be read");
        return None;
    };
    let whole = Count {
        line,
        expected,
        version,
        received: expected,
        short: 0,
        damaged: 0,
        refused: 0,
        surplus: 0,
        condition: Condition::Good,
        remark: None,
        found: parse_found(checks, &field, form),
    };
    match answer {
        "" if whole.found == Found::default() => None,
        "" => {
            checks.fail(field("answer"), "Say whether it arrived: something is noted for this line");
            None
        }
        "all" => Some(whole),
        "differs" => {
            let mut number = |name: &str, typed: &str| {
                let typed = if typed.trim().is_empty() { "0" } else { typed };
                checks.take(&field(name), count(typed, 0..=1_000_000))
            };
            let numbers = [
                number("received", &form.received),
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
            let remark = checks.text(&field("remark"), &form.remark);
            let [Some(received), Some(short), Some(damaged), Some(refused), Some(surplus)] = numbers else {
                return None;
            };
            if (damaged > 0 || refused > 0) && remark.is_empty() {
                checks.fail(field("remark"), "Say what is damaged or why it was refused");
            }
            let remark = Some(remark).filter(|r| !r.is_empty());
            let count = Count { received, short, damaged, refused, surplus, condition: condition?, remark, ..whole };
            if let Err(Refusal::Invalid(errors)) = count.check() {
                errors.into_iter().for_each(|e| checks.fail(field("received"), e.message));
            }
            Some(count)
        }
        _ => {
            checks.fail(field("answer"), "Choose “all arrived” or “count differs”");
            None
        }
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

    fn parse(form: &ReceiptForm) -> Result<NewReceipt, Refusal> {
        NewReceipt::parse(form, "2019-12-12".parse().expect("day"))
    }

    #[test]
    fn counts_add_up_to_what_was_sent() {
        assert_eq!(parse(&form("all", ["", "", "", ""], "")).expect("all").counts[0].received, 4);
        let counts = parse(&form("differs", ["3", "1", "", ""], "")).expect("3 + 1").counts;
        assert_eq!((counts[0].received, counts[0].short), (3, 1));
        let Err(Refusal::Invalid(errors)) = parse(&form("differs", ["4", "1", "", ""], "")) else { panic!("accepted") };
        assert_eq!(errors[0].message, "Received, short, damaged and refused add up to 5; 4 were sent. Change a count.");
    }

    #[test]
    fn nothing_is_short_where_more_came() {
        let mut both = form("differs", ["0", "4", "", ""], "");
        both.lines[0].surplus = "5".into();
        let Err(Refusal::Invalid(errors)) = parse(&both) else { panic!("accepted") };
        assert!(errors[0].message.starts_with("Short and surplus contradict each other"), "{errors:?}");
        both.lines[0].received = "4".into();
        both.lines[0].short = String::new();
        assert_eq!(parse(&both).expect("4 and 5 more").counts[0].surplus, 5);
    }

    #[test]
    fn damage_and_refusal_need_a_reason() {
        assert!(parse(&form("differs", ["3", "0", "1", "0"], "")).is_err());
        assert!(parse(&form("differs", ["3", "0", "1", "0"], "Cracked lens")).is_ok());
    }

    #[test]
    fn a_line_that_was_not_counted_is_not_taken_as_zero() {
        assert!(parse(&form("", ["", "", "", ""], "")).is_err());
        let mut two = form("", ["", "", "", ""], "");
        two.lines.push(CountForm {
            line: "8".into(),
            expected: "1".into(),
            version: "1".into(),
            answer: "all".into(),
            ..Default::default()
        });
        assert_eq!(parse(&two).expect("one of two").counts.len(), 1);
    }

    #[test]
    fn everything_is_refused_with_one_reason() {
        let mut refused = form("", ["", "", "", ""], "");
        refused.all = "refused".into();
        let Err(Refusal::Invalid(errors)) = parse(&refused) else { panic!("without a reason") };
        assert_eq!((errors[0].field.as_str(), errors[0].message.as_str()), ("reason", "Say why everything is refused"));
        refused.reason = "The boxes were wet through".into();
        let count = parse(&refused).expect("refused").counts.remove(0);
        assert_eq!(
            (count.received, count.refused, count.remark.as_deref()),
            (0, 4, Some("The boxes were wet through"))
        );
        assert!(count.check().is_ok());
    }

    #[test]
    fn what_was_noted_for_a_line_is_not_lost() {
        let mut noted = form("", ["", "", "", ""], "");
        noted.lines[0].serial = "sn-88213".into();
        assert!(parse(&noted).is_err(), "a number without an answer");
        noted.lines[0].answer = "all".into();
        noted.lines[0].missing = vec!["Charger".into()];
        let found = parse(&noted).expect("counted").counts.remove(0).found;
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
