//! `/findings`: what is open stands first, what is due first on top.

use chrono::NaiveDate;
use domain::{Action, finding::Severity};
use leptos::prelude::*;
use store::findings::FindingRow;

use crate::{Cx, cx::PageResult, export, kit::*, pages::items::unit_view};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let listed = store::findings::list(&mut tx, &viewer, cx.now(), &cx.query.asked()).await?;
    drop(tx);
    let today = cx.today();
    let may_record = viewer.may(Action::ManageFindings).is_ok();
    let paging = Paging::of(&listed);
    let query = cx.query.clone();
    cx.page("Findings", move || {
        let states = [("open", "Open"), ("overdue", "Overdue"), ("closed", "Closed")];
        let states = states.map(|(word, label)| (word.to_owned(), label.to_owned())).to_vec();
        let severities =
            Severity::ALL.iter().map(|severity| (severity.word().to_owned(), severity.label().to_owned())).collect();
        let selects =
            vec![FilterSelect::new("state", "State", states), FilterSelect::new("severity", "Severity", severities)];
        let tools = export::links(&query, "/findings", paging.shown);
        let count = paging.words("finding", "findings");
        let record = may_record
            .then(|| view! { <ButtonLink href="/findings/new" text="Record a finding" primary=true/> }.into_any());
        let body = if listed.rows.is_empty() {
            let yet =
                "What must be done about something that was found stands here, with who looks after it and until when.";
            view! { <EmptyState things="findings" query=query.clone() yet/> }.into_any()
        } else {
            let columns = vec![
                Column::text("Finding"),
                Column::text("Severity").sorted("severity"),
                Column::text("Where"),
                Column::text("Looked after by"),
                Column::text("To be done by").sorted("due"),
            ];
            let rows = listed.rows.iter().map(|row| one(row, today)).collect();
            view! { <DataTable caption="Findings" columns rows query=query.clone() paging=Some(paging)/> }.into_any()
        };
        view! {
            <PageHeader title="Findings" actions=record/>
            <FilterBar query selects count tools/>
            {body}
        }
        .into_any()
    })
}

fn one(row: &FindingRow, today: NaiveDate) -> Row {
    let below = row.item.as_ref().map(|(tag, name)| format!("{tag} · {name}"));
    Row::new(vec![
        link_cell_with(row.words.clone(), format!("/findings/{}", row.id), below),
        severity_tag(row.severity),
        unit_view(&row.unit),
        cell(row.looked_after_by.1.clone()),
        view! { <span><span class="nowrap"><DateView date=Some(row.due_on)/></span> " " {state_tag(row, today)}</span> }
            .into_any(),
    ])
}

pub(super) fn severity_tag(severity: Severity) -> AnyView {
    let tone = match severity {
        Severity::Minor => Tone::Idle,
        Severity::Serious => Tone::Warn,
        Severity::Grave => Tone::Bad,
    };
    view! { <StatusTag tone text=severity.label()/> }.into_any()
}

pub(super) fn state_tag(row: &FindingRow, today: NaiveDate) -> AnyView {
    match &row.closed {
        Some(_) => view! { <StatusTag tone=Tone::Good text="closed"/> }.into_any(),
        None if row.due_on.start() < today => view! { <StatusTag tone=Tone::Bad text="overdue"/> }.into_any(),
        None => view! { <StatusTag tone=Tone::Warn text="open"/> }.into_any(),
    }
}
