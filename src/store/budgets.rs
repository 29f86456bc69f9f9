//! Budget lines of a grant and their revisions, in US cents.

use crate::{Error, Result, Tx, db::sql};

/// The id of a budget line of this grant.
///
/// # Errors
/// There is none with this code.
pub(crate) async fn id(tx: &mut Tx, grant: i64, field: &'static str, code: &str) -> Result<i64> {
    let id: Option<i64> =
        sql!(tx, |c| sqlx::query_scalar("SELECT id FROM budget_line WHERE grant_id = $1 AND code = $2")
            .bind(grant)
            .bind(code)
            .fetch_optional(c))?;
    id.ok_or_else(|| Error::invalid(field, format!("This grant has no budget line “{code}”")))
}
