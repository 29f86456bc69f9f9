//! The bar above a list: a search, the filters people use, what is active as chips, how many rows are left.

use leptos::prelude::*;

use super::{
    chips::chips,
    field::calendar,
    query::ListQuery,
    text::{Slot, Text},
};

/// A filter with its choices, as (value, label). The first, "any", is added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterSelect {
    pub name: &'static str,
    pub label: String,
    pub options: Vec<(String, String)>,
}

impl FilterSelect {
    pub fn new(name: &'static str, label: impl Into<String>, options: Vec<(String, String)>) -> Self {
        Self { name, label: label.into(), options }
    }
}

/// A GET form: everything it does ends in the address.
#[component]
pub fn FilterBar(
    query: ListQuery,
    /// What the search looks into: "Name, serial or tag". Without it there is no search field.
    #[prop(optional, into)]
    search: Text,
    /// At most three.
    #[prop(optional)]
    selects: Vec<FilterSelect>,
    /// Behind "More filters".
    #[prop(optional)]
    more: Vec<FilterSelect>,
    /// Limits of a date, as (name, label); typed as far as the date is known. Behind "More filters".
    #[prop(optional)]
    dates: Vec<(&'static str, &'static str)>,
    /// The orders offered on a phone, where the table has no head: ("-date", "Newest first").
    #[prop(optional)]
    sorts: Vec<(String, String)>,
    /// "24 lines": announced to screen readers.
    #[prop(into)]
    count: String,
    /// On the right: "CSV", "XLSX".
    #[prop(optional, into)]
    tools: Slot,
) -> impl IntoView {
    let chips = chips(&query, selects.iter().chain(&more));
    // On a phone the choices are folded away; what is active still shows as chips.
    let fold = (!selects.is_empty() || !more.is_empty() || !dates.is_empty() || !sorts.is_empty())
        .then(|| view! { <label class="filter-fold"><input type="checkbox"/>"Filters and order"</label> }.into_any());
    let shown = selects.iter().chain(&more).map(|select| select.name).chain(dates.iter().map(|(name, _)| *name));
    let hidden = hidden_pairs(&query, search.is_some(), shown, &sorts);
    let search = search.into_option().map(|label| search_field(label, &query));
    let visible: Vec<_> = selects.into_iter().map(|select| select_field(select, &query)).collect();
    let more = more_filters(more, dates, &query);
    let sorts = sort_field(sorts, &query);
    let action = query.action();
    view! {
        <div class="filter">
            <form class="filter-form" method="get" action=action role="search" aria-label="This list">
                {hidden} {search}
                <button class="button button-quiet" type="submit">"Show"</button>
                {fold} {visible} {more} {sorts}
            </form>
            {chips}
            <div class="filter-foot">
                <p class="filter-count" role="status">{count}</p>
                {tools.into_option()}
            </div>
        </div>
    }
    .into_any()
}

fn search_field(label: String, query: &ListQuery) -> AnyView {
    let value = query.search().unwrap_or_default().to_owned();
    view! {
        <div class="filter-search">
            <label for="filter-q">{label}</label>
            <input class="input" type="search" id="filter-q" name="q" value=value autocomplete="off" enterkeyhint="search"/>
        </div>
    }
    .into_any()
}

fn select_field(select: FilterSelect, query: &ListQuery) -> AnyView {
    let current = query.get(select.name).map(str::to_owned);
    let id = format!("filter-{}", select.name);
    let active = current.is_some();
    let options = options(select.options, current);
    view! {
        <div class="filter-select">
            <label for=id.clone()>{select.label}</label>
            <select class="input" class:active=active id=id name=select.name>
                <option value="">"any"</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

fn date_field(name: &'static str, label: &'static str, query: &ListQuery) -> AnyView {
    let current = query.get(name).map(str::to_owned);
    let id = format!("filter-{name}");
    let active = current.is_some();
    view! {
        <div class="filter-select">
            <label for=id.clone()>{label}</label>
            <div class="dated">
                <input class="input w-10" class:active=active type="text" id=id name=name value=current placeholder="25 Sep 2019"
                    autocomplete="off"/>
                {calendar(label)}
            </div>
        </div>
    }
    .into_any()
}

fn sort_field(mut sorts: Vec<(String, String)>, query: &ListQuery) -> Option<AnyView> {
    let current = query.get("sort").map(str::to_owned);
    (!sorts.is_empty()).then(|| {
        if let Some(sort) = current.as_ref().filter(|sort| !sorts.iter().any(|(value, _)| value == *sort)) {
            sorts.push((sort.clone(), "as now".to_owned()));
        }
        let options = options(sorts, current);
        view! {
            <div class="filter-select filter-sort">
                <label for="filter-sort">"Order"</label>
                <select class="input" id="filter-sort" name="sort">{options}</select>
            </div>
        }
        .into_any()
    })
}

fn options(options: Vec<(String, String)>, current: Option<String>) -> Vec<AnyView> {
    options
        .into_iter()
        .map(|(value, label)| {
            let selected = current.as_deref() == Some(value.as_str());
            view! { <option value=value selected=selected>{label}</option> }.into_any()
        })
        .collect()
}

fn more_filters(
    more: Vec<FilterSelect>,
    dates: Vec<(&'static str, &'static str)>,
    query: &ListQuery,
) -> Option<AnyView> {
    let names = more.iter().map(|select| select.name).chain(dates.iter().map(|(name, _)| *name));
    let active = names.filter(|name| query.get(name).is_some()).count();
    let label = if active > 0 { format!("More filters ({active})") } else { "More filters".to_owned() };
    (!more.is_empty() || !dates.is_empty()).then(|| {
        let fields = more.into_iter().map(|select| select_field(select, query));
        let dates = dates.into_iter().map(|(name, label)| date_field(name, label, query));
        let fields: Vec<_> = fields.chain(dates).collect();
        view! {
            <details class="filter-more" open={active > 0}>
                <summary>{label}</summary>
                <div class="filter-fields">{fields}</div>
            </details>
        }
        .into_any()
    })
}

/// What the form does not show but must not lose: the order, and filters that came with a link.
fn hidden_pairs(
    query: &ListQuery,
    searched: bool,
    shown: impl Iterator<Item = &'static str>,
    sorts: &[(String, String)],
) -> Vec<AnyView> {
    let mut known: Vec<&str> = shown.collect();
    if searched {
        known.push("q");
    }
    let sort = query.get("sort").filter(|_| sorts.is_empty()).map(|sort| ("sort".to_owned(), sort.to_owned()));
    query
        .filters()
        .filter(|(key, _)| !known.contains(&key.as_str()))
        .cloned()
        .chain(sort)
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any())
        .collect()
}
