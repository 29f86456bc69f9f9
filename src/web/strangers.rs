//! How much the portal does for people without an account, all of them together: pages of one-time links and tried codes.
//!
//! A link is 256 random bits and locks after five wrong codes, so this protects the machine, not the links. It counts whole,
//! not by address: behind a proxy every address is the proxy's.

use std::sync::{Arc, Mutex};

use domain::Timestamp;

/// Requests in one minute.
const MOST: u32 = 300;

/// Shared by all requests.
#[derive(Debug, Clone, Default)]
pub struct Strangers(Arc<Mutex<(i64, u32)>>);

impl Strangers {
    /// Whether one more request is answered in this minute.
    pub fn admit(&self, at: Timestamp) -> bool {
        let Ok(mut counted) = self.0.lock() else { return false };
        let minute = at.0 / 60_000;
        *counted = if counted.0 == minute { (minute, counted.1.saturating_add(1)) } else { (minute, 1) };
        counted.1 <= MOST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_minute_begins_anew() {
        let (strangers, at) = (Strangers::default(), Timestamp(1_576_134_000_000));
        assert!((0..MOST).all(|_| strangers.admit(at)));
        assert!(!strangers.admit(at.plus_seconds(59)));
        assert!(strangers.admit(at.plus_seconds(60)));
    }
}
