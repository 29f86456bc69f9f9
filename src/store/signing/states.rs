//! Where the versions of acts stand, for lists and for pages that only mention an act.

use std::collections::HashMap;

use domain::{
    Action, Timestamp, Viewer,
    signing::{Progress, State},
};

use crate::{Error, Result, Tx, db::sql};

/// Where a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionState {
    pub progress: Progress,
    /// When the last signature was recorded.
    pub last_at: Option<Timestamp>,
}

impl VersionState {
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

/// Acts that the viewer is to sign now: named with this account in the newest version, and next in order.
///
/// # Errors
/// The database does not answer.
pub async fn waiting(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<String>> {
    if viewer.may(Action::SignActs).is_err() {
        return Ok(Vec::new());
    }
    let numbers: Vec<String> = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "SELECT a.number FROM act_signer s JOIN act_version v ON v.id = s.act_version_id JOIN act a ON a.id = v.act_id
         WHERE s.person_id = $1 AND v.version = (SELECT MAX(n.version) FROM act_version n WHERE n.act_id = a.id)
           AND s.position = (SELECT COUNT(*) FROM act_signature g WHERE g.act_version_id = v.id)
         ORDER BY a.number"
    )
    .bind(viewer.person)
    .fetch_all(c)
    })?;
    let mut waiting = Vec::new();
    for number in numbers {
        // Whoever changed the agency or the role since is named and may not sign.
        let may = match super::signing(tx, viewer, &number, None).await {
            Err(Error::Refused(_)) => false,
            signing => signing?.place_of(viewer).is_ok(),
        };
        if may {
            waiting.push(number);
        }
    }
    Ok(waiting)
}

/// The newest version of every act, by the number of the act. Callers look up only acts that are in scope.
///
/// # Errors
/// The database does not answer.
pub async fn states(tx: &mut Tx) -> Result<HashMap<String, VersionState>> {
    let rows: Vec<(String, i64, i64, Option<i64>)> = sql!(tx, |c| sqlx::query_as(
        "SELECT a.number, (SELECT COUNT(*) FROM act_signer s WHERE s.act_version_id = v.id),
           (SELECT COUNT(*) FROM act_signature g WHERE g.act_version_id = v.id),
           (SELECT MAX(g.signed_at) FROM act_signature g WHERE g.act_version_id = v.id)
         FROM act a JOIN act_version v ON v.act_id = a.id
           AND v.version = (SELECT MAX(n.version) FROM act_version n WHERE n.act_id = a.id)"
    )
    .fetch_all(c))?;
    let count = |n: i64| usize::try_from(n).unwrap_or_default();
    let state = |(number, expected, signed, last): (String, i64, i64, Option<i64>)| {
        let progress = Progress { expected: count(expected), signed: count(signed), superseded: false };
        (number, VersionState { progress, last_at: last.map(Timestamp) })
    };
    Ok(rows.into_iter().map(state).collect())
}
