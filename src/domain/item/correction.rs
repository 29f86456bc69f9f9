//! What was wrong in the description of a thing that was handed over: its numbers, its plate, its make.

use serde::{Deserialize, Serialize};

use super::{Identity, ItemKind, TypedNumbers};
use crate::{
    code::words,
    error::{Checks, Refusal},
};

words! {
    CorrectedField {
        Serial = "serial", "Serial number";
        Vin = "vin", "VIN";
        Chassis = "chassis", "Chassis number";
        Plate = "plate", "Plate";
        Engine = "engine", "Engine number";
        Make = "make", "Make";
        Model = "model", "Model";
    }
}

/// What an item is called and what identifies it, as far as it can be corrected.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Described {
    pub make: Option<String>,
    pub model: Option<String>,
    pub identity: Identity,
}

/// As a page shows it and a correction says it: the field, what it was, what it is now.
pub type Corrected = (CorrectedField, Option<String>, Option<String>);

impl Described {
    pub fn get(&self, field: CorrectedField) -> &Option<String> {
        match field {
            CorrectedField::Serial => &self.identity.serial,
            CorrectedField::Vin => &self.identity.vin,
            CorrectedField::Chassis => &self.identity.chassis,
            CorrectedField::Plate => &self.identity.plate,
            CorrectedField::Engine => &self.identity.engine,
            CorrectedField::Make => &self.make,
            CorrectedField::Model => &self.model,
        }
    }

    pub fn set(&mut self, field: CorrectedField, value: Option<String>) {
        let place = match field {
            CorrectedField::Serial => &mut self.identity.serial,
            CorrectedField::Vin => &mut self.identity.vin,
            CorrectedField::Chassis => &mut self.identity.chassis,
            CorrectedField::Plate => &mut self.identity.plate,
            CorrectedField::Engine => &mut self.identity.engine,
            CorrectedField::Make => &mut self.make,
            CorrectedField::Model => &mut self.model,
        };
        *place = value;
    }

    /// What differs in `right`, in the order of the form.
    pub fn differences(&self, right: &Described) -> Vec<Corrected> {
        let fields = CorrectedField::ALL.iter().filter(|field| self.get(**field) != right.get(**field));
        fields.map(|field| (*field, self.get(*field).clone(), right.get(*field).clone())).collect()
    }
}

/// The form of a correction as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CorrectionForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub tag: String,
    pub version: String,
    pub serial: String,
    pub vin: String,
    pub chassis: String,
    pub plate: String,
    pub engine: String,
    pub make: String,
    pub model: String,
    pub reason: String,
}

impl CorrectionForm {
    /// What is right, and how it is known. Of what a category says the store asks whether a number is missing.
    ///
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(&self, kind: ItemKind, has_category: bool) -> Result<(Described, String), Refusal> {
        let mut checks = Checks::default();
        let typed = TypedNumbers {
            serial: &self.serial,
            vin: &self.vin,
            chassis: &self.chassis,
            plate: &self.plate,
            engine: &self.engine,
        };
        let read = if has_category { Identity::read } else { Identity::parse };
        let right = Described {
            make: checks.optional("make", &self.make),
            model: checks.optional("model", &self.model),
            identity: read(&mut checks, kind, typed),
        };
        let reason =
            checks.required("reason", &self.reason, "Say how it is known, such as “read off the thing itself”");
        checks.finish((right, reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_says_what_differs_and_why() {
        let was = Described {
            make: Some("Toyota".into()),
            model: None,
            identity: Identity { vin: Some("JTMHV05J604123456".into()), ..Identity::default() },
        };
        let form = CorrectionForm {
            vin: "jtmhv05j604123457".into(),
            plate: "01 123 aaa".into(),
            make: "Toyota".into(),
            reason: "Read off the car".into(),
            ..Default::default()
        };
        let (right, reason) = form.parse(ItemKind::Vehicle, false).expect("accepted");
        assert_eq!(reason, "Read off the car");
        let fields: Vec<_> = was.differences(&right).into_iter().map(|(field, _, is)| (field, is)).collect();
        assert_eq!(
            fields,
            [
                (CorrectedField::Vin, Some("jtmhv05j604123457".to_owned())),
                (CorrectedField::Plate, Some("01 123 aaa".to_owned())),
            ]
        );
        let silent = CorrectionForm { reason: " ".into(), ..form };
        assert!(matches!(silent.parse(ItemKind::Vehicle, false), Err(Refusal::Invalid(e)) if e[0].field == "reason"));
    }
}
