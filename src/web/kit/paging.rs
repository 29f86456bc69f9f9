//! "50 of 1,284" and the way to the neighbouring pages of a list that is paged by the key of its order.

use leptos::prelude::*;
use store::list::{Count, Page};

use super::{
    figure::{count, count_of},
    query::ListQuery,
};

/// Where a page stands in its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    pub count: Count,
    pub shown: usize,
    pub sort: (&'static str, bool),
    previous: Option<String>,
    next: Option<String>,
    instead: Option<String>,
}

impl Paging {
    pub fn of<R>(page: &Page<R>) -> Self {
        Paging {
            count: page.count,
            shown: page.rows.len(),
            sort: page.sort,
            previous: page.previous.clone(),
            next: page.next.clone(),
            instead: page.instead.clone(),
        }
    }

    /// `24 items`, `over 10,000 items`, `3 items with “termez”: nothing has what was typed`
    pub fn words(&self, one: &str, many: &str) -> String {
        let words = match self.count {
            Count::Exactly(number) => count_of(number, one, many),
            Count::Over(number) => format!("over {} {many}", count(number)),
        };
        match &self.instead {
            Some(meant) => format!("{words} with “{meant}”: nothing has what was typed"),
            None => words,
        }
    }
}

/// Stands under a list; [`super::DataTable`] brings it along.
#[component]
pub fn Pages(query: ListQuery, paging: Paging) -> impl IntoView {
    let shown = count(paging.shown as i64);
    let words = match (paging.count, &paging.previous) {
        (_, _) if paging.shown == 0 => "Nothing on this page".to_owned(),
        (Count::Exactly(total), None) => format!("1–{shown} of {}", count(total)),
        (Count::Exactly(total), Some(_)) => format!("{shown} of {}", count(total)),
        (Count::Over(total), _) => format!("{shown} of over {}", count(total)),
    };
    let all = matches!(paging.count, Count::Over(_))
        .then(|| view! { " " <a href=query.counted()>"Count them all"</a> }.into_any());
    let page_link = |href: String, words: &'static str, rel: &'static str| {
        view! { <a class="button button-quiet" rel=rel href=href>{words}</a> }.into_any()
    };
    let lost = (paging.shown == 0).then(|| page_link(query.paged("", ""), "‹ First page", "first"));
    let previous = paging.previous.map(|key| page_link(query.paged("before", &key), "‹ Previous", "prev"));
    let next = paging.next.map(|key| page_link(query.paged("after", &key), "Next ›", "next"));
    let links = (lost.is_some() || previous.is_some() || next.is_some())
        .then(|| view! { <nav class="pager-links" aria-label="Pages">{lost}{previous}{next}</nav> }.into_any());
    view! { <div class="pager"><p>{words}{all}</p>{links}</div> }.into_any()
}
