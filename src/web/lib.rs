//! The HTTP edge and the pages. Native only: pages read the store and are rendered on the server.
//!
//! A request passes, from outside in: panic guard → request id and log → security headers and the page of an error →
//! limits → cross-site guard → session (who asks) → the access table → page or server function.

#![recursion_limit = "512"]

pub mod access;
mod address;
mod api;
mod app;
mod assets;
mod calendar;
mod clock;
pub mod config;
mod cookie_key;
mod cookies;
mod country;
mod cx;
mod edge;
mod error;
mod export;
mod guard;
mod headers;
mod health;
pub mod kit;
pub mod mail;
mod page;
pub mod pages;
mod papers;
mod parked;
pub mod passwords;
pub mod registry;
mod released;
pub mod request;
mod resend;
pub mod retention;
mod router;
mod session;
mod throttle;
mod typesetter;
mod undo;
mod upload;

pub use app::App;
pub use clock::Clock;
pub use config::Config;
pub use cx::Cx;
pub use error::AppError;
pub use router::router;

/// A 256-bit random token in hexadecimal digits.
///
/// # Errors
/// The system gives no random numbers.
pub fn random_token() -> Result<String, AppError> {
    clock::random_hex::<32>().map_err(AppError::internal)
}
