//! `/rates/{currency}`: every rate of a currency, drawn and in a table.

use std::collections::BTreeMap;

use axum::extract::Path;
use domain::{
    Action, Currency, Rate, Viewer,
    money::divide,
    rate::{RateSource, RateStanding},
};
use leptos::prelude::*;
use store::{
    list::Page,
    rates::{Filters, RateRow},
};

use super::parts;
use crate::{AppError, Cx, cx::PageResult, export, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let currency = code.parse::<Currency>().ok().filter(|currency| *currency != Currency::Usd);
    let currency = currency.ok_or(AppError::NotFound)?;
    let mut tx = cx.read().await?;
    let mut asked = cx.query.asked();
    asked.filters.retain(|(name, _)| name != "currency");
    asked.filters.push(("currency".to_owned(), currency.code().to_owned()));
    let listed = store::rates::list(&mut tx, viewer, &asked).await?;
    let in_force = store::rates::in_force(&mut tx, viewer, currency).await?;
    let selects = selects(store::rates::filters(&mut tx, viewer, currency).await?);
    drop(tx);
    let paging = Paging::of(&listed);
    cx.page(&format!("Exchange rates: {currency}"), || {
        let may = viewer.role.may(Action::ManageMoney);
        let actions =
            may.then(|| view! { <ButtonLink href="/rates/new" text="Enter a rate" primary=true/> }.into_any());
        let file = |end: &str| format!("/rates.{end}{}", cx.query.with("currency", currency));
        let tools = (paging.shown > 0).then(|| export::both(file("csv"), file("xlsx")));
        let count = paging.words("rate", "rates");
        view! {
            <Breadcrumb steps=vec![("Rates".to_owned(), "/rates".to_owned())]/>
            <PageHeader kind="Exchange rates" code=currency.code() title=format!("{currency} for 1 USD") actions/>
            <FilterBar query=cx.query.clone() selects sorts=orders() count tools/>
            {chart(currency, &in_force)}
            {table(&cx, viewer, &listed)}
        }
        .into_any()
    })
}

fn selects(filters: Filters) -> Vec<FilterSelect> {
    let sources = filters.sources.iter().map(|source| (source.word().to_owned(), source.label().to_owned()));
    let standings = RateStanding::ALL.iter().map(|s| (s.word().to_owned(), s.label().to_owned()));
    vec![
        FilterSelect::new("source", "Source", sources.collect()),
        FilterSelect::new("standing", "Standing", standings.collect()),
    ]
}

fn orders() -> Vec<(String, String)> {
    [("-effective", "Newest first"), ("effective", "Oldest first")]
        .map(|(key, words)| (key.to_owned(), words.to_owned()))
        .to_vec()
}

/// The newest rates in force, a line for each source.
fn chart(currency: Currency, rates: &[RateRow]) -> Option<AnyView> {
    let mut sources: BTreeMap<RateSource, Vec<&RateRow>> = BTreeMap::new();
    for row in rates {
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

fn table(cx: &Cx, viewer: &Viewer, listed: &Page<RateRow>) -> AnyView {
    let query = cx.query.clone();
    if listed.count.is_zero() {
        let yet = "A rate is entered by one member of staff and approved by another; then it is used.";
        return view! { <EmptyState things="rates" query yet/> }.into_any();
    }
    let mut columns = vec![
        Column::text("Effective on").sorted("effective"),
        Column::number("Rate for 1 USD"),
        Column::text("Source").sorted("source"),
        Column::text("Standing"),
        Column::text("Published at"),
    ];
    if viewer.sees_everything() {
        columns.extend([Column::text("Entered by"), Column::text("Decided by")]);
    }
    let rows = listed.rows.iter().map(|row| one(row, viewer)).collect();
    view! { <DataTable caption="Rates" columns rows query paging=Some(Paging::of(listed))/> }.into_any()
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
