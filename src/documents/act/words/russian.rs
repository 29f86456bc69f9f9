//! Russian: one and two agree in gender with what is counted; what is counted takes one of three forms by the number.

use super::{Parts, groups};
use domain::money::Currency;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    Masculine,
    Feminine,
    Neuter,
}

/// A counted word: after 1 (`рубль`), after 2–4 (`рубля`), after 0, 5–20 (`рублей`); and its gender.
struct Counted {
    forms: [&'static str; 3],
    gender: Gender,
}

const SMALL: [&str; 20] = [
    "ноль",
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
];
const TENS: [&str; 10] =
    ["", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"];
const HUNDREDS: [&str; 10] =
    ["", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"];
/// Powers of 1,000 from the first on.
const SCALES: [Counted; 6] = [
    feminine("тысяча", "тысячи", "тысяч"),
    masculine("миллион", "миллиона", "миллионов"),
    masculine("миллиард", "миллиарда", "миллиардов"),
    masculine("триллион", "триллиона", "триллионов"),
    masculine("квадриллион", "квадриллиона", "квадриллионов"),
    masculine("квинтиллион", "квинтиллиона", "квинтиллионов"),
];

pub fn amount(parts: Parts, currency: Currency) -> String {
    let (unit, hundredth) = names(currency);
    match (parts.hundredths, hundredth) {
        (Some(small), Some(hundredth)) => format!("{} {}", counted(parts.whole, &unit), counted(small, &hundredth)),
        _ => counted(parts.whole, &unit),
    }
}

fn counted(count: u64, word: &Counted) -> String {
    format!("{} {}", number(count, word.gender), word.forms[form(count)])
}

/// Which of the three forms follows the number: 11–14 count like 5.
fn form(number: u64) -> usize {
    match (number % 100, number % 10) {
        (11..=14, _) => 2,
        (_, 1) => 0,
        (_, 2..=4) => 1,
        _ => 2,
    }
}

pub fn number(number: u64, gender: Gender) -> String {
    let words: Vec<String> = groups(number)
        .into_iter()
        .map(|(group, power)| match power {
            0 => below_thousand(group, gender),
            _ => {
                let scale = &SCALES[power - 1];
                format!("{} {}", below_thousand(group, scale.gender), scale.forms[form(group as u64)])
            }
        })
        .collect();
    if words.is_empty() { SMALL[0].to_owned() } else { words.join(" ") }
}

fn below_thousand(number: usize, gender: Gender) -> String {
    let (tens, ones) = match number % 100 {
        small @ 1..20 => ("", small),
        rest => (TENS[rest / 10], rest % 10),
    };
    let ones = match (ones, gender) {
        (0, _) => "",
        (1, Gender::Feminine) => "одна",
        (1, Gender::Neuter) => "одно",
        (2, Gender::Feminine) => "две",
        (ones, _) => SMALL[ones],
    };
    [HUNDREDS[number / 100], tens, ones].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The unit and its hundredth. Words that do not decline (иена does, тенге does not) repeat one form.
fn names(currency: Currency) -> (Counted, Option<Counted>) {
    match currency {
        Currency::Jpy => (feminine("японская иена", "японские иены", "японских иен"), None),
        Currency::Usd => {
            (masculine("доллар США", "доллара США", "долларов США"), Some(masculine("цент", "цента", "центов")))
        }
        Currency::Eur => (neuter("евро", "евро", "евро"), Some(masculine("евроцент", "евроцента", "евроцентов"))),
        Currency::Uzs => (
            masculine("узбекский сум", "узбекских сума", "узбекских сумов"),
            Some(masculine("тийин", "тийина", "тийинов")),
        ),
        Currency::Kzt => (
            masculine("казахстанский тенге", "казахстанских тенге", "казахстанских тенге"),
            Some(masculine("тиын", "тиына", "тиынов")),
        ),
        Currency::Kgs => (
            masculine("киргизский сом", "киргизских сома", "киргизских сомов"),
            Some(masculine("тыйын", "тыйына", "тыйынов")),
        ),
        Currency::Tjs => (
            masculine("таджикский сомони", "таджикских сомони", "таджикских сомони"),
            Some(masculine("дирам", "дирама", "дирамов")),
        ),
        Currency::Tmt => (
            masculine("туркменский манат", "туркменских маната", "туркменских манатов"),
            Some(masculine("тенге", "тенге", "тенге")),
        ),
        Currency::Rub => (
            masculine("российский рубль", "российских рубля", "российских рублей"),
            Some(feminine("копейка", "копейки", "копеек")),
        ),
    }
}

const fn masculine(one: &'static str, few: &'static str, many: &'static str) -> Counted {
    Counted { forms: [one, few, many], gender: Gender::Masculine }
}

const fn feminine(one: &'static str, few: &'static str, many: &'static str) -> Counted {
    Counted { forms: [one, few, many], gender: Gender::Feminine }
}

const fn neuter(one: &'static str, few: &'static str, many: &'static str) -> Counted {
    Counted { forms: [one, few, many], gender: Gender::Neuter }
}
