//! One-time links: made here, stored as a hash, said once.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use domain::{Timestamp, Viewer};
use store::Tx;

use crate::{
    App, AppError,
    clock::random_hex,
    passwords::token_hash,
    request::{self, Done},
};

/// A link with which a person sets a password.
///
/// The answer of a change is kept, so that the same form sent twice gets it again. The link must not be kept in readable
/// form, so it is added to the answer only after the change, and only for the request that stored it.
#[derive(Clone)]
pub struct OneTimeLink {
    app: App,
    token: String,
    stored: Arc<AtomicBool>,
}

impl OneTimeLink {
    pub fn make() -> Result<Self, AppError> {
        Ok(OneTimeLink {
            app: request::call()?.app,
            token: random_hex::<32>().map_err(AppError::internal)?,
            stored: Arc::default(),
        })
    }

    /// Stores the hash; older unused links of the person die.
    pub async fn store(&self, tx: &mut Tx, viewer: &Viewer, at: Timestamp, person: i64) -> Result<Done, AppError> {
        store::people::invite(tx, viewer, at, person, &token_hash(&self.token), self.until(at)).await?;
        self.stored.store(true, Ordering::SeqCst);
        let again = "The link was shown once, when it was made. For another one choose “New link” among the actions beside the name.";
        Ok(Done::at("/people").saying(again))
    }

    /// The answer with the link, if this request made it. `for_whom` begins the sentence.
    pub fn shown_in(&self, done: Done, for_whom: &str) -> Done {
        if !self.stored.load(Ordering::SeqCst) {
            return done;
        }
        let until = self.until(self.app.clock.now()).words();
        let address = format!("{}/welcome/{}", self.app.config.origin(), self.token);
        done.saying(format!(
            "{for_whom} Pass this link on; it works once, until {until}, and is not shown again: {address}"
        ))
    }

    fn until(&self, at: Timestamp) -> Timestamp {
        at.plus_seconds(self.app.config.invitation_seconds)
    }
}
