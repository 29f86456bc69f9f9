//! A whole list: each row ready, or with its mistakes; and what only the whole list shows, numbers that stand twice.

use std::collections::{HashMap, HashSet};

use super::{Column, MOST_LINES, Mapping, Register, StagedRow, Values, known::fold, read_row};
use crate::{
    error::{FieldError, Refusal},
    round::NewLine,
};

/// A row with what it says and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    pub number: i64,
    pub values: Values,
    /// What the row becomes; empty while something is wrong.
    pub lines: Vec<NewLine>,
    /// Under the words of the columns.
    pub errors: Vec<FieldError>,
}

impl Judged {
    pub fn is_ready(&self) -> bool {
        self.errors.is_empty()
    }
}

/// Judges every row by itself, then against the others and against what is registered.
pub fn judge(mapping: &Mapping, rows: &[StagedRow], register: &Register) -> Vec<Judged> {
    let mut twins = Twins::new(register);
    let mut lines_so_far = 0;
    let judged = rows.iter().map(|row| {
        let values = row.values(mapping);
        // Beyond the limit nothing is counted out any more: ranges of serial numbers would fill the memory.
        if lines_so_far > MOST_LINES {
            return Judged { number: row.number, values, lines: Vec::new(), errors: vec![too_many()] };
        }
        let (lines, mut errors) = match read_row(&values, register) {
            Ok(lines) => (lines, Vec::new()),
            Err(Refusal::Invalid(errors)) => (Vec::new(), errors),
            Err(_) => (Vec::new(), vec![error(Column::Description, "This row cannot be read".to_owned())]),
        };
        for line in &lines {
            errors.extend(twins.meet(row.number, line));
        }
        lines_so_far += lines.len();
        if lines_so_far > MOST_LINES {
            errors.push(too_many());
        }
        let lines = if errors.is_empty() { lines } else { Vec::new() };
        Judged { number: row.number, values, lines, errors }
    });
    judged.collect()
}

fn too_many() -> FieldError {
    let words = format!("The list becomes more than {MOST_LINES} lines with this row. Split it into several lists");
    error(Column::Description, words)
}

/// The lines of a list that is ready.
///
/// # Errors
/// Says how many rows still have mistakes, or that there are none at all.
pub fn ready_lines(judged: &[Judged]) -> Result<Vec<NewLine>, Refusal> {
    let wrong = judged.iter().filter(|row| !row.is_ready()).count();
    match (judged.len(), wrong) {
        (0, _) => Err(Refusal::conflict("There is no row to import")),
        (_, 0) => Ok(judged.iter().flat_map(|row| row.lines.clone()).collect()),
        (_, 1) => Err(Refusal::conflict("One row has a mistake still; nothing was imported. Mend it, or take it out")),
        (_, n) => Err(Refusal::conflict(format!(
            "{n} rows have mistakes still; nothing was imported. Mend them, or take them out"
        ))),
    }
}

/// Numbers that were met. A serial number is a maker's own: two makers can use the same.
struct Twins {
    serials: HashMap<String, Vec<(Option<String>, String)>>,
    others: HashMap<(Column, String), String>,
    said: HashSet<(i64, Column)>,
}

impl Twins {
    fn new(register: &Register) -> Self {
        let mut twins = Twins { serials: HashMap::new(), others: HashMap::new(), said: HashSet::new() };
        for taken in &register.taken {
            let place = format!("is registered already as {}", taken.tag);
            if let Some(serial) = &taken.serial {
                let make = taken.make.as_deref().map(fold);
                twins.serials.entry(fold(serial)).or_default().push((make, place.clone()));
            }
            for (column, number) in [(Column::Vin, &taken.vin), (Column::Chassis, &taken.chassis)] {
                if let Some(number) = number {
                    twins.others.insert((column, fold(number)), place.clone());
                }
            }
        }
        twins
    }

    /// Notes the numbers of a line; answers what stands somewhere already, once for each row and column.
    fn meet(&mut self, row: i64, line: &NewLine) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let identity = &line.item.identity;
        let place = format!("stands in row {row} already");
        if let Some(serial) = &identity.serial {
            let make = line.item.make.as_deref().map(fold);
            let known = self.serials.entry(fold(serial)).or_default();
            let same = |other: &Option<String>| other.is_none() || make.is_none() || *other == make;
            let twin = known.iter().find(|(other, _)| same(other)).map(|(_, place)| place.clone());
            known.push((make, place.clone()));
            errors.extend(twin.map(|twin| error(Column::Serial, format!("Serial number {serial} {twin}"))));
        }
        for (column, word, number) in
            [(Column::Vin, "VIN", &identity.vin), (Column::Chassis, "Chassis number", &identity.chassis)]
        {
            let Some(number) = number else { continue };
            let twin = self.others.insert((column, fold(number)), place.clone());
            errors.extend(twin.map(|twin| error(column, format!("{word} {number} {twin}"))));
        }
        errors.retain(|error| {
            let column = Column::ALL.iter().copied().find(|c| c.word() == error.field);
            column.is_none_or(|column| self.said.insert((row, column)))
        });
        errors
    }
}

fn error(column: Column, message: String) -> FieldError {
    FieldError { field: column.word().to_owned(), message }
}
