//! What staff record of cases.

use domain::{
    Action, Timestamp, Viewer,
    case::NewCase,
    change::{Deed, Entity},
    source::SourceChoice,
};

use super::find;
use crate::{
    Error, Result, Tx, agencies,
    changes::changed_meanwhile,
    components,
    db::{sql, touch},
    error::{reason_given, unique},
    facts::{self, Table, ToldBy, rows},
    sources,
};

const TAKEN: &str = "There is already a case with this code: choose another";

struct Columns {
    component: Option<i64>,
    handed_to: Option<i64>,
    source: Option<i64>,
}

async fn columns(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewCase) -> Result<Columns> {
    let component = match &new.component_code {
        Some(code) => Some(components::id_of(tx, code).await?),
        None => None,
    };
    let handed_to = match &new.handed_to {
        Some(code) => Some(agencies::id_of(tx, code, "handed_to").await?),
        None => None,
    };
    let source = source(tx, viewer, at, new.source.as_ref()).await?;
    Ok(Columns { component, handed_to, source })
}

/// The id of the source that was chosen, or of a new one.
pub(super) async fn source(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    choice: Option<&SourceChoice>,
) -> Result<Option<i64>> {
    let Some(choice) = choice else { return Ok(None) };
    let code = sources::named(tx, viewer, at, choice).await?;
    sources::optional_id(tx, Some(&code)).await
}

/// Records a case; its stages follow.
///
/// # Errors
/// Only staff do this; the code is taken; no such component or agency.
pub async fn create(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewCase) -> Result<i64> {
    viewer.may(Action::ManageCases)?;
    let columns = columns(tx, viewer, at, new).await?;
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO seizure_case (code, title, component_id, state, case_at, handed_to, prosecuted, published_amount,
           published_measure, note, source_id, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id"
    )
    .bind(&new.code)
    .bind(&new.title)
    .bind(columns.component)
    .bind(new.state.word())
    .bind(&new.case_at)
    .bind(columns.handed_to)
    .bind(new.prosecuted)
    .bind(new.published.map(|quantity| quantity.amount))
    .bind(new.published.map(|quantity| quantity.measure.word()))
    .bind(&new.note)
    .bind(columns.source)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })
    .map_err(unique("code", TAKEN))?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &CASE, id).await?;
    Ok(id)
}

/// Corrects a case, or says how far it is now. Its code stays: it stands in addresses.
///
/// # Errors
/// Only staff do this; no such case; it is withdrawn; somebody changed it since `expected_version` was read; no such component
/// or agency.
pub async fn update(tx: &mut Tx, viewer: &Viewer, at: Timestamp, expected_version: i64, new: &NewCase) -> Result<()> {
    viewer.may(Action::ManageCases)?;
    let known = find(tx, viewer, &new.code).await?;
    if known.withdrawn.is_some() {
        return Err(Error::conflict("This case is withdrawn: record another one"));
    }
    let columns = columns(tx, viewer, at, new).await?;
    let touched = touch!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE seizure_case SET title = $3, component_id = $4, state = $5, case_at = $6, handed_to = $7, prosecuted = $8,
           published_amount = $9, published_measure = $10, note = $11, source_id = $12, person_id = COALESCE(person_id, $13),
           version = version + 1 WHERE id = $1 AND version = $2"
    )
    .bind(known.id)
    .bind(expected_version)
    .bind(&new.title)
    .bind(columns.component)
    .bind(new.state.word())
    .bind(&new.case_at)
    .bind(columns.handed_to)
    .bind(new.prosecuted)
    .bind(new.published.map(|quantity| quantity.amount))
    .bind(new.published.map(|quantity| quantity.measure.word()))
    .bind(&new.note)
    .bind(columns.source)
    .bind(viewer.person)
    .execute(c)
    })?;
    if touched == 0 {
        return Err(changed_meanwhile(tx, viewer, Entity::Case, &new.code).await?);
    }
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &CASE, known.id).await
}

/// Withdraws a case that was recorded in error: it counts nowhere any more. Staff go on to read it, with the reason.
///
/// # Errors
/// Only staff do this; no such case; no reason; withdrawn already; somebody changed it since `expected_version` was read.
pub async fn withdraw(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    expected_version: i64,
    reason: &str,
) -> Result<()> {
    viewer.may(Action::ManageCases)?;
    let known = find(tx, viewer, code).await?;
    if known.withdrawn.is_some() {
        return Err(Error::conflict("This case is withdrawn already"));
    }
    let reason = reason_given(reason, "Say why the case is withdrawn")?;
    let touched = touch!(&mut *tx, |c| sqlx::query(
        "UPDATE seizure_case SET withdrawn = $3, person_id = COALESCE(person_id, $4), version = version + 1
         WHERE id = $1 AND version = $2"
    )
    .bind(known.id)
    .bind(expected_version)
    .bind(&reason)
    .bind(viewer.person)
    .execute(c))?;
    if touched == 0 {
        return Err(changed_meanwhile(tx, viewer, Entity::Case, code).await?);
    }
    facts::record(tx, Some(viewer.person), at, Deed::Withdrawn, &CASE, known.id).await
}

/// Lets a withdrawn case stand again.
///
/// # Errors
/// Only staff do this; no such case; it stands; somebody changed it since `expected_version` was read.
pub async fn restore(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, expected_version: i64) -> Result<()> {
    viewer.may(Action::ManageCases)?;
    let known = find(tx, viewer, code).await?;
    if known.withdrawn.is_none() {
        return Err(Error::conflict("This case stands: there is nothing to take back"));
    }
    let touched = touch!(&mut *tx, |c| sqlx::query(
        "UPDATE seizure_case SET withdrawn = NULL, version = version + 1 WHERE id = $1 AND version = $2"
    )
    .bind(known.id)
    .bind(expected_version)
    .execute(c))?;
    if touched == 0 {
        return Err(changed_meanwhile(tx, viewer, Entity::Case, code).await?);
    }
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &CASE, known.id).await
}

/// What was carried over from an earlier portal is told by its seizures: see `verify::rules`.
pub(crate) static CASE: Table = Table::new(
    "seizure_case",
    Entity::Case,
    ToldBy::Key,
    rows!(
        "SELECT z.id AS _id, z.code AS _key, z.recorded_at AS _at, z.person_id AS _person, z.title, k.code AS component, z.state,
           z.case_at, a.code AS handed_to, z.prosecuted, z.published_amount, z.published_measure, z.note, s.code AS source,
           z.withdrawn
         FROM seizure_case z LEFT JOIN component k ON k.id = z.component_id LEFT JOIN agency a ON a.id = z.handed_to
         LEFT JOIN source s ON s.id = z.source_id",
        "z.id",
        "z.person_id IS NOT NULL"
    ),
);
