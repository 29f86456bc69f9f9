use axum::extract::Path;
use leptos::prelude::*;
use store::people::PersonRow;

use super::status::one;
use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::{Breadcrumb, ConfirmPage, ErrorSummary, Fact, FormState, SummaryList, count_of},
};

pub async fn page(cx: Cx, Path(id): Path<String>) -> PageResult {
    let id: i64 = id.parse().map_err(|_| AppError::NotFound)?;
    let mut tx = cx.read().await?;
    let person = one(&mut tx, &cx.app, cx.viewer()?, cx.now(), id).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let values = vec![("submission".to_owned(), cx.submission_key()?), ("person".to_owned(), id.to_string())];
    cx.page("Close an account", move || confirm(person, values, state))
}

fn confirm(person: PersonRow, values: Vec<(String, String)>, state: FormState) -> AnyView {
    let mut happens = vec![format!("{} can no longer sign in.", person.name)];
    if person.live_sessions > 0 {
        let sessions = count_of(person.live_sessions, "session ends", "sessions end");
        happens.push(format!("{sessions} at once, also in the middle of a form."));
    }
    let facts = vec![
        Fact::text("Login", person.login),
        Fact::text("Role", person.role.label()),
        Fact::text("Agency or donor", person.scope_name),
    ];
    view! {
        <Breadcrumb steps=vec![("People".to_owned(), "/people".to_owned())]/>
        <ErrorSummary state/>
        <ConfirmPage title=format!("Close the account of {}?", person.name) happens
            to=view! { <SummaryList facts/> }.into_any()
            stays="What this person recorded stays, with the name. You can reopen the account."
            action="/api/disable_person" values button="Close the account" danger=true cancel="/people"/>
    }
    .into_any()
}
