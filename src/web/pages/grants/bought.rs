//! What a grant bought: where each thing is and who signed for it.

use domain::round::LineState;
use leptos::prelude::*;
use store::{
    grants::{BoughtFilters, GrantItem},
    list::Page,
};

use crate::{
    export,
    kit::*,
    pages::items::{agency_view, item_cell, life_tag, round_view, sums, two_lines, unit_view, value_view},
};

/// The table as the query asks for it. `filters`: `None` on a past day, which is shown as it was and not narrowed.
pub fn view(code: &str, query: &ListQuery, listed: &Page<GrantItem>, filters: Option<BoughtFilters>) -> AnyView {
    let query = query.clone().at("bought");
    let paging = Paging::of(listed);
    if paging.count.is_zero() && !query.is_filtered() {
        let yet = "What it pays for stands here as soon as a round has lines with a share of this grant.";
        return view! { <EmptyState things="items" yet/> }.into_any();
    }
    let found = paging.words("line", "lines");
    let tools = export::links(&query, &format!("/grants/{code}/bought"), paging.shown);
    let bar = match filters {
        Some(filters) => view! {
            <FilterBar query=query.clone() search="Name, tag, unit or round" selects=selects(filters) sorts=orders() count=found tools/>
        }
        .into_any(),
        None => view! { <div class="filter-foot">{tools}</div> }.into_any(),
    };
    let table = rows(query, listed, paging);
    view! { {bar} {table} }.into_any()
}

fn rows(query: ListQuery, listed: &Page<GrantItem>, paging: Paging) -> AnyView {
    if paging.count.is_zero() {
        return view! { <EmptyState things="items" query/> }.into_any();
    }
    let columns = vec![
        Column::text("Item").sorted("name"),
        Column::text("Round").sorted("round"),
        Column::text("Unit").sorted("unit"),
        Column::text("Agency"),
        Column::text("Status"),
        Column::text("Signed for").sorted("signed"),
        Column::number("Paid by this grant").sorted("value"),
    ];
    let rows = listed.rows.iter().map(row).collect();
    let lines = paging.words("line", "lines");
    let sums = sums(&format!("Paid by this grant for {lines}, as entered"), &listed.sums);
    view! { <DataTable caption="What the grant bought" columns rows query paging=Some(paging) sums/> }.into_any()
}

fn row(item: &GrantItem) -> Row {
    let (line, round) = (&item.line, &item.round);
    Row::new(vec![
        item_cell(line),
        round_view(round),
        unit_view(&line.unit),
        agency_view(&line.agency_code, &line.agency_name),
        life_tag(line, round, item.elsewhere.as_ref()),
        signature(item),
        value_view(line),
    ])
}

fn signature(item: &GrantItem) -> AnyView {
    let Some(signed) = &item.signed else {
        return none();
    };
    // The agency stands in its own column; who counted is said to staff only.
    let by = signed.officer.as_ref().unwrap_or(&signed.agency_name);
    two_lines(signed.received_on.words(), format!("/receipts/{}", signed.receipt), by.clone())
}

fn orders() -> Vec<(String, String)> {
    [("-round", "Newest round first"), ("name", "Name"), ("unit", "Unit"), ("-signed", "Last signed for first")]
        .map(|(key, words)| (key.to_owned(), words.to_owned()))
        .to_vec()
}

fn selects(filters: BoughtFilters) -> Vec<FilterSelect> {
    let agencies = filters.agencies.into_iter().map(|code| (code.clone(), code)).collect();
    let states = LineState::ALL.iter().filter(|state| filters.states.iter().any(|word| word == state.word()));
    let states = states.map(|state| (state.word().to_owned(), state.label().to_owned())).collect();
    vec![
        FilterSelect::new("unit", "Unit", filters.units),
        FilterSelect::new("agency", "Agency", agencies),
        FilterSelect::new("state", "Status", states),
    ]
}
