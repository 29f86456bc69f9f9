//! An agency's logistics officer, on a phone: one large entry for each round that waits to be counted.

use domain::{PartialDate, Viewer};
use leptos::prelude::*;
use store::{
    overview::{OfficerOverview, ToReceive},
    units::{MOST_CARED_FOR, UnitCare},
};

use super::parts::{not_settled, receipts};
use crate::{kit::*, pages::custody};

pub fn view(overview: OfficerOverview, viewer: &Viewer) -> AnyView {
    let agency = viewer.scope_name.clone().unwrap_or_default();
    let content = if overview.to_receive.is_empty() {
        let yet = format!("What is sent to {agency} appears here, to be counted line by line.");
        view! { <EmptyState things="rounds to receive" yet action=Some(("All rounds".to_owned(), "/rounds".to_owned()))/> }
            .into_any()
    } else {
        let entries: Vec<_> = overview.to_receive.into_iter().enumerate().map(entry).collect();
        view! { <ul class="stack">{entries}</ul> }.into_any()
    };
    // What there is none of is not said.
    let tiles: Vec<StatTile> = [
        (overview.movements > 0).then(|| custody::tile(overview.movements)),
        (overview.not_settled.open > 0).then(|| not_settled(overview.not_settled)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let tiles = (!tiles.is_empty()).then(|| view! { <StatTiles tiles/> }.into_any());
    view! {
        <PageHeader title="To receive" lead=view! { <p>{agency}</p> }.into_any()/>
        {content}
        {sign(&overview.to_sign)}
        {tiles}
        {care(overview.units)}
        {receipts(overview.receipts, "What you confirm appears here, with everything that you counted.")}
    }
    .into_any()
}

/// Acts whose next signature is the officer's.
fn sign(numbers: &[String]) -> Option<AnyView> {
    let entry = |number: &String| {
        let href = format!("/acts/{number}/sign");
        let words = format!("{number} waits for your signature");
        view! {
            <li class="task">
                <div class="task-words"><p>{words}</p></div>
                <div class="task-action"><ButtonLink href text=format!("Read and sign {number}")/></div>
            </li>
        }
        .into_any()
    };
    let entries: Vec<AnyView> = numbers.iter().map(entry).collect();
    (!entries.is_empty())
        .then(|| view! { <Section title="To sign" id="to-sign"><ul class="tasks">{entries}</ul></Section> }.into_any())
}

/// The agency's units, with what needs care in words.
fn care(units: Vec<UnitCare>) -> Option<AnyView> {
    if units.is_empty() {
        return None;
    }
    let all = (units.len() >= MOST_CARED_FOR).then(|| view! { <p><a href="/units">"All units"</a></p> }.into_any());
    let columns = vec![
        Column::text("Unit"),
        Column::text("Needs care"),
        Column::number("Items held"),
        Column::number("On their way"),
    ];
    let rows = units.into_iter().map(unit).collect();
    Some(
        view! {
            <Section title="My units" id="units">
                <DataTable caption="Units of the agency, those that need care first" columns rows/>
                {all}
            </Section>
        }
        .into_any(),
    )
}

fn unit(unit: UnitCare) -> Row {
    let words = |number: i64, one: &str, many: &str| (number > 0).then(|| count_of(number, one, many));
    let warranty = unit.warranty_until.map(PartialDate::words).filter(|_| unit.warranties > 0);
    let care: Vec<String> = [
        words(unit.broken, "item damaged", "items damaged"),
        words(unit.missing, "item missing", "items missing"),
        words(unit.discrepancies, "discrepancy open", "discrepancies open"),
        warranty.map(|day| format!("{} from {day}", count_of(unit.warranties, "warranty ends", "warranties end"))),
    ]
    .into_iter()
    .flatten()
    .collect();
    let care = if unit.needs_care() {
        cell(care.join(", "))
    } else {
        view! { <span class="muted">"nothing"</span> }.into_any()
    };
    let name = match &unit.unit.code {
        Some(code) => link_cell(unit.unit.label.clone(), format!("/units/{code}")),
        None => cell(unit.unit.label.clone()),
    };
    Row::new(vec![name, care, number_cell(unit.held), number_cell(unit.coming)])
}

/// The oldest is the primary one.
fn entry((index, waiting): (usize, ToReceive)) -> AnyView {
    let ToReceive { round, open_lines, open_quantity } = waiting;
    let href = format!("/rounds/{}", round.code);
    let lines = count_of(open_lines, "line", "lines");
    let pieces = count_of(open_quantity, "piece", "pieces");
    let count_them = format!("Count {lines}");
    let title = link(round.title, Some(&href));
    view! {
        <li class="panel stack-tight">
            <p class="page-kind">"Round " <span class="code">{round.code}</span></p>
            <h2>{title}</h2>
            <p class="muted"><DateView date=round.day/></p>
            <p><strong>{lines}</strong>" to count, "{pieces}" in all"</p>
            <p><ButtonLink href=format!("{href}/receipt") text=count_them primary={index == 0}/></p>
        </li>
    }
    .into_any()
}
