//! What a unit holds: the table on its page, and `/units/{code}/inventory.csv` and `.xlsx` for any day.

use axum::extract::Path;
use domain::{custody::Kind, item::Identity};
use leptos::prelude::*;
use store::{list::Page, units::InventoryRow};

use crate::{
    Cx,
    cx::PageResult,
    export::{self, Field},
    kit::*,
    pages::agencies::agency_codes,
};

/// `leads_on`: the reader may open items, rounds and receipts.
pub fn table(query: ListQuery, held: &Page<InventoryRow>, leads_on: bool) -> AnyView {
    let columns = vec![
        Column::text("Item"),
        Column::number("Quantity"),
        Column::text("State"),
        Column::text("Since"),
        Column::text("Agency"),
        Column::text("Round"),
        Column::text("Receipt"),
    ];
    let rows = held.rows.iter().map(|held| row(held, leads_on)).collect();
    let paging = Some(Paging::of(held));
    view! { <DataTable caption="Items held" columns rows query paging/> }.into_any()
}

fn row(held: &InventoryRow, leads_on: bool) -> Row {
    let line = &held.line;
    let number = line.identity.as_ref().and_then(number);
    let below: Vec<String> = [Some(line.tag.clone()), number].into_iter().flatten().collect();
    let invented = line.illustrative.then(|| view! { " " <BadgeTag badge=Badge::Illustrative/> }.into_any());
    let to = |address: String| leads_on.then_some(address);
    let item = link(line.name.clone(), to(format!("/items/{}", line.tag)).as_deref());
    let round = held.handed_over.as_ref().map(|(round, _)| {
        let day = round.day.map(|day| view! { <span class="below">{day.words()}</span> }.into_any());
        let round = link(round.code.clone(), to(format!("/rounds/{}", round.code)).as_deref());
        view! { <div>{round} {day}</div> }.into_any()
    });
    let receipt = held.handed_over.as_ref().and_then(|(_, receipt)| receipt.as_ref());
    let receipt =
        receipt.map(|(id, day)| link(format!("counted {}", day.words()), to(format!("/receipts/{id}")).as_deref()));
    let state = match held.came {
        Kind::HandedOver => line_tag(line.state),
        came => view! { <StatusTag tone=Tone::Good text=came.label()/> }.into_any(),
    };
    Row::new(vec![
        view! { <span>{item}{invented}<span class="below">{below.join(" · ")}</span></span> }.into_any(),
        cell(quantity(held.quantity, &line.unit_of_measure)),
        state,
        view! { <span class="nowrap"><DateView date=held.since/></span> }.into_any(),
        view_cell(agency_codes(vec![held.agency.clone()])),
        view_cell(round),
        view_cell(receipt),
    ])
}

/// The number by which a person tells it from its like.
pub fn number(identity: &Identity) -> Option<String> {
    let named = |word: &str, number: &Option<String>| number.as_ref().map(|n| format!("{word} {n}"));
    named("VIN", &identity.vin)
        .or_else(|| named("chassis", &identity.chassis))
        .or_else(|| named("serial", &identity.serial))
}

pub async fn file(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let as_of = AskedAsOf::read(&cx.query, cx.today()).checked()?;
    let inside = !viewer.is_donor();
    let mut head = ["Tag", "Item", "Quantity", "Unit of measure", "Agency", "Held since", "How it came"].to_vec();
    head.extend(inside.then_some("Number"));
    let head = head.into_iter().map(str::to_owned).collect();
    let name = format!("inventory-{code}");
    export::stream_of_day(&cx, &name, as_of.day.unwrap_or(cx.today()), head, move |tx, asked| {
        let (viewer, code) = (viewer.clone(), code.clone());
        Box::pin(async move {
            let held = store::units::inventory(tx, &viewer, &code, as_of, &asked).await?;
            Ok(export::part(held, |held| fields(held, inside)))
        })
    })
    .await
}

fn fields(held: &InventoryRow, inside: bool) -> Vec<Field> {
    let line = &held.line;
    let mut fields = vec![
        Field::words(&line.tag),
        Field::words(&line.name),
        Field::number(held.quantity),
        Field::words(&line.unit_of_measure),
        Field::words(&held.agency.name),
        Field::date(Some(held.since)),
        Field::words(held.came.label()),
    ];
    if inside {
        fields.push(Field::some(line.identity.as_ref().and_then(number).as_deref()));
    }
    fields
}
