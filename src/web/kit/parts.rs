//! The parts of a thing whose page would be too long: each has an address of its own.

use leptos::prelude::*;

/// One part of a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartLink {
    pub label: &'static str,
    pub href: String,
    /// The part that is shown.
    pub here: bool,
}

/// Stands under the [`super::PageHeader`]; `of` is said to those who hear the page: "Parts of JP-2020".
#[component]
pub fn Parts(of: String, links: Vec<PartLink>) -> impl IntoView {
    let links: Vec<_> = links
        .into_iter()
        .map(|link| {
            view! { <li><a href=link.href aria-current=link.here.then_some("page")>{link.label}</a></li> }.into_any()
        })
        .collect();
    view! { <nav class="parts" aria-label=format!("Parts of {of}")><ul>{links}</ul></nav> }.into_any()
}
