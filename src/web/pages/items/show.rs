//! `/items/{tag}`: one thing, from the grant that paid for it to whoever signed for it.

use axum::extract::Path;
use domain::{Action, Money, Refusal, Role, Viewer, document::Subject, item::ItemKind};
use leptos::prelude::*;
use store::{
    Error, acts,
    items::{ItemGrant, ItemShow, SharesEntry},
};

use super::{
    chain, correct, history, odometer,
    parts::{agency_href, full_name, make_and_model, marks, standing_tag, unit_view},
    shares::timeline,
    verification,
};
use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    pages::{acts::on_acts, custody, documents},
};

pub async fn page(cx: Cx, Path(tag): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let asked = AskedAsOf::read(&cx.query, cx.today());
    let item = match store::items::show_as_of(&mut tx, viewer, &tag, asked.as_of).await {
        Err(Error::Refused(Refusal::NotFound)) if !asked.as_of.is_now() => {
            let today = store::items::show(&mut tx, viewer, &tag).await?;
            return not_yet(&cx, &today, asked);
        }
        found => found?,
    };
    let checks = store::verifications::of_item(&mut tx, viewer, &tag, asked.as_of).await?;
    let readings = store::odometer::of_item(&mut tx, viewer, &tag, asked.as_of).await?;
    let corrections = store::items::corrections(&mut tx, viewer, &tag, asked.as_of).await?;
    let owned = store::titles::of_item(&mut tx, viewer, &tag, asked.as_of).await?;
    let past = if viewer.sees_everything() {
        store::items::share_history(&mut tx, viewer, &tag, asked.as_of).await?
    } else {
        Vec::new()
    };
    let then = |act: &acts::Mention| {
        let known = act.issued_at.0 <= asked.as_of.known_millis();
        known && act.issued_at.day().to_string() <= asked.as_of.day_text()
    };
    let mut made = acts::of_item(&mut tx, viewer, &tag).await?;
    made.retain(then);
    let documents =
        if asked.as_of.is_now() { documents::section(&mut tx, viewer, Subject::Item, &tag).await? } else { None };
    cx.page(&title(&item), || {
        let may_correct = asked.as_of.is_now() && viewer.role.may(Action::ManageRounds);
        let lacks = may_correct.then(|| format!("/items/{}/correct", item.tag));
        let mut facts = facts(&item, may_correct);
        let upkeep = asked.as_of.is_now() && viewer.role.may(Action::SeeUpkeep);
        facts.extend(upkeep.then(|| {
            Fact::link("Papers and upkeep", "Papers, services, repairs", format!("/items/{}/upkeep", item.tag))
        }));
        let custody = history::custody(&item);
        let moves = asked.as_of.is_now().then(|| custody::actions(viewer, &item)).flatten();
        let head_actions = actions(&item, viewer, asked.as_of.is_now(), moves);
        let rounds = history::rounds(&item);
        let receipts = history::receipts(&item, viewer);
        let on_acts = on_acts(viewer, &made);
        view! {
            {head(&item, status(&item), head_actions)}
            <AsOfBar asked=asked.clone()/>
            <ChainStrip links=chain::links(&item)/>
            <div class="grid-2">
                <Section title="What it is"><RecordedFacts facts add=lacks/></Section>
                <Section title="Who held it" id="custody">{custody}</Section>
            </div>
            {who_paid(&item, viewer, past, asked.as_of.is_now())}
            <Section title="Handed over" id="rounds">{rounds}</Section>
            <Section title="Signed for" id="receipts">{receipts} {on_acts}</Section>
            {custody::title(&item, &owned)}
            {verification::section(viewer, &item.tag, &checks, asked.as_of.is_now())}
            {odometer::section(viewer, &item, &readings, asked.as_of.is_now())}
            {documents}
            {history::notes(&item)}
            {correct::section(&corrections)}
            {terms(&["condition", "receipt", "act", "round", "illustrative"])}
        }
        .into_any()
    })
}

/// It is there today, and was not then: not recorded yet, or nothing of this viewer's.
fn not_yet(cx: &Cx, item: &ItemShow, asked: AskedAsOf) -> PageResult {
    cx.page(&title(item), || {
        view! {
            {head(item, None, None)}
            <AsOfBar asked/>
            <p>"Nothing of it was there for you to see then."</p>
        }
        .into_any()
    })
}

fn name(item: &ItemShow) -> String {
    full_name(&item.name, item.make.as_deref(), item.model.as_deref())
}

fn title(item: &ItemShow) -> String {
    format!("{} · {}", name(item), item.tag)
}

fn head(item: &ItemShow, status: Option<AnyView>, actions: Option<AnyView>) -> AnyView {
    view! { <PageHeader kind=item.kind.label() code=item.tag.clone() title=name(item) status=status actions=actions/> }
        .into_any()
}

/// Whoever scanned the label of a thing that is awaited is one step from counting it; everybody can print the label.
fn actions(item: &ItemShow, viewer: &Viewer, now: bool, moves: Option<AnyView>) -> Option<AnyView> {
    let awaited = item.lines.iter().find(|at| at.line.dispatched && at.line.outstanding > 0 && !at.round.cancelled);
    let count = awaited.filter(|_| now && viewer.role.may(Action::ConfirmReceipt)).map(|at| {
        let href = format!("/rounds/{}/receipt?q={}#{}", at.round.code, item.tag, item.tag);
        view! { <ButtonLink href text="Count this line" primary=true/> }.into_any()
    });
    let label = now.then(|| view! { <ButtonLink href=format!("/items/{}/label", item.tag) text="Label"/> }.into_any());
    let correct = (now && viewer.role.may(Action::ManageRounds))
        .then(|| view! { <ButtonLink href=format!("/items/{}/correct", item.tag) text="Correct"/> }.into_any());
    let any = count.is_some() || label.is_some() || moves.is_some();
    any.then(|| view! { {count} {label} {correct} {moves} }.into_any())
}

fn status(item: &ItemShow) -> Option<AnyView> {
    let newest = item.lines.last()?;
    let tag = standing_tag(&newest.line, &newest.round);
    let badge = item.illustrative.then(|| view! { " " <BadgeTag badge=Badge::Illustrative/> }.into_any());
    Some(view! { {tag}{badge} }.into_any())
}

fn facts(item: &ItemShow, may_correct: bool) -> Vec<Fact> {
    let made = make_and_model(item.make.as_deref(), item.model.as_deref());
    let lot = item.kind == ItemKind::Lot;
    let counted = item.lines.iter().flat_map(|line| &line.receipts).next_back().map(|r| r.condition);
    let condition = item.custody.iter().rev().find_map(|event| Some((event.condition?, event.occurred_on)));
    let mut facts = vec![Fact::text("Kind", item.kind.label())];
    if item.category.is_some() || may_correct {
        let name = item.category.clone().unwrap_or_else(|| "none yet".to_owned());
        let change = may_correct.then(|| {
            let href = format!("/items/{}/category", item.tag);
            view! { " " <a href=href aria-label="Change the category">"Change"</a> }.into_any()
        });
        facts.push(Fact::view("Category", view! { {name} {change} }.into_any()));
    }
    facts.extend((!lot || made.is_some()).then(|| Fact::text("Make and model", made)));
    facts.extend(item.details.year.map(|year| Fact::text("Year of manufacture", year.to_string())));
    facts.extend(identity(item));
    facts.extend(lot.then(|| Fact::text("Quantity", quantity(item.quantity, &item.unit_of_measure))));
    facts.push(component(item));
    facts.extend(
        item.delivered_phase
            .clone()
            .map(|phase| Fact::text("Delivered in phase", format!("{} {phase}", item.component_code))),
    );
    facts.push(Fact::view("Where it is", custody::places(item)));
    facts.push(Fact::view("Unit", unit_view(&item.unit)));
    facts.push(Fact::link("Agency", item.agency.name.clone(), agency_href(&item.agency.code)));
    facts.extend(counted.map(|c| Fact::text("Condition when last counted", c.label())));
    facts.extend(
        condition.map(|(c, day)| Fact::text("Condition stated since", format!("{}, {}", c.label(), day.words()))),
    );
    facts.extend(item.details.warranty_until.map(|date| Fact::text("Warranty until", date.words())));
    facts.extend(accessories(&item.details.accessories));
    facts.extend(value(item));
    facts.extend(
        item.details.unit_price.map(|money| Fact::view("Price of one", view! { <MoneyView money/> }.into_any())),
    );
    facts
}

fn accessories(list: &[String]) -> Option<Fact> {
    let parts: Vec<_> = list.iter().map(|part| view! { <li>{part.clone()}</li> }.into_any()).collect();
    (!parts.is_empty()).then(|| Fact::view("Accessories", view! { <ul class="plain-list">{parts}</ul> }.into_any()))
}

/// A number that is not there, or not for this viewer, leaves no empty row behind; staff read that it is not there.
fn identity(item: &ItemShow) -> Vec<Fact> {
    let Some(identity) = &item.identity else {
        return Vec::new();
    };
    let vehicle = item.kind == ItemKind::Vehicle;
    // What such a thing has; of another one only what is there.
    [
        ("VIN", &identity.vin, vehicle),
        ("Chassis number", &identity.chassis, false),
        ("Plate", &identity.plate, vehicle),
        ("Serial number", &identity.serial, item.kind == ItemKind::Equipment),
        ("Engine number", &identity.engine, false),
    ]
    .into_iter()
    .filter(|(_, number, asked)| *asked || number.is_some())
    .map(|(label, number, _)| {
        let number = number.clone().map(|number| view! { <span class="code">{number}</span> }.into_any());
        Fact::view(label, number)
    })
    .collect()
}

fn component(item: &ItemShow) -> Fact {
    let words = format!("{} {}", item.component_code, item.phase);
    let href = format!("/components/{}", item.component_code);
    Fact::view("Funded in phase", link_cell_with(words, href, item.component_title.clone()))
}

/// The whole value; for a donor of a co-funded thing only what its own grants paid.
fn value(item: &ItemShow) -> Option<Fact> {
    let (label, money) = match item.value {
        Some(whole) => ("Value, as entered", whole),
        None => ("Paid by your grants", item.lines.last()?.line.value),
    };
    let value = view! { <MoneyView money/> {marks(item.co_funded, item.illustrative)} };
    Some(Fact::view(label, value.into_any()))
}

/// With the history for those who read it, and the way to change it.
fn who_paid(item: &ItemShow, viewer: &Viewer, past: Vec<SharesEntry>, now: bool) -> AnyView {
    let sent = item.lines.last().is_some_and(|newest| newest.line.dispatched);
    let change = (now && sent && viewer.role.may(Action::ManageMoney)).then(|| {
        view! { <ButtonLink href=format!("/items/{}/shares", item.tag) text="Change the shares"/> }.into_any()
    });
    let past = timeline(past).map(|past| view! { <h3>"Paid by"</h3> {past} }.into_any());
    let funding = funding(item, viewer);
    view! { <Section title="Who paid" id="funding" aside=change>{funding} {past}</Section> }.into_any()
}

/// Staff read who paid how much, a donor its own grants and part, an officer who gave.
pub fn funding(item: &ItemShow, viewer: &Viewer) -> AnyView {
    if item.grants.is_empty() {
        return view! { <p class="muted">"No grant is recorded for it yet."</p> }.into_any();
    }
    if viewer.role == Role::Officer {
        return given_by(item);
    }
    let staff = viewer.sees_everything();
    let mut columns = vec![Column::text("Grant")];
    if staff {
        columns.extend([Column::text("Donor"), Column::number("Share")]);
    }
    columns.push(Column::number("Value"));
    let rows = item.grants.iter().map(|grant| funding_row(grant, staff)).collect();
    let note = (viewer.is_donor() && item.co_funded)
        .then(|| view! { <p class="muted">"Co-funded: others paid a part of it too."</p> }.into_any());
    view! { <DataTable caption="Grants that paid for it" columns rows/> {note} }.into_any()
}

fn funding_row(grant: &ItemGrant, staff: bool) -> Row {
    let money = |money: Money| view! { <MoneyView money/> }.into_any();
    let code = grant.code.clone().unwrap_or_default();
    let mut cells = vec![link_cell_with(code.clone(), format!("/grants/{code}"), grant.title.clone())];
    if staff {
        let share = grant.ppm.map(|ppm| format!("{}\u{a0}%", domain::grant::percent(ppm)));
        cells.extend([cell(grant.donors.join(", ")), cell(share)]);
    }
    cells.push(view_cell(grant.value.map(money)));
    Row::new(cells)
}

fn given_by(item: &ItemShow) -> AnyView {
    let mut donors: Vec<String> = item.grants.iter().flat_map(|g| g.donors.clone()).collect();
    donors.sort();
    donors.dedup();
    let donors: Vec<_> = donors.into_iter().map(|donor| view! { <li>{donor}</li> }.into_any()).collect();
    view! { <ul>{donors}</ul> }.into_any()
}
