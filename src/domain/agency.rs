//! Agencies and their names over time.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    code::parse_code,
    date::PartialDate,
    error::{Checks, Refusal},
    grant::country_code,
};

/// A name with the days on which it was valid; `until` is the first day on which it was not any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedName {
    pub name: String,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

impl DatedName {
    pub fn valid_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// The name that a document of that day prints: an old act keeps the old name. Names are the oldest first; before the first of
/// them it is that one, and not a later one.
pub fn name_on(names: &[DatedName], day: NaiveDate) -> Option<&str> {
    let before_all = || names.first().filter(|first| first.from.is_some_and(|from| day < from));
    let name = names.iter().find(|n| n.valid_on(day)).or_else(before_all).or(names.last());
    name.map(|n| n.name.as_str())
}

/// An agency as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAgency {
    pub code: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Its part in the programme beyond receiving.
    pub part: Option<String>,
    pub names: Vec<NewAgencyName>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewAgencyName {
    pub name: String,
    pub from: Option<NaiveDate>,
    /// The first day on which it was not valid any more.
    pub until: Option<NaiveDate>,
    pub note: Option<String>,
}

/// The form of a new agency as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AgencyForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub code: String,
    pub country: String,
    pub name: String,
    pub valid_from: String,
    pub part: String,
}

impl NewAgency {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &AgencyForm, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let name = checks.required("name", &form.name, "Enter the name of the agency");
        let code = checks.take("code", parse_code(&form.code));
        let country = checks.take("country", country_code(&form.country));
        let from = if form.valid_from.trim().is_empty() {
            None
        } else {
            first_day(&mut checks, "valid_from", &form.valid_from, today)
        };
        let part = checks.optional("part", &form.part);
        let names = vec![NewAgencyName { name, from, ..Default::default() }];
        checks.finish_some(code.zip(country).map(|(code, country)| NewAgency { code, country, part, names }))
    }
}

/// The form that puts right what was misspelt of an agency. Its names stand in their order, the oldest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AgencyEditForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub code: String,
    pub version: String,
    pub country: String,
    pub part: String,
    pub names: Vec<NameRow>,
}

/// One of its names, as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NameRow {
    pub name: String,
    pub from: String,
    pub note: String,
}

impl AgencyEditForm {
    /// `known` are the names as they are recorded: each ends where the next one begins, and the last one where it ended.
    ///
    /// # Errors
    /// Every field that cannot be accepted: among them a name that begins before the one that it follows.
    pub fn parse(&self, known: &[DatedName], today: NaiveDate) -> Result<NewAgency, Refusal> {
        let mut checks = Checks::default();
        let country = checks.take("country", country_code(&self.country));
        let part = checks.optional("part", &self.part);
        let mut names: Vec<NewAgencyName> = Vec::new();
        for (i, row) in self.names.iter().enumerate() {
            let field = |name: &str| format!("names[{i}][{name}]");
            let name = checks.required(&field("name"), &row.name, "Enter the name of the agency");
            let typed = row.from.trim();
            let from = if typed.is_empty() { None } else { first_day(&mut checks, &field("from"), typed, today) };
            let note = checks.optional(&field("note"), &row.note);
            let before = names.last().and_then(|last| last.from);
            match (i, from) {
                (0, _) => {}
                (_, None) if !checks.failed(&field("from")) => {
                    checks.fail(field("from"), "Enter the day on which it got this name");
                }
                (_, Some(from)) if before.is_some_and(|before| from <= before) => {
                    checks.fail(field("from"), "Enter a day after the one on which the name before began");
                }
                _ => {}
            }
            if let Some(last) = names.last_mut() {
                last.until = from;
            }
            names.push(NewAgencyName { name, from, until: None, note });
        }
        if let (Some(last), Some(known)) = (names.last_mut(), known.last()) {
            last.until = known.until;
        }
        let code = parse_code(&self.code).unwrap_or_default();
        checks.finish_some(country.map(|country| NewAgency { code, country, part, names }))
    }
}

/// The name that follows the present one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextName {
    pub name: String,
    /// Its first day; the present name ends with the day before.
    pub from: NaiveDate,
}

impl NextName {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(name: &str, from: &str, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let name = checks.required("name", name, "Enter the new name of the agency");
        let from = first_day(&mut checks, "valid_from", from, today);
        checks.finish_some(from.map(|from| NextName { name, from }))
    }

    /// Can it follow these names? Every name has had a day of its own, and history is not rewritten.
    ///
    /// # Errors
    /// It is the present name; its day is not later than the day on which the present one began.
    pub fn follows(&self, names: &[DatedName]) -> Result<(), Refusal> {
        let mut checks = Checks::default();
        if names.iter().any(|n| n.until.is_none() && n.name == self.name) {
            checks.fail("name", "This is its name already");
        }
        let begun = names.iter().filter(|n| n.from.is_some_and(|from| self.from <= from)).max_by_key(|n| n.from);
        if let Some((name, from)) = begun.and_then(|n| Some((&n.name, n.from?))) {
            let from = PartialDate::Day(from).words();
            checks.fail("valid_from", format!("“{name}” is its name from {from}: enter a later day"));
        } else if let Some(until) = names.iter().filter_map(|n| n.until).max().filter(|until| self.from < *until) {
            let until = PartialDate::Day(until).words();
            checks.fail("valid_from", format!("It had another name until {until}: enter that day or a later one"));
        }
        checks.finish(())
    }
}

fn first_day(checks: &mut Checks, field: &str, typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    let day = checks.take(field, PartialDate::parse_day(typed))?;
    if day > today {
        checks.fail(field, "This day lies in the future: a name is recorded once it is valid");
    }
    Some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("day")
    }

    /// The fields that are wrong, or none.
    fn wrong<T>(answer: Result<T, Refusal>) -> Vec<String> {
        match answer {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn an_agency_has_a_code_a_country_and_a_name() {
        let form = AgencyForm {
            code: "scc".into(),
            country: "uz".into(),
            name: " State Customs Committee ".into(),
            ..Default::default()
        };
        let agency = NewAgency::parse(&form, day("2019-12-10")).expect("accepted");
        assert_eq!((agency.code.as_str(), agency.country.as_str(), agency.part), ("SCC", "UZ", None));
        assert_eq!((agency.names[0].name.as_str(), agency.names[0].from), ("State Customs Committee", None));

        let empty = AgencyForm::default();
        assert_eq!(wrong(NewAgency::parse(&empty, day("2019-12-10"))), ["name", "code", "country"]);
        for (country, from) in [("Uzbekistan", ""), ("U1", ""), ("UZ", "2018"), ("UZ", "11 Dec 2019")] {
            let form = AgencyForm { country: country.into(), valid_from: from.into(), ..form.clone() };
            assert_eq!(wrong(NewAgency::parse(&form, day("2019-12-10"))).len(), 1, "{country} {from}");
        }
    }

    #[test]
    fn a_name_follows_the_present_one_on_a_later_day() {
        let next = |name: &str, from: &str| NextName::parse(name, from, day("2019-12-10")).expect("accepted");
        let names = [
            DatedName { name: "National Security Service".into(), from: None, until: Some(day("2018-03-14")) },
            DatedName { name: "State Security Service".into(), from: Some(day("2018-03-14")), until: None },
        ];
        assert_eq!(next("Security Service", "15 Mar 2018").follows(&names), Ok(()));
        assert_eq!(wrong(next("Security Service", "14 Mar 2018").follows(&names)), ["valid_from"]);
        assert_eq!(wrong(next("Security Service", "13 Mar 2018").follows(&names)), ["valid_from"]);
        assert_eq!(wrong(next("State Security Service", "2019-01-01").follows(&names)), ["name"]);
        // The first name again is a new name; an agency whose last name has ended takes the next one from that day.
        assert_eq!(next("National Security Service", "2019-01-01").follows(&names), Ok(()));
        assert_eq!(next("State Security Service", "14 Mar 2018").follows(&names[..1]), Ok(()));
        assert_eq!(wrong(next("State Security Service", "13 Mar 2018").follows(&names[..1])), ["valid_from"]);
    }

    #[test]
    fn a_name_is_recorded_once_it_is_valid() {
        for (name, from, field) in [
            ("", "1 Jan 2019", "name"),
            ("X", "", "valid_from"),
            ("X", "2019", "valid_from"),
            ("X", "2020-01-01", "valid_from"),
        ] {
            assert_eq!(wrong(NextName::parse(name, from, day("2019-12-10"))), [field], "{name} {from}");
        }
    }

    #[test]
    fn documents_print_the_name_of_their_day() {
        let change = Some(day("2018-03-14"));
        let names = [
            DatedName { name: "National Security Service".into(), from: None, until: change },
            DatedName { name: "State Security Service".into(), from: change, until: None },
        ];
        assert_eq!(name_on(&names, day("2016-10-20")), Some("National Security Service"));
        assert_eq!(name_on(&names, day("2018-03-14")), Some("State Security Service"));
        assert_eq!(name_on(&names, day("2019-09-25")), Some("State Security Service"));
    }
}
