//! What the donors of a grant read: the portal as it stands ("live"), or the last state that staff released ("published").
//!
//! Of a published grant no donor reads anything as it stands. The portal itself still does, to make the next state: for each
//! grant and donor as a reader of its own, whose number says both.

use serde::{Deserialize, Serialize};

use crate::error::{Checks, Refusal};

/// More donors than there will ever be.
const DONORS: i64 = 100_000;

/// The number of the reader with which a state of a published grant is made for one of its donors.
#[must_use]
pub fn reader(grant: i64, donor: i64) -> i64 {
    -(grant * DONORS + donor)
}

/// The donor behind a number of a reader, which is itself where it is a donor's own.
#[must_use]
pub fn donor_of(reader: i64) -> i64 {
    if reader < 0 { -reader % DONORS } else { reader }
}

/// A state as it is released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewState {
    /// Why it is released now.
    pub note: String,
    /// The donor learns how much happened since.
    pub shows_changes: bool,
}

/// The form of a state as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StateForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub grant: String,
    pub note: String,
    pub shows_changes: String,
}

/// The form with which donors read the grant as it stands again.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LiveForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub grant: String,
    pub reason: String,
}

impl NewState {
    /// # Errors
    /// There is no note.
    pub fn parse(form: &StateForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let note = checks.required("note", &form.note, "Say why this state is released: the donors read it");
        let shows_changes = form.shows_changes == "true";
        checks.finish(NewState { note, shows_changes })
    }
}

/// # Errors
/// There is no reason.
pub fn parse_reason(form: &LiveForm) -> Result<String, Refusal> {
    let mut checks = Checks::default();
    let reason = checks.required("reason", &form.reason, "Say why the donors read the grant as it stands again");
    checks.finish(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_says_which_donor_it_is_made_for() {
        for (grant, donor) in [(1, 1), (7, 99_999), (123_456, 42)] {
            assert!(reader(grant, donor) < 0);
            assert_eq!(donor_of(reader(grant, donor)), donor);
        }
        assert_ne!(reader(1, 2), reader(2, 1));
        assert_eq!(donor_of(42), 42);
    }

    #[test]
    fn a_state_says_why_it_is_released() {
        let form = StateForm { note: " The 2026 review ".into(), shows_changes: "true".into(), ..Default::default() };
        assert_eq!(NewState::parse(&form), Ok(NewState { note: "The 2026 review".into(), shows_changes: true }));
        assert!(NewState::parse(&StateForm::default()).is_err());
        assert!(parse_reason(&LiveForm::default()).is_err());
    }
}
