//! Who comes to the portal.

/// Somebody with a browser: the session cookie in it, if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub login: &'static str,
    pub token: Option<String>,
}

impl Person {
    /// Somebody who is signed in: the sessions stand in the database from the start.
    pub fn named(login: &'static str) -> Self {
        Person { login, token: Some(token_of(login)) }
    }

    pub fn with_token(login: &'static str, token: &str) -> Self {
        Person { login, token: Some(token.to_owned()) }
    }
}

pub fn token_of(login: &str) -> String {
    format!("session-of-{login}")
}

pub fn anonymous() -> Person {
    Person { login: "", token: None }
}

pub fn administrator() -> Person {
    Person::named("admin")
}

/// Dana records grants and rounds.
pub fn staff() -> Person {
    Person::named("dana")
}

/// Another member of staff.
pub fn finance() -> Person {
    Person::named("finance")
}

pub fn customs_officer() -> Person {
    Person::named("customs")
}

/// A colleague of the customs officer.
pub fn aziz() -> Person {
    Person::named("aziz")
}

/// The officer of the other agency.
pub fn interior_officer() -> Person {
    Person::named("interior")
}

pub fn japan() -> Person {
    Person::named("japan")
}

/// The other donor.
pub fn usa() -> Person {
    Person::named("usa")
}

/// She coordinates the north, which is in Uzbekistan; the south is in Tajikistan.
pub fn coordinator() -> Person {
    Person::named("nodira")
}

/// He traces money for the agency of the south.
pub fn focal_point() -> Person {
    Person::named("farhod")
}

/// Staff once; the account was closed, a session of it was left behind.
pub fn disabled() -> Person {
    Person::with_token("closed", "session-left-behind")
}

/// Staff, signed in yesterday.
pub fn expired() -> Person {
    Person::named("yesterday")
}

/// The columns of access.toml.
pub fn principals() -> [(&'static str, Person); 11] {
    [
        ("anonymous", anonymous()),
        ("administrator", administrator()),
        ("staff", staff()),
        ("officer", customs_officer()),
        ("donor", japan()),
        ("disabled", disabled()),
        ("expired", expired()),
        ("foreign officer", interior_officer()),
        ("foreign donor", usa()),
        ("coordinator", coordinator()),
        ("focal point", focal_point()),
    ]
}
