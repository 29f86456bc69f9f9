//! One official who was recorded twice: the one is read as the other from then on, with what both did. See [`crate::merges`], which
//! does the same for units and agencies.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
};

use super::OFFICIAL;
use crate::{
    Error, Result, Tx,
    db::{sql, touch},
    error::reason_given,
    facts::{self, Table, ToldBy, rows},
    merges::TwinRow,
};

/// Its id, and that of who it is read as.
async fn find(tx: &mut Tx, code: &str) -> Result<Option<(i64, i64)>> {
    Ok(sql!(tx, |c| sqlx::query_as("SELECT id, as_id FROM official WHERE code = $1").bind(code).fetch_optional(c))?)
}

/// What would be read as the other's if the two were one: counted, before anybody says so.
///
/// # Errors
/// Only staff do this.
pub async fn moves(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Vec<String>> {
    viewer.may(Action::ManageOfficials)?;
    let Some((id, _)) = find(tx, code).await? else { return Ok(Vec::new()) };
    let count = "SELECT COUNT(*) FROM appearance WHERE official_id = $1";
    let many: i64 = sql!(tx, |c| sqlx::query_scalar(count).bind(id).fetch_one(c))?;
    Ok(match many {
        0 => Vec::new(),
        1 => vec!["1 signing or attendance".to_owned()],
        many => vec![format!("{many} signings and attendances")],
    })
}

/// Records that two are one: `code` is read as `into` from then on. Answers the code that it is read as.
///
/// # Errors
/// Only staff do this; there are no such two; one is read as another already; no reason.
pub async fn merge(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    into: &str,
    reason: &str,
) -> Result<String> {
    viewer.may(Action::ManageOfficials)?;
    let (twin, own) = find(tx, code).await?.ok_or_else(Error::not_found)?;
    if twin != own {
        return Err(Error::conflict(format!("{code} is read as another official already")));
    }
    let missing = || Error::invalid("into", "Choose the official that it is the same as");
    let (_, survivor) = find(tx, into.trim()).await?.ok_or_else(missing)?;
    if survivor == twin {
        return Err(Error::invalid("into", format!("Choose another official than {code} itself")));
    }
    let reason = reason_given(reason, "Say how it is known that the two are one")?;
    let merger: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO official_merger (official_id, into_official_id, reason, person_id, recorded_at) VALUES ($1, $2, $3, $4, $5)
         RETURNING id"
    )
    .bind(twin)
    .bind(survivor)
    .bind(&reason)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    read_anew(tx).await?;
    let together = [(&OFFICIAL, twin.into()), (&MERGER, merger.into())];
    facts::record_together(tx, Some(viewer.person), at, Deed::Merged, &together).await?;
    told(tx, viewer, at, survivor).await
}

/// Records that the two are two after all.
///
/// # Errors
/// Only staff do this; it is no twin; who it is read as is read as another one; no reason.
pub async fn part(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, reason: &str) -> Result<String> {
    viewer.may(Action::ManageOfficials)?;
    let (twin, survivor) = find(tx, code).await?.ok_or_else(Error::not_found)?;
    let reason = reason_given(reason, "Say how it is known that they are two")?;
    let standing: Option<(i64, i64, String)> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT m.id, s.id, s.code FROM official_merger m JOIN official s ON s.id = m.into_official_id WHERE m.official_id = $1
           AND NOT EXISTS (SELECT 1 FROM official_merger_withdrawal w WHERE w.merger_id = m.id)"
    )
    .bind(twin)
    .fetch_optional(c)
    })?;
    let (merger, into, into_code) =
        standing.ok_or_else(|| Error::conflict(format!("{code} is not read as another official")))?;
    if into != survivor {
        return Err(Error::conflict(format!("{into_code} is read as another official itself: part those two first")));
    }
    touch!(&mut *tx, |c| sqlx::query(
        "INSERT INTO official_merger_withdrawal (merger_id, reason, person_id, recorded_at) VALUES ($1, $2, $3, $4)"
    )
    .bind(merger)
    .bind(&reason)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c))?;
    read_anew(tx).await?;
    let together = [(&OFFICIAL, twin.into()), (&PARTED, merger.into())];
    facts::record_together(tx, Some(viewer.person), at, Deed::Withdrawn, &together).await?;
    told(tx, viewer, at, survivor).await
}

/// Who each is read as, by the mergers that stand.
async fn read_anew(tx: &mut Tx) -> Result<()> {
    touch!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE official SET as_id = COALESCE((SELECT m.into_official_id FROM official_merger m WHERE m.official_id = official.id
           AND NOT EXISTS (SELECT 1 FROM official_merger_withdrawal w WHERE w.merger_id = m.id)), id)
         WHERE id IN (SELECT m.official_id FROM official_merger m)"
    )
    .execute(c)
    })?;
    // Who stays can be merged as well: as often as it takes.
    while touch!(&mut *tx, |c| sqlx::query(
        "UPDATE official SET as_id = (SELECT s.as_id FROM official s WHERE s.id = official.as_id)
         WHERE as_id <> (SELECT s.as_id FROM official s WHERE s.id = official.as_id)"
    )
    .execute(c))?
        > 0
    {}
    Ok(())
}

/// The other one has other twins now, and says so in the chain. Answers its code.
async fn told(tx: &mut Tx, viewer: &Viewer, at: Timestamp, survivor: i64) -> Result<String> {
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &OFFICIAL, survivor).await?;
    Ok(sql!(tx, |c| sqlx::query_scalar("SELECT code FROM official WHERE id = $1").bind(survivor).fetch_one(c))?)
}

/// Who is read as this one, with why; staff alone are told.
///
/// # Errors
/// The database does not answer.
pub async fn twins(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Vec<TwinRow>> {
    if !viewer.sees_everything() {
        return Ok(Vec::new());
    }
    Ok(sql!(tx, |c| {
        sqlx::query_as(
        "SELECT f.code, m.reason, p.name AS person, m.recorded_at FROM official o JOIN official f ON f.as_id = o.as_id AND f.id <> f.as_id
         JOIN official_merger m ON m.official_id = f.id JOIN person p ON p.id = m.person_id
         WHERE o.code = $1 AND NOT EXISTS (SELECT 1 FROM official_merger_withdrawal w WHERE w.merger_id = m.id) ORDER BY f.code"
    )
    .bind(code)
    .fetch_all(c)
    })?)
}

pub(crate) static MERGER: Table = Table::new(
    "official_merger",
    Entity::Official,
    ToldBy::Number("merger"),
    rows!(
        "SELECT m.id AS _id, f.code AS _key, 'merged' AS _deed, m.person_id AS _person, m.recorded_at AS _at, m.id AS merger,
           s.code AS into_code, m.reason FROM official_merger m JOIN official f ON f.id = m.official_id
         JOIN official s ON s.id = m.into_official_id",
        "m.id"
    ),
);

pub(crate) static PARTED: Table = Table::new(
    "official_merger_withdrawal",
    Entity::Official,
    ToldBy::Number("withdrawn_merger"),
    rows!(
        "SELECT w.merger_id AS _id, f.code AS _key, 'withdrawn' AS _deed, w.person_id AS _person, w.recorded_at AS _at,
           w.merger_id AS withdrawn_merger, w.reason FROM official_merger_withdrawal w
         JOIN official_merger m ON m.id = w.merger_id JOIN official f ON f.id = m.official_id",
        "w.merger_id"
    ),
);
