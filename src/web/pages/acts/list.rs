//! `/acts`

use domain::{Action, signing::State};
use leptos::prelude::*;
use store::acts::{self, ActRow};

use crate::{Cx, cx::PageResult, export, kit::*, pages::signing::act_tag};

/// The word of the filter for acts that a later receipt is not in.
const LATE: &str = "late";

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let listed = acts::list(&mut tx, &viewer, &cx.query.asked()).await?;
    let agencies = acts::choices(&mut tx, &viewer).await?;
    drop(tx);
    let paging = Paging::of(&listed);
    let query = cx.query.clone();
    let clauses = viewer
        .role
        .may(Action::ManageActs)
        .then(|| view! { <ButtonLink href="/acts/clauses" text="Clauses"/> }.into_any());
    cx.page("Acts", move || {
        let tools = export::links(&query, "/acts", paging.shown);
        let found = paging.words("act", "acts");
        let selects = vec![
            FilterSelect::new("agency", "Agency", agencies),
            FilterSelect::new("state", "State", state_choices()),
        ];
        let content = if paging.count.is_zero() {
            view! { <EmptyState things="acts" query=query.clone()
                yet="An act is made on the page of a round, once it is dispatched and its terms are entered."/> }
            .into_any()
        } else {
            let columns = vec![
                Column::text("Act").sorted("number"),
                Column::text("Round").sorted("round"),
                Column::text("Agency").sorted("agency"),
                Column::text("Handed over").sorted("held"),
                Column::number("Version"),
                Column::text("Issued").sorted("issued"),
                Column::text("State"),
            ];
            let rows = listed.rows.iter().map(row).collect();
            view! { <DataTable caption="Handover and acceptance acts" columns rows query=query.clone() paging=Some(paging)/> }
            .into_any()
        };
        let lead = view! { <p>"An " {term("act")} " is what both sides sign of a " {term("round")} "."</p> }.into_any();
        view! {
            <Breadcrumb steps=vec![("Rounds".to_owned(), "/rounds".to_owned())]/>
            <PageHeader title="Acts" lead=lead actions=clauses/>
            <FilterBar query=query search="Search acts" selects count=found tools/>
            {content}
        }
        .into_any()
    })
}

fn state_choices() -> Vec<(String, String)> {
    let of = |state: State| (state.word().to_owned(), state.label().to_owned());
    let late = (LATE.to_owned(), "A later receipt is not in it".to_owned());
    [State::Issued, State::PartlySigned, State::Signed].map(of).into_iter().chain([late]).collect()
}

fn row(act: &ActRow) -> Row {
    let late =
        act.later_receipt.map(|_| view! { <span class="below">"a later receipt is not in it"</span> }.into_any());
    let state = act_tag(Some(&act.state));
    Row::new(vec![
        view! { <a class="code" href=format!("/acts/{}", act.number)>{act.number.clone()}</a> }.into_any(),
        link_cell_with(act.round_code.clone(), format!("/rounds/{}", act.round_code), act.round_title.clone()),
        cell(act.agency_name.clone()),
        view_cell(act.held_on.map(|date| view! { <DateView date/> }.into_any())),
        number_cell(act.version),
        view! { <InstantView at=act.issued_at/> }.into_any(),
        view! { <div>{state} {late}</div> }.into_any(),
    ])
}
