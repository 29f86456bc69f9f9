//! Verifications: dated checks of items where they stand. Append-only.

use std::collections::HashMap;

use domain::{
    Action, AsOf, PartialDate, Timestamp, Viewer,
    change::{Deed, Entity},
    check::Method,
    item::Condition,
    verification::{Finding, NewVerification},
};

use crate::{
    Error, Parsed, Result, Tx,
    db::sql,
    facts::{self, Table, ToldBy, rows},
    items, now,
};

/// A check, as far as the viewer may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerificationRow {
    pub checked_on: PartialDate,
    pub finding: Finding,
    pub seen: i64,
    pub condition: Option<Condition>,
    pub method: Method,
    /// The donor's embassy took part.
    pub joint: bool,
    /// Said to staff and administrators only.
    pub note: Option<String>,
    /// Said to staff and administrators only.
    pub person: Option<String>,
    pub recorded_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    checked_on: Parsed<PartialDate>,
    finding: Parsed<Finding>,
    seen: i64,
    condition: Option<Parsed<Condition>>,
    method: Parsed<Method>,
    joint: i64,
    note: Option<String>,
    person: Option<String>,
    recorded_at: i64,
}

/// Records a check of an item that was handed over.
///
/// # Errors
/// Staff only; no such item: "not found"; never dispatched, nobody signed for any of it, or more than it has.
pub async fn record(tx: &mut Tx, viewer: &Viewer, at: Timestamp, tag: &str, new: &NewVerification) -> Result<i64> {
    viewer.may(Action::VerifyItems)?;
    let item = items::show(tx, viewer, tag).await?;
    if !item.lines.iter().any(|line| line.line.dispatched) {
        return Err(Error::conflict("This item was not handed over yet: there is nothing to check."));
    }
    // "Checked" is never said of what has no receipt.
    now::settle(tx).await?;
    let received: Option<i64> = sql!(&mut *tx, |c| sqlx::query_scalar(
        "SELECT n.received FROM item_now n JOIN item i ON i.id = n.item_id WHERE i.tag = $1"
    )
    .bind(tag)
    .fetch_optional(c))?;
    if received.unwrap_or_default() == 0 {
        return Err(Error::conflict(
            "Nobody has signed for it yet: it is counted first, and checked where it stands afterwards.",
        ));
    }
    if new.seen > item.quantity {
        return Err(Error::invalid("seen", format!("Enter a number from 1 to {}", item.quantity)));
    }
    let (item,): (i64,) =
        sql!(&mut *tx, |c| sqlx::query_as("SELECT id FROM item WHERE tag = $1").bind(tag).fetch_one(c))?;
    append(tx, viewer, at, item, new).await
}

/// Writes a check of an item of which the caller knows that it can be checked.
pub(crate) async fn append(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    item: i64,
    new: &NewVerification,
) -> Result<i64> {
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO verification (item_id, checked_on, finding, seen, condition, joint, note, person_id, recorded_at, method)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id"
    )
    .bind(item)
    .bind(Parsed(new.checked_on))
    .bind(new.finding.word())
    .bind(new.seen)
    .bind(new.condition.map(Condition::word))
    .bind(i64::from(new.joint))
    .bind(&new.note)
    .bind(viewer.person)
    .bind(at.0)
    .bind(new.method.word())
    .fetch_one(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &VERIFICATION, id).await?;
    Ok(id)
}

pub(crate) static VERIFICATION: Table = Table::new(
    "verification",
    Entity::Verification,
    ToldBy::Number("id"),
    rows!(
        "SELECT v.id AS _id, i.tag AS _key, 'created' AS _deed, v.person_id AS _person, v.recorded_at AS _at, v.id, v.checked_on,
           v.finding, v.seen, v.condition, v.joint AS \"joint!\", v.note, v.method FROM verification v JOIN item i ON i.id = v.item_id",
        "v.id"
    ),
);

/// The checks of an item, oldest first, on both clocks.
///
/// # Errors
/// The item is not there or out of scope: "not found".
pub async fn of_item(tx: &mut Tx, viewer: &Viewer, tag: &str, as_of: AsOf) -> Result<Vec<VerificationRow>> {
    // The item's own scope decides who reads its checks.
    if !items::in_scope_as_of(tx, viewer, tag, as_of).await?.verified {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT v.checked_on, v.finding, v.seen, v.condition, v.method, v.joint, CASE WHEN $2 THEN v.note END AS note,
           CASE WHEN $2 THEN p.name END AS person, v.recorded_at
         FROM verification v JOIN item i ON i.id = v.item_id JOIN person p ON p.id = v.person_id
         WHERE i.tag = $1 AND v.checked_on <= $3 AND v.recorded_at <= $4 ORDER BY v.checked_on, v.id"
    )
    .bind(tag)
    .bind(viewer.sees_everything())
    .bind(as_of.day_text())
    .bind(as_of.known_millis())
    .fetch_all(c)
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Item → how many of it were seen at its newest check. The caller looks up items that are in scope.
pub(crate) async fn seen(tx: &mut Tx, as_of: AsOf) -> Result<HashMap<i64, i64>> {
    let rows: Vec<(i64, i64)> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT item_id, seen FROM verification WHERE checked_on <= $1 AND recorded_at <= $2 ORDER BY checked_on, id"
    )
    .bind(as_of.day_text())
    .bind(as_of.known_millis())
    .fetch_all(c)
    })?;
    // Later rows replace earlier ones.
    Ok(rows.into_iter().collect())
}

impl From<Row> for VerificationRow {
    fn from(row: Row) -> Self {
        VerificationRow {
            checked_on: row.checked_on.0,
            finding: row.finding.0,
            seen: row.seen,
            condition: row.condition.map(|c| c.0),
            method: row.method.0,
            joint: row.joint == 1,
            note: row.note,
            person: row.person,
            recorded_at: Timestamp(row.recorded_at),
        }
    }
}
