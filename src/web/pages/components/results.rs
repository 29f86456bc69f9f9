//! Published figures and seizures: shown as printed, never added up.

use domain::quote::{Measure, Published, mass};
use leptos::prelude::*;
use store::{
    quotes::QuoteRow,
    seizures::{SeizurePart, SeizureRow},
};

use crate::{
    kit::*,
    pages::{grants::withdraw_link, units::unit_link},
};

pub fn published(quotes: Vec<QuoteRow>, may_withdraw: bool) -> AnyView {
    let mut columns = vec![
        Column::text("What was published"),
        Column::number("Figure"),
        Column::text("As of"),
        Column::text("Source"),
    ];
    columns.extend(may_withdraw.then(|| Column::text("Actions")));
    let rows = quotes.into_iter().map(|quote| figure_row(quote, may_withdraw)).collect();
    view! {
        <Section title="Published figures" id="published">
            <div class="stack">
                <p class="muted">"As their sources print them. They are not added up."</p>
                <DataTable caption="Published figures" columns rows/>
            </div>
        </Section>
    }
    .into_any()
}

fn figure_row(quote: QuoteRow, may_withdraw: bool) -> Row {
    let withdraw = may_withdraw.then(|| withdraw_link(&quote));
    let printed = quote.as_published.map(|words| format!("printed as “{words}”"));
    let below: Vec<String> = [printed, quote.note].into_iter().flatten().collect();
    let below = (!below.is_empty()).then(|| view! { <span class="below">{below.join("; ")}</span> }.into_any());
    let mut cells = vec![
        view! { <span>{quote.what}{below}</span> }.into_any(),
        figure(quote.published),
        cell(quote.as_of.map(|date| date.words())),
        cell(quote.source),
    ];
    cells.extend(withdraw);
    Row::new(cells)
}

/// `over 230 kg`, `approximately USD 1,270,000`, each marked as quoted.
fn figure(published: Published) -> AnyView {
    match (published.measure, published.money()) {
        (Measure::Money, Some(money)) => {
            view! { <Figure money qualifier=published.qualifier badge=Some(Badge::Quoted)/> }.into_any()
        }
        _ => {
            view! { <span class="figure">{published.to_string()} " " <BadgeTag badge=Badge::Quoted/></span> }.into_any()
        }
    }
}

/// Seizures with their masses in whole grams; `with_unit` where they are not all of one unit.
pub(crate) fn seizure_table(seizures: Vec<SeizureRow>, with_unit: bool) -> AnyView {
    let mut columns = vec![Column::text("Substance"), Column::number("Mass"), Column::text("Place")];
    if with_unit {
        columns.push(Column::text("Unit"));
    }
    columns.extend([Column::text("Date"), Column::text("In parts"), Column::text("Source")]);
    let rows = seizures.into_iter().map(|seizure| seizure_row(seizure, with_unit)).collect();
    view! { <DataTable caption="Seizures" columns rows/> }.into_any()
}

fn seizure_row(seizure: SeizureRow, with_unit: bool) -> Row {
    let mut cells = vec![cell(seizure.substance), cell(mass(seizure.grams)), cell(seizure.place)];
    if with_unit {
        cells.push(unit_link(&seizure.unit));
    }
    let parts: Vec<_> = seizure.parts.into_iter().map(part).collect();
    let parts = (!parts.is_empty()).then(|| view! { <ul class="stack-tight">{parts}</ul> }.into_any());
    cells.extend([cell(seizure.date), view_cell(parts), cell(seizure.source)]);
    Row::new(cells)
}

fn part(part: SeizurePart) -> AnyView {
    let words = match part.note {
        Some(note) => format!("{}, {note}", mass(part.grams)),
        None => mass(part.grams),
    };
    view! { <li>{words}</li> }.into_any()
}
