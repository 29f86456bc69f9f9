//! Hostile tables in the real child process: each gets a sentence in time, and this process keeps its size.

use std::{
    io::{Cursor, Write},
    time::{Duration, Instant},
};

use documents::table_in::{Cell, How, Kind, Reader, Unreadable};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;

pub fn reader() -> Reader {
    Reader::new(env!("CARGO_BIN_EXE_portal"))
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(*name, options).expect("a part");
        zip.write_all(bytes).expect("bytes");
    }
    zip.finish().expect("a file").into_inner()
}

/// A spreadsheet with this inside its sheet, these shared strings and whatever else.
fn workbook(sheet: &str, strings: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let sheet = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet}</sheetData></worksheet>"#
    );
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
    ];
    parts.extend_from_slice(more);
    zipped(&parts)
}

fn strings(attributes: &str, items: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" {attributes}>{items}</sst>"#
    )
}

/// Inline cells: `<c r="A1">`.
fn cell(place: &str, words: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>"#)
}

/// A packing list with a shared string, numbers and an inline string.
pub fn good() -> Vec<u8> {
    let head = ["Item", "Qty", "Price", "Serial"].iter().zip(["A1", "B1", "C1", "D1"]);
    let head: String = head.map(|(words, place)| cell(place, words)).collect();
    let sheet = format!(
        r#"<row r="1">{head}</row><row r="4"><c r="A4" t="s"><v>0</v></c><c r="B4"><v>40</v></c><c r="C4"><v>50.250000000000007</v></c></row>"#
    );
    workbook(&sheet, &strings(r#"count="1" uniqueCount="1""#, "<si><t>Сапоги зимние</t></si>"), &[])
}

fn bombs() -> Vec<(&'static str, Kind, Vec<u8>)> {
    let none = strings("", "");
    let megabytes = |n: usize| vec![b' '; n * 1024 * 1024];
    let many: Vec<String> = (0..600).map(|n| format!("xl/media/{n}.png")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    let nested = format!("{}{}", "<a>".repeat(400_000), "</a>".repeat(400_000));
    let attributes: String = (0..200_000).map(|n| format!(" a{n}=\"1\"")).collect();
    let cells: String = (1..=5_100).map(|n| format!("<row r=\"{n}\">{}</row>", cell(&format!("A{n}"), "x"))).collect();
    let laughs = r#"<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><sst><si><t>&c;</t></si></sst>"#;
    let outside = r#"<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst><si><t>&x;</t></si></sst>"#;
    let uses = r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#;
    let mut cut = good();
    cut.truncate(cut.len() / 2);
    let mut lies = workbook("", &none, &[("xl/media/large.bin", &megabytes(40))]);
    shrink_declared_sizes(&mut lies);
    vec![
        (
            "a count of four thousand million strings",
            Kind::Xlsx,
            workbook("", &strings(r#"count="4000000000" uniqueCount="4000000000""#, ""), &[]),
        ),
        (
            "a cell far away",
            Kind::Xlsx,
            workbook(&format!("<row r=\"100000\">{}</row>", cell("XFD100000", "x")), &none, &[]),
        ),
        ("400 MB of one string", Kind::Xlsx, workbook(&cell("A1", &"x".repeat(40 * 1024 * 1024)), &none, &[])),
        ("a zip bomb", Kind::Xlsx, workbook("", &none, &[("xl/media/large.bin", &megabytes(100))])),
        ("a zip bomb that lies about its size", Kind::Xlsx, lies),
        ("600 parts", Kind::Xlsx, workbook("", &none, &many)),
        ("a zip in a zip", Kind::Xlsx, zipped(&[("inner.zip", &good())])),
        ("nested elements", Kind::Xlsx, workbook(&nested, &none, &[])),
        ("attributes without end", Kind::Xlsx, workbook(&format!("<row{attributes}></row>"), &none, &[])),
        ("too many rows", Kind::Xlsx, workbook(&cells, &none, &[])),
        ("a billion laughs", Kind::Xlsx, workbook(uses, laughs, &[])),
        ("a file of the machine", Kind::Xlsx, workbook(uses, outside, &[])),
        ("half a file", Kind::Xlsx, cut),
        ("no zip at all", Kind::Xlsx, b"PK\x03\x04 and nothing more".to_vec()),
        ("100 MB", Kind::Csv, megabytes(100)),
        ("a picture", Kind::Csv, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
        ("an old Excel file", Kind::Csv, [&[0xd0, 0xcf, 0x11, 0xe0][..], &[0; 600]].concat()),
        ("a row of 100,000 cells", Kind::Csv, b"x,".repeat(100_000)),
        ("rows without end", Kind::Csv, b"x\n".repeat(2_000_000)),
        ("an open quotation", Kind::Csv, [&b"\""[..], &b"x".repeat(4_000_000)].concat()),
        ("nothing", Kind::Csv, Vec::new()),
    ]
}

/// Every size in the directory and before the parts says one byte.
fn shrink_declared_sizes(file: &mut [u8]) {
    for (mark, place) in [(&b"PK\x01\x02"[..], 24), (&b"PK\x03\x04"[..], 22)] {
        let marks: Vec<usize> = (0..file.len() - 4).filter(|at| file[*at..].starts_with(mark)).collect();
        let length = file.len();
        for at in marks.into_iter().filter(|at| at + place + 4 <= length) {
            file[at + place..at + place + 4].copy_from_slice(&1_u32.to_le_bytes());
        }
    }
}

/// Resident memory of this process in KiB.
pub fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmRSS")).expect("VmRSS");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).expect("a number")
}

#[tokio::test]
async fn every_bomb_gets_a_sentence_and_moves_nothing() {
    let (reader, bombs) = (reader(), bombs());
    // The first children warm the process up.
    reader.read(Kind::Xlsx, &How::default(), &good()).await.expect("a good file");
    let before = resident();
    for (name, kind, bytes) in &bombs {
        let begun = Instant::now();
        let answer = reader.read(*kind, &How::default(), bytes).await;
        let Err(Unreadable::Refused(words)) = answer else { panic!("{name}: {answer:?}") };
        println!("{name}: {} ms: {words}", begun.elapsed().as_millis());
        assert!(begun.elapsed() < Duration::from_secs(15), "{name}: {:?}", begun.elapsed());
        assert!(words.len() > 20 && !words.contains("panicked") && !words.contains("root:"), "{name}: {words}");
    }
    let grown = resident().saturating_sub(before);
    assert!(grown < 20 * 1024, "this process grew by {grown} KiB");
}

#[tokio::test]
async fn good_tables_are_read_as_they_are() {
    let reader = reader();
    let rows = reader.read(Kind::of(&good()), &How::default(), &good()).await.expect("a spreadsheet").rows;
    let rows: Vec<(u64, String)> = rows
        .into_iter()
        .map(|row| (row.number, row.cells.iter().map(Cell::seen).collect::<Vec<_>>().join("|")))
        .collect();
    assert_eq!(rows, [(1, "Item|Qty|Price|Serial".to_owned()), (4, "Сапоги зимние|40|50.25".to_owned())]);
    let csv = encoding_rs::WINDOWS_1251.encode("Наименование;Кол-во\r\nСапоги;40\r\n").0.into_owned();
    let rows = reader.read(Kind::of(&csv), &How::default(), &csv).await.expect("CSV");
    assert_eq!(rows.rows[1].cells, [Cell::from("Сапоги"), Cell::from("40")]);
    assert_eq!(rows.reading.encoding.as_deref(), Some("windows-1251"));
}

#[tokio::test]
async fn a_program_that_is_none_is_our_fault() {
    let missing = Reader::new("/nothing/here").read(Kind::Csv, &How::default(), b"a,b").await;
    assert!(matches!(missing, Err(Unreadable::Internal(_))), "{missing:?}");
}
