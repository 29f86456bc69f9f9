//! Many rows in few statements: over a network every statement costs a journey there and back.

use sqlx::AssertSqlSafe;

use crate::{Tx, db::touch};

/// SQLite takes 32,766 binds a statement and PostgreSQL 65,535. Far fewer are as fast, and keep the texts short.
const MOST_BINDS: usize = 2_000;
/// Whole batches are one text a table, which the connection keeps prepared.
const MOST_ROWS: usize = 100;

/// A value of a row. What is nothing keeps the type of its column: PostgreSQL would not take a text's for a number's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Bind {
    Int(Option<i64>),
    Text(Option<String>),
    Bool(Option<bool>),
}

impl From<i64> for Bind {
    fn from(value: i64) -> Self {
        Bind::Int(Some(value))
    }
}

impl From<Option<i64>> for Bind {
    fn from(value: Option<i64>) -> Self {
        Bind::Int(value)
    }
}

impl From<&str> for Bind {
    fn from(value: &str) -> Self {
        Bind::Text(Some(value.to_owned()))
    }
}

impl From<Option<&str>> for Bind {
    fn from(value: Option<&str>) -> Self {
        Bind::Text(value.map(str::to_owned))
    }
}

impl From<String> for Bind {
    fn from(value: String) -> Self {
        Bind::Text(Some(value))
    }
}

impl From<Option<String>> for Bind {
    fn from(value: Option<String>) -> Self {
        Bind::Text(value)
    }
}

impl From<bool> for Bind {
    fn from(value: bool) -> Self {
        Bind::Bool(Some(value))
    }
}

impl From<Option<bool>> for Bind {
    fn from(value: Option<bool>) -> Self {
        Bind::Bool(value)
    }
}

/// The values of one row: `row![id, name, None::<i64>]`.
macro_rules! row {
    ($($value:expr),+ $(,)?) => { vec![$($crate::batch::Bind::from($value)),+] };
}
pub(crate) use row;

/// Binds the values of all rows, in order, to a query of either database.
macro_rules! bound {
    ($query:expr, $rows:expr) => {
        $rows.iter().flatten().fold($query, |query, value| match value {
            Bind::Int(value) => query.bind(*value),
            Bind::Text(value) => query.bind(value.as_deref()),
            Bind::Bool(value) => query.bind(*value),
        })
    };
}

/// Inserts the rows in their order: `insert_rows(tx, "funding_share (item_id, grant_id)", &[row![1, 2], row![1, 3]])`.
/// They are in the transaction or none of the statement's is; whoever gets an error gives the transaction up.
///
/// # Errors
/// A row that the database refuses; it does not say which one. A row that has not as many values as there are columns.
pub(crate) async fn insert_rows(tx: &mut Tx, into: &'static str, rows: &[Vec<Bind>]) -> Result<(), sqlx::Error> {
    let width = into.matches(',').count() + 1;
    if rows.iter().any(|row| row.len() != width) {
        return Err(sqlx::Error::Protocol(format!("a row for {into} does not fit it")));
    }
    let most = (MOST_BINDS / width).clamp(1, MOST_ROWS);
    for rows in rows.chunks(most) {
        // Made of static text and numbers alone.
        let text = format!("INSERT INTO {into} VALUES {}", placeholders(rows.len(), width));
        let kept = rows.len() == most || rows.len() == 1;
        touch!(&mut *tx, |c| bound!(sqlx::query(AssertSqlSafe(text)).persistent(kept), rows).execute(c))?;
    }
    Ok(())
}

/// Changes rows by the values of others: `with_rows(tx, "WITH v (id, version) AS (VALUES ", rows, ") UPDATE …")`. Answers how
/// many rows were touched.
///
/// # Errors
/// A row that the database refuses. A row that has not as many values as the first one.
pub(crate) async fn with_rows(
    tx: &mut Tx,
    before: &'static str,
    rows: &[Vec<Bind>],
    after: &'static str,
) -> Result<u64, sqlx::Error> {
    let width = rows.first().map_or(1, Vec::len);
    if rows.iter().any(|row| row.len() != width) {
        return Err(sqlx::Error::Protocol("rows of several widths".to_owned()));
    }
    let most = (MOST_BINDS / width).clamp(1, MOST_ROWS);
    let mut touched = 0;
    for rows in rows.chunks(most) {
        let text = format!("{before}{}{after}", placeholders(rows.len(), width));
        let kept = rows.len() == most || rows.len() == 1;
        touched += touch!(&mut *tx, |c| bound!(sqlx::query(AssertSqlSafe(text)).persistent(kept), rows).execute(c))?;
    }
    Ok(touched)
}

/// Deletes the rows with these numbers: `delete_ids(tx, "notice WHERE id", ids)`. Answers how many there were.
///
/// # Errors
/// Another row needs one of them.
pub(crate) async fn delete_ids(tx: &mut Tx, from: &'static str, ids: &[i64]) -> Result<u64, sqlx::Error> {
    let mut gone = 0;
    for ids in ids.chunks(MOST_BINDS) {
        let text = format!("DELETE FROM {from} IN {}", placeholders(1, ids.len()));
        gone += touch!(&mut *tx, |c| {
            let query = sqlx::query(AssertSqlSafe(text)).persistent(false);
            ids.iter().fold(query, |query, id| query.bind(*id)).execute(c)
        })?;
    }
    Ok(gone)
}

/// `($1, $2), ($3, $4)`
fn placeholders(rows: usize, width: usize) -> String {
    let row = |row: usize| {
        let binds: Vec<String> = (1..=width).map(|column| format!("${}", row * width + column)).collect();
        format!("({})", binds.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_a_place_of_its_own() {
        assert_eq!(placeholders(3, 2), "($1, $2), ($3, $4), ($5, $6)");
        assert_eq!(placeholders(1, 1), "($1)");
    }

    #[test]
    fn what_is_nothing_keeps_its_type() {
        let rows = row![7, "Toyota", None::<i64>, None::<&str>, true];
        let typed = [Bind::Int(Some(7)), Bind::Text(Some("Toyota".to_owned())), Bind::Int(None), Bind::Text(None)];
        assert_eq!(rows[..4], typed);
        assert_eq!(rows[4], Bind::Bool(Some(true)));
    }
}
