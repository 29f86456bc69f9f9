//! What a column of a packing list can mean, and the headings by which it is known, in English, Russian and Uzbek.

mod names;
mod numbers;

use self::names::names;
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
        Category = "category", "Category";
        Make = "make", "Make";
        Model = "model", "Model";
        Year = "year", "Year";
        Serial = "serial", "Serial number";
        Vin = "vin", "VIN";
        Chassis = "chassis", "Chassis number";
        Plate = "plate", "Plate";
        Engine = "engine", "Engine number";
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
    pub const IDENTIFIERS: &'static [Column] =
        &[Column::Serial, Column::Vin, Column::Chassis, Column::Plate, Column::Engine];

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
