//! The forms that put right a component, a phase and a milestone, and the one that says how far a milestone has come.

use axum::extract::Path;
use domain::{
    PartialDate,
    change::Entity,
    phase::{Counted, phase_label},
};
use leptos::prelude::*;
use store::components::{ComponentShow, MilestoneRow, PhaseShow};

use super::form::{dates, steps};
use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::*,
    pages::{agencies::agency_choices, changes::history, grants::sources, programmes},
};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let show = store::components::show(&mut tx, viewer, &code).await?;
    let agencies = agency_choices(store::agencies::list(&mut tx, viewer).await?);
    let programmes = programmes::choices(&mut tx, viewer).await?;
    let version = store::changes::version(&mut tx, viewer, Entity::Component, &code).await?;
    let form = cx.form(&mut tx, as_component(&show)).await?;
    let history = history(&mut tx, viewer, Entity::Component, &code).await?;
    let submission = cx.submission_key()?;
    cx.page(&format!("Edit {code}"), move || {
        let state = || form.clone();
        let back = format!("/components/{code}");
        view! {
            <Breadcrumb steps=steps(&show)/>
            <PageHeader kind="Component" code=code.clone() title="Edit the component"/>
            <ErrorSummary state=state()/>
            <form method="post" action="/api/update_component" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code/>
                <HiddenInput name="version" value=form.version(version)/>
                <Field name="title" label="Title" state=state() autocomplete="off"/>
                <Select name="programme" label="Programme" state=state() options=programmes optional=true
                    blank="None recorded"/>
                <Field name="countries" label="Countries" state=state() width=Width::Medium optional=true
                    hint="Two letters each, separated by commas, such as KG, TJ, UZ"/>
                <Checkboxes name="agencies" legend="Agencies that take part" state=state() choices=agencies optional=true
                    hint="Their officers read the component"/>
                <FormActions cancel=back><SubmitButton text="Save the changes"/></FormActions>
            </form>
            {history}
        }
        .into_any()
    })
}

pub async fn phase_page(cx: Cx, Path((code, number)): Path<(String, i64)>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let show = store::components::show(&mut tx, viewer, &code).await?;
    let phase = show.phases.iter().find(|phase| phase.number == number).ok_or(AppError::NotFound)?;
    let version = store::components::phase_version(&mut tx, viewer, &code, number).await?;
    let form = cx.form(&mut tx, as_phase(phase)).await?;
    let history = history(&mut tx, viewer, Entity::Phase, &phase.id.to_string()).await?;
    let submission = cx.submission_key()?;
    cx.page(&format!("Edit {code} {}", phase_label(number)), || {
        let back = format!("/components/{code}#phase-{number}");
        let lead = view! { <p>"To close the phase, say until when it was carried out."</p> }.into_any();
        view! {
            <Breadcrumb steps=steps(&show)/>
            <PageHeader kind="Component" code=code.clone() title=format!("Edit {}", phase_label(number)) lead/>
            <ErrorSummary state=form.clone()/>
            <form method="post" action="/api/update_phase" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="component" value=code/>
                <HiddenInput name="number" value=number.to_string()/>
                <HiddenInput name="version" value=form.version(version)/>
                {dates(form.clone())}
                <Field name="note" label="Note" state=form optional=true
                    hint="Such as about two and a half years. Donors and officers read it"/>
                <FormActions cancel=back><SubmitButton text="Save the changes"/></FormActions>
            </form>
            {history}
        }
        .into_any()
    })
}

fn words(date: Option<PartialDate>) -> String {
    date.map(PartialDate::words).unwrap_or_default()
}

/// As its form would say what stands there.
pub(super) fn as_component(show: &ComponentShow) -> FormState {
    let mut recorded = vec![
        ("title", show.component.title.clone()),
        ("programme", show.component.programme_code.clone().unwrap_or_default()),
        ("countries", show.component.countries.join(", ")),
    ];
    recorded.extend(show.agencies.iter().map(|agency| ("agencies", agency.code.clone())));
    FormState::filled(recorded)
}

pub(super) fn as_phase(phase: &PhaseShow) -> FormState {
    FormState::filled([
        ("planned_from", words(phase.planned_from)),
        ("planned_until", words(phase.planned_until)),
        ("actual_from", words(phase.actual_from)),
        ("actual_until", words(phase.actual_until)),
        ("note", phase.note.clone().unwrap_or_default()),
    ])
}

pub(super) fn as_milestone(milestone: &MilestoneRow) -> FormState {
    FormState::filled([
        ("counts", milestone.counted.as_ref().map(Counted::key).unwrap_or_default()),
        ("round", super::counting::round(milestone).unwrap_or_default()),
        ("waits_for", milestone.waits_for.as_ref().map(|awaited| awaited.id.to_string()).unwrap_or_default()),
        ("title", milestone.title.clone()),
        ("due_on", words(milestone.due_on)),
        ("target", milestone.target.map(|n| n.to_string()).unwrap_or_default()),
        ("source", milestone.source_code.clone().unwrap_or_default()),
    ])
}

/// The milestone with this number, and the number of its phase.
pub(super) fn find(show: &ComponentShow, id: &str) -> Result<(i64, MilestoneRow), AppError> {
    let all = show.phases.iter().flat_map(|phase| phase.milestones.iter().map(move |m| (phase.number, m)));
    let found = all.into_iter().find(|(_, milestone)| milestone.id.to_string() == id);
    found.map(|(phase, milestone)| (phase, milestone.clone())).ok_or(AppError::NotFound)
}

pub async fn milestone_page(cx: Cx, Path((code, id)): Path<(String, String)>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let show = store::components::show(&mut tx, viewer, &code).await?;
    let (phase, milestone) = find(&show, &id)?;
    let known = sources(&mut tx, viewer).await?;
    let form = cx.form(&mut tx, as_milestone(&milestone)).await?;
    let history = history(&mut tx, viewer, Entity::Milestone, &id).await?;
    let submission = cx.submission_key()?;
    cx.page("Edit a milestone", || {
        let back = format!("/components/{code}#milestone-{id}");
        let state = || form.clone();
        view! {
            <Breadcrumb steps=steps(&show)/>
            <PageHeader kind="Milestone" title=format!("Edit “{}”", milestone.title)/>
            <ErrorSummary state=state()/>
            <form method="post" action="/api/update_milestone" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="component" value=code.clone()/>
                <HiddenInput name="phase" value=phase.to_string()/>
                <HiddenInput name="milestone" value=id.clone()/>
                <HiddenInput name="version" value=form.version(milestone.version)/>
                <Field name="title" label="What is to be achieved" state=state() autocomplete="off"/>
                <DateField name="due_on" label="Due on" state=state() partial=true optional=true/>
                <Field name="target" label="Target" state=state() kind=Input::Number width=Width::Short optional=true
                    hint="The number to reach, where it is counted"/>
                {super::counting::fields(&form, &show, Some(milestone.id))}
                <Select name="source" label="Source" state=state() options=known blank="None recorded" optional=true/>
                <FormActions cancel=back><SubmitButton text="Save the changes"/></FormActions>
            </form>
            {history}
        }
        .into_any()
    })
}

pub async fn progress_page(cx: Cx, Path((code, id)): Path<(String, String)>) -> PageResult {
    let mut tx = cx.read().await?;
    let show = store::components::show(&mut tx, cx.viewer()?, &code).await?;
    let (_, milestone) = find(&show, &id)?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("How far a milestone has come", || {
        let back = format!("/components/{code}#milestone-{id}");
        let state = || form.clone();
        let hint = milestone.target.map(|target| format!("The target is {}", count(target)));
        view! {
            <Breadcrumb steps=steps(&show)/>
            <PageHeader kind="Milestone" title=format!("How far “{}” has come", milestone.title)/>
            <ErrorSummary state=state()/>
            <form method="post" action="/api/record_progress" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="component" value=code.clone()/>
                <HiddenInput name="milestone" value=id.clone()/>
                <HiddenInput name="version" value=form.version(milestone.version)/>
                <Field name="number" label="Number reached so far" state=state() kind=Input::Number width=Width::Short hint/>
                <DateField name="counted_on" label="Counted on" state=state() partial=true
                    hint="What was said of earlier days stays"/>
                <TextArea name="evidence" label="Evidence" state=state() optional=true
                    hint="What shows it. Donors read this: name no officers"/>
                <FormActions cancel=back><SubmitButton text="Record the progress"/></FormActions>
            </form>
        }
        .into_any()
    })
}
