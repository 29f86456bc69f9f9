//! Control totals: what the rows make, beside what the list itself says that they make.

use super::{Aside, Column, Judged, Mapping, Question, StagedRow};
use crate::{
    money::{Money, split_currency},
    number::{Digits, count},
};

/// What the rows that are things make together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Controls {
    pub rows: usize,
    pub lines: usize,
    pub pieces: i64,
    /// One for each currency.
    pub value: Vec<Money>,
    /// Sums that the list states.
    pub stated: Vec<Stated>,
}

/// A row of the list that states a sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    pub row: i64,
    /// What it states, and what the rows make: in words. Equal where they agree.
    pub pieces: Option<(String, String)>,
    pub value: Option<(String, String)>,
}

/// What rows make.
#[derive(Debug, Clone, Default)]
struct Sum {
    pieces: i64,
    value: Vec<Money>,
}

impl Sum {
    fn add(&mut self, row: &Judged) {
        for line in &row.lines {
            self.pieces += line.quantity;
            match self.value.iter_mut().find(|sum| sum.currency == line.value.currency) {
                Some(sum) => *sum = sum.plus(line.value).unwrap_or(*sum),
                None => self.value.push(line.value),
            }
        }
    }

    fn value_words(&self) -> String {
        let all: Vec<String> = self.value.iter().map(Money::to_string).collect();
        if all.is_empty() { "0".to_owned() } else { all.join(" + ") }
    }

    /// Whether a stated figure is this value, in whichever currency it is.
    fn is_worth(&self, figure: &str) -> bool {
        let (text, named) = split_currency(figure);
        match self.value.as_slice() {
            [] => Digits::read(&text, 2).is_ok_and(|read| read.whole.trim_start_matches('0').is_empty()),
            [one] => {
                named.iter().all(|named| *named == one.currency)
                    && Money::parse(&text, one.currency).is_ok_and(|stated| stated == *one)
            }
            _ => false,
        }
    }
}

impl Controls {
    /// `judged` are the rows in their order, each with what came of it.
    pub fn of(mapping: &Mapping, rows: &[StagedRow], judged: &[Judged]) -> Self {
        let (mut all, mut part) = (Sum::default(), Sum::default());
        let (mut controls, mut complete) = (Controls::default(), true);
        for (row, result) in rows.iter().zip(judged) {
            match result.aside {
                None => {
                    controls.rows += 1;
                    controls.lines += result.lines.len();
                    complete &= result.is_ready();
                    all.add(result);
                    part.add(result);
                }
                // Before every row is read its sum says nothing.
                Some(Aside::Sum) if complete => {
                    controls.stated.extend(stated(mapping, row, &all, &part));
                    part = Sum::default();
                }
                Some(_) => {}
            }
        }
        (controls.pieces, controls.value) = (all.pieces, all.value);
        controls
    }

    /// Each difference is one.
    pub fn questions(&self) -> Vec<Question> {
        let mut questions = Vec::new();
        for stated in &self.stated {
            let both = [("pieces", &stated.pieces), ("value", &stated.value)];
            for (what, (said, made)) in both.into_iter().filter_map(|(what, both)| Some((what, both.as_ref()?))) {
                if said == made {
                    continue;
                }
                questions.push(Question {
                    key: format!("sum {} {what} {said} {made}", stated.row),
                    words: format!("Row {} of the list states {said}; the rows that are read make {made}", stated.row),
                    answers: vec![("right".to_owned(), "The rows are right as they are read".to_owned())],
                });
            }
        }
        questions
    }
}

/// What a row of sums states. It is the sum of all rows above it, or of those since the last one; which is not said.
fn stated(mapping: &Mapping, row: &StagedRow, all: &Sum, part: &Sum) -> Option<Stated> {
    let cell = |column: Column| {
        let cell = row.cells.get(mapping.place(column)?)?;
        Some(cell.text.trim().to_owned()).filter(|text| text.chars().any(|c| c.is_ascii_digit()))
    };
    let pieces = cell(Column::Quantity).map(|text| {
        let said = count(&text, 0..=100_000_000).ok();
        let made =
            [all, part].into_iter().map(|sum| sum.pieces).find(|pieces| Some(*pieces) == said).unwrap_or(all.pieces);
        let words = |pieces: i64| format!("{} pieces", crate::money::group_thousands(pieces.unsigned_abs()));
        (said.map_or(format!("“{text}” pieces"), words), words(made))
    });
    let value = cell(Column::Total).or_else(|| cell(Column::UnitPrice)).map(|text| {
        let made = [all, part].into_iter().find(|sum| sum.is_worth(&text));
        match made {
            Some(sum) => (sum.value_words(), sum.value_words()),
            None => (text, all.value_words()),
        }
    });
    (pieces.is_some() || value.is_some()).then_some(Stated { row: row.number, pieces, value })
}
