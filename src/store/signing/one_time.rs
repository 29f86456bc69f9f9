//! Signing with a one-time link: nobody is signed in. The address names the link; the code proves that whoever opened it was
//! told so on another channel; what the browser then keeps opens this link and nothing else, for half an hour.

use domain::{
    Timestamp,
    signing::{LinkState, MOST_WRONG_CODES, NewSignature, OPEN_SECONDS, SignatureForm},
};

use super::{
    Signing,
    append::{By, append},
    links::{FactsRow, by_token, note},
    load,
    sign::{Signed, signed},
};
use crate::{
    Error, Result, Tx,
    acts::{self, VersionRow},
    db::sql,
};

/// What became of a typed code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    Opened,
    /// So many tries are left; with none the link is locked.
    Wrong {
        left: i64,
    },
    /// The link cannot be used, whatever the code.
    Closed(LinkState),
}

/// What an opened link shows: its act, and the place that it signs.
#[derive(Debug, Clone)]
pub struct Opened {
    pub signing: Signing,
    /// The version as it was issued.
    pub version: VersionRow,
    pub position: usize,
    /// Open or used: an opened link shows nothing in any other state.
    pub state: LinkState,
    pub expires_at: Timestamp,
}

/// Where the link with this token stands.
///
/// # Errors
/// "Not found" for a token that is none.
pub async fn link_state(tx: &mut Tx, at: Timestamp, token_hash: &str) -> Result<LinkState> {
    by_token(tx, token_hash).await?.map(|link| link.state(at)).ok_or_else(Error::not_found)
}

/// Tries a code. A wrong one counts: the transaction has to be committed in every case. `key_hash` is what the browser may
/// show later, hashed.
///
/// # Errors
/// "Not found" for a token that is none.
pub async fn enter_code(
    tx: &mut Tx,
    at: Timestamp,
    token_hash: &str,
    code_hash: &str,
    key_hash: &str,
) -> Result<Attempt> {
    let link = by_token(tx, token_hash).await?.ok_or_else(Error::not_found)?;
    let state = link.state(at);
    if state != LinkState::Open {
        return Ok(Attempt::Closed(state));
    }
    let stored: String = sql!(&mut *tx, |c| sqlx::query_scalar("SELECT code_hash FROM signing_link WHERE id = $1")
        .bind(link.id)
        .fetch_one(c))?;
    // Hashes of 256 random bits and the code: how long the comparison takes tells nothing about either.
    if stored == code_hash {
        note(tx, at, &link, "opened", Some(key_hash), None).await?;
        return Ok(Attempt::Opened);
    }
    note(tx, at, &link, "wrong code", None, None).await?;
    Ok(Attempt::Wrong { left: (MOST_WRONG_CODES - link.wrong_codes() - 1).max(0) })
}

/// What the link shows to the browser that entered the code; `None` for any other browser, after half an hour, and when the
/// link can no longer be used.
///
/// # Errors
/// The database does not answer, or the content cannot be read.
pub async fn opened(tx: &mut Tx, at: Timestamp, token_hash: &str, key_hash: &str) -> Result<Option<Opened>> {
    let Some(link) = opened_link(tx, at, token_hash, key_hash).await? else { return Ok(None) };
    let signing = load(tx, link.act_version_id).await?;
    // The link is what gives access here: nobody is signed in whose scope could be asked.
    let versions = acts::versions_from_command_line(tx, &signing.number).await?;
    let version = versions.into_iter().find(|v| v.id == link.act_version_id).ok_or_else(Error::not_found)?;
    Ok(Some(Opened {
        signing,
        version,
        position: usize::try_from(link.position).unwrap_or_default(),
        state: link.state(at),
        expires_at: link.expires_at(),
    }))
}

async fn opened_link(tx: &mut Tx, at: Timestamp, token_hash: &str, key_hash: &str) -> Result<Option<FactsRow>> {
    let Some(link) = by_token(tx, token_hash).await? else { return Ok(None) };
    if !matches!(link.state(at), LinkState::Open | LinkState::Used) || at >= link.expires_at() {
        return Ok(None);
    }
    let open: Option<i64> = sql!(tx, |c| {
        sqlx::query_scalar(
        "SELECT id FROM signing_link_event WHERE link_id = $1 AND kind = 'opened' AND key_hash = $2 AND recorded_at > $3"
    )
    .bind(link.id)
    .bind(key_hash)
    .bind(at.plus_seconds(-OPEN_SECONDS).0)
    .fetch_optional(c)
    })?;
    Ok(open.map(|_| link))
}

/// Signs at the place of the link. The link is used up with it.
///
/// # Errors
/// "Not found" for a browser that has not entered the code; a link that can no longer be used; what signing is refused for
/// otherwise.
pub async fn sign_by_link(
    tx: &mut Tx,
    at: Timestamp,
    token_hash: &str,
    key_hash: &str,
    form: &SignatureForm,
) -> Result<Signed> {
    let link = opened_link(tx, at, token_hash, key_hash).await?.ok_or_else(Error::not_found)?;
    let signing = load(tx, link.act_version_id).await?;
    let place = usize::try_from(link.position).unwrap_or_default();
    signing.admit(place)?;
    let signatory = signing.signatories.get(place).ok_or_else(Error::not_found)?;
    let new = NewSignature::parse(form, &signatory.name)?;
    signing.check_hash(&new.hash)?;
    append(tx, at, &signing, signatory, By::Link { link: link.id }, &new.name, new.drawing.as_ref()).await?;
    Ok(signed(&signing, 1))
}
