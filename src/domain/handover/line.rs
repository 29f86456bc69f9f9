//! A line: planned → awaiting receipt → accepted, with remarks, partly, or refused. What was sent is never overwritten: every
//! count adds to the sums of those before it.

use super::{Actor, conflict};
use crate::{
    access::Action,
    error::Refusal,
    item::Condition,
    receipt::Count,
    round::{Counted, LineState},
};

/// Where a line of a round that was not called off stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// `None`: the agencies do not see it yet. `Some(false)`: scheduled. `Some(true)`: dispatched.
    pub sent: Option<bool>,
    /// As dispatched.
    pub quantity: i64,
    /// Of all counts so far.
    pub counted: Counted,
    /// Grows with every count; a form that shows another one is old.
    pub version: i64,
}

impl At {
    pub fn state(&self) -> LineState {
        LineState::of(self.sent == Some(true), self.quantity, self.counted)
    }

    /// Not counted yet, or counted short.
    pub fn outstanding(&self) -> i64 {
        self.quantity - self.counted.received - self.counted.damaged - self.counted.refused
    }
}

/// Counts a line: answers where it stands then.
///
/// # Errors
/// As [`super`] says; "invalid" when the numbers of the count do not add up; a conflict when the line is counted to the end,
/// or is not as the form showed it.
pub fn check(at: At, count: &Count, actor: Actor) -> Result<At, Refusal> {
    actor.needs(Action::ConfirmReceipt)?;
    match at.sent {
        None => return Err(Refusal::NotFound),
        Some(false) => return conflict("This round has not been dispatched yet; there is nothing to count"),
        Some(true) if actor.dispatched() => {
            return conflict("You dispatched this round; somebody else of the agency has to confirm it");
        }
        Some(true) => count.check()?,
    }
    if at.outstanding() == 0 {
        return conflict("The line has been counted to the end");
    }
    if count.version != at.version || count.expected != at.outstanding() {
        return conflict("The line has changed since the form was opened");
    }
    let before = at.counted;
    let sound = matches!(count.condition, Condition::New | Condition::Good);
    let counted = Counted {
        received: before.received + count.received,
        short: count.short,
        damaged: before.damaged + count.damaged,
        refused: before.refused + count.refused,
        surplus: before.surplus + count.surplus,
        remarked: before.remarked || count.remark.is_some() || !sound || !count.found.is_as_sent(),
    };
    Ok(At { counted, version: at.version + 1, ..at })
}
