//! Sources: where published facts come from.

use crate::error::Checks;

/// The longest code that is made from a title.
const LONGEST_CODE: usize = 40;

/// The source of a fact as a form names it: one that is known, or a new one by its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceChoice {
    /// By its code.
    Known(String),
    /// By its title; the code is made from it.
    New(String),
}

impl SourceChoice {
    /// Reads the fields `source` and `source_title`, of which one at most is filled.
    pub fn parse(checks: &mut Checks, code: &str, title: &str) -> Option<Self> {
        let code = checks.text("source", code);
        let title = checks.text("source_title", title);
        match (code.is_empty(), title.is_empty()) {
            (true, true) => None,
            (false, true) => Some(SourceChoice::Known(code)),
            (true, false) => Some(SourceChoice::New(title)),
            (false, false) => {
                checks.fail("source_title", "Choose a source from the list or enter the title of a new one, not both");
                None
            }
        }
    }
}

/// A code from the words of a title: `UNODC ROCA, news of 10 December 2019` → `unodc-roca-news-of-10-december-2019`.
/// Letters of other scripts are left out; a title without any others is called `source`.
pub fn code_of(title: &str) -> String {
    let lower = title.to_lowercase();
    let mut code = String::new();
    for word in lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let word: String = word.chars().take(LONGEST_CODE).collect();
        if code.len() + word.len() >= LONGEST_CODE && !code.is_empty() {
            break;
        }
        if !code.is_empty() {
            code.push('-');
        }
        code.push_str(&word);
    }
    if code.is_empty() { "source".to_owned() } else { code }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_comes_from_the_words_of_the_title() {
        for (title, code) in [
            ("UNODC ROCA, news of 10 December 2019", "unodc-roca-news-of-10-december-2019"),
            ("  Exchange of Notes  ", "exchange-of-notes"),
            ("Новости УНП ООН, 2019", "2019"),
            ("外務省", "source"),
            ("../../etc", "etc"),
            (
                "Release of the Ministry of Foreign Affairs of Japan on Central Asia",
                "release-of-the-ministry-of-foreign",
            ),
        ] {
            assert_eq!(code_of(title), code, "{title}");
        }
        assert_eq!(code_of(&"x".repeat(500)).len(), LONGEST_CODE);
    }

    #[test]
    fn a_source_is_chosen_or_entered_not_both() {
        let parse = |code, title| {
            let mut checks = Checks::default();
            let source = SourceChoice::parse(&mut checks, code, title);
            (source, checks.failed("source_title"))
        };
        assert_eq!(parse("", "  "), (None, false));
        assert_eq!(parse("mofa_2020", ""), (Some(SourceChoice::Known("mofa_2020".into())), false));
        assert_eq!(parse("", " Release "), (Some(SourceChoice::New("Release".into())), false));
        assert_eq!(parse("mofa_2020", "Release"), (None, true));
    }
}
