//! `/donors/new`

use leptos::prelude::*;

use crate::{Cx, cx::PageResult, kit::*, pages::grants::currencies};

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
