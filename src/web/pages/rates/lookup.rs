//! "Which rate would apply on …": a form whose question stands in the address, and its answer.

use chrono::NaiveDate;
use domain::{
    Currency, Money, PartialDate, Refusal, Viewer,
    rate::{QuestionForm, RateQuestion},
};
use leptos::prelude::*;
use store::{
    Tx,
    rates::{RateRow, applying, show},
};

use super::parts;
use crate::{AppError, kit::*};

const FIELDS: [&str; 5] = ["source", "currency", "on", "amount", "later"];

/// The form, with the answer once something was asked.
///
/// # Errors
/// The database does not answer.
pub async fn answer(tx: &mut Tx, viewer: &Viewer, query: &ListQuery) -> Result<AnyView, AppError> {
    let typed = |field: &str| query.get(field).unwrap_or_default();
    let asked = FIELDS.iter().any(|field| query.get(field).is_some());
    let state = FormState::filled(FIELDS.map(|field| (field, typed(field))));
    if !asked {
        return Ok(form(&FormState::default(), None));
    }
    let question = RateQuestion::parse(&QuestionForm {
        source: typed("source"),
        currency: typed("currency"),
        on: typed("on"),
        amount: typed("amount"),
        later: typed("later"),
    });
    match question {
        Ok(question) => {
            let first = at(tx, viewer, &question, question.on).await?;
            let second = match question.later {
                Some(later) => Some((later, at(tx, viewer, &question, later).await?)),
                None => None,
            };
            Ok(form(&state, Some(words(&question, first, second))))
        }
        Err(Refusal::Invalid(errors)) => Ok(form(&state.with_errors(errors), None)),
        Err(refusal) => Err(refusal.into()),
    }
}

async fn at(tx: &mut Tx, viewer: &Viewer, q: &RateQuestion, day: NaiveDate) -> Result<Option<RateRow>, AppError> {
    match applying(tx, q.source, q.currency, day, None).await? {
        Some(found) => Ok(Some(show(tx, viewer, found.id).await?)),
        None => Ok(None),
    }
}

fn form(state: &FormState, answer: Option<AnyView>) -> AnyView {
    let field = || state.clone();
    view! {
        <div class="stack">
        {answer}
        <form class="form" method="get" action="/rates#apply" aria-label="Which rate would apply">
            <Select name="currency" label="Currency" state=field() options=parts::currencies() value="JPY"/>
            <Select name="source" label="Source" state=field() options=parts::sources()/>
            <DateField name="on" label="On which day" state=field()/>
            <Field name="amount" label="Amount" state=field() kind=Input::Amount width=Width::Medium optional=true
                autocomplete="off" hint="In this currency, such as 743,000,000: what it makes in US dollars"/>
            <DateField name="later" label="Valued again on" state=field() optional=true
                hint="What an unspent amount gained or lost until that day. For example 31 Dec 2020"/>
            <div class="form-actions"><SubmitButton text="Find the rate" quiet=true/></div>
        </form>
        </div>
    }
    .into_any()
}

type Found = Option<RateRow>;

/// The answer in sentences.
fn words(question: &RateQuestion, first: Found, second: Option<(NaiveDate, Found)>) -> AnyView {
    let change = match (&first, &second) {
        (Some(first), Some((later, Some(second)))) => {
            question.amount.map(|money| revalued(first, second, *later, money))
        }
        _ => None,
    };
    let second = second.map(|(later, found)| one(question, later, found.as_ref()));
    view! {
        <div class="panel stack" id="answer">
            {one(question, question.on, first.as_ref())}
            {second}
            {change}
        </div>
    }
    .into_any()
}

fn one(question: &RateQuestion, day: NaiveDate, found: Option<&RateRow>) -> AnyView {
    let on = PartialDate::Day(day).words();
    let Some(row) = found else {
        let words = format!(
            "{on}: unknown. There is no rate of this source ({}, {}) at or before {on}.",
            question.source.label(),
            question.currency
        );
        return view! { <p><strong>{words}</strong>" A later rate, or one of another source, is not used instead."</p> }.into_any();
    };
    let makes = question.amount.map(|money| makes(row, money));
    let published = parts::published_at(row).map(|at| view! { ", published at " {at} }.into_any());
    let effective = PartialDate::Day(row.effective_on).words();
    view! {
        <p>
            {format!("{on}: ")}
            <strong><a href=parts::address(row.id)>{parts::stated(row.rate, row.currency)}</a></strong>
            {format!(", {}, effective on {effective}", row.source.label())} {published} "."
            {makes}
        </p>
    }
    .into_any()
}

fn makes(row: &RateRow, money: Money) -> AnyView {
    match row.rate.dollars(money) {
        Ok(dollars) => {
            view! { " " <MoneyView money/> " makes " <strong><MoneyView money=dollars/></strong> ", rounded once." }
                .into_any()
        }
        Err(words) => view! { " " {words} "." }.into_any(),
    }
}

fn revalued(first: &RateRow, second: &RateRow, later: NaiveDate, money: Money) -> AnyView {
    let held = format!("Held until {}: ", PartialDate::Day(later).words());
    let words = match first.rate.revaluation(second.rate, money) {
        Ok(change) if change.minor == 0 => "neither gain nor loss".to_owned(),
        Ok(change) => {
            let word = if change.minor < 0 { "loss" } else { "gain" };
            format!("{word} of {}", Money::new(change.minor.saturating_abs(), Currency::Usd))
        }
        Err(words) => words,
    };
    view! { <p>{held}<strong>{words}</strong>"."</p> }.into_any()
}
