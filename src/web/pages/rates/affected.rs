//! The money events that were booked at a superseded rate, and what the new one would make of them.

use domain::{Money, PartialDate, ledger::Standing, rate::RateStanding};
use leptos::prelude::*;
use store::rates::{Affected, AffectedEvent, GrantTotal, RateRow};

use super::parts;
use crate::kit::*;

/// Nothing for a rate that supersedes none.
pub fn section(affected: &Affected, rate: &RateRow) -> Option<AnyView> {
    let old = affected.old.as_ref()?;
    let verb = if rate.standing() == RateStanding::Awaiting { "would make" } else { "makes" };
    let lead = format!(
        "Booked at {}, effective on {}. What was booked is not changed; this is what the new rate {verb} of it.",
        parts::stated(old.rate, old.currency),
        PartialDate::Day(old.effective_on).words()
    );
    let content = if affected.events.is_empty() {
        view! { <p class="muted">"No money event that you can see was booked at the superseded rate."</p> }.into_any()
    } else {
        view! { <div class="stack"><p>{lead}</p> <div>{table(affected)}</div></div> }.into_any()
    };
    Some(view! { <Section title="Events affected" id="affected">{content}</Section> }.into_any())
}

fn table(affected: &Affected) -> AnyView {
    let columns = vec![
        Column::text("Event"),
        Column::text("Value date"),
        Column::text("Standing"),
        Column::number("Amount"),
        Column::number("Booked"),
        Column::number("At the new rate"),
        Column::number("Difference"),
    ];
    let rows = affected.events.iter().map(row).collect();
    let sums = affected.totals.iter().map(total).collect();
    view! { <DataTable caption="Events booked at the superseded rate" columns rows sums/> }.into_any()
}

fn row(event: &AffectedEvent) -> Row {
    let standing = match event.standing {
        Standing::Approved => Tone::Good,
        _ => Tone::Warn,
    };
    let event_name = format!("{}/{}", event.grant, event.number);
    Row::new(vec![
        link_cell_with(event_name, format!("/grants/{}", event.grant), event.kind.label()),
        view! { <span class="nowrap"><DateView date=event.value_date/></span> }.into_any(),
        view! { <StatusTag tone=standing text=event.standing.label()/> }.into_any(),
        view! { <MoneyView money=event.money/> }.into_any(),
        view! { <MoneyView money=event.booked/> }.into_any(),
        amount(event.would_be),
        amount(event.difference),
    ])
}

fn total(total: &GrantTotal) -> Sum {
    let events = count_of(whole(total.events), "event", "events");
    let value = view! { <MoneyView money=total.booked/> " → " {amount(total.would_be)} " · difference " {amount(total.difference)} };
    Sum::new(format!("{}, {events}: booked → at the new rate", total.grant), value.into_any())
}

fn amount(money: Option<Money>) -> AnyView {
    match money {
        Some(money) => view! { <MoneyView money/> }.into_any(),
        None => view! { <span class="muted">"larger than the portal can hold"</span> }.into_any(),
    }
}
