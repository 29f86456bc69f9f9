//! Discrepancies: what did not arrive whole, who looks after it until when, and how it was settled.
//!
//! A shortage is one discrepancy from the first count of its line on: what a later receipt counts makes it smaller, and
//! nothing left settles it. Everything else is settled by a person who says how, on what day and why. The state is
//! derived; it is stored nowhere.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    code::words,
    date::PartialDate,
    error::{Checks, Refusal},
};

words! {
    /// What differs from what was sent.
    Kind {
        Short = "short", "Short";
        Surplus = "surplus", "Surplus";
        Damaged = "damaged", "Damaged";
        WrongSerial = "wrong serial", "Wrong serial number";
        Refused = "refused", "Refused";
    }
}

words! {
    /// How a discrepancy came to its end.
    Settlement {
        Replacement = "replacement", "Replaced";
        Claim = "claim", "Claimed from the supplier, carrier or insurer";
        /// Given up: needs the document of the decision (UN financial rules 105.20–24, ST/AI/2015/4).
        WriteOff = "write-off", "Written off";
        Found = "found", "Found";
        AcceptedAsIs = "accepted as is", "Accepted as it is";
    }
}

words! {
    /// What can happen to a discrepancy.
    EventKind {
        Assigned = "assigned", "Assigned";
        Remark = "remark", "Remark";
        CountedAgain = "counted again", "Counted again";
        Settled = "settled", "Settled";
    }
}

words! {
    State {
        Overdue = "overdue", "Overdue";
        Open = "open", "Open";
        Settled = "settled", "Settled";
        /// The receipt that found it was corrected.
        Superseded = "superseded", "Superseded by a correction";
    }
}

impl State {
    /// `left`: how many still differ; `due`: the last day, if one was set. The due day itself is in time.
    pub fn of(settled: bool, left: i64, due: Option<NaiveDate>, today: NaiveDate) -> Self {
        match due {
            _ if settled || left <= 0 => State::Settled,
            Some(due) if due < today => State::Overdue,
            _ => State::Open,
        }
    }
}

/// Who looks after a discrepancy from now on, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAssignment {
    /// The account of the owner.
    pub owner: i64,
    pub due_on: NaiveDate,
    pub remark: Option<String>,
}

impl NewAssignment {
    /// # Errors
    /// Every field that cannot be accepted; a due date before `today` is one.
    pub fn parse(owner: &str, due_on: &str, remark: &str, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let owner = checks.take("assignee", owner.parse::<i64>().map_err(|_| "Choose who looks after it"));
        let due_on = checks.take("due_on", PartialDate::parse_day(due_on));
        check_due(&mut checks, due_on, today);
        let remark = checks.optional("remark", remark);
        checks.finish_some(owner.zip(due_on).map(|(owner, due_on)| NewAssignment { owner, due_on, remark }))
    }

    /// The rules of [`NewAssignment::parse`], wherever it was made.
    ///
    /// # Errors
    /// A due date before `today`.
    pub fn check(&self, today: NaiveDate) -> Result<(), Refusal> {
        let mut checks = Checks::default();
        check_due(&mut checks, Some(self.due_on), today);
        checks.finish(())
    }
}

fn check_due(checks: &mut Checks, due_on: Option<NaiveDate>, today: NaiveDate) {
    if due_on.is_some_and(|due| due < today) {
        checks.fail("due_on", "This day is over: enter today or a later day");
    }
}

/// # Errors
/// Nothing was written, or it cannot be stored.
pub fn parse_remark(typed: &str) -> Result<String, Refusal> {
    let mut checks = Checks::default();
    let remark = checks.required("note", typed, "Write the remark");
    checks.finish(remark)
}

/// The end of a discrepancy, as a person states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSettlement {
    pub settlement: Settlement,
    pub settled_on: NaiveDate,
    pub reason: String,
    /// The decision or the paper that it rests on.
    pub document: Option<String>,
}

/// The form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SettlementForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub discrepancy: String,
    pub settlement: String,
    pub settled_on: String,
    pub reason: String,
    pub document: String,
}

impl NewSettlement {
    /// `since` is the day of the receipt that found it.
    ///
    /// # Errors
    /// Every field that cannot be accepted; a write-off without its decision is one.
    pub fn parse(form: &SettlementForm, since: NaiveDate, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let settlement =
            checks.take("settlement", form.settlement.parse::<Settlement>().map_err(|_| "Choose how it was settled"));
        let settled_on = checks.take("settled_on", PartialDate::parse_day(&form.settled_on));
        if settled_on.is_some_and(|day| day > today) {
            checks.fail("settled_on", "This day lies in the future: enter the day on which it was settled");
        }
        if settled_on.is_some_and(|day| day < since) {
            let since = PartialDate::Day(since).words();
            checks.fail("settled_on", format!("It was counted on {since}: enter that day or a later one"));
        }
        let reason = checks.required("reason", &form.reason, "Say why this settles it");
        let document = checks.optional("document", &form.document);
        check_decision(&mut checks, settlement, document.as_deref());
        checks.finish_some(settlement.zip(settled_on).map(|(settlement, settled_on)| NewSettlement {
            settlement,
            settled_on,
            reason,
            document,
        }))
    }

    /// The rules of [`NewSettlement::parse`] that need nothing besides, wherever it was made.
    ///
    /// # Errors
    /// A write-off without its decision.
    pub fn check(&self) -> Result<(), Refusal> {
        let mut checks = Checks::default();
        check_decision(&mut checks, Some(self.settlement), self.document.as_deref());
        checks.finish(())
    }
}

fn check_decision(checks: &mut Checks, settlement: Option<Settlement>, document: Option<&str>) {
    if settlement == Some(Settlement::WriteOff) && document.is_none() && !checks.failed("document") {
        checks.fail("document", "A write-off rests on a decision: enter its number and date");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn the_state_follows_from_what_is_left_and_the_due_date() {
        let today = day("2020-01-10");
        assert_eq!(State::of(false, 1, None, today), State::Open);
        assert_eq!(State::of(false, 1, Some(today), today), State::Open);
        assert_eq!(State::of(false, 1, Some(day("2020-01-09")), today), State::Overdue);
        assert_eq!(State::of(true, 1, Some(day("2020-01-09")), today), State::Settled);
        assert_eq!(State::of(false, 0, None, today), State::Settled);
    }

    #[test]
    fn a_write_off_needs_its_decision_and_nothing_else_does() {
        for settlement in Settlement::ALL {
            let form = SettlementForm {
                settlement: settlement.word().into(),
                settled_on: "9 Jan 2020".into(),
                reason: "The boots were burnt in the fire at Oybek".into(),
                document: "".into(),
                ..Default::default()
            };
            let told = NewSettlement::parse(&form, day("2019-12-11"), day("2020-01-10"));
            assert_eq!(told.is_ok(), *settlement != Settlement::WriteOff, "{settlement}");
            let with = SettlementForm { document: "Decision 14 of 8 Jan 2020".into(), ..form.clone() };
            assert!(NewSettlement::parse(&with, day("2019-12-11"), day("2020-01-10")).is_ok());
        }
    }

    #[test]
    fn every_mistake_is_named() {
        let fields = |refused: Refusal| match refused {
            Refusal::Invalid(errors) => errors.into_iter().map(|e| e.field).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        let (since, today) = (day("2019-12-11"), day("2020-01-10"));
        let settle = |settled_on: &str| SettlementForm {
            settlement: "found".into(),
            settled_on: settled_on.into(),
            reason: "x".into(),
            document: "".into(),
            ..Default::default()
        };
        for bad in ["10 Dec 2019", "11 Jan 2020", "Jan 2020", ""] {
            let refused = NewSettlement::parse(&settle(bad), since, today).expect_err(bad);
            assert_eq!(fields(refused), ["settled_on"], "{bad}");
        }
        let refused = NewSettlement::parse(&SettlementForm::default(), since, today).expect_err("empty");
        assert_eq!(fields(refused), ["settlement", "settled_on", "reason"]);
        assert_eq!(
            fields(NewAssignment::parse("", "9 Jan 2020", "", today).expect_err("both")),
            ["assignee", "due_on"]
        );
        assert!(NewAssignment::parse("7", "10 Jan 2020", "", today).is_ok());
    }
}
