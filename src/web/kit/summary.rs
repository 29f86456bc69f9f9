//! Facts about one thing, as pairs.

use leptos::prelude::*;

use super::{
    table::view_cell,
    text::{Text, link},
};

/// One fact: what it is, and the value ("–" when there is none).
pub struct Fact {
    pub label: String,
    pub value: Option<AnyView>,
}

impl Fact {
    pub fn view(label: impl Into<String>, value: impl Into<Option<AnyView>>) -> Self {
        Self { label: label.into(), value: value.into() }
    }

    pub fn text(label: impl Into<String>, value: impl Into<Text>) -> Self {
        Self { label: label.into(), value: value.into().into_option().map(IntoAny::into_any) }
    }

    pub fn link(label: impl Into<String>, words: impl Into<String>, href: impl AsRef<str>) -> Self {
        Self { label: label.into(), value: Some(link(words, Some(href.as_ref()))) }
    }
}

/// `<SummaryList facts=vec![Fact::text("Place", round.place), …]/>`
#[component]
pub fn SummaryList(facts: Vec<Fact>) -> impl IntoView {
    let facts: Vec<_> = facts
        .into_iter()
        .map(|fact| view! { <div><dt>{fact.label}</dt> <dd>{view_cell(fact.value)}</dd></div> }.into_any())
        .collect();
    view! { <dl class="summary">{facts}</dl> }.into_any()
}
