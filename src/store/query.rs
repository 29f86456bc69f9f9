//! A query put together from static texts: each part says `?` where a value belongs, and the parts are numbered as they come.

use domain::{Scope, Viewer};

use crate::batch::Bind;

/// One part of a question for each kind of reader. In place of each `?` stands the id of its agency or donor, or the code of its
/// country.
#[derive(Clone, Copy)]
pub(crate) struct Parts {
    pub everything: &'static str,
    pub agency: &'static str,
    pub donor: &'static str,
    pub country: &'static str,
}

/// The text and its values. Only `&'static str` gets into the text: nothing that anybody typed can.
#[derive(Debug, Clone, Default)]
pub(crate) struct Query {
    text: String,
    pub(crate) binds: Vec<Bind>,
}

fn repeated(part: &str, value: impl Into<Bind>) -> impl Iterator<Item = Bind> {
    std::iter::repeat_n(value.into(), part.matches('?').count())
}

/// No agency has this id.
const NOBODY: i64 = 0;

impl Query {
    pub(crate) fn new(text: &'static str) -> Self {
        Query::default().with(text, [])
    }

    /// Adds a part with a value for each of its `?`.
    pub(crate) fn with(mut self, part: &'static str, values: impl IntoIterator<Item = Bind>) -> Self {
        self.push(part, values);
        self
    }

    /// See [`Query::with`].
    pub(crate) fn push(&mut self, part: &'static str, values: impl IntoIterator<Item = Bind>) {
        let mut values = values.into_iter();
        let mut pieces = part.split('?');
        self.text.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            self.binds.extend(values.next());
            self.text.push('$');
            self.text.push_str(&self.binds.len().to_string());
            self.text.push_str(piece);
        }
        debug_assert!(values.next().is_none(), "a value without a place in {part}");
    }

    /// Adds the part of the reader's scope, with the id of its agency or donor for each `?`. The coordinator of a country, for
    /// whom most questions have no part, reads as an agency that there is not; what is for it is asked with [`Parts`].
    pub(crate) fn for_reader(
        self,
        viewer: &Viewer,
        everything: &'static str,
        agency: &'static str,
        donor: &'static str,
    ) -> Self {
        if let Scope::Country(_) = viewer.scope {
            return self.with(agency, repeated(agency, NOBODY));
        }
        self.for_all_readers(viewer, Parts { everything, agency, donor, country: "" })
    }

    /// Adds the part of the reader's scope.
    pub(crate) fn for_all_readers(mut self, viewer: &Viewer, of: Parts) -> Self {
        match viewer.scope {
            Scope::Everything => self.push(of.everything, []),
            Scope::Agency(id) => self.push(of.agency, repeated(of.agency, id)),
            Scope::Donor(id) => self.push(of.donor, repeated(of.donor, id)),
            Scope::Country(country) => self.push(of.country, repeated(of.country, country.to_string())),
        }
        self
    }

    /// Ids of ours, written out: `1, 2, 3`. An empty list is `NULL`: nothing is in it.
    pub(crate) fn push_ids(&mut self, ids: impl IntoIterator<Item = i64>) {
        let ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
        self.text.push_str(if ids.is_empty() { "NULL" } else { "" });
        self.text.push_str(&ids.join(", "));
    }

    /// The values of a text whose parts say `$1` … themselves, because they say them more than once.
    pub(crate) fn numbered(mut self, values: Vec<Bind>) -> Self {
        self.binds = values;
        self
    }

    /// How SQLite would go about it.
    pub(crate) fn explained(mut self) -> Self {
        self.text.insert_str(0, "EXPLAIN QUERY PLAN ");
        self
    }

    pub(crate) fn text(&self) -> String {
        self.text.clone()
    }
}

/// Runs a [`Query`] on either database: `ask!(tx, query, fetch_all)`, the rows being what the caller expects.
macro_rules! ask {
    ($tx:expr, $query:expr, $fetch:ident) => {{
        let query: &$crate::query::Query = &$query;
        $crate::db::sql!($tx, |c| {
            query
                .binds
                .iter()
                .fold(sqlx::query_as(sqlx::AssertSqlSafe(query.text())), |asked, value| match value {
                    $crate::batch::Bind::Int(value) => asked.bind(*value),
                    $crate::batch::Bind::Text(value) => asked.bind(value.as_deref()),
                    $crate::batch::Bind::Bool(value) => asked.bind(*value),
                })
                .$fetch(c)
        })
    }};
}
pub(crate) use ask;

/// As [`ask!`] for a statement: how many rows it touched.
macro_rules! act {
    ($tx:expr, $query:expr) => {{
        let query: &$crate::query::Query = &$query;
        $crate::db::touch!($tx, |c| {
            query
                .binds
                .iter()
                .fold(sqlx::query(sqlx::AssertSqlSafe(query.text())), |asked, value| match value {
                    $crate::batch::Bind::Int(value) => asked.bind(*value),
                    $crate::batch::Bind::Text(value) => asked.bind(value.as_deref()),
                    $crate::batch::Bind::Bool(value) => asked.bind(*value),
                })
                .execute(c)
        })
    }};
}
pub(crate) use act;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_numbered_as_they_come() {
        let mut query = Query::new("SELECT id FROM item WHERE TRUE")
            .with(" AND tag = ?", [Bind::from("IMT-000001")])
            .with(" AND (id, id) > (?, ?)", [Bind::from(1), Bind::from(2)])
            .with(" AND id IN (", []);
        query.push_ids([7, 8]);
        query.push(")", []);
        assert_eq!(
            query.text(),
            "SELECT id FROM item WHERE TRUE AND tag = $1 AND (id, id) > ($2, $3) AND id IN (7, 8)"
        );
        assert_eq!(query.binds.len(), 3);
    }
}
