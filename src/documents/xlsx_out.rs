//! Cells of a spreadsheet that hold what they say: numbers as numbers, days as days, words never as formulas.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

/// What a number of a spreadsheet (a 64-bit float) holds exactly, in decimal digits. An amount or a rate of more digits is
/// written as a text: a figure that reads right is worth more than one that can be summed.
const EXACT_DIGITS: usize = 15;

/// The digits as a number where a float holds them, else as a text. Parsing digits gives the nearest float, which is
/// written back as the same digits; nothing is computed with it.
pub(crate) fn number(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    digits: &str,
    look: &Format,
) -> Result<(), XlsxError> {
    let exact = digits.chars().filter(char::is_ascii_digit).count() <= EXACT_DIGITS;
    match digits.parse::<f64>().ok().filter(|_| exact) {
        Some(number) => _ = sheet.write_number_with_format(row, column, number, look)?,
        None => _ = sheet.write_string(row, column, digits)?,
    }
    Ok(())
}

/// `#,##0.00`
pub(crate) fn decimals(whole: &str, places: u32) -> String {
    match places {
        0 => whole.to_owned(),
        places => format!("{whole}.{}", "0".repeat(places as usize)),
    }
}
