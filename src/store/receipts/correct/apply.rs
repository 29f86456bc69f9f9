//! The moment of a correction: another version of the receipt, and everything that follows from it.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{PartialDate, Timestamp, Viewer, change::Deed, receipt::Count};

use super::{
    super::{
        page::CountRow,
        record::{self, COUNT, RECEIPT},
    },
    Version,
    photos::{self, Photos},
    prepare::Line,
};
use crate::{
    Parsed, Result, Tx,
    batch::{Bind, insert_rows, row, with_rows},
    db::sql,
    discrepancies,
    error::taken,
    facts, notices,
};

/// What the corrected version says besides its lines.
pub(super) struct Signed<'a> {
    pub(super) officer: i64,
    pub(super) received_on: NaiveDate,
    pub(super) remark: Option<&'a str>,
}

#[derive(sqlx::FromRow)]
struct Kept {
    sequence: i64,
    #[sqlx(flatten)]
    count: CountRow,
}

/// Writes it; [`tell`] appends its audit row once everything that it says stands there. Callers have asked the rules, and
/// what was built on the one before. Answers its id.
///
/// # Errors
/// Somebody else has corrected it just now.
pub(super) async fn apply(
    tx: &mut Tx,
    at: Timestamp,
    version: &Version,
    signed: &Signed<'_>,
    (lines, photos): (&[Line], &Photos),
    public_id: &str,
) -> Result<i64> {
    let before = &version.row;
    let receipt: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO receipt (public_id, round_id, agency_id, received_on, remark, person_id, recorded_at, supersedes_id, first_id)
         VALUES ($1, $2, (SELECT o.agency_id FROM receipt o WHERE o.id = $3), $4, $5, $6, $7, $8, $9) RETURNING id"
    )
    .bind(public_id)
    .bind(before.round_id)
    // The agency for which the first one was written, of twins too.
    .bind(before.id)
    .bind(Parsed(PartialDate::Day(signed.received_on)))
    .bind(signed.remark)
    .bind(signed.officer)
    .bind(at.0)
    .bind(before.id)
    .bind(before.first_id.unwrap_or(before.id))
    .fetch_one(c))
    .map_err(taken("Somebody else has just corrected this receipt: look at the version that stands now"))?;
    let different: HashMap<i64, &Count> = lines.iter().map(|line| (line.was.line, &line.becomes)).collect();
    let kept: Vec<Kept> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT sequence, line_id, CAST(0 AS BIGINT) AS version, expected, received, short, damaged, refused, surplus, condition, remark,
           serial_found, missing FROM receipt_line WHERE receipt_id = $1 ORDER BY id"
    )
    .bind(before.id)
    .fetch_all(c)
    })?;
    let rows = kept.into_iter().map(|row| {
        let count = row.count.count();
        record::row(receipt, row.sequence, different.get(&count.line).copied().unwrap_or(&count))
    });
    insert_rows(tx, COUNT, &rows.collect::<Vec<_>>()).await?;
    photos::carry(tx, before.id, receipt, photos).await?;
    photos::discard(tx, before.id, None).await?;
    record::pass_custody(tx, at, receipt, PartialDate::Day(signed.received_on)).await?;
    await_again(tx, lines).await?;
    discrepancies::open(tx, receipt).await?;
    notices::receipt_corrected(tx, at, receipt).await?;
    Ok(receipt)
}

/// Appends the audit row of a version: whoever made it stand is who it names.
pub(super) async fn tell(tx: &mut Tx, viewer: &Viewer, at: Timestamp, receipt: i64) -> Result<()> {
    facts::record(tx, Some(viewer.person), at, Deed::Corrected, &RECEIPT, receipt).await
}

/// What is awaited of the lines now. Whoever is counting one of them finds it changed.
async fn await_again(tx: &mut Tx, lines: &[Line]) -> Result<()> {
    let more: Vec<Vec<Bind>> =
        lines.iter().map(|line| row![line.was.line, line.becomes.short - line.was.short]).collect();
    with_rows(
        tx,
        "WITH v (id, more) AS (VALUES ",
        &more,
        ") UPDATE line SET outstanding = line.outstanding + v.more, version = line.version + 1 FROM v WHERE line.id = v.id",
    )
    .await?;
    Ok(())
}
