//! The wording of the undertakings: template files that programme staff can edit, one per language.
//!
//! A template is TOML: a list of `[[clause]]`, each with a `key`, a `text` and, when it belongs to one kind of transfer
//! only, `nature = "title"` or `nature = "custody"`. A text may hold `{days}`, `{copies}` and `{prevailing}`. The files
//! of the three languages hold the same keys in the same order.

use serde::Deserialize;

use super::{Content, Language, Nature, Text};

/// The templates that the portal starts with, in the order of [`Language::ALL`]. Draft wording: needs a lawyer's review.
pub const DEFAULTS: [&str; 3] =
    [include_str!("clauses.en.toml"), include_str!("clauses.ru.toml"), include_str!("clauses.uz.toml")];
const PLACES: [&str; 3] = ["days", "copies", "prevailing"];

/// The clauses of all languages, checked against each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Clause>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Clause {
    nature: Option<Nature>,
    /// With places still open.
    text: Text,
}

/// What fills the open places of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Values {
    pub nature: Nature,
    /// Days within which loss, theft or damage is reported.
    pub days: u32,
    pub copies: u32,
    pub prevailing: Language,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    clause: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    key: String,
    nature: Option<Nature>,
    text: String,
}

impl Template {
    /// # Errors
    /// Never for the files in the binary; a test reads them.
    pub fn default_texts() -> Result<Self, String> {
        let [en, ru, uz] = DEFAULTS;
        Self::parse(en, ru, uz)
    }

    /// # Errors
    /// Names the language and the clause: TOML that cannot be read, a clause that another language does not have at that
    /// place, an empty text, a place that nothing fills.
    pub fn parse(en: &str, ru: &str, uz: &str) -> Result<Self, String> {
        let en = read(en, Language::English)?;
        let ru = read(ru, Language::Russian)?;
        let uz = read(uz, Language::Uzbek)?;
        for (other, language) in [(&ru, Language::Russian), (&uz, Language::Uzbek)] {
            let at = (0..en.len().max(other.len())).find(|i| en.get(*i).map(same) != other.get(*i).map(same));
            if let Some(at) = at {
                let names = |entries: &[Entry]| entries.get(at).map_or("none", |e| e.key.as_str()).to_owned();
                let (own, wanted) = (names(other), names(&en));
                let language = language.code();
                return Err(format!("Clause {} in {language} is {own}, in en {wanted}: keep both alike", at + 1));
            }
        }
        let clauses = en.into_iter().zip(ru).zip(uz).map(|((en, ru), uz)| Clause {
            nature: en.nature,
            text: Text { en: en.text, ru: Some(ru.text), uz: Some(uz.text) },
        });
        Ok(Self(clauses.collect()))
    }

    /// The clauses of an act, every place filled.
    pub fn fill(&self, values: Values) -> Vec<Text> {
        let fitting = self.0.iter().filter(|clause| clause.nature.is_none_or(|nature| nature == values.nature));
        fitting
            .map(|clause| {
                let fill = |text: &str, language| fill(text, values, language);
                Text {
                    en: fill(&clause.text.en, Language::English),
                    ru: clause.text.ru.as_ref().map(|text| fill(text, Language::Russian)),
                    uz: clause.text.uz.as_ref().map(|text| fill(text, Language::Uzbek)),
                }
            })
            .collect()
    }
}

impl Values {
    /// The values that the content of an act itself states.
    pub fn of(content: &Content, days: u32) -> Self {
        Self { nature: content.nature, days, copies: content.copies, prevailing: content.prevailing }
    }
}

fn same(entry: &Entry) -> (&str, Option<Nature>) {
    (&entry.key, entry.nature)
}

fn read(text: &str, language: Language) -> Result<Vec<Entry>, String> {
    let code = language.code();
    let file: File = toml::from_str(text).map_err(|error| format!("The clauses in {code} cannot be read: {error}"))?;
    for entry in &file.clause {
        if entry.text.trim().is_empty() {
            return Err(format!("Clause {} in {code} has no text", entry.key));
        }
        if let Some(place) = places(&entry.text).find(|place| !PLACES.contains(place)) {
            return Err(format!("Clause {} in {code} has {{{place}}}, which nothing fills", entry.key));
        }
    }
    Ok(file.clause)
}

/// What stands between braces.
fn places(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).map(|rest| rest.split_once('}').map_or(rest, |(place, _)| place))
}

fn fill(text: &str, values: Values, language: Language) -> String {
    text.trim()
        .replace("{days}", &values.days.to_string())
        .replace("{copies}", &values.copies.to_string())
        .replace("{prevailing}", adjective(values.prevailing, language))
}

/// The name of a language as an adjective that fits "the … text" in another language.
pub(super) fn adjective(of: Language, language: Language) -> &'static str {
    match (language, of) {
        (Language::English, Language::English) => "English",
        (Language::English, Language::Russian) => "Russian",
        (Language::English, Language::Uzbek) => "Uzbek",
        (Language::Russian, Language::English) => "английском",
        (Language::Russian, Language::Russian) => "русском",
        (Language::Russian, Language::Uzbek) => "узбекском",
        (Language::Uzbek, Language::English) => "ingliz",
        (Language::Uzbek, Language::Russian) => "rus",
        (Language::Uzbek, Language::Uzbek) => "oʻzbek",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: Values = Values { nature: Nature::Title, days: 10, copies: 3, prevailing: Language::Russian };

    #[test]
    fn the_default_texts_fill_in_all_languages() {
        let template = Template::default_texts().expect("defaults");
        for nature in [Nature::Title, Nature::Custody] {
            let clauses = template.fill(Values { nature, ..VALUES });
            assert_eq!(clauses.len(), 11, "{nature:?}");
            for language in Language::ALL {
                let all: Vec<&str> = clauses.iter().map(|clause| clause.in_language(language)).collect();
                assert!(!all.join(" ").contains(['{', '}']), "{language:?}");
                assert!(all.iter().all(|clause| clause.ends_with('.')), "{language:?}");
            }
        }
    }

    #[test]
    fn only_the_clause_of_the_nature_is_there() {
        let template = Template::default_texts().expect("defaults");
        let all = |nature| {
            let clauses = template.fill(Values { nature, ..VALUES });
            clauses.into_iter().map(|clause| clause.en).collect::<Vec<_>>().join(" ")
        };
        assert!(all(Nature::Title).contains("Title to the Items passes"));
        assert!(!all(Nature::Title).contains("remains with the Transferring Party"));
        assert!(all(Nature::Custody).contains("remains with the Transferring Party"));
        assert!(all(Nature::Custody).contains("within 10 days"));
        assert!(all(Nature::Custody).contains("the Russian text prevails"));
    }

    #[test]
    fn a_template_that_does_not_fit_is_refused_by_name() {
        let one = "[[clause]]\nkey = \"use\"\ntext = \"Use.\"\n";
        let other = "[[clause]]\nkey = \"visits\"\ntext = \"Use.\"\n";
        let open = "[[clause]]\nkey = \"use\"\ntext = \"In {weeks} weeks.\"\n";
        assert_eq!(
            Template::parse(one, one, other),
            Err("Clause 1 in uz is visits, in en use: keep both alike".into())
        );
        assert_eq!(
            Template::parse(one, "clause = []", one),
            Err("Clause 1 in ru is none, in en use: keep both alike".into())
        );
        assert_eq!(Template::parse(open, one, one), Err("Clause use in en has {weeks}, which nothing fills".into()));
        assert!(
            Template::parse("[[clause", one, one).is_err_and(|e| e.starts_with("The clauses in en cannot be read"))
        );
    }
}
