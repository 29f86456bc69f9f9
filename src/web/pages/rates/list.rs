//! `/rates`: the newest rate of each source, the question which one applies, and what waits for approval.

use domain::{Action, Viewer};
use leptos::prelude::*;
use store::rates::RateRow;

use super::{lookup, parts, waiting};
use crate::{Cx, cx::PageResult, export, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let newest_rates = store::rates::newest(&mut tx, viewer).await?;
    let awaiting = store::rates::waiting(&mut tx, viewer).await?;
    let question = lookup::answer(&mut tx, viewer, &cx.query).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let key = cx.submission_key()?;
    let may = viewer.role.may(Action::ManageMoney);
    cx.page("Exchange rates", || {
        let actions = may.then(|| {
            view! {
                <ButtonLink href="/rates/new" text="Enter a rate" primary=true/>
                <Menu label="More"><a href="/rates/import">"Import a list of rates"</a></Menu>
            }
            .into_any()
        });
        let lead = view! {
            <p>"Units of a currency for one US dollar, as published. The latest rate at or before a date applies, of the same source; never a later one."</p>
        }
        .into_any();
        let csv = (!newest_rates.is_empty() || !awaiting.is_empty()).then(|| export::both("/rates.csv".to_owned(), "/rates.xlsx".to_owned()));
        let newest = newest(viewer, &newest_rates);
        view! {
            <PageHeader title="Exchange rates" lead actions/>
            <ErrorSummary state/>
            {waiting::section(viewer, &awaiting, key)}
            <Section title="Newest rates" id="newest" aside=csv>{newest}</Section>
            <Section title="Which rate would apply" id="apply">{question}</Section>
        }
        .into_any()
    })
}

fn newest(viewer: &Viewer, newest: &[(RateRow, i64)]) -> AnyView {
    if newest.is_empty() {
        let yet = "A rate is entered by one member of staff and approved by another; then it is used.";
        let action = viewer.role.may(Action::ManageMoney).then(|| ("Enter a rate".to_owned(), "/rates/new".to_owned()));
        return view! { <EmptyState things="approved rates" yet action/> }.into_any();
    }
    let columns = vec![
        Column::text("Currency"),
        Column::text("Source"),
        Column::number("Rate for 1 USD"),
        Column::text("Effective on"),
        Column::text("Published at"),
        Column::number("Rates in force"),
    ];
    let row = |(row, count): &(RateRow, i64)| {
        let effective = view! { <a class="nowrap" href=parts::address(row.id)>{parts::day(row.effective_on)}</a> };
        Row::new(vec![
            link_cell(row.currency.code(), format!("/rates/{}", row.currency)),
            cell(row.source.label()),
            parts::digits(row),
            effective.into_any(),
            view_cell(parts::published_at(row)),
            number_cell(*count),
        ])
    };
    let rows = newest.iter().map(row).collect();
    view! { <DataTable caption="Newest rates" columns rows/> }.into_any()
}
