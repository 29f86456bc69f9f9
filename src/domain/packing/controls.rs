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
    pub rows: Option<(String, String)>,
    pub pieces: Option<(String, String)>,
    pub value: Option<(String, String)>,
}

impl Stated {
    /// Everything that it states.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &(String, String))> {
        let all = [("rows", &self.rows), ("pieces", &self.pieces), ("value", &self.value)];
        all.into_iter().filter_map(|(what, both)| Some((what, both.as_ref()?)))
    }
}

/// What rows make.
#[derive(Debug, Clone, Default)]
struct Sum {
    rows: i64,
    pieces: i64,
    value: Vec<Money>,
}

impl Sum {
    fn add(&mut self, row: &Judged) {
        self.rows += 1;
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
            for (what, (said, made)) in stated.all() {
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

/// What a row of sums states, in its columns or in its words: `Итого 43 шт. на сумму 7 200`. It is the sum of all rows above it, or of
/// those since the last one; which is not said.
fn stated(mapping: &Mapping, row: &StagedRow, all: &Sum, part: &Sum) -> Option<Stated> {
    let cell = |column: Column| {
        let cell = row.cells.get(mapping.place(column)?)?;
        Some(cell.text.trim().to_owned()).filter(|text| text.chars().any(|c| c.is_ascii_digit()))
    };
    let mut stated = Stated { row: row.number, rows: None, pieces: None, value: None };
    let counted = |text: &str, of: fn(&Sum) -> i64, what: &str| {
        let said = count(text, 0..=100_000_000).ok();
        let made = [all, part].into_iter().map(of).find(|made| Some(*made) == said).unwrap_or(of(all));
        let words = |number: i64| format!("{} {what}", crate::money::group_thousands(number.unsigned_abs()));
        (said.map_or(format!("“{text}” {what}"), words), words(made))
    };
    let worth = |text: String| match [all, part].into_iter().find(|sum| sum.is_worth(&text)) {
        Some(sum) => (sum.value_words(), sum.value_words()),
        None => (text, all.value_words()),
    };
    stated.pieces = cell(Column::Quantity).map(|text| counted(&text, |sum| sum.pieces, "pieces"));
    stated.value = cell(Column::Total).or_else(|| cell(Column::UnitPrice)).map(worth);
    for (number, what) in row.cells.iter().flat_map(|cell| in_words(cell.seen())) {
        match what {
            Figure::Rows => stated.rows = Some(counted(&number, |sum| sum.rows, "rows")),
            Figure::Pieces if stated.pieces.is_none() => {
                stated.pieces = Some(counted(&number, |sum| sum.pieces, "pieces"));
            }
            Figure::Value if stated.value.is_none() => stated.value = Some(worth(number)),
            Figure::Pieces | Figure::Value => {}
        }
    }
    let says = stated.all().next().is_some();
    says.then_some(stated)
}

/// What a figure among words is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figure {
    Rows,
    Pieces,
    Value,
}

const ROWS: &[&str] = &[
    "row",
    "rows",
    "line",
    "lines",
    "position",
    "positions",
    "article",
    "articles",
    "позиций",
    "позиции",
    "позиция",
    "наименований",
    "наименования",
    "наименование",
    "строк",
    "строки",
    "nomda",
    "qator",
    "pozitsiya",
];
const PIECES: &[&str] = &[
    "pc",
    "pcs",
    "piece",
    "pieces",
    "unit",
    "units",
    "шт",
    "штук",
    "штуки",
    "ед",
    "единиц",
    "единицы",
    "dona",
    "дона",
];
const VALUES: &[&str] = &["сумму", "сумма", "amount", "value", "summa", "summasi", "qiymati", "стоимость", "worth"];

/// Figures that stand among words, with what they are by the word before or behind them. What is not clear states nothing.
fn in_words(text: &str) -> Vec<(String, Figure)> {
    let mut found = Vec::new();
    if !text.contains(char::is_alphabetic) {
        return found;
    }
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | '\u{202f}' | ',' | '.' | '\'');
    let mut at = 0;
    while let Some(first) = text[at..].find(|c: char| c.is_ascii_digit()).map(|place| at + place) {
        let end = text[first..].find(|c: char| !is_part(c)).map_or(text.len(), |place| first + place);
        let number = text[first..end].trim_end_matches([' ', '\u{a0}', '\u{202f}', ',', '.', '\'']);
        let word = |text: &str| text.trim_matches(|c: char| !c.is_alphabetic() && c != '$').to_lowercase();
        let split = |c: char| c.is_whitespace() || matches!(c, ':' | ';' | '(' | ')' | ',');
        let behind =
            text[first + number.len()..].split(split).map(word).find(|word| !word.is_empty()).unwrap_or_default();
        let before = text[..first].rsplit(split).map(word).find(|word| !word.is_empty()).unwrap_or_default();
        let joined = text[..first].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '/'));
        let is = |words: &[&str]| {
            words.contains(&behind.as_str()) || (behind.is_empty() && words.contains(&before.as_str()))
        };
        let rows = is(ROWS) || (ROWS.contains(&before.as_str()) && !is(PIECES));
        let value = VALUES.contains(&before.as_str()) || crate::money::currency_of(&behind).is_some();
        let figure = match (joined, rows, is(PIECES), value) {
            (true, ..) => None,
            (_, true, ..) => Some(Figure::Rows),
            (_, _, true, _) => Some(Figure::Pieces),
            (.., true) => Some(Figure::Value),
            _ => None,
        };
        found.extend(figure.map(|figure| (number.to_owned(), figure)));
        at = end.max(first + 1);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Figure::*, in_words};

    #[test]
    fn figures_among_words_are_what_the_words_say() {
        for (text, figures) in [
            ("Итого 43 шт. на сумму 7 200,00 сум", &[("43", Pieces), ("7 200,00", Value)][..]),
            ("Total: 43 pieces, USD", &[("43", Pieces)]),
            ("Всего позиций: 3", &[("3", Rows)]),
            ("Всего наименований 3, на сумму 7200.50", &[("3", Rows), ("7200.50", Value)]),
            ("Jami: 12 dona", &[("12", Pieces)]),
            ("Итого по разделу 1", &[]),
            ("Total, lot 2", &[]),
            ("Total 7,200 USD", &[("7,200", Value)]),
            ("7200", &[]),
        ] {
            let expected: Vec<_> = figures.iter().map(|(number, figure)| ((*number).to_owned(), *figure)).collect();
            assert_eq!(in_words(text), expected, "{text}");
        }
    }
}
