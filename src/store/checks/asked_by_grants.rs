//! Grants that ask for checks more often.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
};

use crate::{
    Error, Result, Tx,
    db::sql,
    error::reason_given,
    facts::{self, Table, ToldBy, rows},
    grants, now,
};

/// What a grant asks for.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AskedByGrant {
    /// Months between two checks; `None`: no more than the categories ask for.
    pub every: Option<i64>,
    /// Where that is written.
    pub reason: String,
}

/// How often a grant asks that what it pays for is checked; nothing where nobody said so.
///
/// # Errors
/// Not there or out of scope: "not found".
pub async fn asked_more(tx: &mut Tx, viewer: &Viewer, grant: &str) -> Result<Option<AskedByGrant>> {
    let grant = grants::key(tx, viewer, grant).await?.id;
    Ok(sql!(tx, |c| sqlx::query_as(
        "SELECT every, reason FROM grant_check WHERE grant_id = $1 ORDER BY id DESC LIMIT 1"
    )
    .bind(grant)
    .fetch_optional(c))?)
}

/// Says how often a grant asks for checks from now on; `None`: no more than the categories of its things do.
///
/// # Errors
/// Staff alone say so; no such grant; not said where it is written; it says so already.
pub async fn ask_more(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    grant: &str,
    every: Option<i64>,
    reason: &str,
) -> Result<()> {
    viewer.may(Action::ManageGrants)?;
    let known = asked_more(tx, viewer, grant).await?;
    if known.as_ref().and_then(|known| known.every) == every {
        return Err(Error::invalid("check_every", "It says so already: change the number, or go back"));
    }
    let reason = reason_given(reason, "Say where that is written")?;
    let grant = grants::key(tx, viewer, grant).await?.id;
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO grant_check (grant_id, every, reason, person_id, recorded_at) VALUES ($1, $2, $3, $4, $5) RETURNING id"
    )
    .bind(grant)
    .bind(every)
    .bind(&reason)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    now::mark_grant(tx, grant).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Changed, &ASKED, id).await
}

pub(crate) static ASKED: Table = Table::new(
    "grant_check",
    Entity::Grant,
    ToldBy::Number("checks_asked"),
    rows!(
        "SELECT c.id AS _id, g.code AS _key, 'changed' AS _deed, c.person_id AS _person, c.recorded_at AS _at, c.id AS checks_asked,
           c.every, c.reason FROM grant_check c JOIN grant_agreement g ON g.id = c.grant_id",
        "c.id"
    ),
)
.deeds(&[Deed::Changed]);
