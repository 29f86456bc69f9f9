//! The forms that record and correct an official.

use axum::extract::Path;
use leptos::prelude::*;
use store::officials::OfficialShow;

use crate::{Cx, cx::PageResult, kit::*};

pub async fn new_page(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Record an official", move || {
        let steps = vec![("Officials".to_owned(), "/officials".to_owned())];
        let lead = view! { <p>"Who signed or spoke is recorded on the page of the grant or the round; a new name becomes an official there."</p> }
            .into_any();
        view! {
            <Breadcrumb steps/>
            <PageHeader title="Record an official" lead=lead/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/create_official">
                <HiddenInput name="submission" value=submission/>
                {fields(&form)}
                <Field name="code" label="Code" state=form.clone() width=Width::Medium autocomplete="off" optional=true
                    hint="Stands in the address and cannot be changed later. Empty: made from the name"/>
                <FormActions cancel="/officials"><SubmitButton text="Record the official"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub async fn edit_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let shown = store::officials::show(&mut tx, viewer, &code).await?;
    // A code that was merged leads to the one that stays.
    let code = shown.official.code.clone();
    let form = cx.form(&mut tx, filled(&shown)).await?;
    let version = form.version(shown.version);
    let submission = cx.submission_key()?;
    cx.page(&format!("Edit official {code}"), move || {
        let back = format!("/officials/{code}");
        let steps =
            vec![("Officials".to_owned(), "/officials".to_owned()), (shown.official.name.clone(), back.clone())];
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Official" code=code.clone() title="Edit the official"/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/update_official">
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code/>
                <HiddenInput name="version" value=version/>
                {fields(&form)}
                <FormActions cancel=back><SubmitButton text="Save the official"/></FormActions>
            </form>
        }
        .into_any()
    })
}

/// As its form would say what stands there.
pub(super) fn filled(shown: &OfficialShow) -> FormState {
    FormState::filled([
        ("name", shown.official.name.clone()),
        ("aliases", shown.official.aliases.join("\n")),
        ("note", shown.note.clone().unwrap_or_default()),
    ])
}

fn fields(form: &FormState) -> AnyView {
    view! {
        <Field name="name" label="Name" state=form.clone()/>
        <TextArea name="aliases" label="Also printed as" state=form.clone() optional=true rows=2 hint="One a line"/>
        <Field name="note" label="Note" state=form.clone() optional=true hint="Programme staff and administrators read it"/>
    }
    .into_any()
}
