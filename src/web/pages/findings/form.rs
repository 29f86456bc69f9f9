//! The forms that record a finding and put it right.

use axum::extract::Path;
use domain::{Viewer, change::Entity, finding::Severity};
use leptos::prelude::*;
use store::{Tx, findings::FindingRow};

use crate::{AppError, Cx, cx::PageResult, kit::*, pages::changes::history};

/// `/findings/new`, or with `unit`, `item` and `visit` from the page of one.
pub async fn new_page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let given = |name: &'static str| (name, cx.query.get(name).unwrap_or_default().to_owned());
    let fresh = FormState::filled([
        given("unit"),
        given("item"),
        given("visit"),
        ("looked_after_by", viewer.person.to_string()),
    ]);
    let form = cx.form(&mut tx, fresh).await?;
    let people = people(&mut tx, viewer).await?;
    let submission = cx.submission_key()?;
    cx.page("Record a finding", move || {
        view! {
            <Breadcrumb steps=steps()/>
            <PageHeader title="Record a finding"/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/record_finding" novalidate>
                <HiddenInput name="submission" value=submission/>
                {fields(&form, people)}
                <FormActions cancel="/findings"><SubmitButton text="Record the finding"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub async fn edit_page(cx: Cx, Path(id): Path<i64>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let (row, _) = store::findings::show(&mut tx, viewer, id).await?;
    let form = cx.form(&mut tx, filled(&row)).await?;
    let people = people(&mut tx, viewer).await?;
    let history = history(&mut tx, viewer, Entity::Finding, &id.to_string()).await?;
    let submission = cx.submission_key()?;
    cx.page("Edit the finding", move || {
        let version = form.version(row.version);
        view! {
            <Breadcrumb steps=steps()/>
            <PageHeader kind="Finding" title="Edit the finding"/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/update_finding" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="number" value=id.to_string()/>
                <HiddenInput name="version" value=version/>
                {fields(&form, people)}
                <FormActions cancel=format!("/findings/{id}")><SubmitButton text="Save the finding"/></FormActions>
            </form>
            {history}
        }
        .into_any()
    })
}

pub(super) fn steps() -> Vec<(String, String)> {
    vec![("Findings".to_owned(), "/findings".to_owned())]
}

/// As its form would say what stands there.
pub(super) fn filled(row: &FindingRow) -> FormState {
    FormState::filled([
        ("unit", row.unit.code.clone().unwrap_or_default()),
        ("item", row.item.clone().map(|(tag, _)| tag).unwrap_or_default()),
        ("visit", row.visit.clone().unwrap_or_default()),
        ("severity", row.severity.word().to_owned()),
        ("words", row.words.clone()),
        ("looked_after_by", row.looked_after_by.0.to_string()),
        ("due_on", row.due_on.words()),
    ])
}

async fn people(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<(String, String)>, AppError> {
    let people = store::grants::owners(tx, viewer).await?;
    Ok(people.into_iter().map(|person| (person.id.to_string(), person.name)).collect())
}

fn fields(form: &FormState, people: Vec<(String, String)>) -> AnyView {
    let state = || form.clone();
    let severities = Severity::ALL.iter().map(|severity| Choice::new(severity.word(), severity.label())).collect();
    view! {
        <TextArea name="words" label="What was found, and what must be done" state=state() rows=3/>
        <Radios name="severity" legend="How much it matters" state=state() choices=severities/>
        <Field name="unit" label="Unit" state=state() width=Width::Medium autocomplete="off" hint="Its code, such as IMT-TER"/>
        <Field name="item" label="Item" state=state() width=Width::Medium autocomplete="off" optional=true hint="Its tag, where it is about one thing"/>
        <Field name="visit" label="Visit" state=state() width=Width::Medium autocomplete="off" optional=true hint="Its code, where it was found on one"/>
        <Select name="looked_after_by" label="Looked after by" state=state() options=people blank="Choose somebody"/>
        <DateField name="due_on" label="To be done by" state=state()/>
    }
    .into_any()
}
