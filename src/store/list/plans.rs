//! How the database goes about each list, for the test that none reads a table from one end to the other.

use super::{Asked, At, Found, PER_PAGE, Scope};
use crate::{Result, Tx, query::ask};

/// A question and how the database goes about it.
#[doc(hidden)]
#[derive(Debug)]
pub struct Plan {
    pub list: String,
    pub question: String,
    /// One step on each line.
    pub steps: String,
}

/// The lists of the portal with how SQLite goes about each of their orders and filters, for the test that nothing is read
/// from one end to the other.
///
/// # Errors
/// The database does not answer, or is PostgreSQL.
#[doc(hidden)]
pub async fn plans_for_tests(tx: &mut Tx, viewer: &domain::Viewer) -> Result<Vec<Plan>> {
    let scope = Scope::from(viewer);
    let mut plans = Vec::new();
    for (name, list) in crate::LISTS {
        let orders = list.sorts.iter().flat_map(|sort| [(sort.key.to_owned(), false), (sort.key.to_owned(), true)]);
        let filters = list.filters.iter().map(|filter| (filter.name.to_owned(), "x".to_owned()));
        let mut all: Vec<Asked> = orders.map(|sort| Asked { sort: Some(sort), ..Asked::default() }).collect();
        all.extend(filters.map(|filter| Asked { filters: vec![filter], ..Asked::default() }));
        for asked in all {
            for at in [At::First, At::After("7~7".to_owned())] {
                let asked = Asked { at, ..asked.clone() };
                let query = list.question(scope.within(1), &asked, &Found::Everything, PER_PAGE);
                let question = query.text();
                let steps: Vec<(i64, i64, i64, String)> = ask!(&mut *tx, query.explained(), fetch_all)?;
                let steps: Vec<String> = steps.into_iter().map(|(.., step)| step).collect();
                plans.push(Plan { list: format!("{name} {asked:?}"), question, steps: steps.join("\n") });
            }
        }
    }
    Ok(plans)
}
