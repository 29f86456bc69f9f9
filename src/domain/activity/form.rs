//! The form of an activity as typed.

use super::Named;
use crate::code::distinct;
use serde::{Deserialize, Serialize};

/// A row of the form as typed; one without a count says who took part: see [`Named`].
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ParticipationRow {
    /// The code of an agency.
    pub agency: String,
    /// The code of a unit.
    pub unit: String,
    pub sex: String,
    pub count: String,
}

/// The form as typed. Lists have one entry a line; countries stand with commas between them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ActivityForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// The version that was read before it was edited; empty for a new one.
    pub version: String,
    pub code: String,
    pub kind: String,
    pub state: String,
    pub title: String,
    pub starts_on: String,
    pub ends_on: String,
    pub place: String,
    /// The id of a phase, or the code of a component.
    pub belongs_to: String,
    pub organisers: String,
    pub trainers: String,
    pub topics: String,
    pub hosts: String,
    pub countries: String,
    pub others: String,
    pub participations: String,
    pub persons: String,
    pub completed: String,
    pub dropped: String,
    pub participation: Vec<ParticipationRow>,
    pub source: String,
    pub source_title: String,
}

impl ParticipationRow {
    /// A free row is sent with a sex.
    pub(super) fn is_blank(&self) -> bool {
        [&self.agency, &self.unit, &self.count].iter().all(|typed| typed.trim().is_empty())
    }
}

impl ActivityForm {
    /// The rows that name somebody and no number.
    pub(super) fn named(&self) -> Named {
        let silent = || self.participation.iter().filter(|row| matches!(row.count.trim(), "" | "0"));
        Named {
            agency_codes: distinct(silent().map(|row| row.agency.as_str())),
            unit_codes: distinct(silent().map(|row| row.unit.as_str())),
        }
    }
}
