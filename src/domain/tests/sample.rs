//! How much of the largest figures is played: `cargo xtask test` takes a sample, another one each time, and `cargo xtask soak`
//! everything.

use std::{
    env,
    hash::{BuildHasher, RandomState},
};

/// `whole` in a soak, otherwise `sample`; the variable of this name overrules both.
#[must_use]
pub fn figure(name: &str, sample: u64, whole: u64) -> u64 {
    number(name).unwrap_or(if env::var_os("PORTAL_TEST_SOAK").is_some() { whole } else { sample })
}

/// Where to begin: at `PORTAL_TEST_SEED`, which plays a failure again, or anywhere. Print it when something fails.
#[must_use]
pub fn seed() -> u64 {
    // Short enough to be typed, and far from where a counter that begins here would overflow.
    number("PORTAL_TEST_SEED").unwrap_or_else(|| RandomState::new().hash_one("a seed") >> 24)
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is not a number")))
}
