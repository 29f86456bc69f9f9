//! `/rates/import`: a list of rates, pasted.

use leptos::prelude::*;

use super::parts;
use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Import a list of rates", || {
        view! {
            <Breadcrumb steps=vec![("Rates".to_owned(), "/rates".to_owned())]/>
            <PageHeader title="Import a list of rates"/>
            <ErrorSummary state=form.clone()/>
            {fields(&form, submission, "Check the list")}
            <p class="muted">"Nothing is entered before you have seen every row. A list of some currencies leaves the rates of the others in force."</p>
        }
        .into_any()
    })
}

/// The form that checks a list; `button` says so.
pub fn fields(form: &FormState, submission: String, button: &'static str) -> AnyView {
    let state = || form.clone();
    view! {
        <form class="form" method="post" action="/api/check_rates">
            <HiddenInput name="submission" value=submission/>
            <Select name="source" label="Source" state=state() options=parts::sources()/>
            <Field name="source_url" label="Published at" state=state() optional=true autocomplete="off"
                hint="The address of the list, with https://; it is kept with every rate"/>
            <TextArea name="text" label="The list" state=state() rows=12
                hint="With a first line that names the columns, in any order: currency code, rate, effective date. Separated by commas, semicolons or tabs, as a spreadsheet copies them"/>
            <FormActions cancel="/rates"><SubmitButton text=button/></FormActions>
        </form>
    }
    .into_any()
}
