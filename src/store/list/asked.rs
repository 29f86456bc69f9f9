//! What a person asks of a list, and the page that answers.

use super::PART;
use crate::Totals;

/// What a person asks of a list, as it stands in its address. What the list does not know is ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub search: Option<String>,
    /// Name and value.
    pub filters: Vec<(String, String)>,
    /// The key of the order, and whether from the top down.
    pub sort: Option<(String, bool)>,
    pub at: At,
    /// Count and sum everything, however long it takes.
    pub exact: bool,
    /// So many rows: a part of a file, a sheet of labels, the first ones on the page of something else. What the database would
    /// have to count and sum for them stays uncounted. `None`: a page.
    pub most: Option<usize>,
}

impl Asked {
    /// The same list for a file: its next rows behind a key, as [`Page::next`] gave it (`None`: from the beginning).
    #[must_use]
    pub fn part(&self, after: Option<String>) -> Self {
        Asked { at: after.map_or(At::First, At::After), most: Some(PART), ..self.clone() }
    }
}

/// Which page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum At {
    #[default]
    First,
    /// The rows behind the one with this key, as [`Page::next`] gave it.
    After(String),
    /// The rows before the one with this key.
    Before(String),
}

/// How many rows a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    Exactly(i64),
    /// More than this.
    Over(i64),
}

impl Count {
    pub fn is_zero(self) -> bool {
        self == Count::Exactly(0)
    }
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Page<R> {
    pub rows: Vec<R>,
    pub count: Count,
    /// The sums of the whole list; empty where it is not counted to the end, and where a list has none.
    pub sums: Totals,
    /// The key of the order and whether from the top down.
    pub sort: (&'static str, bool),
    /// The keys of the neighbouring pages, where there are any.
    pub previous: Option<String>,
    pub next: Option<String>,
    /// The words that were looked for instead, where nothing has what was typed.
    pub instead: Option<String>,
}

impl<R> Page<R> {
    /// The same page of other rows.
    pub fn map<S>(mut self, of: impl FnMut(R) -> S) -> Page<S> {
        let rows = std::mem::take(&mut self.rows);
        self.with_rows(rows.into_iter().map(of).collect())
    }

    /// The same page, its rows in other words.
    pub(crate) fn with_rows<S>(self, rows: Vec<S>) -> Page<S> {
        let Page { rows: _, count, sums, sort, previous, next, instead } = self;
        Page { rows, count, sums, sort, previous, next, instead }
    }
}
