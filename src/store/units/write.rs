//! What staff record of units.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
};

use crate::{
    Error, Parsed, Result, Tx, agencies, changes,
    db::{sql, touch},
    error::unique,
    facts::{self, Table, ToldBy, rows},
};

pub use domain::unit::{NewUnit, UnitNames};

/// # Errors
/// Only staff do this; the code is taken; no such agency.
pub async fn add(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewUnit) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO unit (code, kind, base, crossing, border, since, planned, since_by, country)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"
    )
    .bind(&new.code)
    .bind(new.kind.word())
    .bind(&new.base)
    .bind(&new.crossing)
    .bind(&new.border)
    .bind(new.since.map(|since| Parsed(since.date)))
    .bind(new.planned.map(Parsed))
    .bind(new.since.is_some_and(|since| since.by))
    .bind(&new.country)
    .fetch_one(c))
    .map_err(unique("code", "There is already a unit with this code"))?;
    set_lists(tx, id, new).await?;
    touch!(&mut *tx, |c| sqlx::query("UPDATE unit SET as_id = id WHERE id = $1").bind(id).execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &UNIT, id).await?;
    Ok(id)
}

/// Puts right what was recorded of a unit: it holds for every day since it is so. `version` is the one that the form showed;
/// the code stands on documents and stays.
///
/// # Errors
/// Only staff do this; no such unit or agency; somebody changed it meanwhile.
pub async fn update(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    version: i64,
    new: &NewUnit,
    names: &UnitNames,
) -> Result<()> {
    viewer.may(Action::ManageGrants)?;
    let id = id_in(tx, &new.code).await?;
    changes::unless_changed(tx, viewer, Entity::Unit, &new.code, version).await?;
    touch!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE unit SET kind = $2, base = $3, crossing = $4, border = $5, since = $6, planned = $7, name_ru = $8, name_uz = $9,
           place_ru = $10, place_uz = $11, since_by = $12, country = $13 WHERE id = $1"
    )
    .bind(id)
    .bind(new.kind.word())
    .bind(&new.base)
    .bind(&new.crossing)
    .bind(&new.border)
    .bind(new.since.map(|since| Parsed(since.date)))
    .bind(new.planned.map(Parsed))
    .bind(&names.name_ru)
    .bind(&names.name_uz)
    .bind(&names.place_ru)
    .bind(&names.place_uz)
    .bind(new.since.is_some_and(|since| since.by))
    .bind(&new.country)
    .execute(c)
    })?;
    for statement in ["DELETE FROM unit_alias WHERE unit_id = $1", "DELETE FROM unit_area WHERE unit_id = $1"] {
        touch!(&mut *tx, |c| sqlx::query(statement).bind(id).execute(c))?;
    }
    set_manning(tx, id, &[]).await?;
    set_lists(tx, id, new).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &UNIT, id).await
}

async fn set_lists(tx: &mut Tx, id: i64, new: &NewUnit) -> Result<()> {
    for alias in &new.aliases {
        add_alias(tx, id, alias).await?;
    }
    for area in &new.areas {
        let statement = "INSERT INTO unit_area (unit_id, area) VALUES ($1, $2)";
        touch!(&mut *tx, |c| sqlx::query(statement).bind(id).bind(area).execute(c))?;
    }
    set_manning(tx, id, &new.agency_codes).await
}

pub(super) async fn add_alias(tx: &mut Tx, id: i64, alias: &str) -> Result<()> {
    // The code of a twin is one of its names as long as it is one.
    let statement = "INSERT INTO unit_alias (unit_id, alias) SELECT u.id, $2 FROM unit u
      WHERE u.id = $1 AND NOT EXISTS (SELECT 1 FROM unit t WHERE t.as_id = u.id AND t.code = $2) ON CONFLICT DO NOTHING";
    touch!(tx, |c| sqlx::query(statement).bind(id).bind(alias).execute(c))?;
    Ok(())
}

/// These agencies man it and no others.
pub(super) async fn set_manning(tx: &mut Tx, id: i64, codes: &[String]) -> Result<()> {
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM unit_agency WHERE unit_id = $1").bind(id).execute(c))?;
    for code in codes {
        let agency = agencies::id_of(tx, code, "agencies").await?;
        let statement = "INSERT INTO unit_agency (unit_id, agency_id) VALUES ($1, $2)";
        touch!(&mut *tx, |c| sqlx::query(statement).bind(id).bind(agency).execute(c))?;
    }
    Ok(())
}

/// What a unit takes over from its twin: what stands in one of its lists, and dates of which it has none. The first word says
/// which.
const TAKEN: &str = "
  SELECT 'alias ' || a.alias FROM (SELECT alias FROM unit_alias WHERE unit_id = $1
      UNION SELECT COALESCE(base, crossing) FROM unit WHERE id = $1) a JOIN unit u ON u.id = $2
    WHERE a.alias <> COALESCE(u.base, u.crossing, '') AND a.alias NOT IN (SELECT alias FROM unit_alias WHERE unit_id = $2)
  UNION ALL SELECT 'area ' || area FROM unit_area WHERE unit_id = $1 AND area NOT IN (SELECT area FROM unit_area WHERE unit_id = $2)
  UNION ALL SELECT 'agency ' || a.code FROM unit_agency m JOIN agency a ON a.id = m.agency_id WHERE m.unit_id = $1
    AND m.agency_id NOT IN (SELECT agency_id FROM unit_agency WHERE unit_id = $2)
  UNION ALL SELECT CASE WHEN t.since_by THEN 'since_by ' ELSE 'since ' END || t.since FROM unit t JOIN unit u ON u.id = $2
    WHERE t.id = $1 AND t.since IS NOT NULL AND u.since IS NULL
  UNION ALL SELECT 'planned ' || t.planned FROM unit t JOIN unit u ON u.id = $2
    WHERE t.id = $1 AND t.planned IS NOT NULL AND u.planned IS NULL
  UNION ALL SELECT 'announced ' || t.announced_on FROM unit t JOIN unit u ON u.id = $2
    WHERE t.id = $1 AND t.announced_on IS NOT NULL AND u.announced_on IS NULL ORDER BY 1";

/// The other names, areas, agencies and dates of a twin are those of the unit that it is read as. Answers those that it did not have, so
/// that they can be [given back](give_back).
pub(crate) async fn take_over(tx: &mut Tx, twin: i64, survivor: i64) -> Result<Vec<String>> {
    let taken: Vec<String> = sql!(&mut *tx, |c| sqlx::query_scalar(TAKEN).bind(twin).bind(survivor).fetch_all(c))?;
    for (list, word) in taken.iter().filter_map(|entry| entry.split_once(' ')) {
        let statement = match list {
            "alias" => "INSERT INTO unit_alias (unit_id, alias) VALUES ($1, $2)",
            "area" => "INSERT INTO unit_area (unit_id, area) VALUES ($1, $2)",
            "since" => "UPDATE unit SET since = $2, since_by = FALSE WHERE id = $1",
            "since_by" => "UPDATE unit SET since = $2, since_by = TRUE WHERE id = $1",
            "planned" => "UPDATE unit SET planned = $2 WHERE id = $1",
            "announced" => "UPDATE unit SET announced_on = $2 WHERE id = $1",
            _ => "INSERT INTO unit_agency (unit_id, agency_id) SELECT $1, id FROM agency WHERE code = $2",
        };
        touch!(&mut *tx, |c| sqlx::query(statement).bind(survivor).bind(word).execute(c))?;
    }
    Ok(taken)
}

/// They are two after all: the unit keeps what it had itself.
pub(crate) async fn give_back(tx: &mut Tx, survivor: i64, taken: &str) -> Result<()> {
    for (list, word) in taken.lines().filter_map(|entry| entry.split_once(' ')) {
        let statement = match list {
            "alias" => "DELETE FROM unit_alias WHERE unit_id = $1 AND alias = $2",
            "area" => "DELETE FROM unit_area WHERE unit_id = $1 AND area = $2",
            // A date that was put right since is its own.
            "since" | "since_by" => "UPDATE unit SET since = NULL, since_by = FALSE WHERE id = $1 AND since = $2",
            "planned" => "UPDATE unit SET planned = NULL WHERE id = $1 AND planned = $2",
            "announced" => "UPDATE unit SET announced_on = NULL WHERE id = $1 AND announced_on = $2",
            _ => "DELETE FROM unit_agency WHERE unit_id = $1 AND agency_id = (SELECT id FROM agency WHERE code = $2)",
        };
        touch!(&mut *tx, |c| sqlx::query(statement).bind(survivor).bind(word).execute(c))?;
    }
    Ok(())
}

/// The unit with this code, for whoever may see every one; a twin is none.
pub(super) async fn id_in(tx: &mut Tx, code: &str) -> Result<i64> {
    let id: Option<i64> = sql!(tx, |c| sqlx::query_scalar("SELECT id FROM unit WHERE code = $1 AND as_id = id")
        .bind(code)
        .fetch_optional(c))?;
    id.ok_or_else(Error::not_found)
}

pub(crate) static UNIT: Table = Table::new(
    "unit",
    Entity::Unit,
    ToldBy::Key,
    rows!(
        "SELECT u.id AS _id, u.code AS _key, u.kind, u.base, u.crossing, u.border, u.since, u.planned, u.name_ru, u.name_uz,
           u.place_ru, u.place_uz, u.closed_on, u.since_by AS \"since_by!\", u.announced_on, u.country,
           (SELECT s.code FROM unit s WHERE s.id = u.as_id AND s.id <> u.id) AS read_as,
           (SELECT string_agg(s.code, '\n') FROM unit s WHERE s.as_id = u.id AND s.id <> u.id) AS \"twins{}\",
           (SELECT string_agg(l.alias, '\n') FROM unit_alias l WHERE l.unit_id = u.id) AS \"aliases{}\",
           (SELECT string_agg(r.area, '\n') FROM unit_area r WHERE r.unit_id = u.id) AS \"areas{}\",
           (SELECT string_agg(a.code, '\n') FROM unit_agency m JOIN agency a ON a.id = m.agency_id
             WHERE m.unit_id = u.id) AS \"agencies{}\" FROM unit u",
        "u.id"
    ),
);

/// # Errors
/// There is no such unit; the message stands under `field`.
pub async fn id_of(tx: &mut Tx, code: &str, field: &str) -> Result<i64> {
    let id: Option<i64> =
        sql!(tx, |c| sqlx::query_scalar("SELECT as_id FROM unit WHERE code = $1").bind(code).fetch_optional(c))?;
    id.ok_or_else(|| Error::invalid(field, format!("There is no unit “{code}”: choose from the list")))
}
