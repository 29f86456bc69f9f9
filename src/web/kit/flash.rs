//! What just happened, and what comes next.

use leptos::prelude::*;

use super::{
    status::Tone,
    text::{Text, link},
};

/// Stands above the page header: "Round R-2019-05 dispatched: 12 lines to 2 agencies." with the next step.
#[component]
pub fn Flash(
    #[prop(default = Tone::Good)] tone: Tone,
    #[prop(into)] text: String,
    /// (words, address) of the next step.
    #[prop(optional_no_strip)]
    next: Option<(String, String)>,
    /// It can be taken back.
    #[prop(optional)]
    undo: bool,
) -> impl IntoView {
    let next = next.map(|(words, href)| view! { " " {link(words, Some(&href))} }.into_any());
    let words = view! { <p role="status">{text}{next}</p> };
    let undo = undo.then(|| {
        view! { <form method="post" action="/api/undo"><button class="button button-quiet" type="submit">"Undo"</button></form> }
            .into_any()
    });
    view! { <div class=format!("flash flash-{}", tone.class())>{words}{undo}</div> }.into_any()
}

/// Something the reader must know before going on; not an answer to what they did.
#[component]
pub fn Notice(#[prop(optional)] tone: Tone, #[prop(optional, into)] title: Text, children: Children) -> impl IntoView {
    let title = title.into_option().map(|title| view! { <p class="notice-title">{title}</p> }.into_any());
    view! { <div class=format!("notice notice-{}", tone.class())>{title}{children()}</div> }.into_any()
}
