//! Three kinds of nothing, each with the way out.

use leptos::prelude::*;

use super::{query::ListQuery, text::Text};

/// Why there is nothing to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Empty {
    /// Nothing is there yet: say what to do.
    Yet,
    /// The search found nothing: clear it.
    Found,
    /// Nothing passes these filters: clear them.
    Filtered,
}

impl Empty {
    pub fn of(query: &ListQuery) -> Self {
        match (query.search(), query.is_filtered()) {
            (Some(_), _) => Empty::Found,
            (None, true) => Empty::Filtered,
            (None, false) => Empty::Yet,
        }
    }
}

/// Stands where a list would. `things` names them ("rounds"); `yet` says what to do when there are none at all, with an
/// optional link. Which of the three is shown follows from the query.
#[component]
pub fn EmptyState(
    #[prop(into)] things: String,
    #[prop(optional)] query: ListQuery,
    /// "A round is one handover: its date, its place and what was given to whom."
    #[prop(optional, into)]
    yet: Text,
    /// (words, address): ("Record the first round", "/rounds/new").
    #[prop(optional_no_strip)]
    action: Option<(String, String)>,
) -> impl IntoView {
    let (title, note, action) = match Empty::of(&query) {
        Empty::Yet => (format!("No {things} yet"), yet.into_option(), action),
        Empty::Found => {
            let searched = query.search().unwrap_or_default();
            let others = query.filters().count() > 1;
            let way = if others {
                ("Clear search and filters".to_owned(), query.cleared())
            } else {
                ("Clear the search".to_owned(), query.without("q"))
            };
            (
                format!("No {things} found for “{searched}”"),
                Some("Check the spelling, or search for a part of it.".to_owned()),
                Some(way),
            )
        }
        Empty::Filtered => {
            (format!("No {things} with these filters"), None, Some(("Clear filters".to_owned(), query.cleared())))
        }
    };
    let note = note.map(|note| view! { <p>{note}</p> }.into_any());
    let action =
        action.map(|(words, href)| view! { <p><a class="button button-quiet" href=href>{words}</a></p> }.into_any());
    view! { <div class="empty"><p class="empty-title">{title}</p>{note}{action}</div> }.into_any()
}
