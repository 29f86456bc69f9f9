//! Is this file the one that was set again? Byte by byte.

use std::fmt;

/// What a comparison found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Genuine,
    /// The first byte that differs, counted from 0.
    Changed {
        offset: u64,
    },
    /// Equal as far as it goes, and then it stops: bytes are missing from `length` on.
    CutShort {
        length: u64,
    },
    /// The whole issued file, and something after it from `length` on.
    Extended {
        length: u64,
    },
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Verdict::Genuine => f.write_str("Genuine: every byte is as issued"),
            Verdict::Changed { offset } => write!(f, "Changed: the first different byte is number {offset} from 0"),
            Verdict::CutShort { length } => write!(f, "Cut short: it stops after {length} bytes"),
            Verdict::Extended { length } => write!(f, "Extended: something was added after byte {length}"),
        }
    }
}

/// Compares a file with the one that was set again.
pub fn compare(issued: &[u8], given: &[u8]) -> Verdict {
    match issued.iter().zip(given).position(|(a, b)| a != b) {
        Some(offset) => Verdict::Changed { offset: offset as u64 },
        None => lengths(issued.len() as u64, given.len() as u64),
    }
}

fn lengths(issued: u64, given: u64) -> Verdict {
    match given.cmp(&issued) {
        std::cmp::Ordering::Equal => Verdict::Genuine,
        std::cmp::Ordering::Less => Verdict::CutShort { length: given },
        std::cmp::Ordering::Greater => Verdict::Extended { length: issued },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(length: usize) -> Vec<u8> {
        (0..length).map(|i| (i * 31 % 251) as u8).collect()
    }

    #[test]
    fn the_genuine_file_is_accepted_at_every_length() {
        for length in [0, 1, 4095, 4096, 4097, 8192, 70_001] {
            let file = file(length);
            assert_eq!(compare(&file, &file), Verdict::Genuine);
        }
    }

    #[test]
    fn any_single_changed_byte_is_named() {
        let issued = file(63_001);
        for offset in (0..issued.len()).step_by(629).chain([issued.len() - 1]) {
            let mut given = issued.clone();
            given[offset] ^= 1 << (offset % 8);
            assert_eq!(compare(&issued, &given), Verdict::Changed { offset: offset as u64 });
        }
    }

    #[test]
    fn missing_and_added_bytes_are_named() {
        let issued = file(10_000);
        for length in [0, 1, 4096, 9_999] {
            assert_eq!(compare(&issued, &issued[..length]), Verdict::CutShort { length: length as u64 });
        }
        for extra in [1, 2_288, 2_289, 9_000] {
            let mut given = issued.clone();
            given.extend(file(extra));
            assert_eq!(compare(&issued, &given), Verdict::Extended { length: 10_000 });
        }
    }

    #[test]
    fn the_verdict_is_said_in_words() {
        assert_eq!(compare(b"act 7", b"act 9").to_string(), "Changed: the first different byte is number 4 from 0");
    }
}
