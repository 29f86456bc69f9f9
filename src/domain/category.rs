//! Categories: what kind of thing an item is, in a tree, and which number a thing of that kind must have.

use serde::{Deserialize, Serialize};

use crate::{
    check::{MOST_MONTHS, Tier, parse_questions},
    code::{parse_code, words},
    error::{Checks, Refusal},
    item::Identity,
    number::count,
};

words! {
    /// The number that a thing of a category must have.
    Needs {
        Serial = "serial", "Serial number";
        Chassis = "chassis", "VIN or chassis number";
        Engine = "engine", "Engine number";
        Nothing = "nothing", "No number";
    }
}

impl Needs {
    /// Under which field it is missing, and what is said there; nothing where it is there.
    pub fn missing(self, identity: &Identity) -> Option<(&'static str, &'static str)> {
        match self {
            Needs::Serial if identity.serial.is_none() => Some(("serial", "Enter the serial number")),
            Needs::Chassis if identity.vin.is_none() && identity.chassis.is_none() => {
                Some(("vin", "Enter the VIN, or the chassis number of a vehicle that has none"))
            }
            Needs::Engine if identity.engine.is_none() => Some(("engine", "Enter the engine number")),
            _ => None,
        }
    }
}

/// A category as entered. Its code stays: it stands in addresses and files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCategory {
    pub code: String,
    pub name: String,
    /// The code of the wider category.
    pub parent: Option<String>,
    pub needs: Needs,
    /// Why a thing of it can be without that number; without it every thing has one.
    pub instead: Option<String>,
    pub care: Care,
}

/// What its things need after the handover. What is not said here is as the wider category says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Care {
    /// Months after the receipt; nothing where they are those of `every`.
    pub first: Option<i64>,
    /// Months between two checks.
    pub every: Option<i64>,
    /// Somebody has to be trained on it.
    pub trained: bool,
    /// The gift forbids its disposal without the donor's consent.
    pub consent: bool,
    /// One a line: see [`crate::check::questions`].
    pub questions: Option<String>,
}

impl Care {
    /// When its things are checked, where it says so.
    pub fn tier(&self) -> Option<Tier> {
        self.every.map(|every| Tier { first: self.first.unwrap_or(every), every })
    }
}

/// The form of a category as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CategoryForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// The version that was read before it was edited; empty for a new one.
    pub version: String,
    pub code: String,
    pub name: String,
    pub parent: String,
    pub needs: String,
    pub instead: String,
    pub check_first: String,
    pub check_every: String,
    pub trained: String,
    pub consent: String,
    pub questions: String,
}

/// A number of months, or nothing.
fn months(checks: &mut Checks, field: &str, typed: &str) -> Option<i64> {
    match typed.trim() {
        "" => None,
        typed => checks.take(field, count(typed, 1..=MOST_MONTHS)),
    }
}

impl NewCategory {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &CategoryForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let code = checks.take("code", parse_code(&form.code));
        let name = checks.required("name", &form.name, "Enter what things of it are called, such as “Radios”");
        let parent = checks.optional("parent", &form.parent);
        let needs = checks.take("needs", form.needs.parse::<Needs>().map_err(|_| "Choose which number it must have"));
        let instead = checks.optional("instead", &form.instead);
        if needs == Some(Needs::Nothing) && instead.is_some() {
            checks.fail("instead", "Nothing is required that a reason could replace: leave this empty");
        }
        if code.is_some() && code == parent {
            checks.fail("parent", "A category is not a part of itself: choose another one");
        }
        let (first, every) = (
            months(&mut checks, "check_first", &form.check_first),
            months(&mut checks, "check_every", &form.check_every),
        );
        if first.is_some() && every.is_none() && !checks.failed("check_every") {
            checks.fail("check_every", "Enter after how many months it is checked again");
        }
        let questions = parse_questions(&mut checks, "questions", &form.questions);
        let care = Care { first, every, trained: form.trained == "true", consent: form.consent == "true", questions };
        let category = code.zip(needs).map(|(code, needs)| NewCategory { code, name, parent, needs, instead, care });
        checks.finish_some(category)
    }
}

/// A number of months as typed alone; `None`: nothing was typed.
///
/// # Errors
/// It is no such number.
pub fn months_of(field: &str, typed: &str) -> Result<Option<i64>, Refusal> {
    let mut checks = Checks::default();
    let months = months(&mut checks, field, typed);
    checks.finish(months)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(needs: &str) -> CategoryForm {
        CategoryForm { code: "RADIO".into(), name: "Radios".into(), needs: needs.into(), ..Default::default() }
    }

    fn fields(form: CategoryForm) -> Vec<String> {
        match NewCategory::parse(&form) {
            Ok(_) => Vec::new(),
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_category_says_which_number_its_things_have() {
        assert_eq!(NewCategory::parse(&form("serial")).expect("a category").needs, Needs::Serial);
        assert_eq!(fields(form("colour")), ["needs"]);
        assert_eq!(fields(CategoryForm { parent: "RADIO".into(), ..form("serial") }), ["parent"]);
        assert_eq!(fields(CategoryForm { instead: "Made on the spot".into(), ..form("nothing") }), ["instead"]);
        assert_eq!(fields(CategoryForm { code: " ".into(), name: String::new(), ..form("serial") }), ["code", "name"]);
    }

    #[test]
    fn a_category_says_when_its_things_are_checked() {
        let typed = |first: &str, every: &str| CategoryForm {
            check_first: first.into(),
            check_every: every.into(),
            questions: "Tyres in order?".into(),
            ..form("serial")
        };
        let care = NewCategory::parse(&typed("6", "12")).expect("a category").care;
        assert_eq!(care.tier(), Some(Tier { first: 6, every: 12 }));
        assert_eq!(care.questions.as_deref(), Some("Tyres in order?"));
        let care = NewCategory::parse(&typed("", "24")).expect("a category").care;
        assert_eq!(care.tier(), Some(Tier { first: 24, every: 24 }));
        assert_eq!(NewCategory::parse(&typed("", "")).expect("a category").care.tier(), None);
        assert_eq!(
            (fields(typed("6", "")), fields(typed("0", "200"))),
            (vec!["check_every".into()], vec!["check_first".into(), "check_every".into()])
        );
    }

    #[test]
    fn a_number_that_is_missing_is_said_under_its_field() {
        let field = |needs: Needs, identity: Identity| needs.missing(&identity).map(|(field, _)| field);
        let engine = || Identity { engine: Some("1KD-7654321".into()), ..Identity::default() };
        let chassis = || Identity { chassis: Some("GRJ150-0012345".into()), ..Identity::default() };
        assert_eq!(field(Needs::Engine, Identity::default()), Some("engine"));
        assert_eq!(field(Needs::Engine, engine()), None);
        assert_eq!(field(Needs::Chassis, engine()), Some("vin"));
        assert_eq!(field(Needs::Chassis, chassis()), None);
        assert_eq!(field(Needs::Serial, chassis()), Some("serial"));
        assert_eq!(field(Needs::Nothing, Identity::default()), None);
    }
}
