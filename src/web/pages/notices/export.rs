//! `/notices.csv` and `.xlsx`: the list as a file.

use store::notices::{self, NoticeRow};

use crate::{
    Cx,
    cx::PageResult,
    export::{self, Column, Field},
};

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let columns: Vec<Column<NoticeRow>> = vec![
        ("Notice", |notice| Field::words(&notice.subject)),
        ("Since", |notice| Field::instant(notice.created_at)),
        ("State", |notice| Field::words(if notice.read_at.is_some() { "read" } else { "new" })),
    ];
    export::columns(&cx, "notices", columns, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { Ok(notices::list(tx, &viewer, &asked).await?) })
    })
    .await
}
