//! `illustrative.toml`, as it is written: the invented lines and receipts of the published rounds.

use chrono::NaiveDate;
use domain::item::{Condition, ItemKind};
use serde::Deserialize;

use super::data::PhaseOf;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Illustration {
    pub round: Vec<Round>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Round {
    pub code: String,
    /// Phase, grant and note of the lines that do not name their own.
    pub phase: PhaseOf,
    pub grant: String,
    pub note: String,
    pub lines: Vec<Line>,
    pub receipts: Vec<Receipt>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    pub kind: ItemKind,
    pub name: String,
    /// The VIN of a vehicle, the serial number of a device.
    pub id: Option<String>,
    #[serde(default = "one")]
    pub quantity: i64,
    #[serde(default = "piece")]
    pub measure: String,
    pub unit: String,
    pub agency: String,
    /// In dollars, for the whole quantity.
    pub value: String,
    pub phase: Option<PhaseOf>,
    pub note: Option<String>,
}

/// What an agency's officer counted: everything as dispatched, except what differs and the units not counted yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Receipt {
    pub agency: String,
    pub on: NaiveDate,
    #[serde(default)]
    pub differs: Vec<Difference>,
    #[serde(default)]
    pub not_yet: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Difference {
    /// Name and unit: `Portable radio, IMT-KAR`.
    pub line: String,
    pub received: i64,
    #[serde(default)]
    pub short: i64,
    #[serde(default = "good")]
    pub condition: Condition,
    pub remark: Option<String>,
}

fn one() -> i64 {
    1
}

fn piece() -> String {
    "piece".to_owned()
}

fn good() -> Condition {
    Condition::Good
}
