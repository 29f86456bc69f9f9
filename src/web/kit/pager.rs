//! "1–50 of 1,284" and the way to the other pages.

use leptos::prelude::*;

use super::{
    figure::count,
    query::{ListQuery, PER_PAGE},
};

/// How many rows there are, and which of them this page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListState {
    pub total: i64,
    pub page: i64,
}

impl ListState {
    pub fn new(query: &ListQuery, total: i64) -> Self {
        Self { total, page: query.page() }
    }

    pub fn pages(self) -> i64 {
        ((self.total + PER_PAGE - 1) / PER_PAGE).max(1)
    }

    /// The first and last row shown, from 1; `None` when the page lies behind the end.
    pub fn shown(self) -> Option<(i64, i64)> {
        let first = (self.page - 1) * PER_PAGE + 1;
        (first <= self.total).then(|| (first, (first + PER_PAGE - 1).min(self.total)))
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_which_rows_a_page_shows() {
        let state = ListState { total: 1_284, page: 26 };
        assert_eq!((state.pages(), state.shown()), (26, Some((1_251, 1_284))));
        assert_eq!(ListState { total: 10, page: 2 }.shown(), None);
        assert_eq!(ListState { total: 0, page: 1 }.pages(), 1);
    }
}
