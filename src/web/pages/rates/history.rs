//! `/rates/{currency}`: every rate of a currency, drawn and in a table.

use std::collections::BTreeMap;

use axum::extract::Path;
use domain::{
    Action, Currency, Rate, Viewer,
    money::divide,
    rate::{RateSource, RateStanding},
};
use leptos::prelude::*;
use store::rates::{RateFilter, RateRow};

use super::parts;
use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::*,
    listing::{Listed, Listing, choices},
};

pub const LISTING: Listing<RateRow> = Listing {
    text: |row| {
        format!("{} {} {} {}", row.currency, row.source.label(), row.rate, row.note.as_deref().unwrap_or_default())
    },
    filters: &[
        ("currency", |row, currency| row.currency.code() == currency),
        ("source", |row, source| row.source.word() == source),
        ("standing", |row, standing| row.standing().word() == standing),
    ],
    sorts: &[
        ("-effective", |a, b| (a.effective_on, a.id).cmp(&(b.effective_on, b.id))),
        ("rate", |a, b| a.rate.cmp(&b.rate)),
        ("source", |a, b| a.source.label().cmp(b.source.label())),
    ],
};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let currency = code.parse::<Currency>().ok().filter(|currency| *currency != Currency::Usd);
    let currency = currency.ok_or(AppError::NotFound)?;
    let mut tx = cx.read().await?;
    let filter = RateFilter { source: None, currency: Some(currency) };
    let rates = store::rates::list(&mut tx, viewer, filter).await?;
    let selects = selects(&rates);
    let listed = LISTING.arrange(&cx.query, rates);
    cx.page(&format!("Exchange rates: {currency}"), || {
        let may = viewer.role.may(Action::ManageMoney);
        let actions =
            may.then(|| view! { <ButtonLink href="/rates/new" text="Enter a rate" primary=true/> }.into_any());
        let file = format!("/rates.csv{}", cx.query.with("currency", currency));
        let tools = (!listed.matching.is_empty()).then(|| view! { <a href=file>"CSV"</a> }.into_any());
        let count = count_of(listed.state.total, "rate", "rates");
        view! {
            <Breadcrumb steps=vec![("Rates".to_owned(), "/rates".to_owned())]/>
            <PageHeader kind="Exchange rates" code=currency.code() title=format!("{currency} for 1 USD") actions/>
            <FilterBar query=cx.query.clone() search="Rate, source or note" selects sorts=orders() count tools/>
            {chart(currency, &listed.matching)}
            {table(&cx, viewer, &listed)}
        }
        .into_any()
    })
}

fn selects(rates: &[RateRow]) -> Vec<FilterSelect> {
    let sources = rates.iter().map(|row| (row.source.word().to_owned(), row.source.label().to_owned()));
    let standings = rates.iter().map(|row| (row.standing().word().to_owned(), row.standing().label().to_owned()));
    vec![
        FilterSelect::new("source", "Source", choices(sources)),
        FilterSelect::new("standing", "Standing", choices(standings)),
    ]
}

fn orders() -> Vec<(String, String)> {
    [("-effective", "Newest first"), ("effective", "Oldest first"), ("rate", "Lowest rate first")]
        .map(|(key, words)| (key.to_owned(), words.to_owned()))
        .to_vec()
}

/// The rates in force that the list shows, a line for each source.
fn chart(currency: Currency, rates: &[RateRow]) -> Option<AnyView> {
    let mut sources: BTreeMap<RateSource, Vec<&RateRow>> = BTreeMap::new();
    for row in rates.iter().filter(|row| row.standing() == RateStanding::InForce) {
        sources.entry(row.source).or_default().push(row);
    }
    if sources.is_empty() {
        return None;
    }
    let line = |(source, mut rows): (RateSource, Vec<&RateRow>)| {
        rows.sort_by_key(|row| row.effective_on);
        let points = rows.iter().map(|row| (row.effective_on, steps(row.rate))).collect();
        Series { label: source.label().to_owned(), points }
    };
    let series = sources.into_iter().map(line).collect();
    let caption = format!(
        "{currency} for one US dollar: each rate holds from the day on which it is effective until the next of its source. The table below has every value."
    );
    Some(view! { <StepChart id="rates" caption series words=words/> }.into_any())
}

/// A rate in hundred-millionths: all its digits as a whole number.
fn steps(rate: Rate) -> i128 {
    let places = 8_u32.saturating_sub(rate.decimal().scale());
    rate.decimal().mantissa() * 10_i128.pow(places)
}

/// `104.50`; small rates keep four places.
fn words(steps: i128) -> String {
    let places = if steps < 10 * 100_000_000 { 4 } else { 2 };
    let rounded = divide(steps, 10_i128.pow(8 - places)).unwrap_or_default();
    let base = 10_i128.pow(places);
    format!("{}.{:0width$}", rounded / base, rounded % base, width = places as usize)
}

fn table(cx: &Cx, viewer: &Viewer, listed: &Listed<RateRow>) -> AnyView {
    let query = cx.query.clone();
    if listed.matching.is_empty() {
        let yet = "A rate is entered by one member of staff and approved by another; then it is used.";
        return view! { <EmptyState things="rates" query yet/> }.into_any();
    }
    let mut columns = vec![
        Column::text("Effective on").sorted("effective"),
        Column::number("Rate for 1 USD").sorted("rate"),
        Column::text("Source").sorted("source"),
        Column::text("Standing"),
        Column::text("Published at"),
    ];
    if viewer.sees_everything() {
        columns.extend([Column::text("Entered by"), Column::text("Decided by")]);
    }
    let rows = listed.shown().iter().map(|row| one(row, viewer)).collect();
    view! { <DataTable caption="Rates" columns rows query sort=listed.sort state=Some(listed.state)/> }.into_any()
}

fn one(row: &RateRow, viewer: &Viewer) -> Row {
    let effective = view! { <a class="nowrap" href=parts::address(row.id)>{parts::day(row.effective_on)}</a> };
    let instead = row.superseded_by.map(|id| {
        view! { <span class="below"><a href=parts::address(id)>"the rate in its place"</a></span> }.into_any()
    });
    let mut cells = vec![
        effective.into_any(),
        parts::digits(row),
        cell(row.source.label()),
        view! { <div>{parts::tag(row.standing())}{instead}</div> }.into_any(),
        view_cell(parts::published_at(row)),
    ];
    if viewer.sees_everything() {
        let by = row.decided.as_ref().and_then(|decided| decided.by.as_deref());
        cells.extend([cell(row.entered_by.as_deref()), cell(by)]);
    }
    Row::new(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_reads_like_the_rates() {
        for (rate, axis) in [
            ("104.50", "104.50"),
            ("103.8143266", "103.81"),
            ("115.9175653", "115.92"),
            ("0.9215", "0.9215"),
            ("12850.25", "12850.25"),
        ] {
            assert_eq!(words(steps(rate.parse().expect(rate))), axis);
        }
    }
}
