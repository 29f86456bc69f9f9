//! `/items`: everything that was handed over or is going to be, with where it stands now.

use domain::{Action, Viewer, item::ItemKind, round::LineState};
use leptos::prelude::*;
use store::{
    Totals,
    items::{Choices, ItemRow},
};

use super::parts::{agency_view, item_cell, life_tag, phase_name, sums, unit_view, value_view};
use crate::{Cx, cx::PageResult, export, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let listed = store::items::list(&mut tx, viewer, &cx.query.asked()).await?;
    let choices = store::items::choices(&mut tx, viewer).await?;
    drop(tx);
    let paging = Paging::of(&listed);
    cx.page("Items", || {
        let movements = viewer
            .role
            .may(Action::SeeMovements)
            .then(|| view! { <ButtonLink href="/custody" text="Movements"/> }.into_any());
        let categories = viewer
            .role
            .may(Action::ManageRounds)
            .then(|| view! { <ButtonLink href="/categories" text="Categories"/> }.into_any());
        let actions = view! { {movements} {categories} }.into_any();
        let tools = export::links(&cx.query, "/items", paging.shown);
        let found = paging.words("item", "items");
        view! {
            <PageHeader title="Items" actions/>
            <FilterBar query=cx.query.clone() search=search_label(viewer) selects=selects(&choices) more=more_selects(choices)
                sorts=orders() count=found tools/>
            {rows(&cx, viewer, &listed.rows, paging, &listed.sums)}
        }
        .into_any()
    })
}

fn rows(cx: &Cx, viewer: &Viewer, listed: &[ItemRow], paging: Paging, total: &Totals) -> AnyView {
    let query = cx.query.clone();
    if paging.count.is_zero() {
        let yet = if viewer.sees_everything() {
            "Items come with the lines of a round: what is handed over, to whom, and who paid for it."
        } else {
            "Items stand here once a round with them has been announced to you."
        };
        let action = viewer.sees_everything().then(|| ("Open the rounds".to_owned(), "/rounds".to_owned()));
        return view! { <EmptyState things="items" query yet action/> }.into_any();
    }
    let value = value_label(viewer);
    let columns = vec![
        Column::text("Item").sorted("name"),
        Column::text("Kind"),
        Column::text("Component"),
        Column::text("Unit").sorted("unit"),
        Column::text("Agency"),
        Column::text("Status"),
        Column::number(value).sorted("value"),
    ];
    let rows = listed.iter().map(row).collect();
    let sums = sums(&format!("{value} of {}, as entered", paging.words("item", "items")), total);
    view! { <DataTable caption="Items" columns rows query paging=Some(paging) sums/> }.into_any()
}

fn row(item: &ItemRow) -> Row {
    let line = &item.line;
    Row::new(vec![
        item_cell(line),
        cell(line.kind.label()),
        link_cell(phase_name(line), format!("/components/{}", line.component_code)),
        unit_view(&line.unit),
        agency_view(&line.agency_code, &line.agency_name),
        life_tag(line, &item.round, item.elsewhere.as_ref()),
        value_view(line),
    ])
}

pub fn value_label(viewer: &Viewer) -> &'static str {
    if viewer.is_donor() { "Paid by your grants" } else { "Value" }
}

fn search_label(viewer: &Viewer) -> &'static str {
    if viewer.is_donor() { "Name, tag or unit" } else { "Name, tag, serial, VIN, plate or unit" }
}

fn orders() -> Vec<(String, String)> {
    [("-tag", "Newest first"), ("name", "Name"), ("unit", "Unit"), ("-value", "Highest value first")]
        .map(|(key, words)| (key.to_owned(), words.to_owned()))
        .to_vec()
}

fn selects(choices: &Choices) -> Vec<FilterSelect> {
    vec![
        FilterSelect::new("unit", "Unit", choices.units.clone()),
        FilterSelect::new("state", "Status", states(&choices.states)),
        FilterSelect::new("component", "Component", same(&choices.components)),
    ]
}

fn more_selects(choices: Choices) -> Vec<FilterSelect> {
    let kinds = ItemKind::ALL.iter().map(|kind| (kind.word().to_owned(), kind.label().to_owned()));
    vec![
        FilterSelect::new("kind", "Kind", kinds.collect()),
        FilterSelect::new("agency", "Agency", same(&choices.agencies)),
        FilterSelect::new("funded", "Funded in phase", same(&choices.phases)),
        FilterSelect::new("delivered", "Delivered in phase", same(&choices.dated)),
    ]
    .into_iter()
    // Where no phase has dates, nothing is known to have been delivered in one.
    .filter(|select| !select.options.is_empty())
    .collect()
}

/// The states that occur, in the order of a line's life.
fn states(words: &[String]) -> Vec<(String, String)> {
    let known = LineState::ALL.iter().map(|state| (state.word(), state.label()));
    known
        .chain([("cancelled", "Round cancelled")])
        .filter(|(word, _)| words.iter().any(|there| there == word))
        .map(|(word, label)| (word.to_owned(), label.to_owned()))
        .collect()
}

fn same(words: &[String]) -> Vec<(String, String)> {
    words.iter().map(|word| (word.clone(), word.clone())).collect()
}
