//! What can be changed: a programme is recorded and put right.

use domain::{
    Action::ManageGrants,
    change::Entity,
    programme::{NewProgramme, ProgrammeForm},
};
use leptos::prelude::server;
use store::programmes;

use super::form::filled;
use crate::{
    AppError,
    access::Rule::Needs,
    pages::account::{EntryForm, TakeBackEntry},
    registry::Change,
    request::{self, Done, Posted},
    undo::Opposite,
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<CreateProgramme>(Needs(ManageGrants)).undone_by::<TakeBackEntry>(),
    Change::of::<UpdateProgramme>(Needs(ManageGrants)).undone_by::<UpdateProgramme>(),
];

/// Records a programme or a sub-programme.
///
/// # Errors
/// Mistakes field by field; the code is taken; it would be a part of a part.
#[server(prefix = "/api", endpoint = "create_programme", custom = Posted)]
pub async fn create_programme(form: ProgrammeForm) -> Result<Done, AppError> {
    let new = NewProgramme::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            programmes::add(tx, viewer, at, &new).await?;
            let words = format!("{} is recorded. Components name it when they are recorded or edited.", new.code);
            let done = Done::at(format!("/programmes/{}", new.code)).saying(words);
            Ok(done.undone_by(EntryForm::opposite(Entity::Programme, &new.code)))
        })
    })
    .await
}

/// Puts a programme right.
///
/// # Errors
/// Mistakes field by field; it would be a part of a part; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "update_programme", custom = Posted)]
pub async fn update_programme(form: ProgrammeForm) -> Result<Done, AppError> {
    let new = NewProgramme::parse(&form)?;
    let version = request::hidden(&form.version)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let before = programmes::show(tx, viewer, &new.code).await?.programme;
            programmes::update(tx, viewer, at, version, &new).await?;
            let opposite = Opposite::edit("/api/update_programme", Entity::Programme, &new.code, &filled(&before));
            let done = Done::at(format!("/programmes/{}", new.code)).saying(format!("{} is put right.", new.code));
            Ok(done.undone_by(opposite))
        })
    })
    .await
}
