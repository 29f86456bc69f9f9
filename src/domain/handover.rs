//! What may be done with a handover, in which state, by whom: THE state machine. The store and the pages ask it; no rule of
//! it stands anywhere else. Who signs an act, and when, stands in [`crate::signing`]; who confirms a movement, in
//! [`crate::custody`].
//!
//! Each part has a state that is derived from facts, a closed list of actions, and one function
//! `check(state, action, actor)`: the next state, or the words of a refusal. It asks in this order: does the role have the
//! action at all ([`crate::access`]; otherwise "forbidden"), is the thing in its scope (otherwise "not found"), does the
//! state allow it (otherwise a conflict that says why). `tests/handover_table.rs` states every answer once more, cell by cell.

pub mod correction;
pub mod discrepancy;
pub mod draft;
pub mod line;
pub mod round;

use crate::{
    access::{Action, Role, Viewer},
    code::words,
    error::Refusal,
};

words! {
    /// Who asks: the role, and what the person has to do with this very handover.
    Actor {
        Stranger = "stranger", "Somebody who has not signed in";
        /// For one act, without an account.
        LinkHolder = "link", "Somebody with a one-time link";
        Administrator = "administrator", "Administrator";
        Staff = "staff", "Programme staff";
        Dispatcher = "dispatcher", "The member of staff who dispatched";
        Officer = "officer", "Officer of the receiving agency";
        /// Dispatched as staff and changed sides since.
        TurnedOfficer = "turned", "Officer of the receiving agency who dispatched";
        Outsider = "outsider", "Officer of another agency";
        Donor = "donor", "Donor viewer";
    }
}

/// What ties a person to a handover besides the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tie {
    /// This person dispatched the round.
    pub dispatched: bool,
    /// Something of it is for the agency of this person.
    pub concerned: bool,
}

impl Actor {
    pub fn of(viewer: &Viewer, tie: Tie) -> Self {
        match (viewer.role, tie) {
            (Role::Administrator, _) => Actor::Administrator,
            (Role::Staff, Tie { dispatched: true, .. }) => Actor::Dispatcher,
            (Role::Staff, _) => Actor::Staff,
            (Role::Officer, Tie { concerned: false, .. }) => Actor::Outsider,
            (Role::Officer, Tie { dispatched: true, .. }) => Actor::TurnedOfficer,
            (Role::Officer, _) => Actor::Officer,
            (Role::Donor, _) => Actor::Donor,
            // They have no part in a handover: what is refused to somebody who has not signed in is refused to them.
            (Role::Coordinator | Role::FocalPoint, _) => Actor::Stranger,
        }
    }

    /// `None` for those who have no account here.
    pub fn role(self) -> Option<Role> {
        match self {
            Actor::Stranger | Actor::LinkHolder => None,
            Actor::Administrator => Some(Role::Administrator),
            Actor::Staff | Actor::Dispatcher => Some(Role::Staff),
            Actor::Officer | Actor::TurnedOfficer | Actor::Outsider => Some(Role::Officer),
            Actor::Donor => Some(Role::Donor),
        }
    }

    /// Role first, then scope.
    fn needs(self, action: Action) -> Result<(), Refusal> {
        if !self.role().is_some_and(|role| role.may(action)) {
            return Err(Refusal::Forbidden);
        }
        if self == Actor::Outsider { Err(Refusal::NotFound) } else { Ok(()) }
    }

    fn dispatched(self) -> bool {
        matches!(self, Actor::Dispatcher | Actor::TurnedOfficer)
    }
}

fn conflict<T>(words: &str) -> Result<T, Refusal> {
    Err(Refusal::conflict(words))
}
