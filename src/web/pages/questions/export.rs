//! `/questions.csv` and `.xlsx`: the list as a file.

use store::questions::{self, QuestionRow};

use crate::{
    Cx,
    cx::PageResult,
    export::{self, Column, Field},
};

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut columns: Vec<Column<QuestionRow>> = vec![
        ("Question", |row| Field::words(&row.words)),
        ("Grant", |row| Field::words(row.grant_code.as_deref().unwrap_or_default())),
        ("Figure", |row| Field::words(&row.figure)),
        ("As of", |row| Field::words(&row.figure_day)),
        ("Asked by", |row| Field::words(&row.asked_by)),
        ("Asked", |row| Field::instant(row.recorded_at)),
        ("Answer", |row| Field::words(row.answer.as_deref().unwrap_or_default())),
    ];
    if !viewer.is_donor() {
        columns.insert(1, ("Donor", |row| Field::words(&row.donor)));
    }
    export::columns(&cx, "questions", columns, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { Ok(questions::list(tx, &viewer, &asked).await?) })
    })
    .await
}
