//! How a thing is kept up: its papers with their expiry, and what was done to it. Both are dated facts; a wrong one is taken back and
//! stays on record.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    Currency, Money,
    code::words,
    date::PartialDate,
    error::{Checks, Refusal},
    item::ItemKind,
    odometer::km,
};

words! {
    /// What a paper is. The words stand in records for ever; add, never rename.
    PaperKind {
        Registration = "registration", "Registration";
        Insurance = "insurance", "Insurance";
        Inspection = "inspection", "Technical inspection";
        Customs = "customs", "Customs papers";
        Calibration = "calibration", "Calibration certificate";
        Permit = "permit", "Permit or licence";
        Other = "other", "Other paper";
    }
}

words! {
    /// What was done to a thing.
    WorkKind {
        Service = "service", "Service";
        Repair = "repair", "Repair";
        Accident = "accident", "Accident";
        Calibration = "calibration", "Calibration";
    }
}

impl PaperKind {
    /// A radio is neither registered with the police nor insured on the road.
    pub fn fits(self, item: ItemKind) -> bool {
        item == ItemKind::Vehicle
            || !matches!(self, PaperKind::Registration | PaperKind::Insurance | PaperKind::Inspection)
    }
}

/// A paper that a person records; parsed once, here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPaper {
    pub kind: PaperKind,
    pub number: Option<String>,
    pub issuer: Option<String>,
    pub issued_on: Option<PartialDate>,
    /// The last day on which it is valid. `None`: it does not expire, or nobody knows.
    pub valid_until: Option<NaiveDate>,
    pub remark: Option<String>,
}

/// The form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PaperForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub item: String,
    pub kind: String,
    pub number: String,
    pub issuer: String,
    pub issued_on: String,
    pub valid_until: String,
    pub remark: String,
}

impl NewPaper {
    /// # Errors
    /// Every field that cannot be accepted; a paper that is issued after `today`, ends before it begins, or says nothing.
    pub fn parse(form: &PaperForm, item: ItemKind, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let kind = checks.take("kind", form.kind.parse::<PaperKind>().map_err(|_| "Choose what paper it is"));
        if let Some(kind) = kind.filter(|kind| !kind.fits(item)) {
            checks.fail("kind", format!("“{}” is a paper of vehicles: choose another kind", kind.label()));
        }
        let number = checks.optional("number", &form.number);
        let issuer = checks.optional("issuer", &form.issuer);
        let issued_on = optional(&mut checks, "issued_on", &form.issued_on, PartialDate::parse);
        let valid_until = optional(&mut checks, "valid_until", &form.valid_until, PartialDate::parse_day);
        let remark = checks.optional("remark", &form.remark);
        if issued_on.is_some_and(|day| day.start() > today) {
            checks.fail("issued_on", "This day lies in the future: enter the day on which it was issued");
        }
        if issued_on.zip(valid_until).is_some_and(|(from, until)| PartialDate::Day(until).surely_before(from)) {
            checks.fail("valid_until", "It would end before it was issued: check both dates");
        }
        if number.is_none() && valid_until.is_none() && checks.is_clean() {
            checks.fail("number", "Enter the number of the paper, or until when it is valid");
        }
        checks.finish_some(kind.map(|kind| NewPaper { kind, number, issuer, issued_on, valid_until, remark }))
    }
}

/// Work that a person records; parsed once, here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWork {
    pub kind: WorkKind,
    pub done_on: PartialDate,
    /// What the odometer showed.
    pub km: Option<i64>,
    pub what: String,
    pub workshop: Option<String>,
    /// What it cost whoever paid: never money of a grant.
    pub cost: Option<Money>,
    /// When the next of its kind is due.
    pub next_on: Option<NaiveDate>,
    /// At how many kilometres the next of its kind is due.
    pub next_km: Option<i64>,
}

/// The form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WorkForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub item: String,
    pub kind: String,
    pub done_on: String,
    pub odometer_km: String,
    pub what: String,
    pub workshop: String,
    pub cost: String,
    pub currency: String,
    pub next_on: String,
    pub next_km: String,
}

impl NewWork {
    /// # Errors
    /// Every field that cannot be accepted; work after `today`, kilometres of what is no vehicle, a next one before this one.
    pub fn parse(form: &WorkForm, item: ItemKind, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let kind = checks.take("kind", form.kind.parse::<WorkKind>().map_err(|_| "Choose what was done"));
        let done_on = checks.take("done_on", PartialDate::parse(&form.done_on));
        if done_on.is_some_and(|day| day.start() > today) {
            checks.fail("done_on", "This day lies in the future: enter the day on which it was done");
        }
        let read = optional(&mut checks, "odometer_km", &form.odometer_km, km);
        let next_km = optional(&mut checks, "next_km", &form.next_km, km);
        for (field, number) in [("odometer_km", read), ("next_km", next_km)] {
            if number.is_some() && item != ItemKind::Vehicle {
                checks.fail(field, "Only a vehicle has an odometer: leave this empty");
            }
        }
        if read.zip(next_km).is_some_and(|(read, next)| next <= read) {
            checks.fail("next_km", "The next one would be due already: enter more than the odometer shows");
        }
        let next_on = optional(&mut checks, "next_on", &form.next_on, PartialDate::parse_day);
        if done_on.zip(next_on).is_some_and(|(done, next)| !done.surely_before(PartialDate::Day(next))) {
            checks.fail("next_on", "Enter a day after this work");
        }
        let what = checks.required("what", &form.what, "Enter what was done, or what happened");
        let workshop = checks.optional("workshop", &form.workshop);
        let cost = cost(&mut checks, form);
        let work = kind.zip(done_on).map(|(kind, done_on)| NewWork {
            kind,
            done_on,
            km: read,
            what,
            workshop,
            cost,
            next_on,
            next_km,
        });
        checks.finish_some(work)
    }
}

fn cost(checks: &mut Checks, form: &WorkForm) -> Option<Money> {
    if form.cost.trim().is_empty() {
        return None;
    }
    let currency = checks.take("currency", form.currency.parse::<Currency>().map_err(|_| "Choose the currency"))?;
    let cost = checks.take("cost", Money::parse(&form.cost, currency))?;
    if cost.minor < 0 {
        checks.fail("cost", "A cost is not below zero");
    }
    Some(cost)
}

fn optional<T, E: std::fmt::Display>(
    checks: &mut Checks,
    field: &str,
    typed: &str,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Option<T> {
    if typed.trim().is_empty() { None } else { checks.take(field, parse(typed)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2022, 12, 1).expect("a date");

    fn insurance() -> PaperForm {
        PaperForm {
            kind: "insurance".into(),
            number: "AA 0045812".into(),
            issued_on: "Jan 2022".into(),
            valid_until: "31 Dec 2022".into(),
            ..Default::default()
        }
    }

    fn service() -> WorkForm {
        WorkForm {
            kind: "service".into(),
            done_on: "14 Nov 2022".into(),
            odometer_km: "20,150".into(),
            what: "Oil and filters".into(),
            next_km: "30,000".into(),
            ..Default::default()
        }
    }

    fn mistakes<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> Vec<String> {
        match answer {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_insurance_of_a_car_ends_with_the_year() {
        let paper = NewPaper::parse(&insurance(), ItemKind::Vehicle, TODAY).expect("accepted");
        assert_eq!((paper.kind, paper.valid_until), (PaperKind::Insurance, NaiveDate::from_ymd_opt(2022, 12, 31)));
        // It ends within the month in which it was issued: that can be.
        let short = PaperForm { issued_on: "Dec 2021".into(), valid_until: "31 Dec 2021".into(), ..insurance() };
        assert!(NewPaper::parse(&short, ItemKind::Vehicle, TODAY).is_ok());
    }

    #[test]
    fn every_mistake_in_a_paper_is_named() {
        let parse = |form: PaperForm, kind| mistakes(NewPaper::parse(&form, kind, TODAY));
        let car = ItemKind::Vehicle;
        assert_eq!(parse(PaperForm::default(), car), ["kind"]);
        assert_eq!(parse(insurance(), ItemKind::Equipment), ["kind"]);
        assert_eq!(parse(PaperForm { issued_on: "2 Dec 2022".into(), ..insurance() }, car), ["issued_on"]);
        assert_eq!(parse(PaperForm { valid_until: "31 Dec 2021".into(), ..insurance() }, car), ["valid_until"]);
        assert_eq!(parse(PaperForm { valid_until: "Dec 2022".into(), ..insurance() }, car), ["valid_until"]);
        let empty = PaperForm { number: String::new(), valid_until: String::new(), ..insurance() };
        assert_eq!(parse(empty, car), ["number"]);
    }

    #[test]
    fn the_next_service_is_due_by_kilometres_or_by_its_day() {
        let work = NewWork::parse(&service(), ItemKind::Vehicle, TODAY).expect("accepted");
        assert_eq!((work.km, work.next_km, work.cost), (Some(20_150), Some(30_000), None));
        let paid =
            WorkForm { cost: "1,250,000".into(), currency: "UZS".into(), next_on: "14 May 2023".into(), ..service() };
        let paid = NewWork::parse(&paid, ItemKind::Vehicle, TODAY).expect("accepted");
        assert_eq!(paid.cost.map(|cost| cost.to_string()).as_deref(), Some("UZS 1,250,000.00"));
    }

    #[test]
    fn every_mistake_in_a_work_is_named() {
        let parse = |form: WorkForm, kind| mistakes(NewWork::parse(&form, kind, TODAY));
        let car = ItemKind::Vehicle;
        assert_eq!(parse(WorkForm::default(), car), ["kind", "done_on", "what"]);
        assert_eq!(parse(WorkForm { next_km: "20,150".into(), ..service() }, car), ["next_km"]);
        assert_eq!(parse(WorkForm { next_on: "Nov 2022".into(), ..service() }, car), ["next_on"]);
        assert_eq!(parse(WorkForm { next_on: "14 Nov 2022".into(), ..service() }, car), ["next_on"]);
        assert_eq!(parse(service(), ItemKind::Equipment), ["odometer_km", "next_km"]);
        assert_eq!(parse(WorkForm { cost: "5".into(), ..service() }, car), ["currency"]);
        assert_eq!(parse(WorkForm { done_on: "2 Dec 2022".into(), ..service() }, car), ["done_on"]);
    }
}
