//! Donors: who gives.

pub use domain::donor::NewDonor;
use domain::{
    Action, Currency, Timestamp, Viewer,
    change::{Deed, Entity},
};

use crate::{
    Error, Parsed, Result, Tx, changes,
    db::{sql, touch},
    error::unique,
    facts::{self, Table, ToldBy, rows},
    query::{Query, ask},
};

mod shown;
pub(crate) use shown::key;
pub use shown::{DonorShow, show};

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct DonorRow {
    pub id: i64,
    pub code: String,
    pub name: String,
    /// The currency in which it usually gives.
    pub currency: Parsed<Currency>,
}

/// # Errors
/// Only staff do this; the code is taken.
pub async fn add(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewDonor) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO donor (code, name, currency, iati_ref) VALUES ($1, $2, $3, $4) RETURNING id"
    )
    .bind(&new.code)
    .bind(&new.name)
    .bind(new.currency.code())
    .bind(&new.iati_ref)
    .fetch_one(c))
    .map_err(unique("code", "There is already a donor with this code"))?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &DONOR, id).await?;
    Ok(id)
}

/// Puts right what was misspelt of a donor. The code stands in addresses and stays.
///
/// # Errors
/// Only staff do this; no such donor; somebody changed it meanwhile.
pub async fn update(tx: &mut Tx, viewer: &Viewer, at: Timestamp, version: i64, new: &NewDonor) -> Result<()> {
    viewer.may(Action::ManageGrants)?;
    let id: Option<i64> = sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM donor WHERE code = $1")
        .bind(&new.code)
        .fetch_optional(c))?;
    let id = id.ok_or_else(Error::not_found)?;
    changes::unless_changed(tx, viewer, Entity::Donor, &new.code, version).await?;
    touch!(&mut *tx, |c| sqlx::query("UPDATE donor SET name = $2, currency = $3 WHERE id = $1")
        .bind(id)
        .bind(&new.name)
        .bind(new.currency.code())
        .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &DONOR, id).await
}

pub(crate) static DONOR: Table = Table::new(
    "donor",
    Entity::Donor,
    ToldBy::Key,
    rows!("SELECT d.id AS _id, d.code AS _key, d.name, d.currency, d.iati_ref FROM donor d", "d.id"),
);

/// The donors; a donor viewer gets its own alone.
///
/// # Errors
/// Officers do not see who gives.
pub async fn list(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<DonorRow>> {
    viewer.may(Action::SeeGrants)?;
    let query = Query::new("SELECT d.id, d.code, d.name, d.currency FROM donor d")
        .for_reader(viewer, "", "", " WHERE d.id = ?")
        .with(" ORDER BY d.name", []);
    Ok(ask!(tx, query, fetch_all)?)
}

/// # Errors
/// There is no such donor.
pub async fn id_of(tx: &mut Tx, code: &str) -> Result<i64> {
    let id: Option<i64> =
        sql!(tx, |c| sqlx::query_scalar("SELECT id FROM donor WHERE code = $1").bind(code).fetch_optional(c))?;
    id.ok_or_else(|| Error::invalid("donor", format!("There is no donor “{code}”: choose from the list")))
}
