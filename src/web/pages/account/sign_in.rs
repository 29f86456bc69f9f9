use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;

use crate::{
    Cx,
    address::safe_path,
    cx::PageResult,
    kit::{ErrorSummary, Field, FormActions, FormState, HiddenInput, Input, Notice, PageHeader, SubmitButton, Width},
};

pub async fn page(cx: Cx) -> PageResult {
    let next = cx.query.get("next").and_then(safe_path).unwrap_or("/").to_owned();
    if cx.signed_in() {
        return Ok(Redirect::to("/").into_response());
    }
    let mut tx = cx.read().await?;
    let nobody = !store::people::any(&mut tx).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    cx.page("Sign in", move || {
        let lead = (next != "/").then(|| view! { <p>"Sign in to go on."</p> }.into_any());
        view! {
            <ErrorSummary state=state.clone()/>
            <PageHeader title="Sign in" lead=lead/>
            {nobody.then(first_steps)}
            <form method="post" action="/api/sign_in">
                <HiddenInput name="next" value=next/>
                <Field name="login" label="Login" state=state.clone() width=Width::Medium autocomplete="username"/>
                <Field name="password" label="Password" state kind=Input::Password width=Width::Medium
                    autocomplete="current-password"/>
                <FormActions><SubmitButton text="Sign in"/></FormActions>
            </form>
            <p class="muted measure">
                "Forgotten password, or no account yet? An administrator of the programme gives you a one-time link."
            </p>
        }
        .into_any()
    })
}

/// A portal without people: the first administrator is made on the machine itself.
fn first_steps() -> AnyView {
    view! {
        <Notice title="Nobody has an account yet">
            <p>"Make the first administrator on the machine of the portal:"</p>
            <p><code>"portal user add --name \"Your name\" --role administrator"</code></p>
        </Notice>
    }
    .into_any()
}
