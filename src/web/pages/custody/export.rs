//! `/custody.csv` and `.xlsx`: the list of movements as a file.

use store::custody::{self, MovementRow};

use crate::{
    Cx,
    cx::PageResult,
    export::{self, Column, Field},
};

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let columns: Vec<Column<MovementRow>> = vec![
        ("What", |m| Field::words(m.kind.label())),
        ("Tag", |m| Field::words(&m.tag)),
        ("Item", |m| Field::words(&m.item)),
        ("Quantity", |m| Field::number(m.quantity)),
        ("Unit of measure", |m| Field::words(&m.unit_of_measure)),
        ("From", |m| Field::words(&m.from)),
        ("To", |m| Field::words(&m.to)),
        ("Proposed", |m| Field::instant(m.recorded_at.0)),
        ("Proposed by", |m| Field::words(&m.proposer)),
        ("State", |m| Field::words(m.state.label())),
        ("Waits for", |m| Field::words(m.missing.iter().map(|(_, who)| who.as_str()).collect::<Vec<_>>().join(", "))),
    ];
    export::columns(&cx, "movements", columns, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { Ok(custody::movements(tx, &viewer, &asked).await?) })
    })
    .await
}
