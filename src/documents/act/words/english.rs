//! English: hyphens in compound tens, no "and" inside a number, "and" before the cents.

use super::{Parts, groups};
use domain::money::Currency;

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SCALES: [&str; 7] = ["", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion"];

pub fn amount(parts: Parts, currency: Currency) -> String {
    let (one, many, small_one, small_many) = names(currency);
    let whole = format!("{} {}", number(parts.whole), if parts.whole == 1 { one } else { many });
    match parts.hundredths {
        None => whole,
        Some(small) => format!("{whole} and {} {}", number(small), if small == 1 { small_one } else { small_many }),
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
    if words.is_empty() { SMALL[0].to_owned() } else { words.join(" ") }
}

fn below_thousand(number: usize) -> String {
    let hundreds = (number >= 100).then(|| format!("{} hundred", SMALL[number / 100]));
    let rest = match number % 100 {
        0 => None,
        small @ 1..20 => Some(SMALL[small].to_owned()),
        tens if tens % 10 == 0 => Some(TENS[tens / 10].to_owned()),
        tens => Some(format!("{}-{}", TENS[tens / 10], SMALL[tens % 10])),
    };
    [hundreds, rest].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// One and many of the unit, one and many of its hundredth.
fn names(currency: Currency) -> (&'static str, &'static str, &'static str, &'static str) {
    match currency {
        Currency::Jpy => ("Japanese yen", "Japanese yen", "", ""),
        Currency::Usd => ("US dollar", "US dollars", "cent", "cents"),
        Currency::Eur => ("euro", "euros", "cent", "cents"),
        Currency::Uzs => ("Uzbek sum", "Uzbek sum", "tiyin", "tiyin"),
        Currency::Kzt => ("Kazakh tenge", "Kazakh tenge", "tiyn", "tiyn"),
        Currency::Kgs => ("Kyrgyz som", "Kyrgyz som", "tyiyn", "tyiyn"),
        Currency::Tjs => ("Tajik somoni", "Tajik somoni", "diram", "dirams"),
        Currency::Tmt => ("Turkmen manat", "Turkmen manat", "tenge", "tenge"),
        Currency::Rub => ("Russian rouble", "Russian roubles", "kopeck", "kopecks"),
    }
}
