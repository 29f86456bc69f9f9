//! `/people/{id}/edit`: the name of a person, and for which agency, donor or country the account is.

use axum::extract::Path;
use leptos::prelude::*;

use super::{form::scopes, status::one};
use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::{Breadcrumb, ErrorSummary, Field, FormActions, FormState, HiddenInput, PageHeader, Select, SubmitButton},
};

pub async fn page(cx: Cx, Path(id): Path<String>) -> PageResult {
    let id: i64 = id.parse().map_err(|_| AppError::NotFound)?;
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let person = one(&mut tx, &cx.app, viewer, cx.now(), id).await?;
    let agencies = store::agencies::list(&mut tx, viewer).await?;
    let donors = store::donors::list(&mut tx, viewer).await?;
    let recorded = [("name", person.name.clone()), ("scope", person.scope_code.clone().unwrap_or_default())];
    let state = cx.form(&mut tx, FormState::filled(recorded)).await?;
    let (key, scopes) = (cx.submission_key()?, scopes(&agencies, &donors));
    cx.page("Edit a person", move || {
        let scope = person.role.has_scope().then(|| {
            view! {
                <Select name="scope" label="Agency, donor or country" state=state.clone() options=scopes blank="Choose"
                    hint="What this person reads and does follows it from the next page on"/>
            }
            .into_any()
        });
        let lead = view! {
            <p>"The role stays: "{person.role.label()}". Whoever gets another role gets another account."</p>
        };
        view! {
            <Breadcrumb steps=vec![("People".to_owned(), "/people".to_owned())]/>
            <ErrorSummary state=state.clone()/>
            <PageHeader title=format!("Edit {}", person.name) lead=lead.into_any()/>
            <form method="post" action="/api/update_person">
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="person" value=id.to_string()/>
                <Field name="name" label="Name" state=state autocomplete="off"/>
                {scope}
                <FormActions cancel="/people"><SubmitButton text="Save the changes"/></FormActions>
            </form>
        }
        .into_any()
    })
}
