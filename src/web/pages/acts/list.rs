//! `/acts`

use domain::Action;
use leptos::prelude::*;
use store::acts::{self, ActRow};

use crate::{Cx, cx::PageResult, kit::*, listing::Listing};

const ACTS: Listing<ActRow> = Listing {
    text: |a| format!("{} {} {} {} {}", a.number, a.round_code, a.round_title, a.agency_code, a.agency_name),
    filters: &[("agency", |a, code| a.agency_code == code), ("state", |a, word| word == state(a).0)],
    sorts: &[
        ("number", |a, b| a.number.cmp(&b.number)),
        ("round", |a, b| a.round_code.cmp(&b.round_code)),
        ("agency", |a, b| a.agency_name.cmp(&b.agency_name)),
        ("held", |a, b| a.held_on.map(|d| d.start()).cmp(&b.held_on.map(|d| d.start()))),
        ("issued", |a, b| a.issued_at.cmp(&b.issued_at)),
    ],
};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let all = acts::list(&mut tx, &viewer).await?;
    let mut agencies: Vec<(String, String)> =
        all.iter().map(|a| (a.agency_code.clone(), a.agency_name.clone())).collect();
    agencies.sort();
    agencies.dedup_by(|a, b| a.0 == b.0);
    let listed = ACTS.arrange(&cx.query, all);
    let query = cx.query.clone();
    let clauses = viewer
        .role
        .may(Action::ManageActs)
        .then(|| view! { <ButtonLink href="/acts/clauses" text="Clauses"/> }.into_any());
    cx.page("Acts", move || {
        let found = count_of(listed.matching.len() as i64, "act", "acts");
        let selects = vec![
            FilterSelect::new("agency", "Agency", agencies),
            FilterSelect::new("state", "State", vec![
                ("current".to_owned(), "current".to_owned()),
                ("late".to_owned(), "a later receipt is not in it".to_owned()),
            ]),
        ];
        let content = if listed.is_empty() {
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
            let rows = listed.shown().iter().map(row).collect();
            view! { <DataTable caption="Handover and acceptance acts" columns rows query=query.clone() sort=listed.sort state=Some(listed.state)/> }
            .into_any()
        };
        view! {
            <PageHeader title="Acts" actions=clauses/>
            <FilterBar query=query search="Search acts" selects count=found/>
            {content}
        }
        .into_any()
    })
}

fn row(act: &ActRow) -> Row {
    let (_, words, tone) = state(act);
    Row::new(vec![
        link_cell(act.number.clone(), format!("/acts/{}", act.number)),
        link_cell_with(act.round_code.clone(), format!("/rounds/{}", act.round_code), act.round_title.clone()),
        cell(act.agency_name.clone()),
        view_cell(act.held_on.map(|date| view! { <DateView date/> }.into_any())),
        number_cell(act.version),
        view! { <InstantView at=act.issued_at/> }.into_any(),
        view! { <StatusTag text=words tone=tone/> }.into_any(),
    ])
}

fn state(act: &ActRow) -> (&'static str, &'static str, Tone) {
    match act.later_receipt {
        Some(_) => ("late", "a later receipt is not in it", Tone::Warn),
        None => ("current", "current", Tone::Good),
    }
}
