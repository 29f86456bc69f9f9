use super::*;
use crate::{
    error::{FieldError, Refusal},
    item::ItemKind,
};

fn register() -> Register {
    let known = |code: &str, names: &[&str]| Known {
        code: code.into(),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
    };
    let phase = |id, component: &str, number, label: &str| KnownPhase {
        id,
        component: component.into(),
        label: label.into(),
        number,
    };
    Register {
        units: vec![known("IMT-TER", &["IMT Termez", "Termez"]), known("BLO-TER", &["BLO Termez", "Termez"])],
        agencies: vec![known("SCC", &["State Customs Committee"])],
        phases: vec![
            phase(1, "IMT", 1, "IMT · Phase I"),
            phase(2, "IMT", 2, "IMT · Phase II"),
            phase(3, "BLO", 1, "BLO · Phase I"),
        ],
        grants: vec!["JP-2020".into(), "JP-2016".into()],
        taken: vec![Taken {
            tag: "IMT-000001".into(),
            vin: Some("JTMHV05J604123456".into()),
            serial: Some("SN-1".into()),
            make: Some("Pulsar".into()),
            ..Taken::default()
        }],
    }
}

fn values(pairs: &[(Column, &str)]) -> Values {
    let common = [
        (Column::Description, "Winter boots"),
        (Column::Quantity, "40"),
        (Column::UnitPrice, "50"),
        (Column::Currency, "USD"),
        (Column::Grants, "JP-2020"),
        (Column::Component, "IMT II"),
        (Column::Unit, "imt termez"),
        (Column::Agency, "scc"),
    ];
    let mut values: Values = common.iter().chain(pairs).map(|(column, value)| (*column, (*value).to_owned())).collect();
    values.retain(|_, value| !value.is_empty());
    values
}

fn errors(pairs: &[(Column, &str)]) -> Vec<String> {
    match read_row(&values(pairs), &register()) {
        Err(Refusal::Invalid(errors)) => {
            errors.iter().map(|FieldError { field, message }| format!("{field}: {message}")).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_lot_is_worth_its_price_times_its_quantity() {
    let lines =
        read_row(&values(&[(Column::UnitPrice, "33.35"), (Column::Grants, "JP-2020 60%; jp-2016 40%")]), &register());
    let line = lines.expect("a line").remove(0);
    assert_eq!((line.item.kind, line.quantity, line.value.minor), (ItemKind::Lot, 40, 133_400));
    assert_eq!((line.unit_code.as_str(), line.agency_code.as_str(), line.phase_id), ("IMT-TER", "SCC", 2));
    assert_eq!(line.shares, [("JP-2020".to_owned(), 600_000), ("JP-2016".to_owned(), 400_000)]);
}

#[test]
fn a_range_of_serial_numbers_becomes_single_things() {
    let pairs = [
        (Column::Serial, "MON-0098 – MON-0101, ~+2"),
        (Column::Quantity, "6"),
        (Column::Accessories, "Charger; case"),
        (Column::Year, "2019"),
        (Column::Warranty, "2027-03-31"),
    ];
    let lines = read_row(&values(&pairs), &register()).expect("lines");
    let serials: Vec<_> = lines.iter().filter_map(|line| line.item.identity.serial.as_deref()).collect();
    assert_eq!(serials, ["MON-0098", "MON-0099", "MON-0100", "MON-0101", "MON-0102", "MON-0103"]);
    assert!(lines.iter().all(|l| l.item.kind == ItemKind::Equipment && l.quantity == 1 && l.value.minor == 5_000));
    let details = &lines[0].item.details;
    assert_eq!(
        (details.year, details.accessories.len(), details.warranty_until.map(|d| d.words())),
        (Some(2019), 2, Some("31 Mar 2027".into()))
    );
    // A quantity of one says that it is one number.
    let one = read_row(&values(&[(Column::Serial, "100-105"), (Column::Quantity, "1")]), &register()).expect("line");
    assert_eq!(one[0].item.identity.serial.as_deref(), Some("100-105"));
}

#[test]
fn every_mistake_stands_under_its_column() {
    assert_eq!(
        errors(&[
            (Column::Description, ""),
            (Column::Quantity, "many"),
            (Column::UnitPrice, "1.5"),
            (Column::Currency, "JPY"),
            (Column::Grants, "JP-2020 60%; US-2020 30%"),
            (Column::Component, "IMT"),
            (Column::Unit, "Termez"),
            (Column::Agency, "FBI"),
            (Column::Year, "19"),
            (Column::Warranty, "soon"),
        ])
        .iter()
        .map(|error| error.split_once(':').map_or("", |(field, _)| field))
        .collect::<Vec<_>>(),
        ["description", "quantity", "unit_price", "grants", "component", "unit", "agency", "year", "warranty"]
    );
    for (pairs, words) in [
        (&[(Column::Component, "IMT")][..], "component: Say which phase: IMT · Phase I or IMT · Phase II"),
        (&[(Column::Unit, "Termez")], "unit: “Termez” can be IMT-TER or BLO-TER: choose one"),
        (&[(Column::Unit, "")], "unit: Choose the unit that will use it"),
        (&[(Column::Grants, "JP-2020 60%; JP-2016 30%")], "grants: The shares add up to 90 %, not to 100 %"),
        (&[(Column::Grants, "JP-2020; JP-2016")], "grants: Enter a percentage such as 100 or 62.5"),
        (
            &[(Column::Grants, "")],
            "grants: Say which grant paid for it, such as “JP-2020” or “JP-2020 60%; JP-2016 40%”",
        ),
        (
            &[(Column::Serial, "100-105"), (Column::Quantity, "5")],
            "serial: “100-105” is 6 serial numbers, but the quantity is 5: change one of them",
        ),
        (
            &[(Column::Serial, "SN-7")],
            "quantity: A single thing has quantity 1; for several equal things choose “Counted lot”",
        ),
        (&[(Column::Kind, "boat")], "kind: Choose vehicle, equipment or counted lot"),
        (
            &[(Column::Vin, "123"), (Column::Quantity, "1")],
            "vin: A VIN has 17 characters; this has 3. Put other numbers into “Chassis number”",
        ),
        (&[(Column::Currency, "")], "currency: Choose the currency of the price"),
        (
            &[(Column::UnitPrice, "99,999,999,999"), (Column::Quantity, "1000000")],
            "unit_price: 1000000 times USD 99,999,999,999.00 is more than USD 1,000,000,000,000.00",
        ),
    ] {
        assert_eq!(errors(pairs)[0], words);
    }
}

#[test]
fn headings_are_understood_in_two_languages() {
    let head = |text: &str| text.split('|').map(str::to_owned).collect::<Vec<_>>();
    let guessed = |text: &str| {
        Mapping::guess(&head(text)).columns.iter().map(|c| c.map_or("–", Column::word)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        guessed("No|Item description|Make|Model|Serial No.|Q-ty|UoM|Unit price (USD)|End user|Remarks"),
        "– description make model serial quantity unit_of_measure unit_price unit note"
    );
    assert_eq!(
        guessed(
            "№|Наименование|Марка|Модель|Год выпуска|VIN-код|Госномер|Кол-во|Ед. изм.|Цена за ед.|Валюта|Грант|Подразделение|Ведомство"
        ),
        "– description make model year vin plate quantity unit_of_measure unit_price currency grants unit agency"
    );
    let mapping = Mapping::guess(&head("Item|Item|Unit price, JPY"));
    assert_eq!(mapping.columns, [Some(Column::Description), None, Some(Column::UnitPrice)]);
    assert_eq!(mapping.for_all.get(&Column::Currency).map(String::as_str), Some("JPY"));
    let rows = [head("PACKING LIST No 7"), head("Shipper|Almaty"), head("Item|Qty|Price"), head("Boots|40|50")];
    assert_eq!(Mapping::find_head(rows.iter().map(Vec::as_slice)), Some(2));
    assert_eq!(Mapping::find_head([head("Boots|40|50")].iter().map(Vec::as_slice)), None);
}

fn staged(number: i64, cells: &[&str]) -> StagedRow {
    StagedRow { number, cells: cells.iter().map(|cell| (*cell).to_owned()).collect(), mended: BTreeMap::new() }
}

#[test]
fn numbers_that_stand_twice_are_found() {
    let mapping = Mapping {
        columns: vec![Some(Column::Serial), Some(Column::Vin), Some(Column::Make)],
        for_all: values(&[(Column::Quantity, "")]),
    };
    let rows = [
        staged(2, &["SN-9", "", "Pulsar"]),
        staged(3, &["sn 9", "", "PULSAR"]),
        staged(4, &["SN-9", "", "Yukon"]),
        staged(5, &["SN-1", "", "Pulsar"]),
        staged(6, &["", "JTMHV05J604123456", ""]),
        staged(7, &["", "JTMHV05J604123457", ""]),
        staged(8, &["", "jtmhv05j604123457", ""]),
    ];
    let judged = judge(&mapping, &rows, &register());
    let said: Vec<(i64, &str)> =
        judged.iter().flat_map(|row| row.errors.iter().map(|error| (row.number, error.message.as_str()))).collect();
    assert_eq!(
        said,
        [
            (3, "Serial number sn 9 stands in row 2 already"),
            (5, "Serial number SN-1 is registered already as IMT-000001"),
            (6, "VIN JTMHV05J604123456 is registered already as IMT-000001"),
            (8, "VIN jtmhv05j604123457 stands in row 7 already"),
        ]
    );
    let refused = ready_lines(&judged).expect_err("four are wrong");
    assert_eq!(
        refused,
        Refusal::conflict("4 rows have mistakes still; nothing was imported. Mend them, or take them out")
    );
}

#[test]
fn mending_outlives_another_meaning_of_the_columns() {
    let mapping = Mapping { columns: vec![Some(Column::Description), Some(Column::Note)], for_all: Values::new() };
    let mut row = staged(2, &["Boots", "40"]);
    let mut typed = row.values(&mapping);
    typed.insert(Column::Description, "Winter boots".into());
    typed.remove(&Column::Note);
    row.mended = row.mend(&mapping, &typed);
    assert_eq!(row.values(&mapping), BTreeMap::from([(Column::Description, "Winter boots".to_owned())]));
    let other = Mapping { columns: vec![Some(Column::Description), Some(Column::Quantity)], ..mapping };
    let now = row.values(&other);
    assert_eq!((now[&Column::Description].as_str(), now[&Column::Quantity].as_str()), ("Winter boots", "40"));
}
