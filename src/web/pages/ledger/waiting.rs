//! `/ledger/waiting`: money events of all grants that wait for a second person.

use leptos::prelude::*;
use store::ledger::WaitingEvent;

use super::parts::{booked, event_href, named};
use crate::{Cx, cx::PageResult, kit::*, pages::rates};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let events = store::ledger::waiting(&mut tx, viewer, &cx.query.asked()).await?;
    let rates = store::rates::waiting(&mut tx, viewer).await?;
    let submission = cx.submission_key()?;
    cx.page("Waits for approval", || {
        let rates = rates::waiting(viewer, &rates, submission);
        let query = cx.query.clone();
        let content = if events.rows.is_empty() && rates.is_some() {
            view! { <p class="muted">"No money event waits."</p> }.into_any()
        } else if events.rows.is_empty() {
            let yet = "An event that somebody posts waits here until another member of staff approves it.";
            let action = Some(("Open the grants".to_owned(), "/grants".to_owned()));
            view! { <EmptyState things="events that wait" yet action/> }.into_any()
        } else {
            let paging = Some(Paging::of(&events));
            let rows = events.rows.iter().map(row).collect();
            view! { <DataTable caption="Events that wait for approval" columns=columns() rows query paging/> }
                .into_any()
        };
        let file = |end: &str| format!("/ledger/waiting.{end}");
        let files = (!events.rows.is_empty())
            .then(|| view! { <p class="list-tools">{crate::export::both(file("csv"), file("xlsx"))}</p> }.into_any());
        let lead = view! { <p>"Whoever entered an event or a rate does not approve it. Those for you come first."</p> }
            .into_any();
        view! {
            <PageHeader title="Waits for approval" lead/>
            {files}
            {content}
            {rates}
        }
        .into_any()
    })
}

fn columns() -> Vec<Column> {
    vec![
        Column::text("Event"),
        Column::text("Purpose"),
        Column::text("Value date"),
        Column::number("Amount"),
        Column::number("Booked in US dollars"),
        Column::text("Entered"),
        Column::text("Next"),
    ]
}

fn row(event: &WaitingEvent) -> Row {
    let page = event_href(&event.grant_code, event.number);
    let name = format!("{}/{}", event.grant_code, event.number);
    let words = capital(&named(event.kind, event.amount, event.reverses));
    let next = if event.own {
        view! { <span class="muted">"Another member of staff"</span> }.into_any()
    } else {
        let (what, href) = (name.clone(), format!("{page}/approve"));
        view! { <a href=href>"Approve" <span class="hidden">{format!(" {what}")}</span></a> }.into_any()
    };
    let entered = view! {
        <span>{event.entered_by.clone()} <br/> <span class="muted nowrap"><InstantView at=event.recorded_at/></span></span>
    };
    Row::new(vec![
        link_cell_with(name, page, words),
        cell(event.purpose.clone()),
        view! { <span class="nowrap"><DateView date=event.value_date/></span> }.into_any(),
        view! { <MoneyView money=event.amount/> }.into_any(),
        booked(event.booked, event.pinned.as_ref()),
        entered.into_any(),
        next,
    ])
}
