//! `/totals.csv` and `.xlsx`: the list as a file. A figure stands as it was printed and as a whole number in its own measure; nothing
//! is added up.

use domain::quote::Measure;
use store::quotes::TotalRow;

use super::list::named;
use crate::{
    Cx,
    cx::PageResult,
    export::{self, Column, Field},
    kit::capital,
};

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let columns: Vec<Column<TotalRow>> = vec![
        ("About", |row| Field::words(named(&row.about))),
        ("What was published", |row| Field::words(&row.quote.words.what)),
        ("Figure", |row| Field::words(row.quote.published.to_string())),
        ("Words before it", |row| Field::some(row.quote.published.qualifier.as_deref())),
        ("Number", |row| match row.quote.published.measure {
            Measure::Count => Field::number(row.quote.published.amount),
            _ => Field::words(""),
        }),
        ("Grams", |row| match row.quote.published.measure {
            Measure::Grams => Field::number(row.quote.published.amount),
            _ => Field::words(""),
        }),
        ("Amount", |row| row.quote.published.money().map_or_else(|| Field::words(""), Field::amount)),
        ("Currency", |row| Field::some(row.quote.published.currency.map(|currency| currency.code()))),
        ("As of", |row| Field::date(row.quote.words.as_of)),
        ("Of the period", |row| Field::date(row.quote.words.period)),
        ("As printed", |row| Field::some(row.quote.words.as_published.as_deref())),
        ("What is counted", |row| Field::some(row.quote.words.counted.map(|counted| counted.label()))),
        ("Beside what is recorded here", |row| {
            let both = row.quote.words.counted.zip(row.quote.recorded);
            Field::some(both.map(|(counted, recorded)| row.quote.published.beside(counted, recorded)).as_deref())
        }),
        ("Why they differ", |row| {
            let both = row.quote.words.counted.zip(row.quote.recorded);
            Field::some(
                both.map(|(counted, recorded)| capital(&row.quote.published.explained(counted, recorded))).as_deref(),
            )
        }),
        ("Topics", |row| Field::words(row.quote.words.topics.join(", "))),
        ("Note", |row| Field::some(row.quote.words.note.as_deref())),
        ("Source", |row| Field::some(row.quote.source.as_deref())),
        ("Withdrawn", |row| Field::some(row.withdrawn.as_deref())),
    ];
    export::columns(&cx, "published-totals", columns, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { Ok(store::quotes::list(tx, &viewer, &asked).await?) })
    })
    .await
}
