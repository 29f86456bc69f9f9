//! What is asked before a list is imported, and what is left out of it: read as a person meets it.

use super::*;
use crate::{
    error::Refusal,
    item::ItemKind,
    money::{Currency, Money},
};

/// A list as pasted: cells between bars, the first row the headings.
struct Sample {
    head: Vec<String>,
    mapping: Mapping,
    rows: Vec<StagedRow>,
    answers: Answers,
}

fn register() -> Register {
    let known = |code: &str| Known { code: code.into(), names: Vec::new() };
    Register {
        units: vec![known("IMT-BUK")],
        agencies: vec![known("SSS")],
        phases: vec![KnownPhase { id: 2, component: "IMT".into(), label: "IMT · Phase II".into(), number: 2 }],
        grants: vec!["JP-2020".into()],
        ..Register::default()
    }
}

impl Sample {
    fn of(text: &str) -> Self {
        let cells = |line: &str| line.split('|').map(Cell::from).collect::<Vec<_>>();
        let mut lines = text.lines();
        let head: Vec<String> = cells(lines.next().unwrap_or_default()).into_iter().map(|cell| cell.text).collect();
        let row = |(line, number)| StagedRow { number, cells: cells(line), ..StagedRow::default() };
        let rows: Vec<StagedRow> = lines.zip(2..).map(row).collect();
        let mut mapping = Mapping::guess(&head, rows.iter().map(|row| row.cells.as_slice()));
        mapping.for_all = Mapping::for_all([
            (Column::Unit, "IMT-BUK".to_owned()),
            (Column::Agency, "SSS".to_owned()),
            (Column::Component, "IMT II".to_owned()),
            (Column::Grants, "JP-2020".to_owned()),
        ]);
        Sample { head, mapping, rows, answers: Answers::new() }
    }

    fn judged(&self) -> List {
        List::judge(&self.head, &self.mapping, &self.rows, &register(), &self.answers)
    }

    fn questions(&self) -> Vec<String> {
        self.judged().questions.into_iter().map(|question| question.words).collect()
    }

    /// Every mistake, with its row.
    fn errors(&self) -> Vec<String> {
        let list = self.judged();
        let errors = list
            .rows
            .iter()
            .flat_map(|row| row.errors.iter().map(move |e| format!("{} {}: {}", row.number, e.field, e.message)));
        errors.collect()
    }

    fn meanings(&self) -> String {
        let word = |what: &Use| match what {
            Use::As(column) => column.word(),
            Use::Out => "–",
            Use::Undecided => "?",
        };
        self.mapping.columns.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    fn choose(mut self, heading: &str, what: Use) -> Self {
        let place = self.head.iter().position(|head| head == heading).expect(heading);
        self.mapping.columns[place] = what;
        self
    }
}

#[test]
fn headings_are_understood_in_three_languages() {
    for (head, meanings) in [
        (
            "No|Item description|Make|Model|Serial No.|Q-ty|UoM|Unit price (USD)|Total price|Remarks",
            "– description make model serial quantity unit_of_measure unit_price total_price note",
        ),
        (
            "№|Наименование|Марка|Модель|Зав. №|Кол-во|Ед. изм.|Цена за ед.|Сумма|Примечание",
            "– description make model serial quantity unit_of_measure unit_price total_price note",
        ),
        (
            "T/r|Nomi|Markasi|Rusumi|Seriya raqami|Soni|O‘lchov birligi|Narxi|Jami|Izoh",
            "– description make model serial quantity unit_of_measure unit_price total_price note",
        ),
    ] {
        let sample = Sample::of(&format!(
            "{head}\n1|Radio|Orion|X|T-1|1|pcs|1200|1200|new\n2|Radio|Orion|X|T-2|1|pcs|1200|1200|new"
        ));
        assert_eq!(sample.meanings(), meanings);
    }
    let cells = |line: &str| line.split('|').map(Cell::from).collect::<Vec<_>>();
    let rows =
        [cells("PACKING LIST No 7"), cells("Shipper|Almaty"), cells("Item|Qty|Unit price"), cells("Boots|40|50")];
    assert_eq!(Mapping::find_head(rows.iter().map(Vec::as_slice)), Some(2));
    assert_eq!(Mapping::find_head([cells("Boots|40|50")].iter().map(Vec::as_slice)), None);
}

#[test]
fn two_claims_on_one_meaning_are_asked() {
    let sample = Sample::of("Number|Description|Quantity|Unit price|Currency\n1|Battery|40|12|USD\n2|Charger|5|15|USD");
    assert_eq!(sample.meanings(), "? description ? unit_price currency");
    assert_eq!(sample.questions().len(), 2);
    let answered = sample.choose("Number", Use::Out).choose("Quantity", Use::As(Column::Quantity));
    assert_eq!(answered.questions(), Vec::<String>::new());
    assert_eq!(answered.judged().controls.pieces, 45);
    for head in [
        "Description|Amount|Unit price|Currency|Pcs",
        "Description|Amount|Price|Currency|Note",
        "Description|Qty|Price|Unit price|Currency",
        "Description|Qty|Стоимость|Currency|Note",
    ] {
        let sample = Sample::of(&format!("{head}\nThermal camera|5|6000|1200|5"));
        assert!(!sample.questions().is_empty(), "{head}: {}", sample.meanings());
        assert!(sample.judged().ready_lines().is_err(), "{head}");
    }
    // A price that can be of one or of all is one of the two where there is one of each.
    assert_eq!(
        Sample::of("Item|Qty|Price|Currency\nCar|1|20000|USD").meanings(),
        "description quantity unit_price currency"
    );
    assert_eq!(Sample::of("Item|Qty|Price|Currency\nBoots|40|2000|USD").meanings(), "description quantity ? currency");
    assert_eq!(
        Sample::of("Item|Кол-во|Цена|Валюта\nBoots|40|50|USD").meanings(),
        "description quantity unit_price currency"
    );
}

#[test]
fn a_column_with_content_that_nothing_takes_is_asked() {
    let sample = Sample::of("Name|Serial number / VIN|Qty|Unit price, USD|Colour\nCamera|TC-1|1|1200|");
    assert_eq!(sample.meanings(), "description ? quantity unit_price –");
    assert_eq!(
        sample.questions(),
        [
            "What does the column “Serial number / VIN” mean? It is not clear: this heading can mean serial number or vin"
        ]
    );
    let refused = sample.judged().ready_lines().expect_err("asked");
    assert_eq!(refused, Refusal::conflict("One question is open still; nothing was imported. Answer it first"));
    let answered = sample.choose("Serial number / VIN", Use::As(Column::Serial));
    assert_eq!(answered.judged().ready_lines().expect("ready")[0].item.kind, ItemKind::Equipment);
}

#[test]
fn the_currency_of_a_heading_and_of_a_row_must_agree() {
    let list = |head: &str, row: &str| Sample::of(&format!("{head}\n{row}")).errors();
    assert_eq!(
        list("Item|Qty|Unit price (JPY)|Currency", "Camera|5|1200|USD"),
        ["2 currency: The heading of the price says JPY, and the row says USD: one of them is wrong"]
    );
    assert_eq!(
        list("Item|Qty|Unit price (JPY)", "Camera|5|$1200"),
        ["2 unit_price: This says USD, but the amount is in JPY"]
    );
    assert_eq!(list("Item|Qty|Unit price", "Camera|5|1200"), ["2 currency: Choose the currency of the price"]);
    assert!(list("Item|Qty|Unit price", "Camera|5|1200 EUR").is_empty());
    assert!(list("Item|Qty|Unit price (JPY)", "Camera|5|1200").is_empty());
}

#[test]
fn a_range_is_counted_out_after_asking_and_a_date_never() {
    let mut sample = Sample::of(
        "Item|Serial|Quantity|Unit price|Currency\nRadio|2026-03-12||1000|USD\nRadio|19-03-12||1000|USD\nRadio|AB-01-15||1000|USD",
    );
    assert_eq!(
        sample.questions(),
        [
            "Serial numbers that can be several, and no quantity beside them: row 4: “AB-01-15” can be 15 numbers, AB-01 to AB-15"
        ]
    );
    assert!(sample.judged().ready_lines().is_err());
    sample.answers.insert("serials".into(), "one".into());
    assert_eq!(sample.judged().ready_lines().expect("one each").len(), 3);
    sample.answers.insert("serials".into(), "each".into());
    assert_eq!(sample.judged().ready_lines().expect("a range").len(), 17);
    // A quantity says it.
    let counted = Sample::of("Item|Serial|Quantity|Unit price|Currency\nRadio|100-105|6|1000|USD");
    assert_eq!(counted.judged().ready_lines().expect("six").len(), 6);
}

#[test]
fn rows_that_are_no_things_are_set_aside_together() {
    let sample = Sample::of(
        "Item|Qty|Unit price|Total price|Currency\n1|2|3|4|5\nSection A: radios||||\nRadio|2|100|200|USD\nTotal station|1|5000|5000|USD\n\
         Item|Qty|Unit price|Total price|Currency\nSection B||||\nBoots|40|50|2000|USD\nGrand total|43||7200|USD\nPrepared by: A. Karimov||||",
    );
    let list = sample.judged();
    let aside: Vec<(i64, &str)> = list.rows.iter().filter_map(|row| Some((row.number, row.aside?.word()))).collect();
    assert_eq!(
        aside,
        [(2, "numbering"), (3, "section"), (6, "heading"), (7, "section"), (9, "sum"), (10, "signature")]
    );
    assert_eq!(list.ready_lines().expect("ready").len(), 3);
    assert_eq!((list.controls.rows, list.controls.pieces), (3, 43));
    assert_eq!(list.controls.stated[0].pieces, Some(("43 pieces".to_owned(), "43 pieces".to_owned())));
    // Somebody says that it is a thing.
    let mut kept = sample;
    kept.rows[1].kept = true;
    assert!(kept.errors().iter().any(|error| error.starts_with("3 ")));
}

#[test]
fn sums_that_do_not_agree_are_asked() {
    let mut sample = Sample::of(
        "Item|Qty|Unit price|Total price|Currency\nRadio|2|100|200|USD\nBoots|40|50|2000|USD\nИтого|45||2 300,00|",
    );
    assert_eq!(
        sample.questions(),
        [
            "Row 4 of the list states 45 pieces; the rows that are read make 42 pieces",
            "Row 4 of the list states 2 300,00; the rows that are read make USD 2,200.00"
        ]
    );
    for question in sample.judged().questions {
        sample.answers.insert(question.key, "right".into());
    }
    assert!(sample.judged().ready_lines().is_ok());
    let row = Sample::of("Item|Qty|Unit price|Total price|Currency\nRadio|5|1200|7000|USD").judged();
    assert_eq!(row.rows[0].notices, ["The total price says USD 7,000.00; quantity times unit price is USD 6,000.00"]);
}

#[test]
fn what_a_spreadsheet_damaged_is_refused_where_it_identifies() {
    let mut sample = Sample::of("Item|Serial|Quantity|Unit price|Currency\nRadio|x|1|1000|USD");
    let mut refused = |cell: Cell| {
        sample.rows[0].cells[1] = cell;
        sample.errors().join("\n")
    };
    let damaged = Cell {
        damage: Some("is a number of 19 digits, of which a spreadsheet keeps 15".into()),
        ..Cell::from("8939010102358479000")
    };
    assert_eq!(
        refused(damaged),
        "2 serial: “8939010102358479000” is a number of 19 digits, of which a spreadsheet keeps 15"
    );
    assert!(refused(Cell::from("8,99E+18")).contains("its digits are lost"));
    assert!(refused(Cell::from("#N/A")).contains("a fault of the spreadsheet"));
    assert_eq!(refused(Cell { shown: Some("00001234".into()), ..Cell::from("1234") }), "");
    assert_eq!(sample.judged().rows[0].lines[0].item.identity.serial.as_deref(), Some("00001234"));
    sample.rows[0].mended.insert(Column::Serial, "SN-1".into());
    sample.rows[0].cells[1] = Cell { fault: Some("is a formula without a value".into()), ..Cell::default() };
    assert_eq!(sample.errors(), Vec::<String>::new(), "mended by hand");
}

#[test]
fn an_amount_counts_by_its_value_and_a_merged_quantity_is_asked() {
    let mut sample = Sample::of("Item|Quantity|Unit price|Currency|Warranty\nBoots|40|50.5|USD|x");
    sample.rows[0].cells[2].shown = Some("51".into());
    sample.rows[0].cells[4] = Cell { shown: Some("2028-03".into()), ..Cell::from("2028-03-01") };
    let lines = sample.judged().ready_lines().expect("ready");
    assert_eq!(
        (lines[0].value.minor, lines[0].item.details.warranty_until.map(|d| d.words())),
        (202_000, Some("Mar 2028".into()))
    );
    sample.rows[0].cells[1].merged = Some((2, 4));
    assert_eq!(sample.errors(), ["2 quantity: “40” stands once for rows 2 to 4: enter what belongs to this row"]);
}

#[test]
fn what_can_be_right_and_mostly_is_not_is_looked_at() {
    let sample = Sample::of(
        "Item|Make|Model|Serial|Quantity|Unit price|Currency\nRadio|Orion|X 2|R-1|1|12000|USD\nRadio|Orion|X2|R-2|1|900|USD",
    );
    let usd = |minor| Money::new(minor, Currency::Usd);
    let last =
        LastPrice { make: Some("ORION".into()), model: "x-2".into(), price: usd(100_000), tag: "IMT-000007".into() };
    let register = Register {
        manned: [("IMT-BUK".to_owned(), vec!["MIA".to_owned()])].into(),
        paid: [("JP-2020".to_owned(), vec![9])].into(),
        prices: vec![last],
        ..register()
    };
    let list = List::judge(&sample.head, &sample.mapping, &sample.rows, &register, &Answers::new());
    assert_eq!(
        list.rows[0].doubts,
        [
            "IMT-BUK is manned by MIA, not by SSS",
            "JP-2020 is allocated to , not to this phase",
            "USD 12,000.00 for one; X 2 cost USD 1,000.00 each when it was last registered, as IMT-000007"
        ]
    );
    assert_eq!(list.rows[1].doubts.len(), 2, "900 is another model's price");
    assert!(list.ready_lines().is_ok(), "nothing of it refuses");
}

#[test]
fn headings_are_known_in_three_languages_and_both_scripts() {
    for (headings, meaning) in [
        (&["Наименование имущества", "Buyum nomi", "Маҳсулот номи", "ITEM DESCRIPTION"][..], "description"),
        (&["Фирма-производитель", "Маркаси", "Ishlab chiqaruvchi"], "make"),
        (&["Серийный №", "Seriya №", "Завод рақами", "S/N", "Номер серии"], "serial"),
        (&["Шасси №", "Шасси рақами", "Shassi raqami"], "chassis"),
        (&["Кол-во, шт.", "Soni (dona)", "Дона", "Q'ty", "Количество единиц"], "quantity"),
        (&["Цена 1 шт., долл. США", "Dona narxi (USD)", "Бир дона нархи"], "unit_price"),
        (&["Общая сумма", "Jami summa", "Жами қиймати"], "total_price"),
        (&["Гарантийный срок", "Kafolat muddati", "Кафолат"], "warranty"),
        (&["Ведомство-получатель", "Tashkilot", "Идораси"], "agency"),
        (&["Бўлинмаси", "Bo‘linma", "Подразделение"], "unit"),
        (&["Категория товара", "Toifasi", "Category"], "category"),
        (&["Прим.", "Изоҳ", "Izoh"], "note"),
    ] {
        for heading in headings {
            let sample = Sample::of(&format!("{heading}\nSomething"));
            assert_eq!(sample.meanings(), meaning, "{heading}");
        }
    }
    // What can be two things is asked, and so is what nobody knows.
    for heading in ["Номер", "Amount", "Стоимость", "Инв. №", "Oluvchi", "Арт.", "Серия", "Номер кузова"]
    {
        assert_eq!(Sample::of(&format!("{heading}\nSomething")).meanings(), "?", "{heading}");
    }
}
