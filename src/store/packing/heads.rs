//! The headings of a list: found, chosen, and remembered with what they meant.

use domain::{
    Timestamp, Viewer,
    packing::{Answers, Cell, Mapping, Question, StagedRow, Use, head_key},
};

use super::{HEADING, NO_HEAD, all_rows, from_json, own, to_json};
use crate::{
    Error, Result, Tx,
    db::{sql, touch},
};

/// Rows that are offered as headings.
const OFFERED: usize = 15;

/// What a row is called where the headings are chosen: its cells, cut short.
pub(super) fn first_rows(rows: &[StagedRow]) -> Vec<(i64, String)> {
    let words = |row: &StagedRow| {
        let cells = row.cells.iter().map(Cell::seen).filter(|text| !text.is_empty());
        let joined = cells.collect::<Vec<_>>().join(" · ");
        (row.number, joined.chars().take(80).collect())
    };
    rows.iter().take(OFFERED).map(words).collect()
}

pub(super) fn question() -> Question {
    Question {
        key: HEADING.to_owned(),
        words: "No row was found that names the columns. Choose the row of the headings, or say that there is none"
            .to_owned(),
        answers: Vec::new(),
    }
}

/// Takes another row for the headings; 0 says that there are none. What the columns mean is found anew.
///
/// # Errors
/// Staff only; no list of one's own; no such row, or no row below it.
pub async fn set_head(tx: &mut Tx, viewer: &Viewer, code: &str, number: i64) -> Result<()> {
    let list = own(tx, viewer, code).await?;
    if list.head_at == number {
        return Ok(());
    }
    let rows = all_rows(tx, list.id).await?;
    if number != 0 && !rows.iter().any(|row| row.number == number) {
        return Err(Error::invalid("head", "Choose the row that names the columns"));
    }
    let before: Mapping = from_json(&list.mapping)?;
    let (head, mapping) = understood(tx, &rows, number).await?;
    let mapping = Mapping { for_all: before.for_all, ..mapping };
    touch!(tx, |c| {
        sqlx::query(
            "UPDATE packing_list SET head = $2, mapping = $3, head_at = $4, answers = $5, version = version + 1 WHERE id = $1",
        )
        .bind(list.id)
        .bind(to_json(&head)?)
        .bind(to_json(&mapping)?)
        .bind(number)
        .bind(to_json(&Answers::new())?)
        .execute(c)
    })?;
    Ok(())
}

/// The row that names the columns, as far as anything is understood of it: its number, else [`NO_HEAD`].
pub(super) fn found(rows: &[StagedRow]) -> i64 {
    let place = Mapping::find_head(rows.iter().map(|row| row.cells.as_slice()));
    place.and_then(|place| rows.get(place)).map_or(NO_HEAD, |row| row.number)
}

/// The headings in this row and what the columns below mean by them, as it was answered for an earlier list with the same ones.
/// Without headings the columns get letters, as a spreadsheet shows them.
///
/// # Errors
/// There is no row below the headings.
pub(super) async fn understood(tx: &mut Tx, rows: &[StagedRow], head_at: i64) -> Result<(Vec<String>, Mapping)> {
    let below = || rows.iter().filter(|row| row.number > head_at).map(|row| row.cells.as_slice());
    if below().next().is_none() {
        return Err(Error::invalid("", "There are headings but no rows below them"));
    }
    let named = rows.iter().find(|row| row.number == head_at);
    let width = below().map(<[Cell]>::len).chain(named.map(|row| row.cells.len())).max().unwrap_or_default();
    let heading = |place: usize| {
        let cell = named.and_then(|row| row.cells.get(place)).filter(|cell| !cell.is_empty());
        cell.map_or_else(|| format!("Column {}", letters(place)), |cell| cell.seen().trim().to_owned())
    };
    let head: Vec<String> = (0..width).map(heading).collect();
    let guessed = Mapping::guess(&head, below());
    let earlier: Option<String> =
        sql!(tx, |c| sqlx::query_scalar("SELECT columns FROM packing_heading WHERE head = $1")
            .bind(head_key(&head))
            .fetch_optional(c))?;
    let mapping = match earlier.filter(|_| named.is_some()) {
        Some(columns) => guessed.remembered(&Mapping { columns: from_json(&columns)?, ..Mapping::default() }),
        None => guessed,
    };
    Ok((head, mapping))
}

/// Keeps what the columns of a list meant that is imported.
pub(super) async fn remember(tx: &mut Tx, at: Timestamp, head: &[String], mapping: &Mapping) -> Result<()> {
    let columns: Vec<Use> = mapping.chosen();
    touch!(tx, |c| sqlx::query(
        "INSERT INTO packing_heading (head, columns, recorded_at) VALUES ($1, $2, $3)
         ON CONFLICT (head) DO UPDATE SET columns = EXCLUDED.columns, recorded_at = EXCLUDED.recorded_at"
    )
    .bind(head_key(head))
    .bind(to_json(&columns)?)
    .bind(at.0)
    .execute(c))?;
    Ok(())
}

/// `A`, `B`, … `Z`, `AA`
fn letters(place: usize) -> String {
    let last = char::from(b'A' + u8::try_from(place % 26).unwrap_or(0));
    if place < 26 { last.to_string() } else { format!("{}{last}", letters(place / 26 - 1)) }
}
