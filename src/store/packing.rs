//! Packing lists between the file and the round: read, asked about, mended, and then imported whole or not at all.
//!
//! A list is one person's own for one round that is a draft; nothing of it is a fact before the import, so only that
//! stands in the audit chain.

use domain::{
    Action, Checks, Timestamp, Viewer,
    change::{Deed, Entity},
    error::FieldError,
    handover::round::Deed::Stage,
    packing::{Answers, CHOSEN, Cell, Judged, List, Mapping, Question, StagedRow, Use, Values},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;

use crate::{
    Error, Result, Tx, changes,
    db::{sql, touch},
    list::{Asked, Order, Page, Register},
    rounds,
};

mod heads;
mod register;
mod staging;

pub use heads::set_head;
pub use register::{line_doubts, register};
pub use staging::{Kept, NewList, ReadAs, file, stage, stage_again};

/// A list with every row judged.
#[derive(Debug, Clone)]
pub struct Staged {
    /// Of the file.
    pub name: String,
    pub read_as: ReadAs,
    /// The row of the headings; 0: there is none; -1: nobody has said yet.
    pub head_at: i64,
    pub head: Vec<String>,
    /// The first rows, from which the headings can be chosen: number and what stands there.
    pub first_rows: Vec<(i64, String)>,
    /// Of each column the first three cells that say something.
    pub samples: Vec<Vec<String>>,
    pub mapping: Mapping,
    pub version: i64,
    pub list: List,
}

/// What a list says before anybody knows which row names its columns.
const NO_HEAD: i64 = -1;

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
    head: String,
    mapping: String,
    version: i64,
    reading: String,
    head_at: i64,
    answers: String,
}

/// The viewer's list for this round, if there is one.
///
/// # Errors
/// Staff only; no such round.
pub async fn find(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Option<Staged>> {
    viewer.may(Action::ManageRounds)?;
    let round = rounds::id_of(tx, code).await?;
    match own_list(tx, viewer, round).await? {
        Some(list) => judged(tx, viewer, list).await.map(Some),
        None => Ok(None),
    }
}

/// Gives the columns another meaning, which answers what was asked of them; what was mended by hand stays.
///
/// # Errors
/// Staff only; no list of one's own; two columns mean the same.
pub async fn remap(tx: &mut Tx, viewer: &Viewer, code: &str, mapping: &Mapping) -> Result<()> {
    let list = own(tx, viewer, code).await?;
    let head: Vec<String> = from_json(&list.head)?;
    let before: Mapping = from_json(&list.mapping)?;
    let mut columns = mapping.columns.clone();
    columns.resize(head.len(), Use::Out);
    for (place, column) in columns.iter().enumerate() {
        let twin = columns[..place].iter().position(|other| matches!(column, Use::As(_)) && other == column);
        if let Some(first) = twin {
            let words = format!("“{}” means this already: choose another meaning for one of them", head[first]);
            return Err(Error::invalid(format!("columns[{place}]"), words));
        }
    }
    let why = |(place, column): (usize, &Use)| match before.columns.get(place) == Some(column) {
        true => before.why.get(place).cloned().unwrap_or_default(),
        false => CHOSEN.to_owned(),
    };
    let why = columns.iter().enumerate().map(why).collect();
    let mapping = to_json(&Mapping { columns, for_all: mapping.for_all.clone(), why })?;
    touch!(tx, |c| sqlx::query("UPDATE packing_list SET mapping = $2, version = version + 1 WHERE id = $1")
        .bind(list.id)
        .bind(&mapping)
        .execute(c))?;
    Ok(())
}

/// Answers a question of the list.
///
/// # Errors
/// Staff only; no list of one's own; the question is not open, or has no such answer.
pub async fn answer(tx: &mut Tx, viewer: &Viewer, code: &str, key: &str, answer: &str) -> Result<()> {
    let list = own(tx, viewer, code).await?;
    let id = list.id;
    let mut answers: Answers = from_json(&list.answers)?;
    let staged = judged(tx, viewer, list).await?;
    let asked = staged.list.questions.iter().find(|question| question.key == key);
    let asked = asked.ok_or_else(|| Error::conflict("This question is not open any more. Look at the list again"))?;
    if !asked.answers.iter().any(|(word, _)| word == answer) {
        return Err(Error::invalid("answer", "Choose one of the answers"));
    }
    answers.insert(key.to_owned(), answer.to_owned());
    let answers = to_json(&answers)?;
    touch!(tx, |c| sqlx::query("UPDATE packing_list SET answers = $2, version = version + 1 WHERE id = $1")
        .bind(id)
        .bind(&answers)
        .execute(c))?;
    Ok(())
}

/// Every row is judged against the register whenever one is shown: they are read whole, and paged.
const ROWS: Register<Judged> = Register {
    text: |row| row.values.values().map(String::as_str).collect::<Vec<_>>().join(" "),
    filters: &[("state", |row, word| row.is_ready() == (word == "ready"))],
    orders: &[Order::number("row", |row| row.number)],
    id: |row| row.number,
};

/// A page of the rows of a list.
pub fn page(staged: &Staged, asked: &Asked) -> Page<Judged> {
    ROWS.page(staged.list.things().cloned().collect(), asked)
}

/// Makes a row say what was typed, right or wrong. Answers what came of it.
///
/// # Errors
/// Staff only; no list of one's own, or no such row in it.
pub async fn edit_row(tx: &mut Tx, viewer: &Viewer, code: &str, number: i64, typed: &Values) -> Result<Judged> {
    let list = own(tx, viewer, code).await?;
    let mapping: Mapping = from_json(&list.mapping)?;
    let rows = rows(tx, &list).await?;
    let row = rows.iter().find(|row| row.number == number).ok_or_else(Error::not_found)?;
    let mended = to_json(&row.mend(&mapping, typed))?;
    touch!(&mut *tx, |c| sqlx::query("UPDATE packing_row SET mended = $3 WHERE list_id = $1 AND number = $2")
        .bind(list.id)
        .bind(number)
        .bind(&mended)
        .execute(c))?;
    grow(tx, list.id).await?;
    let staged = judged(tx, viewer, list).await?;
    staged.list.rows.into_iter().find(|row| row.number == number).ok_or_else(Error::not_found)
}

/// Says that a row is a thing, whatever it looks like, or that it is none after all.
///
/// # Errors
/// As [`edit_row`].
pub async fn keep_row(tx: &mut Tx, viewer: &Viewer, code: &str, number: i64, kept: bool) -> Result<()> {
    let list = own(tx, viewer, code).await?;
    let touched =
        touch!(&mut *tx, |c| sqlx::query("UPDATE packing_row SET kept = $3 WHERE list_id = $1 AND number = $2")
            .bind(list.id)
            .bind(number)
            .bind(kept)
            .execute(c))?;
    if touched == 0 {
        return Err(Error::not_found());
    }
    grow(tx, list.id).await
}

/// Takes a row out of the list.
///
/// # Errors
/// As [`edit_row`].
pub async fn drop_row(tx: &mut Tx, viewer: &Viewer, code: &str, number: i64) -> Result<()> {
    let list = own(tx, viewer, code).await?;
    let touched = touch!(&mut *tx, |c| sqlx::query("DELETE FROM packing_row WHERE list_id = $1 AND number = $2")
        .bind(list.id)
        .bind(number)
        .execute(c))?;
    if touched == 0 {
        return Err(Error::not_found());
    }
    grow(tx, list.id).await
}

/// Throws the list away.
///
/// # Errors
/// Staff only; no list of one's own.
pub async fn discard(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<()> {
    viewer.may(Action::ManageRounds)?;
    let round = rounds::id_of(tx, code).await?;
    // Of a round that is no draft any more as well: nothing else can be done with the list then.
    let list = own_list(tx, viewer, round).await?.ok_or_else(Error::not_found)?;
    staging::forget(tx, list.id).await
}

/// Makes every row that is a thing a line of the round, or nothing at all. `version` is the one that the page showed. Answers
/// how many lines there are.
///
/// # Errors
/// Staff only; no list of one's own (it may be imported already); the round is no draft any more; the list was changed
/// meanwhile; a question is open; a row has mistakes; something is doubtful and `reason` is empty. The caller throws the
/// transaction away then.
pub async fn import(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    version: i64,
    reason: &str,
) -> Result<usize> {
    let list = own(tx, viewer, code).await?;
    let (id, name) = (list.id, list.name.clone());
    if list.version != version {
        return Err(Error::conflict("The list was changed in another window. Look at it again, then import it"));
    }
    let Staged { head, mapping, list, .. } = judged(tx, viewer, list).await?;
    let lines = list.ready_lines()?;
    let mut checks = Checks::default();
    let reason = checks.optional("reason", reason);
    if list.doubtful() > 0 && reason.is_none() {
        checks.fail(
            "reason",
            "Look at the rows that are marked. If they are right, say here why; the words stay with the import",
        );
    }
    checks.finish(())?;
    let of_line: Vec<i64> = list.things().flat_map(|row| row.lines.iter().map(|_| row.number)).collect();
    let tags = rounds::add_lines(tx, viewer, at, code, &lines)
        .await
        .map_err(|(place, error)| of_row(of_line.get(place).copied().unwrap_or_default(), error))?;
    heads::remember(tx, at, &head, &mapping).await?;
    staging::forget(tx, id).await?;
    let rows = list.things().count();
    let mut body =
        json!({ "file": name, "rows": rows, "lines": tags.len(), "first": tags.first(), "last": tags.last() });
    if let Some(reason) = reason {
        body["reason"] = reason.into();
    }
    changes::record(tx, Some(viewer.person), at, Deed::Imported, Entity::Round, code, &body).await?;
    Ok(tags.len())
}

/// A mistake that only the database found, with the row in which it is.
fn of_row(number: i64, error: Error) -> Error {
    match error {
        Error::Refused(domain::Refusal::Invalid(errors)) => {
            let of_row =
                |e: FieldError| FieldError { field: String::new(), message: format!("Row {number}: {}", e.message) };
            Error::Refused(domain::Refusal::Invalid(errors.into_iter().map(of_row).collect()))
        }
        other => other,
    }
}

/// The round's id, as long as it is a draft.
async fn draft(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<i64> {
    viewer.may(Action::ManageRounds)?;
    let round = rounds::stand(tx, viewer, code).await?;
    round.check(Stage)?;
    Ok(round.id())
}

async fn own(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Row> {
    let round = draft(tx, viewer, code).await?;
    let list = own_list(tx, viewer, round).await?;
    list.ok_or_else(|| Error::conflict("There is no packing list here any more: it was imported or thrown away"))
}

async fn own_list(tx: &mut Tx, viewer: &Viewer, round: i64) -> Result<Option<Row>> {
    Ok(sql!(tx, |c| sqlx::query_as(
        "SELECT id, name, head, mapping, version, reading, head_at, answers FROM packing_list
         WHERE person_id = $1 AND round_id = $2"
    )
    .bind(viewer.person)
    .bind(round)
    .fetch_optional(c))?)
}

async fn judged(tx: &mut Tx, viewer: &Viewer, list: Row) -> Result<Staged> {
    let mapping: Mapping = from_json(&list.mapping)?;
    let answers: Answers = from_json(&list.answers)?;
    let head: Vec<String> = from_json(&list.head)?;
    let all = all_rows(tx, list.id).await?;
    let first_rows = heads::first_rows(&all);
    let rows: Vec<StagedRow> = all.into_iter().filter(|row| row.number > list.head_at).collect();
    let judged = match list.head_at {
        // Without headings every row would be a mistake: one sentence says what to do.
        NO_HEAD => List { rows: Vec::new(), questions: vec![heads::question()], controls: Default::default() },
        _ => {
            let register = register(tx, viewer).await?;
            // Which numbers the list has is known when its rows are read; whose they are is asked then.
            let read = List::judge(&head, &mapping, &rows, &register, &answers);
            let register = register::with_taken(tx, register, &read.rows).await?;
            List::judge(&head, &mapping, &rows, &register, &answers)
        }
    };
    let samples = |place| {
        let cells =
            rows.iter().filter_map(|row: &StagedRow| row.cells.get(place)).filter(|cell: &&Cell| !cell.is_empty());
        cells.take(3).map(|cell| cell.seen().to_owned()).collect()
    };
    Ok(Staged {
        list: judged,
        samples: (0..head.len()).map(samples).collect(),
        head,
        head_at: list.head_at,
        first_rows,
        read_as: from_json(&list.reading)?,
        name: list.name,
        version: list.version,
        mapping,
    })
}

/// Every row of the file, with a letterhead and the headings.
async fn all_rows(tx: &mut Tx, list: i64) -> Result<Vec<StagedRow>> {
    let rows: Vec<(i64, String, String, bool)> = sql!(tx, |c| sqlx::query_as(
        "SELECT number, cells, mended, kept FROM packing_row WHERE list_id = $1 ORDER BY number"
    )
    .bind(list)
    .fetch_all(c))?;
    let row = |(number, cells, mended, kept): (i64, String, String, bool)| {
        Ok(StagedRow { number, cells: from_json(&cells)?, mended: from_json(&mended)?, kept })
    };
    rows.into_iter().map(row).collect()
}

/// The rows below the headings.
async fn rows(tx: &mut Tx, list: &Row) -> Result<Vec<StagedRow>> {
    let all = all_rows(tx, list.id).await?;
    Ok(all.into_iter().filter(|row| row.number > list.head_at).collect())
}

async fn grow(tx: &mut Tx, list: i64) -> Result<()> {
    touch!(tx, |c| sqlx::query("UPDATE packing_list SET version = version + 1 WHERE id = $1").bind(list).execute(c))?;
    Ok(())
}

fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::Internal(e.to_string()))
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| Error::Internal(format!("a packing list cannot be read: {e}")))
}

/// The key under which the missing row of headings is asked for.
pub const HEADING: &str = "heading";

/// Whether a question is the one for the headings.
pub fn asks_for_headings(question: &Question) -> bool {
    question.key == HEADING
}
