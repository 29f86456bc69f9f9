//! `/people.csv` and `.xlsx`: the list as a file.

use store::people::PersonRow;

use super::status::{Status, listed};
use crate::{
    Cx,
    cx::PageResult,
    export::{self, Column, Field},
};

pub async fn file(cx: Cx) -> PageResult {
    let (viewer, app, at) = (cx.viewer()?.clone(), cx.app.clone(), cx.now());
    let columns: Vec<Column<PersonRow>> = vec![
        ("Name", |person| Field::words(&person.name)),
        ("Login", |person| Field::words(&person.login)),
        ("Role", |person| Field::words(person.role.label())),
        ("Agency or donor", |person| Field::some(person.scope_name.as_deref())),
        ("Status", |person| Field::words(Status::of(person).word())),
        ("Since", |person| Field::instant(person.created_at)),
        ("Sessions", |person| Field::number(person.live_sessions)),
    ];
    export::columns(&cx, "people", columns, move |tx, asked| {
        let (viewer, app) = (viewer.clone(), app.clone());
        Box::pin(async move { listed(tx, &app, &viewer, at, &asked).await })
    })
    .await
}
