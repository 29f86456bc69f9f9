//! What can be changed: components, phases and milestones are recorded, and milestones are stated as met.

use domain::Action::{ManageGrants, ManageMilestones};
use domain::phase::{
    ComponentForm, Met, MetForm, MilestoneForm, NewComponent, NewMilestone, NewPhase, PhaseForm, phase_label,
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<MeetMilestone>(Needs(ManageMilestones)),
    Change::of::<CreateComponent>(Needs(ManageGrants)),
    Change::of::<CreatePhase>(Needs(ManageGrants)),
    Change::of::<CreateMilestone>(Needs(ManageMilestones)),
];

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Component {
    submission: String,
    code: String,
    title: String,
    countries: String,
    agencies: Vec<String>,
}

/// Records a component.
///
/// # Errors
/// Mistakes field by field; the code is taken.
#[server(prefix = "/api", endpoint = "create_component", custom = Posted)]
pub async fn create_component(form: Component) -> Result<Done, AppError> {
    let new = NewComponent::parse(&ComponentForm {
        code: &form.code,
        title: &form.title,
        countries: &form.countries,
        agencies: form.agencies.iter().map(String::as_str).collect(),
    })?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::components::add(tx, viewer, at, &new).await?;
            let words = format!("Component {} is recorded. Add its first phase next.", new.code);
            Ok(Done::at(format!("/components/{}", new.code)).saying(words))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Phase {
    submission: String,
    component: String,
    number: String,
    note: String,
    planned_from: String,
    planned_until: String,
    actual_from: String,
    actual_until: String,
}

/// Records a phase of a component.
///
/// # Errors
/// Mistakes field by field; the component has a phase with this number.
#[server(prefix = "/api", endpoint = "create_phase", custom = Posted)]
pub async fn create_phase(form: Phase) -> Result<Done, AppError> {
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let typed = PhaseForm {
                component: &form.component,
                number: &form.number,
                note: &form.note,
                planned_from: &form.planned_from,
                planned_until: &form.planned_until,
                actual_from: &form.actual_from,
                actual_until: &form.actual_until,
            };
            let new = NewPhase::parse(&typed, at.day())?;
            store::components::add_phase(tx, viewer, at, &new).await?;
            let location = format!("/components/{}#phase-{}", new.component_code, new.number);
            Ok(Done::at(location).saying(format!("{} is recorded.", phase_label(new.number))))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Milestone {
    submission: String,
    component: String,
    phase: String,
    title: String,
    due_on: String,
    target: String,
}

/// Records a milestone of a phase, not yet met.
///
/// # Errors
/// Mistakes field by field; the component has no such phase.
#[server(prefix = "/api", endpoint = "create_milestone", custom = Posted)]
pub async fn create_milestone(form: Milestone) -> Result<Done, AppError> {
    let new = NewMilestone::parse(&MilestoneForm {
        component: &form.component,
        phase: &form.phase,
        title: &form.title,
        due_on: &form.due_on,
        target: &form.target,
    })?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let id = store::components::add_milestone(tx, viewer, at, &new).await?;
            let words = format!("“{}” is recorded as a milestone of {}.", new.title, phase_label(new.phase));
            Ok(Done::at(format!("/components/{}#milestone-{id}", new.component_code)).saying(words))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Meeting {
    submission: String,
    component: String,
    milestone: String,
    version: String,
    met_on: String,
    by: String,
    actual: String,
    evidence: String,
}

/// States that a milestone was met, or corrects what was stated before.
///
/// # Errors
/// Mistakes field by field; somebody changed the milestone since the form was opened.
#[server(prefix = "/api", endpoint = "meet_milestone", custom = Posted)]
pub async fn meet_milestone(form: Meeting) -> Result<Done, AppError> {
    let version: i64 = request::hidden(&form.version)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let component = store::components::show(tx, viewer, &form.component).await?;
            let milestone = component
                .phases
                .into_iter()
                .flat_map(|phase| phase.milestones)
                .find(|m| m.id.to_string() == form.milestone)
                .ok_or(AppError::NotFound)?;
            let typed =
                MetForm { met_on: &form.met_on, by: form.by == "true", actual: &form.actual, evidence: &form.evidence };
            let met = Met::parse(&typed, at.day())?;
            let evidence = met.evidence.as_deref();
            store::components::meet_milestone(tx, viewer, at, milestone.id, version, met.on, met.actual, evidence)
                .await?;
            let location = format!("/components/{}#milestone-{}", component.component.code, milestone.id);
            Ok(Done::at(location).saying(format!("“{}” is recorded as met {}.", milestone.title, met.on.when())))
        })
    })
    .await
}
