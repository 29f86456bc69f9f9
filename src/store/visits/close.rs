//! A visit is closed, and what nobody looked at is missing from then on; or it is cancelled.

use chrono::NaiveDate;
use domain::{
    Timestamp, Viewer,
    change::{Deed, Entity},
    check::{Method, questions},
    verification::{Finding, NewVerification},
};

use super::{Known, look::LOOK, open, plan::VISIT};
use crate::{
    Error, Result, Tx, categories,
    changes::changed_meanwhile,
    db::{sql, touch},
    error::reason_given,
    facts, verifications,
};

/// The tags of what was seen and whose checklist is not filled in, at most so many.
const MOST_NAMED: usize = 5;

/// What was seen and has a checklist that is not filled in.
///
/// # Errors
/// Staff only; no such visit: "not found"; it is over.
pub async fn without_answers(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Vec<String>> {
    let known = open(tx, viewer, code).await?;
    unanswered(tx, &known).await
}

async fn unanswered(tx: &mut Tx, visit: &Known) -> Result<Vec<String>> {
    let rows: Vec<(String, Option<i64>, i64)> = sql!(&mut *tx, |c| {
        sqlx::query_as(
            "SELECT i.tag, i.category_id, (SELECT COUNT(*) FROM visit_answer a WHERE a.look_id = l.id)
         FROM visit_look l JOIN verification v ON v.id = l.verification_id JOIN item i ON i.id = v.item_id
         WHERE l.visit_id = $1 AND v.seen > 0 AND l.visit_item_id IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM visit_look n WHERE n.visit_item_id = l.visit_item_id AND n.id > l.id)
         ORDER BY i.tag",
        )
        .bind(visit.id)
        .fetch_all(c)
    })?;
    let lists = categories::checklists(tx).await?;
    let asked = |category: Option<i64>| {
        category.and_then(|category| lists.get(&category)).map_or(0, |lines| questions(lines).len())
    };
    let lacking = rows
        .into_iter()
        .filter(|(_, category, answered)| i64::try_from(asked(*category)).unwrap_or(i64::MAX) > *answered);
    let mut tags: Vec<String> = lacking.map(|(tag, ..)| tag).collect();
    tags.dedup();
    Ok(tags)
}

/// Closes a visit on the day on which it was held. What nobody looked at was not there: each such thing gets a check that says so.
/// Answers how many there are.
///
/// # Errors
/// Staff only; no such visit: "not found"; it is over; nobody looked at anything; a checklist is not filled in; the day lies in the
/// future; somebody changed it meanwhile.
pub async fn close(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    expected_version: i64,
    held_on: NaiveDate,
) -> Result<i64> {
    let known = open(tx, viewer, code).await?;
    if known.version != expected_version {
        return Err(changed_meanwhile(tx, viewer, Entity::Visit, code).await?);
    }
    if held_on > at.day() {
        return Err(Error::invalid("held_on", "This lies in the future: a visit is closed once it was held"));
    }
    let lacking = unanswered(tx, &known).await?;
    if !lacking.is_empty() {
        let named = lacking.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = lacking.len().saturating_sub(MOST_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        return Err(Error::conflict(format!(
            "The checklist of {named}{more} is not filled in: fill it in, then close the visit"
        )));
    }
    let looked: bool =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM visit_look WHERE visit_id = $1)")
            .bind(known.id)
            .fetch_one(c))?;
    if !looked {
        return Err(Error::conflict("Nobody has looked at anything yet: cancel the visit if it was not held"));
    }
    let missing: Vec<(i64, i64)> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT e.id, e.item_id FROM visit_item e WHERE e.visit_id = $1
           AND NOT EXISTS (SELECT 1 FROM visit_look l WHERE l.visit_item_id = e.id) ORDER BY e.id"
    )
    .bind(known.id)
    .fetch_all(c))?;
    for (row, item) in &missing {
        let check = NewVerification {
            checked_on: held_on.into(),
            finding: Finding::NotSeen,
            seen: 0,
            condition: None,
            method: Method::Seen,
            joint: known.joint,
            note: Some(format!("Nobody could show it on visit {code}")),
        };
        let check = verifications::append(tx, viewer, at, *item, &check).await?;
        let look: i64 = sql!(&mut *tx, |c| {
            sqlx::query_scalar(
            "INSERT INTO visit_look (visit_id, visit_item_id, verification_id, missing) VALUES ($1, $2, $3, 1) RETURNING id"
        )
        .bind(known.id)
        .bind(row)
        .bind(check)
        .fetch_one(c)
        })?;
        facts::record(tx, Some(viewer.person), at, Deed::Confirmed, &LOOK, look).await?;
    }
    touch!(&mut *tx, |c| sqlx::query(
        "UPDATE visit SET state = 'closed', held_on = $2, version = version + 1 WHERE id = $1"
    )
    .bind(known.id)
    .bind(held_on.to_string())
    .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Ended, &VISIT, known.id).await?;
    Ok(i64::try_from(missing.len()).unwrap_or(i64::MAX))
}

/// Says that a visit is not held.
///
/// # Errors
/// Staff only; no such visit: "not found"; it is over; something was looked at already; no reason; somebody changed it meanwhile.
pub async fn cancel(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    expected_version: i64,
    reason: &str,
) -> Result<()> {
    let known = open(tx, viewer, code).await?;
    if known.version != expected_version {
        return Err(changed_meanwhile(tx, viewer, Entity::Visit, code).await?);
    }
    let looked: bool =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM visit_look WHERE visit_id = $1)")
            .bind(known.id)
            .fetch_one(c))?;
    if looked {
        return Err(Error::conflict("Something was looked at already: close the visit instead"));
    }
    let reason = reason_given(reason, "Say why it is not held")?;
    touch!(&mut *tx, |c| sqlx::query(
        "UPDATE visit SET state = 'cancelled', reason = $2, version = version + 1 WHERE id = $1"
    )
    .bind(known.id)
    .bind(&reason)
    .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Cancelled, &VISIT, known.id).await
}
