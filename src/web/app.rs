//! What the portal shares between requests.

use std::sync::Arc;

use axum::extract::FromRef;
use documents::{papers::Papers, pictures::Pictures, table_in::Reader};
use store::Db;

use crate::{
    Clock, Config, cookie_key::CookieKey, passwords::Passwords, session, throttle::Throttle, typesetter::Typesetter,
};

#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub clock: Clock,
    pub config: Arc<Config>,
    pub passwords: Passwords,
    /// Reads spreadsheets, in children of this program.
    pub tables: Reader,
    /// Draws pictures anew, in children of this program.
    pub pictures: Pictures,
    /// Looks through PDFs, in children of this program.
    pub papers: Papers,
    /// Sets acts as PDF.
    pub typesetter: Typesetter,
    /// Signs what a browser carries to the next page.
    pub cookie_key: CookieKey,
    /// How often people ask who are not signed in.
    pub throttle: Throttle,
    /// Turned off when the portal is asked to stop, so that a balancer sends nobody here any more.
    pub ready: Arc<std::sync::atomic::AtomicBool>,
    /// Sessions that are to be noted as used.
    pub seen: session::Seen,
}

impl App {
    /// # Errors
    /// The password settings cannot be used.
    pub fn new(db: Db, clock: Clock, config: Config) -> Result<Self, String> {
        let passwords = Passwords::new(&config)?;
        Ok(App {
            db,
            throttle: Throttle::new(&clock),
            clock,
            config: Arc::new(config),
            passwords,
            tables: Reader::own()?,
            pictures: Pictures::own()?,
            papers: Papers::own()?,
            typesetter: Typesetter::default(),
            cookie_key: CookieKey::default(),
            ready: Arc::new(true.into()),
            seen: session::Seen::default(),
        })
    }
}

impl FromRef<App> for Clock {
    fn from_ref(app: &App) -> Clock {
        app.clock.clone()
    }
}
