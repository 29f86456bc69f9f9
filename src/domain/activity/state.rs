//! Planned, held, cancelled: each as a fact that somebody recorded.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    code::words,
    date::PartialDate,
    error::{Checks, Refusal},
    grant::optional_date,
};

words! {
    /// Where an activity stands.
    ActivityState {
        Planned = "planned", "Planned";
        Held = "held", "Held";
        Cancelled = "cancelled", "Cancelled";
    }
}

impl ActivityState {
    /// From planned to held goes without saying why; everything else is a correction, or takes something away.
    ///
    /// # Errors
    /// The words for the field `reason`, or that it stands there already.
    pub fn becomes(self, new: &NewState) -> Result<(), Refusal> {
        if self == new.state {
            return Err(Refusal::conflict(format!("It is recorded as {self} already")));
        }
        let is_plain = self == ActivityState::Planned && new.state == ActivityState::Held;
        if !is_plain && new.reason.is_none() {
            return Err(Refusal::invalid("reason", "Say why, such as “Moved to the spring at the host's request”"));
        }
        Ok(())
    }

    /// What begins after today was not held.
    ///
    /// # Errors
    /// The words for the field `state`.
    pub fn fits(self, starts_on: Option<PartialDate>, today: NaiveDate) -> Result<(), Refusal> {
        match starts_on {
            Some(start) if self == ActivityState::Held && PartialDate::Day(today).surely_before(start) => {
                Err(Refusal::invalid("state", format!("It begins on {}: it is planned, not held", start.words())))
            }
            _ => Ok(()),
        }
    }
}

/// Another state as entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewState {
    pub state: ActivityState,
    /// When it was decided or became so, as far as that is known.
    pub stated_on: Option<PartialDate>,
    pub reason: Option<String>,
}

/// The form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StateForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub code: String,
    pub version: String,
    pub state: String,
    pub stated_on: String,
    pub reason: String,
}

impl NewState {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &StateForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let state = checks.take("state", form.state.parse::<ActivityState>().map_err(|_| "Choose what it became"));
        let stated_on = optional_date(&mut checks, "stated_on", &form.stated_on);
        let reason = checks.optional("reason", &form.reason);
        checks.finish_some(state.map(|state| NewState { state, stated_on, reason }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(state: ActivityState, reason: Option<&str>) -> NewState {
        NewState { state, stated_on: None, reason: reason.map(str::to_owned) }
    }

    #[test]
    fn what_takes_something_away_says_why() {
        use ActivityState::{Cancelled, Held, Planned};
        assert_eq!(Planned.becomes(&state(Held, None)), Ok(()));
        assert_eq!(Planned.becomes(&state(Cancelled, Some("Floods"))), Ok(()));
        for (from, to) in [(Planned, Cancelled), (Held, Planned), (Cancelled, Held)] {
            assert!(matches!(from.becomes(&state(to, None)), Err(Refusal::Invalid(_))), "{from} to {to}");
        }
        assert!(matches!(Held.becomes(&state(Held, Some("Again"))), Err(Refusal::Conflict(_))));
    }

    #[test]
    fn what_begins_tomorrow_was_not_held() {
        let today: NaiveDate = "2019-09-25".parse().expect("day");
        let fits = |start: &str| ActivityState::Held.fits(start.parse().ok(), today).is_ok();
        assert!(fits("2019-09-25") && fits("2019-09") && fits("2019") && fits("unknown"));
        assert!(!fits("2019-09-26") && !fits("2019-10") && !fits("2020"));
        assert!(ActivityState::Planned.fits("2020".parse().ok(), today).is_ok());
    }
}
