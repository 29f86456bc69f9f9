//! Status tags: always a word; the colour only repeats it.

use leptos::prelude::*;

/// What a status means for the reader.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// Done, confirmed, in use.
    Good,
    /// Needs somebody's attention.
    Warn,
    /// Lost, refused, failed.
    Bad,
    /// Not started, over, or without judgement.
    #[default]
    Idle,
    /// Under way.
    Accent,
}

impl Tone {
    /// The ending of the class name: `tag tag-good`.
    pub fn class(self) -> &'static str {
        match self {
            Tone::Good => "good",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
            Tone::Idle => "idle",
            Tone::Accent => "accent",
        }
    }
}

/// `<StatusTag tone=Tone::Good text="accepted"/>`
#[component]
pub fn StatusTag(#[prop(optional)] tone: Tone, #[prop(into)] text: String) -> impl IntoView {
    view! { <span class=format!("tag tag-{}", tone.class())>{text}</span> }.into_any()
}
