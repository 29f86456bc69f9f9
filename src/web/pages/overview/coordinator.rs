//! The coordinator of a country: its teams and offices, what came to them, what is open. No amounts stand here.

use domain::Viewer;
use leptos::prelude::*;
use store::coordination::{Arrival, CoordinatorOverview, MOST_UNITS};

use crate::{
    kit::*,
    pages::{
        agencies::{agency_codes, country},
        units,
    },
};

pub fn view(overview: CoordinatorOverview, viewer: &Viewer) -> AnyView {
    let place = viewer.scope_name.as_deref().map(country).unwrap_or_default();
    let lead = view! { <p>"Teams, offices and centres in "{place}", as the portal knows them now."</p> }.into_any();
    let all =
        (overview.units.len() >= MOST_UNITS).then(|| view! { <p><a href="/units">"All units"</a></p> }.into_any());
    view! {
        <PageHeader title="Overview" lead/>
        <StatTiles tiles=tiles(&overview)/>
        <Section title="Teams and offices" id="units">{units::short_table(&overview.units)} {all}</Section>
        <Section title="What came to them" id="arrivals">{arrivals(overview.arrivals)}</Section>
    }
    .into_any()
}

fn tiles(overview: &CoordinatorOverview) -> Vec<StatTile> {
    let sum = |of: fn(&store::units::ListedUnit) -> i64| count(overview.units.iter().map(of).sum()).into_any();
    let working = overview.units.iter().filter(|unit| unit.row.since.is_some() && unit.row.closed.is_none());
    let open = overview.open;
    let settled = if open.discrepancies == 0 { "all are settled" } else { "UNODC settles them with the agency" };
    vec![
        StatTile::new("Units that work", count(whole(working.count())).into_any()).href("/units?status=working"),
        StatTile::new("Items held", sum(|unit| unit.held)),
        StatTile::new("On the way, not counted yet", sum(|unit| unit.coming)),
        StatTile::new("Discrepancies not settled", count(open.discrepancies).into_any()).note(settled),
        StatTile::new("Activities", count(open.activities).into_any()).href("/activities"),
        StatTile::new("Cases", count(open.cases).into_any()).href("/results"),
    ]
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
