//! `/changes.csv` and `.xlsx`: the audit chain as a file, as the list narrows it.

use store::changes::ChangeRow;

use super::{
    facts::facts,
    record::{Record, deed_words, names, who},
};
use crate::{
    Cx,
    cx::PageResult,
    export::{self, Field},
};

const HEAD: [&str; 8] = ["No.", "When", "Who", "What was done", "Kind of record", "Record", "Facts", "Hash"];

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let head = HEAD.map(str::to_owned).to_vec();
    export::stream(&cx, "changes", head, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move {
            let changes = store::changes::list(tx, &viewer, &asked).await?;
            let mut known = names(&changes.rows);
            known.extend(store::changes::named(tx, &viewer, &changes.rows).await?);
            Ok(export::part(changes, |change| fields(change, Record::of(change, &known))))
        })
    })
    .await
}

fn fields(change: &ChangeRow, record: Record) -> Vec<Field> {
    let facts: Vec<String> = facts(&change.body).into_iter().map(|(name, words)| format!("{name}: {words}")).collect();
    vec![
        Field::number(change.seq),
        Field::instant(change.recorded_at),
        Field::words(who(change)),
        Field::words(deed_words(change.deed.0)),
        Field::words(change.entity.label()),
        Field::words(record.name),
        Field::words(facts.join("; ")),
        Field::words(&change.hash),
    ]
}
