//! The forms that record and correct a document.

use axum::extract::Path;
use domain::document::{DocumentKind, Language, Readers, Subject};
use leptos::prelude::*;
use store::documents::{DocumentShow, LinkRow};

use super::file::{again, chooser};
use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    pages::grants::{source_fields, sources},
};

/// `/documents/new`, or `/documents/new?for=unit+IMT-TER` from the page of something.
pub async fn new_page(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let about = cx.query.get("for").unwrap_or_default().to_owned();
    let fresh = FormState::filled([("applies_to", about)]);
    let form = again(cx.form(&mut tx, fresh).await?);
    let sources = sources(&mut tx, cx.viewer()?).await?;
    let submission = cx.submission_key()?;
    cx.page("Record a document", move || {
        let steps = vec![("Documents".to_owned(), "/documents".to_owned())];
        view! {
            <Breadcrumb steps/>
            <PageHeader title="Record a document"/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/create_document" enctype="multipart/form-data" novalidate>
                <HiddenInput name="submission" value=submission/>
                <Field name="code" label="Code" state=form.clone() width=Width::Medium autocomplete="off"
                    hint="Stands in its address, such as DECREE-2018, and cannot be changed later"/>
                {what(&form)}
                {chooser(&form, true)}
                {reading(&form)}
                {source_fields(&form, sources, "Where you have it from: choose a source or enter a new one", true)}
                <FormActions cancel="/documents"><SubmitButton text="Record the document"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub async fn edit_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let shown = store::documents::show(&mut tx, viewer, &code).await?;
    let form = cx.form(&mut tx, filled(&shown)).await?;
    let sources = sources(&mut tx, viewer).await?;
    let version = form.version(shown.version);
    let submission = cx.submission_key()?;
    cx.page(&format!("Edit document {code}"), move || {
        let back = format!("/documents/{code}");
        // Somebody was faster: what stands there now is one click away.
        let compare = form
            .error("")
            .map(|_| view! { <p><a href=back.clone()>"Open the document as it is recorded now"</a></p> }.into_any());
        let steps = vec![("Documents".to_owned(), "/documents".to_owned()), (code.clone(), back.clone())];
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Document" code=code.clone() title="Edit the document"/>
            <ErrorSummary state=form.clone()/>
            {compare}
            <form class="form" method="post" action="/api/update_document" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code/>
                <HiddenInput name="version" value=version/>
                {what(&form)}
                {reading(&form)}
                {source_fields(&form, sources, "Where you have it from: choose a source or enter a new one", true)}
                <FormActions cancel=back><SubmitButton text="Save the document"/></FormActions>
            </form>
        }
        .into_any()
    })
}

/// As its form would say what stands there.
pub(super) fn filled(shown: &DocumentShow) -> FormState {
    let document = &shown.document;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let lines: Vec<String> = shown.links.iter().map(line).collect();
    let mut values: Vec<(String, String)> = [
        ("kind", document.kind.word().to_owned()),
        ("title", document.title.clone()),
        ("number", text(&document.number)),
        ("issued_on", document.issued_on.map(|date| date.words()).unwrap_or_default()),
        ("issuer", text(&document.issuer)),
        ("address", text(&document.address)),
        ("note", text(&shown.note)),
        ("readers", shown.readers.map(|readers| readers.word().to_owned()).unwrap_or_default()),
        ("applies_to", lines.join("\n")),
        ("source", shown.source.clone().map(|(_, code)| code).unwrap_or_default()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec();
    values.extend(document.languages.iter().map(|language| ("languages".to_owned(), language.word().to_owned())));
    FormState::filled(values)
}

/// As it is typed.
fn line(row: &LinkRow) -> String {
    format!("{} {}", row.subject, row.code)
}

fn what(form: &FormState) -> AnyView {
    let state = || form.clone();
    let kinds = DocumentKind::ALL.iter().map(|kind| (kind.word().to_owned(), kind.label().to_owned())).collect();
    let languages = Language::ALL.iter().map(|language| Choice::new(language.word(), language.label())).collect();
    view! {
        <Select name="kind" label="What it is" state=state() options=kinds blank="Choose the kind"
            hint="A decree is cited on every unit, round and act of the components that it applies to"/>
        <Field name="title" label="Title" state=state()
            hint="Whoever may read the document reads it: where donors do, it names no post at the border"/>
        <Field name="number" label="Number" state=state() width=Width::Medium optional=true hint="Empty: not published"/>
        <DateField name="issued_on" label="Date" state=state() optional=true partial=true/>
        <Field name="issuer" label="Issuer" state=state() optional=true
            hint="Such as “President of the Republic of Uzbekistan”"/>
        <Checkboxes name="languages" legend="Languages" state=state() choices=languages optional=true/>
        <Field name="address" label="Address" state=state() optional=true
            hint="Where everybody can read it, beginning with https://"/>
    }
    .into_any()
}

fn reading(form: &FormState) -> AnyView {
    let state = || form.clone();
    let readers = Readers::ALL.iter().map(|readers| Choice::new(readers.word(), readers.label())).collect();
    let words: Vec<&str> = Subject::ALL.iter().map(|subject| subject.word()).collect();
    let hint = format!(
        "One a line: what it is and its code, such as “component IMT”, “phase IMT 2”, “unit IMT-TER”. Known are: {}",
        words.join(", ")
    );
    view! {
        <TextArea name="applies_to" label="What it applies to" state=state() optional=true hint=hint rows=4/>
        <Radios name="readers" legend="Who may read it" state=state() choices=readers
            hint="Programme staff and administrators read every document"/>
        <TextArea name="note" label="Note" state=state() optional=true rows=3 hint="Whoever reads the document reads it"/>
    }
    .into_any()
}
