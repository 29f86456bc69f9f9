//! The only SQL of the portal. One file per aggregate; reads take `(&mut Tx, &Viewer, …)` and put the viewer's scope into
//! their `WHERE`, writes take `(&mut Tx, &Viewer, at, …)` and write their audit row in the same transaction.
//!
//! One SQL text serves both databases: placeholders `$1 …`, instants and dates bound from Rust, amounts as integers,
//! `CAST(SUM(…) AS BIGINT)`, no `ILIKE`, no arrays, no `now()`. [`sql!`] expands it into one arm per database.

mod batch;
mod db;
mod error;
mod facts;
mod files;
mod lines;
pub mod list;
pub mod merges;
mod nouns;
mod numbers;
mod query;
mod reference;
mod rows;
mod text;

pub mod activities;
pub mod acts;
pub mod agencies;
pub mod budgets;
pub mod calendar;
pub mod cases;
pub mod categories;
pub mod changes;
pub mod checks;
mod codes;
pub mod components;
pub mod custody;
pub mod demo;
pub mod discrepancies;
pub mod documents;
pub mod donors;
pub mod entries;
pub mod findings;
pub mod grants;
pub mod heads;
pub mod items;
pub mod ledger;
pub mod notices;
pub mod now;
pub mod odometer;
pub mod officials;
pub mod outbox;
pub mod overview;
pub mod packing;
pub mod parked;
pub mod people;
pub mod periods;
pub mod programmes;
pub mod questions;
pub mod quotes;
pub mod rates;
pub mod receipts;
pub mod retention;
pub mod rounds;
pub mod search;
pub mod secrets;
pub mod sessions;
pub mod signing;
pub mod sources;
pub mod statements;
pub mod submissions;
pub mod system;
pub mod tasks;
pub mod titles;
pub mod units;
pub mod upkeep;
pub mod verifications;
pub mod verify;
pub mod visits;

pub use db::{Db, MIGRATIONS, Tx};
pub use error::{Error, Result, unique};
pub use files::StoredFile;
pub use lines::{LineRow, Totals};
pub use rows::Parsed;
pub(crate) use rows::{may_name, name_for};

/// Every list of the portal by name.
pub(crate) static LISTS: &[(&str, &list::List)] = &[
    ("items of staff", &items::FOR_STAFF),
    ("items of officers", &items::FOR_OFFICERS),
    ("items of donors", &items::FOR_DONORS),
    ("checks of staff", &checks::FOR_STAFF),
    ("checks of officers", &checks::FOR_OFFICERS),
    ("checks of donors", &checks::FOR_DONORS),
    ("visits of staff", &visits::FOR_STAFF),
    ("visits of donors", &visits::FOR_DONORS),
    ("what a visit expects", &visits::EXPECTED),
    ("findings", &findings::LIST),
    ("rounds", &rounds::LIST),
    ("receipts", &receipts::LIST),
    ("discrepancies", &discrepancies::LIST),
    ("discrepancies of donors", &discrepancies::FOR_DONORS),
    ("acts", &acts::LIST),
    ("movements", &custody::LIST),
    ("lines of a round", &rounds::LINES),
    ("lines of a round, for donors", &rounds::LINES_FOR_DONORS),
    ("units of staff", &units::FOR_STAFF),
    ("units of officers", &units::FOR_OFFICERS),
    ("units of donors", &units::FOR_DONORS),
    ("units of a country", &units::FOR_COUNTRY),
    ("what a unit has", &units::INVENTORY),
    ("what a unit of a country has", &units::INVENTORY_OF_COUNTRY),
    ("what is on its way to a unit", &units::COMING),
    ("what a unit did not accept", &units::REFUSED),
    ("activities of staff", &activities::FOR_STAFF),
    ("activities of officers", &activities::FOR_OFFICERS),
    ("activities of donors", &activities::FOR_DONORS),
    ("activities of a country", &activities::FOR_COUNTRY),
    ("cases of staff", &cases::FOR_STAFF),
    ("cases of officers", &cases::FOR_OFFICERS),
    ("cases of a country", &cases::FOR_COUNTRY),
    ("documents of staff", &documents::FOR_STAFF),
    ("documents of officers", &documents::FOR_OFFICERS),
    ("documents of donors", &documents::FOR_DONORS),
    ("officials of staff", &officials::FOR_STAFF),
    ("officials of donors", &officials::FOR_DONORS),
    ("published figures of staff", &quotes::FOR_STAFF),
    ("published figures of officers", &quotes::FOR_OFFICERS),
    ("published figures of donors", &quotes::FOR_DONORS),
    ("published figures of a country", &quotes::FOR_COUNTRY),
    ("changes", &changes::LIST),
    ("questions", &questions::LIST),
    ("questions of donors", &questions::FOR_DONORS),
    ("notices", &notices::LIST),
    ("mail", &outbox::LIST),
    ("people", &people::LIST),
    ("ledgers for staff", &ledger::FOR_STAFF),
    ("ledgers for donors", &ledger::FOR_DONORS),
    ("rates of staff", &rates::FOR_STAFF),
    ("rates of donors", &rates::FOR_DONORS),
    ("grants of staff", &grants::FOR_STAFF),
    ("grants of donors", &grants::FOR_DONORS),
    ("what a grant bought, for staff", &grants::BOUGHT_FOR_STAFF),
    ("what a grant bought, for donors", &grants::BOUGHT_FOR_DONORS),
];
