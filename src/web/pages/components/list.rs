//! The components that the viewer may see.

use leptos::prelude::*;
use store::components::ComponentRow;

use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    listing::{Listed, Listing},
    pages::agencies::{countries, country},
};

const LISTING: Listing<ComponentRow> = Listing {
    text: |component| {
        let places = countries(&component.countries);
        let programme = component.programme.as_deref().unwrap_or_default();
        [&component.code, &component.title, programme, &places].join(" ")
    },
    filters: &[("country", |component, country| component.countries.iter().any(|c| c == country))],
    sorts: &[
        ("code", |a, b| a.code.cmp(&b.code)),
        ("title", |a, b| a.title.cmp(&b.title)),
        ("met", |a, b| a.milestones_met.cmp(&b.milestones_met)),
    ],
};

pub async fn page(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let components = store::components::list(&mut tx, cx.viewer()?).await?;
    let mut places: Vec<String> = components.iter().flat_map(|c| c.countries.clone()).collect();
    places.sort();
    places.dedup();
    let places = places.into_iter().map(|code| (code.clone(), country(&code))).collect();
    let listed = LISTING.arrange(&cx.query, components);
    let query = cx.query.clone();
    cx.page("Components", move || {
        let total = count_of(listed.state.total, "component", "components");
        let selects = vec![FilterSelect::new("country", "Country", places)];
        view! {
            <PageHeader title="Components"/>
            <FilterBar query=query.clone() search="Code, title or country" selects count=total/>
            {body(query, &listed)}
        }
        .into_any()
    })
}

fn body(query: ListQuery, listed: &Listed<ComponentRow>) -> AnyView {
    if listed.is_empty() {
        return view! {
            <EmptyState things="components" query yet="A component stands here once it concerns you: when one of your \
                grants is for it, or your agency takes part."/>
        }
        .into_any();
    }
    let columns = vec![
        Column::text("Component").sorted("code"),
        Column::text("Title").sorted("title"),
        Column::text("Countries"),
        Column::text("Phases"),
        Column::number("Milestones met").sorted("met"),
    ];
    let rows = listed.shown().iter().map(row).collect();
    view! { <DataTable caption="Components" columns rows query sort=listed.sort state=Some(listed.state)/> }.into_any()
}

fn row(component: &ComponentRow) -> Row {
    let address = format!("/components/{}", component.code);
    let phases: Vec<_> = component
        .phases
        .iter()
        .enumerate()
        .map(|(index, phase)| {
            let comma = (index > 0).then_some(", ");
            let label = domain::phase::phase_label(phase.number);
            view! { {comma}<a href=format!("{address}#phase-{}", phase.number)>{label}</a> }.into_any()
        })
        .collect();
    let phases = (!phases.is_empty()).then(|| view! { <span>{phases}</span> }.into_any());
    let met = (component.milestones > 0).then(|| format!("{} of {}", component.milestones_met, component.milestones));
    Row::new(vec![
        link_cell(component.code.clone(), &address),
        cell(component.title.clone()),
        cell(countries(&component.countries)),
        view_cell(phases),
        cell(met),
    ])
}
