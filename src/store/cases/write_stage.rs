//! What staff record of the stages of a case.

use domain::{
    Action, Timestamp, Viewer,
    case::NewStage,
    change::{Deed, Entity},
};

use super::{StageRow, find, stages, write::source};
use crate::{
    Error, Parsed, Result, Tx,
    changes::changed_meanwhile,
    codes::Codes,
    db::{sql, touch},
    error::reason_given,
    facts::{self, Table, ToldBy, list, rows},
};

/// Records the next stage of a case.
///
/// # Errors
/// Only staff do this; no such case: "not found"; the case is withdrawn; no such agency or unit.
pub async fn record_stage(tx: &mut Tx, viewer: &Viewer, at: Timestamp, case: &str, new: &NewStage) -> Result<i64> {
    viewer.may(Action::ManageCases)?;
    let known = find(tx, viewer, case).await?;
    if known.withdrawn.is_some() {
        return Err(Error::conflict("This case is withdrawn: record another one"));
    }
    let source = source(tx, viewer, at, new.source.as_ref()).await?;
    // Writers are queued (see Db::write), so nobody else takes the same number.
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO case_stage (case_id, number, occurred_on, date_as_published, place, place_kind, origin, route, concealment,
           note, source_id, person_id, recorded_at)
         VALUES ($1, (SELECT COALESCE(MAX(s.number), 0) + 1 FROM case_stage s WHERE s.case_id = $1),
           $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id"
    )
    .bind(known.id)
    .bind(new.occurred_on.map(Parsed))
    .bind(&new.date_as_published)
    .bind(&new.place)
    .bind(new.place_kind.map(domain::case::PlaceKind::word))
    .bind(&new.origin)
    .bind(&new.route)
    .bind(&new.concealment)
    .bind(&new.note)
    .bind(source)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    set_parts(tx, id, new).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &STAGE, id).await?;
    Ok(id)
}

/// Corrects a stage: its case and number stay.
///
/// # Errors
/// Only staff do this; no such stage; it is withdrawn; somebody changed it since `expected_version` was read; no such agency or unit.
pub async fn update_stage(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    id: i64,
    expected_version: i64,
    new: &NewStage,
) -> Result<()> {
    if stages::stage(tx, viewer, id).await?.withdrawn.is_some() {
        return Err(Error::conflict("This stage is withdrawn: record another one"));
    }
    let source = source(tx, viewer, at, new.source.as_ref()).await?;
    let touched = touch!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE case_stage SET occurred_on = $3, date_as_published = $4, place = $5, place_kind = $6, origin = $7, route = $8,
           concealment = $9, note = $10, source_id = $11, person_id = COALESCE(person_id, $12), version = version + 1
         WHERE id = $1 AND version = $2"
    )
    .bind(id)
    .bind(expected_version)
    .bind(new.occurred_on.map(Parsed))
    .bind(&new.date_as_published)
    .bind(&new.place)
    .bind(new.place_kind.map(domain::case::PlaceKind::word))
    .bind(&new.origin)
    .bind(&new.route)
    .bind(&new.concealment)
    .bind(&new.note)
    .bind(source)
    .bind(viewer.person)
    .execute(c)
    })?;
    if touched == 0 {
        return Err(changed_meanwhile(tx, viewer, Entity::Stage, &id.to_string()).await?);
    }
    for statement in [
        "DELETE FROM case_stage_unit WHERE stage_id = $1",
        "DELETE FROM case_stage_agency WHERE stage_id = $1",
        "DELETE FROM seized WHERE stage_id = $1",
        "DELETE FROM held_people WHERE stage_id = $1",
    ] {
        touch!(&mut *tx, |c| sqlx::query(statement).bind(id).execute(c))?;
    }
    set_parts(tx, id, new).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &STAGE, id).await
}

/// Withdraws a stage that was recorded in error: it counts nowhere any more. Answers what it was.
///
/// # Errors
/// Only staff do this; no such stage; no reason; withdrawn already; somebody changed it since `expected_version` was read.
pub async fn withdraw_stage(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    id: i64,
    expected_version: i64,
    reason: &str,
) -> Result<StageRow> {
    let known = stages::stage(tx, viewer, id).await?;
    if known.withdrawn.is_some() {
        return Err(Error::conflict("This stage is withdrawn already"));
    }
    let reason = reason_given(reason, "Say why the stage is withdrawn")?;
    let touched = touch!(&mut *tx, |c| sqlx::query(
        "UPDATE case_stage SET withdrawn = $3, person_id = COALESCE(person_id, $4), version = version + 1
         WHERE id = $1 AND version = $2"
    )
    .bind(id)
    .bind(expected_version)
    .bind(&reason)
    .bind(viewer.person)
    .execute(c))?;
    if touched == 0 {
        return Err(changed_meanwhile(tx, viewer, Entity::Stage, &id.to_string()).await?);
    }
    facts::record(tx, Some(viewer.person), at, Deed::Withdrawn, &STAGE, id).await?;
    Ok(known)
}

/// Lets a withdrawn stage stand again. Answers what it is.
///
/// # Errors
/// Only staff do this; no such stage; it stands; its case is withdrawn; somebody changed it since `expected_version` was read.
pub async fn restore_stage(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    id: i64,
    expected_version: i64,
) -> Result<StageRow> {
    let known = stages::stage(tx, viewer, id).await?;
    if known.withdrawn.is_none() {
        return Err(Error::conflict("This stage stands: there is nothing to take back"));
    }
    if find(tx, viewer, &known.case_code).await?.withdrawn.is_some() {
        return Err(Error::conflict("The case of this stage is withdrawn: let that stand again first"));
    }
    let touched = touch!(&mut *tx, |c| sqlx::query(
        "UPDATE case_stage SET withdrawn = NULL, version = version + 1 WHERE id = $1 AND version = $2"
    )
    .bind(id)
    .bind(expected_version)
    .execute(c))?;
    if touched == 0 {
        return Err(changed_meanwhile(tx, viewer, Entity::Stage, &id.to_string()).await?);
    }
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &STAGE, id).await?;
    Ok(known)
}

async fn set_parts(tx: &mut Tx, stage: i64, new: &NewStage) -> Result<()> {
    let codes = Codes::load(tx).await?;
    for code in &new.unit_codes {
        let unit = codes.unit(code, "units")?;
        let statement = "INSERT INTO case_stage_unit (stage_id, unit_id) VALUES ($1, $2)";
        touch!(&mut *tx, |c| sqlx::query(statement).bind(stage).bind(unit).execute(c))?;
    }
    for code in &new.agency_codes {
        let agency = codes.agency(code, "agencies")?;
        let statement = "INSERT INTO case_stage_agency (stage_id, agency_id) VALUES ($1, $2)";
        touch!(&mut *tx, |c| sqlx::query(statement).bind(stage).bind(agency).execute(c))?;
    }
    for row in &new.seized {
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO seized (stage_id, substance, name, measure, amount, offered_minor, currency, note)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        )
        .bind(stage)
        .bind(row.substance.word())
        .bind(&row.name)
        .bind(row.quantity.measure.word())
        .bind(row.quantity.amount)
        .bind(row.offered.map(|money| money.minor))
        .bind(row.offered.map(|money| money.currency.code()))
        .bind(&row.note)
        .execute(c))?;
    }
    for row in &new.held {
        let statement =
            "INSERT INTO held_people (stage_id, number, nationality, sex, note) VALUES ($1, $2, $3, $4, $5)";
        touch!(&mut *tx, |c| sqlx::query(statement)
            .bind(stage)
            .bind(row.number)
            .bind(&row.nationality)
            .bind(row.sex.word())
            .bind(&row.note)
            .execute(c))?;
    }
    Ok(())
}

pub(crate) static STAGE: Table = Table::new(
    "case_stage",
    Entity::Stage,
    ToldBy::Key,
    rows!(
        "SELECT s.id AS _id, s.id AS _key, s.recorded_at AS _at, s.person_id AS _person, z.code AS case_code, s.number, s.occurred_on,
           s.date_as_published, s.place, s.place_kind, s.origin, s.route, s.concealment, s.note, o.code AS source, s.withdrawn,
           (SELECT string_agg(u.code, '\n') FROM case_stage_unit m JOIN unit u ON u.id = m.unit_id
             WHERE m.stage_id = s.id) AS \"units{}\",
           (SELECT string_agg(a.code, '\n') FROM case_stage_agency m JOIN agency a ON a.id = m.agency_id
             WHERE m.stage_id = s.id) AS \"agencies{}\"
         FROM case_stage s JOIN seizure_case z ON z.id = s.case_id LEFT JOIN source o ON o.id = s.source_id",
        "s.id",
        "s.person_id IS NOT NULL"
    ),
)
.lists(&[
    list!(
        "seized",
        "SELECT x.stage_id AS _of, x.substance, x.name, x.measure, x.amount, x.offered_minor, x.currency, x.note FROM seized x",
        "x.stage_id",
        "x.id"
    ),
    list!(
        "held",
        "SELECT h.stage_id AS _of, h.number, h.nationality, h.sex, h.note FROM held_people h",
        "h.stage_id",
        "h.id"
    ),
]);
