//! What the portal keeps from everybody: keys that its processes share. No fact of the programme, so nothing tells of them.

use crate::{Result, Tx, db::sql};

/// The key with which cookies are signed: 64 bytes, made by the migration.
///
/// # Errors
/// The database does not answer.
pub async fn cookies(tx: &mut Tx) -> Result<Vec<u8>> {
    Ok(sql!(tx, |c| sqlx::query_scalar("SELECT secret FROM server_secret WHERE name = 'cookies'").fetch_one(c))?)
}
