//! Which notices a person gets, and how.

use leptos::prelude::*;
use store::notices::Settings;

use crate::kit::{Checkboxes, Choice, Field, FormState, HiddenInput, Input, Section, SubmitButton};

/// The fields of a new form: what is chosen now.
pub fn filled(settings: &Settings) -> FormState {
    let email = ("email", settings.email.clone().unwrap_or_default());
    let ticked = |name, chosen: fn(&domain::notice::Preference) -> bool| {
        settings.kinds.iter().filter(move |k| chosen(k)).map(move |k| (name, k.kind.word().to_owned()))
    };
    let boxes = ticked("in_portal", |k| k.in_portal).chain(ticked("by_email", |k| k.by_email));
    FormState::filled([email].into_iter().chain(boxes))
}

pub fn section(settings: &Settings, key: String, state: FormState) -> AnyView {
    let choices: Vec<Choice> = settings.kinds.iter().map(|k| Choice::new(k.kind.word(), k.kind.label())).collect();
    view! {
        <Section title="Notices" id="notices">
            <form class="form" method="post" action="/api/choose_notices">
                <HiddenInput name="submission" value=key/>
                <Checkboxes name="in_portal" legend="In the portal" state=state.clone() choices=choices.clone()/>
                <Field name="email" label="E-mail address" state=state.clone() kind=Input::Email optional=true autocomplete="email"
                    hint="Without an address nothing is sent by e-mail. Mail names a round, or an act with its version, and a date, nothing else"/>
                <Checkboxes name="by_email" legend="By e-mail" state choices/>
                <SubmitButton text="Keep this choice" quiet=true/>
            </form>
        </Section>
    }
    .into_any()
}
