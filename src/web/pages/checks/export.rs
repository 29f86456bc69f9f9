//! `/checks.csv` and `.xlsx`: the list as a file.

use store::checks::CheckRow;

use crate::{
    Cx,
    cx::PageResult,
    export::{self, Column, Field},
    pages::items::full_name,
};

pub async fn file(cx: Cx) -> PageResult {
    let (viewer, now) = (cx.viewer()?.clone(), cx.now());
    let columns: Vec<Column<CheckRow>> = vec![
        ("Tag", |row| Field::words(&row.tag)),
        ("Item", |row| Field::words(full_name(&row.name, row.make.as_deref(), row.model.as_deref()))),
        ("Category", |row| Field::some(row.category.as_deref())),
        ("Unit", |row| Field::words(&row.unit.label)),
        ("Agency", |row| Field::words(&row.agency.code)),
        ("To be checked by", |row| Field::date(Some(row.due_on))),
        ("Seen last on", |row| Field::date(row.seen.map(|(day, _)| day))),
        ("How", |row| Field::some(row.seen.map(|(_, how)| how.label()))),
        ("Received on", |row| Field::date(row.received_on)),
        ("Signed for", |row| Field::amount(row.value)),
        ("Currency", |row| Field::words(row.value.currency.code())),
    ];
    export::columns(&cx, "checks", columns, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { Ok(store::checks::list(tx, &viewer, now, &asked).await?) })
    })
    .await
}
