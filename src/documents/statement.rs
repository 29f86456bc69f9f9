//! A statement laid out as facts and tables: the page, the CSV and the XLSX show these same cells.

use chrono::NaiveDate;
use domain::{Money, PartialDate, Rate, grant::percent, money::ROUNDING_WORDS};
use store::statements::Statement;

mod tables;

/// One cell, typed: a spreadsheet gets a number for a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Nothing,
    Words(String),
    Money(Money),
    /// An amount in US dollars without a rate.
    Unknown,
    Rate(Rate),
    Day(NaiveDate),
    Count(i64),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub label: String,
    /// Right-aligned figures.
    pub numeric: bool,
}

/// One table with its title and what has to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The target of links.
    pub id: &'static str,
    pub title: &'static str,
    pub columns: Vec<Head>,
    pub rows: Vec<Vec<Cell>>,
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub facts: Vec<(&'static str, Cell)>,
    pub sections: Vec<Section>,
}

/// A line of a spreadsheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub kind: LineKind,
    pub cells: Vec<Cell>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    Title,
    Fact,
    Head,
    Row,
    Note,
    Blank,
}

/// Lays a statement out. Everything that is printed comes from it alone.
pub fn document(statement: &Statement) -> Document {
    let mut sections =
        vec![tables::sources_and_uses(statement), tables::receipts(statement), tables::promises(statement)];
    sections.extend((!statement.refunds.is_empty()).then(|| tables::refunds(statement)));
    if !statement.own_part_only {
        sections.push(tables::uses("budget-lines", "Use by budget line", "Budget line", &statement.by_budget_line));
        sections.push(tables::uses("phases", "Use by phase", "Phase", &statement.by_phase));
        sections.extend(statement.support_check.as_ref().map(tables::support_check));
    }
    sections.push(tables::movements(statement));
    sections.push(tables::rates(statement));
    sections.push(notes(statement));
    sections.push(tables::announced(statement));
    Document { facts: facts(statement), sections }
}

impl Document {
    /// Everything as lines of one sheet.
    pub fn lines(&self) -> Vec<Line> {
        let line = |kind, cells| Line { kind, cells };
        let words = |words: &str| Cell::words(words);
        let mut lines = vec![line(LineKind::Title, vec![words("Statement of a grant")])];
        lines.extend(self.facts.iter().map(|(label, value)| line(LineKind::Fact, vec![words(label), value.clone()])));
        for section in &self.sections {
            lines.push(line(LineKind::Blank, Vec::new()));
            lines.push(line(LineKind::Title, vec![words(section.title)]));
            if !section.columns.is_empty() && !section.rows.is_empty() {
                lines.push(line(LineKind::Head, section.columns.iter().map(|head| words(&head.label)).collect()));
            }
            lines.extend(section.rows.iter().map(|row| line(LineKind::Row, row.clone())));
            lines.extend(section.notes.iter().map(|note| line(LineKind::Note, vec![words(note)])));
        }
        lines
    }
}

fn facts(statement: &Statement) -> Vec<(&'static str, Cell)> {
    let terms = &statement.terms;
    let date = |date: Option<PartialDate>| match date {
        Some(PartialDate::Day(day)) => Cell::Day(day),
        Some(date) => Cell::words(date.words()),
        None => Cell::words("not recorded"),
    };
    let share = |ppm: Option<i64>| {
        Cell::words(ppm.map_or_else(|| "not recorded".to_owned(), |ppm| format!("{} %", percent(ppm))))
    };
    let donors = statement.donors.join(", ");
    let alone = statement.co_funded && statement.donors.len() < 2;
    let day = statement.day.map_or_else(|| Cell::words("all value dates"), Cell::Day);
    let known =
        statement.known.map_or_else(|| Cell::words("everything known today"), |known| Cell::words(known.words()));
    vec![
        ("Grant", Cell::words(&statement.grant_code)),
        ("Title", Cell::words(&statement.title)),
        ("Donor", Cell::words(if alone { format!("{donors}, co-funded") } else { donors })),
        ("As of value date", day),
        ("As known on (Tashkent time)", known),
        ("Currency of the agreement", Cell::words(statement.position.currency.code())),
        ("Available from", date(terms.available_from)),
        ("Available to", date(terms.available_to)),
        ("Programme support cost on expenditure", share(terms.psc_ppm)),
        ("Coordination levy", share(terms.levy_ppm)),
        (
            "Payments are valued at",
            Cell::words(terms.valuation_basis.clone().unwrap_or_else(|| "not recorded".to_owned())),
        ),
    ]
}

fn notes(statement: &Statement) -> Section {
    let mut notes = vec![
        "Certified figures: every event was entered by one member of staff and approved by another. Events that wait for approval are left out.".to_owned(),
        "Rates are units of the currency for one US dollar, as published. The rate of an event is the latest of its source effective at or before the value date; it is pinned when the event is posted, and later rates do not change it.".to_owned(),
        format!("Amounts in US dollars are rounded {ROUNDING_WORDS}. Sums are sums of rounded lines; the column “rounding” shows what that makes."),
        "Amounts in different currencies are never added up.".to_owned(),
    ];
    if statement.own_part_only {
        notes.push("Several donors give this grant together. This statement contains only what is marked as yours: promises, receipts and refunds. It shows no uses.".to_owned());
    }
    if statement.own_currency_used.is_some() {
        notes.push(format!(
            "The {} used are derived: received × used in US dollars ÷ booked receipts, pro rata of the pinned rates. Spending itself runs in US dollars and has no such rate.",
            statement.position.currency
        ));
    }
    notes.extend(assumed(statement).map(|words| format!("{words}. So is whatever is computed from it.")));
    notes.extend(excludes(statement.without_rate).map(|words| format!("Sums in US dollars: {words}.")));
    Section { id: "notes", title: "Notes", columns: Vec::new(), rows: Vec::new(), notes }
}

/// What of it is assumed, wherever a figure of it stands; nothing when nothing is.
pub fn assumed(statement: &Statement) -> Option<String> {
    let money = statement.assumed()?;
    Some(format!(
        "{money} of what is booked is assumed: its rate follows from a published figure and is not taken from the accounts"
    ))
}

/// `excludes 3 events without a rate`; nothing when none is left out.
pub fn excludes(events: usize) -> Option<String> {
    match events {
        0 => None,
        1 => Some("excludes 1 event without a rate".to_owned()),
        many => Some(format!("excludes {many} events without a rate")),
    }
}

impl Cell {
    pub fn words(words: impl Into<String>) -> Self {
        Some(words.into()).filter(|words| !words.is_empty()).map_or(Cell::Nothing, Cell::Words)
    }

    fn some(words: Option<&str>) -> Self {
        Cell::words(words.unwrap_or_default())
    }

    fn count(number: usize) -> Self {
        Cell::Count(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl Head {
    fn words(label: impl Into<String>) -> Self {
        Head { label: label.into(), numeric: false }
    }

    fn figure(label: impl Into<String>) -> Self {
        Head { label: label.into(), numeric: true }
    }
}

#[cfg(test)]
mod tests;
