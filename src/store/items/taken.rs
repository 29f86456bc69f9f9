//! Whose a number is: asked before an item is written, by whoever holds the one writer.

use domain::{
    identity::{Number, Taken, fold},
    item::ItemKind,
};

use crate::{
    Parsed, Result, Tx,
    batch::Bind,
    now,
    query::{Query, ask},
};

/// Numbers asked for in one statement.
const AT_ONCE: usize = 500;

#[derive(sqlx::FromRow)]
struct Row {
    what: Parsed<Number>,
    written: String,
    kind: Parsed<ItemKind>,
    make: Option<String>,
    tag: String,
}

/// Which of these numbers are taken, however they are written, and by what; `but_of` is an item that keeps its own.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn taken(tx: &mut Tx, numbers: &[String], but_of: Option<i64>) -> Result<Vec<Taken>> {
    now::settle(tx).await?;
    let mut folded: Vec<String> = numbers.iter().map(|number| fold(number)).collect();
    folded.retain(|number| !number.is_empty());
    folded.sort_unstable();
    folded.dedup();
    let mut taken = Vec::new();
    for some in folded.chunks(AT_ONCE) {
        let mut query = Query::new(
            "SELECT n.what, CASE n.what WHEN 'serial' THEN i.serial WHEN 'vin' THEN i.vin WHEN 'chassis' THEN i.chassis WHEN 'engine' THEN i.engine
               ELSE i.plate END
               AS written, i.kind, i.make, i.tag
             FROM item_number n JOIN item i ON i.id = n.item_id WHERE n.folded IN (",
        );
        for (place, number) in some.iter().enumerate() {
            query.push(if place == 0 { "?" } else { ", ?" }, [Bind::from(number.as_str())]);
        }
        query.push(") AND n.item_id <> ? ORDER BY n.item_id", [Bind::from(but_of.unwrap_or(0))]);
        let rows: Vec<Row> = ask!(&mut *tx, query, fetch_all)?;
        taken.extend(rows.into_iter().map(|row| Taken {
            what: row.what.0,
            written: row.written,
            kind: row.kind.0,
            make: row.make,
            tag: row.tag,
        }));
    }
    Ok(taken)
}
