//! Tables as text: CSV, and rows pasted from a spreadsheet.

pub(crate) mod split;

use std::collections::HashMap;

use domain::packing::Mapping;

use super::{Cell, Gathered, How, Kind, Limits, Reading, Table, TableRow, encoding::decode};

const OLD_EXCEL: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// # Errors
/// In words: no text, broken, or beyond a limit.
pub fn read(bytes: &[u8], kind: Kind, how: &How, limits: Limits) -> Result<Table, String> {
    if bytes.starts_with(OLD_EXCEL) {
        return Err("This is a file of an older Excel, or one with a password. Save it as .xlsx or .csv".to_owned());
    }
    let (text, encoding) = decode(bytes, how.encoding.as_deref())?;
    // Lines are counted at their line feeds only.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if is_page(&text) {
        return Err(
            "This is a web page that was given the name of a spreadsheet. Open it in one, and save it as .xlsx"
                .to_owned(),
        );
    }
    let (separator, skipped) = separator(&text);
    let body = if skipped { text.split_once('\n').map_or("", |(_, rest)| rest) } else { &text };
    let mut gathered = Gathered::new(limits);
    let mut widths = HashMap::new();
    split::records(body, separator, kind == Kind::Pasted, u64::from(skipped), &mut |line, cells| {
        widths.insert(line, cells.len());
        gathered.push(line, cells.into_iter().map(|text| cell(text.trim())).collect())
    })?;
    let encoding = (kind == Kind::Csv).then(|| encoding.to_owned());
    let mut rows = gathered.finish()?;
    if separator == ',' {
        mark_moved(&mut rows, &widths);
    }
    Ok(Table { rows, reading: Reading { encoding, ..Reading::default() } })
}

/// Rows with more cells than there are headings: a comma stands within a cell and has moved those behind it. What stands too
/// far to the right is a column of its own, which is asked about; where nothing does, the row says it.
fn mark_moved(rows: &mut [TableRow], widths: &HashMap<u64, usize>) {
    let Some(head) = Mapping::find_head(rows.iter().map(|row| row.cells.as_slice())) else { return };
    let named = widths.get(&rows[head].number).copied().unwrap_or(usize::MAX);
    for row in rows.iter_mut().skip(head + 1) {
        let wide = widths.get(&row.number).copied().unwrap_or_default();
        if wide <= named || row.cells.len() > named {
            continue;
        }
        let words = format!(
            "stands in a row of {wide} cells under {named} headings: a comma within a cell has moved the others. Put that cell into quotation marks, or enter what belongs here"
        );
        for cell in row.cells.iter_mut().filter(|cell| !cell.is_empty()) {
            cell.fault.get_or_insert_with(|| words.clone());
        }
    }
}

/// A long number that ends in the zeros with which a spreadsheet fills up what it lost: it keeps 15 digits.
fn cell(text: &str) -> Cell {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    // With fewer zeros it may well be what stands on the thing.
    let filled = digits && text.len() >= 18 && text.bytes().skip(15).all(|byte| byte == b'0');
    let damage = filled.then(|| {
        format!(
            "is a number of {} digits, of which a spreadsheet keeps 15: copy it from the thing, and format the column as text",
            text.len()
        )
    });
    Cell { damage, ..Cell::from(text) }
}

fn is_page(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(15).flat_map(char::to_lowercase).collect();
    ["<html", "<!doctype html", "<table", "<?xml"].iter().any(|word| start.starts_with(word))
}

/// What stands between the cells of the first rows, and whether the first only says so (`sep=;`, as Excel writes it). A
/// letterhead above the table has no cells, so one row is not enough to tell.
fn separator(text: &str) -> (char, bool) {
    let first = text.lines().next().unwrap_or_default();
    if let Some(named) = first.strip_prefix("sep=").and_then(|rest| rest.chars().next()) {
        return (named, true);
    }
    let mut counts = [('\t', 0), (';', 0), ('|', 0), (',', 0)];
    for line in text.lines().take(15) {
        let mut quoted = false;
        for c in line.chars() {
            quoted ^= c == '"';
            for (separator, count) in &mut counts {
                *count += usize::from(!quoted && c == *separator);
            }
        }
    }
    // Of two that stand there equally often the first is meant: a comma is more often part of the words.
    let mut best = counts[0];
    for other in &counts[1..] {
        if other.1 > best.1 {
            best = *other;
        }
    }
    if best.1 == 0 { (',', false) } else { (best.0, false) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows_of(text: &str, kind: Kind) -> Vec<(u64, Vec<String>)> {
        let table = read(text.as_bytes(), kind, &How::default(), Limits::default()).expect(text);
        let row = |row: TableRow| (row.number, row.cells.into_iter().map(|cell| cell.text).collect());
        table.rows.into_iter().map(row).collect()
    }

    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        rows_of(text, Kind::Csv)
    }

    #[test]
    fn finds_out_what_separates_the_cells() {
        let expected = vec![
            (1, vec!["Item".to_owned(), "Note".to_owned(), "Qty".to_owned()]),
            (2, vec!["Boots".to_owned(), "41, 42; 43".to_owned(), "40".to_owned()]),
        ];
        assert_eq!(rows("Item,Note,Qty\nBoots,\"41, 42; 43\",40\n"), expected);
        assert_eq!(rows("Item;Note;Qty\r\nBoots;\"41, 42; 43\";40\r\n"), expected);
        assert_eq!(rows("Item\tNote\tQty\nBoots\t41, 42; 43\t40\n\t\t\n"), expected);
        assert_eq!(rows("Item|Note|Qty\nBoots|41, 42; 43|40\n"), expected);
        assert_eq!(rows("sep=;\nItem;Note")[0], (2, vec!["Item".to_owned(), "Note".to_owned()]));
        assert_eq!(rows("PACKING LIST No 7\nItem\tPrice\nCar\t24,500")[2].1, ["Car", "24,500"]);
        assert_eq!(rows("Boots"), [(1, vec!["Boots".to_owned()])]);
    }

    #[test]
    fn a_pasted_quotation_mark_that_is_not_closed_is_a_letter() {
        let head = "Item\tSerial\tNote\n";
        let cells = |body: &str| -> Vec<Vec<String>> {
            rows_of(&format!("{head}{body}"), Kind::Pasted).into_iter().skip(1).map(|(_, cells)| cells).collect()
        };
        assert_eq!(
            cells("Laptop\tL-1\t\"see page 2\nRadio\tL-2\t\nMonitor\tM-1\tlast\n"),
            [vec!["Laptop", "L-1", "\"see page 2"], vec!["Radio", "L-2"], vec!["Monitor", "M-1", "last"]]
        );
        // Another mark far below closes nothing.
        assert_eq!(
            cells("\"Laptop\tL-1\t\nRadio\tL-2\t\nMonitor 19\"\tM-1\tlast\n"),
            [vec!["\"Laptop", "L-1"], vec!["Radio", "L-2"], vec!["Monitor 19\"", "M-1", "last"]]
        );
        assert_eq!(
            cells("Laptop\tL-1\t\"see\nMonitor 19\"\tM-1\tlast\n"),
            [vec!["Laptop", "L-1", "\"see"], vec!["Monitor 19\"", "M-1", "last"]]
        );
        assert_eq!(cells("\"Radio\nwith \"\"case\"\"\"\tL-1\t\n"), [vec!["Radio\nwith \"case\"", "L-1"]]);
    }

    #[test]
    fn a_file_with_an_open_quotation_is_refused_with_its_line() {
        let refused =
            |text: &str| read(text.as_bytes(), Kind::Csv, &How::default(), Limits::default()).expect_err(text);
        let open = "Item;Serial;Note\nLaptop;L-1;\"see page 2\nRadio;L-2;\nMonitor;M-1;last\n";
        assert_eq!(
            refused(open),
            "The quotation mark in line 2 is not closed before the next row begins. Close it, or take it out"
        );
        assert!(refused("Item;Serial;Note\n\"Laptop;L-1;\nRadio;L-2;\nMonitor 19\";M-1;last\n").contains("in line 2"));
        assert!(refused("Item;Serial;Note\nLaptop;L-1;\"see\nMonitor 19\";M-1;last\n").contains("in line 2"));
        assert!(refused("Item;Serial\n\"Radio\" Orion;L-1\n").contains("in line 2"));
        // A note of two lines is one.
        assert_eq!(rows("Item;Serial;Note\nLaptop;L-1;\"see\npage 2\"\n")[1].1, ["Laptop", "L-1", "see\npage 2"]);
    }

    #[test]
    fn limits_have_words() {
        let limits = Limits { rows: 3, columns: 2, cell: 5, text: 12, ..Limits::default() };
        for (text, words) in [
            ("a\nb\nc\nd", "more than 2 rows"),
            ("a,b,c", "more than 2 columns"),
            ("abcdef", "more than 5 characters"),
            ("abcde,abcde\nabcde", "too much text"),
            ("\n,\n", "nothing in this table"),
            ("<html><body><table>", "web page"),
        ] {
            let refused = read(text.as_bytes(), Kind::Csv, &How::default(), limits).expect_err(text);
            assert!(refused.contains(words), "{text}: {refused}");
        }
    }
}
