//! What was seized, measured: whole grams, millilitres or pieces. "3 kg 689 gr" is 3,689 grams, never 3.689 of something.

use std::{fmt, str::FromStr};

use crate::{
    code::words,
    money::group_thousands,
    number::{Digits, Unread},
    quote::mass,
};

words! {
    /// Quantities of different measures are never added to each other.
    SeizedMeasure {
        Grams = "grams", "Mass";
        Millilitres = "millilitres", "Volume";
        Pieces = "pieces", "Pieces";
    }
}

/// A quantity above zero in whole grams, millilitres or pieces (tablets, ampoules).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    pub amount: i64,
    pub measure: SeizedMeasure,
}

/// The largest quantity that is read: ten thousand tonnes, or ten thousand million pieces.
const MOST: i64 = 10_000_000_000;
const EXAMPLE: &str = "write it such as “3 kg 689 g”, “250 ml” or “40 tablets”";

impl Measured {
    /// As a form has it, so that it is read again as what it is: without separators of thousands.
    pub fn typed(self) -> String {
        self.words().replace(',', "")
    }

    /// As people read it: `3 kg 689 g`, `250 ml`, `1,200 pieces`.
    pub fn words(self) -> String {
        match self.measure {
            SeizedMeasure::Grams => mass(self.amount),
            SeizedMeasure::Millilitres => volume(self.amount),
            SeizedMeasure::Pieces if self.amount == 1 => "1 piece".to_owned(),
            SeizedMeasure::Pieces => format!("{} pieces", group_thousands(self.amount.unsigned_abs())),
        }
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words())
    }
}

/// Millilitres as people say them: `2 l 50 ml`.
fn volume(millilitres: i64) -> String {
    let millilitres = millilitres.unsigned_abs();
    match (millilitres / 1000, millilitres % 1000) {
        (0, rest) => format!("{rest} ml"),
        (litres, 0) => format!("{} l", group_thousands(litres)),
        (litres, rest) => format!("{} l {rest} ml", group_thousands(litres)),
    }
}

impl FromStr for Measured {
    type Err = String;

    /// Numbers, each with its unit, the larger first: `20 kg 32 g`, `1.5 kg`, `3 кг 689 гр`, `5 l`, `40 tablets`.
    fn from_str(typed: &str) -> Result<Self, String> {
        let parts = parts(typed)?;
        let mut total: i64 = 0;
        let mut smaller: Option<(SeizedMeasure, i64)> = None;
        for (number, unit) in &parts {
            let (measure, of_one) = unit_of(unit)?;
            if let Some((before, factor)) = smaller {
                if before != measure {
                    return Err("Enter masses, volumes and pieces each in a row of its own".to_owned());
                }
                if of_one >= factor {
                    return Err(format!("“{typed}” can be read in two ways: {EXAMPLE}"));
                }
            }
            let amount = whole(number, unit, of_one)?;
            if let Some((_, factor)) = smaller
                && amount >= factor
            {
                return Err(format!("{number} {unit} behind a larger unit is as much as one of those: {EXAMPLE}"));
            }
            total =
                total.checked_add(amount).filter(|total| *total <= MOST).ok_or("This is more than can be recorded")?;
            smaller = Some((measure, of_one));
        }
        match (smaller, total) {
            (Some((measure, _)), 1..) => Ok(Measured { amount: total, measure }),
            _ => Err("Enter a quantity above zero".to_owned()),
        }
    }
}

/// Each number with the word behind it.
fn parts(typed: &str) -> Result<Vec<(String, String)>, String> {
    let text = crate::identity::half_width(typed.trim());
    if text.is_empty() {
        return Err(format!("Enter the quantity with its unit: {EXAMPLE}"));
    }
    let mut parts: Vec<(String, String)> = Vec::new();
    for c in text.chars() {
        let is_number = c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '-' | '−');
        match parts.last_mut() {
            // "kg." and "kg, " end a unit.
            Some((_, unit)) if !unit.is_empty() && !c.is_ascii_digit() && (!is_number || matches!(c, '.' | ',')) => {
                unit.push(c)
            }
            Some((number, unit)) if unit.is_empty() && (is_number || c.is_whitespace()) => number.push(c),
            Some((_, unit)) if unit.is_empty() => unit.push(c),
            _ if is_number => parts.push((c.to_string(), String::new())),
            _ if c.is_whitespace() => {}
            _ => return Err(format!("Begin with a number: {EXAMPLE}")),
        }
    }
    let unit = |unit: String| unit.trim().trim_end_matches(['.', ',', ';']).trim().to_lowercase();
    let parts: Vec<_> = parts.into_iter().map(|(number, word)| (number.trim().to_owned(), unit(word))).collect();
    match parts.iter().find(|(_, unit)| unit.is_empty()) {
        Some((number, _)) => Err(format!("Write the unit behind {number}: {EXAMPLE}")),
        None => Ok(parts),
    }
}

/// What one of a unit is, in the smallest.
fn unit_of(word: &str) -> Result<(SeizedMeasure, i64), String> {
    use SeizedMeasure::{Grams, Millilitres, Pieces};
    Ok(match word {
        "t" | "tonne" | "tonnes" | "ton" | "tons" | "т" | "тонн" | "тонна" => (Grams, 1_000_000),
        "kg" | "kgs" | "kilo" | "kilos" | "kilogram" | "kilograms" | "кг" | "килограмм" => (Grams, 1_000),
        "g" | "gr" | "grs" | "gram" | "grams" | "gramm" | "г" | "гр" | "грамм" | "граммов" => (Grams, 1),
        "l" | "litre" | "litres" | "liter" | "liters" | "л" | "литр" | "литров" => (Millilitres, 1_000),
        "ml" | "millilitre" | "millilitres" | "milliliter" | "milliliters" | "мл" => (Millilitres, 1),
        "piece" | "pieces" | "pcs" | "pc" | "tablet" | "tablets" | "tab" | "ampoule" | "ampoules" | "capsule"
        | "capsules" | "dose" | "doses" | "unit" | "units" | "шт" | "таблеток" | "таблетки" | "ампул" | "dona" => {
            (Pieces, 1)
        }
        "mg" | "мг" => return Err("Less than a gram is not recorded: write whole grams".to_owned()),
        other => return Err(format!("“{other}” is no unit that is known here: {EXAMPLE}")),
    })
}

fn whole(number: &str, unit: &str, of_one: i64) -> Result<i64, String> {
    // So many digits after the point make whole ones of the smallest unit.
    let places = of_one.ilog10();
    let read = Digits::read(number, places).map_err(|unread| match unread {
        Unread::TooFine(_) if places == 0 => format!("{number} {unit} is not whole: write whole ones"),
        Unread::TooFine(_) => format!("{number} {unit} has a part of a gram or millilitre: write whole ones"),
        other => other.to_string(),
    })?;
    let too_large = || "This is more than can be recorded".to_owned();
    let whole = read.whole.parse::<i64>().ok().and_then(|n| n.checked_mul(of_one)).ok_or_else(too_large)?;
    let digits = format!("{:0<width$}", read.fraction, width = places as usize);
    let fraction = if digits.is_empty() { 0 } else { digits.parse::<i64>().map_err(|_| too_large())? };
    whole.checked_add(fraction).ok_or_else(too_large)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> Result<String, String> {
        typed.parse::<Measured>().map(|measured| format!("{} {}", measured.amount, measured.measure))
    }

    #[test]
    fn a_quantity_is_read_as_it_is_printed() {
        for (typed, is) in [
            ("3 kg 689 gr", "3689 grams"),
            ("20 kg 32 g", "20032 grams"),
            ("1 kg 68 g", "1068 grams"),
            ("1kg681g", "1681 grams"),
            ("940 g.", "940 grams"),
            ("1.5 kg", "1500 grams"),
            ("1.681 kg", "1681 grams"),
            ("230 кг", "230000 grams"),
            ("3 кг. 689 гр.", "3689 grams"),
            ("2 t 300 kg", "2300000 grams"),
            ("150,000 g", "150000 grams"),
            ("2 l 50 ml", "2050 millilitres"),
            ("40 tablets", "40 pieces"),
            ("1 200 pcs", "1200 pieces"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(is), "{typed}");
            let words = typed.parse::<Measured>().expect(typed).typed();
            assert_eq!(read(&words).as_deref(), Ok(is), "{words} is read as it was written");
        }
    }

    #[test]
    fn nothing_is_guessed() {
        for (typed, says) in [
            ("", "with its unit"),
            ("3689", "Write the unit"),
            ("0 g", "above zero"),
            ("0.5 g", "not whole"),
            ("1.2345 kg", "part of a gram"),
            ("1,681 kg", "can be"),
            ("500 mg", "whole grams"),
            ("3 stone", "no unit"),
            ("689 g 3 kg", "two ways"),
            ("3 kg 4 kg", "two ways"),
            ("3 kg 1689 g", "as much as one"),
            ("1 kg 40 tablets", "row of its own"),
            ("-3 kg", "minus"),
            ("kg 3", "Begin with a number"),
            ("99999999999999999999 kg", "more than can be"),
        ] {
            let answer = read(typed).expect_err(typed);
            assert!(answer.contains(says), "{typed}: {answer}");
        }
    }
}
