//! The tests of the store, as one program; each runs on SQLite and on PostgreSQL.

#[macro_use]
mod support;

mod activities;
mod activity_details;
mod acts;
mod allocations;
mod as_of;
mod audit;
mod budgets;
mod cases;
mod categories;
mod chain;
mod components;
mod coordination;
mod custody;
mod demo;
mod discrepancies;
mod documents;
mod engine;
mod figures;
mod grants;
mod histories;
mod identity;
mod items;
mod known_units;
mod ledger;
mod lists;
mod migrations;
mod milestones;
mod notices;
mod nouns;
mod odometer;
mod officials;
mod packing;
mod people;
mod periods;
mod programme;
mod put_right;
mod rate_edits;
mod rates;
mod receipts;
mod reference;
mod registers;
mod retention;
mod rounds;
#[path = "../../domain/tests/sample.rs"]
mod sample;
mod schema;
mod search;
mod signing;
mod sorting;
mod statements;
mod tasks;
mod totals;
mod verifications;
