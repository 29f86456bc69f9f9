//! `/rates/new` and `/rates/entry/{id}/supersede`.

use axum::extract::Path;
use domain::{PartialDate, rate::RateStanding};
use leptos::prelude::*;
use store::rates::RateRow;

use super::parts;
use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn new(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Enter a rate", || {
        let state = || form.clone();
        view! {
            <Breadcrumb steps=vec![("Rates".to_owned(), "/rates".to_owned())]/>
            <PageHeader title="Enter a rate" lead=list_of_rates()/>
            <ErrorSummary state=state()/>
            <form class="form" method="post" action="/api/enter_rate">
                <HiddenInput name="submission" value=submission/>
                <Select name="source" label="Source" state=state() options=parts::sources() blank="Choose who states the rate"/>
                <Select name="currency" label="Currency" state=state() options=parts::currencies() blank="Choose a currency"/>
                {rate_field(&form)}
                <DateField name="effective_on" label="Effective on" state=state() hint="The first day on which it is used. For example 1 Mar 2020"/>
                {published_fields(&form)}
                <TextArea name="note" label="Note" state=state() optional=true rows=2 hint="Donors read it as well"/>
                <FormActions cancel="/rates"><SubmitButton text="Enter the rate"/></FormActions>
            </form>
            <p class="muted">"Another member of staff approves it; then it is used."</p>
        }
        .into_any()
    })
}

fn list_of_rates() -> AnyView {
    view! { <p>"Several at once? " <a href="/rates/import">"Import a list of rates"</a></p> }.into_any()
}

pub async fn supersede(cx: Cx, Path(id): Path<String>) -> PageResult {
    let id: i64 = id.parse().map_err(|_| AppError::NotFound)?;
    let mut tx = cx.read().await?;
    let old = store::rates::show(&mut tx, cx.viewer()?, id).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Supersede the rate", || {
        let currency = old.currency.code().to_owned();
        let steps = vec![
            ("Rates".to_owned(), "/rates".to_owned()),
            (currency.clone(), format!("/rates/{currency}")),
            (old.rate.to_string(), parts::address(id)),
        ];
        let content = if old.standing() == RateStanding::InForce || form.has_errors() {
            fields(&old, &form, submission)
        } else {
            let words = format!("This rate is {}: only a rate in force is superseded.", old.standing().label());
            view! { <p>{words}</p> }.into_any()
        };
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Exchange rate" code=PartialDate::Day(old.effective_on).words() title="Supersede the rate"/>
            <ErrorSummary state=form.clone()/>
            {content}
        }
        .into_any()
    })
}

fn fields(old: &RateRow, form: &FormState, submission: String) -> AnyView {
    let state = || form.clone();
    let facts = vec![
        Fact::text("Source", old.source.label()),
        Fact::view("Effective on", parts::day(old.effective_on)),
        Fact::text("Rate until now", parts::stated(old.rate, old.currency)),
    ];
    view! {
        <ul>
            <li>"The old rate stays on record as superseded; what was booked at it is not changed."</li>
            <li>"Another member of staff approves the new one; then it is used in its place."</li>
        </ul>
        <SummaryList facts/>
        <form class="form" method="post" action="/api/supersede_rate">
            <HiddenInput name="submission" value=submission/>
            <HiddenInput name="old" value=old.id.to_string()/>
            <HiddenInput name="source" value=old.source.word()/>
            <HiddenInput name="currency" value=old.currency.code()/>
            <HiddenInput name="effective_on" value=old.effective_on.to_string()/>
            {rate_field(form)}
            {published_fields(form)}
            <TextArea name="reason" label="Reason" state=state() rows=2
                hint="Such as “The circular was corrected on 20 March 2020”. Donors read it as well"/>
            <FormActions cancel=parts::address(old.id)><SubmitButton text="Enter the superseding rate"/></FormActions>
        </form>
    }
    .into_any()
}

fn rate_field(form: &FormState) -> AnyView {
    view! {
        <Field name="rate" label="Rate" state=form.clone() kind=Input::Amount width=Width::Medium autocomplete="off"
            hint="Units of the currency for one US dollar, with the digits as published: 104.50 or 12,850.25"/>
    }
    .into_any()
}

fn published_fields(form: &FormState) -> AnyView {
    let state = || form.clone();
    view! {
        <DateField name="published_on" label="Published on" state=state() optional=true/>
        <Field name="source_url" label="Published at" state=state() optional=true autocomplete="off"
            hint="The address of the page or file, with https://"/>
    }
    .into_any()
}
