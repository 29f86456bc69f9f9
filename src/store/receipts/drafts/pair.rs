//! What was counted on one line was another: the number on it says so.

use domain::{
    Timestamp, Viewer,
    receipt::{Count, CountEdit, DraftEdit, Found},
};

use super::{
    photos,
    save::{has_number, keep, named, open},
};
use crate::{
    Error, Result, Tx,
    batch::Bind,
    query::{Query, ask},
    receipts::page::CountRow,
};

/// Keeps the form, and lets `line` and the line that has the number found on it exchange what was counted: the tag of that
/// other line. `None` when no other awaited line has the number; then the form is kept as it is.
///
/// # Errors
/// As [`super::save`]; the line is not in the form.
pub async fn pair(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    edit: &DraftEdit,
    line: i64,
) -> Result<Option<String>> {
    let (stands, draft) = open(tx, viewer, at, code, edit).await?;
    named(tx, viewer, &stands, &edit.lines).await?;
    keep(tx, draft, &edit.lines).await?;
    let counted = edit.lines.iter().find(|edit| edit.line == line).and_then(|edit| edit.count.clone());
    let counted = counted.ok_or_else(Error::not_found)?;
    let Some(number) = &counted.found.serial else { return Ok(None) };
    let Some(other) = has_number(tx, &stands, line, number).await? else { return Ok(None) };
    let stood = count_of(tx, draft, other.id).await?;
    let (version, expected) = other.as_awaited();
    // Things with a number of their own come one by one, so the numbers fit. The number is what was sent, and says nothing new.
    let there = Count {
        line: other.id,
        version,
        expected,
        found: Found { serial: None, missing: Vec::new() },
        ..counted.clone()
    };
    let here = stood.map(|stood| Count { line, version: counted.version, expected: counted.expected, ..stood });
    let exchanged = [
        CountEdit { line, version: counted.version, expected: counted.expected, count: here },
        CountEdit { line: other.id, version, expected, count: Some(there) },
    ];
    for count in exchanged.iter().filter_map(|edit| edit.count.as_ref()) {
        count.check()?;
    }
    keep(tx, draft, &exchanged).await?;
    photos::exchange(tx, draft, line, other.id).await?;
    Ok(Some(other.tag))
}

async fn count_of(tx: &mut Tx, draft: i64, line: i64) -> Result<Option<Count>> {
    let query = Query::new(
        "SELECT line_id, version, expected, received, short, damaged, refused, surplus, condition, remark, serial_found, missing
         FROM receipt_draft_line WHERE draft_id = ",
    )
    .with("? AND line_id = ?", [Bind::from(draft), Bind::from(line)]);
    let row: Option<CountRow> = ask!(tx, query, fetch_optional)?;
    Ok(row.map(CountRow::count))
}
