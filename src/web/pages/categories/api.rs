//! What can be changed: a category is recorded and put right.

use domain::{
    Action::ManageRounds,
    category::{CategoryForm, NewCategory},
    change::Entity,
};
use leptos::prelude::server;
use store::categories;

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
    Change::of::<CreateCategory>(Needs(ManageRounds)).undone_by::<TakeBackEntry>(),
    Change::of::<UpdateCategory>(Needs(ManageRounds)).undone_by::<UpdateCategory>(),
];

/// Records a category.
///
/// # Errors
/// Mistakes field by field; the code is taken.
#[server(prefix = "/api", endpoint = "create_category", custom = Posted)]
pub async fn create_category(form: CategoryForm) -> Result<Done, AppError> {
    let new = NewCategory::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            categories::add(tx, viewer, at, &new).await?;
            let done = Done::at(format!("/categories#{}", new.code)).saying(format!("“{}” is recorded.", new.name));
            Ok(done.undone_by(EntryForm::opposite(Entity::Category, &new.code)))
        })
    })
    .await
}

/// Puts a category right.
///
/// # Errors
/// Mistakes field by field; it would be a part of itself; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "update_category", custom = Posted)]
pub async fn update_category(form: CategoryForm) -> Result<Done, AppError> {
    let new = NewCategory::parse(&form)?;
    let version = request::hidden(&form.version)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let rows = categories::list(tx, viewer).await?;
            let own = rows.iter().find(|row| row.code == new.code).ok_or(AppError::NotFound)?;
            let opposite = Opposite::edit("/api/update_category", Entity::Category, &new.code, &filled(own));
            categories::update(tx, viewer, at, version, &new).await?;
            let done = Done::at(format!("/categories#{}", new.code)).saying(format!("“{}” is put right.", new.name));
            Ok(done.undone_by(opposite))
        })
    })
    .await
}
