//! Announcements: what staff tell donors of a planned handover, which they do not read otherwise before it is dispatched.

use chrono::NaiveDate;
use domain::{
    Action, PartialDate, Scope, Timestamp, Viewer,
    change::{Deed, Entity},
    round::RoundStatus,
};

use super::stand;
use crate::{
    Error, Parsed, Result, Tx,
    batch::Bind,
    db::sql,
    facts::{self, Table, ToldBy, rows},
    notices,
    query::{Query, ask},
};

/// More handovers are never planned at once.
const MOST: i64 = 200;

/// A planned handover as it was announced.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Planned {
    /// Of the announcement.
    pub id: i64,
    /// What the embassies are told.
    pub words: String,
    pub day: Parsed<PartialDate>,
    pub recorded_at: i64,
    /// The code of the round, for staff and administrators.
    pub round: Option<String>,
}

/// Tells the donors of a scheduled round on which day its handover is planned. A later announcement replaces an earlier one.
///
/// # Errors
/// Staff only; not found; the round is not scheduled.
pub async fn announce(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    day: NaiveDate,
    words: &str,
) -> Result<()> {
    viewer.may(Action::ManageRounds)?;
    let stands = stand(tx, viewer, code).await?;
    if stands.status != RoundStatus::Scheduled {
        return Err(Error::conflict("Only a handover that is scheduled and not dispatched yet can be announced."));
    }
    if day < at.day() {
        return Err(Error::invalid("day", "This day is over: enter the day for which it is planned"));
    }
    insert(tx, viewer, at, stands.row.id, day, words, false).await
}

/// Takes back what was announced, and tells the donors.
///
/// # Errors
/// Staff only; not found; nothing is announced.
pub async fn withdraw_announcement(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str) -> Result<()> {
    viewer.may(Action::ManageRounds)?;
    let round = stand(tx, viewer, code).await?.row.id;
    let Some(stands) = announced(tx, viewer, code).await? else {
        return Err(Error::conflict("Nothing is announced of this round."));
    };
    let day = stands.day.0.start();
    insert(tx, viewer, at, round, day, &stands.words, true).await
}

async fn insert(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    round: i64,
    day: NaiveDate,
    words: &str,
    withdrawn: bool,
) -> Result<()> {
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO round_announcement (round_id, words, day, withdrawn, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"
    )
    .bind(round)
    .bind(words)
    .bind(day.to_string())
    .bind(i64::from(withdrawn))
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Published, &ANNOUNCEMENT, id).await?;
    notices::handover_announced(tx, at, id).await
}

/// What is announced of a round now.
///
/// # Errors
/// Staff only.
pub async fn announced(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Option<Planned>> {
    viewer.may(Action::ManageRounds)?;
    Ok(sql!(tx, |c| {
        sqlx::query_as(
        "SELECT n.id, n.words, n.day, n.recorded_at, r.code AS round FROM round_announcement n JOIN round r ON r.id = n.round_id
         WHERE r.code = $1 AND n.withdrawn = 0
           AND NOT EXISTS (SELECT 1 FROM round_announcement x WHERE x.round_id = n.round_id AND x.id > n.id)"
    )
    .bind(code)
    .fetch_optional(c)
    })?)
}

/// What is announced and still to come, the next first. A donor reads what its grants pay for, without the code of the round.
///
/// # Errors
/// The role reads no plans.
pub async fn planned(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<Planned>> {
    viewer.may(Action::SeePlanned)?;
    let query = match viewer.scope {
        Scope::Donor(_) => Query::new("SELECT n.id, n.words, n.day, n.recorded_at, NULL AS round"),
        _ => Query::new("SELECT n.id, n.words, n.day, n.recorded_at, r.code AS round"),
    };
    let query = query
        .with(
            " FROM round_announcement n JOIN round r ON r.id = n.round_id WHERE n.withdrawn = 0
               AND NOT EXISTS (SELECT 1 FROM round_announcement x WHERE x.round_id = n.round_id AND x.id > n.id)
               AND NOT EXISTS (SELECT 1 FROM round_step s WHERE s.round_id = r.id AND s.step <> 'scheduled')",
            [],
        )
        .for_reader(
            viewer,
            "",
            " AND FALSE",
            " AND EXISTS (SELECT 1 FROM line l JOIN funding_share s ON s.item_id = l.item_id
               JOIN grant_donor d ON d.grant_id = s.grant_id WHERE l.round_id = r.id AND d.reader_id = ?)",
        )
        .with(" ORDER BY n.day, n.id LIMIT ?", [Bind::from(MOST)]);
    Ok(ask!(tx, query, fetch_all)?)
}

pub(crate) static ANNOUNCEMENT: Table = Table::new(
    "round_announcement",
    Entity::Announcement,
    ToldBy::Key,
    rows!(
        "SELECT n.id AS _id, n.id AS _key, 'published' AS _deed, n.person_id AS _person, n.recorded_at AS _at, r.code AS round,
           n.words, n.day, n.withdrawn AS \"withdrawn!\" FROM round_announcement n JOIN round r ON r.id = n.round_id",
        "n.id"
    ),
)
.deeds(&[Deed::Published]);
