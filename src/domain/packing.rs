//! Packing lists: rows from a spreadsheet, what their columns mean, and the lines that they become.
//!
//! Nothing is guessed silently: what a column means can be changed, a row that does not fit keeps what it says and gets its
//! mistakes by field, and a list becomes lines only when every row is ready.

mod column;
mod judge;
mod known;
mod read;
mod serials;

pub use column::{Column, Mapping};
pub use judge::{Judged, judge, ready_lines};
pub use known::{Known, KnownPhase, Register, Taken};
pub use read::{read_row, split_shares};
pub use serials::expand;

use std::collections::BTreeMap;

/// What a row says, by the meaning of its columns; nothing empty stands in it.
pub type Values = BTreeMap<Column, String>;

/// Items of one list, once its ranges of serial numbers are counted out.
pub const MOST_LINES: usize = 5_000;

/// A row as it was read, and what a person mended since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedRow {
    /// Where it stood in the file.
    pub number: i64,
    pub cells: Vec<String>,
    /// Stronger than the cells; an empty text means "nothing".
    pub mended: BTreeMap<Column, String>,
}

impl StagedRow {
    /// What the row says: what was mended, else its cell, else what holds for every row.
    pub fn values(&self, mapping: &Mapping) -> Values {
        let mut values = mapping.for_all.clone();
        for (column, cell) in mapping.columns.iter().zip(&self.cells) {
            if let Some(column) = column.filter(|_| !cell.trim().is_empty()) {
                values.insert(column, cell.trim().to_owned());
            }
        }
        values.extend(self.mended.clone());
        values.retain(|_, value| !value.is_empty());
        values
    }

    /// The mending that makes the row say `typed`: only what the cells do not say anyway, so that another meaning of the
    /// columns still reaches the rest.
    pub fn mend(&self, mapping: &Mapping, typed: &Values) -> BTreeMap<Column, String> {
        let unmended = StagedRow { mended: BTreeMap::new(), ..self.clone() }.values(mapping);
        let text =
            |values: &Values, column: Column| values.get(&column).map(|v| v.trim().to_owned()).unwrap_or_default();
        Column::ALL
            .iter()
            .map(|column| (*column, text(typed, *column)))
            .filter(|(column, value)| *value != text(&unmended, *column))
            .collect()
    }
}

#[cfg(test)]
mod tests;
