//! `/grants/{code}/budget/new`

use axum::extract::Path;
use leptos::prelude::*;

use crate::{Cx, cx::PageResult, kit::*};

pub async fn new(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    // The grant must be there; what lines it has is shown so that none is entered twice.
    let known = store::budgets::choices(&mut tx, viewer, &code).await?;
    let phases = store::components::phase_choices(&mut tx, viewer).await?;
    let phases: Vec<_> = phases.into_iter().map(|phase| (phase.id.to_string(), phase.label)).collect();
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page(&format!("Budget line of {code}"), || {
        let page = format!("/grants/{code}/budget");
        let steps = vec![
            ("Grants".to_owned(), "/grants".to_owned()),
            (code.clone(), format!("/grants/{code}")),
            ("Budget".to_owned(), page.clone()),
        ];
        let known: Vec<String> = known.iter().map(|(code, title)| format!("{code} ({title})")).collect();
        let known = (!known.is_empty()).then(|| view! { <p>{format!("There are: {}.", known.join(", "))}</p> }.into_any());
        let state = || form.clone();
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Grant" code=code.clone() title="Add a budget line" lead=known/>
            <ErrorSummary state=state()/>
            <form class="form" method="post" action="/api/create_budget_line">
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="grant" value=code.clone()/>
                <Field name="code" label="Code" state=state() width=Width::Medium autocomplete="off"
                    hint="Letters, digits and hyphens, such as VEHICLES. Events name it, and it stays"/>
                <Field name="title" label="What it pays for" state=state()/>
                <Select name="phase" label="Component and phase" state=state() options=phases blank="None" optional=true/>
                <Field name="amount" label="Original budget" state=state() kind=Input::Amount width=Width::Medium prefix="USD"
                    autocomplete="off" hint="0 for a line that waits for a reprogramming"/>
                <DateField name="effective_on" label="Applies from" state=state()/>
                <Field name="document" label="Document" state=state() optional=true hint="The budget that states it, with its date"/>
                <FormActions cancel=page><SubmitButton text="Add the budget line"/></FormActions>
            </form>
        }
        .into_any()
    })
}
