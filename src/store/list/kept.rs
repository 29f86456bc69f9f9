//! What a list adds up to, read from sums that are kept as its rows change.

use super::{Asked, Kept, List, Scope};
use crate::{batch::Bind, query::Query};

impl List {
    /// The question for sums that are kept, where they say what is asked for.
    pub(super) fn kept(&self, kept: &Kept, scope: Scope, asked: &Asked) -> Option<Query> {
        let reader = [Bind::from(scope.word()), Bind::from(scope.id())];
        if self.is_whole(asked) {
            return Some(Query::default().with(kept.whole, reader));
        }
        let unknown = asked.filters.iter().any(|(name, _)| kept.not.contains(&name.as_str()));
        if unknown || asked.search.is_some() {
            return None;
        }
        let mut query =
            Query::new("SELECT r.currency, CAST(SUM(r.items) AS BIGINT), CAST(SUM(r.value_minor) AS BIGINT) FROM ");
        query.push(kept.parts, reader);
        self.filter(&mut query, asked);
        query.push(" GROUP BY r.currency ORDER BY r.currency", []);
        Some(query)
    }

    pub(super) fn filter(&self, query: &mut Query, asked: &Asked) {
        for filter in self.filters {
            if let Some((_, value)) = asked.filters.iter().find(|(name, _)| name == filter.name) {
                query.push(" AND ", []);
                query.push(filter.condition, [Bind::from(value.as_str())]);
            }
        }
    }
}
