//! A page, not a pop-up, before what cannot be undone.

use leptos::prelude::*;

use super::{
    form::{HiddenInput, SubmitButton},
    header::PageHeader,
    status::Tone,
    text::{Slot, Text},
};

/// Says what will happen, to what, and what stays possible; then asks once.
#[component]
pub fn ConfirmPage(
    /// The question: "Dispatch 12 lines to two agencies?"
    #[prop(into)]
    title: String,
    /// One sentence each: "Quantities are fixed."
    happens: Vec<String>,
    /// What it happens to: a summary list or a table.
    #[prop(optional, into)]
    to: Slot,
    /// "You can still cancel single lines until they are confirmed."
    #[prop(optional, into)]
    stays: Text,
    /// Where the form is sent: "/api/dispatch_round".
    #[prop(into)]
    action: String,
    /// What it sends.
    #[prop(optional)]
    values: Vec<(String, String)>,
    /// The words of the button: "Dispatch 12 lines".
    #[prop(into)]
    button: String,
    /// Nothing brings it back: a red button.
    #[prop(optional)]
    danger: bool,
    /// Where "Cancel" leads.
    #[prop(into)]
    cancel: String,
) -> impl IntoView {
    let happens: Vec<_> = happens.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect();
    let values: Vec<_> =
        values.into_iter().map(|(name, value)| view! { <HiddenInput name value/> }.into_any()).collect();
    let stays = stays.into_option().map(|stays| view! { <p>{stays}</p> }.into_any());
    let tone = if danger { Tone::Bad } else { Tone::Accent };
    view! {
        <div class="confirm">
            <PageHeader title=title/>
            <ul>{happens}</ul>
            {to.into_option()}
            {stays}
            <form class="form-actions sticky-action" method="post" action=action>
                {values}
                <SubmitButton text=button tone=tone/>
                <a class="cancel" href=cancel>"Cancel"</a>
            </form>
        </div>
    }
    .into_any()
}
