//! What the rules can answer besides "yes".

use serde::{Deserialize, Serialize};

use crate::identity::{changes_direction, is_invisible};

/// One thing that is wrong with one field of a form, in words that say how to mend it.
///
/// `field` is the name of the form field (`lines[0][received]`), or empty when it concerns the whole form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: String,
    pub message: String,
}

/// Why a rule refuses. The words are meant for the person who asked; nothing internal is in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The thing does not exist, or is outside what the viewer may see; the two look the same on purpose.
    NotFound,
    /// The viewer's role does not do this.
    Forbidden,
    /// Somebody was faster, or the thing is no longer in a state that allows this. Says who and when where known.
    Conflict(String),
    /// Something that was typed cannot be accepted.
    Invalid(Vec<FieldError>),
}

impl Refusal {
    pub fn conflict(words: impl Into<String>) -> Self {
        Self::Conflict(words.into())
    }

    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError { field: field.into(), message: message.into() }])
    }
}

/// Collects every mistake of a form before answering, so that a person mends them in one go.
///
/// ```
/// # use domain::error::Checks;
/// let mut checks = Checks::default();
/// let title = checks.required("title", "  Boots for the northern posts ", "Enter a title");
/// assert_eq!(checks.finish(title).unwrap(), "Boots for the northern posts");
/// ```
#[derive(Debug, Default)]
pub struct Checks {
    errors: Vec<FieldError>,
}

impl Checks {
    pub fn fail(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.errors.push(FieldError { field: field.into(), message: message.into() });
    }

    /// Keeps the value of a parse, or notes its message under `field`.
    pub fn take<T>(&mut self, field: &str, parsed: Result<T, impl std::fmt::Display>) -> Option<T> {
        parsed.map_err(|e| self.fail(field, e.to_string())).ok()
    }

    /// A text that must be there, trimmed, at most 500 characters.
    pub fn required(&mut self, field: &str, typed: &str, message: &str) -> String {
        let text = self.text(field, typed);
        if text.is_empty() && !self.failed(field) {
            self.fail(field, message);
        }
        text
    }

    /// A text that may be empty, trimmed, at most 500 characters, without control characters.
    pub fn text(&mut self, field: &str, typed: &str) -> String {
        self.long_text(field, typed, 500)
    }

    /// A text of several lines, trimmed, at most `most` characters. What shows nothing (zero width, a byte order mark) is left
    /// out, so that a title of it is empty; what changes the direction is refused, because it shows another text.
    pub fn long_text(&mut self, field: &str, typed: &str, most: usize) -> String {
        let text: String = typed.chars().filter(|c| !is_invisible(*c) || changes_direction(*c)).collect();
        let text = text.trim().replace("\r\n", "\n");
        let length = text.chars().count();
        if length > most {
            self.fail(field, format!("Shorten this to {most} characters; it has {length}"));
        }
        if let Some((place, c)) = text.chars().enumerate().find(|(_, c)| changes_direction(*c)) {
            let code = u32::from(c);
            self.fail(
                field,
                format!(
                    "Remove the invisible character U+{code:04X} in position {}: it turns the text around",
                    place + 1
                ),
            );
        }
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            self.fail(field, "Remove the invisible control characters; they cannot be stored");
        }
        text
    }

    /// The same as [`Checks::text`], with an empty text read as "not given".
    pub fn optional(&mut self, field: &str, typed: &str) -> Option<String> {
        Some(self.text(field, typed)).filter(|t| !t.is_empty())
    }

    pub fn failed(&self, field: &str) -> bool {
        self.errors.iter().any(|e| e.field == field)
    }

    pub fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }

    /// The value when nothing was wrong.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] with every mistake noted so far.
    pub fn finish<T>(self, value: T) -> Result<T, Refusal> {
        if self.errors.is_empty() { Ok(value) } else { Err(Refusal::Invalid(self.errors)) }
    }

    /// Like [`Checks::finish`] for a value whose parts were kept by [`Checks::take`]; `None` only after a mistake.
    pub fn finish_some<T>(self, value: Option<T>) -> Result<T, Refusal> {
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(Refusal::Invalid(self.errors)),
        }
    }
}
