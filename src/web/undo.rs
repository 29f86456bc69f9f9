//! "Undo" in the message after a change: for ten minutes, and while nobody built on it.
//!
//! What takes a change back is an ordinary change, with the fields that stood there before: it needs what that change needs, and
//! stands in the audit chain as one. Which changes have such an opposite is said beside them ([`crate::registry::Change`]). One is
//! kept for each person, the newest.

use domain::{Timestamp, Viewer, change::Entity};
use serde::{Deserialize, Serialize};
use store::Tx;

use crate::{
    AppError, api,
    clock::random_hex,
    kit::FormState,
    request::{self, Done},
};

/// The change that takes the last one back.
pub const PATH: &str = "/api/undo";
/// In seconds.
const KEPT_FOR: i64 = 10 * 60;
const NOTHING: &str = "There is nothing left to undo";
const TOO_LATE: &str = "This can be undone for ten minutes, and they are over. Change it anew where it is wrong";
const BUILT_ON: &str = "Somebody has changed it since: it is not undone. Look at it again";

/// Why something is taken back by "Undo", where a reason is kept.
pub const IN_ERROR: &str = "Undone at once: it was recorded in error";

/// What takes a change back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opposite {
    pub path: &'static str,
    /// Of its form, as they stood before the change; the submission key and the version are added to them.
    pub fields: Vec<(String, String)>,
    /// The record that both are about.
    pub entity: Entity,
    pub key: String,
    /// The version for which the form of the opposite is made, where it says one.
    pub version: Option<Version>,
}

/// What a form calls the version of its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// The newest row of the audit chain about it.
    InTheChain,
    Number(i64),
}

impl Opposite {
    /// An edit is undone by the same edit, with what stood there before.
    pub fn edit(path: &'static str, entity: Entity, code: &str, before: &FormState) -> Self {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let fields = before.pairs().chain([("code", code)]).map(owned).collect();
        Opposite { path, fields, entity, key: code.to_owned(), version: Some(Version::InTheChain) }
    }

    /// It is undone by another change with these fields, of a record that says no version.
    pub fn of(path: &'static str, entity: Entity, key: &str, fields: &[(&str, &str)]) -> Self {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Opposite { path, fields, entity, key: key.to_owned(), version: None }
    }

    /// The same of a form that says the newest row of the audit chain.
    pub fn in_the_chain(self) -> Self {
        Opposite { version: Some(Version::InTheChain), ..self }
    }

    /// The same of a record that counts its versions itself.
    pub fn at(self, version: i64) -> Self {
        Opposite { version: Some(Version::Number(version)), ..self }
    }
}

#[derive(Serialize, Deserialize)]
struct Kept {
    path: String,
    until: Timestamp,
    entity: String,
    key: String,
    /// The newest row of the audit chain about the record, when the change was made.
    version: i64,
}

/// Keeps what takes a change back, in the transaction of the change.
///
/// # Errors
/// The database does not answer.
pub async fn keep(tx: &mut Tx, viewer: &Viewer, at: Timestamp, opposite: Opposite) -> Result<(), AppError> {
    let version = store::changes::version(tx, viewer, opposite.entity, &opposite.key).await?;
    let submission = random_hex::<16>().map_err(AppError::internal)?;
    let said = opposite.version.map(|said| match said {
        Version::InTheChain => version,
        Version::Number(number) => number,
    });
    let own = [Some(("submission", submission)), said.map(|said| ("version", said.to_string()))];
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(own.into_iter().flatten())
        .extend_pairs(&opposite.fields)
        .finish();
    let kept = Kept {
        path: opposite.path.to_owned(),
        until: at.plus_seconds(KEPT_FOR),
        entity: opposite.entity.word().to_owned(),
        key: opposite.key,
        version,
    };
    let kept = serde_json::to_string(&kept).map_err(AppError::internal)?;
    Ok(store::parked::park(tx, viewer.person, at, PATH, &body, &kept).await?)
}

/// Takes the viewer's last change back.
///
/// # Errors
/// There is none, it is too long ago, or somebody built on it; whatever the opposite refuses.
pub async fn carry_out() -> Result<Done, AppError> {
    let (call, viewer) = (request::call()?, request::viewer()?);
    let refused = |words: &str| AppError::Conflict { message: words.to_owned() };
    let mut tx = call.app.db.read().await?;
    let parked = store::parked::find(&mut tx, &viewer, PATH).await?.ok_or_else(|| refused(NOTHING))?;
    let kept: Kept = serde_json::from_str(&parked.answer).map_err(AppError::internal)?;
    if kept.until.0 < call.app.clock.now().0 {
        return Err(refused(TOO_LATE));
    }
    let entity: Entity = kept.entity.parse().map_err(|_| AppError::internal("a record of no kind"))?;
    if store::changes::version(&mut tx, &viewer, entity, &kept.key).await? != kept.version {
        return Err(refused(BUILT_ON));
    }
    tx.rollback().await?;
    let opposite = call.inside(&kept.path, parked.body.into())?;
    let done = api::run(opposite).await?;
    let mut tx = call.app.db.write().await?;
    store::parked::forget(&mut tx, &viewer, PATH).await?;
    tx.commit().await?;
    let words = done.message.unwrap_or_default();
    Ok(Done::at(done.location).saying(format!("Undone. {words}").trim_end().to_owned()))
}
