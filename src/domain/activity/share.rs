//! Sharing an activity with a donor.

use serde::{Deserialize, Serialize};

/// The form as typed: which donor reads it, or does no longer and why.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ShareForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub code: String,
    pub version: String,
    /// By its code.
    pub donor: String,
    pub reason: String,
}
