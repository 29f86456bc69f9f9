//! The chain strip of an item: who paid, for what, in which round, who signed, which unit.

use domain::{
    custody::{Kind, Place},
    round::LineState,
};
use store::{
    custody::Held,
    items::{ItemLine, ItemShow},
};

use super::parts::{full_name, unit_href};
use crate::kit::ChainLink;

/// `Japan › JP-2020 › IMT Phase II › R-2021-05, 6 May 2021 › [ Off-road car · IMT-000123 ] › accepted 7 May 2021 › IMT Bukhara`
pub fn links(item: &ItemShow) -> Vec<ChainLink> {
    let mut links = money_links(item);
    links.push(ChainLink::to(
        format!("{} {}", item.component_code, item.phase),
        format!("/components/{}", item.component_code),
    ));
    let newest = item.lines.last();
    links.extend(newest.map(round_link));
    let name = full_name(&item.name, item.make.as_deref(), item.model.as_deref());
    links.push(ChainLink::here(format!("{name} · {}", item.tag)));
    links.extend(newest.map(receipt_link));
    links.extend(holders(item));
    links
}

/// The donors, then their grants; what of them is said is decided by the store.
fn money_links(item: &ItemShow) -> Vec<ChainLink> {
    if item.grants.is_empty() {
        return vec![ChainLink::waiting("waits for a grant")];
    }
    let mut donors: Vec<&str> = item.grants.iter().flat_map(|g| g.donors.iter().map(String::as_str)).collect();
    donors.sort_unstable();
    donors.dedup();
    let co_funded = if item.co_funded { " · co-funded" } else { "" };
    let donors = (!donors.is_empty()).then(|| ChainLink::fact(format!("{}{co_funded}", donors.join(" and "))));
    let grants = item.grants.iter().filter_map(|grant| grant.code.as_deref());
    donors.into_iter().chain(grants.map(|code| ChainLink::to(code, format!("/grants/{code}")))).collect()
}

fn round_link(newest: &ItemLine) -> ChainLink {
    let round = &newest.round;
    let day = round.day.map(|day| format!(", {}", day.words())).unwrap_or_default();
    ChainLink::to(format!("{}{day}", round.code), format!("/rounds/{}", round.code))
}

fn receipt_link(newest: &ItemLine) -> ChainLink {
    let line = &newest.line;
    match newest.receipts.last() {
        Some(counted) => {
            let words = match line.state {
                // Nothing of it has arrived so far, and somebody has said so.
                LineState::Awaiting => "counted, not accepted yet,",
                state => state.word(),
            };
            let day = counted.receipt.received_on.words();
            ChainLink::to(format!("{words} {day}"), format!("/receipts/{}", counted.receipt.public_id))
        }
        None if newest.round.cancelled => ChainLink::waiting("not sent: the round was cancelled"),
        None if line.dispatched => ChainLink::waiting(format!("waits for the receipt of the {}", line.agency_name)),
        None => ChainLink::waiting("waits for its dispatch"),
    }
}

/// The unit of its line; once something has happened after its receipt, where its parts are.
fn holders(item: &ItemShow) -> Vec<ChainLink> {
    if !item.adds_up {
        return vec![ChainLink::waiting("its record does not add up: ask an administrator to check it")];
    }
    if item.custody.iter().all(|event| matches!(event.kind, Kind::Dispatched | Kind::HandedOver)) {
        return item.lines.last().map(unit_link).into_iter().collect();
    }
    let here = |held: &Held| {
        let with_unit = matches!(held.place, Place::Unit(_));
        let href = held.unit.as_ref().filter(|_| with_unit).and_then(unit_href);
        let label = held.words.strip_prefix("with ").filter(|_| with_unit).unwrap_or(&held.words).to_owned();
        ChainLink { label, href, here: false, waiting: !with_unit }
    };
    item.held.iter().map(here).collect()
}

/// Custody passes to the unit only when the line is accepted.
fn unit_link(newest: &ItemLine) -> ChainLink {
    let line = &newest.line;
    let arrived = line.counted.received > 0;
    let label = match (arrived, line.dispatched) {
        (true, _) => line.unit.label.clone(),
        (false, true) => format!("in transit to {}", line.unit.label),
        (false, false) => format!("meant for {}", line.unit.label),
    };
    ChainLink { label, href: unit_href(&line.unit), here: false, waiting: !arrived }
}
