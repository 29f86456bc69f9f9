//! Receipts: what an officer counted, line by line.
//!
//! `received + short + damaged + refused = expected` on every line (surplus apart). What was dispatched is never
//! overwritten; what was short stays expected and is counted by a later receipt.

use chrono::NaiveDate;

use crate::{
    date::PartialDate,
    error::{Checks, Refusal},
    item::Condition,
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
}

impl Count {
    /// Everything that was expected is accounted for.
    ///
    /// # Errors
    /// Says what the counts add up to.
    pub fn check(&self) -> Result<(), Refusal> {
        let parts = [self.received, self.short, self.damaged, self.refused];
        let sum: i64 = parts.iter().sum();
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
#[derive(Debug, Clone, Default)]
pub struct CountForm<'a> {
    pub line: &'a str,
    pub expected: &'a str,
    pub version: &'a str,
    pub answer: &'a str,
    pub received: &'a str,
    pub short: &'a str,
    pub damaged: &'a str,
    pub refused: &'a str,
    pub surplus: &'a str,
    pub condition: &'a str,
    pub remark: &'a str,
}

/// The counting form as typed.
#[derive(Debug, Clone, Default)]
pub struct ReceiptForm<'a> {
    pub received_on: &'a str,
    pub remark: &'a str,
    /// "Everything arrived as sent" for the whole list.
    pub all: bool,
    pub lines: Vec<CountForm<'a>>,
}

impl NewReceipt {
    /// `today` bounds the date; `earliest` is the day of the dispatch.
    ///
    /// # Errors
    /// Every field that cannot be accepted. Lines that were not counted are left for a later receipt; a line that was
    /// begun must add up.
    pub fn parse(form: &ReceiptForm<'_>, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let received_on = checks.take("received_on", PartialDate::parse_day(form.received_on));
        if received_on.is_some_and(|day| day > today) {
            checks.fail("received_on", "This day lies in the future: enter the day on which the goods arrived");
        }
        let remark = checks.optional("remark", form.remark);
        let mut counts = Vec::new();
        for (i, line) in form.lines.iter().enumerate() {
            let answer = if form.all { "all" } else { line.answer };
            counts.extend(parse_count(&mut checks, i, line, answer));
        }
        if counts.is_empty() && checks.is_clean() {
            checks.fail("lines", "Count at least one line: say that everything arrived, or what differs");
        }
        let receipt = received_on.map(|received_on| NewReceipt { received_on, counts, remark });
        checks.finish_some(receipt)
    }
}

fn parse_count(checks: &mut Checks, i: usize, form: &CountForm<'_>, answer: &str) -> Option<Count> {
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
    };
    match answer {
        "" => None,
        "all" => Some(whole),
        "differs" => {
            let mut number = |name: &str, typed: &str| {
                let typed = if typed.trim().is_empty() { "0" } else { typed.trim() };
                let parsed = typed.parse::<i64>().ok().filter(|n| (0..=1_000_000).contains(n));
                checks.take(&field(name), parsed.ok_or("Enter a whole number"))
            };
            let numbers = [
                number("received", form.received),
                number("short", form.short),
                number("damaged", form.damaged),
                number("refused", form.refused),
                number("surplus", form.surplus),
            ];
            let condition = if form.condition.is_empty() {
                Some(Condition::Good)
            } else {
                checks.take(&field("condition"), form.condition.parse::<Condition>())
            };
            let remark = checks.text(&field("remark"), form.remark);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn form<'a>(answer: &'a str, numbers: [&'a str; 4], remark: &'a str) -> ReceiptForm<'a> {
        let [received, short, damaged, refused] = numbers;
        let line = CountForm {
            line: "7",
            expected: "4",
            version: "1",
            answer,
            received,
            short,
            damaged,
            refused,
            remark,
            ..Default::default()
        };
        ReceiptForm { received_on: "2019-12-11", lines: vec![line], ..Default::default() }
    }

    fn parse(form: &ReceiptForm<'_>) -> Result<NewReceipt, Refusal> {
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
    fn damage_and_refusal_need_a_reason() {
        assert!(parse(&form("differs", ["3", "0", "1", "0"], "")).is_err());
        assert!(parse(&form("differs", ["3", "0", "1", "0"], "Cracked lens")).is_ok());
    }

    #[test]
    fn a_line_that_was_not_counted_is_not_taken_as_zero() {
        assert!(parse(&form("", ["", "", "", ""], "")).is_err());
        let mut two = form("", ["", "", "", ""], "");
        two.lines.push(CountForm { line: "8", expected: "1", version: "1", answer: "all", ..Default::default() });
        assert_eq!(parse(&two).expect("one of two").counts.len(), 1);
    }

    #[test]
    fn goods_do_not_arrive_tomorrow() {
        let mut tomorrow = form("all", ["", "", "", ""], "");
        tomorrow.received_on = "2019-12-13";
        assert!(parse(&tomorrow).is_err());
    }
}
