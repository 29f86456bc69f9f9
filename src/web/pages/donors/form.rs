//! `/donors/new` and `/donors/{code}/edit`

use axum::extract::Path;
use domain::change::Entity;
use leptos::prelude::*;

use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::*,
    pages::{changes::history, grants::currencies},
};

pub async fn new(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Record a donor", || {
        let steps = vec![("Grants".to_owned(), "/grants".to_owned())];
        view! {
            <Breadcrumb steps/>
            <PageHeader title="Record a donor"/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/create_donor">
                <HiddenInput name="submission" value=submission/>
                <Field name="code" label="Code" state=form.clone() width=Width::Medium autocomplete="off"
                    hint="Letters, digits and hyphens, such as JP. It cannot be changed later"/>
                <Field name="name" label="Name" state=form.clone() autocomplete="off" hint="Such as “Government of Japan”"/>
                <Select name="currency" label="Currency in which it usually gives" state=form options=currencies()
                    blank="Choose a currency"/>
                <FormActions cancel="/grants/new"><SubmitButton text="Record the donor"/></FormActions>
            </form>
        }
        .into_any()
    })
}

/// What the form that edits it shows.
pub(super) fn recorded(donor: &store::donors::DonorRow) -> FormState {
    FormState::filled([("name", donor.name.clone()), ("currency", donor.currency.code().to_owned())])
}

pub async fn edit(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let donor = store::donors::list(&mut tx, viewer).await?.into_iter().find(|donor| donor.code == code);
    let donor = donor.ok_or(AppError::NotFound)?;
    let version = store::changes::version(&mut tx, viewer, Entity::Donor, &code).await?;
    let form = cx.form(&mut tx, recorded(&donor)).await?;
    let history = history(&mut tx, viewer, Entity::Donor, &code).await?;
    let submission = cx.submission_key()?;
    cx.page(&format!("Edit {}", donor.name), || {
        let steps = vec![("Grants".to_owned(), "/grants".to_owned())];
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Donor" code=code.clone() title=format!("Edit {}", donor.name)/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/update_donor">
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code.clone()/>
                <HiddenInput name="version" value=form.version(version)/>
                <Field name="name" label="Name" state=form.clone() autocomplete="off" hint="Such as “Government of Japan”"/>
                <Select name="currency" label="Currency in which it usually gives" state=form options=currencies()
                    blank="Choose a currency"/>
                <FormActions cancel=format!("/grants?donor={code}")><SubmitButton text="Save the changes"/></FormActions>
            </form>
            {history}
        }
        .into_any()
    })
}
