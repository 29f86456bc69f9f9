//! A statement as CSV: UTF-8 with a byte order mark, RFC 4180 but for lines of different lengths. Amounts are plain
//! decimals, dates ISO.

use csv::{Terminator, WriterBuilder};
use domain::Money;

use crate::{
    formula::neutral,
    statement::{Cell, Document},
};

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// # Errors
/// A bug: memory takes whatever is written.
pub fn write(document: &Document) -> Result<String, csv::Error> {
    let mut writer = WriterBuilder::new().flexible(true).terminator(Terminator::CRLF).from_writer(Vec::new());
    for line in document.lines() {
        let cells: Vec<String> = line.cells.iter().map(written).collect();
        writer.write_record(&cells)?;
    }
    let bytes = writer.into_inner().map_err(|e| csv::Error::from(e.into_error()))?;
    Ok(format!("{BYTE_ORDER_MARK}{}", String::from_utf8_lossy(&bytes)))
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Nothing => String::new(),
        Cell::Words(words) => neutral(words),
        Cell::Money(money) => Money::input(*money),
        Cell::Unknown => "unknown".to_owned(),
        Cell::Rate(rate) => rate.to_string(),
        Cell::Day(day) => day.to_string(),
        Cell::Count(count) => count.to_string(),
    }
}
