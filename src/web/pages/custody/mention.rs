//! Custody where it is mentioned: on the page of an item, and on the first page.

use domain::{
    Action, Role, Viewer,
    custody::{Kind, Place},
    item::ItemKind,
};
use leptos::prelude::*;
use store::{custody::CustodyRow, items::ItemShow, titles::Title};

use crate::kit::*;

/// What this person can do with it now; nothing when nothing is possible.
pub fn actions(viewer: &Viewer, item: &ItemShow) -> Option<AnyView> {
    let at = |of: fn(Place) -> bool| item.held.iter().any(|held| held.concerns && of(held.place));
    let unit = at(|place| matches!(place, Place::Unit(_)));
    let gone = at(|place| matches!(place, Place::Lost(_) | Place::Stolen(_)));
    let store = at(|place| place == Place::Store) && item.lines.iter().any(|line| line.line.dispatched);
    let staff = viewer.role == Role::Staff;
    let may = |action: Action| viewer.role.may(action);
    let sent = unit || gone || store;
    let entries = [
        (may(Action::MoveItems) && unit, "reassign", "Reassign"),
        (may(Action::ReturnItems) && unit, "return", "Return to UNODC"),
        (may(Action::ReportLosses) && if staff { store } else { unit }, "loss", "Report a loss or theft"),
        (may(Action::ReportLosses) && gone, "found", "Report as found"),
        (may(Action::WriteOffItems) && sent, "write-off", "Write off"),
        (may(Action::PassTitle) && sent, "title", "Pass the title"),
    ];
    let links: Vec<_> = entries
        .into_iter()
        .filter(|(possible, ..)| *possible)
        .map(|(_, path, words)| {
            let href = format!("/items/{}/{path}", item.tag);
            view! { <a href=href>{words}</a> }.into_any()
        })
        .collect();
    (!links.is_empty()).then(|| menu("Change custody", links))
}

/// Where its parts are: one line for each place.
pub fn places(item: &ItemShow) -> AnyView {
    let lot = item.kind == ItemKind::Lot;
    let parts: Vec<_> = item
        .held
        .iter()
        .map(|held| {
            let pieces = lot.then(|| format!("{} ", quantity(held.quantity, &item.unit_of_measure)));
            // After a number of pieces it is no beginning of a sentence.
            let place = if lot { held.words.clone() } else { capital(&held.words) };
            let linked = held.unit.as_ref().filter(|_| matches!(held.place, Place::Unit(_)));
            let words = match linked.and_then(|unit| unit.code.as_ref()) {
                Some(code) => link(place, Some(&format!("/units/{code}"))),
                None => place.into_any(),
            };
            view! { <li>{pieces}{words}</li> }.into_any()
        })
        .collect();
    view! { <ul class="plain-list">{parts}</ul> }.into_any()
}

/// Who owns it; nothing is said of what UNODC owns and never passed on.
pub fn title(item: &ItemShow, title: &Title) -> Option<AnyView> {
    if title.transfers.is_empty() {
        return None;
    }
    let lot = item.kind == ItemKind::Lot;
    let owners: Vec<String> = title
        .owners
        .iter()
        .map(
            |(name, _, owned)| {
                if lot { format!("{name}: {}", quantity(*owned, &item.unit_of_measure)) } else { name.clone() }
            },
        )
        .collect();
    let entries = title
        .transfers
        .iter()
        .rev()
        .map(|transfer| {
            let pieces =
                if lot { format!(" ({})", quantity(transfer.quantity, &item.unit_of_measure)) } else { String::new() };
            let words = format!("From {} to {}{pieces}", transfer.from, transfer.to);
            let document = transfer.document.clone().map(|d| view! { <p>"Document: "{d}</p> }.into_any());
            Happening::on(transfer.occurred_on, words)
                .recorded(transfer.recorded_at)
                .who(transfer.person.clone())
                .note(document)
                .tone(Tone::Good)
        })
        .collect();
    let owned = format!("Owned by {}.", owners.join(", "));
    Some(view! { <Section title="Title" id="title"><p>{owned}</p><Timeline entries/></Section> }.into_any())
}

/// One event of its custody, with what this person may read of it.
pub fn happening(event: &CustodyRow, measure: Option<&str>) -> Happening {
    let holder = match measure {
        Some(measure) => format!("{}: {}", event.holder, quantity(event.quantity, measure)),
        None => event.holder.clone(),
    };
    let holder = match (&event.from, event.kind) {
        (Some(from), Kind::Reassigned) => format!("{holder}, reassigned from {from}"),
        (Some(from), Kind::Returned) => format!("{holder}, returned by {from}"),
        (Some(_), Kind::Found) => format!("{holder}, found again"),
        (Some(from), Kind::WrittenOff) => format!("{holder}; it was {from}"),
        _ => holder,
    };
    let tone = match event.kind {
        _ if event.corrected_by.is_some() => Tone::Idle,
        Kind::Dispatched => Tone::Accent,
        Kind::HandedOver | Kind::Reassigned | Kind::Found => Tone::Good,
        Kind::Returned => Tone::Idle,
        Kind::Lost | Kind::Stolen | Kind::WrittenOff => Tone::Bad,
    };
    let receipt = event.receipt.as_ref().map(|id| view! { <a href=format!("/receipts/{id}")>"Receipt"</a> }.into_any());
    let corrected = event.corrected_by.as_ref().map(|id| {
        view! { <p>"Counted wrongly: " <a href=format!("/receipts/{id}")>"the corrected receipt"</a> " stands in its place."</p> }
            .into_any()
    });
    let movement =
        event.movement.as_ref().map(|id| view! { <a href=format!("/custody/{id}")>"Movement"</a> }.into_any());
    let said = [
        event.words.clone(),
        event.condition.map(|c| format!("Condition: {}", c.label().to_lowercase())),
        event.police_report.clone().map(|report| format!("Police report {report}")),
        event.document.clone().map(|document| format!("Document: {document}")),
    ];
    let said: Vec<_> = said.into_iter().flatten().map(|words| view! { <p>{words}</p> }.into_any()).collect();
    let any = corrected.is_some() || receipt.is_some() || movement.is_some() || !said.is_empty();
    let note = any.then(|| view! { {corrected} {said} {receipt} {movement} }.into_any());
    Happening::on(event.occurred_on, holder.into_any())
        .recorded(event.recorded_at)
        .who(event.person.clone())
        .note(note)
        .tone(tone)
}

/// What waits for this person, as a way to the list of it.
pub fn tile(waiting: usize) -> StatTile {
    let note = if waiting == 0 { "no movement waits for you" } else { "reassignments, returns and write-offs" };
    StatTile::new("Movements that wait for you", count(whole(waiting)).into_any()).note(note).href("/custody")
}
