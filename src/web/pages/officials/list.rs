//! The officials, by name.

use domain::Action;
use leptos::prelude::*;
use store::officials::{AppearanceRow, OfficialRow};

use crate::{Cx, cx::PageResult, export, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let listed = store::officials::list(&mut tx, viewer, &cx.query.asked()).await?;
    drop(tx);
    let paging = Paging::of(&listed);
    let may_record = viewer.may(Action::ManageOfficials).is_ok();
    let query = cx.query.clone();
    cx.page("Officials", move || {
        let total = paging.words("official", "officials");
        let record = may_record
            .then(|| view! { <ButtonLink href="/officials/new" text="Record an official" primary=true/> }.into_any());
        let tools = export::links(&query, "/officials", paging.shown);
        view! {
            <PageHeader title="Officials" actions=record/>
            <FilterBar query=query.clone() search="Name, also as other sources print it" count=total tools=tools/>
            {table(query, &listed.rows, paging, may_record)}
        }
        .into_any()
    })
}

fn table(query: ListQuery, listed: &[OfficialRow], paging: Paging, may_record: bool) -> AnyView {
    if paging.count.is_zero() {
        let action = may_record.then(|| ("Record the first official".to_owned(), "/officials/new".to_owned()));
        return view! {
            <EmptyState things="officials" query action
                yet="An official signed an agreement, witnessed it, or spoke at a handover, in the post of that day."/>
        }
        .into_any();
    }
    let columns = vec![
        Column::text("Official").sorted("name"),
        Column::text("Newest post"),
        Column::text("Day"),
        Column::number("Signed or witnessed"),
        Column::number("Handovers"),
    ];
    let rows = listed.iter().map(row).collect();
    view! { <DataTable caption="Officials" columns rows query paging=Some(paging)/> }.into_any()
}

fn row(row: &OfficialRow) -> Row {
    let also = (!row.aliases.is_empty()).then(|| format!("also printed {}", row.aliases.join(", ")));
    let newest = newest_post(row);
    Row::new(vec![
        link_cell_with(row.name.clone(), format!("/officials/{}", row.code), also),
        cell(newest.and_then(|one| one.post.clone())),
        match newest.and_then(|one| one.on) {
            Some(date) => view! { <span class="nowrap"><DateView date/></span> }.into_any(),
            None => none(),
        },
        number_cell(signed(row)),
        number_cell(rounds(row)),
    ])
}

pub(super) fn newest_post(row: &OfficialRow) -> Option<&AppearanceRow> {
    row.appearances.iter().find(|one| one.post.is_some())
}

pub(super) fn signed(row: &OfficialRow) -> i64 {
    whole(row.appearances.iter().filter(|one| one.grant.is_some()).count())
}

pub(super) fn rounds(row: &OfficialRow) -> i64 {
    whole(row.appearances.iter().filter(|one| one.round.is_some()).count())
}
