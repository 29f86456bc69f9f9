//! The form in which people change their own password.

use domain::person::SHORTEST_PASSWORD;
use leptos::prelude::*;

use crate::kit::{Field, FormState, Input, Section, SubmitButton, Width};

pub fn section(state: FormState) -> AnyView {
    let hint = format!("At least {SHORTEST_PASSWORD} characters. Three or four unrelated words are good.");
    view! {
        <Section title="Password" id="password">
            <p class="muted">"Every other device on which you are signed in will be signed out."</p>
            <form class="form" method="post" action="/api/change_password">
                <Field name="present_password" label="Present password" state=state.clone() kind=Input::Password width=Width::Medium
                    autocomplete="current-password"/>
                <Field name="new_password" label="New password" state=state.clone() kind=Input::Password width=Width::Medium
                    autocomplete="new-password" hint/>
                <Field name="new_password_again" label="New password, once more" state kind=Input::Password width=Width::Medium
                    autocomplete="new-password"/>
                <SubmitButton text="Change the password" quiet=true/>
            </form>
        </Section>
    }
    .into_any()
}
