//! The components that the viewer may see.

use domain::Action;
use leptos::prelude::*;
use store::components::ComponentRow;

use crate::{
    Cx,
    cx::PageResult,
    export,
    kit::*,
    pages::{
        agencies::{countries, country},
        programmes,
    },
};

pub async fn page(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let viewer = cx.viewer()?;
    let (listed, places) = store::components::page(&mut tx, viewer, &cx.query.asked()).await?;
    let programmes = programmes::choices(&mut tx, viewer).await?;
    let may_record = viewer.may(Action::ManageGrants).is_ok();
    let places = places.into_iter().map(|code| (code.clone(), country(&code))).collect();
    let paging = Paging::of(&listed);
    let query = cx.query.clone();
    cx.page("Components", move || {
        let tools = export::links(&query, "/components", paging.shown);
        let total = paging.words("component", "components");
        let selects = vec![
            FilterSelect::new("programme", "Programme", programmes),
            FilterSelect::new("country", "Country", places),
        ];
        let record = may_record
            .then(|| view! { <ButtonLink href="/components/new" text="New component" primary=true/> }.into_any());
        view! {
            <PageHeader title="Components" actions=record/>
            <FilterBar query=query.clone() search="Code, title or country" selects count=total tools/>
            {body(query, &listed.rows, paging, may_record)}
        }
        .into_any()
    })
}

fn body(query: ListQuery, listed: &[ComponentRow], paging: Paging, may_record: bool) -> AnyView {
    if listed.is_empty() {
        let action = may_record.then(|| ("New component".to_owned(), "/components/new".to_owned()));
        let yet = if may_record {
            "A component is one line of work, such as Interagency Mobile Teams, with its phases and milestones."
        } else {
            "A component stands here once it concerns you: when one of your grants is for it, or your agency takes part."
        };
        return view! { <EmptyState things="components" query action yet/> }.into_any();
    }
    let columns = vec![
        Column::text("Component").sorted("code"),
        Column::text("Title").sorted("title"),
        Column::text("Countries"),
        Column::text("Phases"),
        Column::number("Milestones met").sorted("met"),
    ];
    let rows = listed.iter().map(row).collect();
    view! { <DataTable caption="Components" columns rows query paging=Some(paging)/> }.into_any()
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
