//! The counting that is under way: one open draft for each round and agency. It is no fact; confirming it makes the receipt.

use super::{Actor, conflict, round};
use crate::{code::words, error::Refusal, round::RoundStatus};

words! {
    /// The draft as the one who asks finds it.
    State {
        Absent = "absent", "Nobody is counting";
        Own = "own", "Being counted by the one who asks";
        Colleagues = "colleague's", "Being counted by a colleague";
    }
}

words! {
    Deed {
        Save = "save", "Begin, or save";
        TakeOver = "take over", "Take over";
        Discard = "discard", "Throw away";
        Confirm = "confirm", "Confirm";
    }
}

/// `round`: what counting needs is asked of it first.
///
/// # Errors
/// Says why not; see [`super`] for the order of the answers.
pub fn check(state: State, round: RoundStatus, deed: Deed, actor: Actor) -> Result<State, Refusal> {
    round::check(round::At { status: round, has_lines: true }, round::Deed::CountPart, actor)?;
    match (deed, state) {
        (Deed::Save, State::Absent | State::Own) | (Deed::TakeOver, State::Colleagues | State::Own) => Ok(State::Own),
        (Deed::Discard | Deed::Confirm, State::Own) => Ok(State::Absent),
        // A form that was never saved can be confirmed as it is.
        (Deed::Confirm, State::Absent) => Ok(State::Absent),
        (Deed::TakeOver | Deed::Discard, State::Absent) => conflict("Nobody is counting any more"),
        (Deed::Save | Deed::Discard | Deed::Confirm, State::Colleagues) => {
            conflict("A colleague is counting this round: take it over first")
        }
    }
}
