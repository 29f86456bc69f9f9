//! Every amount is booked at its pinned rate.

use domain::{Currency, Money, Rate};

use super::{Checked, finding};
use crate::{Parsed, Result, Tx, db::sql};

type Row = (String, i64, Parsed<Currency>, Option<i64>, Option<Parsed<Rate>>);

pub(super) async fn check(tx: &mut Tx) -> Result<Checked<()>> {
    let rows: Vec<Row> = sql!(tx, |c| sqlx::query_as(
        "SELECT g.code || '/' || CAST(e.number AS TEXT), e.minor, e.currency, e.booked_cents, e.rate
         FROM money_event e JOIN grant_agreement g ON g.id = e.grant_id ORDER BY e.id"
    )
    .fetch_all(c))?;
    let wrong = rows.into_iter().find(|(_, minor, currency, booked, rate)| {
        let amount = Money::new(*minor, currency.0);
        let computed = match (currency.0, rate) {
            (Currency::Usd, _) => Some(amount),
            (_, rate) => rate.and_then(|rate| rate.0.dollars(amount).ok()),
        };
        computed.map(|dollars| dollars.minor) != *booked
    });
    Ok(match wrong {
        Some((name, ..)) => finding("money_event", name, "is not booked at its pinned rate"),
        None => Ok(()),
    })
}
