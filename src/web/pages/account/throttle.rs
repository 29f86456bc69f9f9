//! How long an account waits after wrong passwords in a row.

use domain::Timestamp;

/// So many mistakes cost nothing.
const FREE: i64 = 5;
const LONGEST_WAIT: i64 = 15 * 60;
/// Failures older than this do not count.
const REMEMBERED: i64 = 12 * 3600;

/// Whether the account still waits: then even the right password is answered like a wrong one, and nothing is counted, so
/// that hammering does not make the wait longer.
pub fn is_waiting(failures: i64, failed_at: Option<Timestamp>, at: Timestamp) -> bool {
    failed_at.is_some_and(|last| at < last.plus_seconds(seconds_after(failures)))
}

/// Failures before this instant are forgotten.
pub fn forgotten_before(at: Timestamp) -> Timestamp {
    at.plus_seconds(-REMEMBERED)
}

/// From the sixth failure on 2, 4, 8 … seconds, at most 15 minutes.
fn seconds_after(failures: i64) -> i64 {
    match failures - FREE {
        ..=0 => 0,
        over => (1_i64 << over.min(10)).min(LONGEST_WAIT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAST: Timestamp = Timestamp(1_576_134_000_000);

    fn waits(failures: i64, seconds_later: i64) -> bool {
        is_waiting(failures, Some(LAST), LAST.plus_seconds(seconds_later))
    }

    #[test]
    fn five_mistakes_are_free_then_the_wait_doubles_up_to_a_quarter_of_an_hour() {
        let waits: Vec<i64> = [0, 1, 5, 6, 7, 10, 14, 15, 60, i64::MAX].into_iter().map(seconds_after).collect();
        assert_eq!(waits, [0, 0, 0, 2, 4, 32, 512, 900, 900, 900]);
    }

    #[test]
    fn the_wait_ends_to_the_second() {
        assert!(!waits(5, 0));
        assert!(waits(6, 0) && waits(6, 1) && !waits(6, 2));
        assert!(waits(99, 899) && !waits(99, 900));
        assert!(!is_waiting(99, None, LAST));
    }

    #[test]
    fn failures_are_forgotten_after_twelve_hours() {
        assert!(forgotten_before(LAST.plus_seconds(REMEMBERED)) >= LAST);
        assert!(forgotten_before(LAST.plus_seconds(REMEMBERED - 1)) < LAST);
    }
}
