//! The clauses as staff worded them. Which text is a good one is decided by `documents::act::clauses`; here versions are kept.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
};

use crate::{
    Error, Result, Tx, changes,
    db::{sql, touch},
    error::reason_given,
    facts::{self, Table, ToldBy, rows},
};

/// A wording of the clauses, as TOML for each language.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ClausesRow {
    /// From 1; before it the wording that comes with the portal is in force.
    pub version: i64,
    pub en: String,
    pub ru: String,
    pub uz: String,
    pub reason: String,
    pub person: String,
    pub recorded_at: i64,
}

/// The texts of a new wording, already checked against each other.
#[derive(Debug, Clone)]
pub struct NewClauses<'a> {
    pub en: &'a str,
    pub ru: &'a str,
    pub uz: &'a str,
    pub reason: &'a str,
}

/// Every wording that was in force, newest first; empty while the one that comes with the portal is.
///
/// # Errors
/// Staff only.
pub async fn clauses(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<ClausesRow>> {
    viewer.may(Action::ManageActs)?;
    Ok(sql!(tx, |c| sqlx::query_as(
        "SELECT c.version, c.en, c.ru, c.uz, c.reason, p.name AS person, c.recorded_at
         FROM act_clauses c JOIN person p ON p.id = c.person_id ORDER BY c.version DESC"
    )
    .fetch_all(c))?)
}

/// Puts a new wording into force. Acts that were issued keep theirs. `known` is the version that the form showed.
///
/// # Errors
/// Staff only; no reason; the texts are those in force; somebody worded them anew meanwhile.
pub async fn save_clauses(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    known: i64,
    new: &NewClauses<'_>,
) -> Result<i64> {
    let newest = clauses(tx, viewer).await?.into_iter().next();
    if newest.as_ref().map_or(0, |row| row.version) != known {
        return Err(changes::changed_meanwhile(tx, viewer, Entity::ActClauses, &(known + 1).to_string()).await?);
    }
    if newest.is_some_and(|row| (&*row.en, &*row.ru, &*row.uz) == (new.en, new.ru, new.uz)) {
        return Err(Error::conflict("Nothing was changed: these are the clauses in force"));
    }
    let reason = reason_given(new.reason, "Say why the clauses are worded anew, and who decided it")?;
    touch!(&mut *tx, |c| {
        sqlx::query(
        "INSERT INTO act_clauses (version, en, ru, uz, reason, person_id, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(known + 1)
    .bind(new.en)
    .bind(new.ru)
    .bind(new.uz)
    .bind(&reason)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &CLAUSES, known + 1).await?;
    Ok(known + 1)
}

pub(crate) static CLAUSES: Table = Table::new(
    "act_clauses",
    Entity::ActClauses,
    ToldBy::Key,
    rows!(
        "SELECT c.version AS _id, c.version AS _key, 'edited' AS _deed, c.person_id AS _person, c.recorded_at AS _at, c.en, c.ru,
           c.uz, c.reason FROM act_clauses c",
        "c.version"
    ),
);
