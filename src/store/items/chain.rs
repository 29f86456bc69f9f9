//! The links of an item's chain. Callers have checked that the item is in scope.

use domain::{
    AsOf, Currency, Money, Role, Scope, Viewer,
    custody::{Event, Kind, Place},
    item::Condition,
};

use super::{ItemGrant, ItemLine, ItemReceipt, paid_as_of, round_refs};
use crate::{
    LineRow, Parsed, Result, Tx,
    batch::Bind,
    custody::{self, CustodyRow, Stored},
    db::sql,
    may_name,
    query::{Query, ask},
    receipts,
    units::grouped,
};

#[derive(sqlx::FromRow)]
struct Share {
    code: String,
    title: String,
    ppm: i64,
    value_minor: i64,
    together: bool,
    /// Their names, each on a line.
    donors: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Count {
    line_id: i64,
    public_id: String,
    expected: i64,
    received: i64,
    short: i64,
    damaged: i64,
    refused: i64,
    surplus: i64,
    condition: Parsed<Condition>,
    remark: Option<String>,
}

/// Who paid, cut to the viewer: see [`ItemGrant`]; and whether several donors gave one of these grants together.
pub(super) async fn grants(
    tx: &mut Tx,
    viewer: &Viewer,
    item: i64,
    currency: Currency,
    as_of: AsOf,
) -> Result<(Vec<ItemGrant>, bool)> {
    let officer = viewer.role == Role::Officer;
    // The texts of the shares on a day say `$1` to `$3` themselves, and the parts for a donor its own `$4`.
    let mut binds = vec![item.into(), Bind::from(as_of.day_text().as_str()), as_of.known_millis().into()];
    let (own_name, own_grant) = match viewer.scope {
        Scope::Donor(donor) => {
            binds.push(donor.into());
            (
                " AND d.reader_id = $4",
                " WHERE EXISTS (SELECT 1 FROM grant_donor d WHERE d.grant_id = g.id AND d.reader_id = $4)",
            )
        }
        Scope::Everything | Scope::Agency(_) => ("", ""),
        Scope::Country(_) => (" AND FALSE", " WHERE FALSE"),
    };
    let mut query = Query::default();
    for part in [
        "SELECT g.code, g.title, f.ppm, f.value_minor,
           (SELECT COUNT(*) FROM grant_donor o WHERE o.grant_id = g.id) > 1 AS together,
           (SELECT string_agg(s.name, '\n') FROM (SELECT o.name FROM grant_donor d JOIN donor o ON o.id = d.donor_id
             WHERE d.grant_id = g.id",
        own_name,
        concat!(
            " ORDER BY o.name) s) AS donors FROM ",
            paid_as_of!("$1", "$2", "$3"),
            " f JOIN grant_agreement g ON g.id = f.grant_id"
        ),
        own_grant,
        " ORDER BY f.ppm DESC, g.code",
    ] {
        query.push(part, []);
    }
    let shares: Vec<Share> = ask!(tx, query.numbered(binds), fetch_all)?;
    let grant = |share: Share| ItemGrant {
        donors: share.donors.unwrap_or_default().lines().map(str::to_owned).collect(),
        code: (!officer).then_some(share.code),
        title: (!officer).then_some(share.title),
        ppm: viewer.sees_everything().then_some(share.ppm),
        value: (!officer).then_some(Money::new(share.value_minor, currency)),
    };
    let together = shares.iter().any(|share| share.together);
    Ok((shares.into_iter().map(grant).collect(), together))
}

/// Each line with its round and with what was counted of it.
pub(super) async fn item_lines(
    tx: &mut Tx,
    viewer: &Viewer,
    in_scope: Vec<LineRow>,
    as_of: AsOf,
) -> Result<Vec<ItemLine>> {
    let rounds = round_refs(tx, in_scope.iter().map(|line| line.round_id), as_of).await?;
    let mut rows = Vec::new();
    // An officer whose agency got it by a reassignment reads nothing of the round in which another one received it.
    let foreign = |line: &LineRow| viewer.agency().is_ok_and(|agency| agency != line.agency_id);
    let Some(item) = in_scope.first().map(|line| line.item_id) else { return Ok(rows) };
    let mut counted = grouped(counted(tx, viewer, item, as_of).await?);
    for line in in_scope.into_iter().filter(|line| !foreign(line)) {
        let receipts = counted.remove(&line.id).unwrap_or_default();
        rows.extend(rounds.get(&line.round_id).cloned().map(|round| ItemLine { line, round, receipts }));
    }
    Ok(rows)
}

/// Line → what was counted of it.
async fn counted(tx: &mut Tx, viewer: &Viewer, item: i64, as_of: AsOf) -> Result<Vec<(i64, ItemReceipt)>> {
    let refs = receipts::of_item(tx, viewer, item).await?;
    let counts: Vec<Count> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT n.line_id, t.public_id, n.expected, n.received, n.short, n.damaged, n.refused, n.surplus, n.condition,
           CASE WHEN $2 THEN NULL ELSE n.remark END AS remark
         FROM line l JOIN receipt_line n ON n.line_id = l.id JOIN receipt t ON t.id = n.receipt_id
         WHERE l.item_id = $1 AND t.received_on <= $3 AND t.recorded_at <= $4 ORDER BY n.line_id, n.sequence, n.id"
    )
    .bind(item)
    .bind(viewer.is_donor())
    .bind(as_of.day_text())
    .bind(as_of.known_millis())
    .fetch_all(c)
    })?;
    let receipt = |count: Count| {
        let mut receipt = refs.get(&count.public_id)?.clone();
        // A correction of which nobody knew then.
        receipt.superseded = receipt.superseded.filter(|by| as_of.known.is_none_or(|known| by.at <= known));
        Some((
            count.line_id,
            ItemReceipt {
                receipt,
                expected: count.expected,
                received: count.received,
                short: count.short,
                damaged: count.damaged,
                refused: count.refused,
                surplus: count.surplus,
                condition: count.condition.0,
                remark: count.remark,
            },
        ))
    };
    Ok(counts.into_iter().filter_map(receipt).collect())
}

/// Who held it from when: an officer reads what concerns its own agency, a donor no names, words and documents.
pub(super) fn custody(viewer: &Viewer, names: &custody::Names, stored: Stored, as_of: AsOf) -> Vec<CustodyRow> {
    let inside = !viewer.is_donor();
    let counts = |event: &Event| {
        as_of.day.is_none_or(|day| event.occurred_on.start() <= day)
            && as_of.known.is_none_or(|known| event.recorded_at <= known)
            && (custody::concerns(viewer, event.from) || custody::concerns(viewer, event.to))
    };
    let events = stored.history.events().iter().zip(stored.told).filter(|(event, _)| counts(event));
    let mut rows: Vec<CustodyRow> = events
        .filter_map(|(event, told)| {
            let words = |place: Place| match place {
                Place::Unit(keeper) => names.label(keeper),
                place => place.words(&|keeper| names.label(keeper)),
            };
            Some(CustodyRow {
                kind: Kind::of(event.from, event.to)?,
                holder: words(event.to),
                from: (!told.of_line).then(|| words(event.from)),
                quantity: event.quantity,
                occurred_on: event.occurred_on,
                recorded_at: event.recorded_at,
                receipt: told.receipt,
                corrected_by: told
                    .taken_back
                    .filter(|(_, at)| as_of.known.is_none_or(|known| *at <= known))
                    .map(|(by, _)| by),
                condition: told.condition,
                movement: told.movement.filter(|_| inside),
                words: told.words.filter(|_| inside),
                police_report: told.police_report.filter(|_| inside),
                document: told.document.filter(|_| inside),
                person: told.person.filter(|(_, agency)| may_name(viewer, *agency)).map(|(name, _)| name),
            })
        })
        .collect();
    // In the order of their days; what was recorded first stands first within a day.
    rows.sort_by_key(|row| row.occurred_on.start());
    rows
}
