//! How a line of a round is worded wherever an item stands: on the pages of items and of grants.

use domain::{Money, PartialDate, item::ItemKind, unit::UnitRef};
use leptos::prelude::*;
use store::{LineRow, Totals, agencies::AgencyRef, items::RoundRef};

use crate::{kit::*, pages::agencies::agency_codes};

/// The item of a line for the first column: `Off-road car (Toyota Hilux)` over tag, quantity and numbers.
pub fn item_cell(line: &LineRow) -> AnyView {
    let name = full_name(&line.name, line.make.as_deref(), line.model.as_deref());
    let quantity = (line.kind == ItemKind::Lot).then(|| quantity(line.quantity, &line.unit_of_measure));
    let below: Vec<String> = [Some(line.tag.clone()), quantity, identifiers(line)].into_iter().flatten().collect();
    link_cell_with(name, format!("/items/{}", line.tag), below.join(" · "))
}

/// `Off-road car (Toyota Hilux)`
pub fn full_name(name: &str, make: Option<&str>, model: Option<&str>) -> String {
    match make_and_model(make, model) {
        Some(words) => format!("{name} ({words})"),
        None => name.to_owned(),
    }
}

/// `Toyota Hilux`
pub fn make_and_model(make: Option<&str>, model: Option<&str>) -> Option<String> {
    let words: Vec<&str> = [make, model].into_iter().flatten().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// `VIN JTMHV05J604123456 · plate 01 123 ABC`; nothing for donors, who do not get these numbers.
fn identifiers(line: &LineRow) -> Option<String> {
    let identity = line.identity.as_ref()?;
    let numbers = [
        ("VIN", &identity.vin),
        ("chassis", &identity.chassis),
        ("plate", &identity.plate),
        ("serial", &identity.serial),
        ("engine", &identity.engine),
    ];
    let words: Vec<String> =
        numbers.iter().filter_map(|(kind, number)| number.as_ref().map(|n| format!("{kind} {n}"))).collect();
    (!words.is_empty()).then(|| words.join(" · "))
}

/// Where a line stands: its word in an address, and what people read.
pub fn standing(line: &LineRow, round: &RoundRef) -> (&'static str, &'static str) {
    if round.cancelled { ("cancelled", "Round cancelled") } else { (line.state.word(), line.state.label()) }
}

pub fn standing_tag(line: &LineRow, round: &RoundRef) -> AnyView {
    if round.cancelled {
        return view! { <StatusTag text="Round cancelled"/> }.into_any();
    }
    line_tag(line.state)
}

/// Where a line stands, and what of its item is not with a unit any more.
pub fn life_tag(line: &LineRow, round: &RoundRef, elsewhere: Option<&String>) -> AnyView {
    let gone = elsewhere.map(|words| view! { " " <StatusTag tone=Tone::Bad text=words.clone()/> }.into_any());
    view! { <div>{standing_tag(line, round)}{gone}</div> }.into_any()
}

/// The same in words, for a file.
pub fn life_words(line: &LineRow, round: &RoundRef, elsewhere: Option<&String>) -> String {
    let words = [Some(standing(line, round).1.to_owned()), elsewhere.cloned()];
    words.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// A link over a quieter line, kept together where a phone puts the parts of a cell side by side.
pub fn two_lines(words: impl Into<String>, href: impl AsRef<str>, below: impl Into<Text>) -> AnyView {
    view! { <div>{link_cell_with(words, href, below)}</div> }.into_any()
}

/// The round and its day, neither of them broken over two lines.
pub fn round_view(round: &RoundRef) -> AnyView {
    let day = round.day.map(PartialDate::words);
    view! { <div class="nowrap">{link_cell_with(round.code.clone(), format!("/rounds/{}", round.code), day)}</div> }
        .into_any()
}

/// The unit, with a link where the viewer may open it.
pub fn unit_view(unit: &UnitRef) -> AnyView {
    link(unit.label.clone(), unit_href(unit).as_deref())
}

pub fn unit_href(unit: &UnitRef) -> Option<String> {
    unit.code.as_ref().map(|code| format!("/units/{code}"))
}

/// `SCC`, spelled out for those who point at it or have it read.
pub fn agency_view(code: &str, name: &str) -> AnyView {
    view_cell(agency_codes(vec![AgencyRef { code: code.to_owned(), name: name.to_owned() }]))
}

pub fn agency_href(code: &str) -> String {
    format!("/agencies/{code}")
}

/// `IMT Phase II`: where it was received, which need not be the phase that paid for it.
pub fn delivered_phase(line: &LineRow) -> Option<String> {
    let phase = line.delivered_phase.as_ref()?;
    Some(format!("{} {phase}", line.component_code))
}

/// `IMT Phase II`: the phase that paid for it.
pub fn phase_name(line: &LineRow) -> String {
    format!("{} {}", line.component_code, line.phase)
}

/// The value of a line, "co-funded" where somebody else paid a part, "illustrative" where it is invented.
pub fn value_view(line: &LineRow) -> AnyView {
    view! { <div><MoneyView money=line.value/> {marks(line.co_funded, line.illustrative)}</div> }.into_any()
}

/// The marks under a value.
pub fn marks(co_funded: bool, illustrative: bool) -> Option<AnyView> {
    let co_funded = co_funded.then_some("co-funded ");
    let badge = illustrative.then(|| view! { <BadgeTag badge=Badge::Illustrative/> }.into_any());
    (co_funded.is_some() || badge.is_some()).then(|| view! { <span class="below">{co_funded}{badge}</span> }.into_any())
}

/// One line under a table for each currency. `label` says what is summed.
pub fn sums(label: &str, totals: &Totals) -> Vec<Sum> {
    let sum = |money: &Money| {
        let money = *money;
        Sum::new(label, view! { <MoneyView money/> }.into_any())
    };
    totals.0.iter().map(sum).collect()
}
