//! The data table: sortable heads on a desk, a card for each row on a phone, plain rules on paper.

use leptos::prelude::*;

use super::{
    figure::count,
    paging::{Pages, Paging},
    query::ListQuery,
    text::{Text, breakable, link},
};

/// A column. `Column::text("Item").sorted("name")`, `Column::number("Sent")`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The word in `sort=`; without it the column cannot be sorted by.
    pub key: Option<&'static str>,
    pub label: String,
    /// Right-aligned figures.
    pub numeric: bool,
}

impl Column {
    pub fn text(label: impl Into<String>) -> Self {
        Self { key: None, label: label.into(), numeric: false }
    }

    pub fn number(label: impl Into<String>) -> Self {
        Self { key: None, label: label.into(), numeric: true }
    }

    pub fn sorted(self, key: &'static str) -> Self {
        Self { key: Some(key), ..self }
    }
}

/// A row: one cell for each column; build them with [`cell`], [`link_cell`], [`number_cell`] or any view.
pub struct Row {
    pub cells: Vec<AnyView>,
}

impl Row {
    pub fn new(cells: Vec<AnyView>) -> Self {
        Self { cells }
    }
}

/// A sum under the table, in words that say what it sums: ("Booked value of all 24 lines", view).
pub struct Sum {
    pub label: String,
    pub value: AnyView,
}

impl Sum {
    pub fn new(label: impl Into<String>, value: AnyView) -> Self {
        Self { label: label.into(), value }
    }
}

/// Words, or "–" when there are none.
pub fn cell(words: impl Into<Text>) -> AnyView {
    match words.into().into_option() {
        Some(words) => breakable(words),
        None => none(),
    }
}

/// A view, or "–" when there is none.
pub fn view_cell(view: Option<AnyView>) -> AnyView {
    view.unwrap_or_else(none)
}

/// A link: the first cell of a row.
pub fn link_cell(words: impl Into<String>, href: impl AsRef<str>) -> AnyView {
    link(words, Some(href.as_ref()))
}

/// A link with a second, quieter line: "Off-road car" over "VIN …1234".
pub fn link_cell_with(words: impl Into<String>, href: impl AsRef<str>, below: impl Into<Text>) -> AnyView {
    let below = below.into().into_option().map(breakable);
    let below = below.map(|below| view! { <span class="below">{below}</span> }.into_any());
    view! { <div>{link(words, Some(href.as_ref()))} {below}</div> }.into_any()
}

/// A whole number; nothing and zero are different: `None` is "–", `Some(0)` is "0".
pub fn number_cell(number: impl Into<Option<i64>>) -> AnyView {
    match number.into() {
        Some(number) => count(number).into_any(),
        None => none(),
    }
}

/// The empty cell.
pub fn none() -> AnyView {
    view! { <span class="muted">"–"</span> }.into_any()
}

/// A table with its foot. Show it only when it has rows; else an [`super::EmptyState`].
#[component]
pub fn DataTable(
    /// What the table lists; read out, and printed, not shown.
    #[prop(into)]
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// Needed for sortable columns and pages.
    #[prop(optional)]
    query: ListQuery,
    /// Shows "1–50 of 1,284", the way to the other pages, and the order.
    #[prop(optional_no_strip)]
    paging: Option<Paging>,
    #[prop(optional)] sums: Vec<Sum>,
    /// Always scrolls inside its frame; for tables with very many columns.
    #[prop(optional)]
    wide: bool,
    /// Stays a table on a phone, where rows are cards otherwise: a name and a few counts.
    #[prop(optional)]
    stays: bool,
) -> impl IntoView {
    let sort = paging.as_ref().map(|paging| paging.sort);
    let heads: Vec<_> = columns.iter().map(|column| head(column, &query, sort)).collect();
    let body: Vec<_> = rows.into_iter().map(|row| body_row(row, &columns)).collect();
    let sums: Vec<_> = sums.into_iter().map(one_sum).collect();
    let sums = (!sums.is_empty()).then(|| view! { <dl class="table-sums">{sums}</dl> }.into_any());
    let pager = paging.map(|paging| view! { <Pages query paging/> }.into_any());
    let foot =
        (sums.is_some() || pager.is_some()).then(|| view! { <div class="table-foot">{pager}{sums}</div> }.into_any());
    // The roles repeat what the elements say: browsers drop table semantics when CSS turns rows into cards.
    view! {
        <div class="table-wrap" class:wide=wide role="region" aria-label=caption tabindex="0">
            <table class="table" class:stays=stays role="table">
                <caption class="hidden">{caption.clone()}</caption>
                <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                <tbody role="rowgroup">{body}</tbody>
            </table>
        </div>
        {foot}
    }
    .into_any()
}

fn head(column: &Column, query: &ListQuery, sort: Option<(&'static str, bool)>) -> AnyView {
    let class = column.numeric.then_some("num");
    let label = column.label.clone();
    let Some(key) = column.key else {
        return view! { <th scope="col" role="columnheader" class=class>{label}</th> }.into_any();
    };
    let down = sort.filter(|(by, _)| *by == key).map(|(_, down)| down);
    let (order, arrow) = match down {
        Some(true) => (Some("descending"), "↓"),
        Some(false) => (Some("ascending"), "↑"),
        None => (None, "↕"),
    };
    view! {
        <th scope="col" role="columnheader" class=class aria-sort=order>
            <a href=query.sorted_by(key, sort)>{label}<span class="arrow" aria-hidden="true">{arrow}</span></a>
        </th>
    }
    .into_any()
}

fn body_row(row: Row, columns: &[Column]) -> AnyView {
    let cells: Vec<_> = row
        .cells
        .into_iter()
        .zip(columns)
        .enumerate()
        .map(|(index, (cell, column))| {
            let class = column.numeric.then_some("num");
            if index == 0 {
                view! { <th scope="row" role="rowheader" class=class>{cell}</th> }.into_any()
            } else {
                view! { <td role="cell" class=class data-label=column.label.clone()>{cell}</td> }.into_any()
            }
        })
        .collect();
    view! { <tr role="row">{cells}</tr> }.into_any()
}

fn one_sum(sum: Sum) -> AnyView {
    view! { <div><dt>{sum.label}</dt> <dd>{sum.value}</dd></div> }.into_any()
}
