//! The portal as its users and its attackers meet it: requests against the whole router, on real databases.

mod support;

mod access;
mod architecture;
mod concurrency;
mod config;
mod errors;
mod escaping;
mod forms;
mod headers;
mod mail;
mod metamorphic;
mod once;
mod schema;
mod sessions;
mod sign_in;
mod tenants;
mod web_surface;
