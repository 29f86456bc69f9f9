//! People who sign in.

use crate::{
    access::Role,
    error::{Checks, Refusal},
};

/// The shortest password that is accepted (NIST SP 800-63B, ASVS 6.2): length counts, composition does not.
pub const SHORTEST_PASSWORD: usize = 12;
/// Longer ones are refused before they are hashed.
pub const LONGEST_PASSWORD: usize = 256;

/// Whom an account is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    pub login: String,
    pub name: String,
    pub role: Role,
    /// The code of the agency (officer, focal point), donor (donor viewer) or country (coordinator); nothing for staff and
    /// administrators.
    pub scope_code: Option<String>,
}

impl NewPerson {
    /// # Errors
    /// Every field that cannot be accepted, with the words to mend it.
    pub fn parse(login: &str, name: &str, role: &str, scope: &str) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let name = checks.required("name", name, "Enter the person's name");
        let login = checks.take("login", parse_login(login));
        let role = checks.take("role", role.parse::<Role>().map_err(|_| "Choose a role"));
        let scope_code = checks.optional("scope", scope);
        match (role, &scope_code) {
            (Some(Role::Officer), None) => checks.fail("scope", "Choose the agency that this officer works for"),
            (Some(Role::Donor), None) => checks.fail("scope", "Choose the donor that this viewer belongs to"),
            (Some(Role::FocalPoint), None) => checks.fail("scope", "Choose the agency that this focal point works for"),
            (Some(Role::Coordinator), None) => checks.fail("scope", "Choose the country that this coordinator reads"),
            (Some(Role::Staff | Role::Administrator), Some(_)) => {
                checks.fail("scope", "Staff and administrators see the whole programme: leave this empty");
            }
            _ => {}
        }
        let person = login.zip(role).map(|(login, role)| NewPerson { login, name, role, scope_code });
        checks.finish_some(person)
    }
}

/// A login: an e-mail address or a short name, in lower case.
///
/// # Errors
/// A sentence that says what a login looks like.
pub fn parse_login(typed: &str) -> Result<String, String> {
    let login = typed.trim().to_lowercase();
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | '+');
    if (3..=120).contains(&login.len()) && login.chars().all(allowed) {
        Ok(login)
    } else {
        Err("Enter a login of 3 to 120 letters, digits or . - _ @ +, such as an e-mail address".to_owned())
    }
}

/// # Errors
/// A sentence that says what is missing.
pub fn check_password(password: &str, login: &str) -> Result<(), String> {
    let length = password.chars().count();
    let lower = password.to_lowercase();
    if length < SHORTEST_PASSWORD {
        return Err(format!("Enter at least {SHORTEST_PASSWORD} characters; three or four unrelated words are good"));
    }
    if password.len() > LONGEST_PASSWORD {
        return Err(format!("Enter at most {LONGEST_PASSWORD} characters"));
    }
    let own_name = login.split('@').next().unwrap_or(login);
    if lower.contains(own_name) || ["password", "unodc", "123456", "qwerty"].iter().any(|w| lower.contains(w)) {
        return Err("Choose a password without your login or a common word such as “password”".to_owned());
    }
    if password.chars().skip(1).all(|c| password.starts_with(c)) {
        return Err("Choose a password of different characters".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_officer_needs_an_agency_and_staff_none() {
        assert!(NewPerson::parse("aziz@customs.uz", "Aziz", "officer", "").is_err());
        assert!(NewPerson::parse("aziz@customs.uz", "Aziz", "officer", "SCC").is_ok());
        assert!(NewPerson::parse("dana", "Dana", "staff", "SCC").is_err());
        assert!(NewPerson::parse("nodira", "Nodira", "coordinator", "").is_err());
        assert!(NewPerson::parse("nodira", "Nodira", "coordinator", "UZ").is_ok());
        assert!(NewPerson::parse("farhod", "Farhod", "focal-point", "").is_err());
        assert!(NewPerson::parse("dana", "Dana", "king", "").is_err());
    }

    #[test]
    fn passwords_are_judged_by_length_not_by_symbols() {
        assert!(check_password("correct horse battery", "dana").is_ok());
        for bad in ["short", "dana likes long words", "password password", "aaaaaaaaaaaaaaa"] {
            assert!(check_password(bad, "dana@un.org").is_err(), "{bad}");
        }
    }
}
