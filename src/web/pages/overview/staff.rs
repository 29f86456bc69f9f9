//! Programme staff: what waits, what it adds up to, what happened last.

use domain::{Currency, Money, Timestamp};
use leptos::prelude::*;
use store::{
    Totals,
    overview::{Course, Programme, StaffOverview},
};

use super::parts::{changes, share};
use crate::{kit::*, pages::tasks};

pub fn view(overview: StaffOverview, keys: tasks::Keys, at: Timestamp) -> AnyView {
    let StaffOverview { tasks: listed, programme, changes: latest } = overview;
    let action = view! {
        <ButtonLink href="/rounds/new" text="Prepare a round" primary=true/>
        <Menu label="More">
            <a href="/ledger/waiting">"Money and rates that wait"</a>
            <a href="/periods">"Locked periods"</a>
        </Menu>
    }
    .into_any();
    let lead = view! { <p>{tasks::finding(&listed)}</p> }.into_any();
    let all = (listed.page.next.is_some()).then(|| {
        let words = match listed.page.count {
            store::list::Count::Exactly(number) => format!("All {} things to do", count(number)),
            store::list::Count::Over(number) => format!("All of over {} things to do", count(number)),
        };
        view! { <p><ButtonLink href="/to-do" text=words/></p> }.into_any()
    });
    view! {
        <PageHeader title="To do" lead actions=action/>
        {tasks::rows(&listed.page.rows, keys, at)}
        {all}
        <Section title="The programme in six figures" id="figures"><StatTiles tiles=tiles(&programme)/></Section>
        {changes(&latest)}
        {terms(&["booked", "dispatch", "act", "discrepancy", "milestone", "illustrative"])}
    }
    .into_any()
}

fn tiles(programme: &Programme) -> Vec<StatTile> {
    let (sent, confirmed) = (Programme::totals(&programme.handed_over), Programme::totals(&programme.confirmed));
    let of_it = share(&confirmed, &sent).map(|share| format!("{share} of what was handed over"));
    let value = |totals: &Totals, of: &[(Currency, Course)]| {
        let course = of.first().and_then(|(_, points)| course(&points.points));
        view! { {amounts(totals, programme.illustrative)} {course} }.into_any()
    };
    let items = view! { {count(programme.counted.now)} {course(&programme.counted.points)} }.into_any();
    let units = view! { {count(programme.units.now)} {course(&programme.units.points)} }.into_any();
    vec![
        StatTile::new("Received", dollars(&programme.received))
            .note(if programme.assumed { "booked, approved; partly at an assumed rate" } else { "booked, approved" })
            .href("/grants"),
        StatTile::new("Spent", dollars(&programme.spent)).note("booked, approved").href("/grants"),
        StatTile::new("Handed-over value", value(&sent, &programme.handed_over))
            .note("dispatched lines, as entered")
            .href("/rounds"),
        StatTile::new("Confirmed value", value(&confirmed, &programme.confirmed))
            .note(of_it.unwrap_or_else(|| "nothing handed over yet".to_owned()))
            .href("/receipts"),
        StatTile::new("Items counted to the end", items)
            .note(format!("of {} handed over", count(programme.items.now)))
            .href("/items"),
        StatTile::new("Units that work", units).href("/units?status=working"),
    ]
}

/// Nothing booked is said, and not a zero.
fn dollars(booked: &Course) -> AnyView {
    if booked.points.is_empty() {
        return view! { <span class="muted">"not recorded yet"</span> }.into_any();
    }
    let money = Money::new(booked.now, Currency::Usd);
    view! { <MoneyView money short=true/> {course(&booked.points)} }.into_any()
}
