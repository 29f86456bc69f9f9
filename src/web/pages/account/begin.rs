//! From a login and a checked password to a session.

use domain::{Refusal, Timestamp};
use store::{
    Tx,
    people::{self, Credentials},
    sessions,
};

use super::throttle::{forgotten_before, is_waiting};
use crate::{AppError, clock::random_hex, passwords::token_hash, request::Call};

/// The hash to check a password against. Nothing for an unknown login, a closed account, an account without a password and
/// one that waits: they are checked against nobody's hash, which takes as long.
pub async fn checkable(call: &Call, login: &str) -> Result<Option<String>, AppError> {
    let mut tx = call.app.db.read().await?;
    let found = people::credentials(&mut tx, login).await?;
    Ok(found.filter(|found| is_open(found, call.app.clock.now())).and_then(|found| found.password_hash))
}

/// A session that has begun.
pub struct Begun {
    pub token: String,
    /// The person never signed in before.
    pub first: bool,
}

/// Begins a session and answers its token, or counts a failure. `proven` is the hash that the password was right for,
/// `stronger` the same password hashed with today's settings.
pub async fn admit(
    call: &Call,
    login: &str,
    proven: Option<String>,
    stronger: Option<String>,
) -> Result<Option<Begun>, AppError> {
    let at = call.app.clock.now();
    let mut tx = call.app.db.write().await?;
    // Read again: others may have failed, closed the account or set another password while this one was checked.
    let Some(person) = people::credentials(&mut tx, login).await? else {
        return Ok(None);
    };
    if !is_open(&person, at) {
        return Ok(None);
    }
    if proven.is_none() || proven != person.password_hash {
        people::count_failure(&mut tx, at, person.id, forgotten_before(at)).await?;
        tx.commit().await?;
        return Ok(None);
    }
    end_presented(&mut tx, call).await?;
    if let Some(hash) = stronger {
        people::rehash(&mut tx, person.id, &hash).await?;
    }
    let token = random_hex::<32>().map_err(AppError::internal)?;
    let first = sessions::is_first(&mut tx, person.id).await?;
    sessions::begin(&mut tx, at, person.id, &token_hash(&token), call.device.as_deref()).await?;
    tx.commit().await?;
    Ok(Some(Begun { token, first }))
}

/// Counts a wrong password, as signing in does: whoever finds a browser signed in does not guess faster than a stranger.
pub async fn count_failure(call: &Call, login: &str) -> Result<(), AppError> {
    let at = call.app.clock.now();
    let mut tx = call.app.db.write().await?;
    let Some(person) = people::credentials(&mut tx, login).await?.filter(|person| is_open(person, at)) else {
        return Ok(());
    };
    people::count_failure(&mut tx, at, person.id, forgotten_before(at)).await?;
    Ok(tx.commit().await?)
}

/// Ends the session that came with the request, if one did and it still lives.
pub async fn end_presented(tx: &mut Tx, call: &Call) -> Result<(), AppError> {
    let Some(viewer) = &call.viewer else {
        return Ok(());
    };
    match sessions::end(tx, viewer, call.app.clock.now(), viewer.session).await {
        Err(store::Error::Refused(Refusal::NotFound)) => Ok(()),
        other => Ok(other?),
    }
}

fn is_open(person: &Credentials, at: Timestamp) -> bool {
    person.disabled_at.is_none() && !is_waiting(person.failed_sign_ins, person.failed_at.map(Timestamp), at)
}
