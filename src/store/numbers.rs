//! Numbers that are given once, also when what they named was removed.

use crate::{Result, Tx, db::sql};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thing {
    /// Its tag is made from its number.
    Item,
    Line,
}

/// Takes `many` numbers in a row, and answers the first. Writers are queued (see `Db::write`): nobody else takes the same.
/// What is rolled back gives them back, which is safe, since nobody has seen them.
pub(crate) async fn take(tx: &mut Tx, thing: Thing, many: usize) -> Result<i64> {
    let many = many as i64;
    let name = match thing {
        Thing::Item => "item",
        Thing::Line => "line",
    };
    let last: i64 = sql!(tx, |c| {
        sqlx::query_scalar("UPDATE number_given SET last = last + $2 WHERE thing = $1 RETURNING last")
            .bind(name)
            .bind(many)
            .fetch_one(c)
    })?;
    Ok(last - many + 1)
}
