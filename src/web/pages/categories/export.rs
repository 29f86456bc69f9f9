//! `/categories.csv` and `.xlsx`: the list as a file.

use store::categories::CategoryRow;

use crate::{
    Cx,
    cx::PageResult,
    export::{self, Column, Field},
};

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let columns: Vec<Column<CategoryRow>> = vec![
        ("Category", |row| Field::words(&row.name)),
        ("Code", |row| Field::words(&row.code)),
        ("In", |row| Field::some(row.parent.as_ref().map(|(_, name)| name.as_str()))),
        ("Must have", |row| Field::words(row.needs.label())),
        ("Unless", |row| Field::some(row.instead.as_deref())),
        ("Checked", |row| Field::some(row.tier.map(|tier| tier.to_string()).as_deref())),
        ("Asks for", |row| Field::some(super::list::asks(row).as_deref())),
        ("Items", |row| Field::number(row.items)),
    ];
    export::columns(&cx, "categories", columns, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { Ok(store::categories::page(tx, &viewer, &asked).await?) })
    })
    .await
}
