//! Budget lines of a grant and their revisions, in US cents.

use domain::Viewer;

use crate::{Error, Result, Tx, db::sql, grants};

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

/// Codes and titles of the budget lines of a grant, for a form's list.
///
/// # Errors
/// Officers see no money; not there or another donor's: "not found".
pub async fn choices(tx: &mut Tx, viewer: &Viewer, grant_code: &str) -> Result<Vec<(String, String)>> {
    let grant = grants::key(tx, viewer, grant_code).await?;
    Ok(sql!(tx, |c| sqlx::query_as("SELECT code, title FROM budget_line WHERE grant_id = $1 ORDER BY code")
        .bind(grant.id)
        .fetch_all(c))?)
}
