//! The two argument types of the kit, so that a page passes what it has: `"words"`, a `String` or an `Option` of them.

use domain::Money;
use leptos::prelude::*;

/// Words that may be missing. `hint="…"`, `hint=string` and `hint=option` all work; blank text counts as missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text(Option<String>);

impl Text {
    pub fn as_deref(&self) -> Option<&str> {
        self.0.as_deref()
    }

    pub fn is_some(&self) -> bool {
        self.0.is_some()
    }

    pub fn into_option(self) -> Option<String> {
        self.0
    }
}

impl From<Option<String>> for Text {
    fn from(words: Option<String>) -> Self {
        Text(words.filter(|w| !w.trim().is_empty()))
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        Some(words).into()
    }
}

impl From<&str> for Text {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}

impl From<Option<&str>> for Text {
    fn from(words: Option<&str>) -> Self {
        words.map(str::to_owned).into()
    }
}

/// A place in a component that a page may fill: `status=view! { … }.into_any()`, or an `Option` of that.
#[derive(Default)]
pub struct Slot(Option<AnyView>);

impl Slot {
    pub fn is_some(&self) -> bool {
        self.0.is_some()
    }

    pub fn into_option(self) -> Option<AnyView> {
        self.0
    }
}

impl From<AnyView> for Slot {
    fn from(view: AnyView) -> Self {
        Slot(Some(view))
    }
}

impl From<Option<AnyView>> for Slot {
    fn from(view: Option<AnyView>) -> Self {
        Slot(view)
    }
}

/// The address, if a browser may follow it: a path of this portal, a part of this page, or http, https and mailto.
/// Anything else (`javascript:`, `data:`, `//elsewhere`) becomes `None` and is shown as plain words.
pub fn safe_href(href: &str) -> Option<String> {
    let href = href.trim();
    let odd = href.chars().any(|c| c.is_control() || c == '\\');
    let own = (href.starts_with('/') && !href.starts_with("//")) || href.starts_with('#') || href.starts_with('?');
    let lower = href.to_ascii_lowercase();
    let known = ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
    (!odd && (own || known)).then(|| href.to_owned())
}

/// Words that lead somewhere, or just the words when the address is missing or not [`safe_href`].
pub fn link(words: impl Into<String>, href: Option<&str>) -> AnyView {
    let words = words.into();
    let words = breakable(words);
    match href.and_then(safe_href) {
        Some(href) => view! { <a href=href>{words}</a> }.into_any(),
        None => words,
    }
}

/// Words in which a browser may break what is too long for a column (a serial number, a mail address), so that one word widens no
/// page and pushes no column off the paper. CSS can break anywhere or nowhere: anywhere, it breaks "Equipment" as well. What is
/// copied from the page stays as it was.
pub fn breakable(words: String) -> AnyView {
    const LONG: usize = 24;
    const PIECE: usize = 12;
    if words.split_whitespace().all(|word| word.chars().count() <= LONG) {
        return words.into_any();
    }
    let mut pieces = Vec::new();
    for word in words.split_inclusive(char::is_whitespace) {
        let letters: Vec<char> = word.chars().collect();
        let size = if letters.len() > LONG { PIECE } else { letters.len() };
        for (place, piece) in letters.chunks(size).enumerate() {
            let piece: String = piece.iter().collect();
            pieces.push(if place == 0 { piece.into_any() } else { view! { <wbr/>{piece} }.into_any() });
        }
    }
    pieces.into_any()
}

/// Words that lead out of the portal, to a web address only; the other site does not learn where from.
pub fn outside(words: impl Into<String>, href: &str) -> AnyView {
    let words = words.into();
    match safe_href(href).filter(|href| href.starts_with("https://") || href.starts_with("http://")) {
        Some(href) => view! { <a href=href rel="external noreferrer">{words}</a> }.into_any(),
        None => words.into_any(),
    }
}

/// How many, as figures are shown; counts of the store are never negative.
pub fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The same words at the beginning of a sentence.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// `64 %`, rounded down: 100 % means all of it. Nothing without a whole. Both amounts are of one currency.
pub fn percent(part: Money, whole: Money) -> Option<String> {
    let percent = (i128::from(part.minor) * 100).checked_div(i128::from(whole.minor))?;
    Some(format!("{percent}\u{a0}%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_only_addresses_that_a_browser_may_follow() {
        for good in ["/items/IMT-000123", "#title", "?page=2", "https://www.unodc.org/a?b=c", "mailto:a@example.org"] {
            assert!(safe_href(good).is_some(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            " JavaScript:alert(1)",
            "data:text/html,x",
            "//evil.example",
            "/\\evil.example",
            "ftp://x",
            "",
        ] {
            assert!(safe_href(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn blank_words_count_as_missing() {
        assert!(!Text::from("  ").is_some());
        assert!(Text::from(Some("word")).is_some());
    }
}
