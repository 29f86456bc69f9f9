//! Is this file the one that was issued? For files that people bring back.
//!
//! The portal keeps the [`Fingerprint`] of each issued file (32 bytes per 4 KiB, and the length), or the file itself.
//! With the fingerprint a change is placed within 4 KiB, with the file at the byte.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Bytes per hash of a fingerprint.
pub const BLOCK: usize = 4096;

/// What a comparison found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Genuine,
    /// The first byte that differs, counted from 0.
    Changed {
        offset: u64,
    },
    /// The first differing byte lies in these 4 KiB: from `start` up to, and without, `end`.
    ChangedWithin {
        start: u64,
        end: u64,
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
            Verdict::ChangedWithin { start, end } => {
                write!(f, "Changed: the first different byte is between {start} and {}, from 0", end - 1)
            }
            Verdict::CutShort { length } => write!(f, "Cut short: it stops after {length} bytes"),
            Verdict::Extended { length } => write!(f, "Extended: something was added after byte {length}"),
        }
    }
}

/// Compares a file with the one that was issued, byte by byte.
pub fn compare(issued: &[u8], given: &[u8]) -> Verdict {
    match issued.iter().zip(given).position(|(a, b)| a != b) {
        Some(offset) => Verdict::Changed { offset: offset as u64 },
        None => lengths(issued.len() as u64, given.len() as u64),
    }
}

/// The hashes of an issued file: one SHA-256 for each 4 KiB.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    pub length: u64,
    pub blocks: Vec<[u8; 32]>,
}

impl Fingerprint {
    pub fn of(issued: &[u8]) -> Self {
        Self { length: issued.len() as u64, blocks: issued.chunks(BLOCK).map(|b| Sha256::digest(b).into()).collect() }
    }

    /// Compares without the issued file.
    pub fn compare(&self, given: &[u8]) -> Verdict {
        let shared = self.length.min(given.len() as u64);
        for (index, (issued, block)) in self.blocks.iter().zip(given.chunks(BLOCK)).enumerate() {
            let (start, end) = ((index * BLOCK) as u64, ((index + 1) * BLOCK) as u64);
            let known = <[u8; 32]>::from(Sha256::digest(block)) == *issued;
            // Of files of different lengths the last shared block is not the same stretch: a difference there is told
            // by the lengths, unless the issued file ends earlier and its own stretch can be hashed.
            if known || (end > shared && self.ends_as_issued(issued, given, start)) {
                continue;
            }
            if end > shared && (given.len() as u64) < self.length {
                return Verdict::CutShort { length: given.len() as u64 };
            }
            return Verdict::ChangedWithin { start, end: end.min(self.length) };
        }
        lengths(self.length, given.len() as u64)
    }

    /// Is the last issued stretch, which is shorter than a block, at its place in a longer file?
    fn ends_as_issued(&self, issued: &[u8; 32], given: &[u8], start: u64) -> bool {
        let stretch = usize::try_from(start).ok().zip(usize::try_from(self.length).ok());
        stretch
            .and_then(|(start, end)| given.get(start..end))
            .is_some_and(|stretch| <[u8; 32]>::from(Sha256::digest(stretch)) == *issued)
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
            assert_eq!(Fingerprint::of(&file).compare(&file), Verdict::Genuine);
        }
    }

    #[test]
    fn any_single_changed_byte_is_named() {
        let issued = file(63_001);
        let fingerprint = Fingerprint::of(&issued);
        for offset in (0..issued.len()).step_by(629).chain([issued.len() - 1]) {
            let mut given = issued.clone();
            given[offset] ^= 1 << (offset % 8);
            assert_eq!(compare(&issued, &given), Verdict::Changed { offset: offset as u64 });
            let Verdict::ChangedWithin { start, end } = fingerprint.compare(&given) else { panic!("{offset}") };
            assert!((start..end).contains(&(offset as u64)) && end - start <= BLOCK as u64);
        }
    }

    #[test]
    fn missing_and_added_bytes_are_named() {
        let issued = file(10_000);
        let fingerprint = Fingerprint::of(&issued);
        for length in [0, 1, 4096, 9_999] {
            let cut = Verdict::CutShort { length: length as u64 };
            assert_eq!(compare(&issued, &issued[..length]), cut);
            assert_eq!(fingerprint.compare(&issued[..length]), cut);
        }
        for extra in [1, 2_288, 2_289, 9_000] {
            let mut given = issued.clone();
            given.extend(file(extra));
            assert_eq!(compare(&issued, &given), Verdict::Extended { length: 10_000 });
            assert_eq!(fingerprint.compare(&given), Verdict::Extended { length: 10_000 });
        }
    }

    #[test]
    fn the_verdict_is_said_in_words() {
        assert_eq!(compare(b"act 7", b"act 9").to_string(), "Changed: the first different byte is number 4 from 0");
    }
}
