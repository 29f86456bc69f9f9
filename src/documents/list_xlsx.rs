//! A list as XLSX: a head that stays in view, and typed cells under it. It is written row by row while the list is read, so a
//! long list takes no more memory than the file itself.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use rust_xlsxwriter::{DocProperties, Format, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::xlsx_out::{decimals, number};

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Nothing,
    /// Written as a text, never read as a formula.
    Words(String),
    /// Digits, a point, a minus sign: a count, a number, a rate.
    Figure(String),
    /// The same, with groups of thousands.
    Amount(String),
    Day(NaiveDate),
    /// In UTC: a cell has no zone.
    Instant(NaiveDateTime),
}

/// Columns are as wide as what stands in the first rows, within these limits.
const NARROWEST: u32 = 8;
const WIDEST: u32 = 60;
const MEASURED: u32 = 200;

/// A file that is being written.
pub struct Writer {
    workbook: Workbook,
    columns: u16,
    row: u32,
    widths: Vec<usize>,
    /// The looks that were needed so far, by their number formats.
    looks: HashMap<String, Format>,
}

impl Writer {
    /// `title` is the name of the sheet; `created` the clock of the file.
    ///
    /// # Errors
    /// The title is no name of a sheet, or there are more columns than a sheet takes.
    pub fn new(title: &str, head: &[String], created: DateTime<Utc>) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&created));
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        // A name of a sheet has at most 31 letters, and none of these.
        let name: String = title.chars().filter(|c| !r"[]:*?/\'".contains(*c)).take(31).collect();
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        let look = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
        for (column, words) in (0_u16..).zip(head) {
            sheet.write_string_with_format(0, column, words, &look)?;
        }
        let widths = head.iter().map(|words| words.chars().count()).collect();
        Ok(Writer {
            workbook,
            columns: u16::try_from(head.len()).unwrap_or(u16::MAX),
            row: 1,
            widths,
            looks: HashMap::new(),
        })
    }

    /// The next row.
    ///
    /// # Errors
    /// More rows than a sheet takes (1,048,576).
    pub fn row(&mut self, cells: &[Value]) -> Result<(), XlsxError> {
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (column, cell) in (0_u16..).zip(cells) {
            let width = write(sheet, &mut self.looks, self.row, column, cell)?;
            if let Some(widest) = self.widths.get_mut(usize::from(column)).filter(|_| self.row <= MEASURED) {
                *widest = (*widest).max(width);
            }
        }
        self.row += 1;
        Ok(())
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// The disk of temporary files is full.
    pub fn finish(mut self) -> Result<Vec<u8>, XlsxError> {
        let (rows, columns) = (self.row, self.columns);
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (column, width) in (0_u16..).zip(&self.widths) {
            let letters = u32::try_from(*width).unwrap_or(WIDEST).saturating_add(2);
            sheet.set_column_width(column, letters.clamp(NARROWEST, WIDEST))?;
        }
        if let Some(last) = columns.checked_sub(1).filter(|_| rows > 1) {
            sheet.autofilter(0, 0, rows - 1, last)?;
        }
        self.workbook.save_to_buffer()
    }
}

/// Answers how many letters wide it shows.
fn write(
    sheet: &mut Worksheet,
    looks: &mut HashMap<String, Format>,
    row: u32,
    column: u16,
    cell: &Value,
) -> Result<usize, XlsxError> {
    let mut look =
        |format: String| looks.entry(format.clone()).or_insert_with(|| Format::new().set_num_format(format)).clone();
    let places = |digits: &str| digits.split_once('.').map_or(0, |(_, fraction)| fraction.len() as u32);
    Ok(match cell {
        Value::Nothing => 0,
        Value::Words(words) => {
            sheet.write_string(row, column, words)?;
            words.chars().count()
        }
        Value::Figure(digits) => {
            number(sheet, row, column, digits, &look(decimals("0", places(digits))))?;
            digits.len()
        }
        Value::Amount(digits) => {
            number(sheet, row, column, digits, &look(decimals("#,##0", places(digits))))?;
            digits.len() * 4 / 3
        }
        Value::Day(day) => {
            sheet.write_datetime_with_format(row, column, day, &look("d mmm yyyy".to_owned()))?;
            11
        }
        Value::Instant(at) => {
            sheet.write_datetime_with_format(row, column, at, &look("d mmm yyyy hh:mm".to_owned()))?;
            17
        }
    })
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

    use super::*;

    #[test]
    fn every_cell_is_what_it_says() {
        let day = NaiveDate::from_ymd_opt(2019, 12, 10).expect("a day");
        let head = ["Name", "Quantity", "Value", "Day", "At", "Digits"].map(str::to_owned);
        let mut file = Writer::new("Items: what's there", &head, DateTime::UNIX_EPOCH).expect("begun");
        let digits = "12345678901234567890";
        file.row(&[
            Value::Words("=HYPERLINK(\"x\")".into()),
            Value::Figure("4".into()),
            Value::Amount("-24500.50".into()),
            Value::Day(day),
            Value::Instant(day.and_hms_opt(8, 30, 0).expect("a time")),
            Value::Figure(digits.into()),
        ])
        .expect("a row");
        file.row(&vec![Value::Nothing; 6]).expect("an empty row");
        let bytes = file.finish().expect("a file");
        let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("opened");
        assert_eq!(book.sheet_names(), ["Items whats there"]);
        let sheet = book.worksheet_range("Items whats there").expect("the sheet");
        let cells: Vec<&Data> = sheet.rows().nth(1).expect("a row").iter().collect();
        assert_eq!(cells[0], &Data::String("=HYPERLINK(\"x\")".into()), "never a formula");
        assert_eq!((cells[1], cells[2]), (&Data::Float(4.0), &Data::Float(-24500.5)));
        assert!(matches!(cells[3], Data::DateTime(_)) && matches!(cells[4], Data::DateTime(_)), "{cells:?}");
        assert_eq!(cells[5], &Data::String(digits.into()), "a figure that reads right");
    }
}
