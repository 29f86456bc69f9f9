//! What was typed into a form and what is wrong with it.

use std::sync::Arc;

use domain::FieldError;

/// The state of a form: values as typed and mistakes. Cheap to clone; every field of a form gets one.
///
/// A new form has `FormState::default()` or, when it edits something, `FormState::new(values, vec![])`; a rejected one has
/// `FormState::from_body(body).with_errors(errors)`, which shows what was typed with the message under the field.
#[derive(Debug, Clone, Default)]
pub struct FormState {
    values: Arc<Vec<(String, String)>>,
    errors: Arc<Vec<FieldError>>,
}

impl FormState {
    pub fn new(values: Vec<(String, String)>, errors: Vec<FieldError>) -> Self {
        Self { values: Arc::new(values), errors: Arc::new(errors) }
    }

    /// Values by name, for editing: `FormState::filled([("title", round.title), …])`.
    pub fn filled<N: Into<String>, V: Into<String>>(values: impl IntoIterator<Item = (N, V)>) -> Self {
        Self::new(values.into_iter().map(|(name, value)| (name.into(), value.into())).collect(), Vec::new())
    }

    /// The fields of a posted form (`application/x-www-form-urlencoded`).
    pub fn from_body(body: &[u8]) -> Self {
        Self::filled(form_urlencoded::parse(body).into_owned())
    }

    pub fn with_errors(self, errors: Vec<FieldError>) -> Self {
        Self { errors: Arc::new(errors), ..self }
    }

    /// What was typed, if the form was filled or sent.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a repeated name (checkboxes).
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Every name with its value, as sent.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Nothing was filled in yet: defaults apply.
    pub fn is_blank(&self) -> bool {
        self.values.is_empty()
    }

    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|e| e.field == name).map(|e| e.message.as_str())
    }

    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// The version of the record that the form is about. After a conflict (a message over the whole form) it is the one that
    /// the page shows now; after mistakes in fields it stays the one that was read first, so that nobody's change is
    /// overlooked.
    pub fn version(&self, current: i64) -> String {
        let compared_anew = self.errors.iter().any(|error| error.field.is_empty());
        match self.value("version") {
            Some(read) if !compared_anew => read.to_owned(),
            _ => current.to_string(),
        }
    }

    pub fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }
}

/// The `id` of a field: `lines[0][received]` → `lines-0-received`.
pub fn field_id(name: &str) -> String {
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty()).collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_from_names() {
        assert_eq!(field_id("lines[0][received]"), "lines-0-received");
        assert_eq!(field_id("occurred_on"), "occurred_on");
    }

    #[test]
    fn keeps_what_was_typed_next_to_what_is_wrong() {
        let error = FieldError { field: "title".into(), message: "Enter a title".into() };
        let state = FormState::from_body(b"title=&place=Termez+%26+Nukus&unit=1&unit=2").with_errors(vec![error]);
        assert_eq!((state.value("title"), state.value("place")), (Some(""), Some("Termez & Nukus")));
        assert_eq!(state.values("unit").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!((state.error("title"), state.error("place")), (Some("Enter a title"), None));
    }

    #[test]
    fn only_a_conflict_moves_a_form_to_the_newest_version() {
        let refused = |field: &str| {
            let error = FieldError { field: field.into(), message: "no".into() };
            FormState::from_body(b"version=3").with_errors(vec![error])
        };
        assert_eq!(refused("met_on").version(4), "3");
        assert_eq!(refused("").version(4), "4");
        assert_eq!(FormState::default().version(4), "4");
    }
}
