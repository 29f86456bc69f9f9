//! What can be changed: a case and its stages are recorded, corrected and withdrawn.

use domain::{
    Action::ManageCases,
    case::{CaseForm, NewCase, NewStage, StageForm},
    change::Entity,
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::cases;

use super::{form::filled as as_case, photos::add_stage_photos, stage_form::filled as as_stage};
use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
    undo::{IN_ERROR, Opposite},
    upload,
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<CreateCase>(Needs(ManageCases)),
    Change::of::<UpdateCase>(Needs(ManageCases)).undone_by::<UpdateCase>(),
    Change::of::<WithdrawCase>(Needs(ManageCases)).undone_by::<RestoreCase>(),
    Change::of::<RestoreCase>(Needs(ManageCases)),
    Change::of::<RecordStage>(Needs(ManageCases)).undone_by::<WithdrawStage>(),
    Change::of::<UpdateStage>(Needs(ManageCases)).undone_by::<UpdateStage>(),
    Change::of::<WithdrawStage>(Needs(ManageCases)).undone_by::<RestoreStage>(),
    Change::of::<RestoreStage>(Needs(ManageCases)),
    Change::with_files("/api/add_stage_photos", Needs(ManageCases), upload::photos(add_stage_photos)),
    Change::of::<ReleaseStagePhoto>(Needs(ManageCases)).undone_by::<HideStagePhoto>(),
    Change::of::<HideStagePhoto>(Needs(ManageCases)).undone_by::<ReleaseStagePhoto>(),
    Change::of::<WithdrawStagePhoto>(Needs(ManageCases)).undone_by::<RestoreStagePhoto>(),
    Change::of::<RestoreStagePhoto>(Needs(ManageCases)),
];

/// Records a case; its stages follow.
///
/// # Errors
/// Mistakes field by field; the code is taken.
#[server(prefix = "/api", endpoint = "create_case", custom = Posted)]
pub async fn create_case(form: CaseForm) -> Result<Done, AppError> {
    let new = NewCase::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            cases::create(tx, viewer, at, &new).await?;
            let next = format!("/results/{}/stages/new", new.code);
            Ok(Done::at(next).saying(format!("Case {} is recorded: now its first stage.", new.code)))
        })
    })
    .await
}

/// Corrects a case, or says how far it is now.
///
/// # Errors
/// Mistakes field by field; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "update_case", custom = Posted)]
pub async fn update_case(form: CaseForm) -> Result<Done, AppError> {
    let new = NewCase::parse(&form)?;
    let version: i64 = request::hidden(&form.version)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let before = as_case(&cases::show(tx, viewer, &new.code).await?);
            cases::update(tx, viewer, at, version, &new).await?;
            let opposite = Opposite::edit("/api/update_case", Entity::Case, &new.code, &before).at(version + 1);
            let done = Done::at(format!("/results/{}", new.code)).saying(format!("Case {} is saved.", new.code));
            Ok(done.undone_by(opposite))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WithdrawalFields {
    submission: String,
    /// The code of a case, or the number of a stage.
    of: String,
    version: String,
    reason: String,
}

/// Withdraws a case that was recorded in error.
///
/// # Errors
/// No reason; withdrawn already; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "withdraw_case", custom = Posted)]
pub async fn withdraw_case(form: WithdrawalFields) -> Result<Done, AppError> {
    let version: i64 = request::hidden(&form.version)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            cases::withdraw(tx, viewer, at, &form.of, version, &form.reason).await?;
            let opposite = Opposite::of("/api/restore_case", Entity::Case, &form.of, &[("of", &form.of)]);
            let done = Done::at(format!("/results/{}", form.of)).saying(format!("Case {} is withdrawn.", form.of));
            Ok(done.undone_by(opposite.at(version + 1)))
        })
    })
    .await
}

/// Lets a withdrawn case stand again.
///
/// # Errors
/// It stands; somebody changed it since.
#[server(prefix = "/api", endpoint = "restore_case", custom = Posted)]
pub async fn restore_case(form: WithdrawalFields) -> Result<Done, AppError> {
    let version: i64 = request::hidden(&form.version)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            cases::restore(tx, viewer, at, &form.of, version).await?;
            Ok(Done::at(format!("/results/{}", form.of)).saying(format!("Case {} stands again.", form.of)))
        })
    })
    .await
}

/// Records the next stage of a case.
///
/// # Errors
/// Mistakes field by field; no such case, agency or unit.
#[server(prefix = "/api", endpoint = "record_stage", custom = Posted)]
pub async fn record_stage(form: StageForm) -> Result<Done, AppError> {
    let new = NewStage::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let id = cases::record_stage(tx, viewer, at, &form.case, &new).await?;
            let version = cases::stage(tx, viewer, id).await?.version;
            let id = id.to_string();
            let said = format!("The stage at {} is recorded.", new.place);
            let fields = [("of", id.as_str()), ("reason", IN_ERROR)];
            let opposite = Opposite::of("/api/withdraw_stage", Entity::Stage, &id, &fields).at(version);
            Ok(Done::at(format!("/results/{}", form.case)).saying(said).undone_by(opposite))
        })
    })
    .await
}

/// Corrects a stage.
///
/// # Errors
/// Mistakes field by field; somebody changed it since the form was opened; no such agency or unit.
#[server(prefix = "/api", endpoint = "update_stage", custom = Posted)]
pub async fn update_stage(form: StageForm) -> Result<Done, AppError> {
    let new = NewStage::parse(&form)?;
    let (id, version): (i64, i64) = (request::hidden(&form.stage)?, request::hidden(&form.version)?);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let stage = cases::stage(tx, viewer, id).await?;
            cases::update_stage(tx, viewer, at, id, version, &new).await?;
            let (before, key) = (as_stage(&stage), id.to_string());
            let own = [("stage", key.as_str()), ("case", &stage.case_code)];
            let fields: Vec<_> = before.pairs().chain(own).collect();
            let opposite = Opposite::of("/api/update_stage", Entity::Stage, &key, &fields).at(version + 1);
            let said = format!("Stage {} is saved.", stage.number);
            Ok(Done::at(format!("/results/{}", stage.case_code)).saying(said).undone_by(opposite))
        })
    })
    .await
}

/// Withdraws a stage that was recorded in error.
///
/// # Errors
/// No reason; withdrawn already; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "withdraw_stage", custom = Posted)]
pub async fn withdraw_stage(form: WithdrawalFields) -> Result<Done, AppError> {
    let (id, version): (i64, i64) = (request::hidden(&form.of)?, request::hidden(&form.version)?);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let stage = cases::withdraw_stage(tx, viewer, at, id, version, &form.reason).await?;
            let said = format!("Stage {} is withdrawn: it counts nowhere any more.", stage.number);
            let opposite = Opposite::of("/api/restore_stage", Entity::Stage, &form.of, &[("of", &form.of)]);
            let done = Done::at(format!("/results/{}", stage.case_code)).saying(said);
            Ok(done.undone_by(opposite.at(version + 1)))
        })
    })
    .await
}

/// Lets a withdrawn stage stand again.
///
/// # Errors
/// It stands, or its case does not; somebody changed it since.
#[server(prefix = "/api", endpoint = "restore_stage", custom = Posted)]
pub async fn restore_stage(form: WithdrawalFields) -> Result<Done, AppError> {
    let (id, version): (i64, i64) = (request::hidden(&form.of)?, request::hidden(&form.version)?);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let stage = cases::restore_stage(tx, viewer, at, id, version).await?;
            let said = format!("Stage {} stands again.", stage.number);
            Ok(Done::at(format!("/results/{}", stage.case_code)).saying(said))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PhotoFields {
    submission: String,
    photo: String,
    reason: String,
}

/// Lets donors read a photo of a stage, once its case is over, or takes that back.
async fn release(form: PhotoFields, release: bool) -> Result<Done, AppError> {
    let id: i64 = request::hidden(&form.photo)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let photo = cases::stage_photo(tx, viewer, id).await?;
            cases::release_photo(tx, viewer, at, id, release).await?;
            let stage = cases::stage(tx, viewer, photo.stage).await?;
            let (path, said) = if release {
                ("/api/hide_stage_photo", "The photo is released: donors read it once the case is over.")
            } else {
                ("/api/release_stage_photo", "Donors do not read the photo any more.")
            };
            let key = id.to_string();
            let opposite = Opposite::of(path, Entity::StagePhoto, &key, &[("photo", &key)]);
            let done = Done::at(format!("/results/{}#stage-{}", stage.case_code, stage.number));
            Ok(done.saying(said).undone_by(opposite))
        })
    })
    .await
}

/// Lets donors read a photo of a stage, once its case is over.
///
/// # Errors
/// No such photo; it is withdrawn, or released already.
#[server(prefix = "/api", endpoint = "release_stage_photo", custom = Posted)]
pub async fn release_stage_photo(form: PhotoFields) -> Result<Done, AppError> {
    release(form, true).await
}

/// Takes the release of a photo back.
///
/// # Errors
/// No such photo; it is withdrawn, or not released.
#[server(prefix = "/api", endpoint = "hide_stage_photo", custom = Posted)]
pub async fn hide_stage_photo(form: PhotoFields) -> Result<Done, AppError> {
    release(form, false).await
}

/// Withdraws a photo; staff go on to read it.
///
/// # Errors
/// No reason; no such photo; withdrawn already.
#[server(prefix = "/api", endpoint = "withdraw_stage_photo", custom = Posted)]
pub async fn withdraw_stage_photo(form: PhotoFields) -> Result<Done, AppError> {
    let id: i64 = request::hidden(&form.photo)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let photo = cases::stage_photo(tx, viewer, id).await?;
            cases::withdraw_photo(tx, viewer, at, id, &form.reason).await?;
            let stage = cases::stage(tx, viewer, photo.stage).await?;
            let key = id.to_string();
            let opposite = Opposite::of("/api/restore_stage_photo", Entity::StagePhoto, &key, &[("photo", &key)]);
            let done = Done::at(format!("/results/{}#stage-{}", stage.case_code, stage.number));
            Ok(done.saying("The photo is withdrawn.").undone_by(opposite))
        })
    })
    .await
}

/// Lets a withdrawn photo stand again.
///
/// # Errors
/// No such photo; it stands.
#[server(prefix = "/api", endpoint = "restore_stage_photo", custom = Posted)]
pub async fn restore_stage_photo(form: PhotoFields) -> Result<Done, AppError> {
    let id: i64 = request::hidden(&form.photo)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let photo = cases::restore_photo(tx, viewer, at, id).await?;
            let stage = cases::stage(tx, viewer, photo.stage).await?;
            let said = if photo.released.is_some() {
                "The photo stands again. It was released: donors read it once the case is over."
            } else {
                "The photo stands again."
            };
            Ok(Done::at(format!("/results/{}#stage-{}", stage.case_code, stage.number)).saying(said))
        })
    })
    .await
}
