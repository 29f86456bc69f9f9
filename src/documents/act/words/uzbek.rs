//! Uzbek in Latin letters, with ʻ (U+02BB) in oʻ and gʻ. Counted words keep the singular. "bir" stands before yuz and
//! ming, as in money orders: `bir ming bir yuz`.

use super::{Parts, groups};
use domain::money::Currency;

const ONES: [&str; 10] = ["nol", "bir", "ikki", "uch", "toʻrt", "besh", "olti", "yetti", "sakkiz", "toʻqqiz"];
const TENS: [&str; 10] = ["", "oʻn", "yigirma", "oʻttiz", "qirq", "ellik", "oltmish", "yetmish", "sakson", "toʻqson"];
const SCALES: [&str; 7] = ["", "ming", "million", "milliard", "trillion", "kvadrillion", "kvintillion"];

pub fn amount(parts: Parts, currency: Currency) -> String {
    let (unit, hundredth) = names(currency);
    let whole = format!("{} {unit}", number(parts.whole));
    match parts.hundredths {
        None => whole,
        Some(small) => format!("{whole} {} {hundredth}", number(small)),
    }
}

pub fn number(number: u64) -> String {
    let words: Vec<String> = groups(number)
        .into_iter()
        .map(|(group, power)| match power {
            0 => below_thousand(group),
            _ => format!("{} {}", below_thousand(group), SCALES[power]),
        })
        .collect();
    if words.is_empty() { ONES[0].to_owned() } else { words.join(" ") }
}

fn below_thousand(number: usize) -> String {
    let hundreds = (number >= 100).then(|| format!("{} yuz", ONES[number / 100]));
    let tens = (number % 100 >= 10).then(|| TENS[number % 100 / 10].to_owned());
    let ones = (!number.is_multiple_of(10)).then(|| ONES[number % 10].to_owned());
    [hundreds, tens, ones].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The unit and its hundredth.
fn names(currency: Currency) -> (&'static str, &'static str) {
    match currency {
        Currency::Jpy => ("Yaponiya iyenasi", ""),
        Currency::Usd => ("AQSH dollari", "sent"),
        Currency::Eur => ("yevro", "yevrosent"),
        Currency::Uzs => ("soʻm", "tiyin"),
        Currency::Kzt => ("Qozogʻiston tengesi", "tiyin"),
        Currency::Kgs => ("Qirgʻiziston somi", "tiyin"),
        Currency::Tjs => ("Tojikiston somoniysi", "diram"),
        Currency::Tmt => ("Turkmaniston manati", "tenge"),
        Currency::Rub => ("Rossiya rubli", "kopeyka"),
    }
}
