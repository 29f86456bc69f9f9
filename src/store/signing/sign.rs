//! Signing by somebody who is signed in.

use domain::{
    Action, Refusal, Timestamp, Viewer,
    act::Side,
    signing::{NewSignature, SignatureForm, State},
};

use super::{
    Signing,
    append::{By, append},
    signing,
};
use crate::{Error, Result, Tx, rounds};

/// What a signature has led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    pub number: String,
    pub version: i64,
    /// Of the version, with this signature.
    pub state: State,
    /// Who signs next.
    pub next: Option<String>,
}

/// Signs a version at the place of the viewer.
///
/// # Errors
/// Not found, or out of scope; the act names somebody else; somebody signs before; superseded (says by what); signed
/// already; another content than the one that was shown; whoever issued the act or dispatched its goods signs for the
/// agency; what was typed cannot be accepted.
pub async fn sign(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    number: &str,
    version: i64,
    form: &SignatureForm,
) -> Result<Signed> {
    viewer.may(Action::SignActs)?;
    let signing = signing(tx, viewer, number, Some(version)).await?;
    // Its page says whom the act names.
    if signing.signatories.iter().all(|s| s.person != Some(viewer.person)) {
        return Err(Refusal::Forbidden.into());
    }
    let place = signing.place_of(viewer)?;
    if place.side == Side::Receiving && has_sent(tx, viewer, &signing).await? {
        return Err(Error::conflict(
            "You dispatched these goods or issued this act: somebody else of the agency has to sign it",
        ));
    }
    let new = NewSignature::parse(form, &place.name)?;
    signing.check_hash(&new.hash)?;
    let by = By::Person { person: viewer.person, way: new.way() };
    append(tx, at, &signing, place, by, &new.name, new.drawing.as_ref()).await?;
    Ok(signed(&signing, 1))
}

/// Whoever made the act or sent the goods does not accept them for the agency, whatever their role is today.
pub(super) async fn has_sent(tx: &mut Tx, viewer: &Viewer, signing: &Signing) -> Result<bool> {
    let dispatcher = rounds::dispatched_by(tx, signing.round).await?;
    Ok(dispatcher == Some(viewer.person) || signing.issuer == viewer.person)
}

/// What follows when `more` of the next signatories have signed.
pub(super) fn signed(signing: &Signing, more: usize) -> Signed {
    let before = signing.progress();
    let progress = domain::signing::Progress { signed: before.signed + more, ..before };
    let next = progress.next().and_then(|next| signing.signatories.get(next)).map(|s| s.name.clone());
    Signed { number: signing.number.clone(), version: signing.version, state: progress.state(), next }
}
