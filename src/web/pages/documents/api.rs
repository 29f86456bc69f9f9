//! What can be changed: a document is recorded, corrected, gets another file, is withdrawn and stands again.

use domain::{
    Action::ManageDocuments,
    change::Entity,
    document::{DocumentForm, NewDocument},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::documents;

use super::form::filled;
use crate::{
    AppError,
    access::Rule::Needs,
    papers,
    registry::Change,
    request::{self, Done, Posted},
    undo::Opposite,
    upload::{File, Later, Upload},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::with_files(
        "/api/create_document",
        Needs(ManageDocuments),
        Upload { optional: true, fields_too: document_fields, ..papers::form(create_document) },
    ),
    Change::with_files("/api/replace_document_file", Needs(ManageDocuments), papers::form(replace_document_file)),
    Change::of::<UpdateDocument>(Needs(ManageDocuments)).undone_by::<UpdateDocument>(),
    Change::of::<WithdrawDocument>(Needs(ManageDocuments)).undone_by::<RestoreDocument>(),
    Change::of::<RestoreDocument>(Needs(ManageDocuments)),
];

/// What is wrong with the text fields, where the file is refused.
fn document_fields() -> Result<(), AppError> {
    let form: DocumentForm = request::form()?;
    NewDocument::parse(&form).map(|_| ()).map_err(|refusal| store::Error::from(refusal).into())
}

/// Records a document, with its file where there is one (see [`crate::upload`]).
fn create_document(files: Vec<File>) -> Later<Done> {
    Box::pin(async move {
        let form: DocumentForm = request::form()?;
        let new = NewDocument::parse(&form)?;
        request::change(&form.submission, move |tx, viewer, at| {
            Box::pin(async move {
                documents::create(tx, viewer, at, &new, &papers::pages(&files)?).await?;
                Ok(Done::at(format!("/documents/{}", new.code)).saying(format!("{} is recorded.", new.code)))
            })
        })
        .await
    })
}

/// Which document, as it was read.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DocumentFields {
    submission: String,
    code: String,
    version: String,
    reason: String,
    file: String,
    sha256: String,
}

fn replace_document_file(files: Vec<File>) -> Later<Done> {
    Box::pin(async move {
        let form: DocumentFields = request::form()?;
        let version = request::hidden(&form.version)?;
        request::change(&form.submission.clone(), move |tx, viewer, at| {
            Box::pin(async move {
                documents::replace_file(tx, viewer, at, &form.code, version, &papers::pages(&files)?).await?;
                Ok(Done::at(format!("/documents/{}", form.code)).saying("The file is kept."))
            })
        })
        .await
    })
}

/// Corrects a document. Its code stays: it stands in addresses.
///
/// # Errors
/// Mistakes field by field; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "update_document", custom = Posted)]
pub async fn update_document(form: DocumentForm) -> Result<Done, AppError> {
    let new = NewDocument::parse(&form)?;
    let version: i64 = request::hidden(&form.version)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let before = filled(&documents::show(tx, viewer, &new.code).await?);
            documents::update(tx, viewer, at, version, &new).await?;
            let opposite = Opposite::edit("/api/update_document", Entity::Document, &new.code, &before).at(version + 1);
            let done = Done::at(format!("/documents/{}", new.code)).saying(format!("{} is saved.", new.code));
            Ok(done.undone_by(opposite))
        })
    })
    .await
}

/// Withdraws a document.
///
/// # Errors
/// No reason; withdrawn already; somebody changed it since the page was opened.
#[server(prefix = "/api", endpoint = "withdraw_document", custom = Posted)]
pub async fn withdraw_document(form: DocumentFields) -> Result<Done, AppError> {
    let version: i64 = request::hidden(&form.version)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            documents::withdraw(tx, viewer, at, &form.code, version, &form.reason).await?;
            let code = &form.code;
            let opposite = Opposite::of("/api/restore_document", Entity::Document, code, &[("code", code)]);
            let said = format!("{code} is withdrawn: programme staff alone read it.");
            Ok(Done::at(format!("/documents/{code}")).saying(said).undone_by(opposite.at(version + 1)))
        })
    })
    .await
}

/// Lets a withdrawn document stand again.
///
/// # Errors
/// It stands; somebody changed it since the page was opened.
#[server(prefix = "/api", endpoint = "restore_document", custom = Posted)]
pub async fn restore_document(form: DocumentFields) -> Result<Done, AppError> {
    let version: i64 = request::hidden(&form.version)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            documents::restore(tx, viewer, at, &form.code, version).await?;
            Ok(Done::at(format!("/documents/{}", form.code)).saying(format!("{} stands again.", form.code)))
        })
    })
    .await
}
