//! `/outbox.csv` and `.xlsx`: the list as a file.

use store::outbox::{self, MailRow};

use super::list::state;
use crate::{
    Cx,
    cx::PageResult,
    export::{self, Column, Field},
};

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let columns: Vec<Column<MailRow>> = vec![
        ("Subject", |mail| Field::words(&mail.subject)),
        ("To", |mail| Field::words(&mail.person)),
        ("Address", |mail| Field::words(&mail.address)),
        ("Written", |mail| Field::instant(mail.created_at)),
        ("Attempts", |mail| Field::number(mail.attempts)),
        ("State", |mail| Field::words(state(mail).0)),
        ("Sent", |mail| mail.sent_at.map_or_else(|| Field::some(None), Field::instant)),
        ("Last error", |mail| Field::some(mail.last_error.as_deref())),
    ];
    export::columns(&cx, "outbox", columns, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { Ok(outbox::list(tx, &viewer, &asked).await?) })
    })
    .await
}
