//! What can be changed: components and phases are recorded and put right, and who takes part. Milestones have a file of their own.

use domain::Action::ManageGrants;
use domain::change::Entity;
use domain::phase::{ComponentForm, NewComponent, NewPart, NewPhase, PartForm, PhaseForm, phase_label};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::components::{ComponentShow, PartRow};

use super::edit::{as_component, as_phase};
use crate::{
    AppError,
    access::Rule::Needs,
    pages::{
        account::{EntryForm, TakeBackEntry},
        grants::source_code,
    },
    registry::Change,
    request::{self, Done, Posted},
    undo::{IN_ERROR, Opposite},
};

pub mod milestones;

/// Every change of this file, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<UpdateComponent>(Needs(ManageGrants)).undone_by::<UpdateComponent>(),
    Change::of::<UpdatePhase>(Needs(ManageGrants)).undone_by::<UpdatePhase>(),
    Change::of::<CreateComponent>(Needs(ManageGrants)).undone_by::<TakeBackEntry>(),
    Change::of::<CreatePhase>(Needs(ManageGrants)).undone_by::<TakeBackEntry>(),
    Change::of::<RecordComponentPart>(Needs(ManageGrants)).undone_by::<WithdrawComponentPart>(),
    Change::of::<WithdrawComponentPart>(Needs(ManageGrants)).undone_by::<RecordComponentPart>(),
];

/// Records who takes part in a component.
///
/// # Errors
/// Mistakes field by field; no such component.
#[server(prefix = "/api", endpoint = "record_component_part", custom = Posted)]
pub async fn record_component_part(form: PartForm) -> Result<Done, AppError> {
    let new = NewPart::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let part = store::components::record_part(tx, viewer, at, &new).await?.to_string();
            let code = &new.component_code;
            let fields = [("component", code.as_str()), ("part", &part), ("reason", IN_ERROR)];
            let opposite = Opposite::of("/api/withdraw_component_part", Entity::Component, code, &fields);
            let done = Done::at(format!("/components/{code}#parts")).saying("It is recorded who takes part.");
            Ok(done.undone_by(opposite))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PartWithdrawal {
    submission: String,
    component: String,
    part: String,
    reason: String,
}

/// Takes back a part that was recorded in error.
///
/// # Errors
/// No reason; no such part; withdrawn already.
#[server(prefix = "/api", endpoint = "withdraw_component_part", custom = Posted)]
pub async fn withdraw_component_part(form: PartWithdrawal) -> Result<Done, AppError> {
    let part: i64 = request::hidden(&form.part)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let show = store::components::show(tx, viewer, &form.component).await?;
            store::components::withdraw_part(tx, viewer, at, &form.component, part, &form.reason).await?;
            let done = Done::at(format!("/components/{}#parts", form.component)).saying("It is withdrawn.");
            Ok(match show.parts.iter().find(|row| row.id == part) {
                Some(row) => done.undone_by(anew(&show, row, source_code(tx, viewer, row.source.as_deref()).await?)),
                None => done,
            })
        })
    })
    .await
}

/// The part recorded as it was.
fn anew(show: &ComponentShow, row: &PartRow, source: String) -> Opposite {
    let code = show.component.code.as_str();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let phase = show.phases.iter().find(|phase| row.phase.as_ref() == Some(&phase_label(phase.number)));
    let values = [
        ("donor", row.donor.clone().map(|(code, _)| code).unwrap_or_default()),
        ("agency", row.agency.clone().map(|agency| agency.code).unwrap_or_default()),
        ("office", text(&row.office)),
        ("part", text(&row.part)),
        ("phase", phase.map(|phase| phase.number.to_string()).unwrap_or_default()),
        ("source", source),
    ];
    let fields: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let fields = [&fields[..], &[("component", code)]].concat();
    Opposite::of("/api/record_component_part", Entity::Component, code, &fields)
}

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
            let done = Done::at(format!("/components/{}", new.code)).saying(words);
            Ok(done.undone_by(EntryForm::opposite(Entity::Component, &new.code)))
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
            let phase = store::components::add_phase(tx, viewer, at, &new).await?;
            let location = format!("/components/{}#phase-{}", new.component_code, new.number);
            let done = Done::at(location).saying(format!("{} is recorded.", phase_label(new.number)));
            Ok(done.undone_by(EntryForm::opposite(Entity::Phase, &phase.to_string())))
        })
    })
    .await
}

/// Puts right what was entered wrongly of a component.
///
/// # Errors
/// Mistakes field by field; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "update_component", custom = Posted)]
pub async fn update_component(form: ComponentForm) -> Result<Done, AppError> {
    let new = NewComponent::parse(&form)?;
    let version = request::hidden(&form.version)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let before = as_component(&store::components::show(tx, viewer, &new.code).await?);
            store::components::update(tx, viewer, at, version, &new).await?;
            let done = Done::at(format!("/components/{}", new.code));
            let opposite = Opposite::edit("/api/update_component", Entity::Component, &new.code, &before);
            Ok(done.saying(format!("Component {} is put right.", new.code)).undone_by(opposite))
        })
    })
    .await
}

/// Puts right the dates and the note of a phase, or closes it.
///
/// # Errors
/// Mistakes field by field; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "update_phase", custom = Posted)]
pub async fn update_phase(form: PhaseForm) -> Result<Done, AppError> {
    let version = request::hidden(&form.version)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let new = NewPhase::parse(&form, at.day())?;
            let show = store::components::show(tx, viewer, &new.component_code).await?;
            let before = show.phases.into_iter().find(|phase| phase.number == new.number).ok_or(AppError::NotFound)?;
            store::components::update_phase(tx, viewer, at, version, &new).await?;
            let (number, form) = (new.number.to_string(), as_phase(&before));
            let own = [("component", new.component_code.as_str()), ("number", &number)];
            let fields: Vec<_> = form.pairs().chain(own).collect();
            let opposite = Opposite::of("/api/update_phase", Entity::Phase, &before.id.to_string(), &fields);
            let location = format!("/components/{}#phase-{number}", new.component_code);
            let done = Done::at(location).saying(format!("{} is put right.", phase_label(new.number)));
            Ok(done.undone_by(opposite.in_the_chain()))
        })
    })
    .await
}
