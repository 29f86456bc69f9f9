//! `/programmes.csv` and `.xlsx`: the list as a file.

use store::programmes::ProgrammeRow;

use crate::{
    Cx,
    cx::PageResult,
    export::{self, Column, Field},
};

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let columns: Vec<Column<ProgrammeRow>> = vec![
        ("Programme", |row| Field::words(&row.code)),
        ("Title", |row| Field::words(&row.title)),
        ("Sub-programme of", |row| Field::some(row.part_of_code.as_deref())),
        ("Source", |row| Field::some(row.source.as_deref())),
        ("Components", |row| Field::number(row.components)),
    ];
    export::columns(&cx, "programmes", columns, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { Ok(store::programmes::page(tx, &viewer, &asked).await?) })
    })
    .await
}
