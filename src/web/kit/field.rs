//! Fields that are typed into.

use leptos::prelude::*;

use super::{
    state::{FormState, field_id},
    text::{Slot, Text},
};

/// What is typed into a [`Field`], which decides the keyboard of a phone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Input {
    #[default]
    Text,
    /// A whole number. A text field with the digits' keyboard: no spinner that a wheel turns by accident.
    Number,
    /// An amount or a number with decimals.
    Amount,
    Email,
    Tel,
    /// Never shown again, not even after a mistake.
    Password,
    /// A one-time code.
    Code,
}

/// How wide a field is: about as wide as what belongs into it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Width {
    #[default]
    Full,
    /// About 20 letters.
    Medium,
    /// About 10 letters.
    Short,
    /// About 5 digits.
    Tiny,
}

impl Width {
    fn class(self) -> &'static str {
        match self {
            Width::Full => "input",
            Width::Medium => "input w-20",
            Width::Short => "input w-10",
            Width::Tiny => "input w-5",
        }
    }
}

/// One line of text.
#[component]
pub fn Field(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    state: FormState,
    #[prop(optional, into)] hint: Text,
    #[prop(optional)] kind: Input,
    #[prop(optional)] width: Width,
    /// Marks the field "(optional)".
    #[prop(optional)]
    optional: bool,
    /// Shown until something else was typed.
    #[prop(optional, into)]
    value: Text,
    #[prop(optional, into)] autocomplete: Text,
    /// The id of the `<datalist>` of the page whose words are offered.
    #[prop(optional, into)]
    list: Text,
    /// What stands before the input, such as a currency.
    #[prop(optional, into)]
    prefix: Text,
    /// What stands behind it, such as "km".
    #[prop(optional, into)]
    suffix: Text,
    /// What can fill it.
    #[prop(optional, into)]
    beside: Slot,
) -> impl IntoView {
    let typed = state.value(&name).map(str::to_owned).or(value.into_option());
    let value = typed.filter(|_| kind != Input::Password);
    let (input_type, inputmode) = match kind {
        Input::Text => ("text", None),
        Input::Number | Input::Code => ("text", Some("numeric")),
        Input::Amount => ("text", Some("decimal")),
        Input::Email => ("email", None),
        Input::Tel => ("tel", None),
        Input::Password => ("password", None),
    };
    let autocomplete = autocomplete.into_option().or_else(|| (kind == Input::Code).then(|| "one-time-code".to_owned()));
    let invalid = state.error(&name).map(|_| "true");
    let described = described_by(&name, &state, &hint);
    let prefix = prefix.into_option().map(|p| view! { <span class="affix">{p}</span> }.into_any());
    let suffix = suffix.into_option().map(|s| view! { <span class="affix">{s}</span> }.into_any());
    let input = view! {
        <input class=width.class() type=input_type id=field_id(&name) name=name.clone() value=value inputmode=inputmode
            autocomplete=autocomplete list=list.into_option() aria-describedby=described aria-invalid=invalid/>
    };
    let input = match (&prefix, &suffix) {
        (None, None) => filled_by(input.into_any(), beside),
        _ => view! { <div class="affixed">{prefix}{input}{suffix}</div> }.into_any(),
    };
    field_frame(&name, label, optional, hint, &state, input)
}

/// Several lines of text. The only `<textarea>` of the project.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    state: FormState,
    #[prop(optional, into)] hint: Text,
    #[prop(optional)] optional: bool,
    #[prop(optional, into)] value: Text,
    #[prop(default = 4)] rows: u32,
) -> impl IntoView {
    let value = state.value(&name).map(str::to_owned).or(value.into_option()).unwrap_or_default();
    // HTML drops a first line break inside the element.
    let value = if value.starts_with('\n') { format!("\n{value}") } else { value };
    let invalid = state.error(&name).map(|_| "true");
    let described = described_by(&name, &state, &hint);
    let input = view! {
        <textarea class="input" id=field_id(&name) name=name.clone() rows=rows.to_string()
            aria-describedby=described aria-invalid=invalid>{value}</textarea>
    }
    .into_any();
    field_frame(&name, label, optional, hint, &state, input)
}

fn filled_by(input: AnyView, beside: Slot) -> AnyView {
    match beside.into_option() {
        Some(beside) => view! { <div class="dated">{input}{beside}</div> }.into_any(),
        None => input,
    }
}

/// The browser's own calendar beside a date that is typed. The script of the page shows it (`page.js`): without one it could not
/// fill the field.
pub(super) fn calendar(label: &str) -> AnyView {
    view! {
        <span class="calendar" hidden>
            <button class="button button-quiet" type="button" aria-label=format!("Calendar: {label}")>
                <svg viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true">
                    <rect x="2.5" y="4" width="15" height="13.5" rx="1.5"></rect>
                    <path d="M2.5 8.5h15M6.5 2v4M13.5 2v4"></path>
                </svg>
            </button>
            <input type="date" tabindex="-1" aria-hidden="true" aria-label="Calendar" min="1990-01-01" max="2100-12-31"/>
        </span>
    }
    .into_any()
}

/// A date in one text field, with a calendar beside it. What is typed decides how exactly it is known.
#[component]
pub fn DateField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    state: FormState,
    #[prop(optional, into)] hint: Text,
    #[prop(optional)] optional: bool,
    #[prop(optional, into)] value: Text,
    /// Accepts a month or a year alone, and says so.
    #[prop(optional)]
    partial: bool,
) -> impl IntoView {
    let format = "For example 25 Sep 2019 or 2019-09-25";
    let hint = match (hint.into_option(), partial) {
        (Some(hint), _) => hint,
        (None, true) => format!("{format}. If the day is not known: Sep 2019, or 2019"),
        (None, false) => format.to_owned(),
    };
    let beside = calendar(&label);
    view! { <Field name label state hint optional value width=Width::Medium autocomplete="off" beside/> }.into_any()
}

/// Label, hint and error around an input.
pub(super) fn field_frame(
    name: &str,
    label: String,
    optional: bool,
    hint: Text,
    state: &FormState,
    input: AnyView,
) -> AnyView {
    let id = field_id(name);
    let optional = optional.then(|| view! { " " <span class="optional">"(optional)"</span> }.into_any());
    let error = error_message(name, state);
    let class = if error.is_some() { "field field-wrong" } else { "field" };
    let hint = hint.into_option().map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> }.into_any());
    view! { <div class=class><label for=id>{label}{optional}</label>{hint}{error}{input}</div> }.into_any()
}

/// The message under a field, with the id that [`described_by`] names.
pub(super) fn error_message(name: &str, state: &FormState) -> Option<AnyView> {
    let message = state.error(name)?.to_owned();
    let id = format!("{}-error", field_id(name));
    Some(view! { <p class="error" id=id><span class="hidden">"Error: "</span>{message}</p> }.into_any())
}

pub(super) fn described_by(name: &str, state: &FormState, hint: &Text) -> Option<String> {
    let id = field_id(name);
    let hint = hint.is_some().then(|| format!("{id}-hint"));
    let error = state.error(name).map(|_| format!("{id}-error"));
    let ids: Vec<_> = hint.into_iter().chain(error).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}
