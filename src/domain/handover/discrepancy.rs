//! A discrepancy: open (or overdue) → settled; superseded with its receipt. Remarks can be added at any time.

use super::{Actor, conflict};
use crate::{access::Action, code::words, discrepancy::State, error::Refusal};

words! {
    Deed {
        Assign = "assign", "Name an owner and a due date";
        Remark = "remark", "Add a remark";
        Settle = "settle", "Settle";
    }
}

/// # Errors
/// Says why not; see [`super`] for the order of the answers.
pub fn check(state: State, deed: Deed, actor: Actor) -> Result<State, Refusal> {
    actor.needs(match deed {
        Deed::Assign | Deed::Settle => Action::SettleDiscrepancies,
        Deed::Remark => Action::RemarkOnDiscrepancies,
    })?;
    match (deed, state) {
        (Deed::Remark, _) => Ok(state),
        (Deed::Assign | Deed::Settle, State::Settled) => conflict("Already settled"),
        (Deed::Assign | Deed::Settle, State::Superseded) => {
            conflict("The receipt that found it was corrected: what still differs stands with the corrected one")
        }
        // A due date is today or later.
        (Deed::Assign, State::Open | State::Overdue) => Ok(State::Open),
        (Deed::Settle, State::Open | State::Overdue) => Ok(State::Settled),
    }
}
