//! The list of visits, and what one of them expects, as files.

use axum::extract::Path;
use store::visits::{ExpectedRow, VisitRow};

use crate::{
    Cx,
    cx::PageResult,
    export::{self, Column, Field},
    pages::items::full_name,
};

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let columns: Vec<Column<VisitRow>> = vec![
        ("Visit", |row| Field::words(&row.title)),
        ("Code", |row| Field::words(&row.code)),
        ("Planned for", |row| Field::date(Some(row.planned_on))),
        ("Held on", |row| Field::date(row.held_on)),
        ("State", |row| Field::words(row.state.label())),
        ("Together with", |row| Field::some(row.donor.as_ref().map(|(_, name)| name.as_str()))),
        ("Expected", |row| Field::number(row.expected)),
        ("Looked at", |row| Field::number(row.looked)),
        ("Not there", |row| Field::number(row.missing)),
    ];
    export::columns(&cx, "visits", columns, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { Ok(store::visits::list(tx, &viewer, &asked).await?) })
    })
    .await
}

/// `/visits/{code}/expected.csv` and `.xlsx`
pub async fn expected(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let columns: Vec<Column<ExpectedRow>> = vec![
        ("Tag", |row| Field::words(&row.tag)),
        ("Item", |row| Field::words(full_name(&row.name, row.make.as_deref(), row.model.as_deref()))),
        ("Unit", |row| Field::words(&row.unit.label)),
        ("Expected", |row| Field::number(row.expected)),
        ("Found", |row| Field::words(super::show::found_words(row))),
        ("Seen", |row| row.found.map_or_else(|| Field::words(""), |found| Field::number(found.seen))),
        ("Condition", |row| Field::some(row.found.and_then(|found| found.condition).map(|c| c.label()))),
        ("How", |row| Field::some(row.found.map(|found| found.method.label()))),
        ("Checked on", |row| Field::date(row.found.map(|found| found.checked_on))),
        ("Not in use since", |row| Field::date(row.found.and_then(|found| found.unused_since))),
        ("Because", |row| Field::some(row.because.as_deref())),
    ];
    let name = format!("visit-{}", code.to_lowercase());
    export::columns(&cx, &name, columns, move |tx, asked| {
        let (viewer, code) = (viewer.clone(), code.clone());
        Box::pin(async move { Ok(store::visits::expected(tx, &viewer, &code, &asked).await?) })
    })
    .await
}
