//! Every change of a donor. Staff only.

use domain::{
    Action::ManageGrants,
    change::Entity,
    donor::{DonorForm, NewDonor},
};
use leptos::prelude::server;

use super::form::recorded;
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
    Change::of::<CreateDonor>(Needs(ManageGrants)).undone_by::<TakeBackEntry>(),
    Change::of::<UpdateDonor>(Needs(ManageGrants)).undone_by::<UpdateDonor>(),
];

/// Records a donor, and goes on to its grant.
#[server(prefix = "/api", endpoint = "create_donor", custom = Posted)]
pub async fn create_donor(form: DonorForm) -> Result<Done, AppError> {
    let new = NewDonor::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::donors::add(tx, viewer, at, &new).await?;
            let next = format!("/grants/new?donor={}", new.code);
            let words = format!("{} is recorded as a donor. Its grant can be recorded now.", new.name);
            Ok(Done::at(next).saying(words).undone_by(EntryForm::opposite(Entity::Donor, &new.code)))
        })
    })
    .await
}

/// Puts right what was misspelt of a donor.
#[server(prefix = "/api", endpoint = "update_donor", custom = Posted)]
pub async fn update_donor(form: DonorForm) -> Result<Done, AppError> {
    let new = NewDonor::parse(&form)?;
    let version = request::hidden(&form.version)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let before = store::donors::list(tx, viewer).await?.into_iter().find(|donor| donor.code == new.code);
            let before = recorded(&before.ok_or(AppError::NotFound)?);
            store::donors::update(tx, viewer, at, version, &new).await?;
            let opposite = Opposite::edit("/api/update_donor", Entity::Donor, &new.code, &before);
            let done = Done::at(format!("/grants?donor={}", new.code)).saying(format!("{} is put right.", new.name));
            Ok(done.undone_by(opposite))
        })
    })
    .await
}
