//! Everything an administrator changes about people.

use domain::{Action::ManagePeople, change::Entity, person::NewPerson};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use super::{link::OneTimeLink, status::one};
use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
    undo::Opposite,
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<InvitePerson>(Needs(ManagePeople)),
    Change::of::<UpdatePerson>(Needs(ManagePeople)).undone_by::<UpdatePerson>(),
    Change::of::<RenewInvitation>(Needs(ManagePeople)),
    Change::of::<DisablePerson>(Needs(ManagePeople)).undone_by::<EnablePerson>(),
    Change::of::<EnablePerson>(Needs(ManagePeople)).undone_by::<DisablePerson>(),
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

/// Puts right a person's name, or for which agency, donor or country the account is.
#[server(prefix = "/api", endpoint = "update_person", custom = Posted)]
pub async fn update_person(form: EditForm) -> Result<Done, AppError> {
    let (app, id): (_, i64) = (request::call()?.app, form.person.parse().map_err(|_| AppError::NotFound)?);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let before = one(tx, &app, viewer, at, id).await?;
            let scope = Some(form.scope.as_str()).filter(|scope| !scope.is_empty());
            store::people::update(tx, viewer, at, id, &form.name, scope).await?;
            let before = [("name", before.name), ("scope", before.scope_code.unwrap_or_default())];
            let opposite = of_person("/api/update_person", id, before);
            Ok(Done::at("/people").saying("The account is put right.").undone_by(opposite))
        })
    })
    .await
}

/// The form of an account has no version: whether somebody built on it is asked of the chain.
fn of_person<const N: usize>(path: &'static str, id: i64, fields: [(&str, String); N]) -> Opposite {
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value));
    let fields = fields.chain([("person".to_owned(), id.to_string())]).collect();
    Opposite { path, fields, entity: Entity::Person, key: id.to_string(), version: None }
}

#[server(prefix = "/api", endpoint = "disable_person", custom = Posted)]
pub async fn disable_person(form: PersonForm) -> Result<Done, AppError> {
    let (app, id) = (request::call()?.app, form.person()?);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let person = one(tx, &app, viewer, at, id).await?;
            store::people::set_disabled(tx, viewer, at, id, true).await?;
            let done = Done::at("/people").saying(format!("The account of {} is closed.", person.name));
            Ok(done.undone_by(of_person("/api/enable_person", id, [])))
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
            let done = Done::at("/people").saying(format!("The account of {} is open again.", person.name));
            Ok(done.undone_by(of_person("/api/disable_person", id, [])))
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
