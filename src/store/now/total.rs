//! What a whole list adds up to for a reader: kept as items change, so that nobody adds up a million rows to show a sum.

use std::collections::BTreeMap;

use domain::Money;

use super::readers::Scope;
use crate::{
    Result, Tx,
    batch::{insert_rows, row},
    db::touch,
    query::{Query, ask},
};

/// Reader and currency → items and their value more, or fewer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Totals(BTreeMap<(Scope, &'static str), (i64, i64)>);

impl Totals {
    pub(super) fn put(&mut self, scope: Scope, value: Money) {
        self.change(scope, value, 1);
    }

    pub(super) fn take(&mut self, scope: Scope, value: Money) {
        self.change(scope, value, -1);
    }

    fn change(&mut self, scope: Scope, value: Money, sign: i64) {
        let total = self.0.entry((scope, value.currency.code())).or_default();
        total.0 += sign;
        total.1 += sign * value.minor;
    }
}

pub(super) async fn add(tx: &mut Tx, totals: &Totals) -> Result<()> {
    for ((scope, currency), (items, value)) in totals.0.iter().filter(|(_, change)| **change != (0, 0)) {
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO reader_total (scope, scope_id, currency, items, value_minor) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (scope, scope_id, currency) DO UPDATE SET items = reader_total.items + excluded.items,
               value_minor = reader_total.value_minor + excluded.value_minor"
        )
        .bind(scope.word())
        .bind(scope.id())
        .bind(*currency)
        .bind(*items)
        .bind(*value)
        .execute(c))?;
    }
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM reader_total WHERE items = 0").execute(c))?;
    Ok(())
}

pub(super) type Row = (String, i64, String, i64, i64);

/// Added up from the rows of all readers.
pub(super) async fn added_up(tx: &mut Tx) -> Result<Vec<Row>> {
    Ok(ask!(
        tx,
        Query::new(
            "SELECT scope, scope_id, currency, COUNT(*), CAST(SUM(value_minor) AS BIGINT) FROM item_reader
             GROUP BY scope, scope_id, currency ORDER BY scope, scope_id, currency"
        ),
        fetch_all
    )?)
}

/// As kept.
pub(super) async fn kept(tx: &mut Tx) -> Result<Vec<Row>> {
    Ok(ask!(
        tx,
        Query::new(
            "SELECT scope, scope_id, currency, items, value_minor FROM reader_total ORDER BY scope, scope_id, currency"
        ),
        fetch_all
    )?)
}

/// Adds everything up anew.
pub(super) async fn renew(tx: &mut Tx) -> Result<()> {
    let totals = added_up(tx).await?;
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM reader_total").execute(c))?;
    let rows: Vec<_> = totals
        .into_iter()
        .map(|(scope, scope_id, currency, items, value)| row![scope, scope_id, currency, items, value])
        .collect();
    insert_rows(tx, "reader_total (scope, scope_id, currency, items, value_minor)", &rows).await?;
    Ok(())
}
