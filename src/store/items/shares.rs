//! Who paid which part of an item: dated facts, of which `funding_share` holds the newest.
//!
//! The first change writes down what came with the item as number 1. It is the answer to every question about a time
//! before the changes, whenever that was written down.

use std::collections::HashMap;

use domain::{Action, AsOf, Money, PartialDate, Timestamp, Viewer};

use super::{ItemGrant, Known, chain, in_scope_as_of, known};
use crate::{Parsed, Result, Tx, db::sql};

mod change;
pub(crate) use change::SHARES;
pub use change::change_shares;

/// The shares of the item `$item` today: (grant_id, ppm, value_minor).
macro_rules! paid_now {
    ($item:literal) => {
        concat!("(SELECT grant_id, ppm, value_minor FROM funding_share WHERE item_id = ", $item, ")")
    };
}
pub(crate) use paid_now;

/// The change of the item `$item` that was in force on `$day` as far as was known at `$known`; null where nothing was changed.
macro_rules! change_as_of {
    ($item:literal, $day:literal, $known:literal) => {
        concat!(
            "(SELECT h.id FROM funding_change h WHERE h.item_id = ",
            $item,
            " AND (h.number = 1 OR (h.effective_on <= ",
            $day,
            " AND h.recorded_at <= ",
            $known,
            ")) ORDER BY h.effective_on DESC, h.number DESC LIMIT 1)"
        )
    };
}
pub(crate) use change_as_of;

/// The shares of the item `$item` that were in force on `$day` as far as was known at `$known`.
macro_rules! paid_as_of {
    ($item:literal, $day:literal, $known:literal) => {
        concat!(
            "(SELECT o.grant_id, o.ppm, o.value_minor FROM funding_share o WHERE o.item_id = ",
            $item,
            " AND NOT EXISTS (SELECT 1 FROM funding_change h WHERE h.item_id = ",
            $item,
            ") UNION ALL SELECT v.grant_id, v.ppm, v.value_minor FROM funding_change_share v WHERE v.change_id = ",
            $crate::items::change_as_of!($item, $day, $known),
            ")"
        )
    };
}
pub(crate) use paid_as_of;

/// One entry of an item's history, as staff and administrators read it.
#[derive(Debug, Clone)]
pub struct SharesEntry {
    /// 1 is how it came with the item.
    pub number: i64,
    pub effective_on: PartialDate,
    pub reason: String,
    /// Who changed it; nobody for what came with the item.
    pub person: Option<String>,
    pub recorded_at: Timestamp,
    /// Grant code, parts per million, its part of the value; the largest first.
    pub shares: Vec<(String, i64, Money)>,
}

/// Who paid for an item in scope, cut to the viewer: see [`ItemGrant`].
///
/// # Errors
/// Not there or out of scope then: "not found".
pub async fn shares_as_of(tx: &mut Tx, viewer: &Viewer, tag: &str, as_of: AsOf) -> Result<Vec<ItemGrant>> {
    viewer.may(Action::SeeItems)?;
    let item = in_scope_as_of(tx, viewer, tag, as_of).await?;
    let (grants, _) = chain::grants(tx, viewer, item.id, item.currency.0, as_of).await?;
    Ok(grants)
}

/// Every change of an item's shares that had taken effect and was known, the newest day first; empty where nothing was ever
/// changed.
///
/// # Errors
/// Only staff and administrators read it; no such item.
pub async fn share_history(tx: &mut Tx, viewer: &Viewer, tag: &str, as_of: AsOf) -> Result<Vec<SharesEntry>> {
    viewer.may(Action::SeeChanges)?;
    let item = known(tx, tag).await?;
    if !item.reshared {
        return Ok(Vec::new());
    }
    let rows: Vec<Changed> = sql!(tx, |c| {
        sqlx::query_as(
            "SELECT h.number, h.effective_on, h.reason, p.name AS person, h.recorded_at, g.code, v.ppm, v.value_minor
         FROM funding_change h JOIN person p ON p.id = h.person_id LEFT JOIN funding_change_share v ON v.change_id = h.id
         LEFT JOIN grant_agreement g ON g.id = v.grant_id
         WHERE h.item_id = $1 AND (h.number = 1 OR (h.effective_on <= $2 AND h.recorded_at <= $3))
         ORDER BY h.effective_on DESC, h.number DESC, v.ppm DESC, g.code",
        )
        .bind(item.id)
        .bind(as_of.day_text())
        .bind(as_of.known_millis())
        .fetch_all(c)
    })?;
    let mut entries: Vec<SharesEntry> = Vec::new();
    for row in rows {
        if entries.last().is_none_or(|entry| entry.number != row.number) {
            entries.push(SharesEntry {
                number: row.number,
                effective_on: row.effective_on.0,
                reason: row.reason,
                person: (row.number > 1).then_some(row.person),
                recorded_at: Timestamp(row.recorded_at),
                shares: Vec::new(),
            });
        }
        let share = row.code.zip(row.ppm).zip(row.value_minor);
        if let (Some(entry), Some(((code, ppm), minor))) = (entries.last_mut(), share) {
            entry.shares.push((code, ppm, Money::new(minor, item.currency.0)));
        }
    }
    Ok(entries)
}

/// A change with one of its shares.
#[derive(sqlx::FromRow)]
struct Changed {
    number: i64,
    effective_on: Parsed<PartialDate>,
    reason: String,
    person: String,
    recorded_at: i64,
    code: Option<String>,
    ppm: Option<i64>,
    value_minor: Option<i64>,
}

/// Item → the part of its value that this grant paid. The caller has checked that the grant is in scope.
pub(crate) async fn of_grant(tx: &mut Tx, grant: i64, as_of: AsOf) -> Result<HashMap<i64, i64>> {
    let parts: Vec<(i64, i64)> = sql!(tx, |c| {
        sqlx::query_as(concat!(
        "SELECT i.id, f.value_minor FROM item i JOIN (
           SELECT item_id FROM funding_share WHERE grant_id = $1
           UNION SELECT h.item_id FROM funding_change h JOIN funding_change_share v ON v.change_id = h.id WHERE v.grant_id = $1
         ) e ON e.item_id = i.id
         JOIN funding_change_share f ON f.change_id = ",
        change_as_of!("i.id", "$2", "$3"),
        " WHERE f.grant_id = $1
         UNION ALL SELECT f.item_id, f.value_minor FROM funding_share f WHERE f.grant_id = $1
           AND NOT EXISTS (SELECT 1 FROM funding_change h WHERE h.item_id = f.item_id)"
    ))
    .bind(grant)
    .bind(as_of.day_text())
    .bind(as_of.known_millis())
    .fetch_all(c)
    })?;
    Ok(parts.into_iter().collect())
}
