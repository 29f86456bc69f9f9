//! What each column means: known by its heading, or asked. Nothing that has content is passed over in silence.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Cell, Column, Values,
    column::{Says, currency_in},
};
use crate::{money::Currency, number::count};

/// What is done with a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Option<String>", into = "Option<String>")]
pub enum Use {
    /// A person has to say.
    #[default]
    Undecided,
    Out,
    As(Column),
}

/// As it is kept, and sent by the form: a meaning, `?`, or nothing.
impl From<Option<String>> for Use {
    fn from(word: Option<String>) -> Self {
        match word.as_deref() {
            None | Some("out") => Use::Out,
            Some(word) => word.parse().map_or(Use::Undecided, Use::As),
        }
    }
}

impl From<Use> for Option<String> {
    fn from(what: Use) -> Self {
        match what {
            Use::Undecided => Some("?".to_owned()),
            Use::Out => None,
            Use::As(column) => Some(column.word().to_owned()),
        }
    }
}

/// What each column means, and what holds for every row where no column says it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Mapping {
    pub columns: Vec<Use>,
    pub for_all: BTreeMap<Column, String>,
    /// Of each column, why it was taken for that.
    #[serde(default)]
    pub why: Vec<String>,
}

/// Why a column is what it is, where a person said so.
pub const CHOSEN: &str = "so it was chosen";
const REMEMBERED: &str = "so it was answered for the last list with these headings";
const EMPTY_NAMED: &str = "its heading says so; it is empty";

/// How many first rows are looked through for the heading.
const FIRST_ROWS: usize = 15;

impl Mapping {
    /// A heading that is known, and that no other column claims, gives its meaning; everything else that has content is
    /// asked. `rows` are those below the heading.
    pub fn guess<'a>(head: &[String], rows: impl Iterator<Item = &'a [Cell]> + Clone) -> Self {
        let filled = |place: usize| rows.clone().any(|cells| cells.get(place).is_some_and(|cell| !cell.is_empty()));
        let said: Vec<Says> = head.iter().map(|heading| Column::said_by(heading)).collect();
        let claims = |column: Column| -> Vec<usize> {
            let claims = |place: &usize| match &said[*place] {
                Says::Means(other) | Says::With(other, _) => *other == column,
                Says::SomePrice => column == Column::UnitPrice,
                Says::OneOf(columns) => columns.contains(&column),
                Says::RowNumber | Says::Nothing => false,
            };
            (0..head.len()).filter(claims).filter(|place| filled(*place)).collect()
        };
        let several = quantity_over_one(&said, rows.clone());
        let mut mapping = Mapping::default();
        for (place, heading) in head.iter().enumerate() {
            let rivals = |column: Column| -> Option<String> {
                let others: Vec<String> = claims(column)
                    .into_iter()
                    .filter(|other| *other != place)
                    .map(|other| format!("“{}”", head[other]))
                    .collect();
                let both = format!(
                    "“{heading}” and {} can both be the {}",
                    others.join(" and "),
                    column.label().to_lowercase()
                );
                (!others.is_empty()).then_some(both)
            };
            let (what, why) = match &said[place] {
                Says::Means(column) if !filled(place) => (Use::As(*column), EMPTY_NAMED.to_owned()),
                _ if !filled(place) => (Use::Out, "it is empty".to_owned()),
                Says::RowNumber if counts_rows(rows.clone(), place) => (Use::Out, "it counts the rows".to_owned()),
                Says::Means(column) => match rivals(*column) {
                    Some(words) => (Use::Undecided, words),
                    None => (Use::As(*column), "its heading says so".to_owned()),
                },
                Says::With(column, beside) => {
                    let label = column.label().to_lowercase();
                    (Use::Undecided, format!("it can be the {label}, but “{beside}” beside it is not understood"))
                }
                Says::SomePrice => match rivals(Column::UnitPrice) {
                    Some(words) => (Use::Undecided, words),
                    None if several => (Use::Undecided, "this can be the price of one or of all".to_owned()),
                    None => (Use::As(Column::UnitPrice), "its heading says so, and there is one of each".to_owned()),
                },
                Says::OneOf(columns) => {
                    let labels: Vec<String> = columns.iter().map(|column| column.label().to_lowercase()).collect();
                    (Use::Undecided, format!("this heading can mean {}", labels.join(" or ")))
                }
                Says::RowNumber => (Use::Undecided, "it does not count the rows".to_owned()),
                Says::Nothing => (Use::Undecided, "nothing is known of this heading".to_owned()),
            };
            mapping.columns.push(what);
            mapping.why.push(why);
        }
        mapping
    }

    /// As a person chose it for an earlier list with these headings. What nobody chose then, such as to pass over a column that was
    /// empty, is found out anew.
    pub fn remembered(mut self, earlier: &Mapping) -> Self {
        if earlier.columns.len() != self.columns.len() {
            return self;
        }
        for (place, chosen) in earlier.columns.iter().enumerate().filter(|(_, chosen)| **chosen != Use::Undecided) {
            self.columns[place] = *chosen;
            self.why[place] = REMEMBERED.to_owned();
        }
        // Another column can mean now what was chosen for this one then.
        for place in 0..self.columns.len() {
            let rival = (0..self.columns.len()).find(|other| {
                *other != place && self.columns[*other] == self.columns[place] && self.why[*other] == REMEMBERED
            });
            if let (Use::As(column), Some(_)) = (self.columns[place], rival.filter(|_| self.why[place] != REMEMBERED)) {
                self.columns[place] = Use::Undecided;
                self.why[place] = format!("another column was answered to be the {}", column.label().to_lowercase());
            }
        }
        self
    }

    /// What a person chose of it: the rest is found out anew for every list.
    pub fn chosen(&self) -> Vec<Use> {
        let chosen = |(place, what): (usize, &Use)| match self.why.get(place).map(String::as_str) {
            Some(CHOSEN | REMEMBERED) => *what,
            _ => Use::Undecided,
        };
        self.columns.iter().enumerate().map(chosen).collect()
    }

    /// Which of the first rows is the heading: the one of which the most is understood. `None` when nothing is.
    pub fn find_head<'a>(rows: impl Iterator<Item = &'a [Cell]>) -> Option<usize> {
        let known = |cell: &&Cell| !matches!(Column::said_by(cell.seen()), Says::Nothing);
        let understood = |cells: &[Cell]| cells.iter().filter(|cell| !cell.is_empty()).filter(known).count();
        let counted = rows.take(FIRST_ROWS).enumerate().map(|(place, cells)| (understood(cells), place));
        // Of equal ones the first; a single understood word can be chance.
        let best = counted.max_by_key(|(count, place)| (*count, std::cmp::Reverse(*place)))?;
        (best.0 >= 2).then_some(best.1)
    }

    /// The values that hold for every row, without empty ones.
    pub fn for_all(values: impl IntoIterator<Item = (Column, String)>) -> Values {
        let trimmed = values.into_iter().map(|(column, value)| (column, value.trim().to_owned()));
        trimmed.filter(|(_, value)| !value.is_empty()).collect()
    }

    /// The place of a column with this meaning.
    pub fn place(&self, column: Column) -> Option<usize> {
        self.columns.iter().position(|what| *what == Use::As(column))
    }

    /// Places that a person has to decide on.
    pub fn undecided(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().enumerate().filter(|(_, what)| **what == Use::Undecided).map(|(place, _)| place)
    }

    /// The currencies that the headings of prices name.
    pub fn priced_in(&self, head: &[String]) -> Vec<Currency> {
        let places = [Column::UnitPrice, Column::Total].into_iter().filter_map(|column| self.place(column));
        let mut named: Vec<Currency> = places.filter_map(|place| currency_in(head.get(place)?)).collect();
        named.dedup();
        named
    }
}

fn quantity_over_one<'a>(said: &[Says], mut rows: impl Iterator<Item = &'a [Cell]>) -> bool {
    let counts = |says: &Says| matches!(says, Says::Means(Column::Quantity) | Says::With(Column::Quantity, _));
    let places: Vec<usize> = (0..said.len()).filter(|place| counts(&said[*place])).collect();
    // Without a quantity nothing says that there is one of each, unless each has its number.
    if places.is_empty() {
        let numbered = |says: &Says| matches!(says, Says::Means(column) if Column::IDENTIFIERS.contains(column));
        return !said.iter().any(numbered);
    }
    rows.any(|cells| {
        places
            .iter()
            .filter_map(|place| cells.get(*place))
            .any(|cell| !cell.is_empty() && count(&cell.text, 1..=1).is_err())
    })
}

/// 1, 2, 3 …, with gaps where a row has none.
fn counts_rows<'a>(rows: impl Iterator<Item = &'a [Cell]>, place: usize) -> bool {
    let cells = rows.filter_map(|cells| cells.get(place)).filter(|cell| !cell.is_empty());
    let numbers: Vec<i64> =
        cells.map(|cell| cell.text.trim().trim_end_matches(['.', ')']).parse().unwrap_or(i64::MIN)).collect();
    numbers.first() == Some(&1) && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1)
}
