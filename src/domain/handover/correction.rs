//! The correction of a receipt: for half an hour the agency that signed it corrects it freely; later it says why, and staff agree.
//! What was built on the receipt meanwhile can forbid a correction; that is looked at with its numbers.

use super::{Actor, conflict};
use crate::{access::Action, code::words, date::Timestamp, error::Refusal};

/// So long after the first version was signed nobody is asked, in minutes: a slip of the thumb is noticed within them, and nobody
/// has built on it yet.
pub const FREE_MINUTES: i64 = 30;

words! {
    /// Where a version of a receipt stands.
    State {
        Fresh = "fresh", "Signed less than half an hour ago";
        Later = "later", "Signed earlier";
        Asked = "asked", "A correction waits for UNODC";
        Superseded = "superseded", "Superseded by a correction";
    }
}

words! {
    Deed {
        Correct = "correct", "Correct";
        Ask = "ask", "Ask for a correction";
        Agree = "agree", "Agree";
        Refuse = "refuse", "Refuse";
        Withdraw = "withdraw", "Withdraw";
    }
}

impl State {
    /// `first_signed`: when the first version of it was signed. Whoever corrects a correction has no more time than before.
    pub fn of(superseded: bool, asked: bool, first_signed: Timestamp, now: Timestamp) -> Self {
        match minutes_left(first_signed, now) {
            _ if superseded => State::Superseded,
            _ if asked => State::Asked,
            0 => State::Later,
            _ => State::Fresh,
        }
    }
}

/// Whole minutes, begun ones as well, in which it can be corrected freely.
pub fn minutes_left(first_signed: Timestamp, now: Timestamp) -> i64 {
    let left = first_signed.plus_seconds(FREE_MINUTES * 60).0 - now.0;
    (left.max(0) + 59_999) / 60_000
}

/// # Errors
/// Says why not; see [`super`] for the order of the answers.
pub fn check(state: State, deed: Deed, actor: Actor) -> Result<State, Refusal> {
    actor.needs(match deed {
        Deed::Correct | Deed::Ask | Deed::Withdraw => Action::ConfirmReceipt,
        Deed::Agree | Deed::Refuse => Action::AnswerCorrections,
    })?;
    match (deed, state) {
        (_, State::Superseded) => conflict("This version was corrected already: look at the one that stands now"),
        (Deed::Correct | Deed::Ask | Deed::Withdraw, _) if actor == Actor::TurnedOfficer => {
            conflict("You dispatched this round; somebody else of the agency has to correct it")
        }
        (Deed::Correct, State::Fresh) | (Deed::Agree, State::Asked) => Ok(State::Superseded),
        (Deed::Ask, State::Later) => Ok(State::Asked),
        (Deed::Refuse | Deed::Withdraw, State::Asked) => Ok(State::Later),
        (Deed::Correct, State::Later) => {
            conflict("Half an hour has gone by since it was signed: say why it is wrong, and UNODC has to agree")
        }
        (Deed::Ask, State::Fresh) => conflict("It was signed less than half an hour ago: correct it, nobody is asked"),
        (Deed::Correct | Deed::Ask, State::Asked) => {
            conflict("A correction of it waits for UNODC already: wait for the answer, or withdraw it")
        }
        (Deed::Agree | Deed::Refuse | Deed::Withdraw, State::Fresh | State::Later) => {
            conflict("No correction of it waits for an answer")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_an_hour_is_counted_from_the_first_signature() {
        let signed = Timestamp(1_000_000);
        let state = |minutes: i64| State::of(false, false, signed, signed.plus_seconds(minutes * 60));
        assert_eq!([0, 29, 30, 31].map(state), [State::Fresh, State::Fresh, State::Later, State::Later]);
        let left = |seconds: i64| minutes_left(signed, signed.plus_seconds(seconds));
        assert_eq!([0, 1, 60, 29 * 60 + 59, 30 * 60].map(left), [30, 30, 29, 1, 0]);
        assert_eq!(State::of(false, true, signed, signed), State::Asked);
        assert_eq!(State::of(true, true, signed, signed), State::Superseded);
    }
}
