//! One visit: where, with whom, what it expects, and what was found.

use axum::extract::Path;
use domain::{
    Action, PartialDate,
    change::Entity,
    item::{Condition, ItemKind},
    visit::VisitState,
};
use leptos::prelude::*;
use store::visits::{ExpectedRow, Unexpected, VisitShow, is_late};

use super::list::state_tag;
use crate::{
    Cx,
    cx::PageResult,
    export,
    kit::*,
    pages::{
        changes::history,
        items::{full_name, unit_view},
    },
};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let shown = store::visits::show(&mut tx, &viewer, &code).await?;
    let expected = store::visits::expected(&mut tx, &viewer, &code, &cx.query.asked()).await?;
    let history = history(&mut tx, &viewer, Entity::Visit, &code).await?;
    let late = is_late(&shown.row, cx.now());
    let may = viewer.may(Action::ManageVisits).is_ok() && shown.row.state == VisitState::Planned;
    let paging = Paging::of(&expected);
    let query = cx.query.clone();
    cx.page(&format!("Visit {code}"), move || {
        let row = &shown.row;
        let status = state_tag(row.state, late);
        let steps = vec![("Visits".to_owned(), "/visits".to_owned())];
        let lacks = may.then(|| format!("/visits/{code}/edit"));
        let words = [("not counted", "Not counted"), ("seen", "Seen"), ("missing", "Not there")];
        let words = words.map(|(word, label)| (word.to_owned(), label.to_owned())).to_vec();
        let selects = vec![FilterSelect::new("found", "Found", words)];
        let address = format!("/visits/{code}/expected");
        let tools = export::links(&query, &address, paging.shown);
        let count = paging.words("thing expected", "things expected");
        let list = table(&expected.rows, query.clone(), paging, &code, may);
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Visit" code=code.clone() title=row.title.clone() status=Some(status) actions=may.then(|| actions(&code, row.looked > 0))/>
            <RecordedFacts facts=facts(&shown) add=lacks/>
            <Section title="What it expects" id="expected">
                <FilterBar query selects count tools/>
                {list}
            </Section>
            {unexpected(&shown.unexpected)}
            {history}
        }
        .into_any()
    })
}

fn actions(code: &str, looked: bool) -> AnyView {
    let to = |end: &str| format!("/visits/{code}/{end}");
    let close = looked.then(|| view! { <ButtonLink href=to("close") text="Close the visit" primary=true/> }.into_any());
    let cancel = (!looked).then(|| view! { <a href=to("cancel")>"Cancel the visit"</a> }.into_any());
    view! {
        {close}
        <ButtonLink href=to("found") text="Found, not expected"/>
        <ButtonLink href=format!("/findings/new?visit={code}") text="Record a finding"/>
        <ButtonLink href=to("edit") text="Edit"/>
        {cancel}
    }
    .into_any()
}

fn facts(shown: &VisitShow) -> Vec<Fact> {
    let row = &shown.row;
    let units: Vec<AnyView> = shown.units.iter().map(|unit| view! { <li>{unit_view(unit)}</li> }.into_any()).collect();
    let sample = match shown.drawn {
        Some((size, seed)) => format!("{} drawn by lot with the seed {seed}", count_of(size, "thing", "things")),
        None => shown.sample.label().to_owned(),
    };
    let day = |day: PartialDate| view! { <DateView date=Some(day)/> }.into_any();
    let mut facts = vec![
        Fact::view("Planned for", Some(day(row.planned_on))),
        Fact::view("Where", Some(view! { <ul class="stack-tight plain">{units}</ul> }.into_any())),
        Fact::text("What is looked at", sample),
    ];
    facts.extend(row.held_on.map(|held| Fact::view("Held on", Some(day(held)))));
    facts.push(Fact::text("Together with", row.donor.as_ref().map(|(_, name)| format!("the embassy: {name}"))));
    facts.push(Fact::view("Team", shown.team.clone().map(|team| view! { <p class="pre-line">{team}</p> }.into_any())));
    facts.push(Fact::text("Note", shown.note.clone()));
    facts.extend(shown.reason.clone().map(|reason| Fact::text("Why it was cancelled", reason)));
    let seen = row.looked - row.missing;
    let mut result = vec![format!("{} of {} seen", count(seen), count_of(row.expected, "thing", "things"))];
    result.extend((row.missing > 0).then(|| format!("{} not there", count(row.missing))));
    result.extend((row.expected > row.looked).then(|| format!("{} not counted", count(row.expected - row.looked))));
    facts.push(Fact::text("So far", result.join(", ")));
    facts
}

fn table(listed: &[ExpectedRow], query: ListQuery, paging: Paging, code: &str, may: bool) -> AnyView {
    if listed.is_empty() {
        let yet = "Nothing of it is yours to read.";
        return view! { <EmptyState things="things expected" query yet/> }.into_any();
    }
    let mut columns = vec![
        Column::text("Item").sorted("name"),
        Column::text("Unit").sorted("unit"),
        Column::number("Expected"),
        Column::text("Found"),
        Column::text("Condition"),
    ];
    columns.extend(may.then(|| Column::text("Actions")));
    let rows = listed.iter().map(|row| one(row, code, may)).collect();
    view! { <DataTable caption="What the visit expects" columns rows query paging=Some(paging)/> }.into_any()
}

fn one(row: &ExpectedRow, code: &str, may: bool) -> Row {
    let name = full_name(&row.name, row.make.as_deref(), row.model.as_deref());
    let expected = match row.kind {
        ItemKind::Lot => cell(quantity(row.expected, &row.unit_of_measure)),
        _ => number_cell(row.expected),
    };
    let tone = match row.found {
        None => Tone::Idle,
        Some(found) if found.seen == 0 => Tone::Bad,
        Some(found) if found.seen < row.expected => Tone::Warn,
        Some(_) => Tone::Good,
    };
    let below = row.found.map(|found| {
        let unused =
            found.unused_since.map(|since| format!(", not in use since {}", since.words())).unwrap_or_default();
        let because = row.because.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        let words = format!("{}, {}{unused}{because}", found.checked_on.words(), found.method.label().to_lowercase());
        view! { <span class="below">{words}</span> }.into_any()
    });
    let mut cells = vec![
        link_cell_with(name, format!("/items/{}", row.tag), row.tag.clone()),
        unit_view(&row.unit),
        expected,
        view! { <div><StatusTag tone text=found_words(row)/> {below}</div> }.into_any(),
        cell(row.found.and_then(|found| found.condition).map(Condition::label)),
    ];
    cells.extend(may.then(|| {
        let href = format!("/visits/{code}/look/{}", row.id);
        let words = if row.found.is_some() { "Look again" } else { "Record" };
        let about = format!("{words}: {}", row.tag);
        view! { <a href=href aria-label=about>{words}</a> }.into_any()
    }));
    Row::new(cells)
}

/// "3 of 4 in use", "not counted"
pub(super) fn found_words(row: &ExpectedRow) -> String {
    match row.found {
        None => "not counted".to_owned(),
        Some(found) if found.missing => "missing".to_owned(),
        Some(found) if found.seen == 0 => "not seen".to_owned(),
        Some(found) if row.expected > 1 => {
            format!("{} of {} {}", count(found.seen), count(row.expected), found.finding.label().to_lowercase())
        }
        Some(found) => found.finding.label().to_lowercase(),
    }
}

fn unexpected(found: &[Unexpected]) -> Option<AnyView> {
    if found.is_empty() {
        return None;
    }
    let one = |found: &Unexpected| match (&found.item, &found.words) {
        (Some((tag, name)), _) => {
            let words = format!("{tag} · {name}");
            view! { <li>{link(words, Some(&format!("/items/{tag}")))}</li> }.into_any()
        }
        (None, words) => {
            let at = found.unit.as_ref().map(|unit| format!("{}: ", unit.label)).unwrap_or_default();
            view! { <li>{at}{words.clone()}</li> }.into_any()
        }
    };
    let rows: Vec<AnyView> = found.iter().map(one).collect();
    Some(
        view! { <Section title="Found, and not expected" id="unexpected"><ul class="stack-tight">{rows}</ul></Section> }
            .into_any(),
    )
}
