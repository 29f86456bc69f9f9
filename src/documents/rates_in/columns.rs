//! Which column holds what: column names differ from list to list.

use csv::StringRecord;

/// The places of the three columns that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Columns {
    pub currency: usize,
    pub rate: usize,
    pub date: usize,
    /// The list names countries, so a shared currency stands in it several times.
    pub by_country: bool,
}

impl Columns {
    /// # Errors
    /// A sentence that names the columns that are missing.
    pub fn of(header: &StringRecord) -> Result<Self, String> {
        let names: Vec<String> = header.iter().map(plain).collect();
        let place = |fits: fn(&str) -> bool| names.iter().position(|name| fits(name));
        // A code is taken before a name: lists with both call the second one "Currency".
        let currency = place(is_code).or_else(|| place(|name| name.contains("currency")));
        let date = place(|name| name.contains("effective")).or_else(|| place(|name| name.contains("date")));
        let rate = place(|name| name.contains("rate") && !name.contains("date"));
        let missing: Vec<&str> = [("currency code", currency), ("rate", rate), ("effective date", date)]
            .into_iter()
            .filter_map(|(name, place)| place.is_none().then_some(name))
            .collect();
        match (currency, rate, date) {
            (Some(currency), Some(rate), Some(date)) => {
                let by_country = names.iter().any(|name| name.contains("country"));
                Ok(Columns { currency, rate, date, by_country })
            }
            _ => Err(format!(
                "The first line names the columns: currency code, rate and effective date. Missing: {}",
                missing.join(", ")
            )),
        }
    }
}

fn is_code(name: &str) -> bool {
    !name.contains("country") && ["code", "abbrev", "iso"].iter().any(|word| name.contains(word))
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
