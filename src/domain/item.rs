//! Items: one thing, or a counted lot of equal things.

use crate::{code::words, date::PartialDate, error::Checks, grant::optional_date, identity, money::Money};

pub mod correction;

words! {
    ItemKind {
        Vehicle = "vehicle", "Vehicle";
        Equipment = "equipment", "Equipment";
        /// Equal things without own numbers, such as 33 borescopes.
        Lot = "lot", "Counted lot";
    }
}

words! {
    /// The state a thing is in; separate from where it is in its life.
    Condition {
        New = "new", "New";
        Good = "good", "Good";
        Fair = "fair", "Fair";
        Damaged = "damaged", "Damaged";
        Unserviceable = "unserviceable", "Unserviceable";
    }
}

/// What identifies an item. Which parts are needed depends on the kind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    pub serial: Option<String>,
    pub vin: Option<String>,
    pub chassis: Option<String>,
    pub plate: Option<String>,
    pub engine: Option<String>,
}

/// The same as typed, in the fields of these names.
#[derive(Debug, Clone, Copy, Default)]
pub struct TypedNumbers<'a> {
    pub serial: &'a str,
    pub vin: &'a str,
    pub chassis: &'a str,
    pub plate: &'a str,
    pub engine: &'a str,
}

impl Identity {
    /// What stands on the thing itself; a plate is screwed on later.
    pub fn numbers(&self) -> impl Iterator<Item = &str> {
        [&self.serial, &self.vin, &self.chassis, &self.engine].into_iter().filter_map(|number| number.as_deref())
    }

    /// Whether this is one of its numbers, however it was copied.
    pub fn has(&self, number: &str) -> bool {
        self.numbers().any(|own| identity::same(own, number))
    }

    /// Reads the identifiers of a `kind`. A vehicle needs a VIN or a chassis number, equipment a serial number, a lot has none.
    pub fn parse(checks: &mut Checks, kind: ItemKind, typed: TypedNumbers<'_>) -> Self {
        let identity = Self::read(checks, kind, typed);
        match kind {
            ItemKind::Vehicle if identity.vin.is_none() && identity.chassis.is_none() => {
                checks.fail("vin", "Enter the VIN, or the chassis number of a vehicle that has none");
            }
            ItemKind::Equipment if identity.serial.is_none() => {
                checks.fail("serial", "Enter the serial number; for equal things without one choose “Counted lot”");
            }
            _ => {}
        }
        identity
    }

    /// The same of a thing whose category says what it needs.
    pub fn read(checks: &mut Checks, kind: ItemKind, typed: TypedNumbers<'_>) -> Self {
        let identity = Identity {
            serial: identifier(checks, "serial", typed.serial),
            vin: identifier(checks, "vin", typed.vin),
            chassis: identifier(checks, "chassis", typed.chassis),
            plate: identifier(checks, "plate", typed.plate),
            engine: identifier(checks, "engine", typed.engine),
        };
        if let Some(vin) = &identity.vin
            && let Err(message) = check_vin(vin)
        {
            checks.fail("vin", message);
        }
        if kind == ItemKind::Lot && identity != Identity::default() {
            checks.fail("serial", "A counted lot has no serial number, VIN or plate: enter such things one by one");
        }
        identity
    }
}

/// A number as it was written; nothing where a word for nothing stands.
pub(crate) fn identifier(checks: &mut Checks, field: &str, typed: &str) -> Option<String> {
    let text = checks.optional(field, typed).filter(|text| !identity::is_placeholder(text))?;
    // A cell of two lines is one number that was broken.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    checks.take(field, identity::check(&text))?;
    Some(text)
}

/// What is known of a thing besides what it is and what identifies it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Details {
    /// The year in which it was made.
    pub year: Option<i64>,
    pub warranty_until: Option<PartialDate>,
    /// The checklist of what comes with it.
    pub accessories: Vec<String>,
    /// Of one piece, in the currency of the value. Never said to donors.
    pub unit_price: Option<Money>,
}

/// Parts of one kit.
const MOST_ACCESSORIES: usize = 50;

/// A year of manufacture, in the field `year`.
pub fn year(checks: &mut Checks, typed: &str) -> Option<i64> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let year = typed.parse::<i64>().ok().filter(|year| (1950..=2100).contains(year));
    checks.take("year", year.ok_or("Enter the year in four digits, such as 2019"))
}

/// The end of a warranty, in the field `warranty`.
pub fn warranty(checks: &mut Checks, typed: &str) -> Option<PartialDate> {
    optional_date(checks, "warranty", typed)
}

/// A checklist, in the field `accessories`: one a line, or with semicolons between; commas where there are neither.
pub fn accessories(checks: &mut Checks, typed: &str) -> Vec<String> {
    let text = checks.long_text("accessories", typed, 2000);
    let separators: &[char] = if text.contains([';', '\n']) { &[';', '\n'] } else { &[','] };
    let list: Vec<String> =
        text.split(separators).map(str::trim).filter(|a| !a.is_empty()).map(str::to_owned).collect();
    if list.len() > MOST_ACCESSORIES {
        checks.fail("accessories", format!("Name at most {MOST_ACCESSORIES} accessories; these are {}", list.len()));
    }
    list
}

/// A VIN has 17 characters without I, O and Q (ISO 3779). The check digit is not enforced: outside North America it is
/// optional.
///
/// # Errors
/// A sentence that says what is off.
pub fn check_vin(vin: &str) -> Result<(), String> {
    if let Some(places) = identity::foreign_letters(vin) {
        return Err(format!("A VIN has Latin letters only; this has {places}: type it anew in the Latin layout"));
    }
    let bare = identity::fold(vin);
    let length = bare.chars().count();
    match bare.chars().find(|c| !c.is_ascii_alphanumeric() || matches!(c, 'I' | 'O' | 'Q')) {
        _ if length != 17 => {
            Err(format!("A VIN has 17 characters; this has {length}. Put other numbers into “Chassis number”"))
        }
        Some(c) => Err(format!("A VIN has no “{c}”: check for 1 and 0")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checklist_is_one_thing_a_line_or_between_semicolons() {
        let list = |typed: &str| accessories(&mut Checks::default(), typed);
        assert_eq!(list("Charger; case, hard; 2 batteries;"), ["Charger", "case, hard", "2 batteries"]);
        assert_eq!(list("Charger\r\nCase, hard"), ["Charger", "Case, hard"]);
        assert_eq!(list("Charger, case"), ["Charger", "case"]);
        assert!(list("  ").is_empty());
    }

    #[test]
    fn each_kind_asks_for_its_own_numbers() {
        let accepted = |kind, serial, vin, chassis| {
            let mut checks = Checks::default();
            Identity::parse(&mut checks, kind, TypedNumbers { serial, vin, chassis, ..Default::default() });
            checks.is_clean()
        };
        assert!(accepted(ItemKind::Vehicle, "", "jtmhv05j604123456", ""));
        assert!(accepted(ItemKind::Vehicle, "", "", "UAZ-452-0017"));
        assert!(!accepted(ItemKind::Vehicle, "", "", ""));
        assert!(!accepted(ItemKind::Vehicle, "", "JTMHV05J6O4123456", ""));
        assert!(!accepted(ItemKind::Vehicle, "", "123", ""));
        assert!(accepted(ItemKind::Equipment, "SN-88213", "", ""));
        assert!(!accepted(ItemKind::Equipment, "", "", ""));
        assert!(accepted(ItemKind::Lot, "", "", ""));
        assert!(!accepted(ItemKind::Lot, "SN-1", "", ""));
        assert!(accepted(ItemKind::Lot, "б/н", "-", "N/A"), "words for nothing are no numbers");
        assert!(!accepted(ItemKind::Equipment, "-", "", ""));
        assert!(!accepted(ItemKind::Equipment, "#N/A", "", ""));
        assert!(accepted(ItemKind::Vehicle, "", "ＪＴＭ HV05J6-0412 3456", ""));
    }

    #[test]
    fn a_letter_of_the_wrong_layout_is_named() {
        assert_eq!(
            check_vin("JTMНV05J604123456"),
            Err("A VIN has Latin letters only; this has Cyrillic Н in position 4: type it anew in the Latin layout"
                .into())
        );
        assert!(check_vin("JTMHV05J60412345б").is_err_and(|words| words.contains("Cyrillic б in position 17")));
        assert!(check_vin("JTMHV\u{200b}05J604123457").is_ok());
        let mut checks = Checks::default();
        let identity = Identity::parse(
            &mut checks,
            ItemKind::Equipment,
            TypedNumbers { serial: "ab-1234\r\n", ..Default::default() },
        );
        assert_eq!(identity.serial.as_deref(), Some("ab-1234"), "as written");
        assert!(identity.has("AB 1234") && !identity.has("AB-1235"));
    }
}
