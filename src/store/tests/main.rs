//! The tests of the store, as one program; each runs on SQLite and on PostgreSQL.

#[macro_use]
mod support;

mod chain;
mod components;
mod courses;
mod demo;
mod grants;
mod items;
mod programme;
mod reference;
