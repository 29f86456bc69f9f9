//! What a packing list may refer to: units, agencies, phases, grants, and what is registered already.

use std::collections::BTreeMap;

use super::LastPrice;
use crate::{
    category::Needs,
    identity::{Taken, half_width, is_invisible, look_alikes},
    item::Identity,
};

/// A unit or an agency, with everything that people call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub code: String,
    pub names: Vec<String>,
}

/// A category of things, and which number they must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownCategory {
    pub known: Known,
    pub needs: Needs,
    /// Why a thing of it can be without that number.
    pub instead: Option<String>,
}

impl KnownCategory {
    /// The number that a thing of it must have and this one has not, where no reason stands for it: under which field, and what is
    /// said.
    pub fn missing(&self, identity: &Identity) -> Option<(&'static str, &'static str)> {
        self.needs.missing(identity).filter(|_| self.instead.is_none())
    }
}

/// A phase of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPhase {
    pub id: i64,
    pub component: String,
    /// As the portal prints it: `IMT · Phase II`
    pub label: String,
    pub number: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Register {
    pub units: Vec<Known>,
    pub agencies: Vec<Known>,
    pub phases: Vec<KnownPhase>,
    pub grants: Vec<String>,
    pub categories: Vec<KnownCategory>,
    pub taken: Vec<Taken>,
    /// Unit → the agencies that man it.
    pub manned: BTreeMap<String, Vec<String>>,
    /// Grant → the phases to which it is allocated.
    pub paid: BTreeMap<String, Vec<i64>>,
    /// Of models that were registered before, newest first.
    pub prices: Vec<LastPrice>,
}

impl Register {
    /// The code of a unit by its code or one of its names.
    ///
    /// # Errors
    /// Says that it is not known, or what it could be.
    pub fn unit(&self, typed: &str) -> Result<&str, String> {
        find(&self.units, typed, "unit")
    }

    /// # Errors
    /// As [`Register::unit`].
    pub fn agency(&self, typed: &str) -> Result<&str, String> {
        find(&self.agencies, typed, "agency")
    }

    /// A category by its code or its name, in one thing or several: `Radio` is `Radios`.
    ///
    /// # Errors
    /// As [`Register::unit`].
    pub fn category(&self, typed: &str) -> Result<&KnownCategory, String> {
        let all: Vec<Known> = self.categories.iter().map(|category| category.known.clone()).collect();
        let code = find(&all, typed, "category")
            .or_else(|words| find(&all, &format!("{}s", typed.trim()), "category").map_err(|_| words))?;
        let found = self.categories.iter().find(|category| category.known.code == code);
        found.ok_or_else(|| format!("There is no category “{}”: choose one from the list", typed.trim()))
    }

    /// # Errors
    /// There is no such grant.
    pub fn grant(&self, typed: &str) -> Result<&str, String> {
        let wanted = fold(typed);
        let found = self.grants.iter().find(|code| fold(code) == wanted);
        found.map(String::as_str).ok_or_else(|| format!("There is no grant “{}”", typed.trim()))
    }

    /// A phase: `IMT Phase II`, `IMT II`, `IMT 2`; `IMT` alone where it has one phase.
    ///
    /// # Errors
    /// Not known, or the phase must be said too.
    pub fn phase(&self, typed: &str) -> Result<i64, String> {
        let wanted = fold(typed).replace("phase ", "").replace("фаза ", "").replace("этап ", "");
        let called = |phase: &KnownPhase| {
            let component = fold(&phase.component);
            let roman = fold(&crate::phase::phase_label(phase.number)).replace("phase ", "");
            [
                format!("{component} {}", phase.number),
                format!("{component} {roman}"),
                fold(&phase.label).replace("phase ", ""),
            ]
        };
        if let Some(phase) = self.phases.iter().find(|phase| called(phase).contains(&wanted)) {
            return Ok(phase.id);
        }
        let of_component: Vec<&KnownPhase> = self.phases.iter().filter(|p| fold(&p.component) == wanted).collect();
        match of_component.as_slice() {
            [] => Err(format!("There is no component “{}”", typed.trim())),
            [one] => Ok(one.id),
            several => {
                let labels: Vec<&str> = several.iter().map(|p| p.label.as_str()).collect();
                Err(format!("Say which phase: {}", labels.join(" or ")))
            }
        }
    }
}

fn find<'a>(known: &'a [Known], typed: &str, what: &str) -> Result<&'a str, String> {
    let wanted = fold(typed);
    // A code is one thing's own; a name can be several things'.
    if let Some(known) = known.iter().find(|known| fold(&known.code) == wanted) {
        return Ok(&known.code);
    }
    let called: Vec<&Known> = known.iter().filter(|k| k.names.iter().any(|name| fold(name) == wanted)).collect();
    match called.as_slice() {
        [] => {
            let letters = look_alikes(typed).filter(|_| typed.contains(|c: char| c.is_ascii_alphabetic()));
            let letters = letters.map(|places| format!(" ({places})")).unwrap_or_default();
            Err(format!("There is no {what} “{}”{letters}: choose one from the list", typed.trim()))
        }
        [one] => Ok(&one.code),
        several => {
            let codes: Vec<&str> = several.iter().map(|k| k.code.as_str()).collect();
            Err(format!("“{}” can be {}: choose one", typed.trim(), codes.join(" or ")))
        }
    }
}

/// Lower case, letters and digits, one space between: `IMT-TER`, `imt ter` and `IMT · Ter` are the same; so are all kinds
/// of apostrophes, which fall away, full-width letters, and ё and е.
pub(super) fn fold(text: &str) -> String {
    let kept = |c: &char| !is_invisible(*c) && !is_apostrophe(*c) && !('\u{300}'..='\u{36f}').contains(c);
    let usual = half_width(text).to_lowercase();
    let folded: String = usual.chars().filter(kept).map(|c| if c == 'ё' { 'е' } else { c }).collect();
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | '‘' | '’' | '‛' | 'ʻ' | 'ʼ' | 'ʹ' | 'ˈ' | '′' | '＇')
}
