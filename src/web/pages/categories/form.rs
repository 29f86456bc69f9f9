//! The forms that record a category and put it right.

use axum::extract::Path;
use domain::{category::Needs, change::Entity};
use leptos::prelude::*;
use store::categories::CategoryRow;

use super::choices;
use crate::{AppError, Cx, cx::PageResult, kit::*, pages::changes::history};

pub async fn new_page(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let parents = choices(&mut tx, cx.viewer()?).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("New category", move || {
        view! {
            <Breadcrumb steps=steps()/>
            <PageHeader title="New category"/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/create_category" novalidate>
                <HiddenInput name="submission" value=submission/>
                <Field name="code" label="Code" state=form.clone() width=Width::Medium autocomplete="off"
                    hint="Stands in files and does not change, such as RADIO"/>
                {fields(&form, parents)}
                <FormActions cancel="/categories"><SubmitButton text="Record the category"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub async fn edit_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let rows = store::categories::list(&mut tx, viewer).await?;
    let own = rows.into_iter().find(|row| row.code == code).ok_or(AppError::NotFound)?;
    let mut parents = choices(&mut tx, viewer).await?;
    parents.retain(|(parent, _)| *parent != code);
    let version = store::changes::version(&mut tx, viewer, Entity::Category, &code).await?;
    let form = cx.form(&mut tx, filled(&own)).await?;
    let history = history(&mut tx, viewer, Entity::Category, &code).await?;
    let submission = cx.submission_key()?;
    cx.page(&format!("Edit {}", own.name), move || {
        let lead = "What is recorded of its things stays; what is recorded from now on needs what it says here.";
        view! {
            <Breadcrumb steps=steps()/>
            <PageHeader kind="Category" code=code.clone() title=format!("Edit {}", own.name)
                lead=view! { <p>{lead}</p> }.into_any()/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/update_category" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code/>
                <HiddenInput name="version" value=form.version(version)/>
                {fields(&form, parents)}
                <FormActions cancel="/categories"><SubmitButton text="Save the changes"/></FormActions>
            </form>
            {history}
        }
        .into_any()
    })
}

fn steps() -> Vec<(String, String)> {
    vec![("Items".to_owned(), "/items".to_owned()), ("Categories".to_owned(), "/categories".to_owned())]
}

/// As its form would say what stands there.
pub(super) fn filled(row: &CategoryRow) -> FormState {
    FormState::filled([
        ("name", row.name.clone()),
        ("parent", row.parent.clone().map(|(code, _)| code).unwrap_or_default()),
        ("needs", row.needs.word().to_owned()),
        ("instead", row.instead.clone().unwrap_or_default()),
        ("check_first", row.care.first.map(|months| months.to_string()).unwrap_or_default()),
        ("check_every", row.care.every.map(|months| months.to_string()).unwrap_or_default()),
        ("trained", if row.care.trained { "true" } else { "" }.to_owned()),
        ("consent", if row.care.consent { "true" } else { "" }.to_owned()),
        ("questions", row.care.questions.clone().unwrap_or_default()),
    ])
}

fn fields(form: &FormState, parents: Vec<(String, String)>) -> AnyView {
    let state = || form.clone();
    let needs = Needs::ALL.iter().map(|needs| Choice::new(needs.word(), needs.label())).collect();
    view! {
        <Field name="name" label="What its things are called" state=state() hint="Such as Radios"/>
        <Select name="parent" label="Part of" state=state() options=parents optional=true blank="None: it stands at the top"/>
        <Radios name="needs" legend="Which number each must have" state=state() choices=needs/>
        <Field name="instead" label="Or why one can be without it" state=state() optional=true
            hint="Such as “Made without one: the tag is engraved”. Empty: each has its number"/>
        <Field name="check_every" label="Checked every so many months" state=state() kind=Input::Number width=Width::Short optional=true
            hint="Where it stands, such as 12. Empty: as the wider category says"/>
        <Field name="check_first" label="For the first time so many months after the receipt" state=state() kind=Input::Number
            width=Width::Short optional=true hint="Empty: after as many months as later"/>
        <Checkbox name="trained" label="Somebody has to be trained on it" state=state()/>
        <Checkbox name="consent" label="It is disposed of only with the donor’s consent" state=state()/>
        <TextArea name="questions" label="Asked at each check" state=state() optional=true rows=4
            hint="One question a line, answered by yes, no or not applicable; one that ends with “=” asks for a value, such as “Kilometres =”"/>
    }
    .into_any()
}
