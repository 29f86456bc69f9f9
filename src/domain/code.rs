//! Codes and closed word lists: the parts of a record that stand in addresses, tables and on documents.

/// Declares a closed list of words: an enum with its stored word (also in the CHECK of its column), the label people see,
/// `ALL`, `Display` (the stored word) and `FromStr`.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The stored word.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// What people read.
            pub fn label(self) -> &'static str {
                match self { $($name::$variant => $label),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                match text { $($word => Ok($name::$variant),)+ other => Err(format!("“{other}” is not in the list")) }
            }
        }
    };
}
pub(crate) use words;

/// Reads a code such as `JP-2020` or `IMT-TER`: 2 to 24 capital letters, digits and single hyphens.
///
/// # Errors
/// A sentence that says what a code looks like. Lower case is accepted and raised.
pub fn parse_code(typed: &str) -> Result<String, String> {
    let code = typed.trim().to_ascii_uppercase();
    let well_formed = (2..=24).contains(&code.len())
        && code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-')
        && !code.starts_with('-')
        && !code.ends_with('-')
        && !code.contains("--");
    if well_formed {
        Ok(code)
    } else {
        Err("Enter a code of 2 to 24 letters, digits and hyphens, such as JP-2020".to_owned())
    }
}

/// The words of a list, trimmed, each once, in their order: what people type with commas, or tick twice.
pub(crate) fn distinct<'a>(typed: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in typed.into_iter().map(str::trim).filter(|word| !word.is_empty()) {
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{distinct, parse_code};

    #[test]
    fn a_word_that_is_said_twice_counts_once() {
        assert_eq!(distinct("Gulistan, Syrdarya,, Gulistan ".split(',')), ["Gulistan", "Syrdarya"]);
    }

    #[test]
    fn codes_are_plain_words() {
        assert_eq!(parse_code(" jp-2020 "), Ok("JP-2020".to_owned()));
        for bad in ["", "J", "JP 2020", "JP--1", "-JP", "../x", "ЯП-1", "NEW?"] {
            assert!(parse_code(bad).is_err(), "{bad}");
        }
    }
}
