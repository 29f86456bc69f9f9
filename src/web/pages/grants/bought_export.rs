//! `/grants/{code}/bought.csv` and `.xlsx`: what a grant bought, as a file, for any day.

use axum::extract::Path;
use store::grants::GrantItem;

use crate::{
    Cx,
    cx::PageResult,
    export::{self, Field},
    kit::AskedAsOf,
    pages::items::life_words,
};

const HEAD: [&str; 15] = [
    "Tag",
    "Item",
    "Make",
    "Model",
    "Quantity",
    "Unit of measure",
    "Round",
    "Day of the round",
    "Unit",
    "Agency",
    "Status",
    "Signed for on",
    "Signed for by",
    "Paid by this grant",
    "Currency",
];

pub async fn file(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let as_of = AskedAsOf::read(&cx.query, cx.today()).checked()?;
    let name = format!("{code}-bought");
    let head = HEAD.map(str::to_owned).to_vec();
    export::stream_of_day(&cx, &name, as_of.day.unwrap_or(cx.today()), head, move |tx, asked| {
        let (viewer, code) = (viewer.clone(), code.clone());
        Box::pin(async move {
            let items = store::grants::bought(tx, &viewer, &code, as_of, &asked).await?;
            Ok(export::part(items, fields))
        })
    })
    .await
}

fn fields(item: &GrantItem) -> Vec<Field> {
    let (line, round) = (&item.line, &item.round);
    let signed = item.signed.as_ref();
    let mut fields = vec![
        Field::words(&line.tag),
        Field::words(&line.name),
        Field::some(line.make.as_deref()),
        Field::some(line.model.as_deref()),
        Field::number(line.quantity),
        Field::words(&line.unit_of_measure),
        Field::words(&round.code),
        Field::date(round.day),
        Field::words(&line.unit.label),
        Field::words(&line.agency_name),
        Field::words(life_words(line, round, item.elsewhere.as_ref())),
        Field::date(signed.map(|signed| signed.received_on)),
        Field::some(signed.map(|signed| signed.officer.as_deref().unwrap_or(&signed.agency_name))),
    ];
    fields.extend(Field::money(Some(line.value)));
    fields
}
