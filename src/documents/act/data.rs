//! The facts of an act, as they stood when it was issued. Names are those valid on the date of the act.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    date::Timestamp,
    money::{Currency, Money, SumError},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Language;

/// One version of one act: what it says, who signed that, and where it can be checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActData {
    pub content: Content,
    /// In the order of signing.
    pub signatures: Vec<Signature>,
    pub verify: Verify,
}

/// A text in the languages of the act. A missing translation shows the English text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub en: String,
    #[serde(default)]
    pub ru: Option<String>,
    #[serde(default)]
    pub uz: Option<String>,
}

/// What is signed: blocks 1–13 and 15. [`super::content_hash`] is over exactly this.
///
/// A field added later must be an `Option` or a list: what is absent does not enter the hash, so that acts issued
/// before keep theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub number: String,
    /// From 1.
    pub version: u32,
    pub supersedes: Option<ActReference>,
    pub date: NaiveDate,
    pub place: Text,
    pub round: String,
    pub occasion: Option<Text>,
    pub transferring: Party,
    pub receiving: Party,
    pub end_users: Vec<EndUser>,
    /// Exchange of Notes, programme document, phase, memorandum: each with its date in the text.
    pub legal_basis: Vec<Text>,
    pub funding: Vec<Funding>,
    pub lines: Vec<Line>,
    pub import_documents: Vec<ImportDocument>,
    pub nature: Nature,
    /// The moment at which the risk passes.
    pub risk_passes: Option<Text>,
    /// The wording at issue, filled in: editing the template later does not change this act.
    pub clauses: Vec<Text>,
    pub discrepancies: Vec<Discrepancy>,
    /// The lines that nobody had counted when this version was made.
    #[serde(default)]
    pub uncounted: Vec<u32>,
    pub witnesses: Vec<Witness>,
    pub annexes: Vec<Text>,
    pub copies: u32,
    /// Whose text prevails where the languages differ.
    pub prevailing: Language,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActReference {
    pub number: String,
    pub version: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub name: Text,
    pub representative: Representative,
}

/// Who acts for a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Representative {
    pub name: Text,
    pub position: Text,
    /// On what the authority rests: statute, order, power of attorney No. and date.
    pub authority: Option<Text>,
    /// Set when a deputy acts for the officer named in the round.
    pub mandate: Option<Mandate>,
}

/// The document by which an officer handed over to a deputy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandate {
    pub number: String,
    pub date: NaiveDate,
    pub instead_of: Text,
    /// The SHA-256 of each page of the document, where it is on file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndUser {
    /// Code of the unit: `IMT-01`.
    pub unit: String,
    pub name: Text,
    #[serde(default)]
    pub place: Option<Text>,
    pub coordinating_body: Option<Text>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funding {
    pub donor: Text,
    pub grant: String,
    /// Share of the whole act, in parts per million. Unknown where a USD figure is.
    pub share_ppm: Option<i64>,
    pub usd: Option<Money>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// From 1, without gaps.
    pub number: u32,
    pub description: Text,
    pub make_model: Option<String>,
    pub year: Option<i32>,
    pub serial: Option<String>,
    pub vin: Option<String>,
    pub chassis: Option<String>,
    pub engine: Option<String>,
    pub plate: Option<String>,
    pub tag: Option<String>,
    /// Code of the end user.
    pub unit: Option<String>,
    pub quantity: i64,
    pub measure: Text,
    /// Absent where it is not known.
    #[serde(default)]
    pub unit_price: Option<Money>,
    pub total: Money,
    /// Absent when no rate is known: unknown, not 0.
    pub dollars: Option<Dollars>,
    pub shares: Vec<LineShare>,
    pub condition: Text,
    pub accessories: Vec<Text>,
    pub warranty_until: Option<NaiveDate>,
    pub sticker: Option<Sticker>,
}

/// The USD equivalent of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dollars {
    pub amount: Money,
    /// Units of the currency per US dollar, and its date; none where the price is in USD.
    pub rate: Option<(Decimal, NaiveDate)>,
}

/// What one grant paid of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineShare {
    pub grant: String,
    /// Parts per million; the shares of a line make 1,000,000.
    pub ppm: i64,
    pub usd: Option<Money>,
}

/// The donor's flag sticker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sticker {
    Affixed,
    Exempt(Text),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportDocument {
    pub kind: ImportKind,
    pub number: String,
    pub date: Option<NaiveDate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    CustomsDeclaration,
    Waybill,
    Exemption,
}

/// What passes. There is no default: an act that does not say it cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// Ownership passes.
    Title,
    /// Only the right of use passes; the transferring party stays the owner.
    Custody,
}

/// What of a line did not arrive whole. `received + short + damaged + refused = dispatched`; surplus apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discrepancy {
    pub line: u32,
    pub dispatched: i64,
    pub received: i64,
    pub short: i64,
    pub damaged: i64,
    pub refused: i64,
    pub surplus: i64,
    pub cause: Option<Text>,
    /// Serial, VIN or chassis numbers that were found instead of those sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<String>,
    /// Accessories that were not there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// The SHA-256 of each photo.
    pub photos: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    pub name: Text,
    pub position: Text,
    pub organisation: Text,
}

/// A signature under the content with the hash that it names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    pub signer: Signer,
    pub name: Text,
    pub signed_at: Timestamp,
    pub way: Way,
    /// Drawn on a screen of the portal, or by whoever came by a one-time link.
    #[serde(default)]
    pub drawing: Option<Drawing>,
    /// [`super::content_hash`] of what was shown to the signer.
    pub hash: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signer {
    Transferring,
    Receiving,
    /// Index into the witnesses of the content.
    Witness(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    Drawn,
    TypedName,
    OneTimeLink,
    /// Signed on paper; the scan is on file and a second person confirmed it.
    ScanOnFile,
}

/// The `d` of an SVG path in a box of `width` × `height`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    pub path: String,
    pub width: u32,
    pub height: u32,
}

/// Where the act can be checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verify {
    pub code: String,
    pub url: String,
}

impl Text {
    pub fn new(en: &str, ru: &str, uz: &str) -> Self {
        Self { en: en.to_owned(), ru: Some(ru.to_owned()), uz: Some(uz.to_owned()) }
    }

    /// A text that is the same in every language: a model, a personal name as in the passport.
    pub fn same(text: &str) -> Self {
        Self { en: text.to_owned(), ru: None, uz: None }
    }

    pub fn in_language(&self, language: Language) -> &str {
        let translated = match language {
            Language::English => None,
            Language::Russian => self.ru.as_deref(),
            Language::Uzbek => self.uz.as_deref(),
        };
        translated.unwrap_or(&self.en)
    }
}

/// The sums of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// One sum per currency of the prices, in the order of currencies.
    pub prices: Vec<Money>,
    /// Absent when a line has no USD equivalent.
    pub dollars: Option<Money>,
}

impl Content {
    /// # Errors
    /// A sum that does not fit, or a USD equivalent in another currency.
    pub fn totals(&self) -> Result<Totals, SumError> {
        let mut prices = BTreeMap::new();
        for line in &self.lines {
            let sum = prices.entry(line.total.currency).or_insert(Money::zero(line.total.currency));
            *sum = sum.plus(line.total)?;
        }
        let mut dollars = Some(Money::zero(Currency::Usd));
        for line in &self.lines {
            dollars = match (dollars, &line.dollars) {
                (Some(sum), Some(equivalent)) => Some(sum.plus(equivalent.amount)?),
                _ => None,
            };
        }
        Ok(Totals { prices: prices.into_values().collect(), dollars })
    }
}
