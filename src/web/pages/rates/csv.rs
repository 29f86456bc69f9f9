//! `/rates.csv`: the rates that a list finds, as a file.

use store::rates::{RateFilter, RateRow};

use super::history::LISTING;
use crate::{
    Cx,
    csv::{Field, Sheet},
    cx::PageResult,
};

pub async fn export(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let rates = store::rates::list(&mut cx.read().await?, viewer, RateFilter::default()).await?;
    let rows = LISTING.arrange(&cx.query, rates).matching;
    sheet(&rows, viewer.sees_everything()).download("rates", cx.today())
}

/// Names of people are for those who see everything.
fn sheet(rows: &[RateRow], everything: bool) -> Sheet {
    let mut sheet = Sheet::new(&[
        "Currency",
        "Units for 1 USD",
        "Source",
        "Effective on",
        "Published on",
        "Standing",
        "Published at",
        "Note",
    ]);
    if everything {
        sheet.head.extend(["Entered by", "Decided by"].map(str::to_owned));
    }
    let fields = |row: &RateRow| {
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
    };
    sheet.rows = rows.iter().map(fields).collect();
    sheet
}
