//! Random packing lists: columns shuffled, headings in three languages, numbers written in every way, rows between that are no
//! things. Whatever would be imported equals what was meant; everything else was asked about or refused. 1,000 lists, in a soak
//! 10,000; no silent difference is allowed.

use domain::packing::{Answers, Cell, Column, Known, KnownPhase, List, Mapping, Register, StagedRow};
use proptest::prelude::*;

fn random() -> ProptestConfig {
    let cases = crate::sample::figure("PORTAL_TEST_LIST_CASES", 1_000, 10_000);
    ProptestConfig { cases: cases.try_into().unwrap_or(u32::MAX), failure_persistence: None, ..Default::default() }
}

/// A thing as the sender means it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Thing {
    name: String,
    make: String,
    serials: Vec<String>,
    pieces: i64,
    cents: i64,
}

/// Numbers from a seed (xorshift): a list that fails is made again from its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap_or(0)
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.roll(all.len())]
    }

    fn chance(&mut self, one_in: usize) -> bool {
        self.roll(one_in) == 0
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.roll(last + 1));
        }
    }
}

/// What a column of the sender's holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    RowNumber,
    Name,
    Make,
    Serial,
    Pieces,
    UnitPrice,
    Total,
    Currency,
    Colour,
}

impl Holds {
    fn headings(self) -> &'static [&'static str] {
        match self {
            Holds::RowNumber => &["№", "No", "Number", "#", "T/r", "п/п", "Номер"],
            Holds::Name => &["Description", "Item", "Наименование", "Товар", "Nomi", "Goods", "Thing", "Name"],
            Holds::Make => &["Make", "Производитель", "Ishlab chiqaruvchi", "Name of manufacturer", "Firm"],
            Holds::Serial => {
                &["Serial", "S/N", "Серийный номер", "Зав. №", "Seriya raqami", "Serial number / VIN", "Number", "Mark"]
            }
            Holds::Pieces => &["Qty", "Quantity", "Кол-во", "Soni", "Amount", "Number", "Pcs", "Q-ty", "How many"],
            Holds::UnitPrice => {
                &["Unit price", "Цена", "Narxi", "Price", "Цена за ед.", "Amount", "Стоимость", "Unit price (USD)"]
            }
            Holds::Total => &["Total", "Сумма", "Jami", "Price", "Amount", "Стоимость", "Total price", "Value"],
            Holds::Currency => &["Currency", "Валюта", "Valyuta"],
            Holds::Colour => &["Colour", "Цвет", "Rangi", "Unit", "Box", "Type"],
        }
    }

    fn cell(self, dice: &mut Dice, thing: &Thing, row: usize) -> String {
        match self {
            Holds::RowNumber => (row + 1).to_string(),
            Holds::Name => thing.name.clone(),
            Holds::Make => thing.make.clone(),
            Holds::Serial => serials(dice, thing),
            Holds::Pieces => pieces(dice, thing.pieces),
            Holds::UnitPrice => money(dice, thing.cents),
            Holds::Total => money(dice, thing.cents * thing.pieces),
            Holds::Currency => "USD".to_owned(),
            Holds::Colour => dice.of(&["green", "", "black"]).to_owned(),
        }
    }
}

fn serials(dice: &mut Dice, thing: &Thing) -> String {
    match thing.serials.as_slice() {
        [] => dice.of(&["", "-", "б/н", "N/A", "нет"]).to_owned(),
        [one] => one.clone(),
        [first, .., last] if dice.chance(2) => format!("{first} - {last}"),
        several => several.join(", "),
    }
}

fn pieces(dice: &mut Dice, pieces: i64) -> String {
    let plain = pieces.to_string();
    match dice.roll(4) {
        0 => format!("{plain}.0"),
        1 => grouped(&plain, dice.of(&[",", " ", ".", "'"])),
        // Three decimals, as accounting programmes print pieces.
        2 if dice.chance(4) => format!("{plain},000"),
        _ => plain,
    }
}

fn money(dice: &mut Dice, cents: i64) -> String {
    let whole = (cents / 100).to_string();
    let (separator, point) =
        [("", "."), ("", ","), (",", "."), (" ", ","), (".", ","), ("'", "."), ("\u{a0}", ",")][dice.roll(7)];
    let whole = grouped(&whole, separator);
    match cents % 100 {
        0 if dice.chance(2) => whole,
        rest => format!("{whole}{point}{rest:02}"),
    }
}

fn grouped(digits: &str, separator: &str) -> String {
    let first = digits.len() % 3;
    let mut groups = vec![&digits[..first]];
    groups.extend((first..digits.len()).step_by(3).map(|at| &digits[at..at + 3]));
    groups.retain(|group| !group.is_empty());
    groups.join(separator)
}

fn things(dice: &mut Dice) -> Vec<Thing> {
    let count = 1 + dice.roll(6);
    let thing = |place: usize| {
        let name = dice.of(&[
            "Radio",
            "Рация",
            "Thermal camera",
            "Total station",
            "Section scanner",
            "Подпись-сканер",
            "Battery",
        ]);
        let numbered = dice.chance(2);
        let pieces = match (numbered, dice.roll(4)) {
            (true, 0..3) => 1,
            (true, _) => 2 + dice.roll(5) as i64,
            (false, 0) => 1_000 * (1 + dice.roll(5) as i64),
            (false, _) => 1 + dice.roll(60) as i64,
        };
        let from = 100 + dice.roll(800);
        let serials = if numbered {
            (0..pieces).map(|n| format!("K{place}-{}", from + n as usize)).collect()
        } else {
            Vec::new()
        };
        let cents = [100, 150, 123_400, 123_456, 1_000_000, 99][dice.roll(6)];
        Thing {
            name: format!("{name} {}", char::from(b'A' + place as u8)),
            make: dice.of(&["Orion", "Архис"]).to_owned(),
            serials,
            pieces,
            cents,
        }
    };
    (0..count).map(thing).collect()
}

/// The list as it is sent: cells by row, the headings first.
fn sent(dice: &mut Dice, things: &[Thing]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut columns = vec![Holds::Name, Holds::Serial, Holds::Currency];
    if things.iter().any(|thing| thing.serials.is_empty()) || dice.chance(2) {
        columns.push(Holds::Pieces);
    }
    match dice.roll(3) {
        0 => columns.push(Holds::UnitPrice),
        1 => columns.push(Holds::Total),
        _ => columns.extend([Holds::UnitPrice, Holds::Total]),
    }
    let more = [Holds::RowNumber, Holds::Make, Holds::Colour];
    columns.extend(more.into_iter().filter(|_| dice.chance(2)));
    dice.shuffle(&mut columns);
    let head: Vec<String> = columns.iter().map(|holds| dice.of(holds.headings()).to_owned()).collect();
    let mut rows = Vec::new();
    for (row, thing) in things.iter().enumerate() {
        if dice.chance(6) {
            let noise = dice.of(&["Section A", "Раздел 1", "Lot 2: radios", "Примечание: хрупкое"]).to_owned();
            rows.push(std::iter::once(noise).chain(vec![String::new(); columns.len() - 1]).collect());
        }
        if dice.chance(9) {
            rows.push(head.clone());
        }
        rows.push(columns.iter().map(|holds| holds.cell(dice, thing, row)).collect());
    }
    if dice.chance(2) {
        let wrong = i64::from(dice.chance(3));
        let word = dice.of(&["Total", "Итого", "Jami", "Grand total:"]).to_owned();
        let cell = |holds: &Holds| match holds {
            Holds::Pieces => (things.iter().map(|thing| thing.pieces).sum::<i64>() + wrong).to_string(),
            Holds::Total => format!("{}.00", things.iter().map(|thing| thing.cents * thing.pieces).sum::<i64>() / 100),
            Holds::Name => word.clone(),
            _ => String::new(),
        };
        rows.push(columns.iter().map(cell).collect());
    }
    if dice.chance(3) {
        rows.push(vec!["Prepared by: A. Karimov".to_owned()]);
    }
    (head, rows)
}

fn register() -> Register {
    let known = |code: &str| Known { code: code.into(), names: Vec::new() };
    Register {
        units: vec![known("IMT-TER")],
        agencies: vec![known("SCC")],
        phases: vec![KnownPhase { id: 1, component: "IMT".into(), label: "IMT · Phase I".into(), number: 1 }],
        grants: vec!["JP-2020".into()],
        ..Register::default()
    }
}

fn judged(head: &[String], rows: &[Vec<String>]) -> List {
    let row = |(cells, number): (&Vec<String>, i64)| StagedRow {
        number,
        cells: cells.iter().map(|cell| Cell::from(cell.as_str())).collect(),
        ..StagedRow::default()
    };
    let rows: Vec<StagedRow> = rows.iter().zip(2..).map(row).collect();
    let mut mapping = Mapping::guess(head, rows.iter().map(|row| row.cells.as_slice()));
    mapping.for_all = Mapping::for_all(
        [(Column::Unit, "IMT-TER"), (Column::Agency, "SCC"), (Column::Component, "IMT I"), (Column::Grants, "JP-2020")]
            .map(|(column, value)| (column, value.to_owned())),
    );
    List::judge(head, &mapping, &rows, &register(), &Answers::new())
}

/// One thing for each line that it becomes: name, serial number, pieces, cents of the whole line.
fn meant(things: &[Thing]) -> Vec<(String, Option<String>, i64, i64)> {
    let mut lines = Vec::new();
    for thing in things {
        match thing.serials.as_slice() {
            [] => lines.push((thing.name.clone(), None, thing.pieces, thing.cents * thing.pieces)),
            serials => {
                lines.extend(serials.iter().map(|serial| (thing.name.clone(), Some(serial.clone()), 1, thing.cents)));
            }
        }
    }
    lines
}

proptest! {
    #![proptest_config(random())]

    #[test]
    fn whatever_is_imported_is_what_was_meant(seed in 1_u64..) {
        let mut dice = Dice(seed);
        let things = things(&mut dice);
        let (head, rows) = sent(&mut dice, &things);
        if let Ok(lines) = judged(&head, &rows).ready_lines() {
            let read: Vec<_> = lines
                .into_iter()
                .map(|line| (line.item.name, line.item.identity.serial, line.quantity, line.value.minor))
                .collect();
            prop_assert_eq!(read, meant(&things), "{:?}\n{:#?}", head, rows);
        }
    }
}

/// Asking about everything would be no reading: of lists with plain headings most are taken as they are.
#[test]
fn most_plain_lists_are_read_without_a_question() {
    let mut read = 0;
    for seed in 1..=400 {
        let mut dice = Dice(seed * 7_919);
        let things = things(&mut dice);
        let head = ["Description", "Serial", "Quantity", "Unit price", "Currency"].map(str::to_owned);
        let holds = [Holds::Name, Holds::Serial, Holds::Pieces, Holds::UnitPrice, Holds::Currency];
        let cells = |(row, thing): (usize, &Thing)| -> Vec<String> {
            let plain = |holds: &Holds, dice: &mut Dice| match holds {
                Holds::Pieces => thing.pieces.to_string(),
                Holds::UnitPrice => format!("{}.{:02}", thing.cents / 100, thing.cents % 100),
                holds => holds.cell(dice, thing, row),
            };
            holds.iter().map(|holds| plain(holds, &mut dice)).collect()
        };
        let rows: Vec<Vec<String>> = things.iter().enumerate().map(cells).collect();
        let lines = judged(&head, &rows).ready_lines();
        read += usize::from(lines.is_ok());
    }
    assert!(read > 380, "{read} of 400 were read");
}
