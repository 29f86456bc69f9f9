//! Who of the staff looks after a grant: donors' questions about it go there.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
};

use crate::{
    Error, Result, Tx,
    db::sql,
    facts::{self, Table, ToldBy, rows},
};

/// Somebody who can look after a grant.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OwnerRow {
    pub id: i64,
    pub name: String,
}

/// Who looks after the grant; said to staff and administrators, `None` to others.
///
/// # Errors
/// The role sees no grants; not there or another donor's: "not found".
pub async fn owner(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Option<OwnerRow>> {
    let grant = super::key(tx, viewer, code).await?.id;
    if !viewer.sees_everything() {
        return Ok(None);
    }
    Ok(sql!(tx, |c| sqlx::query_as(
        "SELECT p.id, p.name FROM grant_owner n JOIN person p ON p.id = n.owner_id WHERE n.grant_id = $1
           AND NOT EXISTS (SELECT 1 FROM grant_owner x WHERE x.grant_id = n.grant_id AND x.id > n.id)"
    )
    .bind(grant)
    .fetch_optional(c))?)
}

/// The staff who can look after a grant, by name.
///
/// # Errors
/// Staff alone choose.
pub async fn owners(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<OwnerRow>> {
    viewer.may(Action::ManageGrants)?;
    Ok(sql!(tx, |c| sqlx::query_as(
        "SELECT id, name FROM person WHERE role = 'staff' AND disabled_at IS NULL ORDER BY name, id LIMIT 200"
    )
    .fetch_all(c))?)
}

/// Says who looks after the grant from now on; `None`: nobody, then all staff are told of questions.
///
/// # Errors
/// Staff alone choose; no such grant; nobody of the staff has this number.
pub async fn set_owner(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, owner: Option<i64>) -> Result<()> {
    viewer.may(Action::ManageGrants)?;
    let grant = super::key(tx, viewer, code).await?.id;
    if let Some(owner) = owner
        && !owners(tx, viewer).await?.iter().any(|known| known.id == owner)
    {
        return Err(Error::invalid("looked_after_by", "Choose somebody of the staff from the list"));
    }
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO grant_owner (grant_id, owner_id, person_id, recorded_at) VALUES ($1, $2, $3, $4) RETURNING id"
    )
    .bind(grant)
    .bind(owner)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Assigned, &OWNER, id).await
}

pub(crate) static OWNER: Table = Table::new(
    "grant_owner",
    Entity::Grant,
    ToldBy::Number("ownership"),
    rows!(
        "SELECT n.id AS _id, g.code AS _key, 'assigned' AS _deed, n.person_id AS _person, n.recorded_at AS _at, n.id AS ownership,
           n.owner_id AS owner FROM grant_owner n JOIN grant_agreement g ON g.id = n.grant_id",
        "n.id"
    ),
)
.deeds(&[Deed::Assigned]);
