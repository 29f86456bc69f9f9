//! `/documents.csv` and `.xlsx`: the list as a file.

use store::documents::DocumentRow;

use super::list::{languages, to_read};
use crate::{
    Cx,
    cx::PageResult,
    export::{self, Field},
};

const HEAD: [&str; 10] =
    ["Code", "Title", "Kind", "Number", "Date", "Issuer", "Languages", "To read", "Address", "Withdrawn"];

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let everything = viewer.sees_everything();
    let columns = if everything { HEAD.len() } else { HEAD.len() - 1 };
    let head = HEAD[..columns].iter().map(|&words| words.to_owned()).collect();
    export::stream(&cx, "documents", head, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move {
            let documents = store::documents::list(tx, &viewer, &asked).await?;
            Ok(export::part(documents, |row| fields(row, everything)))
        })
    })
    .await
}

/// Why something was withdrawn stands there for those who read withdrawn documents.
fn fields(row: &DocumentRow, everything: bool) -> Vec<Field> {
    let mut fields = vec![
        Field::words(&row.code),
        Field::words(&row.title),
        Field::words(row.kind.label()),
        Field::some(row.number.as_deref()),
        Field::date(row.issued_on),
        Field::some(row.issuer.as_deref()),
        Field::some(languages(row).as_deref()),
        Field::words(to_read(row)),
        Field::some(row.address.as_deref()),
    ];
    fields.extend(everything.then(|| Field::some(row.withdrawn.as_deref())));
    fields
}
