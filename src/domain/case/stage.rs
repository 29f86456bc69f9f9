//! A stage of a case: where, when as far as it is known, who acted, what was seized and how many were held.

use serde::{Deserialize, Serialize};

use super::{PlaceKind, Substance, people};
use crate::{
    activity::Sex,
    code::distinct,
    date::PartialDate,
    error::{Checks, Refusal},
    grant::optional_date,
    measured::Measured,
    money::{Currency, Money},
    source::SourceChoice,
};

/// The most rows that a stage has of each kind.
pub const MOST_ROWS: usize = 30;

/// A quantity of one substance that was seized.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSeized {
    /// The row of the form that it stood in, for messages about it.
    pub row: usize,
    pub substance: Substance,
    /// What the source calls it, where that is something else.
    pub name: Option<String>,
    pub quantity: Measured,
    /// For how much it was offered for sale.
    pub offered: Option<Money>,
    pub note: Option<String>,
}

/// People who were held; none of them is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHeld {
    /// `None`: "a group", a number that was not published.
    pub number: Option<i64>,
    /// ISO 3166-1 alpha-2.
    pub nationality: Option<String>,
    pub sex: Sex,
    pub note: Option<String>,
}

/// A stage of a case as entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStage {
    pub occurred_on: Option<PartialDate>,
    /// The printed words, where they are all that is known: "17 April (year not stated)".
    pub date_as_published: Option<String>,
    pub place: String,
    pub place_kind: Option<PlaceKind>,
    pub agency_codes: Vec<String>,
    pub unit_codes: Vec<String>,
    pub origin: Option<String>,
    pub route: Option<String>,
    pub concealment: Option<String>,
    pub note: Option<String>,
    pub seized: Vec<NewSeized>,
    pub held: Vec<NewHeld>,
    pub source: Option<SourceChoice>,
}

/// A row of the form as typed: a substance.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SeizedFields {
    pub substance: String,
    pub name: String,
    pub quantity: String,
    pub offered: String,
    pub currency: String,
    pub note: String,
}

/// A row of the form as typed: people who were held.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HeldFields {
    /// Something stands in the row: a group of which nothing else is known has no other field.
    pub any: String,
    pub number: String,
    pub nationality: String,
    pub sex: String,
    pub note: String,
}

/// The form of a stage as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StageForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// The code of the case.
    pub case: String,
    /// Of one that is edited: which, and the version that was read.
    pub stage: String,
    pub version: String,
    pub occurred_on: String,
    pub date_as_published: String,
    pub place: String,
    pub place_kind: String,
    pub agencies: Vec<String>,
    /// Codes, one a line or separated by commas.
    pub units: String,
    pub origin: String,
    pub route: String,
    pub concealment: String,
    pub note: String,
    pub seized: Vec<SeizedFields>,
    pub held: Vec<HeldFields>,
    pub source: String,
    pub source_title: String,
}

impl NewStage {
    /// # Errors
    /// Every field that cannot be accepted; nothing was seized and nobody held.
    pub fn parse(form: &StageForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let occurred_on = optional_date(&mut checks, "occurred_on", &form.occurred_on);
        let date_as_published = checks.optional("date_as_published", &form.date_as_published);
        let place = checks.required("place", &form.place, "Enter the place as the source names it");
        let place_kind = checks
            .optional("place_kind", &form.place_kind)
            .and_then(|kind| checks.take("place_kind", kind.parse::<PlaceKind>()));
        let units = checks.long_text("units", &form.units.to_uppercase(), 2_000);
        let unit_codes = distinct(units.split([',', ';', '\n', ' ']));
        let agency_codes = distinct(form.agencies.iter().map(String::as_str));
        let origin = checks.optional("origin", &form.origin);
        let route = checks.optional("route", &form.route);
        let concealment = checks.optional("concealment", &form.concealment);
        let note = Some(checks.long_text("note", &form.note, 2_000)).filter(|note| !note.is_empty());
        let seized = seized(&mut checks, &form.seized);
        let held = held(&mut checks, &form.held);
        if seized.is_empty() && held.is_empty() && checks.is_clean() {
            checks.fail("seized[0][quantity]", "Enter what was seized, or who was held");
        }
        let source = SourceChoice::parse(&mut checks, &form.source, &form.source_title);
        checks.finish(NewStage {
            occurred_on,
            date_as_published,
            place,
            place_kind,
            agency_codes,
            unit_codes,
            origin,
            route,
            concealment,
            note,
            seized,
            held,
            source,
        })
    }
}

fn seized(checks: &mut Checks, rows: &[SeizedFields]) -> Vec<NewSeized> {
    let mut seized = Vec::new();
    for (row, typed) in rows.iter().enumerate() {
        let field = |name: &str| format!("seized[{row}][{name}]");
        let texts = [&typed.substance, &typed.name, &typed.quantity, &typed.offered, &typed.note];
        if texts.iter().all(|text| text.trim().is_empty()) {
            continue;
        }
        if row >= MOST_ROWS {
            checks.fail(field("quantity"), too_many("quantities"));
            break;
        }
        let choose = |_| "Choose the substance; “Another substance” with its name where it is not in the list";
        let substance = checks.take(&field("substance"), typed.substance.parse::<Substance>().map_err(choose));
        let name = checks.optional(&field("name"), &typed.name);
        if substance == Some(Substance::Other) && name.is_none() && !checks.failed(&field("name")) {
            checks.fail(field("name"), "Enter what the source calls it");
        }
        let quantity = checks.take(&field("quantity"), typed.quantity.parse::<Measured>());
        let offered = offered(checks, typed, field);
        let note = checks.optional(&field("note"), &typed.note);
        let both = substance.zip(quantity);
        seized.extend(both.map(|(substance, quantity)| NewSeized { row, substance, name, quantity, offered, note }));
    }
    seized
}

fn too_many(what: &str) -> String {
    format!("A stage has at most {MOST_ROWS} {what}: record the others as another stage")
}

fn offered(checks: &mut Checks, typed: &SeizedFields, field: impl Fn(&str) -> String) -> Option<Money> {
    if typed.offered.trim().is_empty() {
        return None;
    }
    let currency =
        checks.take(&field("currency"), typed.currency.parse::<Currency>().map_err(|_| "Choose the currency"))?;
    checks.take(&field("offered"), Money::parse(&typed.offered, currency))
}

fn held(checks: &mut Checks, rows: &[HeldFields]) -> Vec<NewHeld> {
    let mut held = Vec::new();
    for (row, typed) in rows.iter().enumerate() {
        let field = |name: &str| format!("held[{row}][{name}]");
        let texts = [&typed.any, &typed.number, &typed.nationality, &typed.note];
        if texts.iter().all(|text| text.trim().is_empty()) {
            continue;
        }
        if row >= MOST_ROWS {
            checks.fail(field("number"), too_many("groups"));
            break;
        }
        let number = people(checks, &field("number"), &typed.number);
        let nationality = checks.optional(&field("nationality"), &typed.nationality).map(|code| code.to_uppercase());
        let is_code = |code: &str| code.len() == 2 && code.chars().all(|c| c.is_ascii_uppercase());
        if nationality.as_deref().is_some_and(|code| !is_code(code)) {
            checks.fail(field("nationality"), "Enter the country in two letters, such as AF");
        }
        let sex = match typed.sex.trim() {
            "" => Some(Sex::NotRecorded),
            word => checks.take(&field("sex"), word.parse::<Sex>()),
        };
        let note = checks.optional(&field("note"), &typed.note);
        held.extend(sex.map(|sex| NewHeld { number, nationality, sex, note }));
    }
    held
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opium(quantity: &str) -> SeizedFields {
        SeizedFields { substance: "opium".into(), quantity: quantity.into(), ..Default::default() }
    }

    #[test]
    fn a_stage_keeps_what_its_source_states_and_invents_nothing() {
        let form = StageForm {
            date_as_published: "17 April (year not stated)".into(),
            place: "Karakol district, Bukhara region".into(),
            agencies: vec!["SSS".into()],
            units: "imt-buk, IMT-BUK".into(),
            seized: vec![
                SeizedFields { offered: "9 100".into(), currency: "USD".into(), ..opium("1 kg 681 g") },
                SeizedFields::default(),
                opium("1 kg 68 g"),
            ],
            held: vec![
                HeldFields { any: "true".into(), note: "a group".into(), ..Default::default() },
                HeldFields::default(),
            ],
            ..Default::default()
        };
        let stage = NewStage::parse(&form).expect("a stage");
        assert_eq!(stage.occurred_on, None);
        assert_eq!(stage.unit_codes, ["IMT-BUK"]);
        assert_eq!(stage.seized.iter().map(|row| row.quantity.amount).collect::<Vec<_>>(), [1_681, 1_068]);
        assert_eq!(stage.seized[0].offered.map(|money| money.minor), Some(910_000));
        assert_eq!(
            stage.held,
            [NewHeld { number: None, nationality: None, sex: Sex::NotRecorded, note: Some("a group".into()) }]
        );
    }

    #[test]
    fn every_mistake_is_named_in_its_row() {
        let form = StageForm {
            seized: vec![
                opium("3689"),
                SeizedFields { substance: "other".into(), quantity: "1 g".into(), ..Default::default() },
            ],
            held: vec![HeldFields { nationality: "Afghan".into(), number: "none".into(), ..Default::default() }],
            ..Default::default()
        };
        let Err(Refusal::Invalid(errors)) = NewStage::parse(&form) else { panic!("refused") };
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(
            fields,
            ["place", "seized[0][quantity]", "seized[1][name]", "held[0][number]", "held[0][nationality]"]
        );
        let nothing = StageForm { place: "Andijan".into(), ..Default::default() };
        assert!(NewStage::parse(&nothing).is_err(), "nothing was seized and nobody held");
    }
}
