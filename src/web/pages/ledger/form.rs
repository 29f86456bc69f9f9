//! `/grants/{code}/ledger/new`: a money event before it is checked. It works without a script: every field is visible and
//! says when it is needed.

use axum::extract::Path;
use domain::{Currency, PartialDate, ledger::EventKind, rate::RateSource};
use leptos::prelude::*;
use store::{
    Tx,
    ledger::{Choices, EventRow},
};

use super::parts::{ledger, steps};
use crate::{AppError, Cx, cx::PageResult, kit::*, pages::grants::currencies};

/// The order of the form: what finance officers enter most comes first.
const KINDS: [EventKind; 14] = [
    EventKind::Receipt,
    EventKind::Expenditure,
    EventKind::Commitment,
    EventKind::Release,
    EventKind::Psc,
    EventKind::Levy,
    EventKind::Interest,
    EventKind::Refund,
    EventKind::Reprogramming,
    EventKind::Revaluation,
    EventKind::Realised,
    EventKind::Pledge,
    EventKind::Ceiling,
    EventKind::CeilingRevision,
];

pub async fn new(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let choices = store::ledger::choices(&mut tx, viewer, &code).await?;
    let lines = store::budgets::choices(&mut tx, viewer, &code).await?;
    let fresh = start(&cx, &mut tx, &code).await?;
    let form = cx.form(&mut tx, fresh).await?;
    cx.page(&format!("Post an event to {code}"), || {
        view! {
            <Breadcrumb steps=steps(&code, true)/>
            <PageHeader kind="Grant" code=code.clone() title="Post a money event"
                lead=view! { <p>"Nothing is stored yet: the next page shows the rate and the booked amount."</p> }.into_any()/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/check_money_event" novalidate>
                <HiddenInput name="grant" value=code.clone()/>
                {what(&form)}
                {amount(&form, choices.currency)}
                {rate(&form)}
                {purpose(&form)}
                {place(&form, &choices, lines)}
                <FormActions cancel=ledger(&code)><SubmitButton text="Check the rate and the booked amount"/></FormActions>
            </form>
        }
        .into_any()
    })
}

/// What stands in the form at first: what was checked and is to be changed, an event that is posted again, or nothing.
async fn start(cx: &Cx, tx: &mut Tx, code: &str) -> Result<FormState, AppError> {
    if cx.query.get("change").is_some() {
        let kept = cx.kept(tx, &format!("{}/check", ledger(code))).await?;
        // The mistakes of the other page are not mistakes of these fields.
        return Ok(kept.unwrap_or_default().with_errors(Vec::new()));
    }
    let Some(number) = cx.query.get("from") else {
        let kind = cx.query.get("kind").map(|kind| FormState::filled([("kind", kind)]));
        return Ok(kind.unwrap_or_default());
    };
    let number = number.parse().map_err(|_| AppError::NotFound)?;
    Ok(like(&store::ledger::show(tx, cx.viewer()?, code, number).await?))
}

/// The form of an event that is to be posted again.
fn like(event: &EventRow) -> FormState {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let absolute = domain::Money::new(event.amount.minor.abs(), event.amount.currency);
    let stated = event.pinned.as_ref().filter(|pinned| pinned.rate_id.is_none());
    let direction = match (event.kind.has_direction(), event.amount.minor < 0) {
        (false, _) => "",
        (true, false) => "up",
        (true, true) => "down",
    };
    let source = event.pinned.as_ref().map_or(RateSource::UnOperational, |pinned| pinned.source);
    FormState::filled([
        ("kind", event.kind.word().to_owned()),
        ("amount", absolute.figure()),
        ("currency", event.amount.currency.code().to_owned()),
        ("direction", direction.to_owned()),
        ("value_date", PartialDate::Day(event.value_date).words()),
        ("rate_source", source.word().to_owned()),
        ("rate", stated.map(|pinned| pinned.rate.to_string()).unwrap_or_default()),
        ("rate_note", stated.and_then(|pinned| pinned.note.clone()).unwrap_or_default()),
        ("purpose", event.purpose.clone()),
        ("donor", text(&event.donor_code)),
        ("phase", event.phase_id.map(|id| id.to_string()).unwrap_or_default()),
        ("budget_line", text(&event.budget_line)),
        ("from_budget_line", text(&event.from_budget_line)),
        ("external_ref", text(&event.external_ref)),
        ("document", text(&event.document)),
        ("relates_to", event.relates_to.map(PartialDate::words).unwrap_or_default()),
    ])
}

fn what(form: &FormState) -> AnyView {
    let kinds = KINDS.iter().map(|kind| Choice::new(kind.word(), kind.label()).hint(kind.hint())).collect();
    view! {
        <div class="choices-wide">
            <Radios name="kind" legend="What happened to the money" state=form.clone() choices=kinds/>
        </div>
    }
    .into_any()
}

fn amount(form: &FormState, currency: Option<Currency>) -> AnyView {
    let state = form.clone();
    let state = move || state.clone();
    let own = currency.map(|c| c.code().to_owned());
    let directions = vec![
        Choice::new("up", "Up").hint("The ceiling was raised, or exchange rates brought a gain"),
        Choice::new("down", "Down").hint("The ceiling was lowered, or exchange rates brought a loss"),
    ];
    view! {
        <Fieldset legend="Amount">
            <Field name="amount" label="Amount" state=state() kind=Input::Amount width=Width::Medium autocomplete="off"
                hint="As you paste it: 743 000 000, ¥743,000,000 or 7,110,047.85. Always above zero"/>
            <Select name="currency" label="Currency" state=state() options=currencies() value=own
                blank="Choose a currency"
                hint="Promises and receipts in the currency of the agreement; support cost, levy, interest, exchange differences and reprogramming in USD"/>
            <Radios name="direction" legend="Up or down" state=state() choices=directions optional=true
                hint="Needed for a ceiling revision, a revaluation and a realised exchange difference only"/>
            <DateField name="value_date" label="Value date" state=state()
                hint="The day on which the money moved or the paper was signed, such as 16 Mar 2020 or 2020-03-16"/>
        </Fieldset>
    }
    .into_any()
}

fn rate(form: &FormState) -> AnyView {
    let state = form.clone();
    let state = move || state.clone();
    let sources = RateSource::ALL.iter().map(|s| (s.word().to_owned(), s.label().to_owned())).collect();
    view! {
        <Fieldset legend="Exchange rate"
            hint="For amounts in another currency than the US dollar. Leave the rate empty: the portal takes the newest approved rate at or before the value date">
            <Select name="rate_source" label="Who states the rate" state=state() options=sources
                value=RateSource::UnOperational.word()/>
            <Field name="rate" label="Rate stated in a document" state=state() kind=Input::Amount width=Width::Medium
                optional=true autocomplete="off" hint="Units of the currency for one US dollar, such as 104.50"/>
            <Field name="rate_note" label="Document that states it" state=state() optional=true autocomplete="off"
                hint="Needed with a stated rate"/>
        </Fieldset>
    }
    .into_any()
}

fn purpose(form: &FormState) -> AnyView {
    let state = form.clone();
    let state = move || state.clone();
    view! {
        <Fieldset legend="What it was for">
            <Field name="purpose" label="Purpose" state=state() autocomplete="off"
                hint="In a few words, such as “Boots for the northern posts”. Donors read it"/>
            <Field name="external_ref" label="Reference in the accounts" state=state() optional=true width=Width::Medium
                autocomplete="off" hint="Such as a purchase order or a bank reference"/>
            <Field name="document" label="Document" state=state() optional=true autocomplete="off"
                hint="Where it is on paper. Needed for a reprogramming: the donor’s agreement"/>
        </Fieldset>
    }
    .into_any()
}

/// Where it belongs: whose money, which phase, which budget line, which period.
fn place(form: &FormState, choices: &Choices, lines: Vec<(String, String)>) -> AnyView {
    let state = form.clone();
    let state = move || state.clone();
    let phases: Vec<_> = choices.phases.iter().map(|(id, words)| (id.to_string(), words.clone())).collect();
    let lines: Vec<_> = lines.into_iter().map(|(code, title)| (code.clone(), format!("{code} · {title}"))).collect();
    let donor = (!choices.donors.is_empty()).then(|| {
        let options = choices.donors.clone();
        view! {
            <Select name="donor" label="Donor" state=state() options blank="Of all donors together" optional=true
                hint="Needed for a pledge, a receipt and a refund: each donor reads its own money only"/>
        }
        .into_any()
    });
    let phase_hint = if phases.is_empty() {
        "The grant is not allocated to a phase yet"
    } else {
        "Only phases that the grant is allocated to"
    };
    let budget = (!lines.is_empty()).then(|| {
        let options = lines.clone();
        view! {
            <Select name="budget_line" label="Budget line" state=state() options=lines.clone() blank="None" optional=true/>
            <Select name="from_budget_line" label="From budget line" state=state() options blank="None" optional=true
                hint="For a reprogramming only: where the money was before"/>
        }
        .into_any()
    });
    let no_budget =
        budget.is_none().then(|| view! { <p class="hint">"The grant has no budget lines yet."</p> }.into_any());
    view! {
        <Fieldset legend="Where it belongs">
            {donor}
            <Select name="phase" label="Phase" state=state() options=phases blank="None" optional=true hint=phase_hint/>
            {budget}
            {no_budget}
            <DateField name="relates_to" label="Relates to" state=state() optional=true partial=true
                hint="An earlier, locked period that a late fact belongs to, such as Sep 2019. The value date lies in an open period"/>
        </Fieldset>
    }
    .into_any()
}
