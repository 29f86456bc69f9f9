//! An agency's logistics officer, on a phone: one large entry for each round that waits to be counted.

use domain::Viewer;
use leptos::prelude::*;
use store::overview::{OfficerOverview, ToReceive};

use super::parts::{not_settled, receipts, to_sign};
use crate::{
    kit::{ButtonLink, DateView, EmptyState, PageHeader, StatTiles, count_of, link},
    pages::custody,
};

pub fn view(overview: OfficerOverview, viewer: &Viewer) -> AnyView {
    let agency = viewer.scope_name.clone().unwrap_or_default();
    let content = if overview.to_receive.is_empty() {
        let yet = format!("What is sent to {agency} appears here, to be counted line by line.");
        view! { <EmptyState things="rounds to receive" yet action=Some(("All rounds".to_owned(), "/rounds".to_owned()))/> }
            .into_any()
    } else {
        let entries: Vec<_> = overview.to_receive.into_iter().enumerate().map(entry).collect();
        view! { <ul class="stack">{entries}</ul> }.into_any()
    };
    let tiles = vec![to_sign(&overview.to_sign), custody::tile(overview.movements), not_settled(overview.not_settled)];
    view! {
        <PageHeader title="To receive" lead=view! { <p>{agency}</p> }.into_any()/>
        {content}
        <StatTiles tiles/>
        {receipts(overview.receipts, "What you confirm appears here, with everything that you counted.")}
    }
    .into_any()
}

/// The oldest is the primary one.
fn entry((index, waiting): (usize, ToReceive)) -> AnyView {
    let ToReceive { round, open_lines, open_quantity } = waiting;
    let href = format!("/rounds/{}", round.code);
    let lines = count_of(open_lines, "line", "lines");
    let pieces = count_of(open_quantity, "piece", "pieces");
    let count_them = format!("Count {lines}");
    let title = link(round.title, Some(&href));
    view! {
        <li class="panel stack-tight">
            <p class="page-kind">"Round " <span class="code">{round.code}</span></p>
            <h2>{title}</h2>
            <p class="muted"><DateView date=round.day/></p>
            <p><strong>{lines}</strong>" to count, "{pieces}" in all"</p>
            <p><ButtonLink href=format!("{href}/receipt") text=count_them primary={index == 0}/></p>
        </li>
    }
    .into_any()
}
