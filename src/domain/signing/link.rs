//! A link with which a named person without an account signs one version of one act, once.
//!
//! It takes two things: the address, and a code that is told on another channel. The portal keeps hashes of both.

use crate::{code::words, date::Timestamp};

/// After so many wrong codes a link can no longer be used: with 8 digits the chance to guess is 1 in 20 million.
pub const MOST_WRONG_CODES: i64 = 5;
pub const CODE_DIGITS: usize = 8;
/// How long the act stays open in the browser that entered the code, in seconds.
pub const OPEN_SECONDS: i64 = 30 * 60;

words! {
    /// Where a link stands.
    LinkState {
        Open = "open", "Can be used";
        Used = "used", "Signed with";
        Withdrawn = "withdrawn", "Withdrawn";
        Superseded = "superseded", "Its version was superseded";
        Locked = "locked", "Locked after five wrong codes";
        Expired = "expired", "Expired";
    }
}

/// What is known about a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkFacts {
    pub expires_at: Timestamp,
    /// Its place was signed with this link.
    pub used: bool,
    pub withdrawn: bool,
    /// Its version of the act has been replaced, or its place was signed in another way.
    pub superseded: bool,
    pub wrong_codes: i64,
}

impl LinkState {
    pub fn of(facts: LinkFacts, at: Timestamp) -> Self {
        match facts {
            LinkFacts { used: true, .. } => LinkState::Used,
            LinkFacts { withdrawn: true, .. } => LinkState::Withdrawn,
            LinkFacts { superseded: true, .. } => LinkState::Superseded,
            LinkFacts { wrong_codes, .. } if wrong_codes >= MOST_WRONG_CODES => LinkState::Locked,
            LinkFacts { expires_at, .. } if at >= expires_at => LinkState::Expired,
            _ => LinkState::Open,
        }
    }
}

/// A code of 8 digits from random bytes. (2⁶⁴ is no multiple of 10⁸; what that makes likelier is beyond 11 digits.)
pub fn code_of(random: [u8; 8]) -> String {
    format!("{:08}", u64::from_be_bytes(random) % 100_000_000)
}

/// A typed code: digits, with spaces or hyphens where somebody put them.
///
/// # Errors
/// Not 8 digits. That is a slip, and not counted as a wrong code.
pub fn parse_code(typed: &str) -> Result<String, String> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if digits.len() == CODE_DIGITS && digits.bytes().all(|b| b.is_ascii_digit()) {
        Ok(digits)
    } else {
        Err(format!("Enter the {CODE_DIGITS} digits of the code that you were told"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNTIL: Timestamp = Timestamp(1_576_134_000_000);
    const FRESH: LinkFacts =
        LinkFacts { expires_at: UNTIL, used: false, withdrawn: false, superseded: false, wrong_codes: 0 };

    #[test]
    fn every_reason_not_to_be_used_comes_before_being_open() {
        let before = UNTIL.plus_seconds(-1);
        assert_eq!(LinkState::of(FRESH, before), LinkState::Open);
        assert_eq!(LinkState::of(FRESH, UNTIL), LinkState::Expired);
        for used in [false, true] {
            for withdrawn in [false, true] {
                for superseded in [false, true] {
                    for wrong_codes in 0..=6 {
                        for at in [before, UNTIL] {
                            let facts = LinkFacts { used, withdrawn, superseded, wrong_codes, ..FRESH };
                            let open = !used && !withdrawn && !superseded && wrong_codes < 5 && at < UNTIL;
                            assert_eq!(LinkState::of(facts, at) == LinkState::Open, open, "{facts:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn codes_are_eight_digits_however_they_are_typed() {
        assert_eq!(code_of([0; 8]), "00000000");
        assert_eq!(code_of([255; 8]), "09551615");
        for good in ["12345678", " 1234 5678 ", "1234-5678", "1234\u{a0}5678"] {
            assert_eq!(parse_code(good).as_deref(), Ok("12345678"), "{good}");
        }
        for bad in ["", "1234567", "123456789", "1234567a", "١٢٣٤٥٦٧٨"] {
            assert!(parse_code(bad).is_err(), "{bad}");
        }
    }
}
