//! `/findings.csv` and `.xlsx`: the list as a file.

use store::findings::FindingRow;

use crate::{
    Cx,
    cx::PageResult,
    export::{self, Column, Field},
};

pub async fn file(cx: Cx) -> PageResult {
    let (viewer, now) = (cx.viewer()?.clone(), cx.now());
    let columns: Vec<Column<FindingRow>> = vec![
        ("Number", |row| Field::number(row.id)),
        ("Finding", |row| Field::words(&row.words)),
        ("Severity", |row| Field::words(row.severity.label())),
        ("Unit", |row| Field::words(&row.unit.label)),
        ("Item", |row| Field::some(row.item.as_ref().map(|(tag, _)| tag.as_str()))),
        ("Visit", |row| Field::some(row.visit.as_deref())),
        ("Looked after by", |row| Field::words(&row.looked_after_by.1)),
        ("To be done by", |row| Field::date(Some(row.due_on))),
        ("Closed on", |row| Field::date(row.closed.as_ref().map(|(day, _)| *day))),
        ("What shows it", |row| Field::some(row.closed.as_ref().map(|(_, evidence)| evidence.as_str()))),
    ];
    export::columns(&cx, "findings", columns, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { Ok(store::findings::list(tx, &viewer, now, &asked).await?) })
    })
    .await
}
