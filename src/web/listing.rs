//! Lists: search, filters, order and pages, applied to the rows that the store found in scope.
//!
//! A programme has hundreds of rounds and some thousand items; searching them here rather than in SQL gives both
//! databases the same answer for Cyrillic and Uzbek text, and the sums under a table are those of what is shown.

use std::cmp::Ordering;

use crate::kit::{ListQuery, ListState, PER_PAGE, whole};

/// Whether a row passes the value of a filter.
pub type Passes<R> = fn(&R, &str) -> bool;
/// Two rows in ascending order.
pub type Compares<R> = fn(&R, &R) -> Ordering;

/// How a list of `R` is searched, filtered and sorted.
pub struct Listing<R: 'static> {
    /// Everything that the search looks into, joined.
    pub text: fn(&R) -> String,
    /// Filter name → whether a row passes its value.
    pub filters: &'static [(&'static str, Passes<R>)],
    /// Sort key → comparison, ascending. The first is the default; a leading `-` in its key means descending.
    pub sorts: &'static [(&'static str, Compares<R>)],
}

/// The rows that match, and which of them this page shows.
pub struct Listed<R> {
    pub matching: Vec<R>,
    pub state: ListState,
    pub sort: Option<(&'static str, bool)>,
}

impl<R> Listed<R> {
    /// The rows of this page.
    pub fn shown(&self) -> &[R] {
        let start = usize::try_from((self.state.page - 1) * PER_PAGE).unwrap_or(usize::MAX).min(self.matching.len());
        let end = start.saturating_add(PER_PAGE as usize).min(self.matching.len());
        &self.matching[start..end]
    }

    pub fn is_empty(&self) -> bool {
        self.shown().is_empty()
    }
}

impl<R> Listing<R> {
    pub fn arrange(&self, query: &ListQuery, mut rows: Vec<R>) -> Listed<R> {
        if let Some(search) = query.search() {
            rows.retain(|row| found(search, &(self.text)(row)));
        }
        for (name, passes) in self.filters {
            if let Some(value) = query.get(name) {
                rows.retain(|row| passes(row, value));
            }
        }
        let keys: Vec<&'static str> = self.sorts.iter().map(|(key, _)| *key).collect();
        let (key, down) = query.sort(&keys);
        let compare = self.sorts.iter().find(|(k, _)| k.trim_start_matches('-') == key).map(|(_, c)| c);
        if let Some(compare) = compare {
            rows.sort_by(|a, b| if down { compare(b, a) } else { compare(a, b) });
        }
        let sort = compare.map(|_| (key, down));
        let state = ListState::new(query, whole(rows.len()));
        Listed { matching: rows, state, sort }
    }
}

/// Every word of the search stands somewhere in the text.
pub fn found(search: &str, text: &str) -> bool {
    let text = fold(text);
    fold(search).split_whitespace().all(|word| text.contains(word))
}

/// Lower case, and every kind of apostrophe as one: people type `Oʻzbekiston` in five ways.
fn fold(text: &str) -> String {
    text.to_lowercase().chars().map(|c| if matches!(c, '`' | '‘' | '’' | 'ʻ' | 'ʼ') { '\'' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOWNS: Listing<&str> = Listing {
        text: |town| (*town).to_owned(),
        filters: &[("letter", |town, letter| town.starts_with(letter))],
        sorts: &[("-name", |a, b| a.cmp(b)), ("length", |a, b| a.len().cmp(&b.len()))],
    };

    fn towns(query: &str) -> Vec<&'static str> {
        let rows = vec!["Termez", "Tashkent", "Qoʻqon", "Нукус"];
        TOWNS.arrange(&ListQuery::parse(query), rows).shown().to_vec()
    }

    #[test]
    fn search_folds_case_in_every_script_and_apostrophes() {
        assert_eq!(towns("q=нукус"), ["Нукус"]);
        assert_eq!(towns("q=QO'QON"), ["Qoʻqon"]);
        assert_eq!(towns("q=nowhere"), Vec::<&str>::new());
    }

    #[test]
    fn filters_and_orders_come_from_the_address() {
        assert_eq!(towns("letter=T"), ["Termez", "Tashkent"]);
        assert_eq!(towns("letter=T&sort=name"), ["Tashkent", "Termez"]);
        assert_eq!(towns("letter=T&sort=unknown"), ["Termez", "Tashkent"]);
        assert_eq!(towns("page=2"), Vec::<&str>::new());
    }
}
