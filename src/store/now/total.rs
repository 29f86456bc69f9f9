//! What whole lists add up to: kept as items change, so that nobody adds up a million rows to show a sum.

use std::collections::BTreeMap;

use super::{items::ItemNow, readers::Scope};
use crate::{
    Result, Tx,
    batch::{Bind, row},
    query::{Query, act, ask},
};

mod tables;
use tables::{BOUGHT, CHECKS, GRANTS, PARTS, READERS, RECEIVED, TABLES, Table, UNITS};

/// What became more, or less.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Totals {
    /// Reader and currency → items and their value.
    readers: BTreeMap<(Scope, &'static str), [i64; 2]>,
    /// Reader and unit → items that it has, that are on their way to it, and of the first those that were checked where they stand.
    units: BTreeMap<(Scope, i64), [i64; 3]>,
    /// Of a reader's list, of what was received and of what a grant bought: how many, and what they are worth.
    parts: BTreeMap<Part, [i64; 2]>,
    received: BTreeMap<Received, [i64; 3]>,
    bought: BTreeMap<Bought, [i64; 2]>,
    /// Grant and currency → items, then of what was sent: items, counted, whole, checked, seen whole, value, confirmed, seen.
    grants: BTreeMap<(i64, &'static str), [i64; 9]>,
    /// Reader, what is counted of checks, its month, unit, agency and currency → items, and what was signed for of them.
    checks: BTreeMap<Check, [i64; 2]>,
}

/// What is counted of checks: reader, what, its month, unit, agency and currency.
type Check = (Scope, &'static str, String, i64, i64, &'static str);

/// What parts the list of a reader: each of these can narrow it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    scope: Scope,
    unit: i64,
    agency: i64,
    component: i64,
    phase: i64,
    delivered: i64,
    kind: &'static str,
    state: &'static str,
    currency: &'static str,
}

/// What parts that which was received.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Received {
    scope: Scope,
    component: i64,
    unit: i64,
    kind: &'static str,
    currency: &'static str,
    on: String,
    illustrative: bool,
}

/// What parts that which a grant bought.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Bought {
    grant: i64,
    unit: i64,
    agency: i64,
    state: String,
    sent: bool,
    currency: &'static str,
}

impl Part {
    fn key(&self) -> Vec<Bind> {
        row![
            self.scope.word(),
            self.scope.id(),
            self.unit,
            self.agency,
            self.component,
            self.phase,
            self.delivered,
            self.kind,
            self.state,
            self.currency,
        ]
    }
}

impl Received {
    fn key(&self) -> Vec<Bind> {
        row![
            self.scope.word(),
            self.scope.id(),
            self.component,
            self.unit,
            self.kind,
            self.currency,
            self.on.as_str(),
            self.illustrative,
        ]
    }
}

impl Bought {
    fn key(&self) -> Vec<Bind> {
        row![self.grant, self.unit, self.agency, self.state.as_str(), self.sent, self.currency]
    }
}

impl Totals {
    /// Adds everything that an item counts for, or with −1 takes it away.
    pub(super) fn count(&mut self, item: &ItemNow, sign: i64) {
        for reader in &item.readers {
            let value = [1, reader.value.minor];
            add_to(self.readers.entry((reader.scope, reader.value.currency.code())).or_default(), value, sign);
            let part = Part {
                scope: reader.scope,
                unit: reader.unit,
                agency: reader.agency,
                component: reader.component,
                phase: reader.phase,
                delivered: reader.delivered_phase,
                kind: reader.kind.word(),
                state: reader.state,
                currency: reader.value.currency.code(),
            };
            add_to(self.parts.entry(part).or_default(), value, sign);
            if let Some(on) = item.received_on.clone().filter(|_| item.counted.received > 0) {
                let received = Received {
                    scope: reader.scope,
                    component: reader.component,
                    unit: reader.unit,
                    kind: item.kind.word(),
                    currency: reader.value.currency.code(),
                    on,
                    illustrative: item.illustrative,
                };
                let counts = [1, item.counted.received, reader.confirmed];
                add_to(self.received.entry(received).or_default(), counts, sign);
            }
            // An agency has what its units have; what it sent on is another's.
            let own = !matches!(reader.scope, Scope::Agency(agency) if agency != reader.agency);
            if own && item.state != "cancelled" {
                let held = item.held && item.counted.received > 0;
                let coming = item.dispatched && item.outstanding > 0;
                let checked = held && item.verified_on.is_some();
                let counts = [i64::from(held), i64::from(coming), i64::from(checked)];
                add_to(self.units.entry((reader.scope, item.unit)).or_default(), counts, sign);
                let month = |day: &str| day.get(..7).unwrap_or(day).to_owned();
                let of_checks = [
                    held.then(|| ("held", String::new())),
                    (!reader.due_on.is_empty()).then(|| ("due", month(&reader.due_on))),
                    (!reader.seen_how.is_empty()).then(|| (reader.seen_how, month(&reader.seen_on))),
                ];
                for (what, month) in of_checks.into_iter().flatten() {
                    let currency = reader.value.currency.code();
                    let key = (reader.scope, what, month, reader.unit, reader.agency, currency);
                    add_to(self.checks.entry(key).or_default(), [1, reader.confirmed], sign);
                }
            }
        }
        for grant in &item.grants {
            let sent = |counts: bool| i64::from(grant.sent && counts);
            let worth = |minor: i64| if grant.sent { minor } else { 0 };
            let counts = [
                1,
                sent(true),
                sent(grant.counted),
                sent(grant.whole),
                sent(grant.checked),
                sent(grant.seen_whole),
                worth(grant.value.minor),
                worth(grant.confirmed),
                worth(grant.seen),
            ];
            let bought = Bought {
                grant: grant.grant,
                unit: grant.unit,
                agency: grant.agency,
                state: grant.state.clone(),
                sent: grant.sent,
                currency: grant.value.currency.code(),
            };
            add_to(self.bought.entry(bought).or_default(), [1, grant.value.minor], sign);
            add_to(self.grants.entry((grant.grant, grant.value.currency.code())).or_default(), counts, sign);
        }
    }
}

fn add_to<const N: usize>(sums: &mut [i64; N], more: [i64; N], sign: i64) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum += sign * more;
    }
}

pub(super) async fn add(tx: &mut Tx, totals: &Totals) -> Result<()> {
    let reader = |((scope, currency), sums): (&(Scope, &'static str), &[i64; 2])| {
        changed(row![scope.word(), scope.id(), *currency], sums)
    };
    let unit = |((scope, unit), sums): (&(Scope, i64), &[i64; 3])| changed(row![scope.word(), scope.id(), *unit], sums);
    let grant = |((grant, currency), sums): (&(i64, &'static str), &[i64; 9])| changed(row![*grant, *currency], sums);
    add_rows(tx, &READERS, totals.readers.iter().filter_map(reader).collect()).await?;
    add_rows(tx, &UNITS, totals.units.iter().filter_map(unit).collect()).await?;
    add_rows(tx, &GRANTS, totals.grants.iter().filter_map(grant).collect()).await?;
    add_rows(tx, &PARTS, totals.parts.iter().filter_map(|(part, sums)| changed(part.key(), sums)).collect()).await?;
    let received = totals.received.iter().filter_map(|(part, sums)| changed(part.key(), sums));
    add_rows(tx, &RECEIVED, received.collect()).await?;
    add_rows(tx, &BOUGHT, totals.bought.iter().filter_map(|(part, sums)| changed(part.key(), sums)).collect()).await?;
    let check = |((scope, what, month, unit, agency, currency), sums): (&Check, &[i64; 2])| {
        changed(row![scope.word(), scope.id(), *what, month.as_str(), *unit, *agency, *currency], sums)
    };
    add_rows(tx, &CHECKS, totals.checks.iter().filter_map(check).collect()).await
}

/// The row with its sums, unless they stay what they are.
fn changed(mut key: Vec<Bind>, sums: &[i64]) -> Option<Vec<Bind>> {
    key.extend(sums.iter().map(|sum| Bind::from(*sum)));
    sums.iter().any(|sum| *sum != 0).then_some(key)
}

async fn add_rows(tx: &mut Tx, table: &Table, rows: Vec<Vec<Bind>>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    for row in rows {
        act!(&mut *tx, Query::default().with(table.add, row))?;
    }
    act!(&mut *tx, Query::new(table.sweep))?;
    Ok(())
}

/// The first table that does not add up.
pub(super) async fn wrong(tx: &mut Tx) -> Result<Option<&'static str>> {
    for table in TABLES {
        for (these, others) in [(table.kept, table.added_up), (table.added_up, table.kept)] {
            let query = Query::new("SELECT COUNT(*) FROM (").with(these, []).with(" EXCEPT ", []).with(others, []);
            let (wrong,): (i64,) = ask!(&mut *tx, query.with(") d", []), fetch_one)?;
            if wrong > 0 {
                return Ok(Some(table.name));
            }
        }
    }
    Ok(None)
}

/// Adds everything up anew.
pub(super) async fn renew(tx: &mut Tx) -> Result<()> {
    for table in TABLES {
        act!(&mut *tx, Query::new(table.empty))?;
        act!(&mut *tx, Query::new(table.into).with(table.added_up, []))?;
    }
    Ok(())
}
