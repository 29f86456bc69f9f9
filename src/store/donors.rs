//! Donors: who gives.

pub use domain::donor::NewDonor;
use domain::{
    Action, Currency, Timestamp, Viewer,
    change::{Deed, Entity},
};

use crate::{
    Error, Parsed, Result, Tx,
    db::sql,
    error::unique,
    facts::{self, Table, ToldBy, rows},
    query::{Query, ask},
};

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
