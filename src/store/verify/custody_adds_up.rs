//! Custody and title never pass from whoever does not have them.

use domain::{AsOf, custody::title};

use super::{Checked, finding};
use crate::{
    Result, Tx,
    custody::{Of, histories},
    db::sql,
    titles,
};

pub(super) async fn check(tx: &mut Tx) -> Result<Checked<()>> {
    let added_up = check_holdings(tx).await?;
    if added_up.is_err() {
        return Ok(added_up);
    }
    check_titles(tx).await
}

/// No event takes from a place what is not there.
async fn check_holdings(tx: &mut Tx) -> Result<Checked<()>> {
    let mut items: Vec<_> = histories(tx, Of::All).await?.into_iter().collect();
    items.sort_by_key(|(item, _)| *item);
    for (_, stored) in items {
        if let Err(event) = stored.history.on(AsOf::default()) {
            let id = stored.told.get(event).map_or(0, |told| told.id);
            return Ok(finding(
                "custody_event",
                id,
                format!("takes what is not there: {} does not add up", stored.tag),
            ));
        }
    }
    Ok(Ok(()))
}

/// No title passes from whoever does not own it.
async fn check_titles(tx: &mut Tx) -> Result<Checked<()>> {
    let items: Vec<(i64, String, i64)> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT i.id, i.tag, i.quantity FROM item i WHERE EXISTS (SELECT 1 FROM title_transfer t WHERE t.item_id = i.id) ORDER BY i.id"
    )
    .fetch_all(c)
    })?;
    for (item, tag, quantity) in items {
        let transfers = titles::transfers(tx, item).await?;
        if title::owners(quantity, &transfers, AsOf::default()).is_err() {
            return Ok(finding("title_transfer", format!("of {tag}"), "passes what its owner did not have"));
        }
    }
    Ok(Ok(()))
}
