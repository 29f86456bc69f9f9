//! `/receipts`: what agencies signed for.

use leptos::prelude::*;
use store::receipts::{self, ReceiptRef};

use crate::{Cx, cx::PageResult, export, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let inside = !viewer.is_donor();
    let mut tx = cx.read().await?;
    let listed = receipts::list(&mut tx, viewer, &cx.query.asked()).await?;
    let agencies = receipts::choices(&mut tx, viewer).await?;
    drop(tx);
    let paging = Paging::of(&listed);
    let query = cx.query.clone();
    cx.page("Receipts", move || {
        let tools = export::links(&query, "/receipts", paging.shown);
        let count = paging.words("receipt", "receipts");
        let content = if paging.count.is_zero() {
            let yet = "What an agency confirms, line by line, appears here.";
            view! { <EmptyState things="receipts" query=query.clone() yet/> }.into_any()
        } else {
            table(&query, &listed.rows, paging, inside)
        };
        let selects = vec![FilterSelect::new("agency", "Agency", agencies)];
        let sorts = [("-recorded", "Newest first"), ("round", "Round"), ("agency", "Agency")];
        let sorts = sorts.map(|(key, words)| (key.to_owned(), words.to_owned())).to_vec();
        let corrections = inside.then(|| view! { " · "<a href="/corrections">"Corrections that wait"</a> }.into_any());
        let lead = view! { <p>"A " {term("receipt")} " is what an agency counted and signed for" {corrections}</p> }
            .into_any();
        view! {
            <Breadcrumb steps=vec![("Rounds".to_owned(), "/rounds".to_owned())]/>
            <PageHeader title="Receipts" lead/>
            <FilterBar query=query.clone() search="Round, agency or officer" selects sorts count tools/>
            {content}
        }
        .into_any()
    })
}

fn table(query: &ListQuery, receipts: &[ReceiptRef], paging: Paging, inside: bool) -> AnyView {
    let mut columns = vec![
        Column::text("Received on").sorted("received"),
        Column::text("Round").sorted("round"),
        Column::text("Agency").sorted("agency"),
    ];
    columns.extend(inside.then(|| Column::text("Confirmed by")));
    columns.push(Column::text("Recorded").sorted("recorded"));
    let rows = receipts.iter().map(|receipt| row(receipt, inside)).collect();
    view! { <DataTable caption="Receipts" columns rows query=query.clone() paging=Some(paging)/> }.into_any()
}

fn row(receipt: &ReceiptRef, inside: bool) -> Row {
    let round = format!("/rounds/{}", receipt.round_code);
    let mut cells = vec![
        link_cell(receipt.received_on.words(), format!("/receipts/{}", receipt.public_id)),
        link_cell_with(receipt.round_code.clone(), round, receipt.round_title.clone()),
        cell(receipt.agency_name.clone()),
    ];
    cells.extend(inside.then(|| cell(receipt.officer.clone())));
    cells.push(view! { <span class="nowrap"><InstantView at=receipt.recorded_at day_only=true/></span> }.into_any());
    Row::new(cells)
}
