//! What was seized, by substance and year. Masses, volumes and pieces are never added to each other.

use domain::{case::Substance, measured::SeizedMeasure};
use leptos::prelude::*;
use store::cases::{AgencyTotal, HeldTotal, MOST_SHOWN, Sums, Total, UnitTotal, by_component, by_substance};

use crate::{
    kit::*,
    pages::{agencies::agency_names, units::unit_link},
};

/// The table by substance; the words below say what it holds.
pub fn table(totals: &[Total]) -> AnyView {
    let sums = by_substance(totals);
    let columns = vec![
        Column::text("Substance"),
        Column::text("International list"),
        Column::text("By year"),
        Column::number("Seized"),
    ];
    let most = |measure: SeizedMeasure| {
        sums.iter().filter(|sum| sum.all.measure == measure).map(|sum| sum.all.amount).max().unwrap_or_default()
    };
    let rows = sums.iter().map(|sum| row(sum, most(sum.all.measure))).collect();
    view! { <DataTable caption="What was seized, by substance" columns rows/> }.into_any()
}

fn row(sum: &Sums, most: i64) -> Row {
    let control = match sum.substance {
        // Nobody said under which list it is.
        Substance::Other => "–",
        known => known.control().label(),
    };
    let year = |total: &Total| {
        let year = year_words(total.year.as_deref());
        let words = format!("{year}: {}", total.quantity);
        view! { <li>{words}</li> }.into_any()
    };
    let years: Vec<_> = sum.years.iter().map(year).collect();
    Row::new(vec![
        cell(sum.what()),
        cell(control),
        view! { <ul class="stack-tight">{years}</ul> }.into_any(),
        view! { <div>{sum.all.words()} {drawn(sum.all.amount, most)}</div> }.into_any(),
    ])
}

/// The same by component, where the cases are of several.
pub(super) fn components(totals: &[Total]) -> Option<AnyView> {
    let components = by_component(totals);
    if components.is_empty() {
        return None;
    }
    let columns = vec![Column::text("Component"), Column::text("Substance"), Column::number("Seized")];
    let rows = components
        .iter()
        .flat_map(|(code, sums)| sums.iter().map(move |sum| (code, sum)))
        .map(|(code, sum)| {
            let component = match code {
                Some(code) => link_cell(code.clone(), format!("/components/{code}")),
                None => cell("of none"),
            };
            Row::new(vec![component, cell(sum.what()), cell(sum.all.words())])
        })
        .collect();
    Some(
        view! {
            <Section title="By component" id="by-component">
                <DataTable caption="What was seized, by component" columns rows/>
            </Section>
        }
        .into_any(),
    )
}

pub(super) fn year_words(year: Option<&str>) -> &str {
    year.unwrap_or("year not stated")
}

/// Its length is to be compared with others of the same measure.
fn drawn(amount: i64, most: i64) -> AnyView {
    let percent = if most > 0 { i128::from(amount) * 100 / i128::from(most) } else { 0 };
    bar(percent.max(1))
}

pub(super) fn held_words(held: HeldTotal) -> Option<String> {
    let groups = match held.unknown {
        1 => "1 group whose number was not published".to_owned(),
        several => format!("{} groups whose number was not published", count(several)),
    };
    match (held.people, held.unknown) {
        (0, 0) => None,
        (0, _) => Some(format!("Held: {groups}.")),
        (people, 0) => Some(format!("Held: {}.", quantity(people, "person"))),
        (people, _) => Some(format!("Held: {}, and {groups}.", quantity(people, "person"))),
    }
}

/// A table of who acted, with what is to be known of it.
pub(super) fn by(title: &'static str, id: &'static str, shown: usize, table: AnyView) -> AnyView {
    let cut = (whole(shown) >= MOST_SHOWN).then(|| {
        view! { <p>{format!("The first {MOST_SHOWN} rows; the file of the cases has all of them.")}</p> }.into_any()
    });
    view! {
        <Section title id>
            <div class="stack">
                <p class="muted">"Where two acted together the quantity stands under both."</p>
                {table}
                {cut}
            </div>
        </Section>
    }
    .into_any()
}

pub(super) fn by_agency(totals: &[AgencyTotal]) -> AnyView {
    let columns = vec![Column::text("Agency"), Column::text("Substance"), Column::number("Where it acted")];
    let row = |total: &AgencyTotal| {
        let agency = view_cell(agency_names(vec![total.agency.clone()]));
        Row::new(vec![agency, cell(total.what.clone()), cell(total.quantity.words())])
    };
    let rows = totals.iter().map(row).collect();
    view! { <DataTable caption="What was seized, by agency" columns rows/> }.into_any()
}

pub(super) fn by_unit(totals: &[UnitTotal]) -> AnyView {
    let columns = vec![Column::text("Unit"), Column::text("Substance"), Column::number("Where it acted")];
    let row = |total: &UnitTotal| {
        Row::new(vec![unit_link(&total.unit), cell(total.what.clone()), cell(total.quantity.words())])
    };
    let rows = totals.iter().map(row).collect();
    view! { <DataTable caption="What was seized, by unit" columns rows/> }.into_any()
}
