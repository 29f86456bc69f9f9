//! Every setting with its default and meaning. A TOML file gives them, `PORTAL_<KEY>` in the environment wins.

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

use store::{retention::Kept, sessions::Lifetime};

/// Key, default, meaning: `portal --print-config` prints this, and a test compares it with the README.
pub const KEYS: &[(&str, &str, &str)] = &[
    ("listen", "127.0.0.1:3000", "Address and port to serve on"),
    ("data", "./data", "Folder of the SQLite database"),
    ("database_url", "", "postgres://… to use PostgreSQL instead of SQLite"),
    ("public_origin", "", "https://… under which people reach the portal; with https, cookies are Secure and __Host-"),
    ("session_idle_minutes", "30", "A session ends after this time without a request"),
    ("session_hours", "10", "A session ends after this time in any case"),
    ("invitation_hours", "72", "How long a one-time link can be used"),
    ("signing_link_hours", "72", "How long a one-time link to sign an act can be used"),
    ("parallel_hashes", "2", "Passwords checked at the same time; more would only take memory"),
    ("hash_memory_kib", "65536", "Memory of one password hash (argon2id); at least 19456"),
    ("hash_rounds", "3", "Passes of one password hash; at least 2"),
    (
        "client_address_header",
        "",
        "Header in which your proxy states the client's address, such as X-Forwarded-For; its last entry counts",
    ),
    ("request_seconds", "30", "A request that takes longer is answered with an error"),
    ("keep_submissions_days", "30", "So long a form that is sent again counts once"),
    ("keep_sessions_days", "90", "Sessions that are over are forgotten after this time without a request; at least 8"),
    ("keep_mail_days", "90", "Mail is forgotten this long after it was sent or given up"),
    ("keep_notices_days", "365", "Notices are forgotten this long after they were read"),
    ("keep_correction_photos_days", "30", "Photos for a correction that nobody signed are forgotten after this time"),
    ("smtp_host", "", "Mail server; without one, mail is put into the folder outbox of the data folder as .eml files"),
    ("smtp_port", "587", "587 and others: STARTTLS; 465: TLS; a server on localhost is spoken to without"),
    ("smtp_user", "", "Account at the mail server"),
    ("smtp_password", "", "Its password"),
    ("mail_from", "portal@localhost", "The sender of mail"),
    ("log", "info", "What is logged: error, warn, info, debug or a filter such as portal=debug"),
    ("log_format", "text", "text or json"),
];

#[derive(Debug, Clone)]
pub struct Config {
    pub listen: SocketAddr,
    pub data: PathBuf,
    pub database_url: Option<String>,
    pub public_origin: Option<String>,
    pub session: Lifetime,
    pub invitation_seconds: i64,
    pub signing_link_seconds: i64,
    pub parallel_hashes: usize,
    pub hash_memory_kib: u32,
    pub hash_rounds: u32,
    /// In which the proxy in front states the client's address; without one there is no proxy.
    pub client_address_header: Option<String>,
    pub request_seconds: u64,
    /// How long what is no fact is kept.
    pub kept: Kept,
    /// Without one, mail becomes files.
    pub smtp_host: Option<String>,
    pub smtp_port: u16,
    pub smtp_user: Option<String>,
    pub smtp_password: Option<String>,
    pub mail_from: String,
    pub log: String,
    pub json_log: bool,
    /// Every key with its value as a person may read it: of what is a secret only whether it is set.
    pub stated: Vec<(&'static str, String)>,
}

/// Their values open something.
const SECRETS: [&str; 2] = ["database_url", "smtp_password"];

fn stated(values: &BTreeMap<&str, String>) -> Vec<(&'static str, String)> {
    let said = |key: &str| match values[key].as_str() {
        secret if SECRETS.contains(&key) && !secret.is_empty() => "is set".to_owned(),
        value => value.to_owned(),
    };
    KEYS.iter().map(|(key, ..)| (*key, said(key))).collect()
}

impl Config {
    /// Reads the file's text (may be empty) and the environment. Unknown keys and unreadable values are errors: a typing
    /// mistake must not silently become a default.
    ///
    /// # Errors
    /// A sentence that names the key.
    pub fn read(file: &str, environment: impl Iterator<Item = (String, String)>) -> Result<Self, String> {
        let mut values: BTreeMap<&str, String> =
            KEYS.iter().map(|(key, default, _)| (*key, (*default).to_owned())).collect();
        let table: toml::Table = file.parse().map_err(|e| format!("the configuration file cannot be read: {e}"))?;
        for (key, value) in table {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            set(&mut values, &key, text)?;
        }
        for (name, value) in environment {
            match name.strip_prefix("PORTAL_") {
                // Belongs to the tests and the tools around the portal.
                Some(key) if key.starts_with("TEST_") || key.starts_with("CI_") || key == "CONFIG" => {}
                Some(key) => set(&mut values, &key.to_lowercase(), value)?,
                None => {}
            }
        }
        Self::from_values(&values)
    }

    fn from_values(values: &BTreeMap<&str, String>) -> Result<Self, String> {
        let text = |key: &str| Some(values[key].clone()).filter(|v| !v.is_empty());
        let hash_memory_kib = number(values, "hash_memory_kib", 19_456, 4_194_304)?;
        Ok(Config {
            listen: values["listen"]
                .parse()
                .map_err(|_| "listen: expected an address such as 127.0.0.1:3000".to_owned())?,
            data: PathBuf::from(&values["data"]),
            database_url: text("database_url"),
            public_origin: text("public_origin").map(|o| origin(&o)).transpose()?,
            session: Lifetime {
                idle: i64::from(number(values, "session_idle_minutes", 1, 1440)?) * 60,
                absolute: i64::from(number(values, "session_hours", 1, 168)?) * 3600,
            },
            invitation_seconds: i64::from(number(values, "invitation_hours", 1, 720)?) * 3600,
            signing_link_seconds: i64::from(number(values, "signing_link_hours", 1, 720)?) * 3600,
            parallel_hashes: number(values, "parallel_hashes", 1, 64)? as usize,
            hash_memory_kib,
            hash_rounds: number(values, "hash_rounds", 2, 20)?,
            client_address_header: text("client_address_header"),
            request_seconds: u64::from(number(values, "request_seconds", 1, 600)?),
            kept: Kept {
                submissions: days(values, "keep_submissions_days", 1)?,
                // For a week a form that was sent too late is still kept for its owner.
                sessions: days(values, "keep_sessions_days", 8)?,
                mail: days(values, "keep_mail_days", 1)?,
                notices: days(values, "keep_notices_days", 1)?,
                corrections: days(values, "keep_correction_photos_days", 1)?,
            },
            smtp_host: text("smtp_host"),
            smtp_port: u16::try_from(number(values, "smtp_port", 1, 65_535)?).unwrap_or(u16::MAX),
            smtp_user: text("smtp_user"),
            smtp_password: text("smtp_password"),
            mail_from: sender(&values["mail_from"])?,
            log: values["log"].clone(),
            json_log: match values["log_format"].as_str() {
                "text" => false,
                "json" => true,
                _ => return Err("log_format: expected text or json".to_owned()),
            },
            stated: stated(values),
        })
    }

    /// Cookies are marked Secure and bound to the host when people come by https.
    pub fn is_secure(&self) -> bool {
        self.public_origin.as_deref().is_some_and(|o| o.starts_with("https://"))
    }

    /// Where people reach the portal, for links in mail.
    pub fn origin(&self) -> String {
        self.public_origin.clone().unwrap_or_else(|| format!("http://{}", self.listen))
    }

    /// All keys with default and meaning, as a commented TOML file.
    pub fn print() -> String {
        KEYS.iter().map(|(key, default, meaning)| format!("# {meaning}\n{key} = \"{default}\"\n")).collect()
    }
}

fn set(values: &mut BTreeMap<&str, String>, key: &str, value: String) -> Result<(), String> {
    match values.get_mut(key) {
        Some(slot) => *slot = value,
        None => {
            return Err(format!("there is no setting “{key}”; portal --print-config lists them all"));
        }
    }
    Ok(())
}

fn number(values: &BTreeMap<&str, String>, key: &str, least: u32, most: u32) -> Result<u32, String> {
    let parsed = values[key].parse().ok().filter(|n| (least..=most).contains(n));
    parsed.ok_or_else(|| format!("{key}: expected a whole number from {least} to {most}"))
}

/// A number of days, in seconds.
fn days(values: &BTreeMap<&str, String>, key: &str, least: u32) -> Result<i64, String> {
    Ok(i64::from(number(values, key, least, 36_500)?) * 86_400)
}

fn origin(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains('/') => Ok(text.to_owned()),
        _ => Err("public_origin: expected https://host without a path".to_owned()),
    }
}

fn sender(text: &str) -> Result<String, String> {
    match text.parse::<lettre::message::Mailbox>() {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("mail_from: expected an address such as portal@unodc.example".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str, environment: &[(&str, &str)]) -> Result<Config, String> {
        Config::read(file, environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let config = read(
            "listen = \"127.0.0.1:4000\"\nsession_hours = 8",
            &[("PORTAL_LISTEN", "127.0.0.1:5000"), ("HOME", "/")],
        )
        .expect("config");
        assert_eq!((config.listen.port(), config.session.absolute), (5000, 8 * 3600));
    }

    #[test]
    fn mistakes_are_named_and_not_guessed() {
        for (file, environment, words) in [
            ("lissen = \"x\"", &[][..], "lissen"),
            ("", &[("PORTAL_HASH_MEMORY_KIB", "8")][..], "hash_memory_kib"),
            ("public_origin = \"portal.example\"", &[][..], "public_origin"),
            ("listen = ", &[][..], "cannot be read"),
            ("mail_from = \"portal\"", &[][..], "mail_from"),
        ] {
            assert!(read(file, environment).expect_err(words).contains(words), "{words}");
        }
    }

    #[test]
    fn what_is_stated_opens_nothing() {
        let config =
            read("smtp_password = \"open sesame\"", &[("PORTAL_DATABASE_URL", "postgres://portal:secret@db/portal")]);
        let stated = config.expect("config").stated;
        assert_eq!(stated.len(), KEYS.len());
        assert!(!format!("{stated:?}").contains("secret") && !format!("{stated:?}").contains("sesame"), "{stated:?}");
        assert!(stated.contains(&("smtp_password", "is set".to_owned())));
    }

    #[test]
    fn what_is_printed_can_be_read() {
        assert!(read(&Config::print(), &[]).is_ok());
    }
}
