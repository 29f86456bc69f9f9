//! A round: draft → scheduled → dispatched → (receiving) → closed, or cancelled before anything was sent; or published, where
//! nothing is known of it but what a source says.

use super::{Actor, conflict};
use crate::{
    access::Action,
    code::words,
    error::Refusal,
    round::{RoundStatus, Step},
};

words! {
    Deed {
        Describe = "describe", "Change the description";
        /// Place, occasion, guests, number and title of what was dispatched; nothing that was sent.
        Complete = "complete", "Complete the description";
        ChangeLines = "change lines", "Add, correct or remove a line";
        Stage = "stage", "Bring a packing list";
        Schedule = "schedule", "Schedule";
        Dispatch = "dispatch", "Dispatch";
        Cancel = "cancel", "Cancel";
        CountPart = "count a part", "Count, and something is still awaited";
        CountRest = "count the rest", "Count all that was still awaited";
    }
}

/// Where a round stands, as far as the one who asks may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    pub status: RoundStatus,
    pub has_lines: bool,
}

impl Deed {
    /// By which a round that was there took the step; one that is known from what was published alone begins with it.
    pub fn of(step: Step) -> Option<Self> {
        match step {
            Step::Scheduled => Some(Deed::Schedule),
            Step::Dispatched => Some(Deed::Dispatch),
            Step::Cancelled => Some(Deed::Cancel),
            Step::Published => None,
        }
    }
}

/// # Errors
/// Says why not; see [`super`] for the order of the answers.
pub fn check(at: At, deed: Deed, actor: Actor) -> Result<RoundStatus, Refusal> {
    use RoundStatus::{Cancelled, Closed, Dispatched, Draft, Published, Receiving, Scheduled};
    let counting = matches!(deed, Deed::CountPart | Deed::CountRest);
    actor.needs(if counting { Action::ConfirmReceipt } else { Action::ManageRounds })?;
    match (deed, at.status) {
        // Agencies see a round from its scheduling on, and nothing of one that was called off.
        (Deed::CountPart | Deed::CountRest, Draft | Published | Cancelled) => Err(Refusal::NotFound),
        (Deed::CountPart | Deed::CountRest, Scheduled) => {
            conflict("This round has not been dispatched yet; there is nothing to count")
        }
        (Deed::CountPart | Deed::CountRest, _) if actor.dispatched() => {
            conflict("You dispatched this round; somebody else of the agency has to confirm it")
        }
        (Deed::CountPart | Deed::CountRest, Closed) => conflict("Every line has been counted to the end"),
        (Deed::CountPart, Dispatched | Receiving) => Ok(Receiving),
        (Deed::CountRest, Dispatched | Receiving) => Ok(Closed),

        (Deed::Describe | Deed::ChangeLines, Draft | Scheduled) => Ok(at.status),
        (Deed::Describe | Deed::ChangeLines, Cancelled) => {
            conflict("This round has been cancelled; it cannot be changed")
        }
        (Deed::Describe | Deed::ChangeLines, Published) => {
            conflict("This round is known from what was published alone: it has no lines")
        }
        (Deed::Describe | Deed::ChangeLines, _) => {
            conflict("This round has been dispatched: its description and quantities are fixed")
        }
        (Deed::Complete, Dispatched | Receiving | Closed | Published) => Ok(at.status),
        (Deed::Complete, Cancelled) => conflict("This round has been cancelled; it cannot be changed"),
        (Deed::Complete, _) => conflict("This round has not been dispatched: change its description"),
        (Deed::Stage, Draft) => Ok(Draft),
        (Deed::Stage, _) => conflict(
            "Packing lists are for drafts; this round is no draft any more. Add single lines to it while it is scheduled",
        ),

        (Deed::Schedule | Deed::Dispatch | Deed::Cancel, Cancelled) => conflict("This round has been cancelled"),
        (Deed::Schedule | Deed::Dispatch, Published) => {
            conflict("This round was held in the past: it is known from what was published alone")
        }
        // It was recorded in error; it stays as cancelled.
        (Deed::Cancel, Published) => Ok(Cancelled),
        (Deed::Schedule, Draft) if !at.has_lines => conflict("Add at least one line before scheduling the round"),
        (Deed::Schedule, Draft) => Ok(Scheduled),
        (Deed::Schedule, Scheduled) => conflict("This round has been scheduled already"),
        (Deed::Dispatch, Draft) => conflict("Schedule the round before dispatching it"),
        (Deed::Dispatch, Scheduled) if !at.has_lines => conflict("Add at least one line before dispatching the round"),
        (Deed::Dispatch, Scheduled) => Ok(Dispatched),
        (Deed::Schedule | Deed::Dispatch, _) => conflict("This round has been dispatched already"),
        (Deed::Cancel, Draft | Scheduled) => Ok(Cancelled),
        (Deed::Cancel, _) => conflict("Goods that were dispatched cannot be cancelled; count them as refused or short"),
    }
}
