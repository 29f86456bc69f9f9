//! Exchange rates as a source publishes them: lines of currency, rate and effective date, with a header in any order,
//! separated by commas, semicolons or tabs (a table copied from a page has tabs).
//!
//! Nothing is guessed: a row is read whole, or it says what is wrong with it. Currencies that the portal does not use are
//! named and left out. A list of some currencies says nothing about the others: their rates stay in force.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use domain::{
    Currency, PartialDate, Rate,
    identity::foreign_letters,
    rate::{NewRate, RateSource},
};

mod columns;

use columns::{Columns, Unnamed};

use crate::table_in::text::split;

/// Most bytes of a file.
pub const MOST_BYTES: usize = 1_000_000;
/// Most rows of a file.
pub const MOST_ROWS: usize = 5_000;
/// Lines among which the names of the columns stand.
const LETTERHEAD: usize = 10;
/// How much of a mistaken text is shown again.
const SHOWN: usize = 60;

/// What is the same for every row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub source: RateSource,
    /// The address where the list is published.
    pub source_url: Option<String>,
}

/// A file as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Every row of a currency that the portal uses, in the order of the file.
    pub rows: Vec<ReadRow>,
    /// Currencies that the portal does not use, each with its first line.
    pub not_used: BTreeMap<String, u64>,
    /// Lines that repeat an earlier one word for word, as in a list by country; they count once.
    pub repeated: usize,
}

/// A row: its line in the file, counted from 1, and the rate or every mistake in it with the typed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRow {
    pub line: u64,
    pub rate: Result<NewRate, Vec<String>>,
}

impl Reading {
    /// The rates, if no row is mistaken.
    pub fn rates(&self) -> Option<Vec<NewRate>> {
        self.rows.iter().map(|row| row.rate.clone().ok()).collect()
    }

    pub fn mistakes(&self) -> usize {
        self.rows.iter().filter(|row| row.rate.is_err()).count()
    }
}

/// Reads a file.
///
/// # Errors
/// A sentence about the whole file: not text, or as [`read`].
pub fn read_bytes(bytes: &[u8], published: &Published) -> Result<Reading, String> {
    check_size(bytes.len())?;
    let text = std::str::from_utf8(bytes).map_err(|_| "This is not a text file in UTF-8. Save it as CSV (UTF-8)")?;
    rows(text, published, false)
}

/// Reads pasted text, in which a quotation mark that is not closed is a letter.
///
/// # Errors
/// A sentence about the whole text: empty, too large, not a table, without a header, without one of the three columns or with two
/// that can be one of them.
pub fn read(text: &str, published: &Published) -> Result<Reading, String> {
    rows(text, published, true)
}

fn rows(text: &str, published: &Published, pasted: bool) -> Result<Reading, String> {
    check_size(text.len())?;
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        return Err("This is not a table of text. Save it as CSV, or copy the rows from the page".to_owned());
    }
    if text.trim().is_empty() {
        return Err("Paste the rates, with the line of column names above them".to_owned());
    }
    let (mut columns, mut refused) = (None, Vec::new());
    let mut table = Table::new(published);
    split::records(&text, separator(&text), pasted, 0, &mut |line, record| {
        if record.iter().all(|field| field.trim().is_empty()) {
            return Ok(());
        }
        match &columns {
            Some(columns) => table.take(columns, &record, line),
            // A letterhead stands above the names of the columns, and `sep=;` as Excel writes it.
            None if refused.len() < LETTERHEAD => match Columns::of(&record) {
                Ok(found) => {
                    columns = Some(found);
                    Ok(())
                }
                Err(Unnamed::Missing(words)) => {
                    refused.push(words);
                    Ok(())
                }
                Err(Unnamed::Unclear(words)) => Err(words),
            },
            None => Ok(()),
        }
    })?;
    if columns.is_none() {
        // Of all lines the one in which the least is missing was meant to name the columns.
        return Err(refused.into_iter().min_by_key(String::len).unwrap_or_default());
    }
    if table.count == 0 {
        return Err("There are no rates under the column names".to_owned());
    }
    Ok(table.reading)
}

fn check_size(bytes: usize) -> Result<(), String> {
    if bytes > MOST_BYTES {
        return Err("The list is larger than 1 MB. Leave out what is not a rate, or import it in parts".to_owned());
    }
    Ok(())
}

/// The separator that the first lines have most of.
fn separator(text: &str) -> char {
    let lines = || text.lines().filter(|line| !line.trim().is_empty()).take(LETTERHEAD);
    let count = |separator: char| lines().flat_map(str::chars).filter(|c| *c == separator).count();
    ['\t', '|', ';', ','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(',')
}

/// The rows read so far.
struct Table<'a> {
    published: &'a Published,
    reading: Reading,
    /// Currency and date → the line and rate that stated it.
    stated: HashMap<(Currency, NaiveDate), (u64, Rate)>,
    count: usize,
}

impl<'a> Table<'a> {
    fn new(published: &'a Published) -> Self {
        Table { published, reading: Reading::default(), stated: HashMap::new(), count: 0 }
    }

    fn take(&mut self, columns: &Columns, record: &[String], line: u64) -> Result<(), String> {
        self.count += 1;
        if self.count > MOST_ROWS {
            return Err("The list has more than 5,000 rows. Import it in parts".to_owned());
        }
        let field = |place: usize| record.get(place).map_or("", |cell| cell.trim());
        let code = columns::code(field(columns.currency));
        let currency = match known(&code) {
            Ok(Some(currency)) => Ok(currency),
            Ok(None) => {
                self.reading.not_used.entry(code).or_insert(line);
                return Ok(());
            }
            Err(words) => Err(words),
        };
        let typed = field(columns.rate);
        let said = |e: String| {
            if e.contains(&format!("“{typed}”")) { e } else { format!("{e}, not “{}”", shown(typed)) }
        };
        let rate = Rate::parse(typed).map_err(said);
        let date = field(columns.date);
        let effective_on = day(date).map_err(|e| format!("{e}, not “{}”", shown(date)));
        let mut mistakes: Vec<String> = Vec::new();
        let filled = record.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        if filled > columns.named {
            mistakes.push(format!(
                "This row has {filled} cells under {} column names: a separator within a number has moved them",
                columns.named
            ));
        }
        if let Some(pieces) = columns.pieces.map(field).filter(|pieces| !matches!(*pieces, "" | "1" | "1.0" | "1.00")) {
            mistakes
                .push(format!("This rate is for “{}” of the currency: enter the one for 1 US dollar", shown(pieces)));
        }
        mistakes.extend(currency.as_ref().err().cloned());
        mistakes.extend(rate.as_ref().err().cloned());
        mistakes.extend(effective_on.as_ref().err().cloned());
        let row = match (currency, rate, effective_on) {
            (Ok(currency), Ok(rate), Ok(effective_on)) if mistakes.is_empty() => {
                match self.stated.get(&(currency, effective_on)) {
                    // A list by country states the rate of a shared currency once for each of them.
                    Some((_, stated)) if *stated == rate && columns.by_country => {
                        self.reading.repeated += 1;
                        return Ok(());
                    }
                    Some((earlier, _)) => Err(vec![format!(
                        "{currency} of {} stands in line {earlier} already",
                        PartialDate::Day(effective_on).words()
                    )]),
                    None => {
                        self.stated.insert((currency, effective_on), (line, rate));
                        Ok(self.rate(currency, rate, effective_on))
                    }
                }
            }
            _ => Err(mistakes),
        };
        self.reading.rows.push(ReadRow { line, rate: row });
        Ok(())
    }

    fn rate(&self, currency: Currency, rate: Rate, effective_on: NaiveDate) -> NewRate {
        NewRate {
            source: self.published.source,
            currency,
            rate,
            effective_on,
            published_on: None,
            source_url: self.published.source_url.clone(),
            note: None,
        }
    }
}

/// The currency of a code; `None`: a code that the portal does not use. The dollar is what rates are stated against.
fn known(code: &str) -> Result<Option<Currency>, String> {
    let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if !is_code {
        let letters = foreign_letters(code).map(|places| format!(" ({places})")).unwrap_or_default();
        return Err(format!("Enter the code of the currency, such as JPY, not “{}”{letters}", shown(code)));
    }
    Ok(code.parse::<Currency>().ok().filter(|currency| *currency != Currency::Usd))
}

/// `1 Mar 2020`, `01-Mar-2020` or `2020-03-01`; never `01/03/2020`, which is two days.
fn day(typed: &str) -> Result<NaiveDate, String> {
    if let Ok(day) = PartialDate::parse_day(typed) {
        return Ok(day);
    }
    let has_letters = typed.chars().any(char::is_alphabetic);
    let typed = if has_letters { typed.replace('-', " ") } else { typed.to_owned() };
    PartialDate::parse_day(&typed)
}

fn shown(typed: &str) -> String {
    let short: String = typed.chars().take(SHOWN).collect();
    if short.len() < typed.len() { format!("{short}…") } else { short }
}

#[cfg(test)]
mod tests;
