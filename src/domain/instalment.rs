//! Instalments of a grant: what a donor is to pay, when, or after which milestone. A promise: it is never added to received money.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    date::PartialDate,
    error::{Checks, Refusal},
    grant::{optional_amount, optional_date},
    money::Money,
    phase::MetOn,
    source::SourceChoice,
};

/// An instalment as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInstalment {
    pub amount: Money,
    /// The code of the donor, where several give together.
    pub donor: Option<String>,
    pub due_on: Option<PartialDate>,
    /// The number of the milestone that it waits for.
    pub milestone: Option<i64>,
    /// The number, within the ledger of the grant, of the receipt of funds that answers it.
    pub receipt: Option<i64>,
    pub note: Option<String>,
    pub source: Option<SourceChoice>,
}

/// The form of an instalment as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InstalmentForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// Of what is edited, with its number.
    pub version: String,
    pub number: String,
    pub grant: String,
    pub amount: String,
    pub currency: String,
    pub donor: String,
    pub due_on: String,
    pub milestone: String,
    pub receipt: String,
    pub note: String,
    pub source: String,
    pub source_title: String,
}

impl NewInstalment {
    /// # Errors
    /// Every field that cannot be accepted: among them one that says neither when it is due nor what it waits for.
    pub fn parse(form: &InstalmentForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        if form.amount.trim().is_empty() {
            checks.fail("amount", "Enter the amount of the instalment in digits, such as 371,500,000");
        }
        let amount = optional_amount(&mut checks, "amount", &form.amount, &form.currency);
        let donor = checks.optional("donor", &form.donor);
        let due_on = optional_date(&mut checks, "due_on", &form.due_on);
        let number = |checks: &mut Checks, field: &str, typed: &str, words: &str| match typed.trim() {
            "" => None,
            typed => checks.take(field, typed.parse::<i64>().map_err(|_| words.to_owned())),
        };
        let milestone = number(&mut checks, "milestone", &form.milestone, "Choose a milestone from the list");
        let receipt = number(&mut checks, "receipt", &form.receipt, "Choose a receipt from the list");
        if form.due_on.trim().is_empty() && form.milestone.trim().is_empty() {
            checks.fail(
                "due_on",
                "Enter when it is due, as far as it is known, or choose the milestone that it waits for",
            );
        }
        let note = checks.optional("note", &form.note);
        let source = SourceChoice::parse(&mut checks, &form.source, &form.source_title);
        let new = amount.map(|amount| NewInstalment { amount, donor, due_on, milestone, receipt, note, source });
        checks.finish_some(new)
    }
}

/// Where an instalment stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstalmentStanding {
    /// The receipt of funds that answers it is approved.
    Received(NaiveDate),
    /// What it waits for is not met.
    Waits,
    /// What it waits for is met, and nothing was received.
    CanBeAsked(MetOn),
    /// All of its date has passed.
    Late,
    /// Nothing stands against it but the day.
    Due,
}

impl InstalmentStanding {
    /// `milestone` is whether it waits for one, and when that was met.
    pub fn of(
        received: Option<NaiveDate>,
        milestone: Option<Option<MetOn>>,
        due: Option<PartialDate>,
        today: NaiveDate,
    ) -> Self {
        match (received, milestone) {
            (Some(day), _) => InstalmentStanding::Received(day),
            (None, Some(None)) => InstalmentStanding::Waits,
            (None, _) if due.is_some_and(|due| due.end() < today) => InstalmentStanding::Late,
            (None, Some(Some(met))) => InstalmentStanding::CanBeAsked(met),
            (None, None) => InstalmentStanding::Due,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instalment_has_an_amount_and_is_due_or_waits() {
        let form = InstalmentForm {
            amount: "371,500,000".into(),
            currency: "JPY".into(),
            milestone: "7".into(),
            source_title: "Exchange of Notes".into(),
            ..Default::default()
        };
        let new = NewInstalment::parse(&form).expect("accepted");
        assert_eq!((new.amount.minor, new.milestone, new.due_on), (371_500_000, Some(7), None));
        let refused = |form: InstalmentForm| match NewInstalment::parse(&form) {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(InstalmentForm::default()), ["amount", "due_on"]);
        assert_eq!(refused(InstalmentForm { milestone: String::new(), ..form.clone() }), ["due_on"]);
        assert_eq!(refused(InstalmentForm { due_on: "03/04/21".into(), ..form.clone() }), ["due_on"]);
        assert_eq!(
            refused(InstalmentForm { amount: "1.5".into(), receipt: "x".into(), ..form }),
            ["amount", "receipt"]
        );
    }

    #[test]
    fn what_it_waits_for_comes_before_its_day() {
        let today: NaiveDate = "2021-03-01".parse().expect("a day");
        let met = |date: &str| date.parse::<PartialDate>().ok().map(MetOn::from);
        let due = |date: &str| date.parse::<PartialDate>().ok();
        let of = |milestone, on: &str| InstalmentStanding::of(None, milestone, due(on), today);
        assert_eq!(of(Some(None), "2020"), InstalmentStanding::Waits);
        assert_eq!(of(None, "2020"), InstalmentStanding::Late);
        assert_eq!(of(None, "2021"), InstalmentStanding::Due);
        let when = met("2020-12").expect("a month");
        assert_eq!(of(Some(Some(when)), ""), InstalmentStanding::CanBeAsked(when));
        let received = InstalmentStanding::of(Some(today), Some(None), due("2020"), today);
        assert_eq!(received, InstalmentStanding::Received(today));
    }
}
