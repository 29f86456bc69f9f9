//! What a person enters for a money event; parsed once, here.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::EventKind;
use crate::{
    date::PartialDate,
    error::{Checks, Refusal},
    grant::optional_date,
    money::{Currency, Money},
    rate::{Rate, RateSource},
};

/// Where the rate of an event in another currency than the dollar comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RateChoice {
    /// The newest approved rate of this source at or before the value date; none: the dollars stay unknown.
    Table(RateSource),
    /// A rate that a document states, pinned as it stands there.
    Stated { source: RateSource, rate: Rate, note: String },
    /// An amount in dollars has none.
    None,
}

/// A money event before it is posted. The amount is signed: negative only where the kind has a direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    pub kind: EventKind,
    pub amount: Money,
    pub value_date: NaiveDate,
    pub rate: RateChoice,
    pub purpose: String,
    pub donor_code: Option<String>,
    pub phase_id: Option<i64>,
    pub budget_line: Option<String>,
    /// Of a reprogramming.
    pub from_budget_line: Option<String>,
    pub external_ref: Option<String>,
    pub document: Option<String>,
    /// The locked period that a late fact belongs to.
    pub relates_to: Option<PartialDate>,
    /// Why it is right in spite of what is doubtful.
    pub reason: Option<String>,
}

/// The form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EventForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub grant: String,
    /// What the person saw that it would book; only when it is posted.
    pub seen: String,
    pub kind: String,
    pub amount: String,
    pub currency: String,
    /// `down` for a lower ceiling or a loss.
    pub direction: String,
    pub value_date: String,
    pub rate_source: String,
    /// Empty: the rate of the table.
    pub rate: String,
    pub rate_note: String,
    pub purpose: String,
    pub donor: String,
    pub phase: String,
    pub budget_line: String,
    pub from_budget_line: String,
    pub external_ref: String,
    pub document: String,
    pub relates_to: String,
    pub reason: String,
}

impl NewEvent {
    /// # Errors
    /// Every field that cannot be accepted; a value date after `today` is one.
    pub fn parse(form: &EventForm, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let kind = checks.take("kind", form.kind.parse::<EventKind>().map_err(|_| "Choose what happened to the money"));
        let amount = amount(&mut checks, form, kind);
        let value_date = checks.take("value_date", PartialDate::parse_day(&form.value_date));
        if value_date.is_some_and(|date| date > today) {
            let words = PartialDate::Day(today).words();
            checks.fail("value_date", format!("The value date lies in the future: enter {words} or an earlier date"));
        }
        let rate = rate(&mut checks, form);
        let purpose = checks.required("purpose", &form.purpose, "Enter what the money was for, in a few words");
        let phase = form.phase.trim();
        let phase_id = if phase.is_empty() {
            None
        } else {
            checks.take("phase", phase.parse().map_err(|_| "Choose the phase from the list, or none"))
        };
        let budget_line = checks.optional("budget_line", &form.budget_line);
        let from_budget_line = checks.optional("from_budget_line", &form.from_budget_line);
        if kind == Some(EventKind::Reprogramming) {
            reprogramming(&mut checks, form, budget_line.as_ref(), from_budget_line.as_ref());
        } else if from_budget_line.is_some() {
            checks.fail("from_budget_line", "Only a reprogramming comes from another budget line: leave this empty");
        }
        let donor_code = checks.optional("donor", &form.donor);
        let external_ref = checks.optional("external_ref", &form.external_ref);
        let document = checks.optional("document", &form.document);
        let relates_to = optional_date(&mut checks, "relates_to", &form.relates_to);
        let reason = checks.optional("reason", &form.reason);
        let event = kind.zip(amount).zip(value_date).zip(rate).map(|(((kind, amount), value_date), rate)| NewEvent {
            kind,
            amount,
            value_date,
            rate: if amount.currency == Currency::Usd { RateChoice::None } else { rate },
            purpose,
            donor_code,
            phase_id,
            budget_line,
            from_budget_line,
            external_ref,
            document,
            relates_to,
            reason,
        });
        checks.finish_some(event)
    }
}

fn amount(checks: &mut Checks, form: &EventForm, kind: Option<EventKind>) -> Option<Money> {
    let currency = checks.take("currency", form.currency.parse::<Currency>())?;
    let money = checks.take("amount", Money::parse(&form.amount, currency))?;
    if money.minor == 0 {
        checks.fail("amount", "Enter an amount above zero");
        return None;
    }
    let kind = kind?;
    if kind.in_dollars() && currency != Currency::Usd {
        checks.fail("currency", format!("{} is kept in US dollars: choose USD", kind.label()));
    }
    match (kind.has_direction(), form.direction.as_str()) {
        (true, "up") | (false, _) => Some(money),
        (true, "down") => Some(Money::new(-money.minor, currency)),
        (true, _) => {
            checks.fail("direction", "Choose whether it raises or lowers the amount");
            None
        }
    }
}

fn rate(checks: &mut Checks, form: &EventForm) -> Option<RateChoice> {
    if form.currency.trim().eq_ignore_ascii_case("USD") {
        if !form.rate.trim().is_empty() {
            checks.fail("rate", "An amount in US dollars has no rate: leave this empty");
        }
        return Some(RateChoice::None);
    }
    let source: Option<RateSource> =
        checks.take("rate_source", form.rate_source.parse().map_err(|_: String| "Choose who states the rate"));
    if form.rate.trim().is_empty() {
        return source.map(RateChoice::Table);
    }
    let rate = checks.take("rate", Rate::parse(&form.rate));
    let note = checks.required("rate_note", &form.rate_note, "Enter the document that states this rate");
    source.zip(rate).map(|(source, rate)| RateChoice::Stated { source, rate, note })
}

fn reprogramming(checks: &mut Checks, form: &EventForm, to: Option<&String>, from: Option<&String>) {
    if from.is_none() {
        checks.fail("from_budget_line", "Choose the budget line that the money comes from");
    }
    if to.is_none() {
        checks.fail("budget_line", "Choose the budget line that the money goes to");
    } else if to == from {
        checks.fail("budget_line", "Choose another budget line than the one it comes from");
    }
    if form.document.trim().is_empty() {
        checks.fail("document", "Enter the document in which the donor agreed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2020, 12, 1).expect("a date");

    fn receipt() -> EventForm {
        EventForm {
            kind: "receipt".into(),
            amount: "743 000 000".into(),
            currency: "JPY".into(),
            value_date: "2020-03-16".into(),
            rate_source: "UNORE".into(),
            purpose: "The whole grant".into(),
            ..Default::default()
        }
    }

    fn mistakes(form: &EventForm) -> Vec<String> {
        let Err(Refusal::Invalid(errors)) = NewEvent::parse(form, TODAY) else { panic!("accepted") };
        errors.into_iter().map(|e| e.field).collect()
    }

    #[test]
    fn a_receipt_as_a_finance_officer_pastes_it() {
        let event = NewEvent::parse(&receipt(), TODAY).expect("accepted");
        assert_eq!((event.kind, event.amount.to_string()), (EventKind::Receipt, "¥743,000,000".into()));
        assert_eq!(event.rate, RateChoice::Table(RateSource::UnOperational));
        let stated = EventForm {
            rate: "104.50".into(),
            rate_source: "IMPLIED".into(),
            rate_note: "UNODC, 1 Dec 2020".into(),
            ..receipt()
        };
        let event = NewEvent::parse(&stated, TODAY).expect("accepted");
        assert!(matches!(event.rate, RateChoice::Stated { rate, .. } if rate.to_string() == "104.50"));
    }

    #[test]
    fn every_mistake_is_named() {
        assert_eq!(mistakes(&EventForm::default()), ["kind", "currency", "value_date", "rate_source", "purpose"]);
        assert_eq!(mistakes(&EventForm { amount: "1.5".into(), ..receipt() }), ["amount"]);
        assert_eq!(mistakes(&EventForm { amount: "0".into(), ..receipt() }), ["amount"]);
        assert_eq!(mistakes(&EventForm { amount: "12345678901234567890".into(), ..receipt() }), ["amount"]);
        assert_eq!(mistakes(&EventForm { value_date: "2020-12-02".into(), ..receipt() }), ["value_date"]);
        assert_eq!(mistakes(&EventForm { value_date: "Mar 2020".into(), ..receipt() }), ["value_date"]);
        assert_eq!(mistakes(&EventForm { rate: "104.50".into(), ..receipt() }), ["rate_note"]);
        assert_eq!(mistakes(&EventForm { kind: "psc".into(), ..receipt() }), ["currency"]);
        assert_eq!(mistakes(&EventForm { kind: "ceiling_revision".into(), ..receipt() }), ["direction"]);
        assert_eq!(mistakes(&EventForm { from_budget_line: "A".into(), ..receipt() }), ["from_budget_line"]);
        let dollars =
            EventForm { kind: "reprogramming".into(), currency: "USD".into(), amount: "114,000".into(), ..receipt() };
        assert_eq!(mistakes(&dollars), ["from_budget_line", "budget_line", "document"]);
        assert_eq!(
            mistakes(&EventForm { rate: "1".into(), ..dollars }),
            ["rate", "from_budget_line", "budget_line", "document"]
        );
    }

    #[test]
    fn a_lower_ceiling_and_a_loss_are_negative() {
        let form = EventForm { kind: "ceiling_revision".into(), direction: "down".into(), ..receipt() };
        assert_eq!(NewEvent::parse(&form, TODAY).expect("accepted").amount.minor, -743_000_000);
    }
}
