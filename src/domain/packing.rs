//! Packing lists: rows from a spreadsheet, what their columns mean, and the lines that they become.
//!
//! Nothing is guessed: what a column means is shown, and asked where it is not clear; a row that does not fit keeps what it says
//! and gets its mistakes by field; a list becomes lines only when every question is answered and every row is ready.

mod aside;
mod cell;
mod column;
mod controls;
mod doubts;
mod judge;
mod known;
mod mapping;
mod read;
mod reading;
mod serials;

pub use aside::Aside;
pub use cell::Cell;
pub use column::Column;
pub use controls::{Controls, Stated};
pub use doubts::{LastPrice, doubts};
pub use judge::{Answers, Judged, List, Question};
pub use known::{Known, KnownCategory, KnownPhase, Register};
pub use mapping::{CHOSEN, Mapping, Use};
pub use read::{Read, Several, Whole, read_row, split_shares};
pub use reading::{How, Reading, Sheet};
pub use serials::expand;

use std::collections::BTreeMap;

use crate::{error::FieldError, money::split_currency};

/// What a row says, by the meaning of its columns; nothing empty stands in it.
pub type Values = BTreeMap<Column, String>;

/// Items of one list, once its ranges of serial numbers are counted out.
pub const MOST_LINES: usize = 5_000;

/// A row as it was read, and what a person mended since.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StagedRow {
    /// Where it stood in the file.
    pub number: i64,
    pub cells: Vec<Cell>,
    /// Stronger than the cells; an empty text means "nothing".
    pub mended: BTreeMap<Column, String>,
    /// A person says that it is a thing, whatever it looks like.
    pub kept: bool,
}

impl StagedRow {
    /// The cell of each meaning; nothing empty.
    fn said<'a>(&'a self, mapping: &'a Mapping) -> impl Iterator<Item = (Column, &'a Cell)> {
        self.cells.iter().zip(&mapping.columns).filter_map(|(cell, what)| match what {
            Use::As(column) if !cell.is_empty() => Some((*column, cell)),
            _ => None,
        })
    }

    /// What the row says: what was mended, else its cell, else what holds for every row. An amount is what it is worth,
    /// everything else what is shown.
    pub fn values(&self, mapping: &Mapping) -> Values {
        let mut values = mapping.for_all.clone();
        for (column, cell) in self.said(mapping) {
            // Of an amount its worth counts, and the currency that is shown beside it.
            let named = matches!(column, Column::UnitPrice | Column::Total)
                && cell.shown.as_deref().is_some_and(|shown| !split_currency(shown).1.is_empty());
            let text = if column.is_amount() && !named { &cell.text } else { cell.seen() };
            values.insert(column, text.trim().to_owned());
        }
        values.extend(self.mended.clone());
        values.retain(|_, value| !value.is_empty());
        values
    }

    /// What of its cells cannot be believed, unless it was mended.
    pub fn faults(&self, mapping: &Mapping) -> Vec<FieldError> {
        let fault = |(column, cell): (Column, &Cell)| {
            let names = matches!(column, Column::Model | Column::Make | Column::Description);
            let damage = cell.damage.as_ref().filter(|_| names || Column::IDENTIFIERS.contains(&column));
            let shared = matches!(column, Column::Quantity | Column::Total);
            let words = match (&cell.fault, damage, cell.merged.filter(|_| shared)) {
                (Some(fault), ..) if fault.starts_with('“') => fault.clone(),
                (Some(fault), ..) => format!("“{}” {fault}", cell.seen()),
                (None, Some(damage), _) => format!("“{}” {damage}", cell.seen()),
                (None, None, Some((first, last))) => {
                    format!("“{}” stands once for rows {first} to {last}: enter what belongs to this row", cell.seen())
                }
                (None, None, None) => return None,
            };
            Some(FieldError { field: column.word().to_owned(), message: words })
        };
        self.said(mapping).filter(|(column, _)| !self.mended.contains_key(column)).filter_map(fault).collect()
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

/// Headings as they are remembered: whoever sends lists with the same ones means the same by them.
pub fn head_key(head: &[String]) -> String {
    head.iter().map(|heading| known::fold(heading)).collect::<Vec<_>>().join("|")
}

#[cfg(test)]
mod asked;
#[cfg(test)]
mod tests;
