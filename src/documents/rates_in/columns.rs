//! Which column holds what: column names differ from list to list, and are English, Russian or Uzbek.

use domain::{Currency, money::currency_of};

/// The places of the columns that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Columns {
    pub currency: usize,
    pub rate: usize,
    pub date: usize,
    /// For how many of the currency the rate is.
    pub pieces: Option<usize>,
    /// How many columns have a name.
    pub named: usize,
    /// The list names countries, so a shared currency stands in it several times.
    pub by_country: bool,
}

/// Why a line does not name the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unnamed {
    /// It may be no line of names at all.
    Missing(String),
    /// It is one, and what it names can be two things, or is not what the portal keeps.
    Unclear(String),
}

impl Columns {
    /// # Errors
    /// A sentence that names the columns that are missing, or two that can be the same.
    pub fn of(header: &[String]) -> Result<Self, Unnamed> {
        let names: Vec<String> = header.iter().map(|name| plain(name)).collect();
        let places = |fits: &dyn Fn(&str) -> bool| -> Vec<usize> {
            names.iter().enumerate().filter(|(_, name)| fits(name)).map(|(place, _)| place).collect()
        };
        let has = |words: &'static [&'static str]| move |name: &str| words.iter().any(|word| name.contains(word));
        // A code is taken before a name: lists with both call the second one "Currency".
        let currency = first_found([places(&is_code), places(&has(&["currency", "валют", "valyuta"]))]);
        let date = first_found([places(&has(&["effective", "вступлен"])), places(&has(DATES))]);
        let rate = places(&|name| has(&["rate", "курс", "kurs"])(name) && !has(DATES)(name));
        let missing: Vec<&str> = [("currency code", &currency), ("rate", &rate), ("effective date", &date)]
            .into_iter()
            .filter_map(|(name, places)| places.is_empty().then_some(name))
            .collect();
        let places_of = currency.first().zip(rate.first()).zip(date.first());
        // One sentence with all three words is no line of names.
        let apart = |((code, rate), date): &((&usize, &usize), &usize)| code != rate && rate != date && code != date;
        let Some(((&code, &of_rate), &of_date)) = places_of.filter(apart) else {
            return Err(Unnamed::Missing(format!(
                "The first line names the columns: currency code, rate and effective date. Missing: {}",
                missing.join(", ")
            )));
        };
        for (what, places) in [("currency", &currency), ("rate", &rate), ("date", &date)] {
            if let [one, other, ..] = places.as_slice() {
                return Err(Unnamed::Unclear(format!(
                    "“{}” and “{}” can both be the {what}: leave one of these columns out",
                    header[*one].trim(),
                    header[*other].trim()
                )));
            }
        }
        stated_in(&header[of_rate]).map_err(Unnamed::Unclear)?;
        let pieces = places(&|name| PIECES.contains(&name)).first().copied();
        let by_country = names.iter().any(|name| has(&["country", "страна", "davlat"])(name));
        let named = names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
        Ok(Columns { currency: code, rate: of_rate, date: of_date, pieces, named, by_country })
    }
}

const DATES: &[&str] = &["date", "дата", "sana", "сана"];
/// Lists of central banks state some rates for 10, 100 or 1,000 of a currency.
const PIECES: &[&str] = &[
    "unit",
    "units",
    "nominal",
    "nominals",
    "per",
    "amount",
    "quantity",
    "номинал",
    "единиц",
    "единица",
    "количество",
    "birlik",
    "birligi",
    "nominali",
    "miqdor",
    "miqdori",
    "бирлик",
];

fn first_found<const N: usize>(ways: [Vec<usize>; N]) -> Vec<usize> {
    ways.into_iter().find(|places| !places.is_empty()).unwrap_or_default()
}

fn is_code(name: &str) -> bool {
    let other = ["country", "numeric", "num", "цифр", "raqamli", "стран"].iter().any(|word| name.contains(word));
    // `kursi, so‘m` has these three letters too.
    let iso = name.starts_with("iso") || name.ends_with("iso");
    !other && (iso || ["code", "abbrev", "код", "kod"].iter().any(|word| name.contains(word)))
}

/// A rate is kept as units of the currency for one dollar; a heading can say that it is something else.
fn stated_in(heading: &str) -> Result<(), String> {
    let spaced: String = heading
        .to_lowercase()
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '$' | '\'' | 'ʻ' | 'ʼ' | '‘' | '’' | '`' | '´') {
                c
            } else {
                ' '
            }
        })
        .collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let dollars = |word: &str| {
        matches!(word, "usd" | "us$" | "$" | "dollar" | "dollars" | "долл" | "доллар" | "доллары" | "долларах")
    };
    let turned = words.windows(2).any(|two| dollars(two[0]) && matches!(two[1], "per" | "for" | "за"))
        || words.windows(2).any(|two| matches!(two[0], "in" | "в") && dollars(two[1]));
    if turned {
        return Err(format!(
            "“{}” says dollars for one of each currency. The portal keeps how much of each currency is one US dollar: import a list that states that",
            heading.trim()
        ));
    }
    let other = words.iter().find_map(|word| currency_of(word).filter(|currency| *currency != Currency::Usd));
    match other {
        Some(currency) => Err(format!(
            "“{}” names {currency}. The portal keeps how much of each currency is one US dollar: import a list that states that",
            heading.trim()
        )),
        None => Ok(()),
    }
}

/// Small letters and digits.
fn plain(name: &str) -> String {
    name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The code in `JPY`, `jpy` or `Japanese yen (JPY)`.
pub(super) fn code(typed: &str) -> String {
    let inside = typed.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).map(|(_, code)| code);
    inside.unwrap_or(typed).trim().to_ascii_uppercase()
}
