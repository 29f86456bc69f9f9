//! The head of a page: what it is, its code, its title, its state and the one thing to do next.

use leptos::prelude::*;

use super::text::{Slot, Text, link};

/// Kind and code in small capitals, title (`<h1>`), status tag, one primary action on the right. On a phone the action
/// sticks to the bottom edge.
///
/// `actions` is one `ButtonLink` or a small form; everything else belongs in `<Menu>` next to it.
#[component]
pub fn PageHeader(
    /// What the page shows, such as "Grant".
    #[prop(optional, into)]
    kind: Text,
    #[prop(optional, into)] code: Text,
    #[prop(into)] title: String,
    #[prop(optional, into)] status: Slot,
    #[prop(optional, into)] actions: Slot,
    /// One or two lines under the title.
    #[prop(optional, into)]
    lead: Slot,
) -> impl IntoView {
    let kicker = (kind.is_some() || code.is_some()).then(|| {
        let code = code.into_option().map(|code| view! { <span class="code">{code}</span> }.into_any());
        view! { <p class="page-kind">{kind.into_option()} " " {code}</p> }.into_any()
    });
    let lead = lead.into_option().map(|lead| view! { <div class="page-lead">{lead}</div> }.into_any());
    let actions = actions.into_option().map(|a| view! { <div class="page-actions sticky-action">{a}</div> }.into_any());
    view! {
        <div class="page-head">
            <div class="page-words">
                {kicker}
                <div class="page-title">
                    <h1>{title}</h1>
                    {status.into_option()}
                </div>
                {lead}
            </div>
            {actions}
        </div>
    }
    .into_any()
}

/// Only below the second level: `steps` are (words, address) from the top down, without the page itself.
#[component]
pub fn Breadcrumb(steps: Vec<(String, String)>) -> impl IntoView {
    let steps: Vec<_> =
        steps.into_iter().map(|(words, href)| view! { <li>{link(words, Some(&href))}</li> }.into_any()).collect();
    view! { <nav class="breadcrumb" aria-label="Breadcrumb"><ol>{steps}</ol></nav> }.into_any()
}

/// A section of a page with its heading and, on its right, what can be done with it.
#[component]
pub fn Section(
    #[prop(into)] title: String,
    /// Makes the section a target of links (`#timeline`).
    #[prop(optional, into)]
    id: Text,
    #[prop(optional, into)] aside: Slot,
    children: Children,
) -> impl IntoView {
    let aside = aside.into_option().map(|a| view! { <div class="section-aside">{a}</div> }.into_any());
    view! {
        <section class="section" id=id.into_option()>
            <div class="section-head"><h2>{title}</h2> {aside}</div>
            {children()}
        </section>
    }
    .into_any()
}

/// A link that looks like a button, for actions that lead to a page. `primary` once a page.
#[component]
pub fn ButtonLink(
    #[prop(into)] href: String,
    #[prop(into)] text: String,
    #[prop(optional)] primary: bool,
) -> impl IntoView {
    let class = if primary { "button" } else { "button button-quiet" };
    view! { <a class=class href=href>{text}</a> }.into_any()
}

/// A small menu that works without scripts: links and form buttons as children, one each.
#[component]
pub fn Menu(#[prop(into)] label: String, children: ChildrenFragment) -> impl IntoView {
    menu(label, children().nodes.into_iter().collect())
}

/// The same of entries that are made one by one.
pub fn menu(label: impl Into<String>, entries: Vec<AnyView>) -> AnyView {
    let label = label.into();
    let entries: Vec<_> = entries.into_iter().map(|entry| view! { <li>{entry}</li> }.into_any()).collect();
    view! {
        <details class="menu" name="menu">
            <summary class="button button-quiet">{label}</summary>
            <ul class="menu-list">{entries}</ul>
        </details>
    }
    .into_any()
}
