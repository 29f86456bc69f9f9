//! Spreadsheets. Only ever called in the child process.

mod format;
mod marks;
mod paid;
mod styles;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Cursor,
};

use calamine::{DataRef, ExcelDateTime, Reader as _, Xlsx};
use zip::ZipArchive;

use self::{
    format::{Shown, Shows},
    marks::{Book, Mark, Sheet as Marks},
};
use super::{Cell, Gathered, How, Limits, Reading, Sheet, Table, zipped};

type Rows = BTreeMap<u32, Vec<Cell>>;

/// The sheet that was open when the file was saved, or the one that was chosen, cell by cell: the reader's own table would be
/// as large as the farthest cell says.
///
/// # Errors
/// In words: damaged, locked, or beyond a limit.
pub fn read(bytes: Vec<u8>, how: &How, limits: Limits) -> Result<Table, String> {
    zipped::weigh(&bytes, limits.unzipped)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes.clone())).map_err(|e| broken(e.to_string()))?;
    let book = Book::open(&mut archive)?;
    let name = chosen(&book, how)?;
    let mut rows = values(bytes, &name, limits)?;
    let marks = book.sheet(&mut archive, &name, limits.columns as u32)?;
    let mut reading = Reading {
        sheets: book.sheets.iter().map(|sheet| Sheet { name: sheet.name.clone(), hidden: sheet.hidden }).collect(),
        sheet: Some(name),
        ..Reading::default()
    };
    for (at, mark) in &marks.cells {
        judge(&book, mark, cell_at(&mut rows, *at, mark));
    }
    fill_down(&mut rows, &marks, &mut reading);
    leave_out(&mut rows, &marks, how.with_hidden, &mut reading);
    let mut gathered = Gathered::new(limits);
    for (row, cells) in rows {
        gathered.push(u64::from(row) + 1, cells)?;
    }
    Ok(Table { rows: gathered.finish()?, reading })
}

fn broken(_: impl std::fmt::Display) -> String {
    "This spreadsheet cannot be read. Save it again as .xlsx or .csv".to_owned()
}

fn chosen(book: &Book, how: &How) -> Result<String, String> {
    if let Some(name) = &how.sheet {
        let known = book.sheets.iter().any(|sheet| sheet.name == *name);
        return if known { Ok(name.clone()) } else { Err(format!("There is no sheet “{name}” in this file")) };
    }
    let open = book.sheets.get(book.active).filter(|sheet| !sheet.hidden && sheet.has_cells());
    let visible = || book.sheets.iter().find(|sheet| !sheet.hidden && sheet.has_cells());
    let sheet = open.or_else(visible).ok_or("This spreadsheet has no sheet to read")?;
    Ok(sheet.name.clone())
}

fn values(bytes: Vec<u8>, name: &str, limits: Limits) -> Result<Rows, String> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|e| broken(e.to_string()))?;
    let mut cells = book.worksheet_cells_reader(name).map_err(|e| broken(e.to_string()))?;
    let mut rows = Rows::new();
    while let Some(cell) = cells.next_cell().map_err(|e| broken(e.to_string()))? {
        let (row, column) = cell.get_position();
        let cell = value(cell.get_value());
        if cell.is_empty() {
            continue;
        }
        let column = column as usize;
        if column >= limits.columns {
            return Err(format!("Row {} has more than {} columns. Remove what is not needed", row + 1, limits.columns));
        }
        if !rows.contains_key(&row) && rows.len() == limits.rows {
            return Err(format!("The table has more than {} rows. Split it into several lists", limits.rows - 1));
        }
        *place(&mut rows, row, column) = cell;
    }
    Ok(rows)
}

fn place(rows: &mut Rows, row: u32, column: usize) -> &mut Cell {
    let cells = rows.entry(row).or_default();
    if cells.len() <= column {
        cells.resize(column + 1, Cell::default());
    }
    &mut cells[column]
}

/// The cell of a mark; a formula without a value has none yet.
fn cell_at<'a>(rows: &'a mut Rows, (row, column): (u32, u32), mark: &Mark) -> Option<&'a mut Cell> {
    if mark.formula && !mark.value && (rows.contains_key(&row)) {
        return Some(place(rows, row, column as usize));
    }
    rows.get_mut(&row)?.get_mut(column as usize).filter(|cell| !cell.is_empty())
}

/// A cell as its value.
fn value(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::String(text) => words(text),
        DataRef::SharedString(text) => words(text),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => words(text),
        DataRef::Int(number) => counted(number.to_string()),
        DataRef::Float(number) => counted(plain(*number)),
        DataRef::Bool(truth) => Cell {
            shown: Some(if *truth { "TRUE" } else { "FALSE" }.to_owned()),
            damage: Some("stands in the spreadsheet as TRUE or FALSE, not as text".to_owned()),
            ..Cell::from(if *truth { "yes" } else { "no" })
        },
        DataRef::DateTime(date) => day(*date),
        DataRef::Error(error) => Cell {
            fault: Some(format!("“{error}” is a fault of the spreadsheet: mend it there, or enter what belongs here")),
            ..Cell::from(error.to_string())
        },
        DataRef::Empty => Cell::default(),
    }
}

fn words(text: &str) -> Cell {
    Cell::from(text.replace("\r\n", "\n").replace('\r', "\n").trim())
}

/// Digits that a spreadsheet keeps.
const KEPT_DIGITS: usize = 15;

fn counted(plain: String) -> Cell {
    let digits =
        plain.trim_start_matches('-').trim_start_matches(['0', '.']).chars().filter(char::is_ascii_digit).count();
    let damage = if plain.contains('e') {
        Some("is a number with an exponent; its digits are lost: copy it from the thing".to_owned())
    } else if plain.contains('.') {
        Some("is a number with a fraction; a spreadsheet drops its last zeros: enter it as text".to_owned())
    } else if digits > KEPT_DIGITS {
        Some(format!(
            "is a number of {digits} digits, of which a spreadsheet keeps {KEPT_DIGITS}: copy it from the thing, and format the column as text"
        ))
    } else {
        None
    };
    Cell { damage, ..Cell::from(plain) }
}

/// `2027-03-31`
fn day(date: ExcelDateTime) -> Cell {
    if date.is_duration() {
        return Cell { damage: Some("is a time".to_owned()), ..Cell::from(plain(date.as_f64())) };
    }
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    let text = format!("{year:04}-{month:02}-{day:02}");
    let damage = format!("is the date {text} in the spreadsheet; what was typed is lost: enter it as text");
    Cell { damage: Some(damage), ..Cell::from(text) }
}

/// What its format shows, and what is wrong with it.
fn judge(book: &Book, mark: &Mark, cell: Option<&mut Cell>) {
    let Some(cell) = cell else { return };
    if mark.formula && !mark.value {
        cell.fault =
            Some("is a formula without a value: open the file in a spreadsheet program, and save it again".to_owned());
        return;
    }
    let style = book.style(mark.style);
    let code = style.and_then(|style| style.code.as_deref());
    let is_date = cell.damage.as_ref().is_some_and(|damage| damage.starts_with("is the date"));
    let is_number = !mark.text && cell.text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    if is_date {
        cell.shown = match code.map_or(Shows::Day, format::date) {
            Shows::Day => None,
            Shows::Month => cell.text.get(..7).map(str::to_owned),
            Shows::Year => cell.text.get(..4).map(str::to_owned),
            Shows::Less => Some(format!("{} (shown without the year)", cell.text)),
        };
    } else if let Some(code) = code.filter(|_| is_number) {
        show(cell, code);
    } else if let Some(shown) = code.filter(|_| mark.text).and_then(|code| format::text(code, &cell.text)) {
        cell.shown = Some(shown);
    }
    if cell.seen().is_empty() || style.is_some_and(|style| style.unseen) {
        cell.shown = None;
        cell.fault = Some(UNSEEN.to_owned());
    }
    if mark.raised {
        cell.fault = Some(
            "has raised or lowered digits behind others, such as the mark of a footnote: enter what belongs here"
                .to_owned(),
        );
    }
    if mark.struck {
        cell.fault = Some(STRUCK.to_owned());
    }
}

/// What its format shows of a number.
fn show(cell: &mut Cell, code: &str) {
    match (format::number(code, &cell.text), paid::money(code)) {
        (_, paid::Paid::Unknown(money)) => {
            cell.fault = Some(format!(
                "is shown in “{money}”, which is no currency of the portal: enter what it is worth in one"
            ));
        }
        (Shown::Same, paid::Paid::In(currency)) => cell.shown = Some(format!("{currency} {}", cell.text)),
        (Shown::Same, paid::Paid::Unsaid) => {}
        (Shown::As(shown), _) => cell.shown = Some(shown),
        (Shown::Scientific, _) if cell.damage.is_none() => {
            cell.damage = Some("is shown with an exponent: format the column as text, and enter it anew".to_owned());
        }
        (Shown::Scientific, _) => {}
    }
}

const UNSEEN: &str =
    "does not show in the spreadsheet, by its format or in white on white: enter what holds, or take the row out";
const STRUCK: &str = "is struck out in the spreadsheet: enter what holds, or take the row out";

/// A merged cell has its value in its first row alone; people read it in all of them.
fn fill_down(rows: &mut Rows, marks: &Marks, reading: &mut Reading) {
    let mut filled = BTreeSet::new();
    for (first, last, column) in &marks.merged {
        let there = rows.get(first).and_then(|cells| cells.get(*column as usize)).filter(|cell| !cell.is_empty());
        let Some(mut cell) = there.cloned() else { continue };
        cell.merged = Some((u64::from(*first) + 1, u64::from(*last) + 1));
        let below: Vec<u32> = rows.range(first + 1..=*last).map(|(row, _)| *row).collect();
        if below.is_empty() {
            continue;
        }
        for row in std::iter::once(*first).chain(below) {
            *place(rows, row, *column as usize) = cell.clone();
        }
        filled.insert(format!("{}{}:{}{}", letters(*column), first + 1, letters(*column), last + 1));
    }
    if !filled.is_empty() {
        reading.said.push(format!("Merged cells are filled down: {}", listed(filled)));
    }
}

/// Hidden columns and rows, and rows that are struck out whole.
fn leave_out(rows: &mut Rows, marks: &Marks, wanted: bool, reading: &mut Reading) {
    let is_hidden = |column: usize| marks.hidden_columns.iter().any(|columns| columns.contains(&(column as u32)));
    // What stands in a hidden column is not seen: it does not keep a row that is struck out before everybody's eyes.
    let is_struck = |cells: &[Cell]| {
        let seen = cells.iter().enumerate().filter(|(column, cell)| !is_hidden(*column) && !cell.is_empty());
        let mut seen = seen.map(|(_, cell)| cell).peekable();
        seen.peek().is_some() && seen.all(|cell| cell.fault.as_deref() == Some(STRUCK))
    };
    let struck: BTreeSet<u32> = rows.iter().filter(|(_, cells)| is_struck(cells)).map(|(row, _)| *row).collect();
    let hidden: BTreeSet<u32> = rows.keys().filter(|row| marks.hidden_rows.contains(row)).copied().collect();
    let width = rows.values().map(Vec::len).max().unwrap_or(0);
    let columns: Vec<usize> = (0..width)
        .filter(|column| is_hidden(*column))
        .filter(|column| rows.values().any(|cells| cells.get(*column).is_some_and(|cell| !cell.is_empty())))
        .collect();
    reading.has_hidden = !(struck.is_empty() && hidden.is_empty() && columns.is_empty());
    let done = if wanted { "are read all the same" } else { "are left out" };
    let numbers = |rows: &BTreeSet<u32>| listed(rows.iter().map(|row| (row + 1).to_string()));
    if !hidden.is_empty() {
        reading.said.push(format!("Hidden or filtered rows {done}: {}", numbers(&hidden)));
    }
    if !struck.is_empty() {
        reading.said.push(format!("Rows that are struck out {done}: {}", numbers(&struck)));
    }
    if !columns.is_empty() {
        let named = columns.iter().map(|column| {
            let heading = rows.values().find_map(|cells| cells.get(*column).filter(|cell| !cell.is_empty()));
            format!("{} (“{}”)", letters(*column as u32), heading.map_or("", Cell::seen))
        });
        reading.said.push(format!("Hidden columns {done}: {}", listed(named)));
    }
    let sheets: Vec<&str> =
        reading.sheets.iter().filter(|sheet| sheet.hidden).map(|sheet| sheet.name.as_str()).collect();
    if !sheets.is_empty() {
        reading
            .said
            .push(format!("Hidden sheets are not read: {}", listed(sheets.iter().map(|name| format!("“{name}”")))));
    }
    if wanted {
        // Struck out as a whole, and wanted: nothing is wrong with its cells.
        for (_, cells) in rows.iter_mut().filter(|(row, _)| struck.contains(row)) {
            cells.iter_mut().for_each(|cell| cell.fault = cell.fault.take().filter(|fault| fault != STRUCK));
        }
        return;
    }
    rows.retain(|row, _| !hidden.contains(row) && !struck.contains(row));
    for cells in rows.values_mut() {
        for (column, cell) in cells.iter_mut().enumerate() {
            if columns.contains(&column) {
                *cell = Cell::default();
            }
        }
    }
}

/// The first ten, and how many more there are.
fn listed(all: impl IntoIterator<Item = String>) -> String {
    let all: Vec<String> = all.into_iter().collect();
    let more = all.len().saturating_sub(10);
    let shown = all.into_iter().take(10).collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

/// `A`, `B`, … `AA`
fn letters(column: u32) -> String {
    let last = char::from(b'A' + (column % 26) as u8);
    if column < 26 { last.to_string() } else { format!("{}{last}", letters(column / 26 - 1)) }
}

/// A number with the fifteen digits that a spreadsheet shows, without an exponent: `0.1 + 0.2` is 0.3, 24500.50 stays exact.
fn plain(number: f64) -> String {
    let scientific = format!("{number:.14e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    if !(-30..=30).contains(&exponent) {
        return scientific;
    }
    let (whole, fraction) = if exponent < 0 {
        ("0".to_owned(), format!("{}{digits}", "0".repeat(usize::try_from(-exponent - 1).unwrap_or(0))))
    } else {
        let point = usize::try_from(exponent).unwrap_or(0) + 1;
        let padded = format!("{digits:0<point$}");
        (padded[..point].to_owned(), padded[point..].to_owned())
    };
    match fraction.trim_end_matches('0') {
        "" if whole == "0" => whole,
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod plain_tests {
    use super::plain;

    #[test]
    fn numbers_read_as_they_were_typed() {
        for (number, words) in [
            (24500.0, "24500"),
            (24_500.5, "24500.5"),
            (0.300_000_000_000_000_04, "0.3"),
            (1_234.559_999_999_999_8, "1234.56"),
            (-2.5, "-2.5"),
            (0.05, "0.05"),
            (0.0, "0"),
            (743_000_000.0, "743000000"),
            (998_901_234_567.0, "998901234567"),
        ] {
            assert_eq!(plain(number), words);
        }
    }
}
