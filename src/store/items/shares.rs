//! Who paid which part of an item: dated facts, of which `funding_share` holds the newest.
//!
//! The first change writes down what came with the item as number 1. It is the answer to every question about a time
//! before the changes, whenever that was written down.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{
    Action, AsOf, Currency, FieldError, Money, PartialDate, Refusal, Timestamp, Viewer,
    change::{Deed, Entity},
    grant::check_shares,
    share::{AS_ENTERED, NewShares},
};
use serde_json::json;

use super::{ItemGrant, chain};
use crate::{
    Error, Parsed, Result, Tx, changes,
    db::{sql, touch},
    lines::{Of, lines_as_of},
    periods,
    units::grouped,
};

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

#[derive(sqlx::FromRow)]
struct Item {
    id: i64,
    name: String,
    value_minor: i64,
    currency: Parsed<Currency>,
    /// The day of the first dispatch.
    sent_on: Option<Parsed<PartialDate>>,
}

/// A share with the id of its grant.
struct Part {
    grant: i64,
    code: String,
    ppm: i64,
    value: Money,
}

/// Writes down who paid which part of an item from a day on. The value is split by largest remainder; nothing that was
/// written before is altered.
///
/// # Errors
/// Staff only; no such item; it is not dispatched yet; no such grant; shares that do not make a whole; a day in the
/// future, before the handover or in a locked period of a grant that gains or loses by it; nothing would change.
pub async fn change_shares(tx: &mut Tx, viewer: &Viewer, at: Timestamp, tag: &str, new: &NewShares) -> Result<()> {
    viewer.may(Action::ManageMoney)?;
    let item = find(tx, tag).await?;
    let Some(sent_on) = item.sent_on.map(|d| d.0) else {
        return Err(Error::conflict(format!(
            "“{}” has not been dispatched: who pays for it is still changed with its line in the round",
            item.name
        )));
    };
    check_day(new.effective_on, sent_on, at)?;
    let parts = split(tx, &item, &new.shares).await?;
    let day = AsOf { day: Some(new.effective_on), known: None };
    let mut before = in_force(tx, item.id, day).await?;
    let mut wanted: Vec<(i64, i64)> = parts.iter().map(|part| (part.grant, part.ppm)).collect();
    let mut concerned: Vec<i64> = before.iter().chain(&wanted).map(|(grant, _)| *grant).collect();
    (before.sort_unstable(), wanted.sort_unstable(), concerned.sort_unstable());
    concerned.dedup();
    if before == wanted {
        let words = format!("These are the shares on {} already: change one of them", words(new.effective_on));
        return Err(Error::invalid("shares[0][percent]", words));
    }
    for grant in concerned {
        periods::check_open(tx, grant, new.effective_on, at).await.map_err(under_the_day)?;
    }
    let newest = newest(tx, viewer, at, &item, sent_on).await?;
    let number = newest.0 + 1;
    write(tx, viewer, at, &item, number, PartialDate::Day(new.effective_on), &new.reason).await?;
    for part in &parts {
        add_part(tx, item.id, number, part).await?;
    }
    if PartialDate::Day(new.effective_on).start() >= newest.1.start() {
        replace_current(tx, item.id, number).await?;
    }
    let body = json!({
        "shares_number": number, "effective_on": new.effective_on.to_string(), "reason": new.reason,
        "shares": parts.iter().map(Part::fact).collect::<Vec<_>>(),
    });
    changes::record(tx, Some(viewer.person), at, Deed::Edited, Entity::Item, tag, &body).await
}

/// Who paid for an item in scope, cut to the viewer: see [`ItemGrant`].
///
/// # Errors
/// Not there or out of scope then: "not found".
pub async fn shares_as_of(tx: &mut Tx, viewer: &Viewer, tag: &str, as_of: AsOf) -> Result<Vec<ItemGrant>> {
    viewer.may(Action::SeeItems)?;
    let item = find(tx, tag).await?;
    if lines_as_of(tx, viewer, Of::Item(item.id), as_of).await?.is_empty() {
        return Err(Error::not_found());
    }
    chain::grants(tx, viewer, item.id, item.currency.0, as_of).await
}

/// Every change of an item's shares that had taken effect and was known, the newest day first; empty where nothing was ever
/// changed.
///
/// # Errors
/// Only staff and administrators read it; no such item.
pub async fn share_history(tx: &mut Tx, viewer: &Viewer, tag: &str, as_of: AsOf) -> Result<Vec<SharesEntry>> {
    viewer.may(Action::SeeChanges)?;
    let item = find(tx, tag).await?;
    let entries: Vec<(i64, i64, Parsed<PartialDate>, String, String, i64)> = sql!(&mut *tx, |c| {
        sqlx::query_as(
            "SELECT h.id, h.number, h.effective_on, h.reason, p.name, h.recorded_at
         FROM funding_change h JOIN person p ON p.id = h.person_id
         WHERE h.item_id = $1 AND (h.number = 1 OR (h.effective_on <= $2 AND h.recorded_at <= $3))
         ORDER BY h.effective_on DESC, h.number DESC",
        )
        .bind(item.id)
        .bind(as_of.day_text())
        .bind(as_of.known_millis())
        .fetch_all(c)
    })?;
    let shares: Vec<(i64, String, i64, i64)> = sql!(tx, |c| sqlx::query_as(
        "SELECT v.change_id, g.code, v.ppm, v.value_minor FROM funding_change_share v
         JOIN funding_change h ON h.id = v.change_id JOIN grant_agreement g ON g.id = v.grant_id
         WHERE h.item_id = $1 ORDER BY v.ppm DESC, g.code"
    )
    .bind(item.id)
    .fetch_all(c))?;
    let currency = item.currency.0;
    let share = |(change, code, ppm, minor)| (change, (code, ppm, Money::new(minor, currency)));
    let mut shares = grouped(shares.into_iter().map(share));
    let entry =
        |(id, number, effective_on, reason, person, at): (i64, i64, Parsed<PartialDate>, String, String, i64)| {
            SharesEntry {
                number,
                effective_on: effective_on.0,
                reason,
                person: (number > 1).then_some(person),
                recorded_at: Timestamp(at),
                shares: shares.remove(&id).unwrap_or_default(),
            }
        };
    Ok(entries.into_iter().map(entry).collect())
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

async fn find(tx: &mut Tx, tag: &str) -> Result<Item> {
    let item: Option<Item> = sql!(tx, |c| sqlx::query_as(
        "SELECT i.id, i.name, i.value_minor, i.currency, (SELECT MIN(s.occurred_on) FROM line l
           JOIN round_step s ON s.round_id = l.round_id AND s.step = 'dispatched' WHERE l.item_id = i.id) AS sent_on
         FROM item i WHERE i.tag = $1"
    )
    .bind(tag)
    .fetch_optional(c))?;
    item.ok_or_else(Error::not_found)
}

fn check_day(day: NaiveDate, sent_on: PartialDate, at: Timestamp) -> Result<()> {
    if day > at.day() {
        return Err(Error::invalid("effective_on", "This day lies in the future: enter today or an earlier day"));
    }
    if day < sent_on.start() {
        let words = format!("It was handed over on {}; enter that day or a later one", sent_on.words());
        return Err(Error::invalid("effective_on", words));
    }
    Ok(())
}

/// The message stands under the field that this form has.
fn under_the_day(error: Error) -> Error {
    match error {
        Error::Refused(Refusal::Invalid(errors)) => {
            let moved = errors.into_iter().map(|e| FieldError { field: "effective_on".to_owned(), ..e });
            Error::Refused(Refusal::Invalid(moved.collect()))
        }
        other => other,
    }
}

fn words(day: NaiveDate) -> String {
    PartialDate::Day(day).words()
}

async fn split(tx: &mut Tx, item: &Item, shares: &[(String, i64)]) -> Result<Vec<Part>> {
    let mut grants = Vec::new();
    for (i, (code, ppm)) in shares.iter().enumerate() {
        let id: Option<i64> = sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM grant_agreement WHERE code = $1")
            .bind(code)
            .fetch_optional(c))?;
        let unknown = || Error::invalid(format!("shares[{i}][grant]"), "Choose a grant from the list");
        grants.push((id.ok_or_else(unknown)?, *ppm));
    }
    let wrong = |words: String| Error::invalid("shares[0][percent]", words);
    check_shares(&grants).map_err(wrong)?;
    let weights: Vec<i64> = grants.iter().map(|(_, ppm)| *ppm).collect();
    let values = Money::new(item.value_minor, item.currency.0)
        .split(&weights)
        .ok_or_else(|| wrong("Enter shares that add up to 100 %".to_owned()))?;
    let part = |(((grant, ppm), (code, _)), value): (((i64, i64), &(String, i64)), Money)| Part {
        grant,
        code: code.clone(),
        ppm,
        value,
    };
    Ok(grants.into_iter().zip(shares).zip(values).map(part).collect())
}

/// (grant, parts per million) as of then.
async fn in_force(tx: &mut Tx, item: i64, as_of: AsOf) -> Result<Vec<(i64, i64)>> {
    Ok(sql!(tx, |c| sqlx::query_as(concat!("SELECT f.grant_id, f.ppm FROM ", paid_as_of!("$1", "$2", "$3"), " f"))
        .bind(item)
        .bind(as_of.day_text())
        .bind(as_of.known_millis())
        .fetch_all(c))?)
}

/// The highest number so far and the newest effective date. Writes the first entry if there is none.
async fn newest(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    item: &Item,
    sent_on: PartialDate,
) -> Result<(i64, PartialDate)> {
    let known: Option<(i64, Parsed<PartialDate>)> = sql!(&mut *tx, |c| {
        sqlx::query_as(
            "SELECT (SELECT MAX(number) FROM funding_change WHERE item_id = $1), effective_on FROM funding_change
         WHERE item_id = $1 ORDER BY effective_on DESC LIMIT 1",
        )
        .bind(item.id)
        .fetch_optional(c)
    })?;
    if let Some((number, day)) = known {
        return Ok((number, day.0));
    }
    write(tx, viewer, at, item, 1, sent_on, AS_ENTERED).await?;
    touch!(&mut *tx, |c| {
        sqlx::query(
        "INSERT INTO funding_change_share (change_id, grant_id, ppm, value_minor)
         SELECT h.id, f.grant_id, f.ppm, f.value_minor FROM funding_change h JOIN funding_share f ON f.item_id = h.item_id
         WHERE h.item_id = $1 AND h.number = 1"
    )
    .bind(item.id)
    .execute(c)
    })?;
    Ok((1, sent_on))
}

async fn write(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    item: &Item,
    number: i64,
    effective_on: PartialDate,
    reason: &str,
) -> Result<()> {
    touch!(tx, |c| sqlx::query(
        "INSERT INTO funding_change (item_id, number, effective_on, reason, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6)"
    )
    .bind(item.id)
    .bind(number)
    .bind(Parsed(effective_on))
    .bind(reason)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c))?;
    Ok(())
}

async fn add_part(tx: &mut Tx, item: i64, number: i64, part: &Part) -> Result<()> {
    touch!(tx, |c| sqlx::query(
        "INSERT INTO funding_change_share (change_id, grant_id, ppm, value_minor)
         SELECT h.id, $3, $4, $5 FROM funding_change h WHERE h.item_id = $1 AND h.number = $2"
    )
    .bind(item)
    .bind(number)
    .bind(part.grant)
    .bind(part.ppm)
    .bind(part.value.minor)
    .execute(c))?;
    Ok(())
}

async fn replace_current(tx: &mut Tx, item: i64, number: i64) -> Result<()> {
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM funding_share WHERE item_id = $1").bind(item).execute(c))?;
    touch!(tx, |c| sqlx::query(
        "INSERT INTO funding_share (item_id, grant_id, ppm, value_minor)
         SELECT h.item_id, v.grant_id, v.ppm, v.value_minor FROM funding_change h
         JOIN funding_change_share v ON v.change_id = h.id WHERE h.item_id = $1 AND h.number = $2"
    )
    .bind(item)
    .bind(number)
    .execute(c))?;
    Ok(())
}

impl Part {
    fn fact(&self) -> serde_json::Value {
        json!({
            "grant": self.code, "ppm": self.ppm, "value_minor": self.value.minor.to_string(),
            "currency": self.value.currency,
        })
    }
}
