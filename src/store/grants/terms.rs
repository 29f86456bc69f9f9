//! What the agreement says besides its ceiling. Callers have checked that the grant is in scope.

use domain::{PartialDate, grant::Terms};

use crate::{
    Parsed, Result, Tx,
    db::{sql, touch},
};

#[derive(sqlx::FromRow)]
struct Row {
    available_from: Option<Parsed<PartialDate>>,
    available_to: Option<Parsed<PartialDate>>,
    psc_ppm: Option<i64>,
    levy_ppm: Option<i64>,
    refund_required: Option<i64>,
    valuation_basis: Option<String>,
    donors_are: Option<String>,
    buys: Option<String>,
}

pub(crate) async fn terms(tx: &mut Tx, grant: i64) -> Result<Terms> {
    let row: Row = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT available_from, available_to, psc_ppm, levy_ppm, CAST(refund_required AS BIGINT) AS refund_required,
           valuation_basis, donors_are, buys
         FROM grant_agreement WHERE id = $1"
    )
    .bind(grant)
    .fetch_one(c)
    })?;
    Ok(Terms {
        available_from: row.available_from.map(|d| d.0),
        available_to: row.available_to.map(|d| d.0),
        psc_ppm: row.psc_ppm,
        levy_ppm: row.levy_ppm,
        refund_required: row.refund_required.map(|yes| yes == 1),
        valuation_basis: row.valuation_basis,
        donors_are: row.donors_are,
        buys: row.buys,
    })
}

pub(super) async fn set_terms(tx: &mut Tx, grant: i64, terms: &Terms) -> Result<()> {
    touch!(&mut *tx, |c| {
        sqlx::query(
            "UPDATE grant_agreement SET available_from = $2, available_to = $3, psc_ppm = $4, levy_ppm = $5,
               refund_required = $6, valuation_basis = $7, donors_are = $8, buys = $9 WHERE id = $1",
        )
        .bind(grant)
        .bind(terms.available_from.map(Parsed))
        .bind(terms.available_to.map(Parsed))
        .bind(terms.psc_ppm)
        .bind(terms.levy_ppm)
        .bind(terms.refund_required.map(i64::from))
        .bind(&terms.valuation_basis)
        .bind(&terms.donors_are)
        .bind(&terms.buys)
        .execute(c)
    })?;
    Ok(())
}
