//! The interactive parts. They only help: every one of them is a plain HTML form that works before (and without) the
//! browser part, and posts to the same function.

#![recursion_limit = "256"]

mod counting;
mod drawing;

pub use counting::CountingAid;
pub use drawing::{BOX_HEIGHT, BOX_WIDTH, LONGEST_DRAWING, SignatureField};
