//! Lists as they come from everywhere: read as files, understood, judged against a register. Each stands for a kind of fault that
//! systems of this kind are known for; what is imported is what was meant, or it is asked about.

mod files;
mod variants;

use domain::{
    identity::{Number, Taken},
    item::ItemKind,
    packing::{Answers, Known, KnownPhase, List, Mapping, Register, StagedRow, Use},
};

use super::{How, Kind, Limits, text, xlsx};

fn register() -> Register {
    let known = |code: &str, names: &[&str]| Known {
        code: code.into(),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
    };
    let taken = |written: &str, tag: &str| Taken {
        what: Number::Serial,
        kind: ItemKind::Equipment,
        written: written.into(),
        make: Some("Lyra".into()),
        tag: tag.into(),
    };
    Register {
        units: vec![
            known("IMT-NAV", &["IMT Navoi", "Navoi", "IMT Navoiy"]),
            known("IMT-QOR", &["IMT Qoʻrgʻon", "Qoʻrgʻon", "Қўрғон"]),
            known("BLO-NAV", &["BLO Navoi", "Navoi"]),
        ],
        agencies: vec![
            known("NCC", &["National Customs Committee", "Customs Service under the Ministry of Finance"]),
            known("MOI", &["Ministry of Internal Affairs", "Ministry of Interior"]),
        ],
        phases: vec![KnownPhase { id: 7, component: "IMT".into(), label: "IMT · Phase I".into(), number: 1 }],
        grants: vec!["NO-2021".into()],
        taken: vec![taken("QT-500", "IMT-000010"), taken("Demo 7 / 3", "IMT-000011")],
        ..Register::default()
    }
}

/// What becomes of a list.
struct Told {
    /// How each column is understood; `?` is asked.
    meanings: String,
    /// What was read how: sentences that stay visible.
    said: Vec<String>,
    questions: Vec<String>,
    /// `row: field: words`.
    errors: Vec<String>,
    /// What would be imported, a line each, once nothing is asked.
    lines: Vec<String>,
    encoding: Option<String>,
    is_ready: bool,
}

impl Told {
    /// Everything that is said of it, a line each.
    fn words(&self) -> Vec<String> {
        let signed = |sign: &'static str| move |words: &String| format!("{sign} {words}");
        let asked = self.questions.iter().map(signed("?"));
        let wrong = self.errors.iter().map(signed("!"));
        self.said
            .iter()
            .map(signed("said"))
            .chain(asked)
            .chain(wrong)
            .chain(self.lines.iter().map(signed("=")))
            .collect()
    }
}

fn told(kind: Kind, bytes: Vec<u8>) -> Result<Told, String> {
    let table = match kind {
        Kind::Xlsx => xlsx::read(bytes, &How::default(), Limits::default())?,
        Kind::Csv | Kind::Pasted => text::read(&bytes, kind, &How::default(), Limits::default())?,
    };
    let head_at = Mapping::find_head(table.rows.iter().map(|row| row.cells.as_slice()));
    let head_at = head_at.ok_or("no row names the columns")?;
    let mut rows = table.rows.into_iter().skip(head_at);
    let head: Vec<String> =
        rows.next().map(|row| row.cells.iter().map(|cell| cell.seen().to_owned()).collect()).unwrap_or_default();
    let rows: Vec<StagedRow> = rows
        .map(|row| StagedRow {
            number: i64::try_from(row.number).expect("few"),
            cells: row.cells,
            ..StagedRow::default()
        })
        .collect();
    let widest = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    let head: Vec<String> =
        (0..head.len().max(widest)).map(|at| head.get(at).cloned().unwrap_or_else(|| format!("Column {at}"))).collect();
    let mapping = Mapping::guess(&head, rows.iter().map(|row| row.cells.as_slice()));
    let list = List::judge(&head, &mapping, &rows, &register(), &Answers::new());
    let word = |what: &Use| match what {
        Use::As(column) => column.word(),
        Use::Out => "–",
        Use::Undecided => "?",
    };
    let errors = list.rows.iter().flat_map(|row| {
        let error = |e: &domain::error::FieldError| format!("{}: {}: {}", row.number, e.field, e.message);
        row.errors.iter().map(error)
    });
    let lines = list.rows.iter().flat_map(|row| &row.lines).map(|line| {
        let identity: Vec<&str> = line.item.identity.all().map(|(_, written)| written).collect();
        format!("{} {} [{}] {}", line.quantity, line.item.name, identity.join(" "), line.value)
    });
    Ok(Told {
        meanings: mapping.columns.iter().map(word).collect::<Vec<_>>().join(" "),
        said: table.reading.said,
        questions: list.questions.iter().map(|question| question.words.clone()).collect(),
        errors: errors.collect(),
        lines: lines.collect(),
        encoding: table.reading.encoding,
        is_ready: list.ready_lines().is_ok(),
    })
}

/// The columns that every list here has.
const HEAD: &str = "Description;Make;Serial;Quantity;Unit price;Currency;Grants;Component;Unit;Agency";
const REST: &str = "USD;NO-2021;IMT Phase I;IMT Navoi;NCC";

/// A CSV file with a row for each of these: `description;make;serial;quantity;price`.
fn rows(rows: &[&str]) -> Vec<u8> {
    let rows: Vec<String> = rows.iter().map(|row| format!("{row};{REST}")).collect();
    format!("{HEAD}\n{}\n", rows.join("\n")).into_bytes()
}

fn csv(bytes: impl Into<Vec<u8>>) -> Told {
    told(Kind::Csv, bytes.into()).expect("a list")
}

fn refused(kind: Kind, bytes: impl Into<Vec<u8>>) -> String {
    match told(kind, bytes.into()) {
        Ok(read) => panic!("read: {:?}", read.words()),
        Err(words) => words,
    }
}

#[test]
fn a_pasted_quotation_mark_hides_no_row() {
    let head = HEAD.replace(';', "\t");
    let row = |words: &str, serial: &str, note: &str| {
        format!("{words}\tLyra\t{serial}\t1\t900\t{}\t{note}", REST.replace(';', "\t"))
    };
    let notes = [row("Scanner", "C-1", "\"as agreed"), row("Radio", "C-2", ""), row("Screen 24\"", "C-3", "spare")];
    let pasted = told(Kind::Pasted, format!("{head}\tNote\n{}", notes.join("\n")).into_bytes()).expect("a list");
    assert_eq!(
        pasted.words(),
        ["= 1 Scanner [C-1] USD 900.00", "= 1 Radio [C-2] USD 900.00", "= 1 Screen 24\" [C-3] USD 900.00"]
    );
    let open = [row("\"Scanner", "C-1", ""), row("Radio", "C-2", ""), row("\"Case\" small", "C-3", "")];
    let pasted = told(Kind::Pasted, format!("{head}\n{}", open.join("\n")).into_bytes()).expect("a list");
    assert_eq!(pasted.lines.len(), 3, "{:?}", pasted.words());
    let file = format!("{HEAD};Note\nScanner;Lyra;C-1;1;900;{REST};\"as agreed\nRadio;Lyra;C-2;1;900;{REST};\n");
    assert!(refused(Kind::Csv, file).contains("in line 2"));
    let broken = format!("{HEAD}\n\"Radio\nwith \"\"bag\"\"\";Lyra;\"C-1\nC-2\";2;900;{REST}\n");
    assert_eq!(csv(broken).lines.len(), 2, "a cell of two lines holds two numbers");
}

#[test]
fn headings_that_can_mean_several_things_are_asked() {
    let all = ";NO-2021;IMT Phase I;IMT Navoi;NCC";
    for (head, row, meanings) in [
        ("Number;Description;Quantity;Unit price;Currency", "1;Lamp;30;12;USD", "? description ? unit_price currency"),
        ("Description;Amount;Unit price;Currency;Pcs", "Scanner;3000;1000;USD;3", "description ? ? currency ?"),
        ("Description;Qty;Price;Unit price;Currency", "Scanner;3;3000;1000;USD", "description quantity ? ? currency"),
        (
            "Description;Serial / VIN;Qty;Unit price;Currency",
            "Scanner;C-1;1;1000;USD",
            "description ? quantity unit_price currency",
        ),
        (
            "Description;Serial;Serial;Qty;Unit price;Currency",
            "Scanner;C-1;D-1;1;1000;USD",
            "description ? ? quantity unit_price currency",
        ),
        (
            "Description;P/N;Qty;Unit price;Currency",
            "Scanner;C-1;1;1000;USD",
            "description ? quantity unit_price currency",
        ),
        (
            "Description;Qty ordered;Qty shipped;Unit price;Currency",
            "Scanner;4;3;1000;USD",
            "description ? ? unit_price currency",
        ),
        ("Description;Qty;Cost;Currency", "Scanner;3;3000;USD", "description quantity ? currency"),
    ] {
        let list = csv(format!("{head};Grants;Component;Unit;Agency\n{row}{all}\n"));
        assert_eq!(list.meanings, format!("{meanings} grants component unit agency"));
        assert!(!list.is_ready && !list.questions.is_empty(), "{head}");
    }
    let named = csv(format!(
        "№;Наименование;Марка;Зав. №;Кол-во;Цена за ед.;Валюта;Грант;Компонент;Подразделение;Ведомство\n1;Рация;Лира;Л-7;1;900;USD{all}\n"
    ));
    assert_eq!(named.words(), ["= 1 Рация [Л-7] USD 900.00"], "{}", named.meanings);
    assert_eq!(refused(Kind::Csv, format!("Scanner;C-1;1;1000;{REST}\n")), "no row names the columns");
    // One cell too many: a comma that stood in a number moved the others.
    let moved = csv("Item,Qty,Unit price,Currency\nScanner,1,1,200,USD\nLamp,2,50,USD\n");
    assert!(moved.questions[0].contains("Column 4"), "{:?}", moved.words());
}

#[test]
fn a_currency_that_contradicts_another_is_refused() {
    let list = |price: &str, amount: &str| {
        csv(format!(
            "Description;Quantity;{price};Grants;Component;Unit;Agency\nLamp;3;{amount};NO-2021;IMT Phase I;IMT Navoi;NCC\n"
        ))
    };
    assert_eq!(
        list("Unit price (JPY);Currency", "1200;USD").words(),
        ["! 2: currency: The heading of the price says JPY, and the row says USD: one of them is wrong"]
    );
    assert_eq!(
        list("Unit price;Currency", "€1200;USD").words(),
        ["! 2: unit_price: This says EUR, but the amount is in USD"]
    );
    assert_eq!(list("Unit price", "$1200").lines, ["3 Lamp [] USD 3,600.00"]);
    assert_eq!(list("Unit price", "1200 EUR").lines, ["3 Lamp [] EUR 3,600.00"]);
    assert!(list("Unit price", "1200").errors[0].contains("Choose the currency"));
}

#[test]
fn what_looks_like_several_numbers_is_asked_and_a_date_is_none() {
    let list = csv(rows(&["Radio;Lyra;2027-11-04;;900", "Radio;Vega;27-11-04;;900", "Radio;Orbis;04.11.2027;;900"]));
    assert!(list.is_ready && list.lines.len() == 3, "{:?}", list.words());
    for (written, number) in [
        ("QX-03-12", 10),
        ("210-214", 5),
        ("210 to 214", 5),
        ("K7..K9", 3),
        ("407 и 409", 2),
        ("SN210/SN211", 2),
        ("210, 215", 2),
    ] {
        let list = csv(rows(&[&format!("Radio;Lyra;{written};;900")]));
        let asked = list.questions.iter().any(|words| words.contains(&format!("can be {number} numbers")));
        assert!(asked && !list.is_ready, "{written}: {:?}", list.words());
        let one = csv(rows(&[&format!("Radio;Lyra;{written};1;900")]));
        assert_eq!(one.words(), [format!("= 1 Radio [{written}] USD 900.00")], "a quantity of one says that it is one");
    }
}

#[test]
fn numbers_that_a_spreadsheet_damaged_are_refused() {
    for (written, words) in [
        ("7,31E+17", "its digits are lost"),
        ("7.31000456789E+17", "its digits are lost"),
        ("8931045600012340000000", "22 digits, of which a spreadsheet keeps 15"),
        ("#N/A", "a fault of the spreadsheet"),
        ("#ССЫЛКА!", "a fault of the spreadsheet"),
        ("####", "a fault of the spreadsheet"),
    ] {
        let list = csv(rows(&[&format!("Radio;Lyra;{written};1;900")]));
        assert!(list.errors.iter().any(|error| error.contains(words)), "{written}: {:?}", list.words());
        assert!(list.lines.is_empty());
    }
    for nothing in ["-", "—", "N/A", "б/н", "нет", "yoʻq", "0000", "см. приложение", "see list"] {
        let list = csv(rows(&[&format!("Radio;Lyra;{nothing};1;900")]));
        assert_eq!(list.lines, ["1 Radio [] USD 900.00"], "{nothing}: {:?}", list.words());
    }
    assert_eq!(csv(rows(&["Radio;Lyra;356938035643809;1;900"])).lines.len(), 1, "fifteen digits are all there");
}

#[test]
fn a_number_is_one_however_it_was_copied() {
    let copies = [
        "KT-4410",
        "kt-4410",
        "KT 4410",
        "KT4410",
        "КТ-4410",
        "ＫＴ-4410",
        "KT\u{a0}4410",
        "KT-\u{200b}4410",
        "KT–4410",
        "'KT-4410",
    ];
    let list = csv(rows(
        &copies.map(|copy| format!("Radio;Lyra;{copy};1;900")).iter().map(String::as_str).collect::<Vec<_>>(),
    ));
    assert_eq!(list.errors.len(), copies.len() - 1, "{:?}", list.words());
    assert!(list.errors[3].ends_with("written “KT-4410” (Cyrillic К in position 1, Cyrillic Т in position 2)"));
    let known = csv(rows(&["Radio;Lyra;qt 500;1;900", "Radio;Lyra;demo7/3;1;900", "Radio;Lyra;QT-501;1;900"]));
    assert_eq!(
        known.errors,
        [
            "2: serial: Serial number qt 500 is registered already as IMT-000010, written “QT-500”",
            "3: serial: Serial number demo7/3 is registered already as IMT-000011, written “Demo 7 / 3”"
        ]
    );
    let cars = "Description;VIN;Quantity;Unit price;Currency;Grants;Component;Unit;Agency\n".to_owned()
        + &[
            "XTAМ1234567890123",
            "ＸＴＡＭ１２３４５６７８９０１２３",
            "XTAM 1234 5678 90123",
            "XTAM123456789012O",
            "XTAM12345678901",
        ]
        .map(|vin| format!("Off-road car;{vin};1;20000;{REST}\n"))
        .concat();
    let errors = csv(cars).errors;
    assert!(errors[0].contains("Cyrillic М in position 4 among Latin letters"), "{errors:?}");
    assert!(errors[1].starts_with("4: vin: VIN XTAM 1234 5678 90123 stands in row 3 already"), "{errors:?}");
    assert!(errors[2].contains("A VIN has no “O”") && errors[3].contains("this has 15"), "{errors:?}");
}

#[test]
fn units_and_agencies_are_known_by_the_names_that_sources_print() {
    let list = |unit: &str, agency: &str| {
        csv(format!("{HEAD}\nRadio;Lyra;C-1;1;900;USD;NO-2021;IMT Phase I;{unit};{agency}\n"))
    };
    for unit in ["IMT Qo'rg'on", "IMT Qoʻrgʻon", "IMT Qo‘rg‘on", "imt qor", "Қўрғон", "IMT\u{a0}Qoʻrgʻon", "IMT-QOR"]
    {
        assert!(list(unit, "NCC").is_ready, "{unit}: {:?}", list(unit, "NCC").words());
    }
    for agency in
        ["national  customs committee", "Ministry of Interior", "Customs Service under the Ministry of Finance", "moi"]
    {
        assert!(list("IMT Navoi", agency).is_ready, "{agency}: {:?}", list("IMT Navoi", agency).words());
    }
    assert_eq!(list("Navoi", "NCC").errors, ["2: unit: “Navoi” can be IMT-NAV or BLO-NAV: choose one"]);
    assert!(list("IMT Nаvoi", "NCC").errors[0].contains("Cyrillic а in position 6"));
    assert!(list("IMT Navoi", "Ministry of Trade").errors[0].contains("There is no agency"));
}

#[test]
fn amounts_and_quantities_that_can_be_read_in_two_ways_are_refused() {
    let one = |quantity: &str, price: &str| csv(rows(&[&format!("Lamp;Lyra;;{quantity};{price}")]));
    for price in
        ["1 5", "12 34,5", ".", "7.250", "1.234,56", "12,34,567", "(500)", "-5", "3,", "٣", "5 to 6", "10%", "2 x 600"]
    {
        let list = one("1", price);
        assert!(list.lines.is_empty() && list.errors[0].contains("unit_price"), "{price}: {:?}", list.words());
    }
    for quantity in ["0", "-3", "1.5", "1,000", "1 5", "4 pcs", "10+2", "ten", "99999999999"] {
        let list = one(quantity, "5");
        assert!(list.lines.is_empty() && list.errors[0].contains("quantity"), "{quantity}: {:?}", list.words());
    }
    for (quantity, price, value) in
        [("1 000", "0.50", "500.00"), ("３０", "1'200", "36,000.00"), ("30.0", "1 200,50", "36,015.00")]
    {
        assert!(one(quantity, price).lines[0].ends_with(&format!("USD {value}")), "{quantity} × {price}");
    }
}
