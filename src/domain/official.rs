//! Officials: who signed, witnessed or spoke, with the post of that day. What a source does not say stays unsaid: some name the
//! post alone, and "among others".

use crate::{
    code::{distinct, parse_code, words},
    date::PartialDate,
    error::{Checks, Refusal},
    source::SourceChoice,
};
use serde::{Deserialize, Serialize};

words! {
    /// What somebody did.
    Part {
        Signed = "signed", "Signed";
        Witnessed = "witnessed", "Witnessed the signing";
        Spoke = "spoke", "Spoke";
        Attended = "attended", "Attended";
        /// Nothing in particular: a source names the post.
        Held = "held", "Held the post";
    }
}

/// The longest code.
const LONGEST_CODE: usize = 24;

/// An official as entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOfficial {
    pub code: String,
    pub name: String,
    /// As other sources print the same name.
    pub aliases: Vec<String>,
    pub note: Option<String>,
}

/// The official form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OfficialForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// The version that was read before it was edited; empty for a new one.
    pub version: String,
    /// Made from the name where it is left empty.
    pub code: String,
    pub name: String,
    /// One a line.
    pub aliases: String,
    pub note: String,
}

impl NewOfficial {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &OfficialForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let name = checks.required("name", &form.name, "Enter the name of the official");
        let code = match form.code.trim() {
            "" => Some(code_of(&name)),
            typed => checks.take("code", parse_code(typed)),
        };
        let aliases = checks.long_text("aliases", &form.aliases, 2_000);
        let aliases = distinct(aliases.lines()).into_iter().filter(|alias| *alias != name).collect();
        let note = checks.optional("note", &form.note);
        checks.finish_some(code.map(|code| NewOfficial { code, name, aliases, note }))
    }
}

/// A code from a name: `Nobuaki Ito` → `NOBUAKI-ITO`. Letters of other scripts are left out; a name without any others is
/// `OFFICIAL`.
pub fn code_of(name: &str) -> String {
    let mut code = String::new();
    for word in name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if !code.is_empty() && code.len() + 1 + word.len() > LONGEST_CODE {
            break;
        }
        if !code.is_empty() {
            code.push('-');
        }
        code.extend(word.chars().take(LONGEST_CODE).map(|c| c.to_ascii_uppercase()));
    }
    if code.len() < 2 { "OFFICIAL".to_owned() } else { code }
}

/// Where somebody appeared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Occasion {
    /// The signing of a grant, by its code.
    Grant(String),
    /// A handover round, by its code.
    Round(String),
    /// A day on which a source names the post.
    Day(PartialDate),
}

/// What somebody did on a day, as entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAppearance {
    pub occasion: Occasion,
    pub part: Part,
    /// `None`: the source names the post alone.
    pub name: Option<String>,
    /// Somebody who is not known here yet.
    pub is_new: bool,
    pub post: Option<String>,
    /// As printed: there were more.
    pub among_others: bool,
    pub source: Option<SourceChoice>,
}

/// The form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AppearanceForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// Of one that is edited: which, and the version that was read.
    pub appearance: String,
    pub version: String,
    /// The grant or the round; of a post both stay empty.
    pub grant: String,
    pub round: String,
    pub part: String,
    pub name: String,
    pub is_new: String,
    pub post: String,
    pub occurred_on: String,
    pub among_others: String,
    pub source: String,
    pub source_title: String,
}

impl Part {
    /// What there is to choose from on an occasion.
    pub fn of(grant: bool, round: bool) -> &'static [Part] {
        match (grant, round) {
            (true, _) => &[Part::Signed, Part::Witnessed],
            (_, true) => &[Part::Spoke, Part::Attended],
            _ => &[Part::Held],
        }
    }
}

impl NewAppearance {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &AppearanceForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let (grant, round) = (form.grant.trim(), form.round.trim());
        let parts = Part::of(!grant.is_empty(), !round.is_empty());
        let typed = if parts.len() == 1 { parts.first().copied() } else { form.part.parse().ok() };
        let part = checks.take("part", typed.filter(|part| parts.contains(part)).ok_or("Choose what they did"));
        let name = checks.optional("name", &form.name);
        let post = checks.optional("post", &form.post);
        if name.is_none() && post.is_none() && !checks.failed("name") && !checks.failed("post") {
            checks.fail("name", "Enter the name, or the post alone where the source names nobody");
        }
        let occasion = match (grant, round) {
            ("", "") => checks.take("occurred_on", PartialDate::parse(&form.occurred_on)).map(Occasion::Day),
            (grant, "") => Some(Occasion::Grant(grant.to_owned())),
            (_, round) => Some(Occasion::Round(round.to_owned())),
        };
        if matches!(occasion, Some(Occasion::Day(_))) && (name.is_none() || post.is_none()) {
            checks.fail(if name.is_none() { "name" } else { "post" }, "Enter who held which post");
        }
        let source = SourceChoice::parse(&mut checks, &form.source, &form.source_title);
        let new = occasion.zip(part).map(|(occasion, part)| NewAppearance {
            occasion,
            part,
            name,
            is_new: form.is_new == "true",
            post,
            among_others: form.among_others == "true",
            source,
        });
        checks.finish_some(new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_comes_from_the_name() {
        for (name, code) in [
            ("Nobuaki Ito", "NOBUAKI-ITO"),
            ("O'Neill, J.", "O-NEILL-J"),
            ("Нобуаки Ито", "OFFICIAL"),
            ("Abcdefghijklmnopqrstuvwxyz Ito", "ABCDEFGHIJKLMNOPQRSTUVWX"),
        ] {
            assert_eq!(code_of(name), code, "{name}");
        }
        let form = OfficialForm {
            name: " Ahmed Mansurov ".into(),
            aliases: "Akhmed Mansurov\n\nAhmed Mansurov".into(),
            ..Default::default()
        };
        let new = NewOfficial::parse(&form).expect("accepted");
        assert_eq!(
            (new.code.as_str(), new.aliases.as_slice()),
            ("AHMED-MANSUROV", &["Akhmed Mansurov".to_owned()][..])
        );
        assert!(NewOfficial::parse(&OfficialForm::default()).is_err());
    }

    fn fields(form: AppearanceForm) -> Vec<String> {
        match NewAppearance::parse(&form) {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn somebody_signs_an_agreement_and_speaks_at_a_round() {
        let form = AppearanceForm {
            grant: "JP-2016".into(),
            part: "witnessed".into(),
            name: "Ahmed Mansurov".into(),
            post: "Director".into(),
            among_others: "true".into(),
            ..Default::default()
        };
        let new = NewAppearance::parse(&form).expect("accepted");
        assert_eq!((new.part, new.among_others), (Part::Witnessed, true));
        assert_eq!(new.occasion, Occasion::Grant("JP-2016".into()));
        assert_eq!(fields(AppearanceForm { part: "spoke".into(), ..form.clone() }), ["part"]);
        assert_eq!(fields(AppearanceForm { name: "".into(), post: "".into(), ..form.clone() }), ["name"]);
        let alone = NewAppearance::parse(&AppearanceForm { name: "".into(), ..form.clone() }).expect("the post alone");
        assert_eq!((alone.name, alone.post.as_deref()), (None, Some("Director")));
        let held = AppearanceForm { grant: "".into(), occurred_on: "Sep 2016".into(), ..form };
        assert_eq!(NewAppearance::parse(&held).expect("a post").part, Part::Held);
        assert_eq!(fields(AppearanceForm { occurred_on: "".into(), ..held }), ["occurred_on"]);
    }
}
