//! What became different of a unit on a day: it is planned, announced, starts to work, closes, moves, is manned by others.
//!
//! An edit puts right what was misspelt and holds for every day; a change holds from its day on.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    code::{distinct, words},
    date::{PartialDate, Timestamp},
    error::{Checks, Refusal},
    grant::optional_date,
    ledger::AsOf,
    phase::MetOn,
    source::SourceChoice,
};

words! {
    ChangeKind {
        Planned = "planned", "Planned";
        Announced = "announced", "Announced";
        Working = "working", "Began to work";
        Closed = "closed", "Closed";
        Moved = "moved", "Moved";
        Manned = "manned", "Manned by other agencies";
    }
}

/// Of what a change speaks: of one aspect there is one value on each day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// For when it is planned.
    Plan,
    /// When it was announced.
    Announcement,
    /// Since and until when it works.
    Work,
    /// Its base, or its crossing.
    Place,
    Agencies,
}

impl ChangeKind {
    pub fn aspect(self) -> Aspect {
        match self {
            ChangeKind::Planned => Aspect::Plan,
            ChangeKind::Announced => Aspect::Announcement,
            ChangeKind::Working | ChangeKind::Closed => Aspect::Work,
            ChangeKind::Moved => Aspect::Place,
            ChangeKind::Manned => Aspect::Agencies,
        }
    }

    /// Is it a step of the unit's life, rather than a change of what it is?
    pub fn is_of_life(self) -> bool {
        matches!(self.aspect(), Aspect::Plan | Aspect::Announcement | Aspect::Work)
    }
}

/// Since and until when a unit works, as it stands in one column: `2018..2021-03`, `2018..`, `by 2020..`, `..`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Work {
    pub since: Option<MetOn>,
    pub closed: Option<PartialDate>,
}

const BY: &str = "by ";

impl std::fmt::Display for Work {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(since) = self.since {
            write!(f, "{}{}", if since.by { BY } else { "" }, since.date)?;
        }
        f.write_str("..")?;
        self.closed.map_or(Ok(()), |closed| write!(f, "{closed}"))
    }
}

impl std::str::FromStr for Work {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (since, closed) = text.split_once("..").ok_or_else(|| format!("“{text}” says no time"))?;
        let date = |text: &str| if text.is_empty() { Ok(None) } else { text.parse::<PartialDate>().map(Some) };
        let (by, since) = since.strip_prefix(BY).map_or((false, since), |since| (true, since));
        Ok(Work { since: date(since)?.map(|date| MetOn { date, by }), closed: date(closed)? })
    }
}

impl Work {
    /// `not known to work`, `working since 2018`, `working by the end of 2020`, `closed Mar 2021`.
    pub fn words(self) -> String {
        match (self.since, self.closed) {
            (_, Some(closed)) => format!("closed {}", closed.words()),
            (Some(since), None) => working(since),
            (None, None) => "not known to work".to_owned(),
        }
    }

    /// What begins or ends on a day.
    ///
    /// # Errors
    /// It works already; it is closed already.
    pub fn after(self, kind: ChangeKind, on: MetOn) -> Result<Self, Refusal> {
        match (kind, self) {
            (ChangeKind::Working, Work { since: Some(since), closed: None }) => {
                let words = format!("It is {} already. “Edit” puts right a wrong date", working(since));
                Err(Refusal::invalid("kind", words))
            }
            (ChangeKind::Working, _) => Ok(Work { since: Some(on), closed: None }),
            (_, Work { closed: Some(closed), .. }) => {
                Err(Refusal::invalid("kind", format!("It was closed {} already", closed.words())))
            }
            (_, Work { since: Some(since), .. }) if !since.by && on.date.surely_before(since.date) => {
                Err(Refusal::invalid("changed_on", format!("It is {}: enter a later day", working(since))))
            }
            (_, Work { since, .. }) => Ok(Work { since, closed: Some(on.date) }),
        }
    }

    /// Could it still be planned or announced on that day?
    ///
    /// # Errors
    /// It worked already.
    pub fn awaited(self, on: PartialDate) -> Result<(), Refusal> {
        match self.since.filter(|since| !since.by && since.date.surely_before(on)) {
            Some(since) => {
                Err(Refusal::invalid("changed_on", format!("It is {}: enter an earlier day", working(since))))
            }
            None => Ok(()),
        }
    }
}

/// `working since 2018`, `working by the end of 2020`: the source may say no more than that.
pub fn working(since: MetOn) -> String {
    if since.by { format!("working {}", since.words()) } else { format!("working since {}", since.words()) }
}

/// A change as entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChange {
    pub kind: ChangeKind,
    /// On that date, or some time until it.
    pub on: MetOn,
    /// For when it is planned.
    pub planned_for: Option<PartialDate>,
    /// Where it stands from then on.
    pub place: Option<String>,
    /// Who mans it from then on.
    pub agency_codes: Vec<String>,
    /// Why it is known: a letter, a visit. Staff alone read it.
    pub reason: Option<String>,
    /// Where it was published.
    pub source: Option<SourceChoice>,
}

/// The form of a change as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChangeForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub unit: String,
    pub version: String,
    pub kind: String,
    pub changed_on: String,
    /// A box: anything but empty says that it had happened by then.
    pub by_then: String,
    pub planned_for: String,
    pub place: String,
    pub agencies: Vec<String>,
    pub reason: String,
    pub source: String,
    pub source_title: String,
}

impl NewChange {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &ChangeForm, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let kind = checks.take("kind", form.kind.parse::<ChangeKind>().map_err(|_| "Choose what became different"));
        let on = checks.take("changed_on", PartialDate::parse(&form.changed_on));
        if on.is_some_and(|on| on.start() > today) {
            checks.fail("changed_on", "This date lies in the future: a change is recorded once it has happened");
        }
        let planned_for = optional_date(&mut checks, "planned_for", &form.planned_for);
        if kind == Some(ChangeKind::Planned) && planned_for.is_none() && !checks.failed("planned_for") {
            checks.fail("planned_for", "Enter the day, the month or the year for which it is planned");
        }
        let place = checks.optional("place", &form.place);
        if kind == Some(ChangeKind::Moved) && place.is_none() {
            checks.fail("place", "Enter where it stands from then on");
        }
        let agency_codes = distinct(form.agencies.iter().map(String::as_str));
        let reason = checks.optional("reason", &form.reason);
        let source = SourceChoice::parse(&mut checks, &form.source, &form.source_title);
        let by = !form.by_then.trim().is_empty();
        let change = kind.zip(on).map(|(kind, date)| NewChange {
            kind,
            on: MetOn { date, by },
            planned_for: planned_for.filter(|_| kind == ChangeKind::Planned),
            place: place.filter(|_| kind == ChangeKind::Moved),
            agency_codes: if kind == ChangeKind::Manned { agency_codes } else { Vec::new() },
            reason,
            source,
        });
        checks.finish_some(change)
    }
}

/// A change as far as time is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    pub aspect: Aspect,
    pub on: MetOn,
    pub was: Option<String>,
    pub became: Option<String>,
    pub recorded_at: Timestamp,
    pub withdrawn_at: Option<Timestamp>,
}

impl Dated {
    /// Had it happened by that day, as far as is known?
    pub fn reached(&self, as_of: AsOf) -> bool {
        as_of.day.is_none_or(|day| self.on.known_from() <= day)
    }

    /// Was it part of what the portal knew then?
    pub fn known(&self, as_of: AsOf) -> bool {
        as_of.known.is_none_or(|known| self.recorded_at <= known && self.withdrawn_at.is_none_or(|at| at > known))
            && (as_of.known.is_some() || self.withdrawn_at.is_none())
    }
}

/// The value of an aspect then. `changes` are all that were recorded, the oldest first, and `now` is what stands now: an edit
/// of it holds back to the day since when it is so.
pub fn value_at(changes: &[Dated], aspect: Aspect, now: Option<String>, as_of: AsOf) -> Option<String> {
    let of_aspect: Vec<&Dated> = changes.iter().filter(|change| change.aspect == aspect).collect();
    let standing = of_aspect.iter().rev().copied().find(|change| change.withdrawn_at.is_none());
    let known: Vec<&Dated> = of_aspect.iter().copied().filter(|change| change.known(as_of)).collect();
    let come = |change: &&Dated| change.reached(as_of);
    match (known.iter().rev().copied().find(come), standing) {
        (Some(reached), Some(standing)) if std::ptr::eq(reached, standing) => now,
        (Some(reached), _) => reached.became.clone(),
        // Before the first one that was known; where none was known, before the first one at all.
        (None, Some(_)) => known.first().or(of_aspect.first()).and_then(|change| change.was.clone()),
        (None, None) => now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(on: &str, was: &str, became: &str, recorded_at: i64) -> Dated {
        Dated {
            aspect: Aspect::Place,
            on: on.parse::<PartialDate>().expect("a date").into(),
            was: Some(was.into()),
            became: Some(became.into()),
            recorded_at: Timestamp(recorded_at),
            withdrawn_at: None,
        }
    }

    fn place(changes: &[Dated], now: &str, day: &str, known: Option<i64>) -> Option<String> {
        let as_of = AsOf { day: day.parse().ok(), known: known.map(Timestamp) };
        value_at(changes, Aspect::Place, Some(now.into()), as_of)
    }

    #[test]
    fn a_page_of_an_earlier_day_says_what_was_so_then() {
        let changes = [moved("2018", "Termez", "Denau", 100), moved("2020-05", "Denau", "Boysun", 200)];
        for (day, known, stood) in [
            ("2017-12-31", None, "Termez"),
            ("2018-01-01", None, "Denau"),
            ("2020-04-30", None, "Denau"),
            ("2020-05-01", None, "Boysun"),
            ("2021-01-01", Some(150), "Denau"),
            ("2021-01-01", Some(50), "Termez"),
            ("", None, "Boysun"),
        ] {
            assert_eq!(place(&changes, "Boysun", day, known).as_deref(), Some(stood), "{day} {known:?}");
        }
        // What was misspelt was misspelt since that day.
        assert_eq!(place(&changes, "Boysun town", "2020-06-01", None).as_deref(), Some("Boysun town"));
        assert_eq!(place(&changes, "Boysun town", "2019-06-01", None).as_deref(), Some("Denau"));
    }

    #[test]
    fn what_was_taken_back_was_believed_until_then() {
        let withdrawn = Dated { withdrawn_at: Some(Timestamp(300)), ..moved("2018", "Termez", "Denau", 100) };
        let changes = [withdrawn];
        assert_eq!(place(&changes, "Termez", "2019-01-01", None).as_deref(), Some("Termez"));
        assert_eq!(place(&changes, "Termez", "2019-01-01", Some(200)).as_deref(), Some("Denau"));
        assert_eq!(place(&changes, "Termez", "2019-01-01", Some(400)).as_deref(), Some("Termez"));
        assert_eq!(place(&changes, "Termez", "2019-01-01", Some(50)).as_deref(), Some("Termez"));
    }

    #[test]
    fn a_unit_works_from_a_day_until_another() {
        let on = |text: &str| MetOn::from(text.parse::<PartialDate>().expect("a date"));
        let never = Work::default();
        assert!(never.after(ChangeKind::Working, on("2019")).is_ok());
        let works = never.after(ChangeKind::Working, on("2018")).expect("begins");
        assert!(works.after(ChangeKind::Working, on("2019")).is_err(), "it works already");
        assert!(works.after(ChangeKind::Closed, on("2017")).is_err(), "before it began");
        let closed = works.after(ChangeKind::Closed, on("2021-03")).expect("ends");
        assert_eq!(closed.to_string(), "2018..2021-03");
        assert_eq!("2018..2021-03".parse(), Ok(closed));
        assert!(closed.after(ChangeKind::Closed, on("2022")).is_err(), "it is closed already");
        assert_eq!(closed.after(ChangeKind::Working, on("2023")).expect("again").to_string(), "2023..");
        assert_eq!("..".parse(), Ok(never));
        let by = never.after(ChangeKind::Working, MetOn { by: true, ..on("2020") }).expect("some time until then");
        assert_eq!((by.to_string().as_str(), by.words().as_str()), ("by 2020..", "working by the end of 2020"));
        assert_eq!("by 2020..".parse(), Ok(by));
        // It may have begun long before: it can have been closed, or announced, at any time.
        assert!(by.after(ChangeKind::Closed, on("2019")).is_ok() && by.awaited(on("2020-03-03").date).is_ok());
        assert!(works.awaited(on("2017").date).is_ok() && works.awaited(on("2019").date).is_err());
        assert!("2018".parse::<Work>().is_err());
    }

    #[test]
    fn a_move_names_the_place_and_a_day_that_has_come() {
        let form = ChangeForm { kind: "moved".into(), changed_on: "2020".into(), ..Default::default() };
        let wrong = |form: &ChangeForm| match NewChange::parse(form, "2019-12-10".parse().expect("a day")) {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        assert_eq!(wrong(&form), ["changed_on", "place"]);
        assert_eq!(wrong(&ChangeForm::default()), ["kind", "changed_on"]);
        let planned = ChangeForm { kind: "planned".into(), changed_on: "Nov 2019".into(), ..Default::default() };
        assert_eq!(wrong(&planned), ["planned_for"]);
        assert!(wrong(&ChangeForm { planned_for: "2027".into(), ..planned }).is_empty());
        let form = ChangeForm { changed_on: "Nov 2019".into(), place: "Denau".into(), ..form };
        assert!(wrong(&form).is_empty());
    }
}
