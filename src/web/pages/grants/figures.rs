//! The figures and dates of a grant: each as its source has it, none added to another.

use domain::{
    Action, Viewer,
    grant::{Basis, Terms, percent},
    official::Part,
};
use leptos::prelude::*;
use store::{
    grants::{AllocationRow, GrantRow, GrantShow},
    officials::AppearanceRow,
};

use super::allocation::held_against_booked;
use crate::{
    kit::*,
    pages::{agencies::countries, officials::named},
};

/// The donors as one text; a donor reads its own name only.
pub fn donor_names(grant: &GrantRow) -> String {
    let names: Vec<&str> = grant.donors.iter().map(|d| d.name.as_str()).collect();
    names.join(", ")
}

pub fn agreement(grant: &GrantShow, signing: &[AppearanceRow], may_edit: bool) -> Vec<Fact> {
    let row = &grant.row;
    let who = |part: Part| {
        let rows: Vec<&AppearanceRow> =
            signing.iter().filter(|one| one.part == part && one.withdrawn.is_none()).collect();
        named(&rows, may_edit)
    };
    let date = |date: Option<_>| date.map(|date| view! { <DateView date=Some(date)/> }.into_any());
    let links = row.donors.iter().enumerate().map(|(place, donor)| {
        let comma = (place > 0).then_some(", ");
        let name = link(donor.name.clone(), Some(&format!("/donors/{}", donor.code)));
        view! { {comma}{name} }.into_any()
    });
    let links: Vec<AnyView> = links.collect();
    let shared = (row.co_funded && row.donors.len() < 2).then_some(", co-funded");
    let main = grant.terms.donors_are.as_ref().map(|words| format!(" ({words})"));
    let donors = (!links.is_empty()).then(|| view! { <span>{links}{shared}{main}</span> }.into_any());
    let mut facts = vec![
        Fact::view("Ceiling", ceiling(grant)),
        Fact::view("Donor", donors),
        Fact::text("Buys", grant.terms.buys.clone()),
        Fact::text("Instrument", grant.instrument.clone()),
        Fact::view("Signed on", date(row.signed_on)),
        Fact::view("Announced on", date(grant.announced_on)),
        Fact::text("Signed at", grant.signed_at.clone()),
        Fact::text("Countries", countries(&grant.countries)),
        Fact::text("Available", available(&grant.terms)),
        Fact::text(
            "Programme support cost",
            grant.terms.psc_ppm.map(|ppm| format!("{} % on expenditure", percent(ppm))),
        ),
        Fact::text("Coordination levy", grant.terms.levy_ppm.map(|ppm| format!("{} %", percent(ppm)))),
        Fact::text(
            "Refund of the unspent rest",
            grant.terms.refund_required.map(|yes| if yes { "required" } else { "not required" }),
        ),
        Fact::text("Payments are valued at", grant.terms.valuation_basis.clone()),
    ];
    // These are recorded elsewhere than in the form of the grant.
    let signed = who(Part::Signed).map(|who| Fact::view("Signed by", who));
    let witnessed = who(Part::Witnessed).map(|who| Fact::view("Witnessed by", who));
    let source = grant.source.clone().map(|title| Fact::text("Source", title));
    facts.extend([signed, witnessed, source].into_iter().flatten());
    facts
}

/// `27 Feb 2020 to 26 Feb 2023`, `until 2023`; nothing when neither is known.
fn available(terms: &Terms) -> Option<String> {
    match (terms.available_from, terms.available_to) {
        (Some(from), Some(to)) => Some(format!("{} to {}", from.words(), to.words())),
        (Some(from), None) => Some(format!("from {}", from.words())),
        (None, Some(to)) => Some(format!("until {}", to.words())),
        (None, None) => None,
    }
}

fn ceiling(grant: &GrantShow) -> AnyView {
    let source = source(grant.ceiling_source.as_deref());
    match grant.row.ceiling {
        Some(money) => view! { <Figure money badge=Some(Badge::Ceiling) source/> }.into_any(),
        None => view! { <span class="muted">"No ceiling is published; see the published figures"</span> }.into_any(),
    }
}

/// What it is for: component and phase, with the amount as published.
pub fn allocations(grant: &GrantShow, viewer: &Viewer, assumed: bool) -> AnyView {
    let rest = held_against_booked(grant, assumed);
    let budget = format!("/grants/{}/budget", grant.row.code);
    let budget = view! { <p><a href=budget>"Budget and its lines"</a></p> }.into_any();
    if grant.allocations.is_empty() {
        return view! { <p class="muted">"Not allocated to a component and phase yet."</p>{rest}{budget} }.into_any();
    }
    let has_country = grant.allocations.iter().any(|a| a.country.is_some());
    let withdrawn_at = viewer.role.may(Action::ManageGrants).then(|| format!("/grants/{}/allocations", grant.row.code));
    let mut columns = vec![Column::text("Component and phase")];
    columns.extend(has_country.then(|| Column::text("Country")));
    columns.extend([Column::number("Amount"), Column::text("Source")]);
    columns.extend(withdrawn_at.as_ref().map(|_| Column::text("Change")));
    let rows = grant.allocations.iter().map(|a| allocation_row(a, has_country, withdrawn_at.as_deref())).collect();
    view! {
        <div class="stack">
            <div><DataTable caption="Allocations to components and phases" columns rows/></div>
            {rest}{budget}
        </div>
    }
    .into_any()
}

fn allocation_row(allocation: &AllocationRow, has_country: bool, withdrawn_at: Option<&str>) -> Row {
    let badge = allocation.basis.map(|basis| match basis {
        Basis::Quoted => Badge::Quoted,
        Basis::Booked => Badge::Booked,
    });
    let amount = match allocation.amount {
        Some(money) => view! { <Figure money qualifier=allocation.qualifier.clone() badge/> }.into_any(),
        None => view! { <span class="muted">"no amount published"</span> }.into_any(),
    };
    let name = format!("{} {}", allocation.component_code, allocation.phase);
    let component = format!("/components/{}", allocation.component_code);
    let mut cells = vec![link_cell_with(name.clone(), component, allocation.component_title.clone())];
    cells.extend(
        has_country.then(|| cell(allocation.country.as_ref().map(|code| countries(std::slice::from_ref(code))))),
    );
    cells.extend([amount, cell(allocation.source.clone())]);
    cells.extend(withdrawn_at.map(|page| {
        let about = format!("Withdraw the allocation to {name}");
        view! { <a href=format!("{page}/{}/withdraw", allocation.id) aria-label=about>"Withdraw"</a> }.into_any()
    }));
    Row::new(cells)
}

/// A source is known by its title; it has no address of its own.
fn source(title: Option<&str>) -> Option<(String, String)> {
    title.map(|title| (title.to_owned(), String::new()))
}
