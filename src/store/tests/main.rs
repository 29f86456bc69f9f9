//! The tests of the store, as one program; each runs on SQLite and on PostgreSQL.

#[macro_use]
mod support;

mod audit;
mod chain;
mod components;
mod courses;
mod demo;
mod discrepancies;
mod engine;
mod figures;
mod grants;
mod items;
mod notices;
mod people;
mod programme;
mod receipts;
mod reference;
mod rounds;
mod verifications;
