//! `/grants/{code}/items`: what it bought, and who signed for it.

use axum::extract::Path;
use domain::Money;
use leptos::prelude::*;
use store::{
    Totals,
    grants::{GrantRow, GrantShow},
};

use super::{
    bought,
    frame::{Asked, Part},
};
use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let about = Asked::read(&cx, &mut tx, &code).await?;
    if let Some(page) = about.before(&cx, &mut tx).await? {
        return Ok(page);
    }
    let as_of = about.asked.as_of;
    let listed = store::grants::bought(&mut tx, viewer, &code, as_of, &cx.query.asked()).await?;
    let filters =
        if as_of.is_now() { Some(store::grants::bought_filters(&mut tx, viewer, &code).await?) } else { None };
    about.page(&cx, Part::Items, || {
        let bought = bought::view(&code, &cx.query, &listed, filters);
        view! {
            <StatTiles tiles=tiles(&about.grant)/>
            <Section title="What it bought" id="bought">{bought}</Section>
            {terms(&["receipt", "round", "illustrative"])}
        }
        .into_any()
    })
}

fn tiles(grant: &GrantShow) -> Vec<StatTile> {
    let row = &grant.row;
    let items = StatTile::new("Items", number_cell(whole(row.items)))
        .note(format!("{} signed for", count(whole(row.confirmed_items))));
    let activities = StatTile::new("Activities held", number_cell(grant.activities)).note("that it pays for");
    values(row).into_iter().chain([items]).chain((grant.activities > 0).then_some(activities)).collect()
}

/// Handed over against confirmed, each currency for itself.
fn values(row: &GrantRow) -> Vec<StatTile> {
    let of = |totals: &Totals, like: &Money| totals.0.iter().find(|m| m.currency == like.currency).copied();
    let tile = |label: &str, money: Money| StatTile::new(label, view! { <MoneyView money/> }.into_any());
    let mut tiles = Vec::new();
    for sent in &row.dispatched.0 {
        let confirmed = of(&row.confirmed, sent).unwrap_or(Money::zero(sent.currency));
        tiles.push(tile("Handed over", *sent).note("this grant’s part of dispatched lines, as entered"));
        tiles.push(tile("Confirmed", confirmed).note(format!(
            "{} of it signed for by agencies",
            percent(confirmed, *sent).unwrap_or_else(|| "nothing".to_owned())
        )));
    }
    if tiles.is_empty() {
        tiles.push(StatTile::new("Handed over", none()).note("nothing dispatched yet"));
    }
    tiles
}
