//! The state of the portal itself, for administrators.

mod api;
mod show;

use axum::routing::get;
use domain::Action::SeeSystem;

use crate::{access::Rule::Needs, registry::Route};

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[("/system", Needs(SeeSystem), || get(show::page))];
