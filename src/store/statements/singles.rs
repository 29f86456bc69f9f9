//! Promises, receipts and refunds one by one: there are few of them, and donors ask about each.

use domain::{AsOf, Currency, Money, PartialDate, Scope, Viewer, ledger::EventKind};

use super::{PinnedRate, Single};
use crate::{
    Parsed, Result, Tx,
    batch::Bind,
    ledger::{Pinned, PinnedColumns},
    query::{Query, ask},
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

/// The last instant known, the grant, the last value date, the last instant known again; the scope follows.
const SINGLES: &str = "
  SELECT e.number, e.kind, e.minor, e.currency, e.value_date, e.booked_cents, e.rate_id, e.rate, e.rate_source,
    e.rate_effective_on, e.rate_note, e.purpose, v.number AS reverses, o.code AS donor
  FROM money_event e JOIN money_decision d ON d.event_id = e.id AND d.decision = 'approved' AND d.recorded_at <= ?
  LEFT JOIN money_event v ON v.id = e.reverses_id LEFT JOIN donor o ON o.id = e.donor_id
  WHERE e.grant_id = ? AND e.value_date <= ? AND e.recorded_at <= ?
    AND e.kind IN ('pledge', 'ceiling', 'ceiling_revision', 'receipt', 'refund_to_donor')";

pub(super) async fn read(tx: &mut Tx, viewer: &Viewer, grant: i64, as_of: AsOf) -> Result<Vec<Single>> {
    let known = Bind::from(as_of.known_millis());
    let given = [known.clone(), Bind::from(grant), Bind::from(as_of.day_text()), known];
    let mut query = Query::default().with(SINGLES, given);
    if let Scope::Donor(donor) = viewer.scope {
        query.push(
            " AND (e.donor_id = ABS(?) % 100000 OR (SELECT COUNT(*) FROM grant_donor q WHERE q.grant_id = e.grant_id) = 1)",
            [Bind::from(donor)],
        );
    }
    let rows: Vec<Row> = ask!(tx, query.with(" ORDER BY e.value_date, e.number", []), fetch_all)?;
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
