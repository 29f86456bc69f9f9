//! One unit: where it stands, who mans it, what it holds and what is on its way.

use axum::extract::Path;
use domain::{item::Identity, unit::UnitKind};
use leptos::prelude::*;
use store::{
    seizures::SeizureRow,
    units::{Holding, UnitRow},
};

use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    pages::{
        agencies::{agency_codes, agency_names},
        components::seizure_table,
    },
};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let unit = store::units::show(&mut tx, viewer, &code).await?.row;
    let asked = AskedAsOf::read(&cx.query, cx.today());
    let holdings = store::units::holdings_as_of(&mut tx, viewer, &code, asked.as_of).await?;
    let seizures = if viewer.sees_everything() && asked.as_of.is_now() {
        let all = store::seizures::list(&mut tx, viewer).await?;
        Some(all.into_iter().filter(|s| s.unit.code.as_deref() == Some(&code)).collect())
    } else {
        None
    };
    let scope = match (viewer.is_donor(), viewer.sees_everything()) {
        (true, _) => Some("Only what your grants paid for is shown."),
        (false, false) => Some("Only what was sent to your agency is shown."),
        (false, true) => None,
    };
    let title = unit.unit.label.clone();
    cx.page(&title, move || {
        view! {
            <PageHeader kind=unit.kind.label() code=code title=unit.unit.label.clone() status=working_tag(&unit)/>
            <AsOfBar asked note="What the unit is, it is today."/>
            <ChainStrip links=chain(&unit, &holdings)/>
            {facts(unit)}
            {items(holdings, scope)}
            {seizures.map(results)}
        }
        .into_any()
    })
}

/// `working since 2018`, `planned 2020`.
pub(super) fn working_tag(unit: &UnitRow) -> AnyView {
    let tone = if unit.since.is_some() { Tone::Good } else { Tone::Idle };
    match unit.working() {
        Some(text) => view! { <StatusTag tone text/> }.into_any(),
        None => view! { <span class="muted">"not stated"</span> }.into_any(),
    }
}

/// From the rounds to this unit, with what was signed for.
fn chain(unit: &UnitRow, holdings: &[Holding]) -> Vec<ChainLink> {
    let sent: Vec<&Holding> = holdings.iter().filter(|h| h.line.dispatched).collect();
    let mut rounds: Vec<&str> = sent.iter().map(|h| h.round.code.as_str()).collect();
    rounds.sort_unstable();
    rounds.dedup();
    let here = ChainLink::here(unit.unit.label.clone());
    let from = match (rounds.as_slice(), sent.as_slice()) {
        (&[], _) => return vec![ChainLink::waiting("waits for its first handover"), here],
        (&[code], &[first, ..]) => ChainLink::to(first.round.title.clone(), format!("/rounds/{code}")),
        (many, _) => ChainLink::fact(count_of(whole(many.len()), "round", "rounds")),
    };
    let signed = sent.iter().filter(|h| h.receipt.is_some()).count();
    let receipts = if signed == 0 {
        ChainLink::waiting("nothing signed for yet")
    } else {
        ChainLink::fact(format!("{} signed for", count(whole(signed))))
    };
    let items = ChainLink::fact(count_of(whole(sent.len()), "item", "items"));
    vec![from, items, receipts, here]
}

fn facts(unit: UnitRow) -> AnyView {
    let place = if unit.kind == UnitKind::Blo { "Crossing" } else { "Base" };
    let mut facts = vec![Fact::text(place, unit.place)];
    if let Some(border) = unit.border {
        facts.push(Fact::text("Border", border));
    }
    facts.push(Fact::text("Answers for", unit.areas.join(", ")));
    facts.push(Fact::text("Also known as", unit.aliases.join(", ")));
    facts.push(Fact::view("Manned by", agency_names(unit.agencies)));
    facts.push(Fact::text("Working since", unit.since.map(|date| date.words())));
    if let Some(planned) = unit.planned {
        facts.push(Fact::text("Planned for", planned.words()));
    }
    view! { <SummaryList facts/> }.into_any()
}

fn items(holdings: Vec<Holding>, scope: Option<&'static str>) -> AnyView {
    let held: Vec<&Holding> = holdings.iter().filter(|h| h.line.counted.received > 0).collect();
    let coming: Vec<&Holding> = holdings.iter().filter(|h| !h.line.dispatched || h.line.outstanding > 0).collect();
    let refused: Vec<&Holding> = holdings
        .iter()
        .filter(|h| h.line.dispatched && h.line.outstanding == 0 && h.line.counted.received == 0)
        .collect();
    let scope = scope.map(|words| view! { <p class="muted">{words}</p> }.into_any());
    let refused = (!refused.is_empty()).then(|| {
        let table = table("Items that were not accepted", &refused, |h| h.line.quantity);
        view! { <Section title="Not accepted" id="not-accepted">{table}</Section> }.into_any()
    });
    let held = if held.is_empty() {
        view! { <EmptyState things="items" yet="An item stands here once a receipt has confirmed it."/> }.into_any()
    } else {
        table("Items held", &held, |h| h.line.counted.received)
    };
    let coming = if coming.is_empty() {
        view! { <p>"Nothing is planned for it or on its way to it."</p> }.into_any()
    } else {
        table("Items on their way", &coming, |h| h.line.outstanding)
    };
    view! {
        <Section title="What it holds" id="held">{scope} {held}</Section>
        <Section title="On its way" id="coming">{coming}</Section>
        {refused}
    }
    .into_any()
}

fn table(caption: &'static str, holdings: &[&Holding], counted: fn(&Holding) -> i64) -> AnyView {
    let columns = vec![
        Column::text("Item"),
        Column::number("Quantity"),
        Column::text("State"),
        Column::text("Agency"),
        Column::text("Round"),
        Column::text("Receipt"),
    ];
    let rows = holdings.iter().map(|holding| row(holding, counted(holding))).collect();
    view! { <DataTable caption columns rows/> }.into_any()
}

fn row(holding: &Holding, counted: i64) -> Row {
    let line = &holding.line;
    let number = line.identity.as_ref().and_then(number);
    let below: Vec<String> = [Some(line.tag.clone()), number].into_iter().flatten().collect();
    let invented = line.illustrative.then(|| view! { " " <BadgeTag badge=Badge::Illustrative/> }.into_any());
    let item = link_cell(line.name.clone(), format!("/items/{}", line.tag));
    let agency = store::agencies::AgencyRef { code: line.agency_code.clone(), name: line.agency_name.clone() };
    let day = holding.round.day.map(|day| day.words());
    let receipt = holding
        .receipt
        .as_ref()
        .map(|(id, day)| link_cell(format!("counted {}", day.words()), format!("/receipts/{id}")));
    Row::new(vec![
        view! { <span>{item}{invented}<span class="below">{below.join(" · ")}</span></span> }.into_any(),
        cell(quantity(counted, &line.unit_of_measure)),
        line_tag(line.state),
        view_cell(agency_codes(vec![agency])),
        link_cell_with(holding.round.code.clone(), format!("/rounds/{}", holding.round.code), day),
        view_cell(receipt),
    ])
}

/// The number by which a person tells it from its like.
fn number(identity: &Identity) -> Option<String> {
    let named = |word: &str, number: &Option<String>| number.as_ref().map(|n| format!("{word} {n}"));
    named("VIN", &identity.vin)
        .or_else(|| named("chassis", &identity.chassis))
        .or_else(|| named("serial", &identity.serial))
}

fn results(seizures: Vec<SeizureRow>) -> AnyView {
    let body = if seizures.is_empty() {
        view! { <p>"No seizure is recorded for this unit."</p> }.into_any()
    } else {
        seizure_table(seizures, false)
    };
    view! { <Section title="Seizures it contributed to" id="seizures">{body}</Section> }.into_any()
}
