//! `/grants/{code}/allocations/new`: what a grant is for.

use axum::extract::Path;
use domain::grant::Basis;
use leptos::prelude::*;

use super::parts::{amount_fields, source_fields, sources};
use crate::{Cx, cx::PageResult, kit::*};

pub async fn new(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let grant = store::grants::show(&mut tx, viewer, &code).await?.row;
    let phases = store::components::phase_choices(&mut tx, viewer).await?;
    let phases: Vec<_> = phases.into_iter().map(|phase| (phase.id.to_string(), phase.label)).collect();
    let sources = sources(&mut tx, viewer).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    let page = format!("/grants/{}", grant.code);
    cx.page(&format!("Allocate {}", grant.code), || {
        let steps = vec![("Grants".to_owned(), "/grants".to_owned()), (grant.code.clone(), page.clone())];
        let content = if phases.is_empty() {
            let yet = "A grant pays for a phase of a component. Record the component and its phase first.";
            let action = Some(("Open the components".to_owned(), "/components".to_owned()));
            view! { <EmptyState things="phases" yet action/> }.into_any()
        } else {
            view! {
                <form class="form" method="post" action="/api/allocate_grant">
                    <HiddenInput name="submission" value=submission/>
                    <HiddenInput name="grant" value=grant.code.clone()/>
                    <Select name="phase" label="Component and phase" state=form.clone() options=phases
                        blank="Choose the component and phase"/>
                    {amount(&form)}
                    {source_fields(&form, sources, "Where the allocation is stated: choose a source or enter a new one", true)}
                    <FormActions cancel=page><SubmitButton text="Allocate the grant"/></FormActions>
                </form>
            }
            .into_any()
        };
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Grant" code=grant.code title="Allocate it to a phase"/>
            <ErrorSummary state=form.clone()/>
            {content}
        }
        .into_any()
    })
}

fn amount(form: &FormState) -> AnyView {
    let (inside, state) = (form.clone(), form.clone());
    let basis = |basis: Basis, label: &str, hint: &str| Choice::new(basis.word(), label).hint(hint);
    let choices = vec![
        basis(Basis::Quoted, "Quoted", "Printed in a release or a letter; never summed"),
        basis(Basis::Booked, "Booked", "Stands in the accounts"),
    ];
    view! {
        <Fieldset legend="Amount" hint="Leave it empty when no amount is known for this phase">
            {amount_fields(&inside, "Such as 4,500,000", true)}
            <Radios name="basis" legend="What the amount rests on" state=state choices=choices
                hint="Needed when there is an amount"/>
        </Fieldset>
    }
    .into_any()
}
