//! Handover and acceptance acts: the terms of a round, from which each of its acts is made.
//!
//! An act is numbered by the year of the handover and counted without gaps; it has versions, of which each is a fact that
//! never changes. The blocks of an act: aid systems and money, §4.3.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::code::words;

mod form;
mod mandate;
#[cfg(test)]
mod tests;
pub use form::{DocumentForm, SignatoryForm, TermsForm, WordingForm};
pub use mandate::{Mandate, MandateDeed, MandateDocument, MandateForm, MandateStanding};

words! {
    /// What passes with the goods. There is no default: an act that does not say it cannot be made.
    Nature {
        Title = "title", "Ownership passes to the agency";
        Custody = "custody", "The agency gets the right of use; UNODC stays the owner";
    }
}

words! {
    Language {
        English = "en", "English";
        Russian = "ru", "Russian";
        /// In Latin letters.
        Uzbek = "uz", "Uzbek";
    }
}

words! {
    /// The side for which somebody signs; acts are signed in this order.
    Side {
        Transferring = "transferring", "UNODC";
        Receiving = "receiving", "Agency";
        Witness = "witness", "Witness";
    }
}

words! {
    ImportKind {
        Declaration = "customs declaration", "Customs declaration";
        Waybill = "waybill", "Waybill";
        Exemption = "exemption", "Exemption";
    }
}

/// A text in the languages of the acts. A missing translation shows the English text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    pub en: String,
    pub ru: Option<String>,
    pub uz: Option<String>,
}

impl Wording {
    /// The same in every language.
    pub fn same(words: impl Into<String>) -> Self {
        Self { en: words.into(), ru: None, uz: None }
    }
}

/// What holds for every act of a round. Everything can be left open until an act is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub nature: Option<Nature>,
    /// The moment at which the risk passes.
    pub risk: Option<Wording>,
    pub place: Option<Wording>,
    pub occasion: Option<Wording>,
    pub copies: i64,
    /// Days within which loss, theft or damage is reported.
    pub report_days: i64,
    /// Whose text prevails where the languages differ.
    pub prevailing: Option<Language>,
    /// Exchange of Notes, programme document, memorandum: each with its date in the text.
    pub legal_basis: Vec<Wording>,
    pub imports: Vec<ImportDocument>,
    pub transferring: Option<Signatory>,
    /// One for each agency, by its code.
    pub receiving: Vec<(String, Signatory)>,
    pub witnesses: Vec<Signatory>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportDocument {
    pub kind: ImportKind,
    pub number: String,
    pub dated: Option<NaiveDate>,
}

/// Somebody who signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signatory {
    pub name: Wording,
    pub post: Wording,
    /// For whom; `None` for an agency, whose name on the day of the handover stands there.
    pub organisation: Option<Wording>,
    /// On what the authority rests: statute, order, power of attorney with number and date.
    pub authority: Option<Wording>,
    /// The account of whoever is named, where there is one.
    pub person: Option<i64>,
    /// A deputy who signs instead.
    pub mandate: Option<Mandate>,
}

impl Signatory {
    /// Who signs, and in which post: the deputy where there is one.
    pub fn signer(&self) -> (&Wording, &Wording) {
        self.mandate.as_ref().map_or((&self.name, &self.post), |mandate| (&mandate.deputy, &mandate.post))
    }

    /// The account that signs. A deputy without one signs on paper or by a one-time link, never with the account of whoever
    /// handed over.
    pub fn account(&self) -> Option<i64> {
        self.mandate.as_ref().map_or(self.person, |mandate| mandate.person)
    }
}

/// Copies of an act and days to report a loss, until something else was entered: one copy for each side and the embassy.
pub const COPIES: i64 = 3;
pub const REPORT_DAYS: i64 = 10;

impl Default for Terms {
    fn default() -> Self {
        Self {
            nature: None,
            risk: None,
            place: None,
            occasion: None,
            copies: COPIES,
            report_days: REPORT_DAYS,
            prevailing: None,
            legal_basis: Vec::new(),
            imports: Vec::new(),
            transferring: None,
            receiving: Vec::new(),
            witnesses: Vec::new(),
        }
    }
}

/// Something without which an act cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing {
    pub words: &'static str,
    /// The field of the form of the terms in which it is entered.
    pub field: &'static str,
}

impl Terms {
    pub fn receiving(&self, agency: &str) -> Option<&Signatory> {
        self.receiving.iter().find(|(code, _)| code == agency).map(|(_, signatory)| signatory)
    }

    /// What an act for this agency still waits for.
    pub fn missing(&self, agency: &str) -> Vec<Missing> {
        let wanted = [
            (self.nature.is_none(), "what passes: ownership or the right of use", "nature"),
            (self.place.is_none(), "the place of the handover", "place[en]"),
            (self.prevailing.is_none(), "the language whose text prevails", "prevailing"),
            (self.legal_basis.is_empty(), "the legal basis", "legal[0][en]"),
            (self.transferring.is_none(), "who signs for UNODC", "transferring[name][en]"),
            (self.receiving(agency).is_none(), "who signs for the agency", "receiving[0][name][en]"),
        ];
        wanted.into_iter().filter(|(missing, ..)| *missing).map(|(_, words, field)| Missing { words, field }).collect()
    }
}

/// The number of an act: `HA-2019-001`. The year is that of the handover; within it acts are counted without gaps, so that
/// a missing one shows.
pub fn number(year: i32, sequence: i64) -> String {
    format!("{}{sequence:03}", number_prefix(year))
}

/// What the numbers of a year begin with.
pub fn number_prefix(year: i32) -> String {
    format!("HA-{year}-")
}
