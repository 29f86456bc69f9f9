//! Signing in and out, the page behind a one-time link, and one's own account.

use axum::routing::get;
use domain::Action;

use super::Route;
use crate::access::Rule;

pub mod api;
mod begin;
mod device;
mod next;
mod notices;
mod own;
mod sign_in;
mod throttle;
mod welcome;

pub(crate) use next::safe_path;

pub fn routes() -> Vec<Route> {
    vec![
        ("/sign-in", Rule::Public, get(sign_in::page)),
        ("/welcome/{token}", Rule::Public, get(welcome::page)),
        ("/account", Rule::Needs(Action::ManageOwnAccount), get(own::page)),
    ]
}
