//! Promises, receipts and refunds one by one: there are few of them, and donors ask about each.

use domain::{AsOf, Currency, Money, PartialDate, Viewer, ledger::EventKind};

use super::{PinnedRate, Single};
use crate::{
    Binds, Parsed, Result, Tx,
    db::sql,
    ledger::{Pinned, PinnedColumns, scoped_events},
};

#[derive(sqlx::FromRow)]
struct Row {
    number: i64,
    kind: Parsed<EventKind>,
    minor: i64,
    currency: Parsed<Currency>,
    value_date: Parsed<PartialDate>,
    booked_cents: Option<i64>,
    #[sqlx(flatten)]
    rate: PinnedColumns,
    purpose: String,
    reverses: Option<i64>,
    donor: Option<String>,
}

const SINGLES: &str = scoped_events!(
    "e.number, e.kind, e.minor, e.currency, e.value_date, e.booked_cents, e.rate_id, e.rate, e.rate_source,
      e.rate_effective_on, e.rate_note, e.purpose, v.number AS reverses, o.code AS donor",
    "LEFT JOIN money_event v ON v.id = e.reverses_id LEFT JOIN donor o ON o.id = e.donor_id",
    "AND d.decision = 'approved' AND e.kind IN ('pledge', 'ceiling', 'ceiling_revision', 'receipt', 'refund_to_donor')
     ORDER BY e.value_date, e.number"
);

pub(super) async fn read(tx: &mut Tx, viewer: &Viewer, grant: i64, as_of: AsOf) -> Result<Vec<Single>> {
    let scope = Binds::from(viewer);
    let rows: Vec<Row> = sql!(tx, |c| sqlx::query_as(SINGLES)
        .bind(scope.all)
        .bind(scope.donor)
        .bind(grant)
        .bind(as_of.day_text())
        .bind(as_of.known_millis())
        .bind(-1_i64)
        .fetch_all(c))?;
    Ok(rows.into_iter().map(Row::into_single).collect())
}

impl Row {
    fn into_single(self) -> Single {
        Single {
            number: self.number,
            kind: self.kind.0,
            day: self.value_date.0.start(),
            amount: Money::new(self.minor, self.currency.0),
            booked: self.booked_cents.map(|cents| Money::new(cents, Currency::Usd)),
            rate: self.rate.pinned().as_ref().map(PinnedRate::from),
            purpose: self.purpose,
            reverses: self.reverses,
            donor: self.donor,
        }
    }
}

impl From<&Pinned> for PinnedRate {
    fn from(pinned: &Pinned) -> Self {
        PinnedRate {
            source: pinned.source,
            effective_on: pinned.effective_on,
            rate: pinned.rate,
            stated: pinned.note.clone().filter(|_| pinned.rate_id.is_none()),
        }
    }
}
