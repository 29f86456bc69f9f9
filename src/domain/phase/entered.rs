//! What staff enter of components, phases and milestones.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Counted, MetOn};
use crate::{
    code::{distinct, parse_code},
    date::PartialDate,
    error::{Checks, Refusal},
    grant::{country_codes, optional_date},
    number::count,
};

/// A component as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewComponent {
    pub code: String,
    pub title: String,
    pub programme_code: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub countries: Vec<String>,
    pub agency_codes: Vec<String>,
}

/// The form of a new component as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ComponentForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// Of what is edited.
    pub version: String,
    pub code: String,
    pub title: String,
    pub programme: String,
    pub countries: String,
    pub agencies: Vec<String>,
}

impl NewComponent {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &ComponentForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let title = checks.required("title", &form.title, "Enter the title of the component");
        let code = checks.take("code", parse_code(&form.code));
        let programme_code = checks.optional("programme", &form.programme);
        let countries = country_codes(&mut checks, "countries", &form.countries);
        let agency_codes = distinct(form.agencies.iter().map(String::as_str));
        let component = code.map(|code| NewComponent { code, title, programme_code, countries, agency_codes });
        checks.finish_some(component)
    }
}

/// A phase as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPhase {
    pub component_code: String,
    pub number: i64,
    pub note: Option<String>,
    pub planned_from: Option<PartialDate>,
    pub planned_until: Option<PartialDate>,
    pub actual_from: Option<PartialDate>,
    pub actual_until: Option<PartialDate>,
}

/// The form of a new phase as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PhaseForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// Of what is edited.
    pub version: String,
    pub component: String,
    pub number: String,
    pub note: String,
    pub planned_from: String,
    pub planned_until: String,
    pub actual_from: String,
    pub actual_until: String,
}

impl NewPhase {
    /// # Errors
    /// Every field that cannot be accepted: among them a phase that ends before it starts.
    pub fn parse(form: &PhaseForm, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let number = count(&form.number, 1..=99).map_err(|_| "Enter the number of the phase, from 1 to 99");
        let number = checks.take("number", number);
        let planned_from = optional_date(&mut checks, "planned_from", &form.planned_from);
        let planned_until = optional_date(&mut checks, "planned_until", &form.planned_until);
        let actual_from = optional_date(&mut checks, "actual_from", &form.actual_from);
        let actual_until = optional_date(&mut checks, "actual_until", &form.actual_until);
        for (field, from, until) in
            [("planned_until", planned_from, planned_until), ("actual_until", actual_from, actual_until)]
        {
            if from.zip(until).is_some_and(|(from, until)| until.surely_before(from)) {
                checks.fail(field, "The phase ends before it starts: check the two dates");
            }
        }
        for (field, date) in [("actual_from", actual_from), ("actual_until", actual_until)] {
            if date.is_some_and(|date| date.start() > today) {
                checks.fail(field, "This date lies in the future: enter it as planned");
            }
        }
        let note = checks.optional("note", &form.note);
        let phase = number.map(|number| NewPhase {
            component_code: form.component.to_owned(),
            number,
            note,
            planned_from,
            planned_until,
            actual_from,
            actual_until,
        });
        checks.finish_some(phase)
    }
}

/// A milestone as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMilestone {
    pub component_code: String,
    /// The number of the phase.
    pub phase: i64,
    pub title: String,
    pub due_on: Option<PartialDate>,
    pub met_on: Option<MetOn>,
    pub target: Option<i64>,
    pub actual: Option<i64>,
    pub evidence: Option<String>,
    pub source_code: Option<String>,
    /// What the portal counts for it.
    pub counted: Option<Counted>,
    /// The number of the milestone of the same component that has to be met first.
    pub waits_for: Option<i64>,
}

/// The form of a new milestone as typed. It is stated as met later, with its evidence.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MilestoneForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub component: String,
    pub phase: String,
    /// Which one is edited, and its version.
    pub milestone: String,
    pub version: String,
    pub title: String,
    pub due_on: String,
    pub target: String,
    /// By its code.
    pub source: String,
    /// `units:IMT`, or `lines` with the code of their round.
    pub counts: String,
    pub round: String,
    pub waits_for: String,
}

impl NewMilestone {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &MilestoneForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let phase = checks.take("phase", form.phase.trim().parse::<i64>().map_err(|_| "Choose the phase"));
        let title = checks.required("title", &form.title, "Enter what is to be achieved");
        let due_on = optional_date(&mut checks, "due_on", &form.due_on);
        let target = number(&mut checks, "target", &form.target, 1);
        let source_code = checks.optional("source", &form.source);
        let counted = Counted::parse(&mut checks, &form.counts, &form.round);
        if counted.is_some() && form.target.trim().is_empty() {
            checks.fail("target", "Enter how many are to be reached: they are counted");
        }
        let waits_for = match form.waits_for.trim() {
            "" => None,
            typed => {
                checks.take("waits_for", typed.parse::<i64>().map_err(|_| "Choose the milestone that it waits for"))
            }
        };
        let milestone = phase.map(|phase| NewMilestone {
            component_code: form.component.to_owned(),
            phase,
            title,
            due_on,
            met_on: None,
            target,
            actual: None,
            evidence: None,
            source_code,
            counted,
            waits_for,
        });
        checks.finish_some(milestone)
    }
}

/// When and how far a milestone was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    pub on: MetOn,
    pub actual: Option<i64>,
    pub evidence: Option<String>,
}

/// The form that states a milestone as met, as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MetForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub component: String,
    pub milestone: String,
    pub version: String,
    pub met_on: String,
    /// The source says only that it had been met by then.
    pub by: String,
    pub actual: String,
    pub evidence: String,
}

impl Met {
    /// # Errors
    /// Every field that cannot be accepted: among them a day that is still to come.
    pub fn parse(form: &MetForm, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let date = checks.take("met_on", PartialDate::parse(&form.met_on));
        if date.is_some_and(|date| date.start() > today) {
            checks.fail("met_on", "This date lies in the future: a milestone is met when it has been reached");
        }
        let actual = number(&mut checks, "actual", &form.actual, 0);
        let evidence = Some(checks.long_text("evidence", &form.evidence, 2000)).filter(|text| !text.is_empty());
        checks.finish_some(date.map(|date| Met { on: MetOn { date, by: form.by == "true" }, actual, evidence }))
    }
}

/// How far a milestone had come on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub number: i64,
    pub counted_on: PartialDate,
    pub evidence: Option<String>,
}

/// The form that says how far a milestone has come, as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProgressForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub component: String,
    pub milestone: String,
    pub version: String,
    pub number: String,
    pub counted_on: String,
    pub evidence: String,
}

impl Progress {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &ProgressForm, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let reached = number(&mut checks, "number", &form.number, 0);
        if reached.is_none() && !checks.failed("number") {
            checks.fail("number", "Enter the number that was reached");
        }
        let counted_on = checks.take("counted_on", PartialDate::parse(&form.counted_on));
        if counted_on.is_some_and(|date| date.start() > today) {
            checks.fail("counted_on", "This date lies in the future: enter the day on which it was counted");
        }
        let evidence = Some(checks.long_text("evidence", &form.evidence, 2000)).filter(|text| !text.is_empty());
        let progress = reached.zip(counted_on).map(|(number, counted_on)| Progress { number, counted_on, evidence });
        checks.finish_some(progress)
    }
}

/// A whole number that may stay empty.
pub(super) fn number(checks: &mut Checks, field: &str, typed: &str, least: i64) -> Option<i64> {
    if typed.trim().is_empty() {
        return None;
    }
    checks.take(field, count(typed, least..=1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        "2019-12-10".parse().expect("a day")
    }

    /// The fields that are wrong, or none.
    fn wrong<T>(answer: Result<T, Refusal>) -> Vec<String> {
        match answer {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn a_component_names_each_country_and_agency_once() {
        let form = ComponentForm {
            code: "blo".into(),
            title: "Border Liaison Offices".into(),
            countries: "uz, KG, uz".into(),
            agencies: ["SCC", "BT", "SCC"].map(str::to_owned).into(),
            ..Default::default()
        };
        let component = NewComponent::parse(&form).expect("accepted");
        assert_eq!((component.code.as_str(), component.programme_code), ("BLO", None));
        assert_eq!((component.countries, component.agency_codes.len()), (vec!["UZ".to_owned(), "KG".to_owned()], 2));
        let form = ComponentForm { countries: "Uzbekistan".into(), ..Default::default() };
        assert_eq!(wrong(NewComponent::parse(&form)), ["title", "code", "countries"]);
    }

    #[test]
    fn a_phase_ends_after_it_starts_as_far_as_both_are_known() {
        let form = |actual_from: &str, actual_until: &str| {
            NewPhase::parse(
                &PhaseForm {
                    number: "1".into(),
                    actual_from: actual_from.into(),
                    actual_until: actual_until.into(),
                    ..Default::default()
                },
                today(),
            )
        };
        for (from, until) in [("20 Oct 2016", "2019"), ("Oct 2019", "2019"), ("", "2019"), ("2016", ""), ("", "")] {
            assert!(form(from, until).is_ok(), "{from} {until}");
        }
        assert_eq!(wrong(form("Oct 2019", "Sep 2019")), ["actual_until"]);
        assert_eq!(wrong(form("2019", "31 Dec 2018")), ["actual_until"]);
        assert_eq!(wrong(form("2020", "")), ["actual_from"]);
        let planned = PhaseForm {
            number: "2".into(),
            planned_from: "2021".into(),
            planned_until: "2020".into(),
            ..Default::default()
        };
        assert_eq!(wrong(NewPhase::parse(&planned, today())), ["planned_until"]);
        for number in ["", "0", "-1", "II", "100"] {
            let form = PhaseForm { number: number.into(), planned_from: "2021".into(), ..Default::default() };
            assert_eq!(wrong(NewPhase::parse(&form, today())), ["number"], "{number}");
        }
    }

    #[test]
    fn a_milestone_belongs_to_a_phase() {
        let form = MilestoneForm {
            component: "IMT".into(),
            phase: "2".into(),
            title: "Seven teams".into(),
            due_on: "2020".into(),
            target: "7".into(),
            ..Default::default()
        };
        let milestone = NewMilestone::parse(&form).expect("accepted");
        assert_eq!((milestone.phase, milestone.target, milestone.met_on), (2, Some(7), None));
        assert_eq!(milestone.due_on.map(PartialDate::words).as_deref(), Some("2020"));
        assert_eq!(wrong(NewMilestone::parse(&MilestoneForm::default())), ["phase", "title"]);
        for target in ["0", "-3", "7.5", "seven"] {
            assert_eq!(
                wrong(NewMilestone::parse(&MilestoneForm { target: target.into(), ..form.clone() })),
                ["target"],
                "{target}"
            );
        }
    }

    #[test]
    fn a_milestone_is_not_met_in_the_future_or_by_half() {
        let met = |met_on: &str, actual: &str| {
            Met::parse(&MetForm { met_on: met_on.into(), actual: actual.into(), ..Default::default() }, today())
        };
        for (met_on, actual) in [("11 Dec 2019", ""), ("2020", ""), ("", ""), ("09/25/19", ""), ("2019", "12.5")] {
            assert!(met(met_on, actual).is_err(), "{met_on} {actual}");
        }
        assert_eq!(met("10 Dec 2019", "").expect("accepted").actual, None);
        assert_eq!(met("10 Dec 2019", "0").expect("accepted").actual, Some(0));
    }
}
