//! Where published facts come from.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
};
use serde_json::json;

use crate::{Error, Result, Tx, changes, db::sql, error::unique};

/// Adds a source: a newsletter, a release, an Exchange of Notes.
///
/// # Errors
/// Only staff do this; the code is taken.
pub async fn add(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, title: &str) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO source (code, title) VALUES ($1, $2) RETURNING id"
    )
    .bind(code)
    .bind(title)
    .fetch_one(c))
    .map_err(unique("code", "There is already a source with this code"))?;
    changes::record(
        tx,
        Some(viewer.person),
        at,
        Deed::Created,
        Entity::Source,
        code,
        &json!({ "title": title }),
    )
    .await?;
    Ok(id)
}

/// # Errors
/// There is no such source.
pub async fn id(tx: &mut Tx, code: &str) -> Result<i64> {
    let id: Option<i64> = sql!(tx, |c| sqlx::query_scalar("SELECT id FROM source WHERE code = $1")
        .bind(code)
        .fetch_optional(c))?;
    id.ok_or_else(|| Error::invalid("source", format!("There is no source “{code}”")))
}

/// The same for a fact that may have no source.
///
/// # Errors
/// There is no such source.
pub async fn optional_id(tx: &mut Tx, code: Option<&str>) -> Result<Option<i64>> {
    match code {
        Some(code) => id(tx, code).await.map(Some),
        None => Ok(None),
    }
}
