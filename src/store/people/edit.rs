//! What is put right of an account.

use domain::{Action, Role, Timestamp, Viewer, change::Deed, person::NewPerson};

use super::{
    PERSON,
    scope::{Ids, scope_ids},
};
use crate::{
    Error, Parsed, Result, Tx,
    db::{sql, touch},
    facts, now,
};

/// Puts right the name of a person and the agency, donor or country for which the account is. The role stays: whoever gets another one
/// gets another account, so that what was done under a role stays what it was.
///
/// # Errors
/// Only administrators do this; no such person; the scope does not exist, or does not go with the role.
pub async fn update(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    person: i64,
    name: &str,
    scope_code: Option<&str>,
) -> Result<()> {
    viewer.may(Action::ManagePeople)?;
    let known: Option<(String, Parsed<Role>)> =
        sql!(&mut *tx, |c| sqlx::query_as("SELECT login, role FROM person WHERE id = $1")
            .bind(person)
            .fetch_optional(c))?;
    let (login, role) = known.ok_or_else(Error::not_found)?;
    let new = NewPerson::parse(&login, name, role.word(), scope_code.unwrap_or_default())?;
    let Ids { agency, donor, country } = scope_ids(tx, &new).await?;
    touch!(&mut *tx, |c| sqlx::query(
        "UPDATE person SET name = $2, agency_id = $3, donor_id = $4, country = $5 WHERE id = $1"
    )
    .bind(person)
    .bind(&new.name)
    .bind(agency)
    .bind(donor)
    .bind(country)
    .execute(c))?;
    now::mark_person(tx, person).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &PERSON, person).await
}
