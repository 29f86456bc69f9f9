//! Who takes part in a component, as what, and through which office of theirs.

use serde::{Deserialize, Serialize};

use crate::{
    error::{Checks, Refusal},
    number::count,
    source::SourceChoice,
};

/// A donor, whatever agreement there is or is not, or an agency; by its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    Donor(String),
    Agency(String),
}

/// A part in a component as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPart {
    pub component_code: String,
    pub who: Who,
    /// Of theirs: "Bureau of International Narcotics and Law Enforcement Affairs (INL)".
    pub office: Option<String>,
    /// "main donor", "financial backtracking of significant cases".
    pub part: Option<String>,
    /// In which phase; in all of them where it is not said.
    pub phase: Option<i64>,
    pub source: Option<SourceChoice>,
}

/// The form of a part as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PartForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub component: String,
    /// Of donor and agency one is filled.
    pub donor: String,
    pub agency: String,
    pub office: String,
    pub part: String,
    pub phase: String,
    pub source: String,
    pub source_title: String,
}

impl NewPart {
    /// # Errors
    /// Every field that cannot be accepted: among them nobody, and two at once.
    pub fn parse(form: &PartForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let who = match (form.donor.trim(), form.agency.trim()) {
            ("", "") => {
                checks.fail("donor", "Choose the donor or the agency that takes part");
                None
            }
            (donor, "") => Some(Who::Donor(donor.to_owned())),
            ("", agency) => Some(Who::Agency(agency.to_owned())),
            _ => {
                checks.fail("agency", "Choose a donor or an agency, not both: each has a line of its own");
                None
            }
        };
        let office = checks.optional("office", &form.office);
        let part = checks.optional("part", &form.part);
        let phase = match form.phase.trim() {
            "" => None,
            typed => checks.take("phase", count(typed, 1..=99)),
        };
        let source = SourceChoice::parse(&mut checks, &form.source, &form.source_title);
        let component_code = form.component.clone();
        checks.finish_some(who.map(|who| NewPart { component_code, who, office, part, phase, source }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_donor_or_an_agency_takes_part() {
        let form = PartForm {
            component: "CCP".into(),
            donor: "US".into(),
            office: " Export Control and Related Border Security Program (EXBS) ".into(),
            ..Default::default()
        };
        let new = NewPart::parse(&form).expect("accepted");
        assert_eq!((new.who, new.phase), (Who::Donor("US".into()), None));
        assert_eq!(new.office.as_deref(), Some("Export Control and Related Border Security Program (EXBS)"));
        let fields = |form: PartForm| match NewPart::parse(&form) {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(fields(PartForm { agency: "SCC".into(), ..form.clone() }), ["agency"]);
        assert_eq!(fields(PartForm { donor: String::new(), phase: "two".into(), ..form }), ["donor", "phase"]);
    }
}
