//! `/grants/{code}/ledger`: the money events of a grant, the newest value date first.

use axum::extract::Path;
use domain::{
    Action, PartialDate, Viewer,
    ledger::{EventKind, Standing},
};
use leptos::prelude::*;
use store::ledger::EventRow;

use super::{
    parts::{booked, event_href, kind_cell, ledger, rate_words, standing_tag, steps},
    sums::sums,
};
use crate::{
    AppError, Cx, csv,
    cx::PageResult,
    kit::*,
    listing::{Listed, Listing, choices},
};

const LISTING: Listing<EventRow> = Listing {
    text: |e| {
        let or_nothing = |words: &Option<String>| words.clone().unwrap_or_default();
        let (reference, document) = (or_nothing(&e.external_ref), or_nothing(&e.document));
        format!("{} {} {reference} {document}", e.kind.label(), e.purpose)
    },
    filters: &[
        ("kind", |e, kind| e.kind.word() == kind),
        ("standing", |e, standing| e.standing.word() == standing),
        ("line", |e, line| [&e.budget_line, &e.from_budget_line].iter().any(|l| l.as_deref() == Some(line))),
        ("phase", |e, phase| e.phase.as_deref() == Some(phase)),
        ("currency", |e, currency| e.amount.currency.code() == currency),
        ("from", |e, from| by_date(e, from).is_some_and(std::cmp::Ordering::is_ge)),
        ("until", |e, until| by_date(e, until).is_some_and(std::cmp::Ordering::is_le)),
    ],
    sorts: &[
        ("-date", |a, b| (a.value_date, a.number).cmp(&(b.value_date, b.number))),
        ("number", |a, b| a.number.cmp(&b.number)),
        ("kind", |a, b| a.kind.label().cmp(b.kind.label())),
    ],
};

/// The value date against a day, a month or a year, as exactly as that is said; a date that cannot be read finds nothing.
fn by_date(event: &EventRow, typed: &str) -> Option<std::cmp::Ordering> {
    let limit = PartialDate::parse(typed).ok()?.to_string();
    let date = event.value_date.to_string();
    Some(date.get(..limit.len())?.cmp(&limit))
}

fn asked(cx: &Cx) -> AskedAsOf {
    AskedAsOf::read(&cx.query, cx.today())
}

/// The events that the address asks for, as a list and as a file.
///
/// # Errors
/// Officers see no money; another donor's grant is not found.
pub async fn listed(cx: &Cx, code: &str) -> Result<Listed<EventRow>, AppError> {
    let events = store::ledger::list(&mut cx.read().await?, cx.viewer()?, code, asked(cx).checked()?).await?;
    Ok(LISTING.arrange(&cx.query, events))
}

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let asked = asked(&cx);
    let events = store::ledger::list(&mut cx.read().await?, viewer, &code, asked.as_of).await?;
    let (selects, more) = selects(viewer, &events);
    let listed = LISTING.arrange(&cx.query, events);
    let sums = sums(&listed.matching)?;
    cx.page(&format!("Ledger of {code}"), || {
        let may_post = viewer.role.may(Action::ManageMoney);
        let new = format!("{}/new", ledger(&code));
        let actions =
            may_post.then(|| view! { <ButtonLink href=new.clone() text="Post an event" primary=true/> }.into_any());
        let lead = lead(viewer);
        let tools = csv::link(&cx.query, &format!("{}.csv", ledger(&code)), listed.matching.len());
        let provisional = listed.matching.iter().filter(|e| e.standing == Standing::Provisional).count();
        let mut found = count_of(listed.state.total, "event", "events");
        if provisional > 0 {
            found.push_str(&format!(", {provisional} of them provisional"));
        }
        let table = table(&cx, viewer, &code, &listed, may_post.then_some(new), sums);
        view! {
            <Breadcrumb steps=steps(&code, false)/>
            <PageHeader kind="Grant" code=code.clone() title="Ledger" actions lead/>
            <AsOfBar asked/>
            <FilterBar query=cx.query.clone() search="Purpose, reference or document" selects more
                dates=vec![("from", "Value date from"), ("until", "Value date until")]
                sorts=orders() count=found tools/>
            {table}
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
    listed: &Listed<EventRow>,
    new: Option<String>,
    sums: Vec<Sum>,
) -> AnyView {
    let query = cx.query.clone();
    if listed.matching.is_empty() {
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
    let rows = listed.shown().iter().map(|event| row(viewer, code, event)).collect();
    view! {
        <DataTable caption="Money events" columns rows query sort=listed.sort state=Some(listed.state) sums/>
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
        booked(event.booked),
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
fn selects(viewer: &Viewer, events: &[EventRow]) -> (Vec<FilterSelect>, Vec<FilterSelect>) {
    let of = |word: &dyn Fn(&EventRow) -> Option<String>| {
        choices(events.iter().filter_map(word).map(|word| (word.clone(), word)))
    };
    let kinds = EventKind::ALL.iter().filter(|kind| events.iter().any(|e| e.kind == **kind));
    let kinds = kinds.map(|kind| (kind.word().to_owned(), kind.label().to_owned())).collect();
    let standings = Standing::ALL.iter().map(|s| (s.word().to_owned(), s.label().to_owned())).collect();
    let mut selects = vec![FilterSelect::new("kind", "Kind", kinds)];
    selects.extend(viewer.sees_everything().then(|| FilterSelect::new("standing", "Standing", standings)));
    selects.push(FilterSelect::new("line", "Budget line", of(&|e| e.budget_line.clone())));
    let more = vec![
        FilterSelect::new("phase", "Phase", of(&|e| e.phase.clone())),
        FilterSelect::new("currency", "Currency", of(&|e| Some(e.amount.currency.code().to_owned()))),
    ];
    (selects, more)
}
