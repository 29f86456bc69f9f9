//! Handover rounds and their lines.
//!
//! A round's status is derived from its steps (scheduling, dispatch, cancellation: who and when) and from what its lines
//! still wait for; it is stored nowhere.

use crate::{
    code::{parse_code, words},
    date::PartialDate,
    error::{Checks, Refusal},
    grant::optional_date,
};
use serde::{Deserialize, Serialize};

mod line;
mod published;
pub(crate) use line::parse_shares;
pub use line::{LineForm, NewItem, NewLine, ShareRow};
pub use published::{NewPublishedRound, PublishedRoundForm};

words! {
    /// A step that somebody took with a round.
    Step {
        Scheduled = "scheduled", "Scheduled";
        Dispatched = "dispatched", "Dispatched";
        /// It was held before anybody recorded its lines.
        Published = "published", "Held, as published";
        Cancelled = "cancelled", "Cancelled";
    }
}

words! {
    RoundStatus {
        Draft = "draft", "Draft";
        Scheduled = "scheduled", "Scheduled";
        /// Sent; nobody has confirmed anything yet.
        Dispatched = "dispatched", "Dispatched";
        /// Some lines are confirmed, something is still awaited.
        Receiving = "receiving", "Partly received";
        /// Every line has been counted to the end.
        Closed = "closed", "Closed";
        /// Held in the past and known from what was published alone: it has no lines.
        Published = "published", "As published";
        Cancelled = "cancelled", "Cancelled";
    }
}

/// What donors are told of a planned handover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAnnouncement {
    pub day: chrono::NaiveDate,
    pub words: String,
}

impl NewAnnouncement {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(day: &str, words: &str) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let day = checks.take("day", PartialDate::parse_day(day));
        let words = checks.required("words", words, "Enter what the donors are told");
        checks.finish_some(day.map(|day| NewAnnouncement { day, words }))
    }
}

/// What a round's lines still wait for, in units of quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    pub dispatched: i64,
    /// Not counted yet, or counted short.
    pub outstanding: i64,
    pub receipts: i64,
}

impl RoundStatus {
    pub fn of(steps: &[Step], progress: Progress) -> Self {
        let took = |step| steps.contains(&step);
        match progress {
            _ if took(Step::Cancelled) => RoundStatus::Cancelled,
            _ if took(Step::Published) => RoundStatus::Published,
            _ if !took(Step::Dispatched) && took(Step::Scheduled) => RoundStatus::Scheduled,
            _ if !took(Step::Dispatched) => RoundStatus::Draft,
            Progress { outstanding: 0, .. } => RoundStatus::Closed,
            Progress { receipts: 0, .. } => RoundStatus::Dispatched,
            _ => RoundStatus::Receiving,
        }
    }

    /// Nothing was sent, and it was not called off.
    pub fn is_planned(self) -> bool {
        matches!(self, RoundStatus::Draft | RoundStatus::Scheduled)
    }
}

words! {
    /// Where a line is; derived from the round's dispatch and the counts.
    LineState {
        Planned = "planned", "Planned";
        Awaiting = "awaiting receipt", "Awaiting receipt";
        Accepted = "accepted", "Accepted";
        AcceptedWithRemarks = "accepted with remarks", "Accepted with remarks";
        PartlyAccepted = "partly accepted", "Partly accepted";
        Refused = "refused", "Refused";
    }
}

/// The sums of all counts of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    pub received: i64,
    /// Short at the last count: still awaited.
    pub short: i64,
    pub damaged: i64,
    pub refused: i64,
    pub surplus: i64,
    pub remarked: bool,
}

impl LineState {
    pub fn of(dispatched: bool, quantity: i64, counted: Counted) -> Self {
        match counted {
            _ if !dispatched => LineState::Planned,
            c if c.received == quantity && c.surplus == 0 && !c.remarked => LineState::Accepted,
            c if c.received == quantity => LineState::AcceptedWithRemarks,
            c if c.received > 0 => LineState::PartlyAccepted,
            // Nothing was accepted and nothing more is coming: damaged goods are not deemed accepted either.
            c if c.damaged + c.refused == quantity => LineState::Refused,
            _ => LineState::Awaiting,
        }
    }
}

/// A round as entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRound {
    pub code: String,
    pub number: Option<i64>,
    pub title: String,
    pub planned_on: Option<PartialDate>,
    pub place: Option<String>,
    pub occasion: Option<String>,
    pub guests: Option<String>,
    /// Who was there, as a source names them: "Ambassadors of Japan and Egypt".
    pub present: Option<String>,
    /// What was shown there: "exhibition of the equipment".
    pub shown: Option<String>,
}

/// The round form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RoundForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// The code under which the round is known now; empty for a new one.
    pub round: String,
    pub version: String,
    pub code: String,
    pub number: String,
    pub title: String,
    pub planned_on: String,
    pub place: String,
    pub occasion: String,
    pub guests: String,
    pub present: String,
    pub shown: String,
}

impl NewRound {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &RoundForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let code = checks.take("code", parse_code(&form.code));
        let number = match form.number.trim() {
            "" => None,
            typed => checks
                .take("number", crate::number::count(typed, 1..=999).map_err(|_| "Enter a round number from 1 to 999")),
        };
        let title = checks.required("title", &form.title, "Enter a title, such as “Boots for the northern posts”");
        let planned_on = optional_date(&mut checks, "planned_on", &form.planned_on);
        let place = checks.optional("place", &form.place);
        let occasion = checks.optional("occasion", &form.occasion);
        let guests = checks.optional("guests", &form.guests);
        let present = checks.optional("present", &form.present);
        let shown = checks.optional("shown", &form.shown);
        let round =
            code.map(|code| NewRound { code, number, title, planned_on, place, occasion, guests, present, shown });
        checks.finish_some(round)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_lives_from_draft_to_closed() {
        let progress = |outstanding, receipts| Progress { dispatched: 5, outstanding, receipts };
        let sent = [Step::Scheduled, Step::Dispatched];
        assert_eq!(RoundStatus::of(&[], progress(5, 0)), RoundStatus::Draft);
        assert_eq!(RoundStatus::of(&[Step::Scheduled], progress(5, 0)), RoundStatus::Scheduled);
        assert_eq!(RoundStatus::of(&sent, progress(5, 0)), RoundStatus::Dispatched);
        assert_eq!(RoundStatus::of(&sent, progress(1, 1)), RoundStatus::Receiving);
        assert_eq!(RoundStatus::of(&sent, progress(0, 2)), RoundStatus::Closed);
        assert_eq!(RoundStatus::of(&[Step::Scheduled, Step::Cancelled], progress(5, 0)), RoundStatus::Cancelled);
        assert_eq!(RoundStatus::of(&[Step::Published], Progress::default()), RoundStatus::Published);
        assert_eq!(RoundStatus::of(&[Step::Published, Step::Cancelled], Progress::default()), RoundStatus::Cancelled);
    }

    #[test]
    fn custody_passes_only_with_acceptance() {
        let counted = |received, short, damaged, refused, surplus| Counted {
            received,
            short,
            damaged,
            refused,
            surplus,
            remarked: false,
        };
        assert_eq!(LineState::of(false, 4, Counted::default()), LineState::Planned);
        assert_eq!(LineState::of(true, 4, Counted::default()), LineState::Awaiting);
        assert_eq!(LineState::of(true, 4, counted(0, 4, 0, 0, 0)), LineState::Awaiting);
        assert_eq!(LineState::of(true, 4, counted(4, 0, 0, 0, 0)), LineState::Accepted);
        assert_eq!(LineState::of(true, 4, counted(4, 0, 0, 0, 1)), LineState::AcceptedWithRemarks);
        assert_eq!(LineState::of(true, 4, counted(3, 1, 0, 0, 0)), LineState::PartlyAccepted);
        assert_eq!(LineState::of(true, 4, counted(0, 0, 1, 3, 0)), LineState::Refused);
    }
}
