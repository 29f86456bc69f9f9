//! Everything an administrator changes about people.

use domain::{Action::ManagePeople, person::NewPerson};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use super::{link::OneTimeLink, status::one};
use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<InvitePerson>(Needs(ManagePeople)),
    Change::of::<UpdatePerson>(Needs(ManagePeople)),
    Change::of::<RenewInvitation>(Needs(ManagePeople)),
    Change::of::<DisablePerson>(Needs(ManagePeople)),
    Change::of::<EnablePerson>(Needs(ManagePeople)),
    Change::of::<EndSessions>(Needs(ManagePeople)),
];

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InviteForm {
    submission: String,
    login: String,
    name: String,
    role: String,
    scope: String,
}

#[server(prefix = "/api", endpoint = "invite_person", custom = Posted)]
pub async fn invite_person(form: InviteForm) -> Result<Done, AppError> {
    let new = NewPerson::parse(&form.login, &form.name, &form.role, &form.scope)?;
    let link = OneTimeLink::make()?;
    let (made, invited) = (link.clone(), format!("{} is invited.", new.name));
    let done = request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let person = store::people::create(tx, viewer, at, &new).await?;
            made.store(tx, viewer, at, person).await
        })
    })
    .await?;
    Ok(link.shown_in(done, &invited))
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PersonForm {
    submission: String,
    person: String,
}

impl PersonForm {
    fn person(&self) -> Result<i64, AppError> {
        self.person.parse().map_err(|_| AppError::NotFound)
    }
}

#[server(prefix = "/api", endpoint = "renew_invitation", custom = Posted)]
pub async fn renew_invitation(form: PersonForm) -> Result<Done, AppError> {
    let (app, id) = (request::call()?.app, form.person()?);
    let link = OneTimeLink::make()?;
    let made = link.clone();
    let done = request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let person = one(tx, &app, viewer, at, id).await?;
            if person.disabled_at.is_some() {
                let message = format!("The account of {} is closed. Reopen it first.", person.name);
                return Err(AppError::Conflict { message });
            }
            made.store(tx, viewer, at, id).await
        })
    })
    .await?;
    Ok(link.shown_in(done, "A new link to set a password is ready; older ones no longer work."))
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EditForm {
    submission: String,
    person: String,
    name: String,
    scope: String,
}

/// Puts right a person's name, or for which agency or donor the account is.
#[server(prefix = "/api", endpoint = "update_person", custom = Posted)]
pub async fn update_person(form: EditForm) -> Result<Done, AppError> {
    let id: i64 = form.person.parse().map_err(|_| AppError::NotFound)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let scope = Some(form.scope.as_str()).filter(|scope| !scope.is_empty());
            store::people::update(tx, viewer, at, id, &form.name, scope).await?;
            Ok(Done::at("/people").saying("The account is put right."))
        })
    })
    .await
}

#[server(prefix = "/api", endpoint = "disable_person", custom = Posted)]
pub async fn disable_person(form: PersonForm) -> Result<Done, AppError> {
    let (app, id) = (request::call()?.app, form.person()?);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let person = one(tx, &app, viewer, at, id).await?;
            store::people::set_disabled(tx, viewer, at, id, true).await?;
            Ok(Done::at("/people").saying(format!("The account of {} is closed.", person.name)))
        })
    })
    .await
}

#[server(prefix = "/api", endpoint = "enable_person", custom = Posted)]
pub async fn enable_person(form: PersonForm) -> Result<Done, AppError> {
    let (app, id) = (request::call()?.app, form.person()?);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let person = one(tx, &app, viewer, at, id).await?;
            store::people::set_disabled(tx, viewer, at, id, false).await?;
            Ok(Done::at("/people").saying(format!("The account of {} is open again.", person.name)))
        })
    })
    .await
}

#[server(prefix = "/api", endpoint = "end_sessions", custom = Posted)]
pub async fn end_sessions(form: PersonForm) -> Result<Done, AppError> {
    let (app, id) = (request::call()?.app, form.person()?);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let person = one(tx, &app, viewer, at, id).await?;
            store::people::sign_out_everywhere(tx, viewer, at, id).await?;
            Ok(Done::at("/people").saying(format!("{} is signed out on every device.", person.name)))
        })
    })
    .await
}
