//! Where the versions of acts stand, for lists and for pages that only mention an act.

use domain::{
    Action, Timestamp, Viewer,
    act::Side,
    signing::{Progress, State, may_stand_for},
};

use super::{NO_ACTS, OWN_ACTS};
use crate::{
    Parsed, Result, Tx,
    batch::Bind,
    query::{Query, ask},
};

/// Where a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionState {
    pub progress: Progress,
    /// When the last signature was recorded.
    pub last_at: Option<Timestamp>,
}

impl VersionState {
    /// Of the newest version: how many are to sign it, how many have, and when the last of them did.
    pub(crate) fn of(expected: i64, signed: i64, last_at: Option<i64>) -> Self {
        let count = |n: i64| usize::try_from(n).unwrap_or_default();
        let progress = Progress { expected: count(expected), signed: count(signed), superseded: false };
        VersionState { progress, last_at: last_at.map(Timestamp) }
    }

    pub fn state(&self) -> State {
        self.progress.state()
    }

    /// `Partly signed: 1 of 3`, `Signed 12 Dec 2019`: no names, so that donors may read it.
    pub fn words(&self) -> String {
        let Progress { expected, signed, .. } = self.progress;
        match (self.state(), self.last_at) {
            (State::PartlySigned, _) => format!("Partly signed: {signed} of {expected}"),
            (State::Signed, Some(at)) => format!("Signed {}", at.day_words()),
            (state, _) => state.label().to_owned(),
        }
    }
}

/// So many acts are named to somebody who is to sign them: as many as a page shows.
const MOST_WAITING: i64 = 200;

/// Acts that the viewer is to sign now: named with this account in the newest version, and next in order.
///
/// # Errors
/// The database does not answer.
pub async fn waiting(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<String>> {
    if viewer.may(Action::SignActs).is_err() {
        return Ok(Vec::new());
    }
    // Nobody signs an act twice; who confirmed a scan has not signed. See `Signing::place_of`.
    let query = Query::default()
        .with(
            "SELECT a.number, s.side FROM act_signer s JOIN act_version v ON v.id = s.act_version_id JOIN act a ON a.id = v.act_id
             WHERE s.person_id = ?
           AND v.version = (SELECT MAX(n.version) FROM act_version n WHERE n.act_id = a.id)
           AND s.position = (SELECT COUNT(*) FROM act_signature g WHERE g.act_version_id = v.id)
           AND NOT EXISTS (SELECT 1 FROM act_signature g
             WHERE g.act_version_id = v.id AND g.person_id = ? AND g.way <> 'scan on file')",
            [Bind::from(viewer.person), viewer.person.into()],
        )
        .for_reader(viewer, "", OWN_ACTS, NO_ACTS)
        .with(" ORDER BY a.number LIMIT ?", [Bind::from(MOST_WAITING)]);
    let named: Vec<(String, Parsed<Side>)> = ask!(tx, query, fetch_all)?;
    // Whoever changed the role since is named and may not sign.
    let open = named.into_iter().filter(|(_, side)| may_stand_for(viewer.role, side.0));
    Ok(open.map(|(number, _)| number).collect())
}
