//! What a superseding rate would have made of the money that was booked at the old one. Nothing booked is changed.

use domain::{
    Action, Currency, Money, PartialDate, Rate, Viewer,
    ledger::{EventKind, Standing},
    rate::Decision,
};

use super::{RateRow, show};
use crate::{
    Parsed, Result, Tx,
    batch::Bind,
    query::{Query, ask},
};

/// The money events pinned to the rate that was superseded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Affected {
    /// The rate that they are pinned to; `None` when the rate supersedes nothing.
    pub old: Option<RateRow>,
    pub events: Vec<AffectedEvent>,
    /// One for each grant.
    pub totals: Vec<GrantTotal>,
}

/// A money event that stays as it was booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AffectedEvent {
    pub grant: String,
    /// Of the ledger: JP-2020/7.
    pub number: i64,
    pub kind: EventKind,
    pub value_date: PartialDate,
    pub standing: Standing,
    pub money: Money,
    /// US dollars at the old rate.
    pub booked: Money,
    /// US dollars at the new one; `None`: more than the portal can hold.
    pub would_be: Option<Money>,
    /// New less old.
    pub difference: Option<Money>,
}

/// The sums of a grant, in US dollars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantTotal {
    pub grant: String,
    pub events: usize,
    pub booked: Money,
    /// `None` when one of the events has none.
    pub would_be: Option<Money>,
    pub difference: Option<Money>,
}

#[derive(sqlx::FromRow)]
struct Stored {
    code: String,
    number: i64,
    kind: Parsed<EventKind>,
    value_date: Parsed<PartialDate>,
    decision: Option<Parsed<Decision>>,
    minor: i64,
    currency: Parsed<Currency>,
    booked_cents: i64,
}

/// The events at the rate that `superseding` supersedes. Donors get approved events of their own grants; of a grant that
/// several gave together, those of their own money.
///
/// # Errors
/// The role sees no rates; no such rate.
pub async fn affected(tx: &mut Tx, viewer: &Viewer, superseding: i64) -> Result<Affected> {
    viewer.may(Action::SeeRates)?;
    let new = show(tx, viewer, superseding).await?;
    let Some(old) = new.supersedes else {
        return Ok(Affected::default());
    };
    let old = show(tx, viewer, old).await?;
    let query = Query::default()
        .with(
            "SELECT g.code, e.number, e.kind, e.value_date, d.decision, e.minor, e.currency, e.booked_cents
             FROM money_event e JOIN grant_agreement g ON g.id = e.grant_id
             LEFT JOIN money_decision d ON d.event_id = e.id
             WHERE e.rate_id = ? AND e.booked_cents IS NOT NULL AND (d.decision IS NULL OR d.decision = 'approved')",
            [Bind::from(old.id)],
        )
        .for_reader(
            viewer,
            "",
            " AND FALSE",
            " AND d.decision = 'approved'
              AND EXISTS (SELECT 1 FROM grant_donor o WHERE o.grant_id = e.grant_id AND o.reader_id = ?)
              AND (e.donor_id = ABS(?) % 100000 OR (SELECT COUNT(*) FROM grant_donor n WHERE n.grant_id = e.grant_id) = 1)",
        )
        .with(" ORDER BY g.code, e.number", []);
    let rows: Vec<Stored> = ask!(tx, query, fetch_all)?;
    let events = rows.into_iter().map(|row| revalued(row, new.rate)).collect::<Vec<_>>();
    Ok(Affected { old: Some(old), totals: totals(&events), events })
}

fn revalued(row: Stored, rate: Rate) -> AffectedEvent {
    let money = Money::new(row.minor, row.currency.0);
    let booked = Money::new(row.booked_cents, Currency::Usd);
    let would_be = rate.dollars(money).ok();
    let less = |would_be: Money| would_be.minor.checked_sub(booked.minor).map(|cents| Money::new(cents, Currency::Usd));
    AffectedEvent {
        grant: row.code,
        number: row.number,
        kind: row.kind.0,
        value_date: row.value_date.0,
        standing: if row.decision.is_some() { Standing::Approved } else { Standing::Provisional },
        money,
        booked,
        would_be,
        difference: would_be.and_then(less),
    }
}

/// The events come in the order of their grants.
fn totals(events: &[AffectedEvent]) -> Vec<GrantTotal> {
    let total = |part: &[AffectedEvent]| GrantTotal {
        grant: part.first().map(|event| event.grant.clone()).unwrap_or_default(),
        events: part.len(),
        booked: sum(part, |event| Some(event.booked)).unwrap_or(Money::zero(Currency::Usd)),
        would_be: sum(part, |event| event.would_be),
        difference: sum(part, |event| event.difference),
    };
    events.chunk_by(|a, b| a.grant == b.grant).map(total).collect()
}

fn sum(events: &[AffectedEvent], of: fn(&AffectedEvent) -> Option<Money>) -> Option<Money> {
    events.iter().map(of).try_fold(Money::zero(Currency::Usd), |sum, amount| sum.plus(amount?).ok())
}
