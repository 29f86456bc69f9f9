//! Who signed an agreement, witnessed its signing, spoke at a round or came to it.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
    official::{NewAppearance, Occasion, Part},
};

use super::{AppearanceRow, READ, read, write};
use crate::{
    Error, Parsed, Result, Tx,
    changes::changed_meanwhile,
    db::{sql, touch},
    error::reason_given,
    facts::{self, Table, ToldBy, rows},
    query::Query,
    sources,
};

/// One of them, for whoever may correct it.
///
/// # Errors
/// Only staff do this; no such appearance: "not found".
pub async fn appearance(tx: &mut Tx, viewer: &Viewer, id: i64) -> Result<AppearanceRow> {
    viewer.may(Action::ManageOfficials)?;
    let query = Query::new(READ).with(" AND a.id = ?", [id.into()]);
    read(tx, viewer, query, "").await?.pop().ok_or_else(Error::not_found)
}

/// The columns of an appearance, as ids.
struct Columns {
    official: Option<i64>,
    grant: Option<i64>,
    round: Option<i64>,
    source: Option<i64>,
}

async fn columns(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewAppearance) -> Result<Columns> {
    let (mut grant, mut round) = (None, None);
    match &new.occasion {
        Occasion::Grant(code) => {
            let id: Option<i64> =
                sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM grant_agreement WHERE code = $1")
                    .bind(code)
                    .fetch_optional(c))?;
            grant = Some(id.ok_or_else(Error::not_found)?);
        }
        Occasion::Round(code) => {
            let id: Option<i64> = sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM round WHERE code = $1")
                .bind(code)
                .fetch_optional(c))?;
            round = Some(id.ok_or_else(Error::not_found)?);
        }
        Occasion::Day(_) => {}
    }
    let official = match &new.name {
        Some(name) => Some(write::named(tx, viewer, at, name, new.is_new).await?),
        None => None,
    };
    let source = sources::chosen(tx, viewer, at, new.source.as_ref()).await?;
    Ok(Columns { official, grant, round, source })
}

fn day(occasion: &Occasion) -> Option<domain::PartialDate> {
    match occasion {
        Occasion::Day(day) => Some(*day),
        Occasion::Grant(_) | Occasion::Round(_) => None,
    }
}

/// Records what somebody did. A name that is not known yet becomes a new official where that is said.
///
/// # Errors
/// Only staff do this; no such grant or round: "not found"; nobody, or several, are known by the name.
pub async fn record(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewAppearance) -> Result<i64> {
    viewer.may(Action::ManageOfficials)?;
    let columns = columns(tx, viewer, at, new).await?;
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO appearance (official_id, part, post, grant_id, round_id, occurred_on, among_others, source_id, person_id,
           recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id"
    )
    .bind(columns.official)
    .bind(new.part.word())
    .bind(&new.post)
    .bind(columns.grant)
    .bind(columns.round)
    .bind(day(&new.occasion).map(Parsed))
    .bind(new.among_others)
    .bind(columns.source)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &APPEARANCE, id).await?;
    Ok(id)
}

/// Corrects it: what it was about stays. Whoever corrects what was carried over from a text vouches for it from then on.
///
/// # Errors
/// Only staff do this; no such appearance; it is about something else; somebody changed it since `expected_version` was read;
/// nobody, or several, are known by the name.
pub async fn update(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    id: i64,
    expected_version: i64,
    new: &NewAppearance,
) -> Result<()> {
    let known = appearance(tx, viewer, id).await?;
    let same = match &new.occasion {
        Occasion::Grant(code) => known.grant.as_ref().is_some_and(|(grant, _)| grant == code),
        Occasion::Round(code) => known.round.as_ref().is_some_and(|(round, _)| round == code),
        Occasion::Day(_) => known.part == Part::Held,
    };
    if !same {
        return Err(Error::not_found());
    }
    let columns = columns(tx, viewer, at, new).await?;
    let touched = touch!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE appearance SET official_id = $3, part = $4, post = $5, occurred_on = $6, among_others = $7, source_id = $8,
           person_id = COALESCE(person_id, $9), version = version + 1 WHERE id = $1 AND version = $2"
    )
    .bind(id)
    .bind(expected_version)
    .bind(columns.official)
    .bind(new.part.word())
    .bind(&new.post)
    .bind(day(&new.occasion).map(Parsed))
    .bind(new.among_others)
    .bind(columns.source)
    .bind(viewer.person)
    .execute(c)
    })?;
    if touched == 0 {
        return Err(changed_meanwhile(tx, viewer, Entity::Appearance, &id.to_string()).await?);
    }
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &APPEARANCE, id).await
}

/// Withdraws what was recorded in error. Staff go on to read it, with the reason. Answers what it was.
///
/// # Errors
/// Only staff do this; no such appearance; withdrawn already; no reason.
pub async fn withdraw(tx: &mut Tx, viewer: &Viewer, at: Timestamp, id: i64, reason: &str) -> Result<AppearanceRow> {
    let known = appearance(tx, viewer, id).await?;
    if known.withdrawn.is_some() {
        return Err(Error::conflict("This is withdrawn already"));
    }
    let reason = reason_given(reason, "Say why it is wrong")?;
    touch!(&mut *tx, |c| sqlx::query(
        "UPDATE appearance SET withdrawn = $2, person_id = COALESCE(person_id, $3), version = version + 1 WHERE id = $1"
    )
    .bind(id)
    .bind(&reason)
    .bind(viewer.person)
    .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Withdrawn, &APPEARANCE, id).await?;
    Ok(known)
}

/// What was carried over from the text of a grant is told by the changes of that grant: see `verify::rules`.
pub(crate) static APPEARANCE: Table = Table::new(
    "appearance",
    Entity::Appearance,
    ToldBy::Key,
    rows!(
        "SELECT a.id AS _id, a.id AS _key, a.recorded_at AS _at, a.person_id AS _person, a.part, f.code AS official, a.post,
           g.code AS grant_code, a.round_id, o.code AS \"round~\", a.occurred_on, a.among_others AS \"among_others!\", s.code AS source,
           a.withdrawn
         FROM appearance a LEFT JOIN official f ON f.id = a.official_id LEFT JOIN grant_agreement g ON g.id = a.grant_id
         LEFT JOIN round o ON o.id = a.round_id LEFT JOIN source s ON s.id = a.source_id",
        "a.id",
        "a.person_id IS NOT NULL"
    ),
);
