//! Everything an administrator changes about people.

use domain::person::NewPerson;
use leptos::prelude::server;
use serde::Deserialize;

use super::{link::OneTimeLink, status::one};
use crate::{
    App, AppError,
    request::{self, Done},
};

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct InviteForm {
    submission: String,
    login: String,
    name: String,
    role: String,
    scope: String,
}

#[server(prefix = "/api", endpoint = "invite_person")]
pub async fn invite_person() -> Result<Done, AppError> {
    let form: InviteForm = request::form()?;
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

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PersonForm {
    submission: String,
    person: String,
}

impl PersonForm {
    fn read() -> Result<(App, String, i64), AppError> {
        let form: PersonForm = request::form()?;
        let person = form.person.parse().map_err(|_| AppError::NotFound)?;
        Ok((request::call()?.app, form.submission, person))
    }
}

#[server(prefix = "/api", endpoint = "renew_invitation")]
pub async fn renew_invitation() -> Result<Done, AppError> {
    let (app, submission, id) = PersonForm::read()?;
    let link = OneTimeLink::make()?;
    let made = link.clone();
    let done = request::change(&submission, move |tx, viewer, at| {
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

#[server(prefix = "/api", endpoint = "disable_person")]
pub async fn disable_person() -> Result<Done, AppError> {
    let (app, submission, id) = PersonForm::read()?;
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let person = one(tx, &app, viewer, at, id).await?;
            store::people::set_disabled(tx, viewer, at, id, true).await?;
            Ok(Done::at("/people").saying(format!("The account of {} is closed.", person.name)))
        })
    })
    .await
}

#[server(prefix = "/api", endpoint = "enable_person")]
pub async fn enable_person() -> Result<Done, AppError> {
    let (app, submission, id) = PersonForm::read()?;
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let person = one(tx, &app, viewer, at, id).await?;
            store::people::set_disabled(tx, viewer, at, id, false).await?;
            Ok(Done::at("/people").saying(format!("The account of {} is open again.", person.name)))
        })
    })
    .await
}

#[server(prefix = "/api", endpoint = "end_sessions")]
pub async fn end_sessions() -> Result<Done, AppError> {
    let (app, submission, id) = PersonForm::read()?;
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let person = one(tx, &app, viewer, at, id).await?;
            store::people::sign_out_everywhere(tx, viewer, at, id).await?;
            Ok(Done::at("/people").saying(format!("{} is signed out on every device.", person.name)))
        })
    })
    .await
}
