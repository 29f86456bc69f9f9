//! One donor: what it gave to, and what its part of the items comes to. Staff read every donor, a donor viewer its own.

use domain::{Action, Currency, Money, Viewer};

use super::DonorRow;
use crate::{
    Error, Parsed, Result, Totals, Tx,
    batch::Bind,
    now,
    query::{Query, ask},
};

/// A donor with what it funded.
#[derive(Debug, Clone)]
pub struct DonorShow {
    pub donor: DonorRow,
    pub iati_ref: Option<String>,
    /// Components in which it takes part, whatever agreement there is or is not: code, title and as what.
    pub parts: Vec<(String, String, Option<String>)>,
    /// Things of which it paid the whole or a part.
    pub items: i64,
    /// Its own part of them, as entered, by currency.
    pub paid: Totals,
}

/// # Errors
/// The role sees no grants; not there or another donor: "not found".
pub(crate) async fn key(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<i64> {
    let known = super::list(tx, viewer).await?;
    known.into_iter().find(|donor| donor.code == code).map(|donor| donor.id).ok_or_else(Error::not_found)
}

/// # Errors
/// The role sees no grants; not there or another donor: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<DonorShow> {
    viewer.may(Action::SeeGrants)?;
    now::settle(tx).await?;
    let known = super::list(tx, viewer).await?;
    let donor = known.into_iter().find(|donor| donor.code == code).ok_or_else(Error::not_found)?;
    let (iati_ref,): (Option<String>,) = ask!(
        &mut *tx,
        Query::default().with("SELECT iati_ref FROM donor WHERE id = ?", [Bind::from(donor.id)]),
        fetch_one
    )?;
    let parts: Vec<(String, String, Option<String>)> = ask!(
        &mut *tx,
        Query::default().with(
            "SELECT k.code, k.title, x.part FROM component_part x JOIN component k ON k.id = x.component_id
             WHERE x.donor_id = ? AND NOT EXISTS (SELECT 1 FROM component_part_withdrawal w WHERE w.component_part_id = x.id)
             ORDER BY k.code, x.id",
            [Bind::from(donor.id)],
        ),
        fetch_all
    )?;
    // Staff read what it paid by published grants as well; a donor reads that as it was released.
    let of = if viewer.sees_everything() {
        "scope_id = ? OR (scope_id < 0 AND ABS(scope_id) % 100000 = ?)"
    } else {
        "scope_id = ?"
    };
    let own = std::iter::repeat_n(Bind::from(donor.id), of.matches('?').count());
    let query = Query::new("SELECT currency, items, value_minor FROM reader_total WHERE scope = 'donor' AND (")
        .with(of, own)
        .with(") ORDER BY currency", []);
    let totals: Vec<(Parsed<Currency>, i64, i64)> = ask!(tx, query, fetch_all)?;
    let mut paid = Totals::default();
    let mut items = 0;
    for (currency, number, minor) in totals {
        items += number;
        paid.add(Money::new(minor, currency.0))?;
    }
    // An identifier that is not confirmed yet is for staff.
    let iati_ref = iati_ref.filter(|_| viewer.sees_everything());
    Ok(DonorShow { donor, iati_ref, parts, items, paid })
}
