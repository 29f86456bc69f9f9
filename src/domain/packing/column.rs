//! What a column of a packing list can mean, and the headings by which it is known, in English, Russian and Uzbek.

use super::known::fold;
use crate::{
    code::words,
    money::{Currency, currency_of},
};

words! {
    /// What a column can mean. The words are names of form fields too.
    Column {
        Description = "description", "Description";
        Kind = "kind", "Kind";
        Make = "make", "Make";
        Model = "model", "Model";
        Year = "year", "Year";
        Serial = "serial", "Serial number";
        Vin = "vin", "VIN";
        Chassis = "chassis", "Chassis number";
        Plate = "plate", "Plate";
        Quantity = "quantity", "Quantity";
        Measure = "unit_of_measure", "Unit of measure";
        UnitPrice = "unit_price", "Unit price";
        Total = "total_price", "Total price";
        Currency = "currency", "Currency";
        Grants = "grants", "Grants and shares";
        Component = "component", "Component and phase";
        Unit = "unit", "Unit";
        Agency = "agency", "Agency";
        Warranty = "warranty", "Warranty until";
        Accessories = "accessories", "Accessories";
        Note = "note", "Note";
    }
}

/// What a heading says of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    Means(Column),
    /// A price, of one or of all.
    SomePrice,
    /// It counts the rows, if its cells do.
    RowNumber,
    /// One of several things, of which these are likely.
    OneOf(&'static [Column]),
    Nothing,
}

impl Column {
    /// Columns that often say the same in every row, or are missing because it goes without saying.
    pub const FOR_ALL: &'static [Column] =
        &[Column::Unit, Column::Agency, Column::Component, Column::Grants, Column::Currency, Column::Measure];

    /// The numbers that stand on a thing.
    pub const IDENTIFIERS: &'static [Column] = &[Column::Serial, Column::Vin, Column::Chassis, Column::Plate];

    /// What is computed with, whatever its cell shows.
    pub fn is_amount(self) -> bool {
        matches!(self, Column::Quantity | Column::UnitPrice | Column::Total)
    }

    pub(super) fn said_by(heading: &str) -> Says {
        let without_brackets = heading.split(['(', '[', ',']).next().unwrap_or_default();
        let whole = [fold(heading), fold(without_brackets)];
        // What is left without the words of a currency: `Unit price USD`.
        let bare = |words: &String| {
            let kept = words.split(' ').filter(|word| currency_of(word).is_none());
            kept.collect::<Vec<_>>().join(" ")
        };
        let words: Vec<String> = whole.iter().cloned().chain(whole.iter().map(bare)).collect();
        let one_of = |names: &[&str]| words.iter().any(|words| names.contains(&words.as_str()));
        if heading.trim() == "#" || heading.trim() == "№" || one_of(ROW_NUMBERS) {
            return Says::RowNumber;
        }
        for (names, meanings) in UNCLEAR {
            if one_of(names) {
                return Says::OneOf(meanings);
            }
        }
        if one_of(SOME_PRICE) {
            return Says::SomePrice;
        }
        let found = Column::ALL.iter().copied().find(|column| one_of(names(*column)));
        found.map_or(Says::Nothing, Says::Means)
    }
}

/// The currency that a heading names: `Unit price (JPY)`, `Цена, сум`.
pub(super) fn currency_in(heading: &str) -> Option<Currency> {
    let words =
        heading.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | ',' | '/' | ':' | ';'));
    words.filter(|word| !word.is_empty() && *word != "Р" && *word != "р").find_map(currency_of)
}

const ROW_NUMBERS: &[&str] = &[
    "no",
    "n",
    "nr",
    "item no",
    "s no",
    "sl no",
    "line",
    "line no",
    "position",
    "pos",
    "row",
    "п п",
    "пп",
    "номер п п",
    "порядковый номер",
    "t r",
    "tr",
    "т р",
];

/// Headings that mean one thing in one list and another in the next.
const UNCLEAR: &[(&[&str], &[Column])] = &[
    (&["number", "numbers", "номер", "raqam", "raqami", "рақами"], &[Column::Quantity, Column::Serial, Column::Plate]),
    (&["amount", "amounts", "объем"], &[Column::Quantity, Column::Total, Column::UnitPrice]),
    (&["serial number vin", "serial vin", "vin serial", "vin serial number"], &[Column::Serial, Column::Vin]),
    (&["стоимость", "qiymati", "қиймати"], &[Column::UnitPrice, Column::Total]),
];

const SOME_PRICE: &[&str] = &["price", "cost", "value", "rate"];

/// Headings as people write them, folded.
fn names(column: Column) -> &'static [&'static str] {
    match column {
        Column::Description => &[
            "description",
            "item",
            "item description",
            "name",
            "goods",
            "equipment",
            "article",
            "designation",
            "name of item",
            "item name",
            "name of goods",
            "description of goods",
            "what it is",
            "наименование",
            "наименование товара",
            "описание",
            "предмет",
            "товар",
            "оборудование",
            "наименование оборудования",
            "название",
            "nomi",
            "nomlanishi",
            "tavsifi",
            "tovar nomi",
            "mahsulot nomi",
            "jihoz nomi",
            "номи",
        ],
        Column::Kind => &["kind", "type", "category", "вид", "тип", "категория", "turi", "тури"],
        Column::Make => &[
            "make",
            "manufacturer",
            "name of manufacturer",
            "manufacturer name",
            "maker",
            "brand",
            "марка",
            "бренд",
            "производитель",
            "изготовитель",
            "завод изготовитель",
            "markasi",
            "marka",
            "ishlab chiqaruvchi",
        ],
        Column::Model => &["model", "model no", "model number", "модель", "modeli", "rusumi", "русуми"],
        Column::Year => {
            &["year", "year of manufacture", "year of make", "год", "год выпуска", "yili", "ishlab chiqarilgan yili"]
        }
        Column::Serial => &[
            "serial",
            "serial no",
            "serial number",
            "serial numbers",
            "serial nos",
            "s n",
            "sn",
            "serials",
            "серийный номер",
            "серийный",
            "серийные номера",
            "заводской номер",
            "зав номер",
            "зав",
            "заводской",
            "серийный no",
            "seriya raqami",
            "seriya raqamlari",
            "zavod raqami",
            "серия рақами",
        ],
        Column::Vin => &[
            "vin",
            "vin code",
            "vin number",
            "vin no",
            "vin код",
            "vin номер",
            "vin kodi",
            "vin raqami",
            "вин",
            "идентификационный номер",
        ],
        Column::Chassis => &[
            "chassis",
            "chassis no",
            "chassis number",
            "шасси",
            "номер шасси",
            "шасси номер",
            "shassi",
            "shassi raqami",
        ],
        Column::Plate => &[
            "plate",
            "plate no",
            "plate number",
            "licence plate",
            "license plate",
            "registration",
            "registration number",
            "госномер",
            "гос номер",
            "государственный номер",
            "номерной знак",
            "davlat raqami",
            "davlat raqam belgisi",
        ],
        Column::Quantity => &[
            "quantity",
            "qty",
            "q ty",
            "qty pcs",
            "quantity pcs",
            "pcs",
            "pieces",
            "number of pieces",
            "count",
            "количество",
            "кол во",
            "колво",
            "кол",
            "кол во шт",
            "количество шт",
            "soni",
            "miqdori",
            "сони",
            "миқдори",
        ],
        Column::Measure => &[
            "unit of measure",
            "unit of measurement",
            "uom",
            "measure",
            "ед изм",
            "единица измерения",
            "единица",
            "olchov birligi",
            "birligi",
            "ўлчов бирлиги",
        ],
        Column::UnitPrice => &[
            "unit price",
            "unit cost",
            "price each",
            "price of one",
            "price per unit",
            "cost per unit",
            "price per piece",
            "price per pc",
            "unit value",
            "цена",
            "цена за единицу",
            "цена за ед",
            "стоимость единицы",
            "стоимость за единицу",
            "стоимость за ед",
            "цена единицы",
            "цена за шт",
            "narxi",
            "birlik narxi",
            "bir dona narxi",
            "нархи",
        ],
        Column::Total => &[
            "total",
            "total price",
            "total cost",
            "total value",
            "total amount",
            "sum",
            "line total",
            "extended price",
            "сумма",
            "общая стоимость",
            "общая сумма",
            "итого",
            "всего",
            "стоимость всего",
            "jami",
            "jami summa",
            "summa",
            "summasi",
            "umumiy qiymati",
            "umumiy summa",
            "жами",
        ],
        Column::Currency => &["currency", "валюта", "valyuta", "valyutasi", "валютаси"],
        Column::Grants => &[
            "grant",
            "grants",
            "grant shares",
            "grants and shares",
            "funding",
            "donor",
            "funded by",
            "грант",
            "гранты",
            "источник финансирования",
            "финансирование",
            "донор",
            "moliyalashtirish",
            "moliyalashtirish manbai",
        ],
        Column::Component => &[
            "component",
            "component and phase",
            "phase",
            "project component",
            "компонент",
            "компонент и этап",
            "этап",
            "фаза",
            "komponent",
            "komponent va bosqich",
            "bosqich",
        ],
        Column::Unit => &[
            "unit",
            "team",
            "end user",
            "recipient unit",
            "receiving unit",
            "destination",
            "подразделение",
            "группа",
            "получатель",
            "bolinma",
            "bolinmasi",
            "guruh",
            "guruhi",
        ],
        Column::Agency => &[
            "agency",
            "recipient",
            "receiving agency",
            "ministry",
            "ведомство",
            "орган",
            "агентство",
            "министерство",
            "idora",
            "idorasi",
            "vazirlik",
            "agentlik",
        ],
        Column::Warranty => &[
            "warranty",
            "warranty until",
            "warranty end",
            "warranty expires",
            "warranty expiry",
            "гарантия",
            "гарантия до",
            "kafolat",
            "kafolat muddati",
        ],
        Column::Accessories => &[
            "accessories",
            "kit",
            "kit contents",
            "contents",
            "included",
            "комплектация",
            "комплект",
            "принадлежности",
            "аксессуары",
            "toplami",
            "jamlanmasi",
            "butlovchi qismlar",
        ],
        Column::Note => &[
            "note",
            "notes",
            "remark",
            "remarks",
            "comment",
            "comments",
            "примечание",
            "примечания",
            "комментарий",
            "izoh",
            "eslatma",
        ],
    }
}
