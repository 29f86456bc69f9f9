//! `/programmes`: programmes, each with its sub-programmes.

use domain::Action;
use leptos::prelude::*;
use store::programmes::ProgrammeRow;

use crate::{Cx, cx::PageResult, export, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let viewer = cx.viewer()?;
    let listed = store::programmes::page(&mut tx, viewer, &cx.query.asked()).await?;
    let may_record = viewer.may(Action::ManageGrants).is_ok();
    drop(tx);
    let paging = Paging::of(&listed);
    let query = cx.query.clone();
    cx.page("Programmes", move || {
        let total = paging.words("programme", "programmes");
        let tools = export::links(&query, "/programmes", paging.shown);
        let record = may_record
            .then(|| view! { <ButtonLink href="/programmes/new" text="New programme" primary=true/> }.into_any());
        view! {
            <PageHeader title="Programmes" actions=record/>
            <FilterBar query=query.clone() search="Code, title or source" count=total tools/>
            {body(query, &listed.rows, paging, may_record)}
        }
        .into_any()
    })
}

fn body(query: ListQuery, listed: &[ProgrammeRow], paging: Paging, may_record: bool) -> AnyView {
    if listed.is_empty() {
        let action = may_record.then(|| ("New programme".to_owned(), "/programmes/new".to_owned()));
        let yet = "A programme is what components belong to, such as a regional programme of some years.";
        return view! { <EmptyState things="programmes" query action yet/> }.into_any();
    }
    let columns = vec![
        Column::text("Programme").sorted("code"),
        Column::text("Title").sorted("title"),
        Column::text("Source"),
        Column::number("Components"),
    ];
    let rows = listed.iter().map(row).collect();
    view! { <DataTable caption="Programmes" columns rows query paging=Some(paging)/> }.into_any()
}

fn row(row: &ProgrammeRow) -> Row {
    let part_of = row.part_of_code.as_ref().map(|code| format!("sub-programme of {code}"));
    Row::new(vec![
        link_cell_with(row.code.clone(), format!("/programmes/{}", row.code), part_of),
        cell(row.title.clone()),
        cell(row.source.clone()),
        number_cell(row.components),
    ])
}
