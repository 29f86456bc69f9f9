//! `programme.toml`, as it is written: what was published.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    Currency, Money, PartialDate,
    activity::ActivityKind,
    document::{DocumentKind, Readers},
    grant::Basis,
    unit::{UnitKind, change::ChangeKind},
};
use serde::{Deserialize, de::DeserializeOwned};

use super::{illustration::Illustration, money::Ledger};
use crate::{Error, Result};

pub(super) fn facts() -> Result<Facts> {
    read("programme.toml", include_str!("programme.toml"))
}

pub(super) fn illustration() -> Result<Illustration> {
    read("illustrative.toml", include_str!("illustrative.toml"))
}

pub(super) fn ledger() -> Result<Ledger> {
    read("money.toml", include_str!("money.toml"))
}

pub(super) fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|e| Error::Internal(format!("demo/{file}: {e}")))
}

/// An amount as the data files write it.
pub(super) fn money(typed: &str, currency: Currency) -> Result<Money> {
    Money::parse(typed, currency).map_err(|e| Error::Internal(format!("the demonstration data: {typed}: {e}")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Facts {
    pub sources: BTreeMap<String, String>,
    pub programme: Vec<Programme>,
    pub donor: Vec<Donor>,
    pub agency: Vec<Agency>,
    pub component: Vec<Component>,
    pub part: Vec<TakesPart>,
    pub phase: Vec<Phase>,
    pub milestone: Vec<Milestone>,
    pub unit: Vec<Unit>,
    pub unit_group: Vec<super::known::UnitGroup>,
    pub equipment_known: Vec<super::known::EquipmentKnown>,
    pub grant: Vec<Grant>,
    pub round: Vec<Round>,
    pub known_round: Vec<KnownRound>,
    pub figure: Vec<super::known::Figure>,
    pub activity: Vec<Activity>,
    pub case: Vec<super::cases::Case>,
    pub official: Vec<Official>,
    pub document: Vec<Document>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Official {
    pub code: String,
    pub name: String,
    #[serde(default)]
    pub also_printed: Vec<String>,
}

/// Somebody in the post of that day.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Signing {
    pub name: String,
    pub post: String,
    /// As printed: there were more.
    #[serde(default)]
    pub among_others: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub code: String,
    pub kind: DocumentKind,
    pub title: String,
    pub number: Option<String>,
    pub date: Option<PartialDate>,
    pub issuer: Option<String>,
    #[serde(default)]
    pub languages: Vec<String>,
    pub note: Option<String>,
    pub readers: Readers,
    #[serde(default)]
    pub applies_to: Vec<String>,
    pub source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Programme {
    pub code: String,
    pub title: String,
    pub part_of: Option<String>,
    pub source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Donor {
    pub code: String,
    pub name: String,
    pub currency: Currency,
    pub iati_ref: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Agency {
    pub code: String,
    pub country: String,
    pub part: Option<String>,
    pub names: Vec<Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Name {
    pub name: String,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Component {
    pub code: String,
    pub title: String,
    pub programme: Option<String>,
    pub countries: Vec<String>,
    #[serde(default)]
    pub agencies: Vec<String>,
}

/// A donor or an agency.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TakesPart {
    pub component: String,
    pub donor: Option<String>,
    pub agency: Option<String>,
    pub office: Option<String>,
    pub part: Option<String>,
    pub phase: Option<i64>,
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Phase {
    pub component: String,
    pub number: i64,
    pub note: Option<String>,
}

/// A phase by its component and number: `IMT 2`.
#[derive(Deserialize, Clone)]
#[serde(try_from = "String")]
pub(super) struct PhaseOf {
    pub component: String,
    pub number: i64,
}

impl TryFrom<String> for PhaseOf {
    type Error = String;

    fn try_from(text: String) -> std::result::Result<Self, String> {
        let parts = text.rsplit_once(' ').and_then(|(component, number)| Some((component, number.parse().ok()?)));
        let (component, number) = parts.ok_or_else(|| format!("“{text}” is not a phase such as IMT 2"))?;
        Ok(PhaseOf { component: component.to_owned(), number })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Milestone {
    pub phase: PhaseOf,
    pub title: String,
    pub met_on: Option<PartialDate>,
    /// Met some time until `met_on`.
    #[serde(default)]
    pub by: bool,
    pub target: Option<i64>,
    pub actual: Option<i64>,
    pub source: Option<String>,
    /// `units:IMT`, as the form has it.
    pub counts: Option<String>,
    /// The title of the milestone of the same component that has to be met first.
    pub waits_for: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Unit {
    pub code: String,
    pub kind: UnitKind,
    pub base: Option<String>,
    pub crossing: Option<String>,
    pub border: Option<String>,
    pub country: String,
    #[serde(default)]
    pub areas: Vec<String>,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub agencies: Vec<String>,
    /// What became of it, the oldest first.
    #[serde(default)]
    pub life: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    pub is: ChangeKind,
    pub on: PartialDate,
    /// It had happened by then.
    #[serde(default)]
    pub by: bool,
    pub planned_for: Option<PartialDate>,
    #[serde(default)]
    pub agencies: Vec<String>,
    pub note: Option<String>,
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Grant {
    pub code: String,
    pub donors: Vec<String>,
    pub donors_are: Option<String>,
    pub buys: Option<String>,
    pub title: String,
    pub instrument: Option<String>,
    pub signed_on: Option<PartialDate>,
    pub announced_on: Option<PartialDate>,
    pub signed_at: Option<String>,
    #[serde(default)]
    pub signed_by: Vec<Signing>,
    #[serde(default)]
    pub witnessed_by: Vec<Signing>,
    pub ceiling: Option<Ceiling>,
    pub allocations: Vec<Allocation>,
    #[serde(default)]
    pub countries: Vec<String>,
    pub source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ceiling {
    pub amount: String,
    pub currency: Currency,
    pub source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Allocation {
    pub phase: PhaseOf,
    pub amount: Option<String>,
    pub currency: Option<Currency>,
    pub qualifier: Option<String>,
    pub basis: Option<Basis>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Round {
    pub code: String,
    pub number: Option<i64>,
    pub title: String,
    pub held_on: NaiveDate,
    pub place: Option<String>,
    pub occasion: Option<String>,
    pub guests: Option<String>,
    pub present: Option<String>,
    pub shown: Option<String>,
    #[serde(default)]
    pub spoke: Vec<Signing>,
    pub receiving_agencies: Option<i64>,
    pub source: Option<String>,
}

/// A round of which nothing is known but that it was held.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KnownRound {
    pub code: String,
    pub title: String,
    pub components: Vec<String>,
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Activity {
    pub code: String,
    pub kind: ActivityKind,
    pub title: String,
    pub starts_on: Option<PartialDate>,
    pub ends_on: Option<PartialDate>,
    pub place: Option<String>,
    #[serde(default)]
    pub organisers: Vec<String>,
    #[serde(default)]
    pub trainers: Vec<String>,
    #[serde(default)]
    pub topics: Vec<String>,
    pub participations: Option<i64>,
    #[serde(default)]
    pub agencies: Vec<String>,
    #[serde(default)]
    pub units: Vec<String>,
    /// Where it was held.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// From where people came.
    #[serde(default)]
    pub countries: Vec<String>,
    /// Bodies that are no agencies here.
    #[serde(default)]
    pub others: Vec<String>,
    pub phase: Option<PhaseOf>,
    /// Where no source says the phase.
    pub component: Option<String>,
    pub source: Option<String>,
}
