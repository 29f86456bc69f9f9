//! The portal as its users and its attackers meet it: requests against the whole router, on real databases.

mod results;
mod support;

mod access;
mod activities;
mod acts;
mod architecture;
mod as_of;
mod briefing;
mod busy;
mod concurrency;
mod config;
mod correcting;
mod errors;
mod escaping;
mod facts;
mod foreign;
mod forms;
mod grants;
mod headers;
mod invisible;
mod ledger;
mod mail;
mod mandates;
mod metamorphic;
mod once;
mod page_cost;
mod photos;
mod pictures;
mod publishing;
mod rates;
#[path = "../../domain/tests/sample.rs"]
mod sample;
mod schema;
mod sessions;
mod sign_in;
mod signing;
mod tables;
mod tenants;
mod undo;
mod uploads;
mod web_surface;
