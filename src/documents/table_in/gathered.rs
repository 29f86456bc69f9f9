//! Gathers rows within the limits.

use super::{Cell, Limits, TableRow};

pub struct Gathered {
    limits: Limits,
    rows: Vec<TableRow>,
    text: usize,
}

impl Gathered {
    pub fn new(limits: Limits) -> Self {
        Gathered { limits, rows: Vec::new(), text: 0 }
    }

    /// Notes a row, unless it is empty.
    ///
    /// # Errors
    /// In words: beyond a limit.
    pub fn push(&mut self, number: u64, mut cells: Vec<Cell>) -> Result<(), String> {
        while cells.last().is_some_and(Cell::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(());
        }
        if self.rows.len() == self.limits.rows {
            return Err(format!("The table has more than {} rows. Split it into several lists", self.limits.rows - 1));
        }
        if cells.len() > self.limits.columns {
            return Err(format!(
                "Row {number} has more than {} columns. Remove what is not needed",
                self.limits.columns
            ));
        }
        if cells.iter().any(|cell| cell.text.chars().count() > self.limits.cell) {
            return Err(format!("A cell in row {number} has more than {} characters. Shorten it", self.limits.cell));
        }
        self.text += cells.iter().map(|cell| cell.text.len()).sum::<usize>();
        if self.text > self.limits.text {
            return Err("The table holds too much text. Split it into several lists".to_owned());
        }
        self.rows.push(TableRow { number, cells });
        Ok(())
    }

    /// # Errors
    /// There is no row.
    pub fn finish(self) -> Result<Vec<TableRow>, String> {
        if self.rows.is_empty() { Err("There is nothing in this table".to_owned()) } else { Ok(self.rows) }
    }
}
