//! The page behind a one-time link. It says the login and nothing else about the person.

use axum::{extract::Path, http::StatusCode};
use domain::{Refusal, person::SHORTEST_PASSWORD};
use leptos::prelude::*;

use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::{
        ErrorSummary, Fact, Field, FormActions, FormState, HiddenInput, Input, PageHeader, SubmitButton, SummaryList,
        Width,
    },
    passwords::token_hash,
};

pub async fn page(cx: Cx, Path(token): Path<String>) -> PageResult {
    if let Ok(viewer) = cx.viewer() {
        return signed_in(&cx, viewer.login.clone());
    }
    let mut tx = cx.read().await?;
    let login = match store::people::link_login(&mut tx, cx.now(), &token_hash(&token)).await {
        Err(store::Error::Refused(Refusal::NotFound)) => return unusable(&cx),
        login => login?,
    };
    let state = cx.form(&mut tx, FormState::default()).await?;
    cx.page("Choose a password", move || form(login, token, state))
}

fn form(login: String, token: String, state: FormState) -> AnyView {
    let hint = format!("At least {SHORTEST_PASSWORD} characters. Three or four unrelated words are good.");
    view! {
        <ErrorSummary state=state.clone()/>
        <PageHeader title="Choose a password"/>
        <SummaryList facts=vec![Fact::text("Your login", login)]/>
        <form method="post" action="/api/set_password">
            <HiddenInput name="token" value=token/>
            <Field name="password" label="Password" state=state.clone() kind=Input::Password width=Width::Medium hint
                autocomplete="new-password"/>
            <Field name="password_again" label="Password again" state kind=Input::Password width=Width::Medium
                autocomplete="new-password"/>
            <FormActions><SubmitButton text="Set password"/></FormActions>
        </form>
    }
    .into_any()
}

/// Unknown, used and expired links get this same page.
fn unusable(cx: &Cx) -> PageResult {
    let mut response = cx.page("This link cannot be used", || {
        view! {
            <PageHeader title="This link cannot be used"/>
            <div class="stack measure">
                <p>"A link works once and for a limited time. This one has been used, has expired or is incomplete."</p>
                <p>"Ask an administrator of the programme for a new one."</p>
                <p><a href="/sign-in">"Sign in"</a>", if you have set your password already."</p>
            </div>
        }
        .into_any()
    })?;
    *response.status_mut() = StatusCode::NOT_FOUND;
    Ok(response)
}

fn signed_in(cx: &Cx, login: String) -> Result<axum::response::Response, AppError> {
    cx.page("Sign out first", move || {
        view! {
            <PageHeader title="Sign out first"/>
            <div class="stack measure">
                <p>"You are signed in as "<strong>{login}</strong>". Sign out, then open the link again to set the password that it is for."</p>
                <form method="post" action="/api/sign_out"><SubmitButton text="Sign out"/></form>
            </div>
        }
        .into_any()
    })
}
