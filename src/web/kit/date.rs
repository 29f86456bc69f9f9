//! Dates and instants, unambiguous in every country and readable by machines.

use domain::{PartialDate, Timestamp};
use leptos::prelude::*;

/// `25 Sep 2019`, `Sep 2016`, `2018`, with `by` "by 25 Sep 2019", without a date "date not known".
#[component]
pub fn DateView(
    #[prop(into)] date: Option<PartialDate>,
    /// A deadline.
    #[prop(optional)]
    by: bool,
) -> impl IntoView {
    match date {
        Some(date) => {
            let by = by.then_some("by ");
            view! { {by}<time datetime=date.to_string()>{date.words()}</time> }.into_any()
        }
        None => view! { <span class="muted">"date not known"</span> }.into_any(),
    }
}

/// An instant of the system's clock in Tashkent time: `25 Sep 2019, 14:05`; with `day_only`, `25 Sep 2019`.
#[component]
pub fn InstantView(at: Timestamp, #[prop(optional)] day_only: bool) -> impl IntoView {
    let words = if day_only { at.day_words() } else { at.words() };
    view! { <time datetime=at.rfc3339()>{words}</time> }.into_any()
}
