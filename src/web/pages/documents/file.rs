//! The file of a document: choosing it, replacing it, saving it.

use axum::{extract::Path, response::Response};
use domain::FieldError;
use leptos::prelude::*;

use crate::{AppError, Cx, cx::PageResult, kit::*, papers, upload::FILE};

/// `/documents/{code}/file`
pub async fn replace(cx: Cx, Path(code): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let shown = store::documents::show(&mut tx, cx.viewer()?, &code).await?;
    let form = again(cx.form(&mut tx, FormState::default()).await?);
    let version = form.version(shown.version);
    let submission = cx.submission_key()?;
    let title = if shown.document.pages == 0 { "Add the file" } else { "Replace the file" };
    cx.page(title, move || {
        let back = format!("/documents/{code}");
        let steps = vec![("Documents".to_owned(), "/documents".to_owned()), (code.clone(), back.clone())];
        let stays = (shown.document.pages > 0)
            .then(|| view! { <p>"The present file stays for programme staff, as an earlier one."</p> }.into_any());
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Document" code=code.clone() title=title/>
            <ErrorSummary state=form.clone()/>
            {stays}
            <form class="form" method="post" action="/api/replace_document_file" enctype="multipart/form-data" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code/>
                <HiddenInput name="version" value=version/>
                {chooser(&form, false)}
                <FormActions cancel=back><SubmitButton text="Keep the file"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub fn chooser(form: &FormState, optional: bool) -> AnyView {
    view! {
        <FileField name=FILE label="File" accept=".pdf,.jpg,.jpeg,.png,image/jpeg,image/png,application/pdf" multiple=true
            state=form.clone() optional=optional
            hint="One PDF of up to 15 MB, or a picture of each page in their order (JPEG or PNG, up to 20 MB each)"/>
    }
    .into_any()
}

/// A browser does not keep a chosen file: when the form comes back for whatever reason, it is said where it stood.
pub fn again(state: FormState) -> FormState {
    let chosen = state.value(FILE).is_some_and(|names| !names.is_empty());
    if !chosen || !state.has_errors() || state.error(FILE).is_some() {
        return state;
    }
    let message = "Choose the file again: a browser does not keep a chosen file".to_owned();
    let again = FieldError { field: FILE.to_owned(), message };
    let errors = state.errors().iter().cloned().chain([again]).collect();
    state.with_errors(errors)
}

/// `/documents/{code}/files/{edition}/{number}`: never shown inside the portal, always saved.
pub async fn download(cx: Cx, Path((code, edition, number)): Path<(String, i64, i64)>) -> Result<Response, AppError> {
    let mut tx = cx.read().await?;
    let file = store::documents::page(&mut tx, cx.viewer()?, &code, edition, number).await?;
    papers::saved(file, &format!("{code}-{number}"))
}
