//! What a browser carries from an answer to the next page: what just happened, and a form that was refused.

use serde::{Deserialize, Serialize};

use crate::AppError;

/// The cookie that says what just happened.
pub const FLASH: &str = "flash";
/// The cookie that keeps a rejected form of somebody who is not signed in.
pub const PARKED: &str = "parked";
/// The word in an address that lets the page show the parked form again.
pub const AGAIN: &str = "again";

/// What just happened.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Told {
    pub text: String,
    /// It can be taken back.
    pub undo: bool,
}

/// What was typed into a form that nobody was signed in for.
#[derive(Debug, Serialize, Deserialize)]
pub struct ParkedForNobody {
    pub page: String,
    pub body: String,
    pub error: AppError,
}

/// The body of a form without its passwords, codes and keys: those are never kept.
pub fn without_secrets(body: &[u8]) -> String {
    let kept = form_urlencoded::parse(body).filter(|(name, _)| !name.contains("password") && !name.contains("secret"));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_never_kept() {
        assert_eq!(without_secrets(b"login=dana&password=secret&new_password=more&code_secret=1"), "login=dana");
    }
}
