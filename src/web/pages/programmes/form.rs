//! The forms that record a programme or sub-programme and put it right.

use axum::extract::Path;
use domain::change::Entity;
use leptos::prelude::*;
use store::programmes::ProgrammeRow;

use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    pages::{
        changes::history,
        grants::{source_fields, sources},
    },
};

/// What may have sub-programmes: the code and the title.
fn wholes(rows: &[ProgrammeRow], but: Option<&str>) -> Vec<(String, String)> {
    let whole = rows.iter().filter(|row| row.part_of.is_none() && Some(row.code.as_str()) != but);
    whole.map(|row| (row.code.clone(), row.title.clone())).collect()
}

pub async fn new_page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let wholes = wholes(&store::programmes::list(&mut tx, viewer).await?, None);
    let known = sources(&mut tx, viewer).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("New programme", move || {
        view! {
            <Breadcrumb steps=steps()/>
            <PageHeader title="New programme"/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/create_programme" novalidate>
                <HiddenInput name="submission" value=submission/>
                <Field name="code" label="Code" state=form.clone() width=Width::Medium autocomplete="off"
                    hint="Stands in tables and addresses and does not change, such as PCA-2015"/>
                {fields(&form, wholes, known)}
                <FormActions cancel="/programmes"><SubmitButton text="Record the programme"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub async fn edit_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let programme = store::programmes::show(&mut tx, viewer, &code).await?.programme;
    let wholes = wholes(&store::programmes::list(&mut tx, viewer).await?, Some(&code));
    let known = sources(&mut tx, viewer).await?;
    let version = store::changes::version(&mut tx, viewer, Entity::Programme, &code).await?;
    let form = cx.form(&mut tx, filled(&programme)).await?;
    let history = history(&mut tx, viewer, Entity::Programme, &code).await?;
    let submission = cx.submission_key()?;
    cx.page(&format!("Edit {code}"), move || {
        let back = format!("/programmes/{code}");
        // Words that an earlier portal kept stay until somebody empties them.
        let words = programme.sub_programme.is_some().then(|| {
            view! {
                <Field name="sub_programme" label="Sub-programme in words" state=form.clone() optional=true
                    hint="Kept from before. Empty it when the sub-programme is recorded as one"/>
            }
            .into_any()
        });
        view! {
            <Breadcrumb steps=steps()/>
            <PageHeader kind="Programme" code=code.clone() title=format!("Edit {code}")/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/update_programme" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code/>
                <HiddenInput name="version" value=form.version(version)/>
                {words}
                {fields(&form, wholes, known)}
                <FormActions cancel=back><SubmitButton text="Save the changes"/></FormActions>
            </form>
            {history}
        }
        .into_any()
    })
}

fn steps() -> Vec<(String, String)> {
    vec![("Programmes".to_owned(), "/programmes".to_owned())]
}

/// As its form would say what stands there.
pub(super) fn filled(programme: &ProgrammeRow) -> FormState {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    FormState::filled([
        ("title", programme.title.clone()),
        ("part_of", text(&programme.part_of_code)),
        ("sub_programme", text(&programme.sub_programme)),
        ("source", text(&programme.source_code)),
    ])
}

fn fields(form: &FormState, wholes: Vec<(String, String)>, known: Vec<(String, String)>) -> AnyView {
    let state = || form.clone();
    view! {
        <Field name="title" label="Title" state=state() autocomplete="off"
            hint="As its document has it, such as “UNODC Programme for Central Asia (2015-2019)”"/>
        <Select name="part_of" label="Sub-programme of" state=state() options=wholes optional=true
            blank="None: it is a programme itself"/>
        {source_fields(form, known, "Where the programme is described: choose a source or enter a new one", true)}
    }
    .into_any()
}
