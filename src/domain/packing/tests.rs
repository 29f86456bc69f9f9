use super::*;
use crate::{
    category::Needs,
    error::{FieldError, Refusal},
    identity::{Number, Taken},
    item::ItemKind,
    round::NewLine,
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
        taken: [(Number::Vin, ItemKind::Vehicle, "JTMHV05J604123456"), (Number::Serial, ItemKind::Equipment, "SN-1")]
            .map(|(what, kind, written)| Taken {
                what,
                kind,
                written: written.into(),
                make: Some("Pulsar".into()),
                tag: "IMT-000001".into(),
            })
            .into(),
        ..Register::default()
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

fn read(pairs: &[(Column, &str)]) -> Read {
    read_row(&values(pairs), &register(), &Whole::default())
}

fn lines(pairs: &[(Column, &str)]) -> Vec<NewLine> {
    let read = read(pairs);
    assert_eq!(read.errors, [], "{pairs:?}");
    read.lines
}

fn errors(pairs: &[(Column, &str)]) -> Vec<String> {
    let read = read(pairs);
    assert!(!read.errors.is_empty() && read.lines.is_empty(), "{pairs:?}");
    read.errors.iter().map(|FieldError { field, message }| format!("{field}: {message}")).collect()
}

#[test]
fn a_lot_is_worth_its_price_times_its_quantity() {
    let line = lines(&[(Column::UnitPrice, "33.35"), (Column::Grants, "JP-2020 60%; jp-2016 40%")]).remove(0);
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
    let counted = lines(&pairs);
    let serials: Vec<_> = counted.iter().filter_map(|line| line.item.identity.serial.as_deref()).collect();
    assert_eq!(serials, ["MON-0098", "MON-0099", "MON-0100", "MON-0101", "MON-0102", "MON-0103"]);
    assert!(counted.iter().all(|l| l.item.kind == ItemKind::Equipment && l.quantity == 1 && l.value.minor == 5_000));
    let details = &counted[0].item.details;
    assert_eq!(
        (details.year, details.accessories.len(), details.warranty_until.map(|d| d.words())),
        (Some(2019), 2, Some("31 Mar 2027".into()))
    );
    // A quantity of one says that it is one number.
    let one = lines(&[(Column::Serial, "100-105"), (Column::Quantity, "1")]);
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
        ["description", "year", "quantity", "unit_price", "grants", "component", "unit", "agency", "warranty"]
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

fn staged(number: i64, cells: &[&str]) -> StagedRow {
    StagedRow { number, cells: cells.iter().map(|cell| Cell::from(*cell)).collect(), ..StagedRow::default() }
}

fn as_columns(columns: &[Column]) -> Vec<Use> {
    columns.iter().map(|column| Use::As(*column)).collect()
}

#[test]
fn numbers_that_stand_twice_are_found() {
    let mapping = Mapping {
        columns: as_columns(&[Column::Serial, Column::Vin, Column::Make]),
        for_all: values(&[(Column::Quantity, "")]),
        why: Vec::new(),
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
    let list = List::judge(&[], &mapping, &rows, &register(), &Answers::new());
    let said: Vec<(i64, &str)> =
        list.rows.iter().flat_map(|row| row.errors.iter().map(|error| (row.number, error.message.as_str()))).collect();
    assert_eq!(
        said,
        [
            (3, "Serial number sn 9 stands in row 2 already, written “SN-9”"),
            (5, "Serial number SN-1 is registered already as IMT-000001"),
            (6, "VIN JTMHV05J604123456 is registered already as IMT-000001"),
            (8, "VIN jtmhv05j604123457 stands in row 7 already, written “JTMHV05J604123457”"),
        ]
    );
    let refused = list.ready_lines().expect_err("four are wrong");
    assert_eq!(
        refused,
        Refusal::conflict("4 rows have mistakes still; nothing was imported. Mend them, or take them out")
    );
}

#[test]
fn mending_outlives_another_meaning_of_the_columns() {
    let mapping = Mapping { columns: as_columns(&[Column::Description, Column::Note]), ..Mapping::default() };
    let mut row = staged(2, &["Boots", "40"]);
    let mut typed = row.values(&mapping);
    typed.insert(Column::Description, "Winter boots".into());
    typed.remove(&Column::Note);
    row.mended = row.mend(&mapping, &typed);
    assert_eq!(row.values(&mapping), BTreeMap::from([(Column::Description, "Winter boots".to_owned())]));
    let other = Mapping { columns: as_columns(&[Column::Description, Column::Quantity]), ..mapping };
    let now = row.values(&other);
    assert_eq!((now[&Column::Description].as_str(), now[&Column::Quantity].as_str()), ("Winter boots", "40"));
}

/// Categories as a programme keeps them: which number, and whether a reason stands for it.
fn with_categories() -> Register {
    let category = |code: &str, name: &str, needs, instead: Option<&str>| KnownCategory {
        known: Known { code: code.into(), names: vec![name.into()] },
        needs,
        instead: instead.map(str::to_owned),
    };
    Register {
        categories: vec![
            category("RADIOS", "Radios", Needs::Serial, None),
            category("CARS", "Off-road cars", Needs::Chassis, None),
            category("MOTORCYCLES", "Motorcycles", Needs::Engine, None),
            category("OPTICS", "Optics", Needs::Serial, Some("The tag is engraved")),
            category("TOOLS", "Tools and clothing", Needs::Nothing, None),
        ],
        ..register()
    }
}

#[test]
fn a_category_is_known_by_its_code_or_name_and_asks_for_its_number() {
    type Row<'a> = (&'a [(Column, &'a str)], Result<(ItemKind, &'a str), &'a str>);
    let rows: [Row<'_>; 10] = [
        (&[(Column::Category, "tools and clothing")], Ok((ItemKind::Lot, "TOOLS"))),
        (
            &[(Column::Category, "RADIOS"), (Column::Serial, "SN-77"), (Column::Quantity, "1")],
            Ok((ItemKind::Equipment, "RADIOS")),
        ),
        (&[(Column::Category, "Radio"), (Column::Quantity, "1")], Err("serial: Enter the serial number")),
        (&[(Column::Category, "Radios")], Err("serial: Enter the serial number")),
        (&[(Column::Category, "Optics")], Ok((ItemKind::Lot, "OPTICS"))),
        (
            &[(Column::Category, "Motorcycle"), (Column::Engine, "1KD 7654321"), (Column::Quantity, "1")],
            Ok((ItemKind::Vehicle, "MOTORCYCLES")),
        ),
        (&[(Column::Category, "Motorcycles"), (Column::Quantity, "1")], Err("engine: Enter the engine number")),
        // A column of kinds that names a category, and one of categories that names a kind.
        (
            &[(Column::Kind, "off-road car"), (Column::Vin, "JTMHV05J604123499"), (Column::Quantity, "1")],
            Ok((ItemKind::Vehicle, "CARS")),
        ),
        (
            &[(Column::Category, "equipment"), (Column::Serial, "SN-78"), (Column::Quantity, "1")],
            Ok((ItemKind::Equipment, "")),
        ),
        (&[(Column::Category, "boats")], Err("category: There is no category “boats”: choose one from the list")),
    ];
    for (pairs, right) in rows {
        let read = read_row(&values(pairs), &with_categories(), &Whole::default());
        let said = match read.lines.first() {
            Some(NewLine { item, .. }) => Ok((item.kind, item.category.as_deref().unwrap_or_default())),
            None => Err(read.errors.first().map(|e| format!("{}: {}", e.field, e.message)).unwrap_or_default()),
        };
        assert_eq!(said, right.map_err(str::to_owned), "{pairs:?}");
    }
}
