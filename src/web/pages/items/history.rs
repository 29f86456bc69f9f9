//! What happened to an item: its rounds, its receipts, who held it.

use domain::{Viewer, item::ItemKind};
use leptos::prelude::*;
use store::items::{ItemLine, ItemReceipt, ItemShow};

use super::parts::{agency_view, standing_tag, unit_view};
use crate::{kit::*, pages::custody};

/// The rounds it went through, newest first, with what was counted so far.
pub fn rounds(item: &ItemShow) -> AnyView {
    let columns = vec![
        Column::text("Round"),
        Column::text("Date"),
        Column::text("Unit"),
        Column::text("Agency"),
        Column::number("Sent"),
        Column::number("Received"),
        Column::number("Short"),
        Column::number("Damaged"),
        Column::number("Refused"),
        Column::text("Status"),
    ];
    let rows = item.lines.iter().rev().map(round_row).collect();
    view! { <DataTable caption="Rounds it went through" columns rows/> }.into_any()
}

fn round_row(at: &ItemLine) -> Row {
    let (line, round) = (&at.line, &at.round);
    // Before anybody has counted, zero would say that nothing arrived.
    let counted = |number: i64| number_cell((line.counts > 0).then_some(number));
    Row::new(vec![
        link_cell_with(round.code.clone(), format!("/rounds/{}", round.code), round.title.clone()),
        view! { <span class="nowrap"><DateView date=round.day/></span> }.into_any(),
        unit_view(&line.unit),
        agency_view(&line.agency_code, &line.agency_name),
        number_cell(line.dispatched.then_some(line.quantity)),
        counted(line.counted.received),
        counted(line.counted.short),
        counted(line.counted.damaged),
        counted(line.counted.refused),
        standing_tag(line, round),
    ])
}

/// Who signed for it, when, and what was counted, newest first.
pub fn receipts(item: &ItemShow, viewer: &Viewer) -> AnyView {
    let counted: Vec<&ItemReceipt> = item.lines.iter().flat_map(|line| &line.receipts).rev().collect();
    if counted.is_empty() {
        return view! { <p class="muted">{waits_for(item)}</p> }.into_any();
    }
    let remarks = !viewer.is_donor();
    let mut columns = vec![
        Column::text("Counted on"),
        Column::text("Round"),
        Column::number("Expected"),
        Column::number("Received"),
        Column::number("Short"),
        Column::number("Damaged"),
        Column::number("Refused"),
        Column::number("Surplus"),
        Column::text("Condition"),
    ];
    if remarks {
        columns.push(Column::text("Remark"));
    }
    let rows = counted.into_iter().map(|receipt| receipt_row(receipt, remarks)).collect();
    view! { <DataTable caption="Receipts for it" columns rows/> }.into_any()
}

fn receipt_row(counted: &ItemReceipt, remarks: bool) -> Row {
    let receipt = &counted.receipt;
    let by = match &receipt.officer {
        Some(officer) => format!("{officer}, {}", receipt.agency_name),
        None => receipt.agency_name.clone(),
    };
    let href = format!("/receipts/{}", receipt.public_id);
    let by = if receipt.superseded.is_some() { format!("{by} · corrected since") } else { by };
    let mut cells = vec![
        link_cell_with(receipt.received_on.words(), href, by),
        view! { <span class="nowrap">{link_cell(receipt.round_code.clone(), format!("/rounds/{}", receipt.round_code))}</span> }
            .into_any(),
        number_cell(counted.expected),
        number_cell(counted.received),
        number_cell(counted.short),
        number_cell(counted.damaged),
        number_cell(counted.refused),
        number_cell(counted.surplus),
        cell(counted.condition.label()),
    ];
    if remarks {
        cells.push(cell(counted.remark.clone()));
    }
    Row::new(cells)
}

fn waits_for(item: &ItemShow) -> String {
    match item.lines.last() {
        Some(newest) if newest.line.dispatched => {
            format!("Waits for the receipt of the {}.", newest.line.agency_name)
        }
        _ => "Nobody can sign for it before it is dispatched.".to_owned(),
    }
}

/// Who held it from when, newest first, with both clocks where they differ.
pub fn custody(item: &ItemShow) -> AnyView {
    if item.custody.is_empty() {
        return view! { <p class="muted">"With UNODC: not dispatched yet."</p> }.into_any();
    }
    let lot = item.kind == ItemKind::Lot;
    let entries = item
        .custody
        .iter()
        .rev()
        .map(|event| custody::happening(event, lot.then_some(item.unit_of_measure.as_str())))
        .collect();
    view! { <Timeline entries/> }.into_any()
}

/// What was noted on its lines; nothing when nothing was.
pub fn notes(item: &ItemShow) -> Option<AnyView> {
    let notes: Vec<_> = item
        .lines
        .iter()
        .filter_map(|at| {
            let note = at.line.note.clone()?;
            Some(view! { <li><span class="muted">{at.round.code.clone()} ": "</span>{note}</li> }.into_any())
        })
        .collect();
    (!notes.is_empty()).then(|| view! { <Section title="Notes" id="notes"><ul>{notes}</ul></Section> }.into_any())
}
