//! Which category a thing belongs to, said after it was recorded.

use domain::{Action, Timestamp, Viewer, change::Deed};

use super::{correct::described, id_in_scope};
use crate::{
    Error, Result, Tx, categories,
    db::{sql, touch},
    facts,
    rounds::ITEM,
};

/// The code of the category of an item, and the id of its line, under which the audit chain tells of it.
///
/// # Errors
/// Staff only; no such item: "not found".
pub async fn category_of(tx: &mut Tx, viewer: &Viewer, tag: &str) -> Result<(Option<String>, i64)> {
    viewer.may(Action::ManageRounds)?;
    let item = id_in_scope(tx, viewer, tag).await?;
    let (.., category) = described(tx, item).await?;
    let line: i64 =
        sql!(tx, |c| sqlx::query_scalar("SELECT MAX(id) FROM line WHERE item_id = $1").bind(item).fetch_one(c))?;
    Ok((category, line))
}

/// Puts an item into another category, or into none. `was` is what the form showed.
///
/// # Errors
/// Staff only; no such item: "not found"; no such category, or the number that it asks for is not recorded; it is in it already;
/// somebody was faster.
pub async fn categorise(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    tag: &str,
    was: Option<&str>,
    becomes: Option<&str>,
) -> Result<()> {
    viewer.may(Action::ManageRounds)?;
    let item = id_in_scope(tx, viewer, tag).await?;
    let (_, described, stands) = described(tx, item).await?;
    if stands.as_deref() != was {
        return Err(Error::conflict("Somebody has put it into another category meanwhile: look at it again"));
    }
    if was == becomes {
        return Err(Error::invalid("category", "It is in this category already: choose another one"));
    }
    let category = match becomes {
        Some(code) => {
            let rules = categories::rules(tx).await?;
            let unknown = || Error::invalid("category", format!("There is no category “{code}”: choose from the list"));
            let rule = rules.get(code).ok_or_else(unknown)?;
            rule.check(&described.identity).map_err(|_| {
                Error::invalid(
                    "category",
                    "A thing of it has a number that is not recorded here: correct the item first",
                )
            })?;
            Some(rule.id)
        }
        None => None,
    };
    touch!(&mut *tx, |c| sqlx::query("UPDATE item SET category_id = $2 WHERE id = $1")
        .bind(item)
        .bind(category)
        .execute(c))?;
    // The item itself is told with its line.
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &ITEM, item).await
}
