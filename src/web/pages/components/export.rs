//! `/components.csv` and `.xlsx`: the list as a file.

use store::components::ComponentRow;

use crate::{
    Cx,
    cx::PageResult,
    export::{self, Column, Field},
    pages::agencies::country,
};

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let columns: Vec<Column<ComponentRow>> = vec![
        ("Component", |row| Field::words(&row.code)),
        ("Title", |row| Field::words(&row.title)),
        ("Programme", |row| Field::some(row.programme.as_ref().map(|(_, title)| title.as_str()))),
        ("Sub-programme", |row| Field::some(row.sub_programme.as_deref())),
        ("Countries", |row| {
            Field::words(row.countries.iter().map(|code| country(code)).collect::<Vec<_>>().join(", "))
        }),
        ("Phases", |row| {
            Field::words(row.phases.iter().map(|p| domain::phase::phase_label(p.number)).collect::<Vec<_>>().join(", "))
        }),
        ("Milestones", |row| Field::number(row.milestones)),
        ("Milestones met", |row| Field::number(row.milestones_met)),
    ];
    export::columns(&cx, "components", columns, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { Ok(store::components::page(tx, &viewer, &asked).await?.0) })
    })
    .await
}
