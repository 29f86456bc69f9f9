//! A small programme with two of everything, the people who use it, and a browser for each of them.

mod acts;
mod asked;
mod browser;
mod budgets;
mod cases;
mod crawl;
mod custody;
mod database;
mod demonstration;
mod goods;
mod ledger;
mod marks;
mod people;
mod portal;
mod promises;
mod rates;
mod reference;
mod signed;
pub mod signing;
mod table;
mod taken_back;
#[path = "../../../store/tests/support/template.rs"]
mod template;
mod visits;
mod world;

pub use asked::CALENDAR;
pub use browser::{Answer, encode, key};
pub use database::Database;
pub use marks::Mark;
pub use people::*;
pub use portal::{Portal, config};
pub use table::access_table;
pub use world::{INVITATION, PASSWORD};

use domain::Timestamp;

/// 12 Dec 2019, 12:00 in Tashkent.
pub const NOW: Timestamp = Timestamp(1_576_134_000_000);

/// Declares one test per database: `both_databases!(name, async |portal: &Portal| { … })`.
#[macro_export]
macro_rules! both_databases {
    ($name:ident, $body:expr) => {
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let portal = $crate::support::Portal::open().await;
                $crate::support::run($body, portal).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(portal) = $crate::support::Portal::open_on_postgres().await {
                    $crate::support::run($body, portal).await;
                }
            }
        }
    };
}

pub async fn run(body: impl AsyncFnOnce(&Portal), portal: Portal) {
    body(&portal).await;
    portal.close().await;
}
