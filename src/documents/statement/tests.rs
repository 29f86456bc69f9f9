//! The page's cells, the CSV and the XLSX hold the same figures.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use domain::{
    Currency, Timestamp,
    grant::Terms,
    ledger::{EventKind, Position, Sum},
    rate::RateSource,
};
use store::statements::{Announced, Movement, PinnedRate, RateUsed, Single, SupportCheck, UseRow};

use super::*;
use crate::{statement_csv, statement_xlsx};

const HOSTILE: &str = "=HYPERLINK(\"http://evil.example\",\"Boots for the northern posts\")";

fn usd(cents: i64) -> Money {
    Money::new(cents, Currency::Usd)
}

fn yen(minor: i64) -> Money {
    Money::new(minor, Currency::Jpy)
}

fn sum(cents: i64) -> Sum {
    Sum { cents, events: 1, unknown: 0 }
}

fn statement() -> Statement {
    let rate = PinnedRate {
        source: RateSource::Implied,
        effective_on: None,
        rate: "104.50".parse().expect("rate"),
        stated: Some("@news of 1 Dec 2020".into()),
    };
    let day: NaiveDate = "2020-12-01".parse().expect("day");
    let receipt = Single {
        number: 2,
        kind: EventKind::Receipt,
        day,
        amount: yen(743_000_000),
        booked: Some(usd(711_004_785)),
        rate: Some(rate.clone()),
        purpose: HOSTILE.into(),
        reverses: None,
        donor: None,
    };
    let unknown = Single { number: 3, booked: None, rate: None, amount: yen(-5), reverses: Some(2), ..receipt.clone() };
    let mut position = Position::nothing(Currency::Jpy);
    (position.ceiling, position.received, position.received_usd) =
        (743_000_000, 743_000_000, Sum { unknown: 1, ..sum(711_004_785) });
    // More digits than a float holds.
    position.spent = sum(123_456_789_012_345_678);
    Statement {
        grant_code: "JP-2020".into(),
        title: HOSTILE.into(),
        donors: vec!["Government of Japan".into()],
        co_funded: false,
        own_part_only: false,
        day: Some(day),
        known: Some(Timestamp(1_609_459_200_000)),
        terms: Terms::default(),
        with_provisional: Some(Position::nothing(Currency::Jpy)),
        waiting: 1,
        promises: vec![Single { number: 1, kind: EventKind::Ceiling, ..receipt.clone() }],
        receipts: vec![receipt, unknown],
        refunds: Vec::new(),
        by_budget_line: vec![UseRow {
            name: Some("-1 boots".into()),
            spent: sum(100),
            committed: sum(-1),
            support: sum(0),
            levy: sum(0),
        }],
        by_phase: Vec::new(),
        movements: vec![Movement {
            month: "2020-12".into(),
            kind: EventKind::Receipt,
            amount: yen(743_000_000),
            booked: sum(711_004_785),
        }],
        rates: vec![RateUsed {
            rate,
            kind: EventKind::Receipt,
            events: 3,
            amount: yen(3_000_000),
            booked: usd(2_870_814),
            whole: usd(2_870_813),
        }],
        rounding: usd(1),
        own_currency_used: Some(yen(371_500_001)),
        support_check: Some(SupportCheck { ppm: 130_000, due: usd(13), charged: usd(14) }),
        without_rate: 1,
        announced: vec![Announced {
            currency: Currency::Jpy,
            source: RateSource::UnOperational,
            pinned: "104.50".parse().expect("rate"),
            pinned_on: day,
            events: 2,
            rate: "104.12345678".parse().expect("rate"),
            effective_on: day,
            announced_at: Timestamp(1_609_459_200_000),
            note: Some("+1".into()),
        }],
        position,
    }
}

fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

fn sheet(bytes: &[u8]) -> calamine::Range<Data> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).expect("a workbook");
    assert!(book.worksheet_formula("Statement").expect("a sheet").used_cells().next().is_none(), "a formula");
    book.worksheet_range("Statement").expect("a sheet")
}

#[test]
fn csv_and_xlsx_hold_the_same_figures_as_the_statement() {
    let document = document(&statement());
    let lines = document.lines();
    let csv = csv_rows(&statement_csv::write(&document).expect("CSV"));
    let range = sheet(&statement_xlsx::write(&document, None).expect("XLSX"));
    // The reader of CSV skips empty lines.
    let full = lines.iter().filter(|line| !line.cells.is_empty());
    assert_eq!(full.count(), csv.iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).count());
    let mut csv = csv.into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty()));
    let mut figures = 0;
    for (row, line) in (0_u32..).zip(&lines) {
        let texts = if line.cells.is_empty() { Vec::new() } else { csv.next().expect("a row") };
        for (column, cell) in (0_u32..).zip(&line.cells) {
            let text = texts[column as usize].as_str();
            let data = range.get_value((row, column)).cloned().unwrap_or(Data::Empty);
            match (cell, &data) {
                (Cell::Nothing, data) => assert_eq!((text, data), ("", &Data::Empty)),
                (Cell::Unknown, Data::String(words)) => assert_eq!((text, words.as_str()), ("unknown", "unknown")),
                (Cell::Words(words), Data::String(read)) => {
                    assert_eq!(read, words);
                    assert_eq!(text.strip_prefix('\'').unwrap_or(text), words);
                }
                (Cell::Money(money), Data::Float(number)) => {
                    figures += 1;
                    assert_eq!(text, money.input());
                    let places = money.currency.exponent() as usize;
                    assert_eq!(format!("{number:.places$}"), text);
                }
                (Cell::Money(money), Data::String(read)) => {
                    assert_eq!((read.as_str(), text), (money.input().as_str(), money.input().as_str()));
                    assert!(money.minor.unsigned_abs() > 999_999_999_999_999, "{money} is a text");
                }
                (Cell::Rate(rate), Data::Float(number)) => {
                    assert_eq!(text, rate.to_string());
                    assert_eq!(number.to_string().parse::<Rate>().map(Rate::decimal), Ok(rate.decimal()));
                }
                (Cell::Count(count), Data::Float(number)) => {
                    assert_eq!((count.to_string(), number.to_string()), (text.into(), text.into()))
                }
                (Cell::Day(day), Data::DateTime(read)) => {
                    assert_eq!(text, day.to_string());
                    assert_eq!(
                        read.as_f64(),
                        f64::from(
                            i32::try_from(
                                (*day - chrono::NaiveDate::from_ymd_opt(1899, 12, 30).expect("day")).num_days()
                            )
                            .expect("small")
                        )
                    );
                }
                (cell, data) => panic!("{cell:?} became {data:?}"),
            }
        }
    }
    assert!(figures > 20, "{figures} figures");
}

#[test]
fn words_stay_words() {
    let document = document(&statement());
    let csv = statement_csv::write(&document).expect("CSV");
    assert!(csv.contains("\"'=HYPERLINK(\"\"http") && csv.contains("'-1 boots") && csv.contains("'+1"));
    assert!(!csv.contains(",=HYPERLINK") && !csv.contains("\"=HYPERLINK"));
    let range = sheet(&statement_xlsx::write(&document, None).expect("XLSX"));
    assert!(range.used_cells().any(|(_, _, data)| *data == Data::String(HOSTILE.into())));
}

#[test]
fn the_same_statement_gives_the_same_bytes() {
    let document = document(&statement());
    let write = || statement_xlsx::write(&document, None).expect("XLSX");
    let first = write();
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    assert!(first == write(), "another file");
}

#[test]
fn the_rates_announced_since_stand_last_and_alone_change() {
    let with = document(&statement());
    let without = document(&Statement { announced: Vec::new(), ..statement() });
    assert_eq!(with.facts, without.facts);
    let (last, others) = with.sections.split_last().expect("sections");
    assert_eq!((last.title, others), ("Rates announced since", without.sections.split_last().expect("sections").1));
}

#[test]
fn one_of_several_donors_reads_no_uses() {
    let own = document(&Statement { own_part_only: true, co_funded: true, support_check: None, ..statement() });
    let titles: Vec<_> = own.sections.iter().map(|section| section.title).collect();
    assert!(!titles.iter().any(|title| title.contains("Use by") || title.contains("support")), "{titles:?}");
    assert!(!format!("{:?}", own.sections[0]).contains("Spent"));
    let notes = own.sections.iter().find(|section| section.id == "notes").expect("notes");
    assert!(notes.notes.iter().any(|note| note.contains("only what is marked as yours")));
    assert_eq!(own.facts[2], ("Donor", Cell::words("Government of Japan, co-funded")));
}

#[test]
fn what_is_unknown_is_said() {
    let document = document(&statement());
    for total in ["Sources", "Unspent", "Available"] {
        let row = document.sections[0].rows.iter().find(|row| row[0] == Cell::words(total)).expect(total);
        assert!(format!("{:?}", row[3]).contains("excludes 1 event without a rate"), "{total}: {row:?}");
    }
    let text = statement_csv::write(&document).expect("CSV");
    for words in [
        "excludes 1 event without a rate",
        "unknown",
        "half away from zero",
        "derived pro rata",
        "of which rounding",
        "@news",
    ] {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn a_ceiling_that_nobody_posted_is_not_zero() {
    let empty = Position::nothing(Currency::Jpy);
    let document = document(&Statement { promises: Vec::new(), position: empty, ..statement() });
    let ceiling = document.sections[0].rows.iter().find(|row| row[0] == Cell::words("Ceiling")).expect("the row");
    assert_eq!(ceiling[1], Cell::Nothing);
    assert_eq!(ceiling[3], Cell::words("none is approved in the ledger"));
}

#[test]
fn what_is_booked_at_a_rate_from_a_published_figure_is_assumed_on_the_page_and_in_both_files() {
    let mut statement = statement();
    let says = |statement: &Statement| {
        let lines = document(statement).lines();
        let cells = lines.iter().flat_map(|line| &line.cells);
        cells.filter(|cell| matches!(cell, Cell::Words(words) if words.contains("assumed"))).count()
    };
    assert_eq!((statement.assumed(), says(&statement)), (None, 0), "implied by a booked amount");
    for receipt in &mut statement.receipts {
        if let Some(rate) = &mut receipt.rate {
            rate.source = RateSource::Quoted;
        }
    }
    assert_eq!(statement.assumed(), Some(usd(711_004_785)));
    assert!(says(&statement) >= 5, "the receipt, what is computed from it, and a note");
    let csv = statement_csv::write(&document(&statement)).expect("a file");
    assert!(csv.contains("USD 7,110,047.85 of what is booked is assumed"), "{csv}");
    assert!(csv.contains("Assumed, from a published figure"), "{csv}");
}
