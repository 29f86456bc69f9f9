//! "Which rate would apply on …": the question as a form asks it.

use chrono::NaiveDate;

use super::RateSource;
use crate::{
    PartialDate,
    error::{Checks, Refusal},
    money::{Currency, Money},
};

/// The rate of one source on a day; with an amount also what it makes; with a later day what holding it gained or lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateQuestion {
    pub source: RateSource,
    pub currency: Currency,
    pub on: NaiveDate,
    pub amount: Option<Money>,
    pub later: Option<NaiveDate>,
}

/// The question as typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct QuestionForm<'a> {
    pub source: &'a str,
    pub currency: &'a str,
    pub on: &'a str,
    pub amount: &'a str,
    pub later: &'a str,
}

impl RateQuestion {
    /// # Errors
    /// Every field that cannot be read; a second day without an amount, or before the first.
    pub fn parse(form: &QuestionForm<'_>) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let source = checks.take("source", form.source.parse().map_err(|_: String| "Choose who states the rate"));
        let currency = checks.take("currency", form.currency.parse::<Currency>());
        let on = checks.take("on", PartialDate::parse_day(form.on));
        let amount = match (currency, form.amount.trim()) {
            (Some(currency), typed) if !typed.is_empty() => checks.take("amount", Money::parse(typed, currency)),
            _ => None,
        };
        let later = match form.later.trim() {
            "" => None,
            typed => checks.take("later", PartialDate::parse_day(typed)),
        };
        if later.is_some() && form.amount.trim().is_empty() {
            checks.fail("amount", "Enter the unspent amount that is valued again, or leave the second day empty");
        }
        if later.zip(on).is_some_and(|(later, on)| later < on) {
            checks.fail("later", "Enter a day after the first one");
        }
        let question = source.zip(currency).zip(on).map(|((source, currency), on)| RateQuestion {
            source,
            currency,
            on,
            amount,
            later,
        });
        checks.finish_some(question)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_read_or_every_mistake_named() {
        let asked = QuestionForm {
            source: "UNORE",
            currency: "JPY",
            on: "1 Dec 2020",
            amount: "¥100,000,000",
            later: "2021-03-01",
        };
        let question = RateQuestion::parse(&asked).expect("a question");
        assert_eq!(question.amount, Some(Money::new(100_000_000, Currency::Jpy)));
        let fields = |form: &QuestionForm<'_>| match RateQuestion::parse(form) {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(fields(&QuestionForm::default()), ["source", "currency", "on"]);
        assert_eq!(fields(&QuestionForm { amount: "1.5", ..asked }), ["amount"]);
        assert_eq!(fields(&QuestionForm { later: "1 Nov 2020", ..asked }), ["later"]);
        assert_eq!(fields(&QuestionForm { amount: "", ..asked }), ["amount"]);
    }
}
