//! What a column of a packing list can mean, and the headings by which it is known, in English, Russian and Uzbek.

mod added;
mod names;
mod numbers;

use self::{added::stranger, names::names};
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Says {
    Means(Column),
    /// That, and something beside it that changes what its numbers are, or can: `Unit price, thousand sum`, `Qty (boxes)`.
    With(Column, String),
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
        let at = heading.find(['(', '[', ',', ';']).unwrap_or(heading.len());
        let (main, beside) = heading.split_at(at);
        let whole = [fold(heading), fold(main)];
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
        let Some(column) = Column::ALL.iter().copied().find(|column| one_of(names(*column))) else {
            return Says::Nothing;
        };
        // The whole of it is a heading that is known: `Number of pieces (pcs)`.
        let known = names(column).contains(&whole[0].as_str()) || names(column).contains(&words[2].as_str());
        match stranger(column, beside).filter(|_| !known) {
            Some(words) => Says::With(column, words),
            None => Says::Means(column),
        }
    }
}

/// The currency that a heading names: `Unit price (JPY)`, `Цена, сум`.
pub(super) fn currency_in(heading: &str) -> Option<Currency> {
    let words =
        heading.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | ',' | '/' | ':' | ';'));
    let words: Vec<&str> = words.filter(|word| !word.is_empty() && *word != "Р" && *word != "р").collect();
    // `Sum` and `Total sum` are English; the sum of Uzbekistan stands behind what it is the price of.
    let before =
        |place: usize| place.checked_sub(1).and_then(|before| words.get(before)).map(|word| word.to_lowercase());
    let english = |place: usize| {
        words[place].eq_ignore_ascii_case("sum")
            && before(place)
                .is_none_or(|word| matches!(word.as_str(), "total" | "line" | "grand" | "overall" | "whole"))
    };
    (0..words.len()).filter(|place| !english(*place)).find_map(|place| currency_of(words[place]))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn said(heading: &str) -> String {
        match Column::said_by(heading) {
            Says::Means(column) => column.word().to_owned(),
            Says::With(column, words) => format!("{} with {words}", column.word()),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn what_stands_beside_a_heading_is_not_passed_over() {
        for (heading, meaning) in [
            ("Unit price (USD)", "unit_price"),
            ("Unit price, US dollars", "unit_price"),
            ("Цена за ед. (сум, с НДС)", "unit_price"),
            ("Цена 1 шт., долл. США", "unit_price"),
            ("Кол-во, шт.", "quantity"),
            ("Soni (dona)", "quantity"),
            ("Serial number (if any)", "serial"),
            ("Серийный номер (заводской)", "serial"),
            ("Наименование (марка, модель)", "description"),
            ("Warranty until (date)", "warranty"),
            ("Year (of manufacture)", "year"),
            ("Цена, тыс. сум", "unit_price with тыс"),
            ("Unit price (USD thousand)", "unit_price with thousand"),
            ("Unit price, RMB", "unit_price with rmb"),
            ("Цена (у.е.)", "unit_price with у е"),
            ("Price per unit (per 100)", "unit_price with 100"),
            ("Qty (boxes)", "quantity with boxes"),
            ("Quantity (kg)", "quantity with kg"),
            ("Кол-во, упаковок", "quantity with упаковок"),
            ("Qty (ordered)", "quantity with ordered"),
            ("Serial number (of the battery)", "serial with of battery"),
            ("Serial No. [old]", "serial with old"),
            ("Warranty (months)", "warranty with months"),
        ] {
            assert_eq!(said(heading), meaning, "{heading}");
        }
    }

    #[test]
    fn a_sum_is_money_of_uzbekistan_only_behind_what_it_prices() {
        for (heading, currency) in [
            ("Sum", None),
            ("Total sum", None),
            ("Sum, USD", Some(Currency::Usd)),
            ("Unit price (sum)", Some(Currency::Uzs)),
            ("Narxi, so‘m", Some(Currency::Uzs)),
            ("Цена, сум", Some(Currency::Uzs)),
            ("Цена, сом", Some(Currency::Kgs)),
            ("Narxi, som", None),
        ] {
            assert_eq!(currency_in(heading), currency, "{heading}");
        }
    }
}
