//! What people state of custody: the forms of a reassignment, a return, a loss, a find and a write-off, parsed once.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Kind, movement::AnswerKind};
use crate::{
    date::PartialDate,
    error::{Checks, Refusal},
    item::Condition,
    number::count,
};

/// A number of pieces in the field `quantity`, from 1 to `most`; empty means all of them.
pub(super) fn quantity(checks: &mut Checks, typed: &str, most: i64) -> Option<i64> {
    match typed.trim() {
        "" => Some(most),
        typed => checks.take("quantity", count(typed, 1..=most)),
    }
}

/// A date that is over, as exactly as it is known.
pub(super) fn happened(checks: &mut Checks, field: &str, typed: &str, today: NaiveDate) -> Option<PartialDate> {
    let date = checks.take(field, PartialDate::parse(typed))?;
    if date.start() > today {
        checks.fail(field, "This lies in the future: enter the day on which it happened");
    }
    Some(date)
}

/// The code of the unit and agency that hold (or will hold) it, sent as `IMT-TER/SCC`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeeperCode {
    pub unit: String,
    pub agency: String,
}

impl KeeperCode {
    /// # Errors
    /// Nothing was chosen.
    pub fn parse(sent: &str) -> Result<Self, String> {
        match sent.split_once('/') {
            Some((unit, agency)) if !unit.is_empty() && !agency.is_empty() => {
                Ok(KeeperCode { unit: unit.to_owned(), agency: agency.to_owned() })
            }
            _ => Err("Choose from the list".to_owned()),
        }
    }
}

/// From a unit to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReassignment {
    pub from: KeeperCode,
    pub to: KeeperCode,
    pub quantity: i64,
    pub reason: String,
    /// The order or letter that it rests on.
    pub document: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReassignmentForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub item: String,
    pub holder: String,
    pub receiver: String,
    /// A unit that the list does not name: `IMT-NUK/MIA`.
    pub receiver_code: String,
    pub quantity: String,
    pub reason: String,
    pub document: String,
}

impl ReassignmentForm {
    /// The unit that is written out, or the one that was chosen.
    fn receiver(&self) -> String {
        match self.receiver_code.trim() {
            "" => self.receiver.clone(),
            code => code.to_ascii_uppercase(),
        }
    }
}

impl NewReassignment {
    /// `all`: how many pieces the item has.
    ///
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &ReassignmentForm, all: i64) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let from = checks.take("holder", KeeperCode::parse(&form.holder));
        let to =
            checks.take("receiver", KeeperCode::parse(&form.receiver()).map_err(|_| "Choose the unit that gets it"));
        if from.is_some() && from == to {
            checks.fail("receiver", "It is with this unit already: choose another");
        }
        let quantity = quantity(&mut checks, &form.quantity, all);
        let reason = checks.required("reason", &form.reason, "Say why it goes to the other unit");
        let document = checks.optional("document", &form.document);
        let new = from.zip(to).zip(quantity).map(|((from, to), quantity)| NewReassignment {
            from,
            to,
            quantity,
            reason,
            document,
        });
        checks.finish_some(new)
    }
}

/// From a unit back to UNODC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReturn {
    pub from: KeeperCode,
    pub quantity: i64,
    pub condition: Condition,
    pub reason: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReturnForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub item: String,
    pub holder: String,
    pub quantity: String,
    pub condition: String,
    pub reason: String,
}

impl NewReturn {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &ReturnForm, all: i64) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let from = checks.take("holder", KeeperCode::parse(&form.holder));
        let quantity = quantity(&mut checks, &form.quantity, all);
        let condition = checks.take("condition", form.condition.parse().map_err(|_: String| "Choose its condition"));
        let reason = checks.required("reason", &form.reason, "Say why it goes back");
        let new = from.zip(quantity).zip(condition).map(|((from, quantity), condition)| NewReturn {
            from,
            quantity,
            condition,
            reason,
        });
        checks.finish_some(new)
    }
}

/// Lost or stolen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLoss {
    pub stolen: bool,
    /// `None`: while UNODC had it in store.
    pub from: Option<KeeperCode>,
    pub quantity: i64,
    pub occurred_on: PartialDate,
    /// Where and how. Never said to donors.
    pub circumstances: String,
    /// The number of the police report. Never said to donors.
    pub police_report: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LossForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub item: String,
    /// `lost` or `stolen`.
    pub kind: String,
    /// `store`, or a unit.
    pub holder: String,
    pub quantity: String,
    pub occurred_on: String,
    pub circumstances: String,
    pub police_report: String,
}

impl NewLoss {
    /// # Errors
    /// Every field that cannot be accepted; a theft without its police report is one.
    pub fn parse(form: &LossForm, all: i64, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let kind = form.kind.parse::<Kind>().ok().filter(|kind| matches!(kind, Kind::Lost | Kind::Stolen));
        let kind = checks.take("kind", kind.ok_or("Choose whether it was lost or stolen"));
        let from = match form.holder.as_str() {
            "store" => Some(None),
            sent => checks.take("holder", KeeperCode::parse(sent)).map(Some),
        };
        let quantity = quantity(&mut checks, &form.quantity, all);
        let occurred_on = happened(&mut checks, "occurred_on", &form.occurred_on, today);
        let circumstances = checks.long_text("circumstances", &form.circumstances, 2000);
        if circumstances.is_empty() && !checks.failed("circumstances") {
            checks.fail("circumstances", "Say where and how it happened");
        }
        let police_report = checks.optional("police_report", &form.police_report);
        if kind == Some(Kind::Stolen) && police_report.is_none() && !checks.failed("police_report") {
            checks.fail("police_report", "Enter the number of the police report");
        }
        let parts = kind.zip(from).zip(quantity).zip(occurred_on);
        checks.finish_some(parts.map(|(((kind, from), quantity), occurred_on)| NewLoss {
            stolen: kind == Kind::Stolen,
            from,
            quantity,
            occurred_on,
            circumstances,
            police_report,
        }))
    }
}

/// What was lost or stolen is there again: with the unit that lost it, or brought to UNODC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFind {
    /// It had been stolen, not lost.
    pub stolen: bool,
    /// Who lost it; `None`: UNODC.
    pub from: Option<KeeperCode>,
    pub to_store: bool,
    pub quantity: i64,
    pub occurred_on: PartialDate,
    pub condition: Condition,
    pub circumstances: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FindForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub item: String,
    /// `lost:IMT-TER/SCC`, `stolen:store`.
    pub holder: String,
    /// `store`, or empty: back with the unit that lost it.
    pub to: String,
    pub quantity: String,
    pub occurred_on: String,
    pub condition: String,
    pub circumstances: String,
}

impl NewFind {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &FindForm, all: i64, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let gone = checks.take("holder", Gone::parse(&form.holder));
        let quantity = quantity(&mut checks, &form.quantity, all);
        let occurred_on = happened(&mut checks, "occurred_on", &form.occurred_on, today);
        let condition = checks.take("condition", form.condition.parse().map_err(|_: String| "Choose its condition"));
        let circumstances = checks.required("circumstances", &form.circumstances, "Say where and how it was found");
        let parts = gone.zip(quantity).zip(occurred_on).zip(condition);
        checks.finish_some(parts.map(|(((gone, quantity), occurred_on), condition)| NewFind {
            stolen: gone.stolen,
            to_store: form.to == "store" || gone.from.is_none(),
            from: gone.from,
            quantity,
            occurred_on,
            condition,
            circumstances,
        }))
    }
}

/// What was lost (or stolen) from somebody, sent as `lost:IMT-TER/SCC` or `stolen:store`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    pub stolen: bool,
    pub from: Option<KeeperCode>,
}

impl Gone {
    fn parse(sent: &str) -> Result<Self, String> {
        let bad = || "Choose from the list".to_owned();
        let (how, from) = sent.split_once(':').ok_or_else(bad)?;
        let stolen = match how {
            "lost" => false,
            "stolen" => true,
            _ => return Err(bad()),
        };
        let from = if from == "store" { None } else { Some(KeeperCode::parse(from)?) };
        Ok(Gone { stolen, from })
    }
}

/// Where a written-off piece was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Store,
    Unit(KeeperCode),
    Gone(Gone),
}

impl Source {
    fn parse(sent: &str) -> Result<Self, String> {
        match sent {
            "store" => Ok(Source::Store),
            sent if sent.contains(':') => Gone::parse(sent).map(Source::Gone),
            sent => KeeperCode::parse(sent).map(Source::Unit),
        }
    }
}

/// Given up, by a decision (UN financial rules 105.20–24, ST/AI/2015/4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWriteOff {
    pub from: Source,
    pub quantity: i64,
    /// The number of the decision.
    pub document: String,
    /// The day of the decision: from then on it is written off.
    pub decided_on: NaiveDate,
    pub reason: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WriteOffForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub item: String,
    pub holder: String,
    pub quantity: String,
    pub document: String,
    pub occurred_on: String,
    pub reason: String,
}

impl NewWriteOff {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &WriteOffForm, all: i64, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let from = checks.take("holder", Source::parse(&form.holder));
        let quantity = quantity(&mut checks, &form.quantity, all);
        let document = checks.required("document", &form.document, "Enter the number of the decision");
        let decided_on = checks.take("occurred_on", PartialDate::parse_day(&form.occurred_on));
        check_decided(&mut checks, decided_on, today);
        let reason = checks.required("reason", &form.reason, "Say why it is written off");
        let parts = from.zip(quantity).zip(decided_on);
        checks.finish_some(parts.map(|((from, quantity), decided_on)| NewWriteOff {
            from,
            quantity,
            document,
            decided_on,
            reason,
        }))
    }

    /// The rules of [`NewWriteOff::parse`] that need nothing besides, wherever it was made.
    ///
    /// # Errors
    /// The day of the decision lies after `today`.
    pub fn check(&self, today: NaiveDate) -> Result<(), Refusal> {
        let mut checks = Checks::default();
        check_decided(&mut checks, Some(self.decided_on), today);
        checks.finish(())
    }
}

fn check_decided(checks: &mut Checks, decided_on: Option<NaiveDate>, today: NaiveDate) {
    if decided_on.is_some_and(|day| day > today) {
        checks.fail("occurred_on", "This day lies in the future: enter the day of the decision");
    }
}

/// What somebody says to a movement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAnswer {
    pub kind: AnswerKind,
    /// Why it was refused or taken back; a remark where it was confirmed.
    pub words: Option<String>,
}

impl NewAnswer {
    /// # Errors
    /// A refusal or withdrawal without its reason.
    pub fn parse(kind: &str, words: &str) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let kind = checks.take("answer", kind.parse::<AnswerKind>().map_err(|_| "Choose an answer"));
        let words = checks.optional("reason", words);
        let asks = matches!(kind, Some(AnswerKind::Refused | AnswerKind::Withdrawn));
        if asks && words.is_none() && !checks.failed("reason") {
            checks.fail("reason", "Say why");
        }
        checks.finish_some(kind.map(|kind| NewAnswer { kind, words }))
    }
}

#[cfg(test)]
mod tests;
