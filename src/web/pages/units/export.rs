//! `/units.csv` and `.xlsx`: the list as a file.

use store::units::ListedUnit;

use crate::{
    Cx,
    cx::PageResult,
    export::{self, Column, Field},
};

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut columns: Vec<Column<ListedUnit>> = vec![
        ("Code", |unit| Field::some(unit.row.unit.code.as_deref())),
        ("Unit", |unit| Field::words(&unit.row.unit.label)),
        ("Kind", |unit| Field::words(unit.row.kind.label())),
        ("Place", |unit| Field::some(unit.row.place.as_deref())),
        ("Answers for", |unit| Field::words(unit.row.areas.join(", "))),
        ("Country", |unit| Field::some(unit.row.country.as_deref())),
        ("Border", |unit| Field::some(unit.row.border.as_deref())),
        ("Also known as", |unit| Field::words(unit.row.aliases.join(", "))),
        ("Manned by", |unit| {
            Field::words(unit.row.agencies.iter().map(|agency| agency.code.as_str()).collect::<Vec<_>>().join(", "))
        }),
        ("Working since", |unit| Field::date(unit.row.since.map(|since| since.date))),
        ("Or earlier", |unit| Field::some(unit.row.since.filter(|since| since.by).map(|_| "yes"))),
        ("Announced", |unit| Field::date(unit.row.announced)),
        ("Planned for", |unit| Field::date(unit.row.planned)),
        ("Closed", |unit| Field::date(unit.row.closed)),
        ("Items held", |unit| Field::number(unit.held)),
        ("Items on the way", |unit| Field::number(unit.coming)),
    ];
    // Border Liaison Offices are counted for each border.
    if viewer.is_donor() {
        columns.push(("Offices", |unit| Field::number(unit.row.count)));
    }
    export::columns(&cx, "units", columns, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { Ok(store::units::list(tx, &viewer, &asked).await?) })
    })
    .await
}
