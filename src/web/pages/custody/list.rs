//! `/custody`: what waits for somebody's confirmation, and what became of the rest.

use domain::custody::movement::{MovementKind, MovementState};
use leptos::prelude::*;
use store::{
    custody::{self, MovementRow},
    heads::{self, MissingRow},
};

use super::parts::state_tag;
use crate::{Cx, cx::PageResult, export, kit::*, pages::items::two_lines};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let mine = custody::waiting(&mut tx, viewer).await?;
    let questions = heads::open_questions(&mut tx, viewer).await?;
    let listed = custody::movements(&mut tx, viewer, &cx.query.asked()).await?;
    drop(tx);
    let answers = viewer.role.may(domain::Action::ReportLosses);
    let paging = Paging::of(&listed);
    let query = cx.query.clone();
    cx.page("Movements", move || {
        let any = query.is_filtered() || !paging.count.is_zero();
        let waiting = any.then(|| {
            let content = match mine.as_slice() {
                [] => view! { <p>"Nothing waits for your confirmation."</p> }.into_any(),
                mine => {
                    let rows = mine.iter().map(row).collect();
                    let columns = columns(false);
                    view! { <DataTable caption="Movements that wait for you" columns rows/> }.into_any()
                }
            };
            view! { <Section title="Waits for you" id="waiting">{content}</Section> }.into_any()
        });
        let (count, shown) = (paging.words("movement", "movements"), paging.shown);
        let content = if paging.count.is_zero() {
            view! {
                <EmptyState things="movements" query=query.clone() yet="A reassignment, a return or a write-off is proposed on \
                    the page of its item, and stands here until everybody has confirmed it."/>
            }
            .into_any()
        } else {
            let rows = listed.rows.iter().map(row).collect();
            let columns = columns(true);
            view! { <DataTable caption="Movements" columns rows query=query.clone() paging=Some(paging)/> }.into_any()
        };
        let bar = any.then(|| {
            let tools = export::links(&query, "/custody", shown);
            let selects = selects();
            view! { <FilterBar query=query.clone() search="Item, tag, unit or agency" selects sorts=orders() count tools/> }
                .into_any()
        });
        let lead = view! { <p>"Changes of custody that more than one person decides"</p> }.into_any();
        view! {
            <Breadcrumb steps=vec![("Items".to_owned(), "/items".to_owned())]/>
            <PageHeader title="Movements" lead/>
            {waiting}
            {missing(&questions, answers)}
            <Section title="All movements" id="all">{bar}{content}</Section>
        }
        .into_any()
    })
}

fn columns(sorted: bool) -> Vec<Column> {
    let by = |column: Column, key: &'static str| if sorted { column.sorted(key) } else { column };
    vec![
        Column::text("What"),
        by(Column::text("Item"), "item"),
        Column::text("From"),
        Column::text("To"),
        by(Column::text("Proposed"), "proposed"),
        by(Column::text("State"), "state"),
    ]
}

fn selects() -> Vec<FilterSelect> {
    let states = MovementState::ALL.iter().map(|state| (state.word().to_owned(), state.label().to_owned()));
    let kinds = MovementKind::ALL.iter().map(|kind| (kind.word().to_owned(), kind.label().to_owned()));
    vec![FilterSelect::new("state", "State", states.collect()), FilterSelect::new("kind", "What", kinds.collect())]
}

fn orders() -> Vec<(String, String)> {
    [("-proposed", "Newest first"), ("item", "Item"), ("state", "Open first")]
        .map(|(key, words)| (key.to_owned(), words.to_owned()))
        .to_vec()
}

fn row(m: &MovementRow) -> Row {
    let pieces = m.lot.then(|| quantity(m.quantity, &m.unit_of_measure));
    let below = [Some(m.tag.clone()), pieces].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let waits: Vec<&str> = m.missing.iter().map(|(_, who)| who.as_str()).collect();
    let waits = (!waits.is_empty()).then(|| format!("waits for {}", waits.join(", ")));
    let waits = waits.map(|words| view! { <span class="below">{words}</span> }.into_any());
    Row::new(vec![
        link_cell(m.kind.label(), format!("/custody/{}", m.public_id)),
        two_lines(m.item.clone(), format!("/items/{}", m.tag), below),
        cell(m.from.clone()),
        cell(m.to.clone()),
        view! { <div><span class="nowrap"><InstantView at=m.recorded_at day_only=true/></span><span class="below">{m.proposer.clone()}</span></div> }
            .into_any(),
        view! { <div>{state_tag(m.state)} {waits}</div> }.into_any(),
    ])
}

/// What new heads did not find.
fn missing(questions: &[MissingRow], answers: bool) -> Option<AnyView> {
    if questions.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text("Item"),
        Column::number("Missing"),
        Column::text("At"),
        Column::text("Said by the new head"),
        Column::text("Since"),
        Column::text("Next"),
    ];
    let rows = questions
        .iter()
        .map(|q| {
            let answer = format!("/custody/missing/{}", q.id);
            Row::new(vec![
                two_lines(q.item.clone(), format!("/items/{}", q.tag), q.tag.clone()),
                cell(quantity(q.missing, &q.unit_of_measure)),
                cell(q.keeper.clone()),
                cell(format!("{}: {}", q.head, q.remark)),
                view! { <span class="nowrap"><DateView date=q.since/></span> }.into_any(),
                view_cell(answers.then(|| link_cell("Say where it is", answer))),
            ])
        })
        .collect();
    Some(
        view! {
            <Section title="Missing when a head took over" id="missing">
                <DataTable caption="Missing when a head took over" columns rows/>
            </Section>
        }
        .into_any(),
    )
}
