//! `/acts`

use domain::{Action, signing::State};
use leptos::prelude::*;
use store::{
    acts::{self, ActRow},
    signing::{self, VersionState},
};

use crate::{Cx, cx::PageResult, kit::*, listing::Listing, pages::signing::act_tag};

/// An act with where its newest version stands.
#[derive(Clone)]
struct Entry {
    act: ActRow,
    state: Option<VersionState>,
}

/// The word of the filter for acts that a later receipt is not in.
const LATE: &str = "late";

const ACTS: Listing<Entry> = Listing {
    text: |Entry { act: a, .. }| {
        format!("{} {} {} {} {}", a.number, a.round_code, a.round_title, a.agency_code, a.agency_name)
    },
    filters: &[
        ("agency", |e, code| e.act.agency_code == code),
        ("state", |e, word| match word {
            LATE => e.act.later_receipt.is_some(),
            word => e.state.is_some_and(|state| state.state().word() == word),
        }),
    ],
    sorts: &[
        ("number", |a, b| a.act.number.cmp(&b.act.number)),
        ("round", |a, b| a.act.round_code.cmp(&b.act.round_code)),
        ("agency", |a, b| a.act.agency_name.cmp(&b.act.agency_name)),
        ("held", |a, b| a.act.held_on.map(|d| d.start()).cmp(&b.act.held_on.map(|d| d.start()))),
        ("issued", |a, b| a.act.issued_at.cmp(&b.act.issued_at)),
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
    let states = signing::states(&mut tx).await?;
    let entry = |act: ActRow| Entry { state: states.get(&act.number).copied(), act };
    let listed = ACTS.arrange(&cx.query, all.into_iter().map(entry).collect());
    let query = cx.query.clone();
    let clauses = viewer
        .role
        .may(Action::ManageActs)
        .then(|| view! { <ButtonLink href="/acts/clauses" text="Clauses"/> }.into_any());
    cx.page("Acts", move || {
        let found = count_of(listed.matching.len() as i64, "act", "acts");
        let selects = vec![
            FilterSelect::new("agency", "Agency", agencies),
            FilterSelect::new("state", "State", state_choices()),
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
            <Breadcrumb steps=vec![("Rounds".to_owned(), "/rounds".to_owned())]/>
            <PageHeader title="Acts" actions=clauses/>
            <FilterBar query=query search="Search acts" selects count=found/>
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

fn row(Entry { act, state }: &Entry) -> Row {
    let late =
        act.later_receipt.map(|_| view! { <span class="below">"a later receipt is not in it"</span> }.into_any());
    let state = act_tag(state.as_ref());
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
