//! The version of a record that can be edited: the place in the chain of its newest change. It needs no column, and whatever
//! changed the record counts.

use domain::{Action, Viewer, change::Entity};

use super::changed_meanwhile;
use crate::{Result, Tx, db::sql};

/// For the form that edits it.
///
/// # Errors
/// Only staff and administrators read the chain.
pub async fn version(tx: &mut Tx, viewer: &Viewer, entity: Entity, key: &str) -> Result<i64> {
    viewer.may(Action::SeeChanges)?;
    newest(tx, entity, key).await
}

/// # Errors
/// Somebody changed the record since this version was read: who and when.
pub(crate) async fn unless_changed(
    tx: &mut Tx,
    viewer: &Viewer,
    entity: Entity,
    key: &str,
    version: i64,
) -> Result<()> {
    if newest(tx, entity, key).await? == version {
        return Ok(());
    }
    Err(changed_meanwhile(tx, viewer, entity, key).await?)
}

async fn newest(tx: &mut Tx, entity: Entity, key: &str) -> Result<i64> {
    Ok(sql!(tx, |c| sqlx::query_scalar(
        "SELECT COALESCE(MAX(seq), 0) FROM change WHERE entity = $1 AND entity_key = $2"
    )
    .bind(entity.word())
    .bind(key)
    .fetch_one(c))?)
}
