//! Notices: what waits for the person who reads them.

mod api;
mod list;

use axum::routing::get;
use domain::Action::SeeNotices;

use crate::{access::Rule::Needs, registry::Route};

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[("/notices", Needs(SeeNotices), || get(list::page))];
