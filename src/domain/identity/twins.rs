//! Numbers that two things have: of a list, of lines by hand, and of what is registered, by one rule.

use std::collections::HashMap;

use super::{fold, look_alikes};
use crate::{
    code::words,
    item::{Identity, ItemKind},
};

words! {
    /// What a number is.
    Number {
        Serial = "serial", "Serial number";
        Vin = "vin", "VIN";
        Chassis = "chassis", "Chassis number";
        Plate = "plate", "Plate";
        Engine = "engine", "Engine number";
    }
}

impl Identity {
    /// Its numbers as they are written.
    pub fn all(&self) -> impl Iterator<Item = (Number, &str)> {
        let all = [
            (Number::Serial, &self.serial),
            (Number::Vin, &self.vin),
            (Number::Chassis, &self.chassis),
            (Number::Plate, &self.plate),
            (Number::Engine, &self.engine),
        ];
        all.into_iter().filter_map(|(what, written)| Some((what, written.as_deref()?)))
    }
}

/// A number of an item that is registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub what: Number,
    pub written: String,
    pub kind: ItemKind,
    pub make: Option<String>,
    pub tag: String,
}

/// Who has a number: in words ("stands in row 2"), and what tells two makers' things apart.
#[derive(Debug, Clone)]
struct Owner {
    what: Number,
    written: String,
    kind: ItemKind,
    make: Option<String>,
    place: String,
}

impl Owner {
    /// A serial number is its maker's own: two makers can use the same, for other kinds of things as well. A VIN and a chassis
    /// number are one numbering; a plate is given once.
    fn clashes(&self, other: &Owner) -> bool {
        match (self.what, other.what) {
            (Number::Serial, Number::Serial) => {
                let unknown = self.make.is_none() || other.make.is_none();
                self.kind == other.kind && (unknown || self.make == other.make)
            }
            (Number::Vin | Number::Chassis, Number::Vin | Number::Chassis) => true,
            (one, another) => one == another,
        }
    }
}

/// Numbers that were met so far.
#[derive(Debug, Clone, Default)]
pub struct Twins(HashMap<String, Vec<Owner>>);

impl Twins {
    /// What is registered, as far as it matters for what is about to come.
    pub fn new(registered: impl IntoIterator<Item = Taken>) -> Self {
        let mut twins = Twins::default();
        for Taken { what, written, kind, make, tag } in registered {
            let place = format!("is registered already as {tag}");
            let make = make.as_deref().map(fold);
            twins.0.entry(fold(&written)).or_default().push(Owner { what, written, kind, make, place });
        }
        twins
    }

    /// Notes the numbers of a thing that stands in `place`; answers what somebody has already, each with its sentence.
    pub fn meet(
        &mut self,
        identity: &Identity,
        kind: ItemKind,
        make: Option<&str>,
        place: &str,
    ) -> Vec<(Number, String)> {
        let mut said = Vec::new();
        for (what, written) in identity.all() {
            let written = written.to_owned();
            let owner =
                Owner { what, written, kind, make: make.map(fold), place: format!("stands in {place} already") };
            let owners = self.0.entry(fold(&owner.written)).or_default();
            if let Some(first) = owners.iter().find(|other| other.clashes(&owner)) {
                said.push((what, sentence(&owner, first)));
            }
            owners.push(owner);
        }
        said
    }
}

fn sentence(own: &Owner, first: &Owner) -> String {
    let differently =
        if own.written == first.written { String::new() } else { format!(", written “{}”", first.written) };
    let letters = look_alikes(&own.written).map(|places| format!(" ({places})")).unwrap_or_default();
    format!("{} {} {}{differently}{letters}", own.what.label(), own.written, first.place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn serial(written: &str) -> Identity {
        Identity { serial: Some(written.to_owned()), ..Identity::default() }
    }

    fn said(twins: &mut Twins, identity: &Identity, make: &str, place: &str) -> Vec<String> {
        let make = Some(make).filter(|make| !make.is_empty());
        twins.meet(identity, ItemKind::Equipment, make, place).into_iter().map(|(_, words)| words).collect()
    }

    #[test]
    fn a_makers_number_is_given_once() {
        let mut twins = Twins::new([Taken {
            what: Number::Serial,
            written: "SN-1".into(),
            kind: ItemKind::Equipment,
            make: Some("Pulsar".into()),
            tag: "IMT-000001".into(),
        }]);
        assert_eq!(
            said(&mut twins, &serial("sn 1"), "PULSAR", "row 2"),
            ["Serial number sn 1 is registered already as IMT-000001, written “SN-1”"]
        );
        assert!(said(&mut twins, &serial("SN-1"), "Yukon", "row 3").is_empty(), "another maker's");
        assert_eq!(said(&mut twins, &serial("SN-1"), "", "row 4").len(), 1, "whose it is is not known");
        assert!(said(&mut twins, &serial("AB-7"), "Orion", "row 5").is_empty());
        assert_eq!(
            said(&mut twins, &serial("АВ-7"), "Orion", "row 6"),
            [
                "Serial number АВ-7 stands in row 5 already, written “AB-7” (Cyrillic А in position 1, Cyrillic В in position 2)"
            ]
        );
    }

    #[test]
    fn a_frame_has_one_number_and_a_plate_one_car() {
        let car = |vin: &str, chassis: &str, plate: &str| {
            let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            Identity { serial: None, vin: text(vin), chassis: text(chassis), plate: text(plate), engine: None }
        };
        let mut twins = Twins::default();
        let mut fields = |identity: &Identity| -> Vec<&'static str> {
            let met = twins.meet(identity, ItemKind::Vehicle, None, "row 1");
            met.into_iter().map(|(what, _)| what.word()).collect()
        };
        assert!(fields(&car("JTMHV05J604123456", "", "01 A 123 BC")).is_empty());
        assert_eq!(fields(&car("", "jtmhv05j604123456", "")), ["chassis"]);
        assert_eq!(fields(&car("JTMHV05J604123457", "", "01A123BC")), ["plate"]);
        assert!(fields(&car("JTMHV05J604123458", "", "")).is_empty());
    }
}
