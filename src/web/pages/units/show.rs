//! One unit: where it stands, who mans it, what it holds and what is on its way.

use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{Action, change::Entity, document::Subject};
use leptos::prelude::*;
use store::{
    heads::HeadRow,
    list::Page,
    merges::{self, Noun},
    units::{Holding, InventoryRow, Sent, UnitRow},
};

use super::{inventory, life};

use crate::{
    Cx,
    cx::PageResult,
    export,
    kit::*,
    pages::{
        agencies::{agency_codes, agency_names, country},
        changes::history,
        documents,
        results::acted,
        twins,
    },
};

/// Stages of cases that a unit's page shows; the list of cases has all of them.
const MOST_STAGES: i64 = 20;

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    // A coordinator reads what there is now, without the way of each item through rounds, receipts and grants.
    let reads_items = viewer.may(Action::SeeItems).is_ok();
    let asked = if reads_items { AskedAsOf::read(&cx.query, cx.today()) } else { AskedAsOf::default() };
    let (unit, changed) = store::units::show_as_of(&mut tx, viewer, &code, asked.as_of).await?;
    if let Some(own) = unit.row.unit.code.as_ref().filter(|own| **own != code) {
        // A twin: both codes lead to the one that it is read as.
        return Ok(Redirect::to(&asked.address(&format!("/units/{own}"))).into_response());
    }
    if let Some(words) = unit.not_yet {
        return not_there(&cx, &unit.row, words, asked);
    }
    let unit = unit.row;
    let may_edit = asked.as_of.is_now() && viewer.may(Action::ManageGrants).is_ok();
    let life = life::section(&code, &unit, &changed, (asked.as_of, cx.today()), may_edit);
    let history = if asked.as_of.is_now() { history(&mut tx, viewer, Entity::Unit, &code).await? } else { None };
    let sent = if reads_items { Some(store::units::sent(&mut tx, viewer, &code, asked.as_of).await?) } else { None };
    let held = store::units::inventory(&mut tx, viewer, &code, asked.as_of, &cx.query.asked()).await?;
    let heads =
        if reads_items { store::heads::of_unit(&mut tx, viewer, &code, asked.as_of).await? } else { Vec::new() };
    let changes_heads = asked.as_of.is_now() && viewer.role.may(Action::ChangeHeads);
    let file = |end: &str| asked.address(&format!("/units/{code}/inventory.{end}"));
    let files = (!held.count.is_zero()).then(|| export::both(file("csv"), file("xlsx")));
    let head_section = heads_section(&code, heads, viewer.is_donor() || !reads_items, changes_heads);
    let seizures = if viewer.may(Action::SeeCases).is_ok() && asked.as_of.is_now() {
        Some(store::cases::of_unit(&mut tx, viewer, &code, MOST_STAGES).await?)
    } else {
        None
    };
    let scope = match (viewer.is_donor(), viewer.sees_everything()) {
        (true, _) => Some("Only what your grants paid for is shown."),
        (false, false) if !reads_items => None,
        (false, false) => Some("Only what was sent to your agency is shown."),
        (false, true) => None,
    };
    let documents =
        if asked.as_of.is_now() { documents::section(&mut tx, viewer, Subject::Unit, &code).await? } else { None };
    let everything = viewer.sees_everything();
    let twins = merges::twins(&mut tx, viewer, Noun::Unit, &code).await?;
    let twins = twins::section(&format!("/units/{code}"), twins, may_edit);
    let title = unit.unit.label.clone();
    let add = may_edit.then(|| format!("/units/{code}/edit"));
    let query = cx.query.clone();
    cx.page(&title, move || {
        view! {
            <PageHeader kind=unit.kind.label() code=code.clone() title=unit.unit.label.clone() status=working_tag(&unit)
                actions=may_edit.then(|| actions(&code))/>
            {reads_items.then(|| view! { <AsOfBar asked note="Its other names, areas and border are those of today."/> }.into_any())}
            {sent.as_ref().map(|sent| view! { <ChainStrip links=chain(&unit, sent)/> }.into_any())}
            {facts(unit, add)}
            {life}
            {items(query, held, files, sent.as_ref(), scope)}
            {head_section}
            {seizures.filter(|stages| everything || !stages.is_empty()).map(|stages| {
                let more = everything && stages.len() as i64 >= MOST_STAGES;
                acted(&stages, more.then(|| format!("/results?unit={code}#cases")))
            })}
            {documents}
            {twins}
            {history}
        }
        .into_any()
    })
}

/// A day before the unit was there.
fn not_there(cx: &Cx, unit: &UnitRow, words: &'static str, asked: AskedAsOf) -> PageResult {
    let code = unit.unit.code.clone().unwrap_or_default();
    cx.page(&unit.unit.label, || {
        view! {
            <PageHeader kind=unit.kind.label() code title=unit.unit.label.clone()/>
            <AsOfBar asked/>
            <p>{words}</p>
        }
        .into_any()
    })
}

fn actions(code: &str) -> AnyView {
    view! {
        <ButtonLink href=format!("/units/{code}/edit") text="Edit"/>
        <ButtonLink href=format!("/units/{code}/change") text="Changed on …"/>
        <ButtonLink href=format!("/units/{code}/merge") text="Same as …"/>
    }
    .into_any()
}

/// `working since 2018`, `closed 2021`, `planned 2020`.
pub(super) fn working_tag(unit: &UnitRow) -> AnyView {
    let tone = if unit.since.is_some() && unit.closed.is_none() { Tone::Good } else { Tone::Idle };
    match unit.working() {
        Some(text) => view! { <StatusTag tone text/> }.into_any(),
        None => view! { <span class="muted">"not stated"</span> }.into_any(),
    }
}

/// From the rounds to this unit, with what was signed for.
fn chain(unit: &UnitRow, sent: &Sent) -> Vec<ChainLink> {
    let here = ChainLink::here(unit.unit.label.clone());
    let from = match (&sent.round, sent.rounds) {
        (None, _) => return vec![ChainLink::waiting("waits for its first handover"), here],
        (Some(round), 1) => ChainLink::to(round.title.clone(), format!("/rounds/{}", round.code)),
        (Some(_), many) => ChainLink::fact(count_of(many, "round", "rounds")),
    };
    let receipts = if sent.signed == 0 {
        ChainLink::waiting("nothing signed for yet")
    } else {
        ChainLink::fact(format!("{} signed for", count(sent.signed)))
    };
    vec![from, ChainLink::fact(count_of(sent.lines, "item", "items")), receipts, here]
}

fn facts(unit: UnitRow, add: Option<String>) -> AnyView {
    let place = if unit.kind.has_base() { "Base" } else { "Crossing" };
    let mut facts = vec![Fact::text(place, unit.place)];
    if unit.kind.has_border() {
        facts.push(Fact::text("Border", unit.border));
    }
    facts.push(Fact::text("Country", unit.country.as_deref().map(country)));
    facts.push(Fact::text("Answers for", unit.areas.join(", ")));
    facts.push(Fact::text("Also known as", unit.aliases.join(", ")));
    let manned = (!unit.agencies.is_empty()).then(|| agency_names(unit.agencies)).flatten();
    facts.push(Fact::view("Manned by", manned));
    if unit.closed.is_none() {
        facts.push(Fact::text("Working since", unit.since.map(|since| since.words())));
    }
    view! { <RecordedFacts facts add/> }.into_any()
}

fn items(
    query: ListQuery,
    held: Page<InventoryRow>,
    files: Option<AnyView>,
    sent: Option<&Sent>,
    scope: Option<&'static str>,
) -> AnyView {
    let scope = scope.map(|words| view! { <p class="muted">{words}</p> }.into_any());
    let refused = sent.filter(|sent| !sent.refused.rows.is_empty()).map(|sent| {
        let table = table("Items that were not accepted", &sent.refused, |h| h.line.quantity);
        view! { <Section title="Not accepted" id="not-accepted">{table}</Section> }.into_any()
    });
    let held = if held.count.is_zero() {
        view! { <EmptyState things="items" yet="An item stands here once a receipt has confirmed it."/> }.into_any()
    } else {
        inventory::table(query, &held, sent.is_some())
    };
    let coming = sent.map(|sent| {
        let coming = if sent.coming.rows.is_empty() {
            view! { <p>"Nothing is planned for it or on its way to it."</p> }.into_any()
        } else {
            table("Items on their way", &sent.coming, |h| h.line.outstanding)
        };
        view! { <Section title="On its way" id="coming">{coming}</Section> }.into_any()
    });
    view! {
        <Section title="What it holds" id="held" aside=files>{scope} {held}</Section>
        {coming}
        {refused}
    }
    .into_any()
}

/// The newest of the lines, and how many there are where that is not all of them.
fn table(caption: &'static str, lines: &Page<Holding>, counted: fn(&Holding) -> i64) -> AnyView {
    let columns = vec![
        Column::text("Item"),
        Column::number("Quantity"),
        Column::text("State"),
        Column::text("Agency"),
        Column::text("Round"),
        Column::text("Receipt"),
    ];
    let rows = lines.rows.iter().map(|holding| row(holding, counted(holding))).collect();
    let rest = lines.next.is_some().then(|| {
        let all = Paging::of(lines).words("line", "lines");
        let words = format!("The newest {} of {all}; the pages of the rounds have all of theirs.", lines.rows.len());
        view! { <p class="muted">{words}</p> }.into_any()
    });
    view! { <DataTable caption columns rows/> {rest} }.into_any()
}

fn row(holding: &Holding, counted: i64) -> Row {
    let line = &holding.line;
    let number = line.identity.as_ref().and_then(inventory::number);
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

/// Who answers for what each agency has here, and who did before.
fn heads_section(code: &str, heads: Vec<HeadRow>, for_donor: bool, may_change: bool) -> Option<AnyView> {
    if for_donor {
        return None;
    }
    let href = format!("/units/{code}/head");
    let aside = may_change.then(|| view! { <ButtonLink href text="Change of head"/> }.into_any());
    let content = if heads.is_empty() {
        view! { <p class="muted">"No head has accepted its inventory yet."</p> }.into_any()
    } else {
        let columns = vec![
            Column::text("Head"),
            Column::text("Agency"),
            Column::text("Since"),
            Column::text("Until"),
            Column::number("Items accepted"),
            Column::number("Pieces missing"),
            Column::text("Signed"),
        ];
        let rows = heads.into_iter().map(head_row).collect();
        view! { <DataTable caption="Heads of the unit" columns rows/> }.into_any()
    };
    Some(view! { <Section title="Heads" id="heads" aside>{content}</Section> }.into_any())
}

fn head_row(head: HeadRow) -> Row {
    let signed = match head.document {
        Some(document) => document,
        None => format!("in the portal, {}", head.recorded_at.day_words()),
    };
    Row::new(vec![
        view! { <div>{head.name} <span class="below">{head.post}</span></div> }.into_any(),
        view_cell(agency_codes(vec![head.agency])),
        view! { <span class="nowrap"><DateView date=head.from/></span> }.into_any(),
        match head.until {
            Some(until) => view! { <span class="nowrap"><DateView date=until/></span> }.into_any(),
            None => view! { <StatusTag tone=Tone::Good text="present head"/> }.into_any(),
        },
        number_cell(head.items),
        number_cell(head.missing),
        cell(signed),
    ])
}
