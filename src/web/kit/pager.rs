//! "1–50 of 1,284" and the way to the other pages.

use leptos::prelude::*;

use super::{
    figure::count,
    query::{ListQuery, ListState},
};

/// Stands under a list; [`super::DataTable`] brings it along.
#[component]
pub fn Pager(query: ListQuery, state: ListState) -> impl IntoView {
    let total = count(state.total);
    let words = match state.shown() {
        Some((first, last)) => format!("{}–{} of {total}", count(first), count(last)),
        None => format!("Nothing on page {}; {total} in all", count(state.page)),
    };
    let page_link = |page: i64, words: &'static str, rel: &'static str| {
        view! { <a class="button button-quiet" rel=rel href=query.with("page", page)>{words}</a> }.into_any()
    };
    let previous = (state.page > 1).then(|| page_link((state.page - 1).min(state.pages()), "‹ Previous", "prev"));
    let next = (state.page < state.pages()).then(|| page_link(state.page + 1, "Next ›", "next"));
    let links = (previous.is_some() || next.is_some())
        .then(|| view! { <nav class="pager-links" aria-label="Pages">{previous}{next}</nav> }.into_any());
    view! { <div class="pager"><p>{words}</p>{links}</div> }.into_any()
}
