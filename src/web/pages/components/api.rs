//! What can be changed: components, phases and milestones are recorded, and milestones are stated as met.

use domain::Action::{ManageGrants, ManageMilestones};
use domain::phase::{
    ComponentForm, Met, MetForm, MilestoneForm, NewComponent, NewMilestone, NewPhase, PhaseForm, phase_label,
};
use leptos::prelude::server;

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

/// Records a component.
///
/// # Errors
/// Mistakes field by field; the code is taken.
#[server(prefix = "/api", endpoint = "create_component", custom = Posted)]
pub async fn create_component(form: ComponentForm) -> Result<Done, AppError> {
    let new = NewComponent::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::components::add(tx, viewer, at, &new).await?;
            let words = format!("Component {} is recorded. Add its first phase next.", new.code);
            Ok(Done::at(format!("/components/{}", new.code)).saying(words))
        })
    })
    .await
}

/// Records a phase of a component.
///
/// # Errors
/// Mistakes field by field; the component has a phase with this number.
#[server(prefix = "/api", endpoint = "create_phase", custom = Posted)]
pub async fn create_phase(form: PhaseForm) -> Result<Done, AppError> {
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let new = NewPhase::parse(&form, at.day())?;
            store::components::add_phase(tx, viewer, at, &new).await?;
            let location = format!("/components/{}#phase-{}", new.component_code, new.number);
            Ok(Done::at(location).saying(format!("{} is recorded.", phase_label(new.number))))
        })
    })
    .await
}

/// Records a milestone of a phase, not yet met.
///
/// # Errors
/// Mistakes field by field; the component has no such phase.
#[server(prefix = "/api", endpoint = "create_milestone", custom = Posted)]
pub async fn create_milestone(form: MilestoneForm) -> Result<Done, AppError> {
    let new = NewMilestone::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let id = store::components::add_milestone(tx, viewer, at, &new).await?;
            let words = format!("“{}” is recorded as a milestone of {}.", new.title, phase_label(new.phase));
            Ok(Done::at(format!("/components/{}#milestone-{id}", new.component_code)).saying(words))
        })
    })
    .await
}

/// States that a milestone was met, or corrects what was stated before.
///
/// # Errors
/// Mistakes field by field; somebody changed the milestone since the form was opened.
#[server(prefix = "/api", endpoint = "meet_milestone", custom = Posted)]
pub async fn meet_milestone(form: MetForm) -> Result<Done, AppError> {
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
            let met = Met::parse(&form, at.day())?;
            let evidence = met.evidence.as_deref();
            store::components::meet_milestone(tx, viewer, at, milestone.id, version, met.on, met.actual, evidence)
                .await?;
            let location = format!("/components/{}#milestone-{}", component.component.code, milestone.id);
            Ok(Done::at(location).saying(format!("“{}” is recorded as met {}.", milestone.title, met.on.when())))
        })
    })
    .await
}
