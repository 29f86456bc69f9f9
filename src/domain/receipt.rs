//! Receipts: what an officer counted, line by line.
//!
//! `received + short + damaged + refused = expected` on every line (surplus apart). What was dispatched is never
//! overwritten; what was short stays expected and is counted by a later receipt.

use chrono::NaiveDate;

use crate::{
    code::words,
    error::{Checks, Refusal},
    item::Condition,
};

mod correction;
mod form;
pub use correction::{CorrectionForm, NewCorrection};
pub use form::{CountEdit, CountForm, DraftEdit, ReceiptForm};

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
    /// All that is expected of a line arrived as it was sent.
    pub fn whole(line: i64, version: i64, expected: i64) -> Self {
        Count {
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
            found: Found::default(),
        }
    }

    /// Nothing of it is accepted.
    pub fn refuse(self, reason: &str) -> Self {
        Count { received: 0, refused: self.expected, remark: Some(reason.to_owned()), ..self }
    }

    /// Nothing about it needs a word.
    pub fn is_plain(&self) -> bool {
        self.received == self.expected
            && self.surplus == 0
            && self.remark.is_none()
            && self.is_sound()
            && self.found.is_as_sent()
    }

    pub fn is_sound(&self) -> bool {
        matches!(self.condition, Condition::New | Condition::Good)
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

words! {
    /// What is said of all lines that were not counted one by one.
    Rest {
        Open = "open", "Left for later";
        Arrived = "arrived", "Arrived as sent";
        Refused = "refused", "Refused";
    }
}

impl NewReceipt {
    /// Wherever it was made.
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

pub(crate) fn check_arrival(checks: &mut Checks, received_on: Option<NaiveDate>, today: NaiveDate) {
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
