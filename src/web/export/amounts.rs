//! Columns of values that may have several currencies.

use store::Totals;

use super::Field;

/// As many pairs of amount and currency as the fullest row needs.
pub struct Amounts {
    pairs: usize,
}

impl Amounts {
    pub fn fitting<'a>(rows: impl Iterator<Item = &'a Totals>) -> Self {
        Amounts { pairs: rows.map(|totals| totals.0.len()).max().unwrap_or(1).max(1) }
    }

    /// `Value`, `Value currency`, then `Value (2)`, `Value currency (2)` and so on.
    pub fn head(&self, label: &str) -> Vec<String> {
        let pair = |place: usize| match place {
            1 => [label.to_owned(), format!("{label} currency")],
            place => [format!("{label} ({place})"), format!("{label} currency ({place})")],
        };
        (1..=self.pairs).flat_map(pair).collect()
    }

    pub fn fields(&self, totals: &Totals) -> Vec<Field> {
        (0..self.pairs).flat_map(|place| Field::money(totals.0.get(place).copied())).collect()
    }
}
