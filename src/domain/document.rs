//! Documents: what binds or explains. A decree, an exchange of notes, a news item, with what it applies to and who may read it.

use crate::{
    code::{distinct, parse_code, words},
    date::PartialDate,
    error::{Checks, Refusal},
    grant::optional_date,
    source::SourceChoice,
};
use serde::{Deserialize, Serialize};

words! {
    /// What a document is.
    DocumentKind {
        /// It binds whoever uses the equipment: cited on every unit, round and act of the components it applies to.
        Decree = "decree", "Decree";
        ExchangeOfNotes = "exchange of notes", "Exchange of Notes";
        Agreement = "agreement", "Agreement or memorandum";
        Communique = "communique", "Joint communiqué";
        NewsItem = "news item", "News item";
        Paper = "paper", "Paper";
        Report = "report", "Report";
        Minutes = "minutes", "Minutes";
        Letter = "letter", "Letter";
        Photographs = "photographs", "Photographs";
        Other = "other", "Other document";
    }
}

words! {
    /// The languages of the programme, by ISO 639-1.
    Language {
        English = "en", "English";
        Russian = "ru", "Russian";
        Uzbek = "uz", "Uzbek";
        Japanese = "ja", "Japanese";
        Kazakh = "kk", "Kazakh";
        Kyrgyz = "ky", "Kyrgyz";
        Tajik = "tg", "Tajik";
        Turkmen = "tk", "Turkmen";
    }
}

words! {
    /// Who may read a document, besides programme staff and administrators.
    Readers {
        Staff = "staff", "Programme staff alone";
        Agencies = "agencies", "The agencies that it concerns";
        Donors = "donors", "The donors of what it applies to";
        Parties = "parties", "The agencies that it concerns, and the donors of what it applies to";
        All = "all", "Everybody who is signed in";
    }
}

words! {
    /// What a document can apply to. Its word stands before the code in the form: `unit IMT-TER`.
    Subject {
        Programme = "programme", "Programme";
        Component = "component", "Component";
        Phase = "phase", "Phase";
        Grant = "grant", "Grant";
        Round = "round", "Round";
        Unit = "unit", "Unit";
        Act = "act", "Act";
        Item = "item", "Item";
        Milestone = "milestone", "Milestone";
        Agency = "agency", "Agency";
        Activity = "activity", "Activity";
    }
}

/// The longest address that is kept.
const LONGEST_ADDRESS: usize = 500;
/// A document that applies to more than this applies to what is above them.
pub const MOST_SUBJECTS: usize = 100;

/// One thing that a document applies to, as typed: its kind where it was said, and its code, `IMT 2` for a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub subject: Option<Subject>,
    pub code: String,
}

/// A document as entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDocument {
    pub code: String,
    pub kind: DocumentKind,
    pub title: String,
    /// `None`: not published.
    pub number: Option<String>,
    pub issued_on: Option<PartialDate>,
    pub issuer: Option<String>,
    pub languages: Vec<Language>,
    /// Where it stands for everybody, with https.
    pub address: Option<String>,
    pub note: Option<String>,
    pub readers: Readers,
    pub applies_to: Vec<Named>,
    pub source: Option<SourceChoice>,
}

/// The document form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DocumentForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// The version that was read before it was edited; empty for a new one.
    pub version: String,
    pub code: String,
    pub kind: String,
    pub title: String,
    pub number: String,
    pub issued_on: String,
    pub issuer: String,
    pub languages: Vec<String>,
    pub address: String,
    pub note: String,
    pub readers: String,
    /// One a line.
    pub applies_to: String,
    pub source: String,
    pub source_title: String,
    /// The names and digests of its files: the submission key is bound to them.
    pub file: String,
    pub sha256: String,
}

impl NewDocument {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &DocumentForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let code = checks.take("code", parse_code(&form.code));
        let kind = checks.take("kind", form.kind.parse::<DocumentKind>().map_err(|_| "Choose what it is"));
        let title = checks.required("title", &form.title, "Enter the title of the document");
        let number = checks.optional("number", &form.number);
        let issued_on = optional_date(&mut checks, "issued_on", &form.issued_on);
        let issuer = checks.optional("issuer", &form.issuer);
        let languages = languages(&mut checks, &form.languages);
        let address = address(&mut checks, &form.address);
        let note = Some(checks.long_text("note", &form.note, 2_000)).filter(|note| !note.is_empty());
        let readers = checks.take("readers", form.readers.parse::<Readers>().map_err(|_| "Say who may read it"));
        let applies_to = subjects(&mut checks, &form.applies_to);
        let narrow = readers.is_some_and(|readers| !matches!(readers, Readers::Staff | Readers::All));
        if narrow && applies_to.is_empty() && !checks.failed("applies_to") {
            checks.fail("applies_to", "Say what it applies to: that decides which agencies and donors read it");
        }
        let source = SourceChoice::parse(&mut checks, &form.source, &form.source_title);
        let new = code.zip(kind).zip(readers).map(|((code, kind), readers)| NewDocument {
            code,
            kind,
            title,
            number,
            issued_on,
            issuer,
            languages,
            address,
            note,
            readers,
            applies_to,
            source,
        });
        checks.finish_some(new)
    }
}

fn languages(checks: &mut Checks, typed: &[String]) -> Vec<Language> {
    let words = distinct(typed.iter().map(String::as_str));
    words.iter().filter_map(|word| checks.take("languages", word.parse::<Language>())).collect()
}

/// An https address as a browser has it. Others would be followed from pages that people trust.
fn address(checks: &mut Checks, typed: &str) -> Option<String> {
    let text = checks.optional("address", typed)?;
    let host = text.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let is_host = host.contains('.') && !host.starts_with('.') && !host.contains('@');
    let is_plain = text.chars().all(|c| !c.is_whitespace() && !matches!(c, '"' | '<' | '>' | '\\' | '`'));
    if !is_host || !is_plain || text.len() > LONGEST_ADDRESS {
        checks.fail(
            "address",
            "Enter a whole address that begins with https://, as the browser shows it, or leave it empty",
        );
    }
    Some(text)
}

/// `component IMT`, `phase IMT 2`, `R-2019-05`: one a line. A code alone is enough where only one thing has it.
fn subjects(checks: &mut Checks, typed: &str) -> Vec<Named> {
    let text = checks.long_text("applies_to", typed, 4_000);
    let mut named: Vec<Named> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let subject = first.to_lowercase().parse::<Subject>().ok();
        let code = if subject.is_some() { rest } else { line };
        let code = code.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase();
        let several = code.contains(' ') && subject != Some(Subject::Phase);
        if code.is_empty() || several {
            checks.fail(
                "applies_to",
                format!("“{line}”: write what it is and its code, such as “unit IMT-TER” or “phase IMT 2”"),
            );
            continue;
        }
        let one = Named { subject, code };
        if !named.contains(&one) {
            named.push(one);
        }
    }
    if named.len() > MOST_SUBJECTS {
        checks.fail("applies_to", format!("Name at most {MOST_SUBJECTS} things, or the component that they belong to"));
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decree() -> DocumentForm {
        DocumentForm {
            code: "decree-2018".into(),
            kind: "decree".into(),
            title: " On the use of equipment ".into(),
            issued_on: "2018".into(),
            languages: vec!["uz".into(), "ru".into(), "uz".into()],
            readers: "parties".into(),
            applies_to: "component IMT\n\n imt-ter \nPhase  imt 2\ncomponent imt".into(),
            ..Default::default()
        }
    }

    fn wrong(form: DocumentForm) -> Vec<String> {
        match NewDocument::parse(&form) {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_decree_applies_to_what_is_named_a_line_each() {
        let new = NewDocument::parse(&decree()).expect("accepted");
        assert_eq!(
            (new.code.as_str(), new.title.as_str(), new.number),
            ("DECREE-2018", "On the use of equipment", None)
        );
        assert_eq!(new.languages, [Language::Uzbek, Language::Russian]);
        let named: Vec<(Option<Subject>, &str)> = new.applies_to.iter().map(|n| (n.subject, n.code.as_str())).collect();
        assert_eq!(named, [(Some(Subject::Component), "IMT"), (None, "IMT-TER"), (Some(Subject::Phase), "IMT 2")]);
    }

    #[test]
    fn what_cannot_be_read_stands_under_its_field() {
        assert_eq!(wrong(DocumentForm::default()), ["code", "kind", "title", "readers"]);
        assert_eq!(wrong(DocumentForm { applies_to: "".into(), ..decree() }), ["applies_to"]);
        assert_eq!(wrong(DocumentForm { applies_to: "unit".into(), ..decree() }), ["applies_to"]);
        assert_eq!(wrong(DocumentForm { applies_to: "the teams".into(), ..decree() }), ["applies_to"]);
        assert_eq!(wrong(DocumentForm { languages: vec!["xx".into()], ..decree() }), ["languages"]);
    }

    #[test]
    fn an_address_begins_with_https() {
        let of = |address: &str| NewDocument::parse(&DocumentForm { address: address.into(), ..decree() });
        let good = "https://www.unodc.org/centralasia/en/news/x.html?lang=ru#top";
        assert_eq!(of(good).expect("accepted").address.as_deref(), Some(good));
        for bad in [
            "http://unodc.org",
            "javascript:alert(1)",
            "https://",
            "https://unodc",
            "https://a@b.org",
            "https://a.org/ b",
            "https://a.org/\">",
        ] {
            assert!(of(bad).is_err(), "{bad}");
        }
    }
}
