//! Spreadsheets. Only ever called in the child process.

use std::{collections::BTreeMap, io::Cursor};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};

use super::{Gathered, Limits, TableRow, zipped};

/// The first visible sheet, cell by cell: the reader's own table would be as large as the farthest cell says.
///
/// # Errors
/// In words: damaged, locked, or beyond a limit.
pub fn read(bytes: Vec<u8>, limits: Limits) -> Result<Vec<TableRow>, String> {
    zipped::weigh(&bytes, limits.unzipped)?;
    let broken = |_| "This spreadsheet cannot be read. Save it again as .xlsx or .csv".to_owned();
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|e| broken(e.to_string()))?;
    let sheets = book.sheets_metadata();
    let visible = sheets.iter().find(|s| s.visible == SheetVisible::Visible && s.typ == SheetType::WorkSheet);
    let name = visible.map(|sheet| sheet.name.clone()).ok_or("This spreadsheet has no sheet to read")?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(|e| broken(e.to_string()))?;
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    while let Some(cell) = cells.next_cell().map_err(|e| broken(e.to_string()))? {
        let (row, column) = cell.get_position();
        let words = words(cell.get_value());
        if words.is_empty() {
            continue;
        }
        let column = column as usize;
        if column >= limits.columns {
            return Err(format!("Row {} has more than {} columns. Remove what is not needed", row + 1, limits.columns));
        }
        if !rows.contains_key(&row) && rows.len() == limits.rows {
            return Err(format!("The table has more than {} rows. Split it into several lists", limits.rows - 1));
        }
        let cells = rows.entry(row).or_default();
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = words;
    }
    let mut gathered = Gathered::new(limits);
    for (row, cells) in rows {
        gathered.push(u64::from(row) + 1, cells)?;
    }
    gathered.finish()
}

/// A cell as a person reads it.
fn words(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => plain(*number),
        DataRef::Bool(truth) => if *truth { "yes" } else { "no" }.to_owned(),
        DataRef::DateTime(date) => day(*date),
        DataRef::Error(error) => format!("{error}"),
        DataRef::Empty => String::new(),
    }
}

/// `2027-03-31`
fn day(date: ExcelDateTime) -> String {
    if date.is_duration() {
        return plain(date.as_f64());
    }
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
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
mod tests {
    use super::plain;

    #[test]
    fn numbers_read_as_they_were_typed() {
        for (number, words) in [
            (24500.0, "24500"),
            (24_500.5, "24500.5"),
            (0.300_000_000_000_000_04, "0.3"),
            (1_234.56, "1234.56"),
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
