//! What whole lists add up to: kept as items change, so that nobody adds up a million rows to show a sum.

use std::collections::BTreeMap;

use super::{items::ItemNow, readers::Scope};
use crate::{
    Result, Tx,
    batch::{Bind, row},
    query::{Query, act, ask},
};

/// What became more, or less.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Totals {
    /// Reader and currency → items and their value.
    readers: BTreeMap<(Scope, &'static str), [i64; 2]>,
    /// Reader and unit → items that it has, that are on their way to it, and of the first those that were checked where they stand.
    units: BTreeMap<(Scope, i64), [i64; 3]>,
    /// Grant and currency → items, then of what was sent: items, counted, whole, checked, seen whole, value, confirmed, seen.
    grants: BTreeMap<(i64, &'static str), [i64; 9]>,
    /// Reader, what is counted of checks, its month, unit, agency and currency → items, and what was signed for of them.
    checks: BTreeMap<(Scope, &'static str, String, i64, i64, &'static str), [i64; 2]>,
}

impl Totals {
    /// Adds everything that an item counts for, or with −1 takes it away.
    pub(super) fn count(&mut self, item: &ItemNow, sign: i64) {
        for reader in &item.readers {
            let value = [1, reader.value.minor];
            add_to(self.readers.entry((reader.scope, reader.value.currency.code())).or_default(), value, sign);
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
            add_to(self.grants.entry((grant.grant, grant.value.currency.code())).or_default(), counts, sign);
        }
    }
}

fn add_to<const N: usize>(sums: &mut [i64; N], more: [i64; N], sign: i64) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum += sign * more;
    }
}

/// A table of sums.
struct Table {
    name: &'static str,
    /// Takes a row, and adds it to the one that is there.
    add: &'static str,
    /// Takes away what has come to nothing.
    sweep: &'static str,
    empty: &'static str,
    into: &'static str,
    kept: &'static str,
    /// What should be kept.
    added_up: &'static str,
}

const READERS: Table = Table {
    name: "reader_total",
    add: "INSERT INTO reader_total (scope, scope_id, currency, items, value_minor) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (scope, scope_id, currency) DO UPDATE SET items = reader_total.items + excluded.items,
        value_minor = reader_total.value_minor + excluded.value_minor",
    sweep: "DELETE FROM reader_total WHERE items = 0",
    empty: "DELETE FROM reader_total",
    into: "INSERT INTO reader_total (scope, scope_id, currency, items, value_minor) ",
    kept: "SELECT scope, scope_id, currency, items, value_minor FROM reader_total",
    added_up: "SELECT scope, scope_id, currency, COUNT(*), CAST(SUM(value_minor) AS BIGINT) FROM item_reader
      GROUP BY scope, scope_id, currency",
};

const UNITS: Table = Table {
    name: "unit_total",
    add: "INSERT INTO unit_total (scope, scope_id, unit_id, held, coming, checked) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (scope, scope_id, unit_id) DO UPDATE SET held = unit_total.held + excluded.held,
        coming = unit_total.coming + excluded.coming, checked = unit_total.checked + excluded.checked",
    sweep: "DELETE FROM unit_total WHERE held = 0 AND coming = 0",
    empty: "DELETE FROM unit_total",
    into: "INSERT INTO unit_total (scope, scope_id, unit_id, held, coming, checked) ",
    kept: "SELECT scope, scope_id, unit_id, held, coming, checked FROM unit_total",
    added_up: "SELECT * FROM (SELECT r.scope, r.scope_id, r.unit_id,
        CAST(SUM(CASE WHEN n.held AND n.received > 0 THEN 1 ELSE 0 END) AS BIGINT) AS held,
        CAST(SUM(CASE WHEN n.dispatched AND n.outstanding > 0 THEN 1 ELSE 0 END) AS BIGINT) AS coming,
        CAST(SUM(CASE WHEN n.held AND n.received > 0 AND n.verified_on IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT) AS checked
      FROM item_reader r JOIN item_now n ON n.item_id = r.item_id
      WHERE r.state <> 'cancelled' AND (r.scope <> 'agency' OR r.agency_id = r.scope_id)
      GROUP BY r.scope, r.scope_id, r.unit_id) s WHERE s.held > 0 OR s.coming > 0",
};

const GRANTS: Table = Table {
    name: "grant_total",
    add: "INSERT INTO grant_total (grant_id, currency, items, sent, counted, whole, checked, seen_whole, sent_minor,
        confirmed_minor, seen_minor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (grant_id, currency) DO UPDATE SET items = grant_total.items + excluded.items,
        sent = grant_total.sent + excluded.sent, counted = grant_total.counted + excluded.counted,
        whole = grant_total.whole + excluded.whole, checked = grant_total.checked + excluded.checked,
        seen_whole = grant_total.seen_whole + excluded.seen_whole, sent_minor = grant_total.sent_minor + excluded.sent_minor,
        confirmed_minor = grant_total.confirmed_minor + excluded.confirmed_minor,
        seen_minor = grant_total.seen_minor + excluded.seen_minor",
    sweep: "DELETE FROM grant_total WHERE items = 0",
    empty: "DELETE FROM grant_total",
    into: "INSERT INTO grant_total (grant_id, currency, items, sent, counted, whole, checked, seen_whole, sent_minor,
      confirmed_minor, seen_minor) ",
    kept: "SELECT grant_id, currency, items, sent, counted, whole, checked, seen_whole, sent_minor, confirmed_minor, seen_minor
      FROM grant_total",
    added_up: "SELECT grant_id, currency, COUNT(*), COUNT(CASE WHEN sent THEN 1 END), COUNT(CASE WHEN sent AND counted THEN 1 END),
        COUNT(CASE WHEN sent AND whole THEN 1 END), COUNT(CASE WHEN sent AND checked THEN 1 END),
        COUNT(CASE WHEN sent AND seen_whole THEN 1 END),
        CAST(SUM(CASE WHEN sent THEN value_minor ELSE 0 END) AS BIGINT),
        CAST(SUM(CASE WHEN sent THEN confirmed_minor ELSE 0 END) AS BIGINT),
        CAST(SUM(CASE WHEN sent THEN seen_minor ELSE 0 END) AS BIGINT)
      FROM grant_item GROUP BY grant_id, currency",
};

/// Of the readers' own rows, and of those of an agency what it has itself.
const CHECKS: Table = Table {
    name: "check_total",
    add: "INSERT INTO check_total (scope, scope_id, what, month, unit_id, agency_id, currency, items, value_minor)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (scope, scope_id, what, month, unit_id, agency_id, currency)
      DO UPDATE SET items = check_total.items + excluded.items, value_minor = check_total.value_minor + excluded.value_minor",
    sweep: "DELETE FROM check_total WHERE items = 0",
    empty: "DELETE FROM check_total",
    into: "INSERT INTO check_total (scope, scope_id, what, month, unit_id, agency_id, currency, items, value_minor) ",
    kept: "SELECT scope, scope_id, what, month, unit_id, agency_id, currency, items, value_minor FROM check_total",
    added_up: "SELECT s.scope, s.scope_id, s.what, s.month, s.unit_id, s.agency_id, s.currency, COUNT(*),
        CAST(SUM(s.confirmed_minor) AS BIGINT)
      FROM (SELECT r.scope, r.scope_id, 'held' AS what, '' AS month, r.unit_id, r.agency_id, r.currency, r.confirmed_minor
          FROM item_reader r JOIN item_now n ON n.item_id = r.item_id
          WHERE n.held AND n.received > 0 AND r.state <> 'cancelled' AND (r.scope <> 'agency' OR r.agency_id = r.scope_id)
        UNION ALL SELECT r.scope, r.scope_id, 'due', substr(r.due_on, 1, 7), r.unit_id, r.agency_id, r.currency, r.confirmed_minor
          FROM item_reader r WHERE r.due_on <> ''
        UNION ALL SELECT r.scope, r.scope_id, r.seen_how, substr(r.seen_on, 1, 7), r.unit_id, r.agency_id, r.currency,
            r.confirmed_minor
          FROM item_reader r WHERE r.seen_on <> '') s
      GROUP BY s.scope, s.scope_id, s.what, s.month, s.unit_id, s.agency_id, s.currency",
};

pub(super) async fn add(tx: &mut Tx, totals: &Totals) -> Result<()> {
    let reader = |((scope, currency), sums): (&(Scope, &'static str), &[i64; 2])| {
        changed(row![scope.word(), scope.id(), *currency], sums)
    };
    let unit = |((scope, unit), sums): (&(Scope, i64), &[i64; 3])| changed(row![scope.word(), scope.id(), *unit], sums);
    let grant = |((grant, currency), sums): (&(i64, &'static str), &[i64; 9])| changed(row![*grant, *currency], sums);
    add_rows(tx, &READERS, totals.readers.iter().filter_map(reader).collect()).await?;
    add_rows(tx, &UNITS, totals.units.iter().filter_map(unit).collect()).await?;
    add_rows(tx, &GRANTS, totals.grants.iter().filter_map(grant).collect()).await?;
    let check =
        |((scope, what, month, unit, agency, currency), sums): (&(Scope, &str, String, i64, i64, &str), &[i64; 2])| {
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
    for table in [&READERS, &UNITS, &GRANTS, &CHECKS] {
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
    for table in [&READERS, &UNITS, &GRANTS, &CHECKS] {
        act!(&mut *tx, Query::new(table.empty))?;
        act!(&mut *tx, Query::new(table.into).with(table.added_up, []))?;
    }
    Ok(())
}
