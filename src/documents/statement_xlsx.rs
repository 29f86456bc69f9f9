//! A statement as XLSX: one sheet with the lines of the CSV, every cell typed. Words are written as texts and never read as
//! formulas; the same statement gives the same bytes.

use chrono::{DateTime, Utc};
use domain::{Money, Rate};
use rust_xlsxwriter::{DocProperties, Format, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::{
    statement::{Cell, Document, Line, LineKind},
    xlsx_out::{decimals, number},
};

/// `created` is the instant that the statement is told for; the file has no other clock.
///
/// # Errors
/// More rows than a sheet takes.
pub fn write(document: &Document, created: Option<DateTime<Utc>>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let created = created.unwrap_or(DateTime::UNIX_EPOCH);
    workbook.set_properties(&DocProperties::new().set_title("Statement of a grant").set_creation_datetime(&created));
    let sheet = workbook.add_worksheet().set_name("Statement")?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_column_width(0, 34)?;
    sheet.set_column_range_width(1, 9, 18)?;
    for (row, line) in (0_u32..).zip(document.lines()) {
        write_line(sheet, row, &line)?;
    }
    workbook.save_to_buffer()
}

fn write_line(sheet: &mut Worksheet, row: u32, line: &Line) -> Result<(), XlsxError> {
    for (column, cell) in (0_u16..).zip(&line.cells) {
        write_cell(sheet, row, column, cell, &look(line.kind))?;
    }
    Ok(())
}

fn look(kind: LineKind) -> Format {
    match kind {
        LineKind::Title => Format::new().set_bold().set_font_size(13),
        LineKind::Head => Format::new().set_bold().set_border_bottom(FormatBorder::Thin),
        LineKind::Note => Format::new().set_italic(),
        LineKind::Fact | LineKind::Row | LineKind::Blank => Format::new(),
    }
}

fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, look: &Format) -> Result<(), XlsxError> {
    match cell {
        Cell::Nothing => {}
        Cell::Words(words) => _ = sheet.write_string_with_format(row, column, words, look)?,
        Cell::Unknown => _ = sheet.write_string_with_format(row, column, "unknown", look)?,
        Cell::Money(money) => number(sheet, row, column, &Money::input(*money), &looks_as(money_format(*money)))?,
        Cell::Rate(rate) => number(sheet, row, column, &rate.to_string(), &looks_as(rate_format(*rate)))?,
        Cell::Count(count) => number(sheet, row, column, &count.to_string(), &looks_as("#,##0".to_owned()))?,
        Cell::Day(day) => {
            let format = Format::new().set_num_format("d mmm yyyy");
            sheet.write_datetime_with_format(row, column, day, &format)?;
        }
    }
    Ok(())
}

fn looks_as(format: String) -> Format {
    Format::new().set_num_format(format)
}

fn money_format(money: Money) -> String {
    decimals("#,##0", money.currency.exponent())
}

/// As many decimals as were published.
fn rate_format(rate: Rate) -> String {
    decimals("0", rate.decimal().scale())
}
