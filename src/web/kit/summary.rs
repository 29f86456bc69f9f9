//! Facts about one thing, as pairs.

use leptos::prelude::*;

use super::{
    figure::count_of,
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

/// The facts that are recorded, and no rows for those that are not: whoever can `add` them reads which they are, with a link
/// to the form.
#[component]
pub fn RecordedFacts(facts: Vec<Fact>, #[prop(optional_no_strip)] add: Option<String>) -> impl IntoView {
    let (facts, missing): (Vec<Fact>, Vec<Fact>) = facts.into_iter().partition(|fact| fact.value.is_some());
    let names: Vec<String> = missing.into_iter().map(|fact| fact.label).collect();
    let add = add.filter(|_| !names.is_empty()).map(|href| {
        let facts = count_of(names.len() as i64, "fact is", "facts are");
        let words = format!("{facts} not recorded ({}): ", names.join(", "));
        view! { <p class="muted">{words} <a href=href>"add"</a></p> }.into_any()
    });
    view! { <SummaryList facts/> {add} }.into_any()
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
