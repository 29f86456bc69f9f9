//! The units that the viewer may see, with what they hold.

use chrono::Datelike;
use domain::{Action, unit::UnitKind};
use leptos::prelude::*;
use store::units::ListedUnit;

use super::show::working_tag;
use crate::{
    Cx,
    cx::PageResult,
    export,
    kit::*,
    pages::agencies::{agency_codes, country},
};

const STATUSES: [(&str, &str); 5] = [
    ("working", "Working"),
    ("announced", "Announced"),
    ("planned", "Planned"),
    ("closed", "Closed"),
    ("not-stated", "Not stated"),
];

/// Nothing of the programme is older.
const FIRST_YEAR: i32 = 2000;

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let asked = cx.query.asked();
    let listed = store::units::list(&mut tx, viewer, &asked).await?;
    let units = store::units::count(&mut tx, viewer, &asked).await?;
    drop(tx);
    let selects = selects(cx.today().year());
    let for_donor = viewer.is_donor();
    let may_record = viewer.may(Action::ManageGrants).is_ok();
    let paging = Paging::of(&listed);
    let query = cx.query.clone();
    cx.page("Units", move || {
        let tools = export::links(&query, "/units", paging.shown);
        let total = count_of(units, "unit", "units");
        let lead = for_donor.then(|| view! { <p>"Border Liaison Offices are counted for each border."</p> }.into_any());
        let record =
            may_record.then(|| view! { <ButtonLink href="/units/new" text="New unit" primary=true/> }.into_any());
        view! {
            <PageHeader title="Units" lead actions=record/>
            <FilterBar query=query.clone() search="Name, other name, area or agency" selects sorts=orders() count=total tools/>
            {body(query, &listed.rows, paging, for_donor, may_record)}
        }
        .into_any()
    })
}

fn selects(this_year: i32) -> Vec<FilterSelect> {
    let kinds = UnitKind::ALL.iter().map(|kind| (kind.word().to_owned(), kind.label().to_owned())).collect();
    let statuses = STATUSES.map(|(word, label)| (word.to_owned(), label.to_owned())).to_vec();
    let years = (FIRST_YEAR..=this_year).rev().map(|year| (year.to_string(), year.to_string())).collect();
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

fn body(query: ListQuery, listed: &[ListedUnit], paging: Paging, for_donor: bool, may_record: bool) -> AnyView {
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
    let rows = listed.iter().map(row).collect();
    view! { <DataTable caption="Units" columns rows query paging=Some(paging)/> }.into_any()
}

/// The units alone, where they stand on another page.
pub fn short_table(listed: &[ListedUnit]) -> AnyView {
    let columns = vec![
        Column::text("Unit"),
        Column::text("Kind"),
        Column::text("Place and area"),
        Column::text("Also known as"),
        Column::text("Manned by"),
        Column::text("Status"),
        Column::number("Items held"),
    ];
    let rows = listed.iter().map(row).collect();
    view! { <DataTable caption="Units" columns rows/> }.into_any()
}

fn row(ListedUnit { row: unit, held, coming }: &ListedUnit) -> Row {
    let name = match &unit.unit.code {
        Some(code) => link_cell_with(unit.unit.label.clone(), format!("/units/{code}"), code.clone()),
        None => {
            let offices = count_of(whole(unit.count), "office", "offices");
            view! { {unit.unit.label.clone()} <span class="below">{offices}</span> }.into_any()
        }
    };
    let area = (!unit.areas.is_empty()).then(|| format!("answers for {}", unit.areas.join(", ")));
    let border = unit.border.as_ref().map(|border| format!("{border} border"));
    let below = area.or(border).or(unit.country.as_deref().map(country));
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
