//! `/visits`: the visits that were planned, the newest first.

use domain::{Action, visit::VisitState};
use leptos::prelude::*;
use store::visits::{VisitRow, is_late};

use crate::{Cx, cx::PageResult, export, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let listed = store::visits::list(&mut tx, &viewer, &cx.query.asked()).await?;
    drop(tx);
    let now = cx.now();
    let may_plan = viewer.may(Action::ManageVisits).is_ok();
    let paging = Paging::of(&listed);
    let query = cx.query.clone();
    cx.page("Visits", move || {
        let states = VisitState::ALL.iter().map(|state| (state.word().to_owned(), state.label().to_owned())).collect();
        let selects = vec![FilterSelect::new("state", "State", states)];
        let tools = export::links(&query, "/visits", paging.shown);
        let count = paging.words("visit", "visits");
        let plan =
            may_plan.then(|| view! { <ButtonLink href="/visits/new" text="Plan a visit" primary=true/> }.into_any());
        let body = if listed.rows.is_empty() {
            let yet = if may_plan {
                "A visit says beforehand what is looked at: everything, what is due, or things drawn by lot."
            } else if viewer.is_donor() {
                "The visits that your embassy joins stand here."
            } else {
                "Visits stand here once programme staff plan one."
            };
            view! { <EmptyState things="visits" query=query.clone() yet/> }.into_any()
        } else {
            let columns = vec![
                Column::text("Visit").sorted("title"),
                Column::text("Planned for").sorted("planned"),
                Column::text("State"),
                Column::text("Together with"),
                Column::number("Expected"),
                Column::number("Looked at"),
                Column::number("Not there"),
            ];
            let rows = listed.rows.iter().map(|row| one(row, is_late(row, now))).collect();
            view! { <DataTable caption="Visits" columns rows query=query.clone() paging=Some(paging)/> }.into_any()
        };
        view! {
            <PageHeader title="Visits" actions=plan/>
            <FilterBar query selects count tools/>
            {body}
        }
        .into_any()
    })
}

fn one(row: &VisitRow, late: bool) -> Row {
    Row::new(vec![
        link_cell_with(row.title.clone(), format!("/visits/{}", row.code), row.code.clone()),
        view! { <span class="nowrap"><DateView date=Some(row.held_on.unwrap_or(row.planned_on))/></span> }.into_any(),
        state_tag(row.state, late),
        cell(row.donor.as_ref().map(|(_, name)| name.as_str())),
        number_cell(row.expected),
        number_cell(row.looked),
        number_cell(row.missing),
    ])
}

pub(super) fn state_tag(state: VisitState, late: bool) -> AnyView {
    match state {
        VisitState::Planned if late => view! { <StatusTag tone=Tone::Bad text="its day is over"/> }.into_any(),
        VisitState::Planned => view! { <StatusTag text="planned"/> }.into_any(),
        VisitState::Closed => view! { <StatusTag tone=Tone::Good text="closed"/> }.into_any(),
        VisitState::Cancelled => view! { <StatusTag tone=Tone::Bad text="cancelled"/> }.into_any(),
    }
}
