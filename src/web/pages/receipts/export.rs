//! `/receipts.csv` and `.xlsx`: the list as a file.

use store::receipts::{self, ReceiptRef};

use crate::{
    Cx,
    cx::PageResult,
    export::{self, Column, Field},
};

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut columns: Vec<Column<ReceiptRef>> = vec![
        ("Received on", |r| Field::date(Some(r.received_on))),
        ("Round", |r| Field::words(&r.round_code)),
        ("Title", |r| Field::words(&r.round_title)),
        ("Agency", |r| Field::words(&r.agency_name)),
    ];
    if !viewer.is_donor() {
        columns.push(("Confirmed by", |r| Field::some(r.officer.as_deref())));
    }
    columns.push(("Recorded", |r| Field::instant(r.recorded_at.0)));
    export::columns(&cx, "receipts", columns, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { Ok(receipts::list(tx, &viewer, &asked).await?) })
    })
    .await
}
