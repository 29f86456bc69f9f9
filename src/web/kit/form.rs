//! What surrounds the fields of a form: error summary, groups, buttons, hidden values.
//!
//! One column; label above, hint under it, error under that with the words to mend it. Optional fields are marked, not
//! required ones. Buttons say what happens.

use leptos::prelude::*;

use super::{
    state::{FormState, field_id},
    status::Tone,
    text::Text,
};

/// The top of a rejected form: every mistake, each a link to its field. Nothing when there is none.
#[component]
pub fn ErrorSummary(state: FormState) -> impl IntoView {
    state.has_errors().then(|| {
        let errors: Vec<_> = state.errors().iter().map(|error| one_error(&error.field, &error.message)).collect();
        // Focused when the page opens, so that a keyboard or a screen reader starts at what is to be mended.
        view! {
            <div class="error-summary" role="alert" tabindex="-1" autofocus>
                <h2>"Check what you entered"</h2>
                <ul>{errors}</ul>
            </div>
        }
        .into_any()
    })
}

fn one_error(field: &str, message: &str) -> AnyView {
    let message = message.to_owned();
    if field.is_empty() {
        return view! { <li>{message}</li> }.into_any();
    }
    view! { <li><a href=format!("#{}", field_id(field))>{message}</a></li> }.into_any()
}

/// Fields that belong together, under a legend.
#[component]
pub fn Fieldset(#[prop(into)] legend: String, #[prop(optional, into)] hint: Text, children: Children) -> impl IntoView {
    let hint = hint.into_option().map(|hint| view! { <p class="hint">{hint}</p> }.into_any());
    view! { <fieldset class="fieldset"><legend>{legend}</legend>{hint}{children()}</fieldset> }.into_any()
}

/// The button that sends a form. Its words say what happens: "Dispatch 12 lines".
#[component]
pub fn SubmitButton(
    #[prop(into)] text: String,
    /// A second button of the same form: quiet.
    #[prop(optional)]
    quiet: bool,
    /// `Tone::Bad` for what cannot be undone.
    #[prop(optional)]
    tone: Tone,
    #[prop(optional, into)] name: Text,
    #[prop(optional, into)] value: Text,
) -> impl IntoView {
    let class = match (tone, quiet) {
        (Tone::Bad, _) => "button button-bad",
        (_, true) => "button button-quiet",
        _ => "button",
    };
    view! { <button class=class type="submit" name=name.into_option() value=value.into_option()>{text}</button> }
        .into_any()
}

/// The end of a form: its buttons, and a link that leaves it. Sticks to the bottom edge of a phone.
#[component]
pub fn FormActions(
    /// Where "Cancel" leads.
    #[prop(optional, into)]
    cancel: Text,
    children: Children,
) -> impl IntoView {
    let cancel = cancel.into_option().map(|href| view! { <a class="cancel" href=href>"Cancel"</a> }.into_any());
    view! { <div class="form-actions sticky-action">{children()}{cancel}</div> }.into_any()
}

#[component]
pub fn HiddenInput(#[prop(into)] name: String, #[prop(into)] value: String) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }.into_any()
}
