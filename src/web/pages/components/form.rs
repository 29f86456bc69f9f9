//! The forms that record a component, a phase of it, and a milestone of a phase.

use axum::extract::Path;
use domain::phase::phase_label;
use leptos::prelude::*;
use store::components::ComponentShow;

use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    pages::{agencies::agency_choices, programmes},
};

pub async fn new_page(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let agencies = agency_choices(store::agencies::list(&mut tx, cx.viewer()?).await?);
    let programmes = programmes::choices(&mut tx, cx.viewer()?).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("New component", move || {
        let state = || form.clone();
        let lead = view! { <p>"A component is one line of work. Its phases and milestones are added next."</p> };
        let agencies = (!agencies.is_empty()).then(|| {
            view! {
                <Checkboxes name="agencies" legend="Agencies that take part" state=state() choices=agencies
                    optional=true hint="Their officers read the component"/>
            }
            .into_any()
        });
        view! {
            <PageHeader title="New component" lead=lead.into_any()/>
            <ErrorSummary state=state()/>
            <form method="post" action="/api/create_component" novalidate>
                <HiddenInput name="submission" value=submission/>
                <Field name="title" label="Title" state=state() autocomplete="off"
                    hint="Such as Interagency Mobile Teams in Uzbekistan"/>
                <Field name="code" label="Code" state=state() width=Width::Short autocomplete="off"
                    hint="Stands in tables and addresses and does not change, such as IMT"/>
                <Select name="programme" label="Programme" state=state() options=programmes optional=true
                    blank="None recorded"/>
                <Field name="countries" label="Countries" state=state() width=Width::Medium optional=true
                    hint="Two letters each, separated by commas, such as KG, TJ, UZ"/>
                {agencies}
                <FormActions cancel="/components"><SubmitButton text="Record the component"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub async fn phase_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let show = store::components::show(&mut tx, cx.viewer()?, &code).await?;
    let next = show.phases.iter().map(|phase| phase.number).max().unwrap_or(0) + 1;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page(&format!("Add a phase to {code}"), move || {
        let back = format!("/components/{code}");
        view! {
            <Breadcrumb steps=steps(&show)/>
            <PageHeader kind="Component" code=code.clone() title="Add a phase"/>
            <ErrorSummary state=form.clone()/>
            <form method="post" action="/api/create_phase" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="component" value=code/>
                <Field name="number" label="Number" state=form.clone() kind=Input::Number width=Width::Tiny
                    value=next.to_string() hint="1 is shown as Phase I"/>
                {dates(form.clone())}
                <Field name="note" label="Note" state=form optional=true
                    hint="Such as about two and a half years. Donors and officers read it"/>
                <FormActions cancel=back><SubmitButton text="Add the phase"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub(super) fn dates(state: FormState) -> AnyView {
    let planned = state.clone();
    view! {
        <Fieldset legend="Planned">
            <DateField name="planned_from" label="Planned from" state=planned.clone() partial=true optional=true/>
            <DateField name="planned_until" label="Planned until" state=planned partial=true optional=true/>
        </Fieldset>
        <Fieldset legend="Carried out" hint="As far as it is known; the end stays empty while the phase goes on.">
            <DateField name="actual_from" label="Carried out from" state=state.clone() partial=true optional=true/>
            <DateField name="actual_until" label="Carried out until" state=state partial=true optional=true/>
        </Fieldset>
    }
    .into_any()
}

pub async fn milestone_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let show = store::components::show(&mut tx, cx.viewer()?, &code).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    let phase = cx.query.get("phase").map(str::to_owned);
    cx.page(&format!("Add a milestone to {code}"), move || {
        let body = if show.phases.is_empty() {
            let action = Some(("Add a phase".to_owned(), format!("/components/{code}/phases/new")));
            view! { <EmptyState things="phases" action yet="A milestone belongs to a phase: add that first."/> }
                .into_any()
        } else {
            milestone_form(&show, &form, submission, phase)
        };
        view! {
            <Breadcrumb steps=steps(&show)/>
            <PageHeader kind="Component" code title="Add a milestone"/>
            <ErrorSummary state=form/>
            {body}
        }
        .into_any()
    })
}

/// `phase` is the one whose link was followed.
fn milestone_form(show: &ComponentShow, form: &FormState, submission: String, phase: Option<String>) -> AnyView {
    let state = || form.clone();
    let code = show.component.code.clone();
    let back = format!("/components/{code}");
    let phases: Vec<_> = show.phases.iter().map(|p| (p.number.to_string(), phase_label(p.number))).collect();
    let only = phases.first().filter(|_| phases.len() == 1).map(|(number, _)| number.clone());
    let chosen = phase.or(only);
    view! {
        <form method="post" action="/api/create_milestone" novalidate>
            <HiddenInput name="submission" value=submission/>
            <HiddenInput name="component" value=code/>
            <Select name="phase" label="Phase" state=state() options=phases value=chosen blank="Choose a phase"/>
            <Field name="title" label="What is to be achieved" state=state() autocomplete="off"
                hint="Such as Thirteen Border Liaison Offices established"/>
            <DateField name="due_on" label="Due on" state=state() partial=true optional=true/>
            <Field name="target" label="Target" state=state() kind=Input::Number width=Width::Short optional=true
                hint="The number to reach, where it is counted"/>
            {super::counting::fields(form, show, None)}
            <FormActions cancel=back><SubmitButton text="Add the milestone"/></FormActions>
        </form>
    }
    .into_any()
}

pub(super) fn steps(show: &ComponentShow) -> Vec<(String, String)> {
    let code = &show.component.code;
    vec![("Components".to_owned(), "/components".to_owned()), (code.clone(), format!("/components/{code}"))]
}
