//! `/custody`: what waits for somebody's confirmation, and what became of the rest.

use domain::custody::movement::MovementState;
use leptos::prelude::*;
use store::{custody::MovementRow, heads::MissingRow};

use super::parts::state_tag;
use crate::{Cx, cx::PageResult, kit::*, pages::items::two_lines};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let movements = store::custody::movements(&mut tx, viewer).await?;
    let questions = store::heads::open_questions(&mut tx, viewer).await?;
    let answers = viewer.role.may(domain::Action::ReportLosses);
    cx.page("Movements", move || {
        let open = |m: &&MovementRow| m.state == MovementState::Open;
        let mine: Vec<&MovementRow> = movements.iter().filter(open).filter(|m| m.waits_for_viewer()).collect();
        let others: Vec<&MovementRow> = movements.iter().filter(open).filter(|m| !m.waits_for_viewer()).collect();
        let over: Vec<&MovementRow> = movements.iter().filter(|m| m.state != MovementState::Open).collect();
        let waiting = (!movements.is_empty()).then(|| {
            let content = match mine.as_slice() {
                [] => view! { <p>"Nothing waits for your confirmation."</p> }.into_any(),
                mine => table("Movements that wait for you", mine),
            };
            view! { <Section title="Waits for you" id="waiting">{content}</Section> }.into_any()
        });
        let section = |title: &'static str, id: &'static str, rows: &[&MovementRow]| {
            let table = table(title, rows);
            (!rows.is_empty()).then(|| view! { <Section title id>{table}</Section> }.into_any())
        };
        let yet = movements.is_empty().then(|| {
            view! {
                <EmptyState things="movements" yet="A reassignment, a return or a write-off is proposed on the page of its \
                    item, and stands here until everybody has confirmed it."/>
            }
            .into_any()
        });
        let lead = view! { <p>"Changes of custody that more than one person decides"</p> }.into_any();
        view! {
            <Breadcrumb steps=vec![("Items".to_owned(), "/items".to_owned())]/>
            <PageHeader title="Movements" lead/>
            {waiting}
            {missing(&questions, answers)}
            {section("Waits for others", "others", &others)}
            {section("Decided", "decided", &over)}
            {yet}
        }
        .into_any()
    })
}

fn table(caption: &'static str, rows: &[&MovementRow]) -> AnyView {
    let columns = vec![
        Column::text("What"),
        Column::text("Item"),
        Column::text("From"),
        Column::text("To"),
        Column::text("Proposed"),
        Column::text("State"),
    ];
    let rows = rows.iter().map(|m| row(m)).collect();
    view! { <DataTable caption columns rows/> }.into_any()
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
