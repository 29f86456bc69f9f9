//! The coordinator of a country: its teams and offices, what came to them, what is open. No amounts stand here.

use domain::Viewer;
use leptos::prelude::*;
use store::overview::{Arrival, CoordinatorOverview, InCountry, MOST_UNITS, StillToCount};

use super::donor::{Filled, places};
use crate::{
    kit::*,
    pages::{
        agencies::{agency_codes, country},
        units,
    },
};

pub fn view(overview: CoordinatorOverview, viewer: &Viewer, filled: Filled) -> AnyView {
    let place = viewer.scope_name.as_deref().map(country).unwrap_or_default();
    let lead = view! { <p>"Teams, offices and centres in "{place}", as the portal knows them now."</p> }.into_any();
    let all =
        (overview.units.len() >= MOST_UNITS).then(|| view! { <p><a href="/units">"All units"</a></p> }.into_any());
    view! {
        <PageHeader title="Overview" lead/>
        <StatTiles tiles=tiles(overview.counts)/>
        {places(&overview.map, filled)}
        {open(overview.open)}
        <Section title="Teams and offices" id="units">{units::short_table(&overview.units)} {all}</Section>
        <Section title="What came to them" id="arrivals">{arrivals(overview.arrivals)}</Section>
    }
    .into_any()
}

fn tiles(counts: InCountry) -> Vec<StatTile> {
    let tile = |label: &'static str, number: i64| StatTile::new(label, count(number).into_any());
    let settled = if counts.discrepancies == 0 { "all are settled" } else { "UNODC settles them with the agency" };
    vec![
        tile("Units that work", counts.working).href("/units?status=working"),
        tile("Items held", counts.held),
        tile("On the way, not counted yet", counts.coming),
        tile("Discrepancies not settled", counts.discrepancies).note(settled),
        tile("Activities", counts.activities).href("/activities"),
        tile("Cases", counts.cases).href("/results"),
    ]
}

/// What was sent and is not counted yet; nothing where all is.
fn open(open: Vec<StillToCount>) -> Option<AnyView> {
    let entry = |still: StillToCount| {
        let since = still.day.map(|day| format!(" since {}", day.words())).unwrap_or_default();
        let lines = count_of(still.lines, "line", "lines");
        view! { <li>{format!("{}: {lines} of “{}” open{since}", still.agency.name, still.title)}</li> }.into_any()
    };
    let entries: Vec<AnyView> = open.into_iter().map(entry).collect();
    (!entries.is_empty()).then(|| {
        view! { <Section title="What is still to be counted" id="open"><ul class="plain stack-tight">{entries}</ul></Section> }
            .into_any()
    })
}

fn arrivals(arrivals: Vec<Arrival>) -> AnyView {
    if arrivals.is_empty() {
        return view! { <p>"Nothing was signed for yet."</p> }.into_any();
    }
    let columns = vec![
        Column::text("Counted"),
        Column::text("Agency"),
        Column::text("Round"),
        Column::number("Pieces received"),
        Column::number("Units"),
    ];
    let row = |arrival: Arrival| {
        let invented = arrival.illustrative.then(|| view! { " " <BadgeTag badge=Badge::Illustrative/> }.into_any());
        Row::new(vec![
            view! { <span class="nowrap"><DateView date=arrival.received_on/></span> }.into_any(),
            view_cell(agency_codes(vec![arrival.agency])),
            view! { <span>{arrival.title}{invented}</span> }.into_any(),
            number_cell(arrival.pieces),
            number_cell(arrival.units),
        ])
    };
    let rows = arrivals.into_iter().map(row).collect();
    view! { <DataTable caption="What was signed for, the newest first" columns rows/> }.into_any()
}
