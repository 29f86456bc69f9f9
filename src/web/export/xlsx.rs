//! XLSX, written by the documents.

use chrono::DateTime;
use documents::list_xlsx::{Value, Writer};
use domain::Timestamp;

use super::Field;
use crate::AppError;

pub const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// # Errors
/// A bug: a list has few columns.
pub fn begin(name: &str, head: &[String], at: Timestamp) -> Result<Writer, AppError> {
    let created = DateTime::from_timestamp_millis(at.0).unwrap_or(DateTime::UNIX_EPOCH);
    Writer::new(name, head, created).map_err(AppError::internal)
}

/// # Errors
/// More rows than a sheet takes.
pub fn add(writer: &mut Writer, rows: &[Vec<Field>]) -> Result<(), AppError> {
    for row in rows {
        let cells: Vec<Value> = row.iter().map(Field::value).collect();
        writer
            .row(&cells)
            .map_err(|_| AppError::invalid("q", "A sheet takes 1,048,576 rows: narrow the list, or take it as CSV"))?;
    }
    Ok(())
}
