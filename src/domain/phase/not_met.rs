//! A milestone that was stated as met and is not.

use serde::{Deserialize, Serialize};

use super::entered::number;
use crate::error::{Checks, Refusal};

/// Why it is not met after all, and what stands of it then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotMet {
    pub reason: String,
    pub actual: Option<i64>,
    pub evidence: Option<String>,
}

/// The form that says so, as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NotMetForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub component: String,
    pub milestone: String,
    pub version: String,
    pub reason: String,
    pub actual: String,
    pub evidence: String,
}

impl NotMet {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &NotMetForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let reason = checks.required("reason", &form.reason, "Say why it is not met after all");
        let actual = number(&mut checks, "actual", &form.actual, 0);
        let evidence = Some(checks.long_text("evidence", &form.evidence, 2000)).filter(|text| !text.is_empty());
        checks.finish(NotMet { reason, actual, evidence })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_takes_a_reason_and_keeps_what_was_reached() {
        let form = NotMetForm { reason: "The seventh opened later".into(), actual: "6".into(), ..Default::default() };
        let new = NotMet::parse(&form).expect("accepted");
        assert_eq!((new.actual, new.evidence), (Some(6), None));
        assert!(NotMet::parse(&NotMetForm { reason: " ".into(), ..form.clone() }).is_err());
        assert!(NotMet::parse(&NotMetForm { actual: "six".into(), ..form }).is_err());
    }
}
