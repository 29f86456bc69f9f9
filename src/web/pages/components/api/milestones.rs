//! What can be changed of milestones: they are recorded, put right, stated as met and said to have come so far; and each of these
//! is taken back.

use domain::{
    Action::ManageMilestones,
    Viewer,
    change::Entity,
    phase::{Met, MetForm, MilestoneForm, NewMilestone, NotMet, NotMetForm, Progress, ProgressForm, phase_label},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::{
    Tx,
    components::{self, MilestoneRow},
};

use crate::{
    AppError,
    access::Rule::Needs,
    pages::components::{edit::as_milestone, milestone::filled},
    registry::Change,
    request::{self, Done, Posted},
    undo::{IN_ERROR, Opposite},
};

/// Every change of this file, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<CreateMilestone>(Needs(ManageMilestones)).undone_by::<WithdrawMilestone>(),
    Change::of::<UpdateMilestone>(Needs(ManageMilestones)).undone_by::<UpdateMilestone>(),
    Change::of::<MeetMilestone>(Needs(ManageMilestones)).undone_by::<UnmeetMilestone>().or_by::<MeetMilestone>(),
    Change::of::<UnmeetMilestone>(Needs(ManageMilestones)).undone_by::<MeetMilestone>(),
    Change::of::<RecordProgress>(Needs(ManageMilestones)).undone_by::<WithdrawProgress>(),
    Change::of::<WithdrawProgress>(Needs(ManageMilestones)).undone_by::<RecordProgress>(),
    Change::of::<WithdrawMilestone>(Needs(ManageMilestones)).undone_by::<RestoreMilestone>(),
    Change::of::<RestoreMilestone>(Needs(ManageMilestones)),
];

/// The milestone of this component, also one that is withdrawn, and the number of its phase.
async fn find(tx: &mut Tx, viewer: &Viewer, component: &str, id: &str) -> Result<(i64, MilestoneRow), AppError> {
    let show = components::show(tx, viewer, component).await?;
    let phases = show.phases.into_iter();
    let mut all = phases.flat_map(|phase| {
        let number = phase.number;
        phase.milestones.into_iter().chain(phase.withdrawn).map(move |row| (number, row))
    });
    all.find(|(_, milestone)| milestone.id.to_string() == id).ok_or(AppError::NotFound)
}

fn address(component: &str, id: i64) -> String {
    format!("/components/{component}#milestone-{id}")
}

/// Another change of a milestone that takes one back; `version` is what it has after the change.
fn opposite(path: &'static str, component: &str, id: i64, version: i64, fields: &[(&str, &str)]) -> Opposite {
    let id = id.to_string();
    let own = [("component", component), ("milestone", id.as_str())];
    Opposite::of(path, Entity::Milestone, &id, &[&own[..], fields].concat()).at(version)
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
            let id = components::add_milestone(tx, viewer, at, &new).await?;
            let words = format!("“{}” is recorded as a milestone of {}.", new.title, phase_label(new.phase));
            let component = &new.component_code;
            let opposite = opposite("/api/withdraw_milestone", component, id, 1, &[("reason", IN_ERROR)]);
            Ok(Done::at(address(component, id)).saying(words).undone_by(opposite))
        })
    })
    .await
}

/// Puts right what a milestone is.
///
/// # Errors
/// Mistakes field by field; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "update_milestone", custom = Posted)]
pub async fn update_milestone(form: MilestoneForm) -> Result<Done, AppError> {
    let new = NewMilestone::parse(&form)?;
    let version: i64 = request::hidden(&form.version)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let (phase, before) = find(tx, viewer, &form.component, &form.milestone).await?;
            components::update_milestone(tx, viewer, at, before.id, version, &new).await?;
            let (stood, phase) = (as_milestone(&before), phase.to_string());
            let fields: Vec<_> = stood.pairs().chain([("phase", phase.as_str())]).collect();
            let opposite = opposite("/api/update_milestone", &form.component, before.id, version + 1, &fields);
            let done = Done::at(address(&form.component, before.id)).saying(format!("“{}” is put right.", new.title));
            Ok(done.undone_by(opposite))
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
            let (_, before) = find(tx, viewer, &form.component, &form.milestone).await?;
            let met = Met::parse(&form, at.day())?;
            let evidence = met.evidence.as_deref();
            components::meet_milestone(tx, viewer, at, before.id, version, met.on, met.actual, evidence).await?;
            let stood = filled(&before);
            let opposite = if before.met_on.is_some() {
                let fields: Vec<_> = stood.pairs().collect();
                opposite("/api/meet_milestone", &form.component, before.id, version + 1, &fields)
            } else {
                let value = |name| stood.value(name).unwrap_or_default();
                let fields = [("reason", IN_ERROR), ("actual", value("actual")), ("evidence", value("evidence"))];
                opposite("/api/unmeet_milestone", &form.component, before.id, version + 1, &fields)
            };
            let words = format!("“{}” is recorded as met {}.", before.title, met.on.when());
            Ok(Done::at(address(&form.component, before.id)).saying(words).undone_by(opposite))
        })
    })
    .await
}

/// Says that a milestone is not met after all.
///
/// # Errors
/// Mistakes field by field; it is not stated as met; another one that waits for it is; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "unmeet_milestone", custom = Posted)]
pub async fn unmeet_milestone(form: NotMetForm) -> Result<Done, AppError> {
    let version: i64 = request::hidden(&form.version)?;
    let new = NotMet::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let (_, before) = find(tx, viewer, &form.component, &form.milestone).await?;
            components::unmeet_milestone(tx, viewer, at, before.id, version, &new).await?;
            let stood = filled(&before);
            let fields: Vec<_> = stood.pairs().collect();
            let opposite = opposite("/api/meet_milestone", &form.component, before.id, version + 1, &fields);
            let words = format!("“{}” is recorded as not met.", before.title);
            Ok(Done::at(address(&form.component, before.id)).saying(words).undone_by(opposite))
        })
    })
    .await
}

/// Says how far a milestone has come on a day.
///
/// # Errors
/// Mistakes field by field; somebody changed the milestone since the form was opened.
#[server(prefix = "/api", endpoint = "record_progress", custom = Posted)]
pub async fn record_progress(form: ProgressForm) -> Result<Done, AppError> {
    let version: i64 = request::hidden(&form.version)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let (_, milestone) = find(tx, viewer, &form.component, &form.milestone).await?;
            let new = Progress::parse(&form, at.day())?;
            let id = components::record_progress(tx, viewer, at, milestone.id, version, &new).await?.to_string();
            let fields = [("progress", id.as_str()), ("reason", IN_ERROR)];
            let opposite = opposite("/api/withdraw_progress", &form.component, milestone.id, version + 1, &fields);
            let words = format!("“{}”: {} on {}.", milestone.title, new.number, new.counted_on.words());
            Ok(Done::at(address(&form.component, milestone.id)).saying(words).undone_by(opposite))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProgressWithdrawal {
    submission: String,
    component: String,
    milestone: String,
    version: String,
    progress: String,
    reason: String,
}

/// Takes back how far a milestone was said to have come; staff go on to read it.
///
/// # Errors
/// No reason; nothing such was said; withdrawn already; somebody changed the milestone since the form was opened.
#[server(prefix = "/api", endpoint = "withdraw_progress", custom = Posted)]
pub async fn withdraw_progress(form: ProgressWithdrawal) -> Result<Done, AppError> {
    let (version, progress): (i64, i64) = (request::hidden(&form.version)?, request::hidden(&form.progress)?);
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let (_, milestone) = find(tx, viewer, &form.component, &form.milestone).await?;
            components::withdraw_progress(tx, viewer, at, milestone.id, version, progress, &form.reason).await?;
            let done = Done::at(address(&form.component, milestone.id)).saying("The number is withdrawn.");
            let Some(row) = milestone.progress.iter().find(|row| row.id == progress) else { return Ok(done) };
            let (number, day) = (row.number.to_string(), row.counted_on.words());
            let evidence = row.evidence.clone().unwrap_or_default();
            let fields = [("number", number.as_str()), ("counted_on", &day), ("evidence", &evidence)];
            Ok(done.undone_by(opposite("/api/record_progress", &form.component, milestone.id, version + 1, &fields)))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MilestoneWithdrawal {
    submission: String,
    component: String,
    milestone: String,
    version: String,
    reason: String,
}

/// Withdraws a milestone that was recorded in error; staff go on to read it.
///
/// # Errors
/// No reason; another one waits for it; withdrawn already; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "withdraw_milestone", custom = Posted)]
pub async fn withdraw_milestone(form: MilestoneWithdrawal) -> Result<Done, AppError> {
    let version: i64 = request::hidden(&form.version)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let (_, before) = find(tx, viewer, &form.component, &form.milestone).await?;
            components::withdraw_milestone(tx, viewer, at, before.id, version, &form.reason).await?;
            let opposite = opposite("/api/restore_milestone", &form.component, before.id, version + 1, &[]);
            let words = format!("“{}” is withdrawn.", before.title);
            Ok(Done::at(address(&form.component, before.id)).saying(words).undone_by(opposite))
        })
    })
    .await
}

/// Lets a withdrawn milestone stand again.
///
/// # Errors
/// It stands; what it waits for is withdrawn; somebody changed it since.
#[server(prefix = "/api", endpoint = "restore_milestone", custom = Posted)]
pub async fn restore_milestone(form: MilestoneWithdrawal) -> Result<Done, AppError> {
    let version: i64 = request::hidden(&form.version)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let (_, milestone) = find(tx, viewer, &form.component, &form.milestone).await?;
            components::restore_milestone(tx, viewer, at, milestone.id, version).await?;
            let words = format!("“{}” stands again.", milestone.title);
            Ok(Done::at(address(&form.component, milestone.id)).saying(words))
        })
    })
    .await
}
