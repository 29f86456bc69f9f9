//! The units that the viewer may see, with what they hold.

use std::collections::HashMap;

use chrono::Datelike;
use domain::{
    Action,
    unit::{UnitKind, UnitRef},
};
use leptos::prelude::*;
use store::units::UnitRow;

use super::show::working_tag;
use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    listing::{Listed, Listing},
    pages::agencies::agency_codes,
};

/// A unit with its counts of items, as far as they are in scope.
struct Counted {
    unit: UnitRow,
    held: i64,
    coming: i64,
}

const LISTING: Listing<Counted> = Listing {
    text: |row| row.unit.search_text(),
    filters: &[
        ("kind", |row, kind| row.unit.kind.word() == kind),
        ("status", |row, status| status_word(&row.unit) == status),
        ("year", |row, year| year.parse().is_ok_and(|year| row.unit.existing_in(year))),
    ],
    sorts: &[
        ("kind", |a, b| by_kind(&a.unit).cmp(&by_kind(&b.unit))),
        ("unit", |a, b| a.unit.unit.label.cmp(&b.unit.unit.label)),
        ("place", |a, b| a.unit.place.cmp(&b.unit.place)),
        ("status", |a, b| by_start(&a.unit).cmp(&by_start(&b.unit))),
        ("held", |a, b| a.held.cmp(&b.held)),
    ],
};

const STATUSES: [(&str, &str); 3] = [("working", "Working"), ("planned", "Planned"), ("not-stated", "Not stated")];

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let units = store::units::list(&mut tx, viewer).await?;
    let items = store::units::item_counts(&mut tx, viewer).await?;
    let selects = selects(&units, cx.today().year());
    let for_donor = viewer.is_donor();
    let may_record = viewer.may(Action::ManageGrants).is_ok();
    let listed = LISTING.arrange(&cx.query, counted(units, &items));
    let query = cx.query.clone();
    cx.page("Units", move || {
        let units: usize = listed.matching.iter().map(|row| row.unit.count).sum();
        let total = count_of(whole(units), "unit", "units");
        let lead = for_donor.then(|| view! { <p>"Border Liaison Offices are counted for each border."</p> }.into_any());
        let record =
            may_record.then(|| view! { <ButtonLink href="/units/new" text="New unit" primary=true/> }.into_any());
        view! {
            <PageHeader title="Units" lead actions=record/>
            <FilterBar query=query.clone() search="Name, other name, area or agency" selects sorts=orders() count=total/>
            {body(query, &listed, for_donor, may_record)}
        }
        .into_any()
    })
}

fn counted(units: Vec<UnitRow>, items: &HashMap<UnitRef, (i64, i64)>) -> Vec<Counted> {
    let row = |unit: UnitRow| {
        let (held, coming) = items.get(&unit.unit).copied().unwrap_or_default();
        Counted { unit, held, coming }
    };
    units.into_iter().map(row).collect()
}

fn selects(units: &[UnitRow], this_year: i32) -> Vec<FilterSelect> {
    let kinds = UnitKind::ALL.iter().filter(|kind| units.iter().any(|u| u.kind == **kind));
    let kinds = kinds.map(|kind| (kind.word().to_owned(), kind.label().to_owned())).collect();
    let statuses = STATUSES.map(|(word, label)| (word.to_owned(), label.to_owned())).to_vec();
    let first = units.iter().filter_map(|u| u.since).map(|since| since.start().year()).min();
    let years = first.unwrap_or(this_year)..=this_year;
    let years = years.rev().map(|year| (year.to_string(), year.to_string())).collect();
    vec![
        FilterSelect::new("kind", "Kind", kinds),
        FilterSelect::new("status", "Status", statuses),
        FilterSelect::new("year", "Existing in", years),
    ]
}

fn orders() -> Vec<(String, String)> {
    [("kind", "Teams first"), ("unit", "Name"), ("-held", "Most items first")]
        .map(|(key, words)| (key.to_owned(), words.to_owned()))
        .to_vec()
}

fn body(query: ListQuery, listed: &Listed<Counted>, for_donor: bool, may_record: bool) -> AnyView {
    if listed.is_empty() {
        let action = may_record.then(|| ("New unit".to_owned(), "/units/new".to_owned()));
        return view! {
            <EmptyState things="units" query action yet="A unit is a team or an office that uses the equipment. It stands \
                here as soon as the programme names it."/>
        }
        .into_any();
    }
    let held = if for_donor { "Items held, from your grants" } else { "Items held" };
    let columns = vec![
        Column::text("Unit").sorted("unit"),
        Column::text("Kind").sorted("kind"),
        Column::text("Place and area").sorted("place"),
        Column::text("Also known as"),
        Column::text("Manned by"),
        Column::text("Status").sorted("status"),
        Column::number(held).sorted("held"),
    ];
    let rows = listed.shown().iter().map(row).collect();
    view! { <DataTable caption="Units" columns rows query sort=listed.sort state=Some(listed.state)/> }.into_any()
}

fn row(Counted { unit, held, coming }: &Counted) -> Row {
    let name = match &unit.unit.code {
        Some(code) => link_cell_with(unit.unit.label.clone(), format!("/units/{code}"), code.clone()),
        None => {
            let offices = count_of(whole(unit.count), "office", "offices");
            view! { {unit.unit.label.clone()} <span class="below">{offices}</span> }.into_any()
        }
    };
    let area = (!unit.areas.is_empty()).then(|| format!("answers for {}", unit.areas.join(", ")));
    let border = unit.border.as_ref().map(|border| format!("{border} border"));
    let below = area.or(border);
    let place = unit.place.clone().or_else(|| below.clone());
    let below = below.filter(|_| unit.place.is_some());
    let place = place.map(|place| {
        let below = below.map(|below| view! { <span class="below">{below}</span> }.into_any());
        view! { <span>{place}{below}</span> }.into_any()
    });
    let coming = (*coming > 0).then(|| {
        let words = format!("{} on the way", count(*coming));
        view! { <span class="below">{words}</span> }.into_any()
    });
    Row::new(vec![
        name,
        cell(unit.kind.label()),
        view_cell(place),
        cell(unit.aliases.join(", ")),
        view_cell(agency_codes(unit.agencies.clone())),
        working_tag(unit),
        view! { <span>{count(*held)}{coming}</span> }.into_any(),
    ])
}

fn status_word(unit: &UnitRow) -> &'static str {
    match (unit.since, unit.planned) {
        (Some(_), _) => "working",
        (None, Some(_)) => "planned",
        (None, None) => "not-stated",
    }
}

/// Teams before offices, and the coordination between them.
fn by_kind(unit: &UnitRow) -> (u8, &str) {
    let rank = match unit.kind {
        UnitKind::Imt => 0,
        UnitKind::Oct => 1,
        UnitKind::Blo => 2,
    };
    (rank, &unit.unit.label)
}

/// The working ones by their years, then the planned ones, then those of which nothing is stated.
fn by_start(unit: &UnitRow) -> (&'static str, Option<chrono::NaiveDate>) {
    let rank = match status_word(unit) {
        "working" => "1",
        "planned" => "2",
        _ => "3",
    };
    (rank, unit.since.or(unit.planned).map(|date| date.start()))
}
