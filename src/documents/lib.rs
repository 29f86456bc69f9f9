//! Files out and files in. Native; knows `domain` (and, where a file shows records, `store`), never the web.

#[cfg(test)]
extern crate self as documents; // `act/sample.rs` is built into the bench as well, where the crate has this name

pub mod act;
#[cfg(feature = "pdf")]
mod pdf;
