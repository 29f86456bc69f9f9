//! A file becomes a list that waits: with its rows, how it was read, and itself, until it is imported or thrown away.

use std::collections::HashMap;

use domain::{
    Timestamp, Viewer,
    packing::{Cell, How, Mapping, Reading, StagedRow},
};
use serde::{Deserialize, Serialize};

use super::{NO_HEAD, all_rows, draft, from_json, heads, own, own_list, to_json};
use crate::{
    Result, Tx,
    batch::{insert_rows, row},
    db::{sql, touch},
};

/// A list that waits for its import is forgotten after this many days.
const KEPT_DAYS: i64 = 30;

/// What kind of file it was, what a person chose of it, and how it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ReadAs {
    /// As `documents` calls it: `xlsx`, `csv`, `pasted`.
    pub kind: String,
    pub how: How,
    pub reading: Reading,
}

/// What was read from a file: every row with something in it, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewList {
    pub name: String,
    pub read_as: ReadAs,
    pub rows: Vec<(i64, Vec<Cell>)>,
    pub bytes: Vec<u8>,
}

/// A file that is kept with its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub name: String,
    pub read_as: ReadAs,
    pub bytes: Vec<u8>,
}

/// Keeps what was read; an earlier list of the same person for the round is replaced. Answers how many rows stand below the
/// headings.
///
/// # Errors
/// Staff only; no such round; the round is no draft any more; there are headings and nothing below them.
pub async fn stage(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, new: &NewList) -> Result<usize> {
    let round = draft(tx, viewer, code).await?;
    forget_old(tx, at).await?;
    if let Some(list) = own_list(tx, viewer, round).await? {
        forget(tx, list.id).await?;
    }
    let row = |(number, cells): &(i64, Vec<Cell>)| StagedRow {
        number: *number,
        cells: cells.clone(),
        ..StagedRow::default()
    };
    let rows: Vec<StagedRow> = new.rows.iter().map(row).collect();
    write(tx, viewer, at, round, new, &rows).await
}

/// Keeps the same file as it is read anew. What was mended stays where the row is the same; what holds for all rows stays.
///
/// # Errors
/// As [`stage`]; no list of one's own.
pub async fn stage_again(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, new: &NewList) -> Result<()> {
    let round = draft(tx, viewer, code).await?;
    let list = own(tx, viewer, code).await?;
    let (version, for_all) = (list.version, from_json::<Mapping>(&list.mapping)?.for_all);
    let mut before: HashMap<i64, StagedRow> =
        all_rows(tx, list.id).await?.into_iter().map(|row| (row.number, row)).collect();
    forget(tx, list.id).await?;
    let row = |(number, cells): &(i64, Vec<Cell>)| {
        let same = before.remove(number).filter(|row| row.cells == *cells);
        same.unwrap_or_else(|| StagedRow { number: *number, cells: cells.clone(), ..StagedRow::default() })
    };
    let rows: Vec<StagedRow> = new.rows.iter().map(row).collect();
    write(tx, viewer, at, round, new, &rows).await?;
    let list = own(tx, viewer, code).await?;
    let mapping = Mapping { for_all, ..from_json(&list.mapping)? };
    touch!(tx, |c| sqlx::query("UPDATE packing_list SET mapping = $2, version = $3 WHERE id = $1")
        .bind(list.id)
        .bind(to_json(&mapping)?)
        // Never one that a page has shown already.
        .bind(list.version.max(version + 1))
        .execute(c))?;
    Ok(())
}

/// Answers how many rows stand below the headings.
async fn write(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    round: i64,
    new: &NewList,
    rows: &[StagedRow],
) -> Result<usize> {
    let head_at = heads::found(rows);
    let below = rows.iter().filter(|row| row.number > head_at).count();
    // As if there were no headings, until somebody says where they are.
    let (head, mapping) = heads::understood(tx, rows, if head_at == NO_HEAD { 0 } else { head_at }).await?;
    let list: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO packing_list (person_id, round_id, name, head, mapping, version, recorded_at, reading, head_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8) RETURNING id"
    )
    .bind(viewer.person)
    .bind(round)
    .bind(&new.name)
    .bind(to_json(&head)?)
    .bind(to_json(&mapping)?)
    .bind(at.0)
    .bind(to_json(&new.read_as)?)
    .bind(head_at)
    .fetch_one(c)
    })?;
    let row = |row: &StagedRow| Ok(row![list, row.number, to_json(&row.cells)?, to_json(&row.mended)?, row.kept]);
    let rows: Result<Vec<_>> = rows.iter().map(row).collect();
    insert_rows(tx, "packing_row (list_id, number, cells, mended, kept)", &rows?).await?;
    touch!(tx, |c| sqlx::query("INSERT INTO packing_file (list_id, bytes) VALUES ($1, $2)")
        .bind(list)
        .bind(&new.bytes)
        .execute(c))?;
    Ok(below)
}

/// The file of the viewer's list, to be read in another way.
///
/// # Errors
/// Staff only; no list of one's own; the round is no draft any more.
pub async fn file(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Kept> {
    let list = own(tx, viewer, code).await?;
    let bytes: Option<Vec<u8>> = sql!(tx, |c| sqlx::query_scalar("SELECT bytes FROM packing_file WHERE list_id = $1")
        .bind(list.id)
        .fetch_optional(c))?;
    let gone = || crate::Error::conflict("The file of this list is not kept any more. Upload it again");
    Ok(Kept { name: list.name, read_as: from_json(&list.reading)?, bytes: bytes.ok_or_else(gone)? })
}

pub(super) async fn forget(tx: &mut Tx, list: i64) -> Result<()> {
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM packing_file WHERE list_id = $1").bind(list).execute(c))?;
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM packing_row WHERE list_id = $1").bind(list).execute(c))?;
    touch!(tx, |c| sqlx::query("DELETE FROM packing_list WHERE id = $1").bind(list).execute(c))?;
    Ok(())
}

async fn forget_old(tx: &mut Tx, at: Timestamp) -> Result<()> {
    let before = at.plus_seconds(-KEPT_DAYS * 24 * 3600).0;
    touch!(&mut *tx, |c| sqlx::query(
        "DELETE FROM packing_file WHERE list_id IN (SELECT id FROM packing_list WHERE recorded_at < $1)"
    )
    .bind(before)
    .execute(c))?;
    touch!(&mut *tx, |c| sqlx::query(
        "DELETE FROM packing_row WHERE list_id IN (SELECT id FROM packing_list WHERE recorded_at < $1)"
    )
    .bind(before)
    .execute(c))?;
    touch!(tx, |c| sqlx::query("DELETE FROM packing_list WHERE recorded_at < $1").bind(before).execute(c))?;
    Ok(())
}
