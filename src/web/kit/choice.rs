//! Fields that are chosen from.

use leptos::prelude::*;

use super::{
    field::{described_by, error_message, field_frame},
    state::{FormState, field_id},
    text::Text,
};

/// A list to choose one from. `options` are (value, label).
#[component]
pub fn Select(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    state: FormState,
    options: Vec<(String, String)>,
    #[prop(optional, into)] hint: Text,
    #[prop(optional)] optional: bool,
    /// Chosen until something else was.
    #[prop(optional, into)]
    value: Text,
    /// The words of the first, empty choice: "Choose an agency". Without it the first option is chosen.
    #[prop(optional, into)]
    blank: Text,
) -> impl IntoView {
    let current = state.value(&name).map(str::to_owned).or(value.into_option());
    let blank = blank.into_option().map(|words| (String::new(), words));
    let options: Vec<_> = blank
        .into_iter()
        .chain(options)
        .map(|(value, label)| {
            let selected = current.as_deref() == Some(value.as_str());
            view! { <option value=value selected=selected>{label}</option> }.into_any()
        })
        .collect();
    let invalid = state.error(&name).map(|_| "true");
    let described = described_by(&name, &state, &hint);
    let input = view! {
        <select class="input" id=field_id(&name) name=name.clone() aria-describedby=described aria-invalid=invalid>
            {options}
        </select>
    }
    .into_any();
    field_frame(&name, label, optional, hint, &state, input)
}

/// One of [`Radios`] or of [`Checkboxes`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None }
    }

    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

/// A few choices that are all visible, one of which is taken.
#[component]
pub fn Radios(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    state: FormState,
    choices: Vec<Choice>,
    #[prop(optional, into)] hint: Text,
    #[prop(optional)] optional: bool,
    #[prop(optional, into)] value: Text,
) -> impl IntoView {
    let current: Vec<String> = state.value(&name).map(str::to_owned).or(value.into_option()).into_iter().collect();
    group(&name, legend, &state, choices, hint, optional, ("radio", current))
}

/// A few choices of which any number is taken; each is sent under the same name.
#[component]
pub fn Checkboxes(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    state: FormState,
    choices: Vec<Choice>,
    #[prop(optional, into)] hint: Text,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let current: Vec<String> = state.values(&name).map(str::to_owned).collect();
    group(&name, legend, &state, choices, hint, optional, ("checkbox", current))
}

fn group(
    name: &str,
    legend: String,
    state: &FormState,
    choices: Vec<Choice>,
    hint: Text,
    optional: bool,
    (kind, current): (&'static str, Vec<String>),
) -> AnyView {
    let id = field_id(name);
    let described = described_by(name, state, &hint);
    let error = error_message(name, state);
    let class = if error.is_some() { "field field-wrong" } else { "field" };
    let optional = optional.then(|| view! { " " <span class="optional">"(optional)"</span> }.into_any());
    let hint = hint.into_option().map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> }.into_any());
    let choices: Vec<_> = choices
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            // The first keeps the id of the field: that is where the error summary leads.
            let id = if index == 0 { id.clone() } else { format!("{id}-{index}") };
            let checked = current.contains(&choice.value);
            one_choice(kind, id, name.to_owned(), choice, checked, None)
        })
        .collect();
    view! {
        <fieldset class=class aria-describedby=described>
            <legend>{legend}{optional}</legend>
            {hint}{error}
            <div class="choices">{choices}</div>
        </fieldset>
    }
    .into_any()
}

/// One thing to tick. `value` is what is sent, "true" when left out; unticked sends nothing.
#[component]
pub fn Checkbox(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    state: FormState,
    #[prop(optional, into)] hint: Text,
    #[prop(optional, into)] value: Text,
    /// Ticked in a new form.
    #[prop(optional)]
    checked: bool,
) -> impl IntoView {
    let value = value.into_option().unwrap_or_else(|| "true".to_owned());
    let checked = if state.is_blank() { checked } else { state.values(&name).any(|v| v == value) };
    let error = error_message(&name, &state);
    let class = if error.is_some() { "field field-wrong" } else { "field" };
    let described = state.error(&name).map(|_| format!("{}-error", field_id(&name)));
    let choice = Choice { value, label, hint: hint.into_option() };
    let input = one_choice("checkbox", field_id(&name), name, choice, checked, described);
    view! { <div class=class>{error}{input}</div> }.into_any()
}

fn one_choice(
    kind: &'static str,
    id: String,
    name: String,
    choice: Choice,
    checked: bool,
    described: Option<String>,
) -> AnyView {
    let hint_id = choice.hint.is_some().then(|| format!("{id}-about"));
    let described: Vec<String> = described.into_iter().chain(hint_id.clone()).collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    let hint = choice.hint.map(|hint| view! { <span class="hint" id=hint_id>{hint}</span> }.into_any());
    view! {
        <div class="choice">
            <input type=kind id=id.clone() name=name value=choice.value checked=checked aria-describedby=described/>
            <label for=id>{choice.label}</label>
            {hint}
        </div>
    }
    .into_any()
}
