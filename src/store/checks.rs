//! When things are checked where they stand: what is due follows from receipts and checks (`store/now`), and is listed, counted by
//! month and shown as a calendar for whoever reads the things.

use std::collections::HashMap;

use domain::check::Tier;

use crate::{
    Result, Tx,
    query::{Query, ask},
};

mod asked_by_grants;
mod listed;
mod standing;
pub(crate) use asked_by_grants::ASKED;
pub use asked_by_grants::{AskedByGrant, ask_more, asked_more};
pub use listed::{CheckRow, Choices, choices, list};
pub(crate) use listed::{FOR_DONORS, FOR_OFFICERS, FOR_STAFF};
pub use standing::{Month, SeenBy, Standing, Sum, UnitChecks, by_month, by_unit, calendar, standing};

/// What categories and grants ask for.
pub(crate) struct Tiers {
    categories: HashMap<i64, Tier>,
    /// Months between two checks.
    grants: HashMap<i64, i64>,
}

impl Tiers {
    pub(crate) async fn read(tx: &mut Tx) -> Result<Self> {
        type Row = (i64, Option<i64>, Option<i64>, Option<i64>);
        let rows: Vec<Row> =
            ask!(&mut *tx, Query::new("SELECT id, parent_id, check_first, check_every FROM category"), fetch_all)?;
        let by_id: HashMap<i64, &Row> = rows.iter().map(|row| (row.0, row)).collect();
        let tier = |row: &Row| row.3.map(|every| Tier { first: row.2.unwrap_or(every), every });
        let nearest = |row: &Row| {
            let mut at = Some(*row);
            // Writers see to it that there is no circle; a damaged database ends as well.
            for _ in 0..=rows.len() {
                let row = at?;
                if let Some(tier) = tier(&row) {
                    return Some(tier);
                }
                at = row.1.and_then(|parent| by_id.get(&parent).map(|row| **row));
            }
            None
        };
        let categories = rows.iter().filter_map(|row| Some((row.0, nearest(row)?))).collect();
        let asked: Vec<(i64, i64)> = ask!(
            tx,
            Query::new(
                "SELECT c.grant_id, c.every FROM grant_check c WHERE c.every IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM grant_check n WHERE n.grant_id = c.grant_id AND n.id > c.id)"
            ),
            fetch_all
        )?;
        Ok(Tiers { categories, grants: asked.into_iter().collect() })
    }

    /// What holds for a thing: the strictest of what its category and the grants that pay for it ask for.
    pub(crate) fn of(&self, category: Option<i64>, grants: impl Iterator<Item = i64>) -> Option<Tier> {
        let own = category.and_then(|category| self.categories.get(&category).copied());
        let asked =
            grants.filter_map(|grant| self.grants.get(&grant)).map(|every| Tier { first: *every, every: *every });
        own.into_iter().chain(asked).reduce(Tier::and)
    }
}
