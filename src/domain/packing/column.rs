//! What the columns of a packing list mean, guessed from their headings in English and Russian.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Values, known::fold};
use crate::{code::words, money::Currency};

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

/// What each column means, and what holds for every row where no column says it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Mapping {
    pub columns: Vec<Option<Column>>,
    pub for_all: BTreeMap<Column, String>,
}

impl Column {
    /// Columns that often say the same in every row, or are missing because it goes without saying.
    pub const FOR_ALL: &'static [Column] =
        &[Column::Unit, Column::Agency, Column::Component, Column::Grants, Column::Currency, Column::Measure];

    /// The meaning of a heading.
    pub fn guess(heading: &str) -> Option<Column> {
        let without_brackets = heading.split(['(', '[']).next().unwrap_or_default();
        let words = [fold(heading), fold(without_brackets)];
        let names = |column: Column| names(column).iter().any(|name| words.iter().any(|words| words == name));
        Column::ALL.iter().copied().find(|column| names(*column))
    }
}

impl Mapping {
    /// Each meaning is given to the first column whose heading says it. A currency in the heading of the price counts for
    /// every row.
    pub fn guess(head: &[String]) -> Self {
        let mut mapping = Mapping::default();
        for heading in head {
            let column = Column::guess(heading).filter(|column| !mapping.columns.contains(&Some(*column)));
            if column == Some(Column::UnitPrice)
                && let Some(currency) = currency_in(heading)
            {
                mapping.for_all.insert(Column::Currency, currency.code().to_owned());
            }
            mapping.columns.push(column);
        }
        mapping
    }

    /// Which of the first rows is the heading: the one of which the most is understood. `None` when nothing is.
    pub fn find_head<'a>(rows: impl Iterator<Item = &'a [String]>) -> Option<usize> {
        let understood = |cells: &[String]| Mapping::guess(cells).columns.iter().flatten().count();
        let counted = rows.take(15).enumerate().map(|(place, cells)| (understood(cells), place));
        // Of equal ones the first; a single understood word can be chance.
        let best = counted.max_by_key(|(count, place)| (*count, std::cmp::Reverse(*place)))?;
        (best.0 >= 2).then_some(best.1)
    }

    /// The values that hold for every row, without empty ones.
    pub fn for_all(values: impl IntoIterator<Item = (Column, String)>) -> Values {
        let trimmed = values.into_iter().map(|(column, value)| (column, value.trim().to_owned()));
        trimmed.filter(|(_, value)| !value.is_empty()).collect()
    }
}

fn currency_in(heading: &str) -> Option<Currency> {
    let words = fold(heading);
    Currency::ALL.into_iter().find(|c| words.split(' ').any(|word| word.eq_ignore_ascii_case(c.code())))
}

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
            "what it is",
            "наименование",
            "наименование товара",
            "описание",
            "предмет",
            "товар",
            "оборудование",
        ],
        Column::Kind => &["kind", "type", "category", "вид", "тип", "категория"],
        Column::Make => &["make", "manufacturer", "brand", "марка", "производитель", "изготовитель"],
        Column::Model => &["model", "model no", "model number", "модель"],
        Column::Year => &["year", "year of manufacture", "year of make", "год", "год выпуска"],
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
        ],
        Column::Vin => &["vin", "vin code", "vin number", "vin no", "vin код", "вин", "идентификационный номер"],
        Column::Chassis => &["chassis", "chassis no", "chassis number", "шасси", "номер шасси", "шасси номер"],
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
        ],
        Column::Quantity => {
            &["quantity", "qty", "q ty", "amount", "pcs", "number", "количество", "кол во", "колво", "кол"]
        }
        Column::Measure => {
            &["unit of measure", "unit of measurement", "uom", "measure", "ед изм", "единица измерения", "единица"]
        }
        Column::UnitPrice => &[
            "unit price",
            "price",
            "unit cost",
            "price per unit",
            "unit value",
            "price usd",
            "unit price usd",
            "unit price jpy",
            "unit price eur",
            "цена",
            "цена за единицу",
            "цена за ед",
            "стоимость единицы",
        ],
        Column::Currency => &["currency", "валюта"],
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
        ],
        Column::Component => {
            &["component", "component and phase", "phase", "project component", "компонент", "компонент и этап", "этап"]
        }
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
        ],
        Column::Agency => &["agency", "recipient", "receiving agency", "ministry", "ведомство", "орган", "агентство"],
        Column::Warranty => &[
            "warranty",
            "warranty until",
            "warranty end",
            "warranty expires",
            "warranty expiry",
            "гарантия",
            "гарантия до",
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
        ],
        Column::Note => {
            &["note", "notes", "remark", "remarks", "comment", "comments", "примечание", "примечания", "комментарий"]
        }
    }
}
