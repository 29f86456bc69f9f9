//! The signature of the portal: the way from money to signature, with the current link marked.

use leptos::prelude::*;

use super::text::safe_href;

/// One link of the chain. Build it with [`ChainLink::to`], [`ChainLink::here`], [`ChainLink::fact`] or [`ChainLink::waiting`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainLink {
    pub label: String,
    pub href: Option<String>,
    /// The thing whose page this is.
    pub here: bool,
    /// Not there yet: the label says what it waits for.
    pub waiting: bool,
}

impl ChainLink {
    /// A link that leads somewhere: "JP-2020 ¥743,000,000".
    pub fn to(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: Some(href.into()), here: false, waiting: false }
    }

    /// The thing whose page this is.
    pub fn here(label: impl Into<String>) -> Self {
        Self { label: label.into(), href: None, here: true, waiting: false }
    }

    /// Something that has no page of its own, or none that this person may open: "42 items · 39 signed for".
    pub fn fact(label: impl Into<String>) -> Self {
        Self { label: label.into(), href: None, here: false, waiting: false }
    }

    /// A link that is missing, as what it waits for: "waits for the receipt of SCC".
    pub fn waiting(label: impl Into<String>) -> Self {
        Self { label: label.into(), href: None, here: false, waiting: true }
    }
}

/// Stands under the [`super::PageHeader`] of every thing in the chain. A line on a desk and on paper, a list on a phone.
#[component]
pub fn ChainStrip(links: Vec<ChainLink>) -> impl IntoView {
    let links: Vec<_> = links.into_iter().map(one_link).collect();
    view! { <nav class="chain" aria-label="Chain from money to signature"><ol>{links}</ol></nav> }.into_any()
}

fn one_link(link: ChainLink) -> AnyView {
    let class = match (link.here, link.waiting) {
        (true, _) => Some("here"),
        (false, true) => Some("waiting"),
        (false, false) => None,
    };
    let label = link.label;
    let words = match link.href.as_deref().and_then(safe_href) {
        Some(href) => view! { <a href=href>{label}</a> }.into_any(),
        None => view! { <span>{label}</span> }.into_any(),
    };
    view! { <li class=class aria-current=link.here.then_some("true")>{words}</li> }.into_any()
}
