//! `/items`: everything that was handed over or is going to be, with where it stands now.

use std::collections::HashMap;

use domain::{Action, Viewer, item::ItemKind};
use leptos::prelude::*;
use store::{LineRow, Totals, items::ItemRow};

use super::parts::{
    agency_view, aliases, by_value, choices, delivered_phase, item_cell, life_tag, phase_name, search_text, standing,
    sums, unit_key, unit_view, value_view,
};
use crate::{
    AppError, Cx, csv,
    cx::PageResult,
    kit::*,
    listing::{Listed, Listing},
};

/// An item with what its unit is called besides.
pub struct Entry {
    pub row: ItemRow,
    also: String,
}

const LISTING: Listing<Entry> = Listing {
    text: |entry| search_text(&entry.row.line, &entry.row.round, &entry.also),
    filters: &[
        ("unit", |entry, unit| unit_key(&entry.line().unit) == unit),
        ("state", |entry, state| standing(entry.line(), &entry.row.round).0 == state),
        ("component", |entry, component| entry.line().component_code == component),
        ("kind", |entry, kind| entry.line().kind.word() == kind),
        ("agency", |entry, agency| entry.line().agency_code == agency),
        ("funded", |entry, phase| phase_name(entry.line()) == phase),
        ("delivered", |entry, phase| delivered_phase(entry.line()).as_deref() == Some(phase)),
    ],
    sorts: &[
        ("-tag", |a, b| a.line().item_id.cmp(&b.line().item_id)),
        ("name", |a, b| a.line().name.cmp(&b.line().name)),
        ("unit", |a, b| a.line().unit.label.cmp(&b.line().unit.label)),
        ("value", |a, b| by_value(a.line().value, b.line().value)),
    ],
};

/// The items in scope.
async fn entries(cx: &Cx) -> Result<Vec<Entry>, AppError> {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let aliases = aliases(&mut tx, viewer).await?;
    Ok(store::items::list(&mut tx, viewer).await?.into_iter().map(|row| Entry::new(row, &aliases)).collect())
}

/// The items that the address asks for, as a list and as a file.
///
/// # Errors
/// The role sees no items.
pub async fn listed(cx: &Cx) -> Result<Listed<Entry>, AppError> {
    Ok(LISTING.arrange(&cx.query, entries(cx).await?))
}

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let entries = entries(&cx).await?;
    let selects = selects(&entries);
    let more = more_selects(&entries);
    let listed = LISTING.arrange(&cx.query, entries);
    let total = Totals::of(listed.matching.iter().map(|entry| entry.line().value))?;
    cx.page("Items", || {
        let movements = viewer
            .role
            .may(Action::SeeMovements)
            .then(|| view! { <ButtonLink href="/custody" text="Movements"/> }.into_any());
        let tools = csv::link(&cx.query, "/items.csv", listed.matching.len());
        let found = count_of(listed.state.total, "item", "items");
        view! {
            <PageHeader title="Items" actions=movements/>
            <FilterBar query=cx.query.clone() search=search_label(viewer) selects more sorts=orders() count=found
                tools/>
            {rows(&cx, viewer, &listed, &total)}
        }
        .into_any()
    })
}

fn rows(cx: &Cx, viewer: &Viewer, listed: &Listed<Entry>, total: &Totals) -> AnyView {
    let query = cx.query.clone();
    if listed.matching.is_empty() {
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
    let rows = listed.shown().iter().map(row).collect();
    let items = count_of(listed.state.total, "item", "items");
    let sums = sums(&format!("{value} of {items}, as entered"), total);
    view! {
        <DataTable caption="Items" columns rows query sort=listed.sort state=Some(listed.state) sums/>
    }
    .into_any()
}

fn row(entry: &Entry) -> Row {
    let line = entry.line();
    Row::new(vec![
        item_cell(line),
        cell(line.kind.label()),
        link_cell(phase_name(line), format!("/components/{}", line.component_code)),
        unit_view(&line.unit),
        agency_view(&line.agency_code, &line.agency_name),
        life_tag(line, &entry.row.round, entry.row.elsewhere.as_ref()),
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

fn selects(entries: &[Entry]) -> Vec<FilterSelect> {
    let units = entries.iter().map(|e| (unit_key(&e.line().unit).to_owned(), e.line().unit.label.clone()));
    let states = entries.iter().map(|e| {
        let (word, label) = standing(e.line(), &e.row.round);
        (word.to_owned(), label.to_owned())
    });
    let components = entries.iter().map(|e| (e.line().component_code.clone(), e.line().component_code.clone()));
    vec![
        FilterSelect::new("unit", "Unit", choices(units)),
        FilterSelect::new("state", "Status", choices(states)),
        FilterSelect::new("component", "Component", choices(components)),
    ]
}

fn more_selects(entries: &[Entry]) -> Vec<FilterSelect> {
    let kinds = ItemKind::ALL.iter().map(|kind| (kind.word().to_owned(), kind.label().to_owned()));
    let agencies = entries.iter().map(|e| (e.line().agency_code.clone(), e.line().agency_code.clone()));
    let funded = entries.iter().map(|e| (phase_name(e.line()), phase_name(e.line())));
    let delivered = entries.iter().filter_map(|e| delivered_phase(e.line())).map(|phase| (phase.clone(), phase));
    vec![
        FilterSelect::new("kind", "Kind", kinds.collect()),
        FilterSelect::new("agency", "Agency", choices(agencies)),
        FilterSelect::new("funded", "Funded in phase", choices(funded)),
        FilterSelect::new("delivered", "Delivered in phase", choices(delivered)),
    ]
    .into_iter()
    // Where no phase has dates, nothing is known to have been delivered in one.
    .filter(|select| !select.options.is_empty())
    .collect()
}

impl Entry {
    fn new(row: ItemRow, aliases: &HashMap<String, String>) -> Self {
        let also = aliases.get(&row.line.unit.label).cloned().unwrap_or_default();
        Entry { row, also }
    }

    fn line(&self) -> &LineRow {
        &self.row.line
    }
}
