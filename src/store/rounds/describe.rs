//! The description of a round: what it is, when and where.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
    handover::round::Deed::{Complete, Describe},
    round::NewRound,
};

use super::{RoundSource, Row, find, permitted};
use crate::{
    Parsed, Result, Tx, changes,
    db::{sql, touch},
    error::unique,
    facts::{self, Table, ToldBy, rows},
};

/// # Errors
/// Staff only; the code is taken.
pub async fn create(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewRound) -> Result<i64> {
    viewer.may(Action::ManageRounds)?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO round (code, number, title, planned_on, place, occasion, guests, present, shown,
           recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id"
    )
    .bind(&new.code)
    .bind(new.number)
    .bind(&new.title)
    .bind(new.planned_on.map(Parsed))
    .bind(&new.place)
    .bind(&new.occasion)
    .bind(&new.guests)
    .bind(&new.present)
    .bind(&new.shown)
    .bind(at.0)
    .fetch_one(c))
    .map_err(unique("code", "A round with this code exists already: choose another code"))?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &ROUND, id).await?;
    Ok(id)
}

/// Changes the description of a round that has not been dispatched. `version` is the one the form showed.
///
/// # Errors
/// Staff only; not found; dispatched or cancelled; changed meanwhile by somebody else.
pub async fn update(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    version: i64,
    new: &NewRound,
) -> Result<()> {
    let round = permitted(tx, viewer, code, Describe).await?;
    save(tx, viewer, at, &round, version, new).await
}

/// Completes the description of what was dispatched: title, number, place, occasion, guests. The code and the day for which it
/// was planned stand on what the agencies were sent and stay; quantities are no part of it.
///
/// # Errors
/// Staff only; not found; not dispatched, or cancelled; changed meanwhile by somebody else.
pub async fn complete(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    version: i64,
    new: &NewRound,
) -> Result<()> {
    let round = permitted(tx, viewer, code, Complete).await?;
    let kept = NewRound { code: round.code.clone(), planned_on: round.planned_on.map(|day| day.0), ..new.clone() };
    save(tx, viewer, at, &round, version, &kept).await
}

async fn save(tx: &mut Tx, viewer: &Viewer, at: Timestamp, round: &Row, version: i64, new: &NewRound) -> Result<()> {
    let touched = touch!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE round SET code = $3, number = $4, title = $5, planned_on = $6, place = $7, occasion = $8, guests = $9,
           present = $10, shown = $11, version = version + 1
         WHERE id = $1 AND version = $2"
    )
    .bind(round.id)
    .bind(version)
    .bind(&new.code)
    .bind(new.number)
    .bind(&new.title)
    .bind(new.planned_on.map(Parsed))
    .bind(&new.place)
    .bind(&new.occasion)
    .bind(&new.guests)
    .bind(&new.present)
    .bind(&new.shown)
    .execute(c)
    })
    .map_err(unique("code", "A round with this code exists already: choose another code"))?;
    if touched == 0 {
        return Err(changes::changed_meanwhile(tx, viewer, Entity::Round, &round.code).await?);
    }
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &ROUND, round.id).await
}

/// Adds what a published source says.
///
/// # Errors
/// Staff only; not found; no such source.
pub async fn note_source(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, source: &RoundSource) -> Result<()> {
    viewer.may(Action::ManageRounds)?;
    let round = find(tx, code).await?;
    let source_id = match &source.source_code {
        Some(code) => Some(crate::sources::id(tx, code).await?),
        None => None,
    };
    touch!(&mut *tx, |c| sqlx::query("UPDATE round SET source_id = $2, receiving_agencies = $3 WHERE id = $1")
        .bind(round.id)
        .bind(source_id)
        .bind(source.receiving_agencies)
        .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &ROUND, round.id).await
}

/// An earlier portal named a round by its code alone, which a draft can change.
pub(crate) static ROUND: Table = Table::new(
    "round",
    Entity::Round,
    ToldBy::Number("round_id"),
    rows!(
        "SELECT r.id AS _id, r.code AS _key, r.code AS _row, r.recorded_at AS _at, r.id AS round_id, r.code, r.number, r.title,
           r.planned_on, r.place, r.occasion, r.guests, r.present, r.shown, s.code AS source, r.receiving_agencies,
           (SELECT string_agg(k.code, '\n') FROM round_component m JOIN component k ON k.id = m.component_id
             WHERE m.round_id = r.id) AS \"components{}\"
         FROM round r LEFT JOIN source s ON s.id = r.source_id",
        "r.id"
    ),
)
.deeds(&[Deed::Created, Deed::Edited])
.earlier(ToldBy::FormerKey);
