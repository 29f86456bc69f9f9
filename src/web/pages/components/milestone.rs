//! The form that states when and how far a milestone was met.

use axum::extract::Path;
use domain::phase::progress;
use leptos::prelude::*;
use store::components::MilestoneRow;

use super::milestones::when;
use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path((code, id)): Path<(String, String)>) -> PageResult {
    let mut tx = cx.read().await?;
    let show = store::components::show(&mut tx, cx.viewer()?, &code).await?;
    let phases = show.phases.into_iter();
    let (phase, milestone) = phases
        .flat_map(|phase| phase.milestones.into_iter().map(move |m| (phase.number, m)))
        .find(|(_, m)| m.id.to_string() == id)
        .ok_or(AppError::NotFound)?;
    let form = cx.form(&mut tx, filled(&milestone)).await?;
    let version = form.version(milestone.version);
    let submission = cx.submission_key()?;
    let words = if milestone.met_on.is_some() { "Correct a milestone" } else { "Mark a milestone as met" };
    cx.page(words, move || {
        let back = format!("/components/{code}#milestone-{id}");
        let steps = vec![
            ("Components".to_owned(), "/components".to_owned()),
            (code.clone(), format!("/components/{code}#phase-{phase}")),
        ];
        let hint = milestone.target.map(|target| format!("The target is {}", count(target)));
        let button = if milestone.met_on.is_some() { "Save the correction" } else { "Mark as met" };
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Milestone" title=milestone.title.clone()/>
            <ErrorSummary state=form.clone()/>
            <div class="stack">
                {recorded(&milestone)}
                <form method="post" action="/api/meet_milestone">
                    <HiddenInput name="submission" value=submission/>
                    <HiddenInput name="component" value=code/>
                    <HiddenInput name="milestone" value=id/>
                    <HiddenInput name="version" value=version/>
                    <DateField name="met_on" label="Met on" state=form.clone() partial=true/>
                    <Checkbox name="by" label="The source says only that it had been met by then" state=form.clone()/>
                    <Field name="actual" label="Number reached" state=form.clone() kind=Input::Number width=Width::Short
                        hint optional=true/>
                    <TextArea name="evidence" label="Evidence" state=form optional=true
                        hint="What shows it: a report, a photo, minutes, and where they are kept. Donors read this: name no officers"/>
                    <FormActions cancel=back><SubmitButton text=button/></FormActions>
                </form>
            </div>
        }
        .into_any()
    })
}

/// What is recorded now: also what a refused, stale form is compared with.
fn recorded(milestone: &MilestoneRow) -> AnyView {
    let state = if milestone.met_on.is_some() { "met" } else { "not yet met" };
    let facts = vec![
        Fact::text("Recorded now", format!("{state}, {}", when(milestone))),
        Fact::text("Progress", progress(milestone.target, milestone.actual)),
        Fact::text("Counted by the portal", super::counting::words(milestone)),
        Fact::text("Evidence", milestone.evidence.clone()),
        Fact::text("Source", milestone.source.clone()),
    ];
    view! { <div class="panel stack"><SummaryList facts/></div> }.into_any()
}

/// As its form would say what stands there.
pub(super) fn filled(milestone: &MilestoneRow) -> FormState {
    let met = milestone.met_on;
    let mut values = vec![
        ("met_on", met.map(|met| met.date.words()).unwrap_or_default()),
        ("actual", milestone.actual.map(|n| n.to_string()).unwrap_or_default()),
        ("evidence", milestone.evidence.clone().unwrap_or_default()),
    ];
    if met.is_some_and(|met| met.by) {
        values.push(("by", "true".to_owned()));
    }
    FormState::filled(values)
}
