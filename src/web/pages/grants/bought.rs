//! What a grant bought: where each thing is and who signed for it.

use std::collections::{BTreeSet, HashMap};

use leptos::prelude::*;
use store::{
    LineRow, Totals,
    grants::{GrantItem, GrantShow},
};

use crate::{
    AppError,
    kit::*,
    listing::{Listed, Listing, by_day, by_value, choices},
    pages::items::{
        agency_view, item_cell, life_tag, round_view, search_text, standing, sums, two_lines, unit_key, unit_view,
        value_view,
    },
};

/// A line with what its unit is called besides.
struct Entry {
    item: GrantItem,
    also: String,
}

const LISTING: Listing<Entry> = Listing {
    text: |entry| search_text(entry.line(), &entry.item.round, &entry.also),
    filters: &[
        ("unit", |entry, unit| unit_key(&entry.line().unit) == unit),
        ("agency", |entry, agency| entry.line().agency_code == agency),
        ("state", |entry, state| standing(entry.line(), &entry.item.round).0 == state),
    ],
    sorts: &[
        ("-round", |a, b| by_day(a.item.round.day, b.item.round.day)),
        ("name", |a, b| a.line().name.cmp(&b.line().name)),
        ("unit", |a, b| a.line().unit.label.cmp(&b.line().unit.label)),
        ("signed", |a, b| by_day(a.signed_on(), b.signed_on())),
        ("value", |a, b| by_value(a.line().value, b.line().value)),
    ],
};

/// The table of what a grant bought, as the query asks for it.
pub struct Bought {
    listed: Listed<Entry>,
    selects: Vec<FilterSelect>,
    total: Totals,
}

/// Lines of cancelled rounds are left out: nothing was bought with them.
///
/// # Errors
/// A sum is out of range.
pub fn table(query: &ListQuery, grant: &GrantShow, aliases: &HashMap<String, String>) -> Result<Bought, AppError> {
    let entries: Vec<Entry> = live(grant)
        .map(|item| Entry { also: aliases.get(&item.line.unit.label).cloned().unwrap_or_default(), item: item.clone() })
        .collect();
    let selects = selects(&entries);
    let listed = LISTING.arrange(query, entries);
    let total = Totals::of(listed.matching.iter().map(|entry| entry.line().value))?;
    Ok(Bought { listed, selects, total })
}

/// How many units it equips.
pub fn units(grant: &GrantShow) -> usize {
    live(grant).map(|item| unit_key(&item.line.unit)).collect::<BTreeSet<_>>().len()
}

fn live(grant: &GrantShow) -> impl Iterator<Item = &GrantItem> {
    grant.items.iter().filter(|item| !item.round.cancelled)
}

impl Bought {
    pub fn view(self, query: &ListQuery, grant: &GrantShow) -> AnyView {
        let query = query.clone().at("bought");
        if grant.items.is_empty() {
            let yet = "What it pays for stands here as soon as a round has lines with a share of this grant.";
            return view! { <EmptyState things="items" yet/> }.into_any();
        }
        let found = count_of(self.listed.state.total, "line", "lines");
        let table = self.rows(&query);
        view! {
            <FilterBar query=query search="Name, tag, unit or round" selects=self.selects sorts=orders() count=found/>
            {table}
        }
        .into_any()
    }

    fn rows(&self, query: &ListQuery) -> AnyView {
        let query = query.clone();
        let listed = &self.listed;
        if listed.matching.is_empty() {
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
        let rows = listed.shown().iter().map(row).collect();
        let lines = count_of(listed.state.total, "line", "lines");
        let sums = sums(&format!("Paid by this grant for {lines}, as entered"), &self.total);
        view! {
            <DataTable caption="What the grant bought" columns rows query sort=listed.sort state=Some(listed.state) sums/>
        }
        .into_any()
    }
}

fn row(entry: &Entry) -> Row {
    let (line, round) = (entry.line(), &entry.item.round);
    Row::new(vec![
        item_cell(line),
        round_view(round),
        unit_view(&line.unit),
        agency_view(&line.agency_code, &line.agency_name),
        life_tag(line, round, entry.item.elsewhere.as_ref()),
        signature(&entry.item),
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

fn selects(entries: &[Entry]) -> Vec<FilterSelect> {
    let units = entries.iter().map(|e| (unit_key(&e.line().unit).to_owned(), e.line().unit.label.clone()));
    let agencies = entries.iter().map(|e| (e.line().agency_code.clone(), e.line().agency_code.clone()));
    let states = entries.iter().map(|e| {
        let (word, label) = standing(e.line(), &e.item.round);
        (word.to_owned(), label.to_owned())
    });
    vec![
        FilterSelect::new("unit", "Unit", choices(units)),
        FilterSelect::new("agency", "Agency", choices(agencies)),
        FilterSelect::new("state", "Status", choices(states)),
    ]
}

impl Entry {
    fn line(&self) -> &LineRow {
        &self.item.line
    }

    fn signed_on(&self) -> Option<domain::PartialDate> {
        self.item.signed.as_ref().map(|s| s.received_on)
    }
}
