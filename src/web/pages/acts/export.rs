//! `/acts.csv` and `.xlsx`: the list as a file.

use store::acts::{self, ActRow};

use crate::{
    Cx,
    cx::PageResult,
    export::{self, Column, Field},
};

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let columns: Vec<Column<ActRow>> = vec![
        ("Act", |act| Field::words(&act.number)),
        ("Round", |act| Field::words(&act.round_code)),
        ("Title", |act| Field::words(&act.round_title)),
        ("Agency", |act| Field::words(&act.agency_name)),
        ("Handed over", |act| Field::date(act.held_on)),
        ("Version", |act| Field::number(act.version)),
        ("Issued", |act| Field::instant(act.issued_at.0)),
        ("State", |act| Field::words(act.state.words())),
        ("Later receipt", |act| Field::date(act.later_receipt)),
    ];
    export::columns(&cx, "acts", columns, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { Ok(acts::list(tx, &viewer, &asked).await?) })
    })
    .await
}
