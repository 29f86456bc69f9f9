//! Spreadsheets as people send them: what is shown counts, and nothing is left out or filled in without a word.

use std::io::{Cursor, Read, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::*;

fn saved(book: &mut Workbook) -> Vec<u8> {
    book.save_to_buffer().expect("a file")
}

/// One sheet with headings, as `write` fills it.
fn book(write: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in (0..).zip(["Description", "Serial", "Quantity", "Unit price", "Warranty"]) {
        sheet.write(0, column, heading).expect("a heading");
    }
    write(sheet);
    saved(&mut book)
}

fn table(bytes: Vec<u8>, how: &How) -> Table {
    read(bytes, how, Limits::default()).expect("a table")
}

fn plainly(bytes: Vec<u8>) -> Table {
    table(bytes, &How::default())
}

fn column(table: &Table, column: usize) -> Vec<&Cell> {
    table.rows.iter().skip(1).filter_map(|row| row.cells.get(column)).collect()
}

fn seen(table: &Table, place: usize) -> Vec<&str> {
    column(table, place).into_iter().map(Cell::seen).collect()
}

/// The same file with other words in its first sheet.
fn altered(bytes: Vec<u8>, from: &str, to: &str) -> Vec<u8> {
    part_altered(bytes, "xl/worksheets/sheet1.xml", from, to)
}

/// The same file with other words in one of its parts.
fn part_altered(bytes: Vec<u8>, altered: &str, from: &str, to: &str) -> Vec<u8> {
    let mut old = ZipArchive::new(Cursor::new(bytes)).expect("a file");
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..old.len() {
        let mut part = old.by_index(index).expect("a part");
        let mut content = String::new();
        part.read_to_string(&mut content).expect("text");
        let name = part.name().expect("a name").into_owned();
        if name == altered {
            assert!(content.contains(from), "{content}");
            content = content.replace(from, to);
        }
        new.start_file(name, SimpleFileOptions::default()).expect("a part");
        new.write_all(content.as_bytes()).expect("written");
    }
    new.finish().expect("a file").into_inner()
}

#[test]
fn an_identifier_is_what_the_cell_shows() {
    let bytes = book(|sheet| {
        let zeros = Format::new().set_num_format("00000000");
        let prefixed = Format::new().set_num_format("\"SN-\"0000");
        let exponent = Format::new().set_num_format("0.00E+00");
        let day = Format::new().set_num_format("d-mmm");
        sheet.write_with_format(1, 1, 1234, &zeros).expect("zeros");
        sheet.write_with_format(2, 1, 12, &prefixed).expect("words");
        sheet.write(3, 1, 356_938_035_643_809_f64).expect("15 digits");
        sheet.write(4, 1, 8.939_010_102_358_479e18).expect("19 digits");
        sheet.write_with_format(5, 1, 35_693_803, &exponent).expect("an exponent");
        sheet.write_with_format(6, 1, ExcelDateTime::from_ymd(2026, 3, 12).expect("a day"), &day).expect("a date");
        sheet.write(7, 1, 1.1).expect("a fraction");
        sheet.write(8, 1, true).expect("a truth");
        sheet.write(9, 1, "AB-1").expect("a text");
    });
    let table = plainly(bytes);
    assert_eq!(&seen(&table, 1)[..3], ["00001234", "SN-0012", "356938035643809"]);
    let cells = column(&table, 1);
    let damaged: Vec<bool> = cells.iter().map(|cell| cell.damage.is_some()).collect();
    assert_eq!(damaged, [false, false, false, true, true, true, true, true, false]);
    assert!(cells[3].damage.as_ref().is_some_and(|words| words.contains("19 digits, of which a spreadsheet keeps 15")));
    assert!(cells[5].damage.as_ref().is_some_and(|words| words.contains("the date 2026-03-12")));
}

#[test]
fn a_date_is_as_exact_as_it_is_shown() {
    let bytes = book(|sheet| {
        let day = ExcelDateTime::from_ymd(2028, 3, 1).expect("a day");
        for (row, code) in (1..).zip(["yyyy-mm-dd", "mmm-yy", "yyyy", "[$-419]d mmm yyyy \"г.\";@", "d-mmm"]) {
            sheet.write_with_format(row, 4, &day, &Format::new().set_num_format(code)).expect("a date");
        }
        sheet.write(6, 4, 2028).expect("a year");
        sheet.write(7, 4, "31.03.2028").expect("a text");
    });
    let table = plainly(bytes);
    assert_eq!(
        seen(&table, 4),
        ["2028-03-01", "2028-03", "2028", "2028-03-01", "2028-03-01 (shown without the year)", "2028", "31.03.2028"]
    );
}

#[test]
fn faults_of_the_spreadsheet_stand_in_the_cell() {
    let bytes = book(|sheet| {
        sheet.write(1, 0, "Radio").expect("a text");
        sheet.write_formula(1, 1, Formula::new("NA()").set_result("#N/A")).expect("an error");
        sheet.write(2, 0, "Radio").expect("a text");
        sheet.write_formula(2, 1, Formula::new("\"A\"&\"B\"").set_result("77")).expect("a formula");
        sheet.write_formula(2, 3, Formula::new("500*2").set_result("1000")).expect("a formula");
    });
    let bytes = altered(bytes, "<v>77</v>", "<v></v>");
    let table = plainly(bytes);
    let cells = column(&table, 1);
    assert!(cells[1].fault.as_ref().is_some_and(|words| words.contains("a formula without a value")), "{:?}", cells[1]);
    assert_eq!(table.rows[2].cells[3], Cell::from("1000"));
    assert!(domain::identity::check(cells[0].seen()).is_err(), "{:?}", cells[0]);
}

#[test]
fn what_is_hidden_or_struck_out_is_left_out_and_said() {
    let bytes = || {
        book(|sheet| {
            let struck = Format::new().set_font_strikethrough();
            for row in 1..=5 {
                let (name, serial) = (format!("Radio {row}"), format!("S-{row}"));
                match row {
                    3 => {
                        sheet.write_with_format(row, 0, &name, &struck).expect("struck");
                        sheet.write_with_format(row, 1, &serial, &struck).expect("struck")
                    }
                    4 => {
                        sheet.write(row, 0, &name).expect("a text");
                        sheet.write_with_format(row, 1, &serial, &struck).expect("struck")
                    }
                    _ => {
                        sheet.write(row, 0, &name).expect("a text");
                        sheet.write(row, 1, &serial).expect("a text")
                    }
                };
                sheet.write(row, 4, "secret").expect("a text");
            }
            sheet.set_row_hidden(2).expect("hidden");
            sheet.set_column_hidden(4).expect("hidden");
        })
    };
    let left = plainly(bytes());
    assert_eq!(seen(&left, 1), ["S-1", "S-4", "S-5"]);
    assert_eq!(left.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 2, 5, 6]);
    assert!(left.rows.iter().all(|row| row.cells.len() < 5), "the hidden column");
    assert_eq!(
        left.reading.said,
        [
            "Hidden or filtered rows are left out: 3",
            "Rows that are struck out are left out: 4",
            "Hidden columns are left out: E (“Warranty”)"
        ]
    );
    assert!(column(&left, 1)[1].fault.as_ref().is_some_and(|words| words.contains("struck out")), "in part");
    let all = table(bytes(), &How { with_hidden: true, ..How::default() });
    assert_eq!(seen(&all, 1), ["S-1", "S-2", "S-3", "S-4", "S-5"]);
    assert!(all.reading.said[0].contains("are read all the same"));
    assert_eq!(column(&all, 1)[2].fault, None, "wanted as a whole");
}

#[test]
fn merged_cells_are_filled_down_and_said() {
    let bytes = book(|sheet| {
        let plain = Format::new();
        sheet.merge_range(1, 0, 3, 0, "Radio", &plain).expect("merged");
        sheet.merge_range(1, 2, 3, 2, "3", &plain).expect("merged");
        for (row, serial) in (1..).zip(["M-1", "M-2", "M-3"]) {
            sheet.write(row, 1, serial).expect("a serial");
        }
    });
    let table = plainly(bytes);
    assert_eq!(seen(&table, 0), ["Radio", "Radio", "Radio"]);
    assert_eq!(column(&table, 2)[1].merged, Some((2, 4)));
    assert_eq!(table.reading.said, ["Merged cells are filled down: A2:A4, C2:C4"]);
}

#[test]
fn the_sheet_that_was_open_is_read_and_named() {
    let bytes = || {
        let mut book = Workbook::new();
        for (name, serial) in [("Old list 2025", "OLD-1"), ("New list", "NEW-1"), ("Prices", "P-1")] {
            let sheet = book.add_worksheet().set_name(name).expect("a name");
            sheet.write(0, 0, "Serial").expect("a heading");
            sheet.write(1, 0, serial).expect("a serial");
            match name {
                "New list" => {
                    sheet.set_active(true);
                }
                "Prices" => {
                    sheet.set_hidden(true);
                }
                _ => {}
            }
        }
        saved(&mut book)
    };
    let open = plainly(bytes());
    assert_eq!((open.reading.sheet.as_deref(), seen(&open, 0)), (Some("New list"), vec!["NEW-1"]));
    assert_eq!(open.reading.sheets.iter().filter(|sheet| !sheet.hidden).count(), 2);
    assert_eq!(open.reading.said, ["Hidden sheets are not read: “Prices”"]);
    let chosen = table(bytes(), &How { sheet: Some("Old list 2025".into()), ..How::default() });
    assert_eq!(seen(&chosen, 0), ["OLD-1"]);
    let none = read(bytes(), &How { sheet: Some("Nothing".into()), ..How::default() }, Limits::default());
    assert_eq!(none, Err("There is no sheet “Nothing” in this file".to_owned()));
}

#[test]
fn a_currency_in_the_format_of_a_price_is_read() {
    let bytes = book(|sheet| {
        for (row, code) in (1..).zip(["[$¥-411]#,##0", "#,##0\" сум\"", "\"USD\" 0.00", "#,##0.00", "\"pcs\" 0"]) {
            sheet.write_with_format(row, 3, 1200, &Format::new().set_num_format(code)).expect("a price");
        }
    });
    assert_eq!(seen(&plainly(bytes), 3), ["¥ 1200", "сум 1200", "USD 1200", "1200", "pcs 1200"]);
}

#[test]
fn days_count_from_1904_where_the_file_says_so() {
    let bytes = || {
        book(|sheet| {
            let day = Format::new().set_num_format("yyyy-mm-dd");
            sheet.write_with_format(1, 4, 45_000, &day).expect("a date");
        })
    };
    assert_eq!(seen(&plainly(bytes()), 4), ["2023-03-15"]);
    let old = part_altered(bytes(), "xl/workbook.xml", "<workbookPr", "<workbookPr date1904=\"1\"");
    assert_eq!(seen(&plainly(old), 4), ["2027-03-16"]);
}

#[test]
fn readings_above_words_and_marks_for_line_ends_are_no_part_of_them() {
    let bytes = book(|sheet| {
        sheet.write(1, 0, "携帯無線機").expect("a text");
        sheet.write(2, 0, "Radio").expect("a text");
        sheet.write(2, 1, "CR-END").expect("a text");
    });
    let read = "<t>携帯無線機</t><rPh sb=\"0\" eb=\"2\"><t>ケイタイ</t></rPh>";
    let bytes = part_altered(bytes, "xl/sharedStrings.xml", "<t>携帯無線機</t>", read);
    let bytes = part_altered(bytes, "xl/sharedStrings.xml", "CR-END", "CR_x000D_\n7");
    let table = plainly(bytes);
    assert_eq!(seen(&table, 0), ["携帯無線機", "Radio"]);
    let number = domain::identity::fold(seen(&table, 1)[0]);
    assert_eq!(number, "CR7");
}

#[test]
fn a_space_far_to_the_right_is_nothing_and_a_letter_there_is_refused() {
    let far = |text: &str| {
        let text = text.to_owned();
        book(|sheet| {
            sheet.write(1, 0, "Radio").expect("a text");
            sheet.write(1, 150, text).expect("a text");
            sheet.write(900, 0, " ").expect("a text");
        })
    };
    assert_eq!(plainly(far(" ")).rows.len(), 2);
    let refused = read(far("x"), &How::default(), Limits::default()).expect_err("too wide");
    assert!(refused.contains("more than 60 columns"), "{refused}");
}

#[test]
fn a_text_is_shown_as_it_is_and_a_number_by_its_format() {
    let bytes = book(|sheet| {
        let zeros = Format::new().set_num_format("00000000");
        let named = Format::new().set_num_format("\"SN-\"@");
        let general = Format::new().set_num_format("\"SN-\"General");
        let phone = Format::new().set_num_format("[<=9999999]###-####;(###) ###-####");
        let hidden = Format::new().set_num_format(";;;");
        sheet.write_string_with_format(1, 1, "1234", &zeros).expect("a text");
        sheet.write_string_with_format(2, 1, "77", &named).expect("a text");
        sheet.write_with_format(3, 1, 78, &general).expect("a number");
        sheet.write_with_format(4, 1, 5_551_234, &phone).expect("a number");
        sheet.write_with_format(5, 1, 79, &hidden).expect("a number");
        sheet.write_string_with_format(6, 1, "AB-7", &hidden).expect("a text");
        sheet.write_string_with_format(7, 3, "1200", &Format::new().set_num_format("[$¥-411]#,##0")).expect("a text");
    });
    let table = plainly(bytes);
    assert_eq!(&seen(&table, 1)[..4], ["1234", "SN-77", "SN-78", "555-1234"]);
    let cells = column(&table, 1);
    assert!(
        cells[4..6].iter().all(|cell| cell.fault.as_ref().is_some_and(|words| words.contains("does not show"))),
        "{cells:?}"
    );
    assert_eq!(table.rows[7].cells[3].seen(), "1200", "a text has no format of money");
}

#[test]
fn white_on_white_and_raised_digits_are_said() {
    use rust_xlsxwriter::{Color, FormatScript};
    let bytes = book(|sheet| {
        let white = Format::new().set_font_color(Color::White);
        let reversed = Format::new().set_font_color(Color::White).set_background_color(Color::Navy);
        let (plain, raised) = (Format::new(), Format::new().set_font_script(FormatScript::Superscript));
        sheet.write_with_format(1, 1, "S-1", &white).expect("a text");
        sheet.write_with_format(2, 1, "S-2", &reversed).expect("a text");
        sheet.write_rich_string(3, 2, &[(&plain, "40"), (&raised, "1")]).expect("a text");
        sheet.write_rich_string(4, 0, &[(&plain, "Tent 12 m"), (&raised, "2")]).expect("a text");
    });
    let table = plainly(bytes);
    assert!(table.rows[1].cells[1].fault.as_ref().is_some_and(|words| words.contains("does not show")));
    assert_eq!(table.rows[2].cells[1].fault, None);
    assert!(table.rows[3].cells[2].fault.as_ref().is_some_and(|words| words.contains("raised")), "{:?}", table.rows[3]);
    assert_eq!(table.rows[4].cells[0].fault, None, "square metres");
}

#[test]
fn money_that_the_portal_does_not_keep_is_no_other_money() {
    let bytes = book(|sheet| {
        for (row, code) in
            (1..).zip(["[$¥-804]#,##0", "[$CHF] #,##0.00", "\"GBP\" 0.00", "[$$-1009]#,##0.00", "[$€-2] #,##0.00"])
        {
            sheet.write_with_format(row, 3, 1200, &Format::new().set_num_format(code)).expect("a price");
        }
    });
    let table = plainly(bytes);
    let cells = column(&table, 3);
    assert!(
        cells[..4]
            .iter()
            .all(|cell| cell.fault.as_ref().is_some_and(|words| words.contains("no currency of the portal"))),
        "{cells:?}"
    );
    assert_eq!(cells[4].seen(), "€ 1200");
}
