//! Packing lists between the file and the round: read, mended, and then imported whole or not at all.
//!
//! A list is one person's own for one round that is a draft; nothing of it is a fact before the import, so only that
//! stands in the audit chain.

use std::collections::BTreeMap;

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
    error::FieldError,
    handover::round::Deed::Stage,
    packing::{Judged, Mapping, StagedRow, Values, judge, ready_lines},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;

use crate::{
    Error, Result, Tx,
    batch::{insert_rows, row},
    changes,
    db::{sql, touch},
    list::{Asked, Order, Page, Register},
    rounds,
};

mod register;
pub use register::register;

/// A list that waits for its import is forgotten after this many days.
const KEPT_DAYS: i64 = 30;

/// A list with every row judged.
#[derive(Debug, Clone)]
pub struct Staged {
    /// Of the file.
    pub name: String,
    pub head: Vec<String>,
    /// Of each column the first cell that says something.
    pub samples: Vec<String>,
    pub mapping: Mapping,
    pub version: i64,
    pub rows: Vec<Judged>,
}

/// What was read from a file: its headings, and its rows with their places in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewList {
    pub name: String,
    pub head: Vec<String>,
    pub rows: Vec<(i64, Vec<String>)>,
}

impl NewList {
    /// Finds the headings among the first rows; what stands above them is a letterhead. Without any the columns get
    /// letters, as a spreadsheet shows them.
    ///
    /// # Errors
    /// There is no row below the headings.
    pub fn found_in(name: &str, mut rows: Vec<(i64, Vec<String>)>) -> Result<Self> {
        let head = match Mapping::find_head(rows.iter().map(|(_, cells)| cells.as_slice())) {
            Some(place) => rows.drain(..=place).next_back().map(|(_, cells)| cells).unwrap_or_default(),
            None => Vec::new(),
        };
        if rows.is_empty() {
            return Err(Error::invalid("", "There are headings but no rows below them"));
        }
        let width = rows.iter().map(|(_, cells)| cells.len()).chain([head.len()]).max().unwrap_or_default();
        let named = |place: usize| match head.get(place).map(|heading| heading.trim()) {
            Some(heading) if !heading.is_empty() => heading.to_owned(),
            _ => format!("Column {}", letters(place)),
        };
        Ok(NewList { name: name.to_owned(), head: (0..width).map(named).collect(), rows })
    }
}

/// `A`, `B`, … `Z`, `AA`
fn letters(place: usize) -> String {
    let last = char::from(b'A' + u8::try_from(place % 26).unwrap_or(0));
    if place < 26 { last.to_string() } else { format!("{}{last}", letters(place / 26 - 1)) }
}

#[derive(sqlx::FromRow)]
struct List {
    id: i64,
    name: String,
    head: String,
    mapping: String,
    version: i64,
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

/// Keeps what was read; an earlier list of the same person for the round is replaced.
///
/// # Errors
/// Staff only; no such round; the round is no draft any more.
pub async fn stage(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, new: &NewList) -> Result<()> {
    let round = draft(tx, viewer, code).await?;
    forget_old(tx, at).await?;
    if let Some(list) = own_list(tx, viewer, round).await? {
        forget(tx, list.id).await?;
    }
    let list: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO packing_list (person_id, round_id, name, head, mapping, version, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6) RETURNING id"
    )
    .bind(viewer.person)
    .bind(round)
    .bind(&new.name)
    .bind(to_json(&new.head)?)
    .bind(to_json(&Mapping::guess(&new.head))?)
    .bind(at.0)
    .fetch_one(c))?;
    let rows: Result<Vec<_>> =
        new.rows.iter().map(|(number, cells)| Ok(row![list, *number, to_json(cells)?, "{}"])).collect();
    insert_rows(tx, "packing_row (list_id, number, cells, mended)", &rows?).await?;
    Ok(())
}

/// Gives the columns another meaning; what was mended by hand stays.
///
/// # Errors
/// Staff only; no list of one's own; two columns mean the same.
pub async fn remap(tx: &mut Tx, viewer: &Viewer, code: &str, mapping: &Mapping) -> Result<()> {
    let list = own(tx, viewer, code).await?;
    let head: Vec<String> = from_json(&list.head)?;
    let mut columns = mapping.columns.clone();
    columns.resize(head.len(), None);
    for (place, column) in columns.iter().enumerate() {
        if let Some(first) = columns[..place].iter().position(|other| column.is_some() && other == column) {
            let words = format!("“{}” means this already: choose another meaning for one of them", head[first]);
            return Err(Error::invalid(format!("columns[{place}]"), words));
        }
    }
    let mapping = to_json(&Mapping { columns, for_all: mapping.for_all.clone() })?;
    touch!(tx, |c| sqlx::query("UPDATE packing_list SET mapping = $2, version = version + 1 WHERE id = $1")
        .bind(list.id)
        .bind(&mapping)
        .execute(c))?;
    Ok(())
}

/// Every row is judged against the register whenever one is shown: they are read whole, and paged.
const ROWS: Register<Judged> = Register {
    text: |row| row.values.values().map(String::as_str).collect::<Vec<_>>().join(" "),
    filters: &[("state", |row, word| row.is_ready() == (word == "ready"))],
    orders: &[Order { key: "row", compare: |a, b| a.number.cmp(&b.number) }],
    id: |row| row.number,
};

/// A page of the rows of a list.
pub fn page(staged: &Staged, asked: &Asked) -> Page<Judged> {
    ROWS.page(staged.rows.clone(), asked)
}

/// Makes a row say what was typed, right or wrong. Answers what came of it.
///
/// # Errors
/// Staff only; no list of one's own, or no such row in it.
pub async fn edit_row(tx: &mut Tx, viewer: &Viewer, code: &str, number: i64, typed: &Values) -> Result<Judged> {
    let list = own(tx, viewer, code).await?;
    let mapping: Mapping = from_json(&list.mapping)?;
    let rows = rows(tx, list.id).await?;
    let row = rows.iter().find(|row| row.number == number).ok_or_else(Error::not_found)?;
    let mended = to_json(&row.mend(&mapping, typed))?;
    touch!(&mut *tx, |c| sqlx::query("UPDATE packing_row SET mended = $3 WHERE list_id = $1 AND number = $2")
        .bind(list.id)
        .bind(number)
        .bind(&mended)
        .execute(c))?;
    grow(tx, list.id).await?;
    let staged = judged(tx, viewer, list).await?;
    staged.rows.into_iter().find(|row| row.number == number).ok_or_else(Error::not_found)
}

/// Takes a row out of the list, such as a sum at its end.
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
    forget(tx, list.id).await
}

/// Makes every row a line of the round, or nothing at all. `version` is the one that the page showed. Answers how many
/// lines there are.
///
/// # Errors
/// Staff only; no list of one's own (it may be imported already); the round is no draft any more; the list was changed
/// meanwhile; a row has mistakes. The caller throws the transaction away then.
pub async fn import(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, version: i64) -> Result<usize> {
    let list = own(tx, viewer, code).await?;
    let (id, name) = (list.id, list.name.clone());
    if list.version != version {
        return Err(Error::conflict("The list was changed in another window. Look at it again, then import it"));
    }
    let staged = judged(tx, viewer, list).await?;
    let lines = ready_lines(&staged.rows)?;
    let of_line: Vec<i64> = staged.rows.iter().flat_map(|row| row.lines.iter().map(|_| row.number)).collect();
    let tags = rounds::add_lines(tx, viewer, at, code, &lines)
        .await
        .map_err(|(place, error)| of_row(of_line.get(place).copied().unwrap_or_default(), error))?;
    forget(tx, id).await?;
    let body = json!({ "file": name, "rows": staged.rows.len(), "lines": tags.len(), "first": tags.first(), "last": tags.last() });
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

async fn own(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<List> {
    let round = draft(tx, viewer, code).await?;
    let list = own_list(tx, viewer, round).await?;
    list.ok_or_else(|| Error::conflict("There is no packing list here any more: it was imported or thrown away"))
}

async fn own_list(tx: &mut Tx, viewer: &Viewer, round: i64) -> Result<Option<List>> {
    Ok(sql!(tx, |c| sqlx::query_as(
        "SELECT id, name, head, mapping, version FROM packing_list WHERE person_id = $1 AND round_id = $2"
    )
    .bind(viewer.person)
    .bind(round)
    .fetch_optional(c))?)
}

async fn judged(tx: &mut Tx, viewer: &Viewer, list: List) -> Result<Staged> {
    let mapping: Mapping = from_json(&list.mapping)?;
    let rows = rows(tx, list.id).await?;
    let register = register(tx, viewer).await?;
    let head: Vec<String> = from_json(&list.head)?;
    let sample =
        |place| rows.iter().find_map(|row| row.cells.get(place).filter(|cell: &&String| !cell.is_empty()).cloned());
    Ok(Staged {
        rows: judge(&mapping, &rows, &register),
        samples: (0..head.len()).map(|place| sample(place).unwrap_or_default()).collect(),
        head,
        name: list.name,
        version: list.version,
        mapping,
    })
}

async fn rows(tx: &mut Tx, list: i64) -> Result<Vec<StagedRow>> {
    let rows: Vec<(i64, String, String)> = sql!(tx, |c| sqlx::query_as(
        "SELECT number, cells, mended FROM packing_row WHERE list_id = $1 ORDER BY number"
    )
    .bind(list)
    .fetch_all(c))?;
    let row = |(number, cells, mended): (i64, String, String)| {
        let mended: BTreeMap<_, _> = from_json(&mended)?;
        Ok(StagedRow { number, cells: from_json(&cells)?, mended })
    };
    rows.into_iter().map(row).collect()
}

async fn grow(tx: &mut Tx, list: i64) -> Result<()> {
    touch!(tx, |c| sqlx::query("UPDATE packing_list SET version = version + 1 WHERE id = $1").bind(list).execute(c))?;
    Ok(())
}

async fn forget(tx: &mut Tx, list: i64) -> Result<()> {
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM packing_row WHERE list_id = $1").bind(list).execute(c))?;
    touch!(tx, |c| sqlx::query("DELETE FROM packing_list WHERE id = $1").bind(list).execute(c))?;
    Ok(())
}

async fn forget_old(tx: &mut Tx, at: Timestamp) -> Result<()> {
    let before = at.plus_seconds(-KEPT_DAYS * 24 * 3600).0;
    touch!(&mut *tx, |c| sqlx::query(
        "DELETE FROM packing_row WHERE list_id IN (SELECT id FROM packing_list WHERE recorded_at < $1)"
    )
    .bind(before)
    .execute(c))?;
    touch!(tx, |c| sqlx::query("DELETE FROM packing_list WHERE recorded_at < $1").bind(before).execute(c))?;
    Ok(())
}

fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::Internal(e.to_string()))
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| Error::Internal(format!("a packing list cannot be read: {e}")))
}
