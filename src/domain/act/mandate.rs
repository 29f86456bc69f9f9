//! Mandates: the officer whom the terms of a round name hands over to a deputy, who signs the acts of the agency instead.
//!
//! Handing over changes the terms, never an act that was issued: the deputy stands on its next version.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Terms, Wording, WordingForm, form};
use crate::{
    access::{Role, Scope, Viewer},
    date::PartialDate,
    error::{Checks, Refusal},
};

/// By what an officer hands over to a deputy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandate {
    pub deputy: Wording,
    pub post: Wording,
    pub number: String,
    pub dated: NaiveDate,
    /// The account of the deputy, where there is one. What is absent is left out: terms that were recorded before there was
    /// this field read in the audit chain as they do now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<MandateDocument>,
}

/// The paper itself, as it was uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MandateDocument {
    pub id: String,
    /// The SHA-256 of each page: one PDF, or pictures in their order.
    pub pages: Vec<String>,
}

/// The form of the officer, as typed. Its fields are named as here.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MandateForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub round: String,
    pub agency: String,
    pub version: String,
    pub deputy: WordingForm,
    pub deputy_post: WordingForm,
    pub mandate: String,
    pub mandate_on: String,
    /// An account, or empty.
    pub deputy_person: String,
    /// The names and digests of the files: the submission key is bound to them.
    pub file: String,
    pub sha256: String,
}

impl Mandate {
    /// Without its document, which is no text.
    ///
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &MandateForm, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let mandate = form::mandate(&mut checks, |part| part.to_owned(), form);
        if mandate.as_ref().is_some_and(|mandate| mandate.dated > today) {
            let today = PartialDate::Day(today).words();
            checks.fail("mandate_on", format!("This day lies in the future: a mandate is dated {today} or earlier"));
        }
        checks.finish_some(mandate)
    }
}

impl Terms {
    /// Terms are typed without the documents of mandates. A document stays as long as the same deputy is named; with another
    /// one, or none, it does not hold any more.
    pub fn keep_documents(&mut self, before: &Terms) {
        for (agency, one) in &mut self.receiving {
            let known = before.receiving(agency).and_then(|one| one.mandate.as_ref());
            if let (Some(mandate), Some(known)) = (&mut one.mandate, known)
                && mandate.document.is_none()
                && mandate.deputy.en == known.deputy.en
            {
                mandate.document.clone_from(&known.document);
            }
        }
    }
}

/// What can be done about the deputy of an agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MandateDeed {
    HandOver,
    Withdraw,
}

/// Where one agency stands in the terms of one round.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MandateStanding {
    /// Whom the terms name, with the account.
    pub named: Option<(String, Option<i64>)>,
    /// The deputy who stands in for them.
    pub deputy: Option<String>,
    /// The newest version of the act, when the agency has signed it: `version 1 of act HA-2019-001`.
    pub signed: Option<String>,
}

impl MandateStanding {
    /// May the viewer do this now, for this agency?
    ///
    /// # Errors
    /// "Not found" for everybody whom this agency's papers do not concern; otherwise says why not.
    pub fn check(&self, deed: MandateDeed, viewer: &Viewer, agency: i64) -> Result<(), Refusal> {
        self.admit(viewer, agency)?;
        match (deed, &self.deputy) {
            (MandateDeed::HandOver, Some(deputy)) => Err(Refusal::conflict(format!(
                "{deputy} stands in for you already. Withdraw that mandate before you hand over to somebody else"
            ))),
            (MandateDeed::Withdraw, None) => Err(Refusal::conflict("No deputy stands in for you: you sign yourself")),
            _ => Ok(()),
        }
    }

    /// May the viewer change anything about the deputy of this agency now?
    ///
    /// # Errors
    /// As for [`MandateStanding::check`].
    pub fn admit(&self, viewer: &Viewer, agency: i64) -> Result<(), Refusal> {
        match (viewer.role, viewer.scope) {
            (Role::Officer, Scope::Agency(own)) if own == agency => {}
            // They read it all, and name deputies in the terms.
            (Role::Staff, _) => return Err(Refusal::Forbidden),
            _ => return Err(Refusal::NotFound),
        }
        let Some((name, person)) = &self.named else {
            return Err(Refusal::conflict(
                "The terms of this round do not say yet who signs for your agency. Programme staff enter it",
            ));
        };
        if *person != Some(viewer.person) {
            let why = match person {
                Some(_) => "only they can hand over to a deputy, or withdraw it",
                None => "no account is entered for them in the terms. Ask programme staff to enter it",
            };
            return Err(Refusal::conflict(format!("{name} is named as signing for your agency; {why}")));
        }
        match &self.signed {
            Some(signed) => Err(Refusal::conflict(format!(
                "Your agency has signed {signed}: who signs can change for a next version only, once programme staff have \
                 issued it"
            ))),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewer(role: Role, scope: Scope, person: i64) -> Viewer {
        Viewer { person, session: 1, name: String::new(), login: String::new(), role, scope, scope_name: None }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn typed() -> MandateForm {
        let words = |en: &str| WordingForm { en: en.into(), ..Default::default() };
        MandateForm {
            deputy: WordingForm { ru: "Дилшод Каримов".into(), ..words(" Dilshod  Karimov ") },
            deputy_post: words("Deputy head of logistics"),
            mandate: "M-17".into(),
            mandate_on: "10 Dec 2019".into(),
            ..Default::default()
        }
    }

    /// Every role and scope × who is named × deputy × signed × deed.
    #[test]
    fn the_whole_table_of_handing_over() {
        const AGENCY: i64 = 3;
        const NAMED: i64 = 7;
        let people = [
            viewer(Role::Officer, Scope::Agency(AGENCY), NAMED),
            viewer(Role::Officer, Scope::Agency(AGENCY), 8),
            viewer(Role::Staff, Scope::Everything, 1),
            viewer(Role::Officer, Scope::Agency(4), 9),
            viewer(Role::Donor, Scope::Donor(AGENCY), 10),
            viewer(Role::Administrator, Scope::Everything, 11),
        ];
        let named = [None, Some(("Rustam Karimov".to_owned(), None)), Some(("Rustam Karimov".to_owned(), Some(NAMED)))];
        for person in &people {
            for named in &named {
                for deputy in [None, Some("Dilshod Karimov".to_owned())] {
                    for signed in [None, Some("version 1 of act HA-2019-001".to_owned())] {
                        for deed in [MandateDeed::HandOver, MandateDeed::Withdraw] {
                            let standing = MandateStanding {
                                named: named.clone(),
                                deputy: deputy.clone(),
                                signed: signed.clone(),
                            };
                            let answer = standing.check(deed, person, AGENCY);
                            let is_named = named.as_ref().is_some_and(|(_, account)| *account == Some(NAMED));
                            let fits = deputy.is_some() == (deed == MandateDeed::Withdraw);
                            let good = person.person == NAMED && is_named && signed.is_none() && fits;
                            assert_eq!(answer.is_ok(), good, "{person:?} {standing:?} {deed:?}");
                            let stranger = person.person > 8;
                            assert_eq!(answer == Err(Refusal::NotFound), stranger, "{person:?} {standing:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn an_officer_who_is_not_named_reads_who_is() {
        let standing = MandateStanding { named: Some(("Rustam Karimov".into(), Some(7))), deputy: None, signed: None };
        let colleague = viewer(Role::Officer, Scope::Agency(3), 8);
        let Err(Refusal::Conflict(words)) = standing.check(MandateDeed::HandOver, &colleague, 3) else {
            panic!("permitted")
        };
        assert!(words.starts_with("Rustam Karimov is named as signing for your agency; only they"), "{words}");
    }

    #[test]
    fn a_mandate_has_a_number_and_a_day_that_has_come() {
        let today = day("2019-12-10");
        let mandate = Mandate::parse(&typed(), today).expect("accepted");
        assert_eq!((mandate.deputy.en.as_str(), mandate.number.as_str()), ("Dilshod Karimov", "M-17"));
        assert_eq!((mandate.deputy.ru.as_deref(), mandate.person), (Some("Дилшод Каримов"), None));

        let wrong = |form: MandateForm| match Mandate::parse(&form, today) {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(wrong(MandateForm { mandate_on: "11 Dec 2019".into(), ..typed() }), ["mandate_on"]);
        assert_eq!(wrong(MandateForm { mandate_on: "Dec 2019".into(), ..typed() }), ["mandate_on"]);
        assert_eq!(wrong(MandateForm { deputy_person: "Aziz".into(), ..typed() }), ["deputy_person"]);
        let russian = WordingForm { ru: "Дилшод Каримов".into(), ..Default::default() };
        assert_eq!(wrong(MandateForm { deputy: russian, ..typed() }), ["deputy[en]"]);
        assert_eq!(wrong(MandateForm::default()), ["deputy[en]", "deputy_post[en]", "mandate", "mandate_on"]);
    }

    #[test]
    fn a_document_stays_with_its_deputy() {
        let document = MandateDocument { id: "m".into(), pages: vec!["0".repeat(64)] };
        let with = |deputy: Option<&str>, document: Option<&MandateDocument>| {
            let mandate = deputy.map(|name| Mandate {
                deputy: Wording::same(name),
                post: Wording::same("Deputy head"),
                number: "M-17".into(),
                dated: day("2019-12-10"),
                person: None,
                document: document.cloned(),
            });
            let one = super::super::Signatory {
                name: Wording::same("Rustam Karimov"),
                post: Wording::same("Head"),
                organisation: None,
                authority: None,
                person: None,
                mandate,
            };
            Terms { receiving: vec![("SCC".into(), one)], ..Terms::default() }
        };
        let kept = |before: &Terms, mut after: Terms| {
            after.keep_documents(before);
            after.receiving[0].1.mandate.as_ref().and_then(|mandate| mandate.document.clone())
        };
        let before = with(Some("Dilshod Karimov"), Some(&document));
        assert_eq!(kept(&before, with(Some("Dilshod Karimov"), None)), Some(document));
        assert_eq!(kept(&before, with(Some("Aziz Rahimov"), None)), None);
        assert_eq!(kept(&before, with(None, None)), None);
        assert_eq!(kept(&with(None, None), with(Some("Dilshod Karimov"), None)), None);
    }
}
