//! What is known of units without their names, and of their equipment without its numbers: groups of which only the number is
//! published, and kinds of things of which no quantity is. Nothing is invented to make a row of them.

use serde::{Deserialize, Serialize};

use super::{UnitKind, parse_border};
use crate::{
    code::distinct,
    date::PartialDate,
    error::{Checks, Refusal},
    grant::optional_date,
    number::optional_count,
    source::SourceChoice,
};

/// The longest list of things that is kept.
const LONGEST_THINGS: usize = 2_000;

/// Units whose members are not named: "12 of 13 offices on five borders".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGroup {
    pub component_code: Option<String>,
    pub kind: UnitKind,
    /// `UZ–TJ`
    pub borders: Vec<String>,
    pub as_of: Option<PartialDate>,
    pub planned: Option<i64>,
    pub established: Option<i64>,
    pub note: Option<String>,
    pub source: SourceChoice,
}

/// The form of a group as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GroupForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// Of what is edited.
    pub group: String,
    pub version: String,
    pub component: String,
    pub kind: String,
    /// One a line, or separated by commas.
    pub borders: String,
    pub as_of: String,
    pub planned: String,
    pub established: String,
    pub note: String,
    pub source: String,
    pub source_title: String,
}

impl NewGroup {
    /// # Errors
    /// Every field that cannot be accepted: among them a group of which nothing is said, and more that are established than planned.
    pub fn parse(form: &GroupForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let component_code = checks.optional("component", &form.component);
        let kind = checks.take("kind", form.kind.parse::<UnitKind>().map_err(|_| "Choose what kind of units they are"));
        let borders = borders(&mut checks, &form.borders);
        if !borders.is_empty() && kind.is_some_and(|kind| !kind.has_border()) {
            checks.fail("borders", "Leave this empty: teams answer for regions, not for a border");
        }
        let as_of = optional_date(&mut checks, "as_of", &form.as_of);
        let planned = optional_count(&mut checks, "planned", &form.planned, 1..=10_000);
        let established = optional_count(&mut checks, "established", &form.established, 0..=10_000);
        let note = checks.optional("note", &form.note);
        let said = planned.is_some() || established.is_some() || note.is_some();
        if !said && !checks.failed("planned") && !checks.failed("established") {
            checks.fail("established", "Enter how many there are or were planned, or say in a note what is known");
        }
        if let (Some(planned), Some(established)) = (planned, established)
            && established > planned
        {
            checks.fail(
                "established",
                format!("More than the {planned} that were planned: leave the plan empty, or enter its new number"),
            );
        }
        let source = required_source(&mut checks, &form.source, &form.source_title);
        let group = kind.zip(source).map(|(kind, source)| NewGroup {
            component_code,
            kind,
            borders,
            as_of,
            planned,
            established,
            note,
            source,
        });
        checks.finish_some(group)
    }
}

/// Equipment that a unit is known to have got, without numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEquipment {
    /// `computers`, `search and detection equipment`
    pub things: Vec<String>,
    /// `premises renovated`
    pub also: Option<String>,
    pub as_of: Option<PartialDate>,
    pub source: SourceChoice,
}

/// The form of equipment without numbers as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EquipmentForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// Of what is edited.
    pub equipment: String,
    pub version: String,
    pub unit: String,
    /// One a line.
    pub things: String,
    pub also: String,
    pub as_of: String,
    pub source: String,
    pub source_title: String,
}

impl NewEquipment {
    /// # Errors
    /// Every field that cannot be accepted: among them a thing with its number, which is recorded as an item.
    pub fn parse(form: &EquipmentForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let typed = checks.long_text("things", &form.things, LONGEST_THINGS);
        let things = distinct(typed.lines());
        if things.is_empty() {
            checks.fail("things", "Enter what it got, one kind a line, such as computers");
        }
        if let Some(counted) = things.iter().find(|thing| begins_with_a_number(thing)) {
            checks.fail("things", format!("“{counted}” says how many: what has a number is handed over in a round"));
        }
        let also = checks.optional("also", &form.also);
        let as_of = optional_date(&mut checks, "as_of", &form.as_of);
        let source = required_source(&mut checks, &form.source, &form.source_title);
        let equipment = source.map(|source| NewEquipment { things, also, as_of, source });
        checks.finish_some(equipment)
    }
}

/// `3 computers`, and not `3D printers`.
fn begins_with_a_number(thing: &str) -> bool {
    let first = thing.split_whitespace().next().unwrap_or_default();
    !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit())
}

fn borders(checks: &mut Checks, typed: &str) -> Vec<String> {
    let typed = checks.text("borders", typed);
    let mut borders = Vec::new();
    for one in distinct(typed.split([',', ';', '\n'])) {
        borders.extend(checks.take("borders", parse_border(&one).map_err(|why| format!("“{one}”: {why}"))));
    }
    distinct(borders.iter().map(String::as_str))
}

fn required_source(checks: &mut Checks, code: &str, title: &str) -> Option<SourceChoice> {
    let source = SourceChoice::parse(checks, code, title);
    if source.is_none() && !checks.failed("source_title") {
        checks.fail("source", "Choose where it was published, or enter the title of a new source");
    }
    source
}

/// `12 of 13 planned are established`, `13 are planned`, `12 are established`; nothing without numbers.
pub fn how_many(planned: Option<i64>, established: Option<i64>) -> Option<String> {
    let are = |number: i64| if number == 1 { "is" } else { "are" };
    match (planned, established) {
        (Some(planned), Some(made)) => Some(format!("{made} of {planned} planned {} established", are(made))),
        (Some(planned), None) => Some(format!("{planned} {} planned", are(planned))),
        (None, Some(made)) => Some(format!("{made} {} established", are(made))),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offices() -> GroupForm {
        GroupForm {
            component: "BLO".into(),
            kind: "BLO".into(),
            borders: "kg-tj, KG–UZ\r\nTJ–UZ; tj/af\nUZ–AF\nUZ–AF".into(),
            as_of: "Dec 2016".into(),
            planned: "13".into(),
            established: "12".into(),
            note: "posts outside Uzbekistan are not named".into(),
            source: "milestones_2016".into(),
            ..Default::default()
        }
    }

    fn refused<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> Vec<String> {
        match answer {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn twelve_of_thirteen_offices_stand_on_five_borders() {
        let group = NewGroup::parse(&offices()).expect("accepted");
        assert_eq!(group.borders, ["KG–TJ", "KG–UZ", "TJ–UZ", "TJ–AF", "UZ–AF"]);
        assert_eq!(how_many(group.planned, group.established).as_deref(), Some("12 of 13 planned are established"));
        assert_eq!(how_many(None, Some(1)).as_deref(), Some("1 is established"));
        for (form, field) in [
            (GroupForm { established: "14".into(), ..offices() }, "established"),
            (GroupForm { borders: "Fergana".into(), ..offices() }, "borders"),
            (GroupForm { kind: "IMT".into(), ..offices() }, "borders"),
            (GroupForm { source: String::new(), ..offices() }, "source"),
            (GroupForm { kind: String::new(), borders: String::new(), ..offices() }, "kind"),
        ] {
            assert_eq!(refused(NewGroup::parse(&form)), [field]);
        }
        let nothing = GroupForm { planned: String::new(), established: String::new(), note: " ".into(), ..offices() };
        assert_eq!(refused(NewGroup::parse(&nothing)), ["established"]);
    }

    #[test]
    fn equipment_is_known_without_a_number() {
        let form = EquipmentForm {
            things: "computers\r\n\r\nHazmat360ID chemical detectors\n3D printers".into(),
            also: "premises renovated".into(),
            source_title: "Newsletter".into(),
            ..Default::default()
        };
        let known = NewEquipment::parse(&form).expect("accepted");
        assert_eq!(known.things, ["computers", "Hazmat360ID chemical detectors", "3D printers"]);
        let counted = EquipmentForm { things: "12 computers".into(), ..form.clone() };
        assert_eq!(refused(NewEquipment::parse(&counted)), ["things"]);
        assert_eq!(refused(NewEquipment::parse(&EquipmentForm::default())), ["things", "source"]);
        assert_eq!(refused(NewEquipment::parse(&EquipmentForm { as_of: "soon".into(), ..form })), ["as_of"]);
    }
}
