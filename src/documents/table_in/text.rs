//! Tables as text: CSV, and rows pasted from a spreadsheet.

use csv::ReaderBuilder;

use super::{Gathered, Limits, TableRow, encoding::decode};

const OLD_EXCEL: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// # Errors
/// In words: no text, broken, or beyond a limit.
pub fn read(bytes: &[u8], limits: Limits) -> Result<Vec<TableRow>, String> {
    if bytes.starts_with(OLD_EXCEL) {
        return Err("This is a file of an older Excel, or one with a password. Save it as .xlsx or .csv".to_owned());
    }
    // The reader counts lines at their line feeds only.
    let text = decode(bytes)?.replace("\r\n", "\n").replace('\r', "\n");
    let (separator, skipped) = separator(&text);
    let body = if skipped { text.split_once('\n').map_or("", |(_, rest)| rest) } else { &text };
    let mut reader =
        ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(body.as_bytes());
    let mut gathered = Gathered::new(limits);
    for record in reader.records() {
        let record = record.map_err(|_| "The table cannot be read: its rows are broken".to_owned())?;
        let line = record.position().map_or(0, csv::Position::line) + u64::from(skipped);
        gathered.push(line, record.iter().map(|cell| cell.trim().to_owned()).collect())?;
    }
    gathered.finish()
}

/// What stands between the cells of the first rows, and whether the first only says so (`sep=;`, as Excel writes it). A
/// letterhead above the table has no cells, so one row is not enough to tell.
fn separator(text: &str) -> (u8, bool) {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if let Some(named) = first.strip_prefix("sep=").and_then(|rest| rest.bytes().next()) {
        return (named, true);
    }
    let mut counts = [(b'\t', 0), (b';', 0), (b',', 0)];
    let mut quoted = false;
    for byte in text.lines().take(15).flat_map(str::bytes) {
        quoted ^= byte == b'"';
        for (separator, count) in &mut counts {
            *count += usize::from(!quoted && byte == *separator);
        }
    }
    // Of two that stand there equally often the first is meant: a comma is more often part of the words.
    let mut best = counts[0];
    for other in &counts[1..] {
        if other.1 > best.1 {
            best = *other;
        }
    }
    if best.1 == 0 { (b',', false) } else { (best.0, false) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        let rows = read(text.as_bytes(), Limits::default()).expect(text);
        rows.into_iter().map(|row| (row.number, row.cells)).collect()
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
        assert_eq!(rows("sep=;\nItem;Note")[0], (2, vec!["Item".to_owned(), "Note".to_owned()]));
        assert_eq!(rows("PACKING LIST No 7\nItem\tPrice\nCar\t24,500")[2].1, ["Car", "24,500"]);
        assert_eq!(rows("Boots"), [(1, vec!["Boots".to_owned()])]);
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
        ] {
            let refused = read(text.as_bytes(), limits).expect_err(text);
            assert!(refused.contains(words), "{text}: {refused}");
        }
    }
}
