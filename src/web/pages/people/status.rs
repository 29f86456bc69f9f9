use domain::Timestamp;
use leptos::prelude::*;
use store::{
    Tx,
    list::{Asked, Page},
    people::{self, PersonRow},
};

use crate::{
    App, AppError,
    kit::{StatusTag, Tone},
};

/// What an account is good for. Derived, stored nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Active,
    Invited,
    Closed,
}

impl Status {
    pub const ALL: [Status; 3] = [Status::Active, Status::Invited, Status::Closed];

    pub fn of(person: &PersonRow) -> Self {
        match (person.disabled_at, person.has_password) {
            (Some(_), _) => Status::Closed,
            (None, true) => Status::Active,
            (None, false) => Status::Invited,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::Invited => "invited",
            Status::Closed => "closed",
        }
    }

    pub fn tag(self) -> AnyView {
        let (tone, text) = match self {
            Status::Active => (Tone::Good, "active"),
            Status::Invited => (Tone::Warn, "invited, no password yet"),
            Status::Closed => (Tone::Idle, "closed"),
        };
        view! { <StatusTag tone text/> }.into_any()
    }
}

/// A page of everybody, with the sessions that have not expired.
pub async fn listed(
    tx: &mut Tx,
    app: &App,
    viewer: &domain::Viewer,
    at: Timestamp,
    asked: &Asked,
) -> Result<Page<PersonRow>, AppError> {
    Ok(people::list(tx, viewer, since(app, at), asked).await?)
}

/// One account.
pub async fn one(
    tx: &mut Tx,
    app: &App,
    viewer: &domain::Viewer,
    at: Timestamp,
    id: i64,
) -> Result<PersonRow, AppError> {
    Ok(people::show(tx, viewer, since(app, at), id).await?)
}

fn since(app: &App, at: Timestamp) -> Timestamp {
    at.plus_seconds(-app.config.session.absolute)
}
