//! What is known of `programme.toml` without rows of its own: published figures, units that are not named, equipment without numbers.
//! All of it goes through the forms in which a person enters it.

use domain::{
    Currency, PartialDate, Timestamp, Viewer,
    quote::{NewQuote, QuoteForm},
    unit::{
        UnitKind,
        known::{EquipmentForm, GroupForm, NewEquipment, NewGroup},
    },
};
use serde::Deserialize;

use super::data::Facts;
use crate::{
    Error, Result, Tx,
    quotes::{self, Subject},
    units,
};

/// A published figure about one thing: an amount, a number or a mass.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Figure {
    /// `component IMT`
    pub about: String,
    pub what: String,
    pub counted: Option<String>,
    pub amount: Option<String>,
    pub currency: Option<Currency>,
    pub count: Option<i64>,
    pub grams: Option<i64>,
    pub qualifier: Option<String>,
    pub as_published: Option<String>,
    pub as_of: Option<PartialDate>,
    pub period: Option<PartialDate>,
    #[serde(default)]
    pub topics: Vec<String>,
    pub note: Option<String>,
    pub source: String,
    /// It states the whole grant.
    #[serde(default)]
    pub whole: bool,
}

impl Figure {
    /// As a person types it.
    pub fn form(&self) -> QuoteForm {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let date = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
        QuoteForm {
            about: self.about.clone(),
            what: self.what.clone(),
            counted: text(&self.counted),
            amount: text(&self.amount),
            currency: self.currency.map(|currency| currency.code().to_owned()).unwrap_or_default(),
            number: self.count.map(|count| count.to_string()).unwrap_or_default(),
            mass: self.grams.map(|grams| format!("{grams} g")).unwrap_or_default(),
            qualifier: text(&self.qualifier),
            as_published: text(&self.as_published),
            as_of: date(self.as_of),
            period: date(self.period),
            topics: self.topics.join("\n"),
            note: text(&self.note),
            source: self.source.clone(),
            whole: if self.whole { "yes".to_owned() } else { String::new() },
            ..QuoteForm::default()
        }
    }
}

/// Units that are not named.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitGroup {
    pub component: Option<String>,
    pub kind: UnitKind,
    #[serde(default)]
    pub borders: Vec<String>,
    pub as_of: Option<PartialDate>,
    pub planned: Option<i64>,
    pub established: Option<i64>,
    pub note: Option<String>,
    pub source: String,
}

/// What units got in numbers that are not published.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EquipmentKnown {
    pub units: Vec<String>,
    pub things: Vec<String>,
    pub also: Option<String>,
    pub as_of: Option<PartialDate>,
    pub source: String,
}

/// The published figures, once their grants, rounds and components are there.
pub(super) async fn load_figures(tx: &mut Tx, staff: &Viewer, at: Timestamp, facts: &Facts) -> Result<()> {
    for figure in &facts.figure {
        let form = figure.form();
        let about: Subject = form.about.parse().map_err(Error::Internal)?;
        quotes::record(tx, staff, at, &about, &NewQuote::parse(&form)?).await?;
    }
    Ok(())
}

/// As a person types them: units that are not named, and equipment without numbers.
pub(super) async fn load(tx: &mut Tx, staff: &Viewer, at: Timestamp, facts: &Facts) -> Result<()> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let date = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    for group in &facts.unit_group {
        let form = GroupForm {
            component: text(&group.component),
            kind: group.kind.word().to_owned(),
            borders: group.borders.join("\n"),
            as_of: date(group.as_of),
            planned: number(group.planned),
            established: number(group.established),
            note: text(&group.note),
            source: group.source.clone(),
            ..GroupForm::default()
        };
        units::record_group(tx, staff, at, &NewGroup::parse(&form)?).await?;
    }
    for known in &facts.equipment_known {
        let form = EquipmentForm {
            things: known.things.join("\n"),
            also: text(&known.also),
            as_of: date(known.as_of),
            source: known.source.clone(),
            ..EquipmentForm::default()
        };
        let new = NewEquipment::parse(&form)?;
        for unit in &known.units {
            units::record_equipment(tx, staff, at, unit, &new).await?;
        }
    }
    Ok(())
}
