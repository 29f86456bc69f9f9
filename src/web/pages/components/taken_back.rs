//! What was recorded of milestones in error: the forms that take it back, and what was withdrawn, for staff.

use axum::extract::Path;
use leptos::prelude::*;
use store::components::MilestoneRow;

use super::{edit::find, form::steps, milestone, milestones::when};
use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn withdraw_page(cx: Cx, Path((code, id)): Path<(String, String)>) -> PageResult {
    let mut tx = cx.read().await?;
    let show = store::components::show(&mut tx, cx.viewer()?, &code).await?;
    let (_, milestone) = find(&show, &id)?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let version = form.version(milestone.version);
    let submission = cx.submission_key()?;
    cx.page("Withdraw a milestone", move || {
        let cancel = format!("/components/{code}#milestone-{id}");
        let what = format!("{}: {}", milestone.title, when(&milestone));
        let hidden =
            vec![("submission", submission), ("component", code), ("milestone", id), ("version", version)];
        view! {
            <WithdrawPage form steps=steps(&show) kind="Milestone" title="Withdraw a milestone that was recorded in error?" what
                then="It counts nowhere any more. Programme staff go on to read it as withdrawn; nobody else does."
                why="Why it is no milestone" action="/api/withdraw_milestone" hidden button="Withdraw the milestone" cancel/>
        }
        .into_any()
    })
}

pub async fn progress_page(cx: Cx, Path((code, id, progress)): Path<(String, String, i64)>) -> PageResult {
    let mut tx = cx.read().await?;
    let show = store::components::show(&mut tx, cx.viewer()?, &code).await?;
    let (_, milestone) = find(&show, &id)?;
    let mut said = milestone.progress.iter().filter(|row| row.withdrawn.is_none());
    let row = said.find(|row| row.id == progress).cloned().ok_or(AppError::NotFound)?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let version = form.version(milestone.version);
    let submission = cx.submission_key()?;
    cx.page("Withdraw how far a milestone came", move || {
        let cancel = format!("/components/{code}#milestone-{id}");
        let what = format!("{}: {} on {}", milestone.title, count(row.number), row.counted_on.words());
        let hidden = vec![
            ("submission", submission),
            ("component", code),
            ("milestone", id),
            ("version", version),
            ("progress", progress.to_string()),
        ];
        view! {
            <WithdrawPage form steps=steps(&show) kind="Milestone" title="Withdraw a number that was recorded in error?" what
                then="What was said of other days stays. Programme staff go on to read it as withdrawn; nobody else does."
                action="/api/withdraw_progress" hidden button="Withdraw the number" cancel/>
        }
        .into_any()
    })
}

pub async fn unmeet_page(cx: Cx, Path((code, id)): Path<(String, String)>) -> PageResult {
    let mut tx = cx.read().await?;
    let show = store::components::show(&mut tx, cx.viewer()?, &code).await?;
    let (_, milestone) = find(&show, &id)?;
    let met = milestone.met_on.ok_or(AppError::NotFound)?;
    let stood = milestone::filled(&milestone);
    let kept = ["actual", "evidence"].map(|name| (name, stood.value(name).unwrap_or_default().to_owned()));
    let form = cx.form(&mut tx, FormState::filled(kept)).await?;
    let version = form.version(milestone.version);
    let submission = cx.submission_key()?;
    cx.page("A milestone that is not met", move || {
        let cancel = format!("/components/{code}#milestone-{id}");
        let state = || form.clone();
        let lead = view! { <p>{format!("It is recorded as met {}. That stays in its history.", met.when())}</p> }.into_any();
        view! {
            <Breadcrumb steps=steps(&show)/>
            <PageHeader kind="Milestone" title=format!("“{}” is not met", milestone.title) lead/>
            <ErrorSummary state=state()/>
            <form class="form" method="post" action="/api/unmeet_milestone" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="component" value=code/>
                <HiddenInput name="milestone" value=id/>
                <HiddenInput name="version" value=version/>
                <Field name="reason" label="Why it is not met after all" state=state()/>
                <Field name="actual" label="Number reached so far" state=state() kind=Input::Number width=Width::Short optional=true/>
                <TextArea name="evidence" label="Evidence" state=state() optional=true
                    hint="What shows how far it is. Donors read this: name no officers"/>
                <FormActions cancel><SubmitButton text="Record it as not met" tone=Tone::Bad/></FormActions>
            </form>
        }
        .into_any()
    })
}

/// What was withdrawn of a phase, with the way back; `keys` has one for each.
pub(super) fn withdrawn(
    component: &str,
    rows: &[MilestoneRow],
    may_restore: bool,
    keys: &mut impl Iterator<Item = String>,
) -> Option<AnyView> {
    let rows: Vec<AnyView> = rows.iter().map(|row| one(component, row, keys.next().filter(|_| may_restore))).collect();
    let words = format!("Withdrawn: {}", count_of(whole(rows.len()), "milestone", "milestones"));
    (!rows.is_empty())
        .then(|| view! { <details><summary>{words}</summary><ul class="stack-tight">{rows}</ul></details> }.into_any())
}

fn one(component: &str, row: &MilestoneRow, key: Option<String>) -> AnyView {
    let title = format!("{}: {}", row.title, when(row));
    let why = row.withdrawn.clone().unwrap_or_default();
    let restore = key.map(|key| {
        view! {
            <form method="post" action="/api/restore_milestone">
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="component" value=component.to_owned()/>
                <HiddenInput name="milestone" value=row.id.to_string()/>
                <HiddenInput name="version" value=row.version.to_string()/>
                <SubmitButton text="Let it stand again" quiet=true/>
            </form>
        }
        .into_any()
    });
    view! { <li id=format!("milestone-{}", row.id)><del>{title}</del> <span class="below">{why}</span> {restore}</li> }
        .into_any()
}
