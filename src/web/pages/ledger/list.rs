//! `/grants/{code}/ledger`: the money events of a grant, the newest value date first.

use axum::extract::Path;
use domain::{
    Action, PartialDate, Viewer,
    ledger::{EventKind, Standing},
};
use leptos::prelude::*;
use store::{
    ledger::{EventRow, Filters},
    list::Page,
};

use super::{
    parts::{booked, event_href, kind_cell, ledger, rate_words, standing_tag, steps},
    sums::sums,
};
use crate::{Cx, cx::PageResult, export, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let asked_as_of = AskedAsOf::read(&cx.query, cx.today());
    let (as_of, asked) = (asked_as_of.as_of, cx.query.asked());
    let mut tx = cx.read().await?;
    let events = store::ledger::list(&mut tx, viewer, &code, as_of, &asked).await?;
    let added = store::ledger::sums(&mut tx, viewer, &code, as_of, &asked).await?;
    let (selects, more) = selects(viewer, store::ledger::filters(&mut tx, viewer, &code, as_of).await?);
    drop(tx);
    let waiting = added.iter().filter(|sum| sum.standing == Standing::Provisional);
    let provisional: usize = waiting.map(|sum| sum.booked.events).sum();
    let sums = sums(&added)?;
    let paging = Paging::of(&events);
    cx.page(&format!("Ledger of {code}"), || {
        let may_post = viewer.role.may(Action::ManageMoney);
        let new = format!("{}/new", ledger(&code));
        let actions =
            may_post.then(|| view! { <ButtonLink href=new.clone() text="Post an event" primary=true/> }.into_any());
        let lead = lead(viewer);
        let tools = export::links(&cx.query, &ledger(&code), paging.shown);
        let mut found = paging.words("event", "events");
        if provisional > 0 {
            found.push_str(&format!(", {provisional} of them provisional"));
        }
        let table = table(&cx, viewer, &code, &events, may_post.then_some(new), sums);
        view! {
            <Breadcrumb steps=steps(&code, false)/>
            <PageHeader kind="Grant" code=code.clone() title="Ledger" actions lead/>
            <AsOfBar asked=asked_as_of.clone()/>
            <FilterBar query=cx.query.clone() search="Purpose, reference or document" selects more
                dates=vec![("from", "Value date from"), ("until", "Value date until")]
                sorts=orders() count=found tools/>
            {table}
            {terms(&["booked", "certified", "commitment", "provisional", "assumed"])}
        }
        .into_any()
    })
}

fn lead(viewer: &Viewer) -> AnyView {
    let who = if viewer.sees_everything() {
        "Nothing here is edited: what is wrong is reversed and posted again. Provisional events wait for a second person."
    } else {
        "Approved events. Nothing here is edited: what was wrong is reversed and posted again."
    };
    view! { <p>{who}</p> }.into_any()
}

fn table(
    cx: &Cx,
    viewer: &Viewer,
    code: &str,
    events: &Page<EventRow>,
    new: Option<String>,
    sums: Vec<Sum>,
) -> AnyView {
    let query = cx.query.clone();
    if events.count.is_zero() {
        let yet = "A money event is a pledge, a receipt, an expenditure: with its date, its rate and its document.";
        let action = new.map(|href| ("Post the first event".to_owned(), href));
        return view! { <EmptyState things="events" query yet action/> }.into_any();
    }
    let mut columns = vec![
        Column::text("No.").sorted("number"),
        Column::text("Value date").sorted("date"),
        Column::text("Kind").sorted("kind"),
        Column::text("Purpose"),
        Column::number("Amount"),
        Column::text("Rate"),
        Column::number("Booked in US dollars"),
    ];
    columns.extend(viewer.sees_everything().then(|| Column::text("Standing")));
    let rows = events.rows.iter().map(|event| row(viewer, code, event)).collect();
    view! {
        <DataTable caption="Money events" columns rows query paging=Some(Paging::of(events)) sums/>
    }
    .into_any()
}

fn row(viewer: &Viewer, code: &str, event: &EventRow) -> Row {
    let date = PartialDate::Day(event.value_date);
    let place: Vec<&str> = [&event.budget_line, &event.phase].into_iter().filter_map(Option::as_deref).collect();
    let place = (!place.is_empty()).then(|| view! { <br/> <span class="muted">{place.join(" · ")}</span> }.into_any());
    let mut cells = vec![
        view! { <span class="nowrap">{link(format!("{code}/{}", event.number), Some(&event_href(code, event.number)))}</span> }
            .into_any(),
        view! { <span class="nowrap"><DateView date/></span> }.into_any(),
        kind_cell(code, event),
        view! { <span>{event.purpose.clone()} {place}</span> }.into_any(),
        view! { <MoneyView money=event.amount/> }.into_any(),
        cell(event.pinned.as_ref().map(rate_words)),
        booked(event.booked, event.pinned.as_ref()),
    ];
    cells.extend(viewer.sees_everything().then(|| standing_tag(event.standing)));
    Row::new(cells)
}

fn orders() -> Vec<(String, String)> {
    [
        ("-date", "Newest value date first"),
        ("date", "Oldest first"),
        ("-number", "Posted last first"),
        ("kind", "By kind"),
    ]
    .map(|(key, words)| (key.to_owned(), words.to_owned()))
    .to_vec()
}

/// What can be chosen: of each filter only what stands in the ledger.
fn selects(viewer: &Viewer, filters: Filters) -> (Vec<FilterSelect>, Vec<FilterSelect>) {
    let kinds = EventKind::ALL.iter().filter(|kind| filters.kinds.contains(kind));
    let kinds = kinds.map(|kind| (kind.word().to_owned(), kind.label().to_owned())).collect();
    let standings = Standing::ALL.iter().map(|s| (s.word().to_owned(), s.label().to_owned())).collect();
    let lines = filters.lines.into_iter().map(|code| (code.clone(), code)).collect();
    let currencies = filters.currencies.iter().map(|c| (c.code().to_owned(), c.code().to_owned())).collect();
    let mut selects = vec![FilterSelect::new("kind", "Kind", kinds)];
    selects.extend(viewer.sees_everything().then(|| FilterSelect::new("standing", "Standing", standings)));
    selects.push(FilterSelect::new("line", "Budget line", lines));
    let more = vec![
        FilterSelect::new("phase", "Phase", filters.phases),
        FilterSelect::new("currency", "Currency", currencies),
    ];
    (selects, more)
}
