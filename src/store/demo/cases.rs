//! The cases of the demonstration, entered through what the forms use.

use domain::{
    Timestamp, Viewer,
    case::{CaseForm, HeldFields, NewCase, NewStage, SeizedFields, StageForm},
};

use serde::Deserialize;

use super::data::Facts;
use crate::{Result, Tx, cases};

pub(super) async fn load(tx: &mut Tx, staff: &Viewer, at: Timestamp, facts: &Facts) -> Result<()> {
    for case in &facts.case {
        cases::create(tx, staff, at, &NewCase::parse(&case_form(case))?).await?;
        for stage in &case.stages {
            cases::record_stage(tx, staff, at, &case.code, &NewStage::parse(&stage_form(stage))?).await?;
        }
    }
    Ok(())
}

fn text(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}

fn number(number: Option<i64>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

fn case_form(case: &Case) -> CaseForm {
    CaseForm {
        code: case.code.clone(),
        title: case.title.clone(),
        component: case.component.clone(),
        state: case.state.clone(),
        case_at: text(&case.case_at),
        prosecuted: number(case.prosecuted),
        published: text(&case.published),
        source: text(&case.source),
        ..CaseForm::default()
    }
}

fn stage_form(stage: &Stage) -> StageForm {
    let seized = stage.seized.iter().map(|row| SeizedFields {
        substance: row.substance.clone(),
        quantity: row.quantity.clone(),
        offered: text(&row.offered),
        currency: text(&row.currency),
        note: text(&row.note),
        ..SeizedFields::default()
    });
    let held = stage.held.iter().map(|row| HeldFields {
        any: "true".to_owned(),
        number: number(row.number),
        nationality: text(&row.nationality),
        note: text(&row.note),
        ..HeldFields::default()
    });
    StageForm {
        date_as_published: text(&stage.date_as_published),
        place: stage.place.clone(),
        agencies: stage.agencies.clone(),
        units: stage.units.join("\n"),
        origin: text(&stage.origin),
        seized: seized.collect(),
        held: held.collect(),
        source: text(&stage.source),
        ..StageForm::default()
    }
}

/// A case with its stages.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub code: String,
    pub title: String,
    pub component: String,
    pub state: String,
    pub case_at: Option<String>,
    pub prosecuted: Option<i64>,
    /// As printed for the whole case.
    pub published: Option<String>,
    pub source: Option<String>,
    #[serde(rename = "stage")]
    pub stages: Vec<Stage>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stage {
    pub date_as_published: Option<String>,
    pub place: String,
    #[serde(default)]
    pub agencies: Vec<String>,
    #[serde(default)]
    pub units: Vec<String>,
    pub origin: Option<String>,
    #[serde(default)]
    pub seized: Vec<Seized>,
    #[serde(default)]
    pub held: Vec<Held>,
    pub source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seized {
    pub substance: String,
    pub quantity: String,
    pub offered: Option<String>,
    pub currency: Option<String>,
    pub note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Held {
    pub number: Option<i64>,
    pub nationality: Option<String>,
    pub note: Option<String>,
}
