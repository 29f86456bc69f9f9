//! Programme staff: what is under way, what is still open, what it is worth.

use domain::{Timestamp, round::RoundStatus};
use leptos::prelude::*;
use store::overview::{Awaiting, Discrepancies, MoneyWaiting, StaffOverview};

use super::parts::{self, amounts, as_of, changes, not_settled, share, to_sign};
use crate::{
    kit::{
        ButtonLink, Column, DataTable, EmptyState, Menu, PageHeader, Row, Section, StatTile, StatTiles, cell, count,
        count_of, number_cell, round_tag,
    },
    pages::{custody, receipts},
};

pub fn view(overview: StaffOverview, at: Timestamp) -> AnyView {
    let tiles = tiles(&overview);
    let waiting = rounds(&overview.rounds);
    let action = view! {
        <ButtonLink href="/rounds/new" text="Prepare a round" primary=true/>
        <Menu label="More"><a href="/periods">"Locked periods"</a></Menu>
    }
    .into_any();
    view! {
        <PageHeader title="Overview" lead=as_of(at) actions=action/>
        <StatTiles tiles/>
        <Section title="Rounds by what they wait for">{waiting}</Section>
        <div class="grid-2">
            {parts::receipts(overview.receipts, "What an agency confirms, line by line, appears here.")}
            {changes(&overview.changes)}
        </div>
    }
    .into_any()
}

fn tiles(overview: &StaffOverview) -> Vec<StatTile> {
    let confirmed =
        share(&overview.confirmed, &overview.dispatched).map(|share| format!("{share} of what was handed over"));
    let mut tiles = vec![
        StatTile::new("Handed-over value", amounts(&overview.dispatched, overview.illustrative))
            .note("dispatched lines, as entered"),
        StatTile::new("Confirmed value", amounts(&overview.confirmed, overview.illustrative))
            .note(confirmed.unwrap_or_else(|| "nothing handed over yet".to_owned())),
        awaiting(overview.awaiting),
        discrepancies(overview.discrepancies),
        money(overview.money),
        not_settled(overview.not_settled),
        custody::tile(overview.movements),
        to_sign(&overview.to_sign),
    ];
    tiles.extend((overview.corrections > 0).then(|| receipts::tile(overview.corrections)));
    tiles
}

fn money(waiting: MoneyWaiting) -> StatTile {
    let (rates, events) = (waiting.rates.all, waiting.events);
    let yours = waiting.for_viewer + waiting.rates.for_viewer;
    let parts = [(events, "money event", "money events"), (rates, "rate", "rates")];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| count_of(*number, one, many))
        .collect();
    let note = match (parts.is_empty(), yours) {
        (true, _) => "every money event and every rate is approved or rejected".to_owned(),
        (_, 0) => format!("{}: you entered them, another member of staff approves", parts.join(", ")),
        (_, yours) => format!("{}: {} for you to approve", parts.join(", "), count(yours)),
    };
    StatTile::new("Waits for approval", number_cell(events + rates)).note(note).href("/ledger/waiting")
}

fn awaiting(awaiting: Awaiting) -> StatTile {
    let note = match awaiting.oldest_days {
        Some(days) => format!("oldest {}", count_of(days.max(0), "day", "days")),
        None => "every dispatched line is counted".to_owned(),
    };
    StatTile::new("Lines awaiting receipt", number_cell(awaiting.lines)).note(note)
}

fn discrepancies(lines: Discrepancies) -> StatTile {
    let parts = [("short", lines.short), ("damaged", lines.damaged), ("refused", lines.refused)];
    let words: Vec<String> = parts
        .iter()
        .filter(|(_, number)| *number > 0)
        .map(|(word, number)| format!("{} {word}", count(*number)))
        .collect();
    let value = if words.is_empty() { "none".to_owned() } else { words.join(" · ") };
    StatTile::new("Lines that differ from what was sent", value.into_any()).note("a line can differ in several ways")
}

fn rounds(by_status: &[(RoundStatus, i64)]) -> AnyView {
    if by_status.iter().all(|(_, number)| *number == 0) {
        let yet = "A round is one handover: its day, its place, and what is given to which unit.";
        let action = Some(("Prepare the first round".to_owned(), "/rounds/new".to_owned()));
        return view! { <EmptyState things="rounds" yet action/> }.into_any();
    }
    let columns = vec![Column::text("Status"), Column::number("Rounds"), Column::text("Next")];
    let rows =
        by_status.iter().filter(|(_, number)| *number > 0).map(|(status, number)| row(*status, *number)).collect();
    view! { <DataTable caption="Rounds by status" columns rows/> }.into_any()
}

fn row(status: RoundStatus, number: i64) -> Row {
    let next = match status {
        RoundStatus::Draft => Some("Add lines and schedule"),
        RoundStatus::Scheduled => Some("Dispatch when the goods leave"),
        RoundStatus::Dispatched => Some("The agencies count"),
        RoundStatus::Receiving => Some("The agencies count what is still open"),
        RoundStatus::Closed | RoundStatus::Published | RoundStatus::Cancelled => None,
    };
    let list = format!("/rounds?status={}", status.word());
    let tag = view! { <a href=list>{round_tag(status)}</a> }.into_any();
    Row::new(vec![tag, number_cell(number), cell(next)])
}
