//! Signing in and out, the page behind a one-time link, and one's own account.

use axum::routing::get;
use domain::Action;

use crate::{access::Rule, registry::Route};

mod api;
mod begin;
mod device;
mod notices;
mod own;
mod password;
mod sign_in;
mod throttle;
mod welcome;

pub use api::{CHANGES, EntryForm, TakeBackEntry};

pub const ROUTES: &[Route] = &[
    ("/sign-in", Rule::Public, || get(sign_in::page)),
    ("/welcome/{token}", Rule::Public, || get(welcome::page)),
    ("/account", Rule::Needs(Action::ManageOwnAccount), || get(own::page)),
];
