//! What anybody may ask: is the paper with this code genuine?

use domain::Timestamp;

use crate::{Result, Tx, db::sql};

/// All that the public page says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Genuineness {
    Unknown,
    /// The newest version, and when it was issued.
    Genuine {
        version: i64,
        issued_at: Timestamp,
    },
    /// Issued, and replaced by a newer version.
    Superseded {
        version: i64,
        by: i64,
        at: Timestamp,
    },
}

/// One query for every code, known or not. Nothing of the content is read.
///
/// # Errors
/// The database does not answer.
pub async fn check_code(tx: &mut Tx, code: &str) -> Result<Genuineness> {
    let row: Option<(i64, i64, i64)> = sql!(tx, |c| sqlx::query_as(
        "SELECT v.version, n.version, n.recorded_at FROM act_version v JOIN act_version n ON n.act_id = v.act_id
         WHERE v.code = $1 ORDER BY n.version DESC LIMIT 1"
    )
    .bind(code)
    .fetch_optional(c))?;
    Ok(match row {
        None => Genuineness::Unknown,
        Some((version, newest, at)) if version == newest => Genuineness::Genuine { version, issued_at: Timestamp(at) },
        Some((version, by, at)) => Genuineness::Superseded { version, by, at: Timestamp(at) },
    })
}
