//! What people see: one folder for each word of the navigation, with its pages and, in `api.rs` (and below `api/`), its
//! whole set of changes.

use crate::registry::{Change, Route};

pub mod account;
pub mod activities;
pub mod acts;
pub mod agencies;
pub mod briefing;
pub mod budgets;
pub mod categories;
pub mod changes;
pub mod checks;
pub mod components;
pub mod custody;
pub mod discrepancies;
pub mod documents;
pub mod donors;
pub mod findings;
pub mod grants;
pub mod help;
pub mod items;
pub mod ledger;
pub mod notices;
pub mod officials;
pub mod outbox;
pub mod overview;
pub mod packing;
pub mod people;
pub mod periods;
pub mod planned;
pub mod programmes;
pub mod questions;
pub mod quotes;
pub mod rates;
pub mod receipts;
pub mod results;
pub mod rounds;
pub mod search;
pub mod signing;
pub mod states;
pub mod system;
pub mod tasks;
mod twins;
pub mod units;
pub mod visits;

/// Every page.
pub fn routes() -> impl Iterator<Item = Route> {
    [
        account::ROUTES,
        overview::ROUTES,
        tasks::ROUTES,
        briefing::ROUTES,
        donors::ROUTES,
        grants::ROUTES,
        states::ROUTES,
        quotes::ROUTES,
        questions::ROUTES,
        planned::ROUTES,
        budgets::ROUTES,
        periods::ROUTES,
        programmes::ROUTES,
        rates::ROUTES,
        ledger::ROUTES,
        rounds::ROUTES,
        acts::ROUTES,
        signing::ROUTES,
        packing::ROUTES,
        receipts::ROUTES,
        discrepancies::ROUTES,
        notices::ROUTES,
        outbox::ROUTES,
        system::ROUTES,
        items::ROUTES,
        categories::ROUTES,
        checks::ROUTES,
        visits::ROUTES,
        findings::ROUTES,
        custody::ROUTES,
        units::ROUTES,
        agencies::ROUTES,
        components::ROUTES,
        activities::ROUTES,
        results::ROUTES,
        documents::ROUTES,
        officials::ROUTES,
        people::ROUTES,
        changes::ROUTES,
        search::ROUTES,
        help::ROUTES,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// Every change.
pub fn changes() -> impl Iterator<Item = Change> {
    [
        account::CHANGES,
        donors::CHANGES,
        grants::CHANGES,
        states::CHANGES,
        quotes::CHANGES,
        questions::CHANGES,
        planned::CHANGES,
        budgets::CHANGES,
        periods::CHANGES,
        programmes::CHANGES,
        rates::CHANGES,
        ledger::CHANGES,
        rounds::CHANGES,
        acts::CHANGES,
        signing::CHANGES,
        packing::CHANGES,
        receipts::CHANGES,
        discrepancies::CHANGES,
        notices::CHANGES,
        tasks::CHANGES,
        system::CHANGES,
        items::CHANGES,
        categories::CHANGES,
        checks::CHANGES,
        visits::CHANGES,
        findings::CHANGES,
        custody::CHANGES,
        units::CHANGES,
        units::CHANGES_OF_WHAT_IS_KNOWN,
        agencies::CHANGES,
        components::CHANGES,
        components::CHANGES_OF_MILESTONES,
        activities::CHANGES,
        results::CHANGES,
        documents::CHANGES,
        officials::CHANGES,
        people::CHANGES,
    ]
    .into_iter()
    .flatten()
    .copied()
}
