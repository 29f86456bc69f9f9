//! `/rates.csv` and `.xlsx`: the rates that a list finds, as a file.

use store::rates::RateRow;

use crate::{
    Cx,
    cx::PageResult,
    export::{self, Field},
};

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    // Names of people are for those who see everything.
    let everything = viewer.sees_everything();
    let mut head =
        ["Currency", "Units for 1 USD", "Source", "Effective on", "Published on", "Standing", "Published at", "Note"]
            .to_vec();
    if everything {
        head.extend(["Entered by", "Decided by"]);
    }
    let head = head.into_iter().map(str::to_owned).collect();
    export::stream(&cx, "rates", head, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move {
            let rates = store::rates::list(tx, &viewer, &asked).await?;
            Ok(export::part(rates, |row| fields(row, everything)))
        })
    })
    .await
}

fn fields(row: &RateRow, everything: bool) -> Vec<Field> {
    let mut fields = vec![
        Field::words(row.currency.code()),
        Field::number(row.rate),
        Field::words(row.source.label()),
        Field::date(Some(row.effective_on.into())),
        Field::date(row.published_on.map(Into::into)),
        Field::words(row.standing().label()),
        Field::some(row.source_url.as_deref()),
        Field::some(row.note.as_deref()),
    ];
    if everything {
        let by = row.decided.as_ref().and_then(|decided| decided.by.as_deref());
        fields.extend([Field::some(row.entered_by.as_deref()), Field::some(by)]);
    }
    fields
}
