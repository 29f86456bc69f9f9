//! What people see: one folder for each word of the navigation, with its pages and, in `api.rs` (and below `api/`), its
//! whole set of changes.

use std::{collections::HashMap, sync::LazyLock};

use axum::routing::MethodRouter;

use crate::{App, access::Rule, upload::Upload};

pub mod account;
pub mod acts;
pub mod agencies;
pub mod budgets;
pub mod changes;
pub mod components;
pub mod courses;
pub mod custody;
pub mod discrepancies;
pub mod donors;
pub mod grants;
pub mod items;
pub mod ledger;
pub mod notices;
pub mod outbox;
pub mod overview;
pub mod packing;
pub mod people;
pub mod periods;
pub mod rates;
pub mod receipts;
pub mod rounds;
pub mod search;
pub mod signing;
pub mod units;

/// A page: its path, what it needs, its handler.
pub type Route = (&'static str, Rule, MethodRouter<App>);

/// Every page. The router and the access check are both made from this.
pub fn routes() -> Vec<Route> {
    [
        account::routes(),
        overview::routes(),
        donors::routes(),
        grants::routes(),
        budgets::routes(),
        periods::routes(),
        rates::routes(),
        ledger::routes(),
        rounds::routes(),
        acts::routes(),
        signing::routes(),
        packing::routes(),
        receipts::routes(),
        discrepancies::routes(),
        notices::routes(),
        outbox::routes(),
        items::routes(),
        custody::routes(),
        units::routes(),
        agencies::routes(),
        components::routes(),
        courses::routes(),
        people::routes(),
        changes::routes(),
        search::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Every route that takes a file, with what is done with it. Its rule stands in [`crate::access::UPLOADS`].
pub fn uploads() -> Vec<(&'static str, Upload)> {
    [packing::uploads(), receipts::uploads(), signing::uploads(), acts::uploads()].into_iter().flatten().collect()
}

/// What the page at this path needs.
pub fn rule(path: &str) -> Option<Rule> {
    static RULES: LazyLock<HashMap<&'static str, Rule>> =
        LazyLock::new(|| routes().into_iter().map(|(path, rule, _)| (path, rule)).collect());
    RULES.get(path).copied()
}
