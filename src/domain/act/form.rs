//! The form of the terms, as typed.

use serde::{Deserialize, Serialize};

use super::{ImportDocument, Language, Mandate, MandateForm, Nature, Signatory, Terms, Wording};
use crate::{
    date::PartialDate,
    error::{Checks, Refusal},
};

/// Longer than a name: a legal basis is a sentence.
const LONGEST: usize = 1000;

/// A text in three languages, as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WordingForm {
    pub en: String,
    pub ru: String,
    pub uz: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DocumentForm {
    pub kind: String,
    pub number: String,
    pub dated: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignatoryForm {
    /// Of the receiving side: the code of the agency.
    pub agency: String,
    pub name: WordingForm,
    pub post: WordingForm,
    pub organisation: WordingForm,
    pub authority: WordingForm,
    /// An account, or empty.
    pub person: String,
    pub deputy: WordingForm,
    pub deputy_post: WordingForm,
    pub mandate: String,
    pub mandate_on: String,
    /// An account, or empty.
    pub deputy_person: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TermsForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub round: String,
    pub version: String,
    pub nature: String,
    pub copies: String,
    pub report_days: String,
    pub prevailing: String,
    pub risk: WordingForm,
    pub place: WordingForm,
    pub occasion: WordingForm,
    pub legal: Vec<WordingForm>,
    pub imports: Vec<DocumentForm>,
    pub transferring: SignatoryForm,
    pub receiving: Vec<SignatoryForm>,
    pub witnesses: Vec<SignatoryForm>,
}

impl Terms {
    /// Rows that are left empty are not there.
    ///
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &TermsForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let nature = chosen::<Nature>(&mut checks, "nature", &form.nature);
        let prevailing = chosen::<Language>(&mut checks, "prevailing", &form.prevailing);
        let copies = number(&mut checks, "copies", &form.copies, 20, "Enter the number of copies, 1 to 20");
        let report_days = number(&mut checks, "report_days", &form.report_days, 90, "Enter the days, 1 to 90");
        let [risk, place, occasion] = [("risk", &form.risk), ("place", &form.place), ("occasion", &form.occasion)]
            .map(|(field, typed)| wording(&mut checks, field, typed));
        let mut legal_basis = Vec::new();
        for (i, typed) in form.legal.iter().enumerate() {
            legal_basis.extend(wording(&mut checks, &format!("legal[{i}]"), typed));
        }
        let mut imports = Vec::new();
        for (i, typed) in form.imports.iter().enumerate() {
            imports.extend(document(&mut checks, &format!("imports[{i}]"), typed));
        }
        let transferring = signatory(&mut checks, "transferring", &form.transferring, true);
        let mut receiving = Vec::new();
        for (i, typed) in form.receiving.iter().enumerate() {
            let one = signatory(&mut checks, &format!("receiving[{i}]"), typed, false);
            receiving.extend(one.map(|one| (typed.agency.trim().to_owned(), one)));
        }
        let mut witnesses = Vec::new();
        for (i, typed) in form.witnesses.iter().enumerate() {
            let one = signatory(&mut checks, &format!("witnesses[{i}]"), typed, true);
            let person = one.as_ref().and_then(|one: &Signatory| one.person);
            if person.is_some() && transferring.iter().chain(&witnesses).any(|other| other.person == person) {
                let words = "This account signs already: nobody signs an act twice";
                checks.fail(format!("witnesses[{i}][person]"), words);
            }
            witnesses.extend(one);
        }
        checks.finish_some(copies.zip(report_days).map(|(copies, report_days)| Terms {
            nature,
            risk,
            place,
            occasion,
            copies,
            report_days,
            prevailing,
            legal_basis,
            imports,
            transferring,
            receiving,
            witnesses,
        }))
    }
}

impl WordingForm {
    fn is_blank(&self) -> bool {
        [&self.en, &self.ru, &self.uz].iter().all(|text| text.trim().is_empty())
    }
}

/// A word of a list; nothing when none was chosen.
fn chosen<T: std::str::FromStr<Err = String>>(checks: &mut Checks, field: &str, typed: &str) -> Option<T> {
    if typed.is_empty() { None } else { checks.take(field, typed.parse::<T>()) }
}

fn number(checks: &mut Checks, field: &str, typed: &str, most: i64, words: &str) -> Option<i64> {
    checks.take(field, crate::number::count(typed, 1..=most).map_err(|_| words))
}

fn wording(checks: &mut Checks, field: &str, typed: &WordingForm) -> Option<Wording> {
    let mut part = |language: &str, text: &str| {
        let text = checks.long_text(&format!("{field}[{language}]"), text, LONGEST);
        // One line: it stands in a row of the act.
        Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
    };
    let [en, ru, uz] = [part("en", &typed.en), part("ru", &typed.ru), part("uz", &typed.uz)];
    match (en, ru.is_some() || uz.is_some()) {
        (Some(en), _) => Some(Wording { en, ru, uz }),
        (None, true) => {
            checks.fail(format!("{field}[en]"), "Enter the English text as well");
            None
        }
        (None, false) => None,
    }
}

fn required(checks: &mut Checks, field: &str, typed: &WordingForm, words: &str) -> Option<Wording> {
    let text = wording(checks, field, typed);
    let field = format!("{field}[en]");
    if text.is_none() && !checks.failed(&field) {
        checks.fail(field, words);
    }
    text
}

fn document(checks: &mut Checks, field: &str, typed: &DocumentForm) -> Option<ImportDocument> {
    if typed.number.trim().is_empty() && typed.dated.trim().is_empty() {
        return None;
    }
    let kind = checks.take(&format!("{field}[kind]"), typed.kind.parse().map_err(|_| "Choose what it is"));
    let number = checks.required(&format!("{field}[number]"), &typed.number, "Enter the number of the document");
    let dated = day(checks, &format!("{field}[dated]"), &typed.dated);
    kind.map(|kind| ImportDocument { kind, number, dated })
}

fn day(checks: &mut Checks, field: &str, typed: &str) -> Option<chrono::NaiveDate> {
    if typed.trim().is_empty() { None } else { checks.take(field, PartialDate::parse_day(typed)) }
}

/// `None` when nobody was named. With `organisation`, for whom is asked.
fn signatory(checks: &mut Checks, field: &str, typed: &SignatoryForm, organisation: bool) -> Option<Signatory> {
    // What a page fills in by itself (the organisation) does not name anybody.
    let named = [&typed.name, &typed.post, &typed.authority, &typed.deputy, &typed.deputy_post];
    if named.iter().all(|text| text.is_blank()) && typed.mandate.trim().is_empty() {
        return None;
    }
    let name = required(checks, &format!("{field}[name]"), &typed.name, "Enter the name");
    let post = required(checks, &format!("{field}[post]"), &typed.post, "Enter the post");
    let of = format!("{field}[organisation]");
    let for_whom = match field {
        "transferring" => "Enter the transferring party",
        _ => "Enter for whom the witness signs",
    };
    let organisation = if organisation { required(checks, &of, &typed.organisation, for_whom) } else { None };
    let authority = wording(checks, &format!("{field}[authority]"), &typed.authority);
    let person = account(checks, &format!("{field}[person]"), &typed.person);
    // Only an agency hands over to a deputy.
    let mandate = if organisation.is_some() { None } else { deputy(checks, field, typed) };
    if person.is_some() && mandate.as_ref().is_some_and(|mandate| mandate.person == person) {
        checks.fail(format!("{field}[deputy_person]"), "This is the account of whoever hands over: choose another one");
    }
    Some(Signatory { name: name?, post: post?, organisation, authority, person, mandate })
}

fn account(checks: &mut Checks, field: &str, typed: &str) -> Option<i64> {
    match typed.trim() {
        "" => None,
        id => checks.take(field, id.parse::<i64>().map_err(|_| "Choose from the list")),
    }
}

/// `None` when nothing about a deputy was entered.
fn deputy(checks: &mut Checks, field: &str, typed: &SignatoryForm) -> Option<Mandate> {
    let texts = [&typed.mandate, &typed.mandate_on, &typed.deputy_person];
    if typed.deputy.is_blank() && typed.deputy_post.is_blank() && texts.iter().all(|text| text.trim().is_empty()) {
        return None;
    }
    let form = MandateForm {
        deputy: typed.deputy.clone(),
        deputy_post: typed.deputy_post.clone(),
        mandate: typed.mandate.clone(),
        mandate_on: typed.mandate_on.clone(),
        deputy_person: typed.deputy_person.clone(),
        ..MandateForm::default()
    };
    mandate(checks, |part| format!("{field}[{part}]"), &form)
}

/// `name`: how the form calls a part of the mandate.
pub(super) fn mandate(checks: &mut Checks, name: impl Fn(&str) -> String, typed: &MandateForm) -> Option<Mandate> {
    let deputy = required(checks, &name("deputy"), &typed.deputy, "Enter the name of the deputy");
    let post = required(checks, &name("deputy_post"), &typed.deputy_post, "Enter the post of the deputy");
    let number = checks.required(
        &name("mandate"),
        &typed.mandate,
        "Enter the number of the mandate: without one a deputy cannot sign",
    );
    let dated = checks.take(&name("mandate_on"), PartialDate::parse_day(&typed.mandate_on));
    let person = account(checks, &name("deputy_person"), &typed.deputy_person);
    Some(Mandate { deputy: deputy?, post: post?, number, dated: dated?, person, document: None })
}
