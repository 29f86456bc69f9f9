//! What a published figure is about, and what the portal itself has on record of the same: the two stand beside each other, and
//! are never added.

use std::{fmt, str::FromStr};

use super::{Measure, Published};
use crate::{code::words, unit::UnitKind};

words! {
    /// What a figure can be about. Its word stands before the code in a form: `component IMT`.
    Noun {
        Programme = "programme", "Programme";
        Component = "component", "Component";
        Unit = "unit", "Unit";
        Round = "round", "Round";
        Grant = "grant", "Grant";
        Activity = "activity", "Activity";
        Agency = "agency", "Agency";
        Donor = "donor", "Donor";
    }
}

/// One thing that a figure is about, by its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    Programme(String),
    Component(String),
    Unit(String),
    Round(String),
    Grant(String),
    Activity(String),
    Agency(String),
    Donor(String),
}

impl Subject {
    pub fn new(noun: Noun, code: impl Into<String>) -> Self {
        let code = code.into();
        match noun {
            Noun::Programme => Subject::Programme(code),
            Noun::Component => Subject::Component(code),
            Noun::Unit => Subject::Unit(code),
            Noun::Round => Subject::Round(code),
            Noun::Grant => Subject::Grant(code),
            Noun::Activity => Subject::Activity(code),
            Noun::Agency => Subject::Agency(code),
            Noun::Donor => Subject::Donor(code),
        }
    }

    pub fn noun(&self) -> Noun {
        match self {
            Subject::Programme(_) => Noun::Programme,
            Subject::Component(_) => Noun::Component,
            Subject::Unit(_) => Noun::Unit,
            Subject::Round(_) => Noun::Round,
            Subject::Grant(_) => Noun::Grant,
            Subject::Activity(_) => Noun::Activity,
            Subject::Agency(_) => Noun::Agency,
            Subject::Donor(_) => Noun::Donor,
        }
    }

    pub fn code(&self) -> &str {
        match self {
            Subject::Programme(code)
            | Subject::Component(code)
            | Subject::Unit(code)
            | Subject::Round(code)
            | Subject::Grant(code)
            | Subject::Activity(code)
            | Subject::Agency(code)
            | Subject::Donor(code) => code,
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.noun(), self.code())
    }
}

impl FromStr for Subject {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.trim().split_once(' ').and_then(|(noun, code)| Some((noun.parse().ok()?, code.trim())));
        let (noun, code) = parts.ok_or_else(|| format!("“{text}” is nothing that a figure can be about"))?;
        Ok(Subject::new(noun, code))
    }
}

words! {
    /// What is counted. The list is closed: but for people serving, each has its own count in SQL (`store/quotes/recorded.rs`).
    Counted {
        Trainings = "trainings", "Trainings held";
        Participations = "participations", "Participants";
        Seized = "seized", "Drugs seized";
        MobileTeams = "mobile teams", "Interagency Mobile Teams working";
        LiaisonOffices = "liaison offices", "Border Liaison Offices established";
        PortControlUnits = "port control units", "Port Control Units opened";
        Vehicles = "vehicles", "Vehicles handed over";
        Value = "value", "Value handed over";
        /// Known from sources alone: the portal counts nobody.
        HeadCount = "head count", "People serving";
    }
}

impl Counted {
    /// In what it is published: nothing else can be held beside the portal's own.
    pub fn measure(self) -> Measure {
        match self {
            Counted::Seized => Measure::Grams,
            Counted::Value => Measure::Money,
            _ => Measure::Count,
        }
    }

    /// Can it be said of such a thing?
    pub fn is_of(self, noun: Noun) -> bool {
        use Noun::{Activity, Agency, Component, Donor, Grant, Programme, Round, Unit};
        match self {
            Counted::Trainings => matches!(noun, Programme | Component | Unit | Grant | Agency),
            Counted::Participations => matches!(noun, Programme | Component | Unit | Grant | Activity),
            Counted::Seized | Counted::HeadCount => matches!(noun, Programme | Component | Unit | Agency),
            Counted::MobileTeams | Counted::LiaisonOffices | Counted::PortControlUnits => {
                matches!(noun, Programme | Component)
            }
            Counted::Vehicles | Counted::Value => {
                matches!(noun, Programme | Component | Unit | Round | Grant | Agency | Donor)
            }
        }
    }

    /// Is what agencies signed for counted, and not all that was sent to them?
    pub fn is_signed_for(self) -> bool {
        matches!(self, Counted::Vehicles | Counted::Value)
    }

    /// Does the portal count it itself?
    pub fn is_recorded(self) -> bool {
        self != Counted::HeadCount
    }

    /// The kind of units that it counts.
    pub fn unit_kind(self) -> Option<UnitKind> {
        match self {
            Counted::MobileTeams => Some(UnitKind::Imt),
            Counted::LiaisonOffices => Some(UnitKind::Blo),
            Counted::PortControlUnits => Some(UnitKind::Pcu),
            _ => None,
        }
    }
}

/// What the portal has on record of the same thing, measure and period, as far as the viewer reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recorded {
    /// In the measure of the figure.
    pub amount: i64,
    /// What the number needs to be read with: trainings and grams without a date that are not in it, activities in it that state no
    /// number, units that are not known to work, or invented lines in it.
    pub aside: i64,
    /// It is a part: what others read of the same is not in it.
    pub partly: bool,
}

impl Published {
    /// `12 published, 3 recorded here`, `USD 228,000 published, USD 103,000 signed for`
    pub fn beside(&self, counted: Counted, recorded: Recorded) -> String {
        let how = if counted.is_signed_for() { "signed for" } else { "recorded here" };
        format!("{self} published, {} {how}", self.like(recorded.amount))
    }

    /// Why the two differ, as far as the portal can know. What a source says with “over” or “nearly” gives no exact difference.
    pub fn explained(&self, counted: Counted, recorded: Recorded) -> String {
        let difference = recorded.amount.saturating_sub(self.amount);
        let about = if self.qualifier.is_some() && recorded.amount != 0 { "about " } else { "" };
        let first = match difference {
            0 => match &self.qualifier {
                None => "Both are the same.".to_owned(),
                Some(qualifier) => format!("The number is the same; the source says “{qualifier}”."),
            },
            1.. => format!("{about}{} more: since then, or counted otherwise.", self.like(difference)),
            _ => {
                let missing = self.like(difference.saturating_neg());
                let missing = if recorded.amount == 0 { self.to_string() } else { format!("{about}{missing}") };
                format!("{missing} {}.", remainder(counted, recorded))
            }
        };
        match aside(counted, recorded.aside) {
            Some(aside) => format!("{first} {aside}"),
            None => first,
        }
    }

    /// The portal's own, as this figure is written, without the words of its source.
    fn like(&self, amount: i64) -> Published {
        Published { amount, qualifier: None, ..self.clone() }
    }
}

/// Where what is published and not found here can be.
fn remainder(counted: Counted, recorded: Recorded) -> &'static str {
    match (counted.is_signed_for(), recorded.partly) {
        (false, false) => "known from the source alone",
        (false, true) => "known from the source alone, or not among what you read here",
        (true, false) => "known from the source alone, or not signed for yet",
        (true, true) => "known from the source alone, not signed for yet, or not among what you read here",
    }
}

fn aside(counted: Counted, number: i64) -> Option<String> {
    let of = |one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    (number > 0).then(|| match counted {
        Counted::Trainings => {
            of("training without such a date is not counted.", "trainings without such a date are not counted.")
        }
        Counted::Participations => {
            of("activity among them states no number.", "activities among them state no number.")
        }
        Counted::Seized => format!("{} without such a date are not counted.", super::mass(number)),
        Counted::MobileTeams | Counted::LiaisonOffices | Counted::PortControlUnits => {
            of("more is named and not known to work then.", "more are named and not known to work then.")
        }
        Counted::Vehicles | Counted::Value | Counted::HeadCount => {
            of("item in it is illustrative.", "items in it are illustrative.")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    fn figure(measure: Measure, amount: i64, qualifier: Option<&str>) -> Published {
        let currency = (measure == Measure::Money).then_some(Currency::Usd);
        Published { measure, amount, currency, qualifier: qualifier.map(str::to_owned) }
    }

    #[test]
    fn the_published_and_the_recorded_stand_beside_each_other_with_what_makes_them_differ() {
        let trainings = figure(Measure::Count, 12, None);
        let three = Recorded { amount: 3, aside: 1, partly: false };
        assert_eq!(trainings.beside(Counted::Trainings, three), "12 published, 3 recorded here");
        assert_eq!(
            trainings.explained(Counted::Trainings, three),
            "9 known from the source alone. 1 training without such a date is not counted."
        );
        let seized = figure(Measure::Grams, 230_000, Some("over"));
        let none = Recorded { amount: 0, aside: 9_224, partly: false };
        assert_eq!(seized.beside(Counted::Seized, none), "over 230 kg published, 0 g recorded here");
        assert_eq!(
            seized.explained(Counted::Seized, none),
            "over 230 kg known from the source alone. 9 kg 224 g without such a date are not counted."
        );
        let value = figure(Measure::Money, 19_000_000, Some("nearly"));
        let more = Recorded { amount: 20_000_000, aside: 0, partly: false };
        assert_eq!(value.beside(Counted::Value, more), "nearly USD 190,000 published, USD 200,000 signed for");
        assert_eq!(value.explained(Counted::Value, more), "about USD 10,000 more: since then, or counted otherwise.");
        let same = Recorded { amount: 12, aside: 0, partly: false };
        assert_eq!(trainings.explained(Counted::Trainings, same), "Both are the same.");
        let nearly = Recorded { amount: 19_000_000, ..Recorded::default() };
        assert_eq!(value.explained(Counted::Value, nearly), "The number is the same; the source says “nearly”.");
        let vehicles = figure(Measure::Count, 30, None);
        let ten = Recorded { amount: 10, partly: true, ..Recorded::default() };
        assert_eq!(vehicles.beside(Counted::Vehicles, ten), "30 published, 10 signed for");
        assert_eq!(
            vehicles.explained(Counted::Vehicles, ten),
            "20 known from the source alone, not signed for yet, or not among what you read here."
        );
    }

    #[test]
    fn a_subject_is_read_as_it_is_written() {
        for noun in Noun::ALL {
            let subject = Subject::new(*noun, "IMT-TER");
            assert_eq!(subject.to_string().parse(), Ok(subject));
        }
        assert!("country JP".parse::<Subject>().is_err());
        assert!("component".parse::<Subject>().is_err());
    }

    #[test]
    fn everything_that_is_counted_is_counted_of_a_component() {
        assert!(Counted::ALL.iter().all(|counted| counted.is_of(Noun::Component) && counted.is_of(Noun::Programme)));
        assert!(!Counted::Seized.is_of(Noun::Grant));
        assert!(Counted::Value.is_of(Noun::Donor) && !Counted::Trainings.is_of(Noun::Donor));
    }
}
