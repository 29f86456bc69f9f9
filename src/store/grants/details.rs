//! The parts of a grant's page. Callers have checked that the grant is in scope.

use std::collections::HashMap;

use domain::{AsOf, PartialDate, Timestamp, Viewer, agency::name_on};

use super::{DonorRef, Signature};
use crate::{Binds, Parsed, Result, Tx, agencies, db::sql};

#[derive(sqlx::FromRow)]
struct Signed {
    line_id: i64,
    public_id: String,
    received_on: Parsed<PartialDate>,
    agency_id: i64,
    agency_code: String,
    officer: Option<String>,
    recorded_at: i64,
}

/// A grant's part of an item.
#[derive(sqlx::FromRow)]
pub(super) struct Share {
    pub grant_id: i64,
    pub item_id: i64,
    pub value_minor: i64,
}

/// Line → its newest receipt then. The officer's name is read for staff only. What a grant has paid for at any time is asked;
/// its lines then are the scope.
pub(super) async fn signatures(
    tx: &mut Tx,
    viewer: &Viewer,
    grant: i64,
    as_of: AsOf,
) -> Result<HashMap<i64, Signature>> {
    let rows: Vec<Signed> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT n.line_id, t.public_id, t.received_on, t.agency_id, a.code AS agency_code,
           CASE WHEN $1 THEN p.name END AS officer, t.recorded_at
         FROM receipt_line n JOIN receipt t ON t.id = n.receipt_id JOIN agency a ON a.id = t.agency_id
         JOIN person p ON p.id = t.person_id JOIN line l ON l.id = n.line_id
         WHERE (EXISTS (SELECT 1 FROM funding_share f WHERE f.item_id = l.item_id AND f.grant_id = $2)
             OR EXISTS (SELECT 1 FROM funding_change h JOIN funding_change_share v ON v.change_id = h.id
               WHERE h.item_id = l.item_id AND v.grant_id = $2))
           AND t.received_on <= $3 AND t.recorded_at <= $4
         ORDER BY n.line_id, n.sequence"
    )
    .bind(viewer.sees_everything())
    .bind(grant)
    .bind(as_of.day_text())
    .bind(as_of.known_millis())
    .fetch_all(c))?;
    let names = agencies::names(tx).await?;
    let signature = |row: Signed| {
        let name = names.get(&row.agency_id).and_then(|n| name_on(n, row.received_on.start()));
        let agency_name = name.unwrap_or(&row.agency_code).to_owned();
        let signature = Signature {
            receipt: row.public_id,
            received_on: row.received_on.0,
            agency_name,
            officer: row.officer,
            recorded_at: Timestamp(row.recorded_at),
        };
        (row.line_id, signature)
    };
    Ok(rows.into_iter().map(signature).collect())
}

pub(super) async fn countries(tx: &mut Tx, grant: i64) -> Result<Vec<String>> {
    Ok(sql!(tx, |c| sqlx::query_scalar("SELECT country FROM grant_country WHERE grant_id = $1 ORDER BY country")
        .bind(grant)
        .fetch_all(c))?)
}

pub(super) async fn courses(tx: &mut Tx, grant: i64) -> Result<i64> {
    Ok(sql!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM course WHERE phase_id IN (SELECT a.phase_id FROM allocation a WHERE a.grant_id = $1
           AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = a.id))"
    )
    .bind(grant)
    .fetch_one(c))?)
}

/// Grant → its donors; a donor gets its own name alone.
pub(super) async fn donors_by_grant(tx: &mut Tx, viewer: &Viewer) -> Result<HashMap<i64, Vec<DonorRef>>> {
    let scope = Binds::from(viewer);
    let rows: Vec<(i64, String, String)> = sql!(tx, |c| sqlx::query_as(
        "SELECT d.grant_id, o.code, o.name FROM grant_donor d JOIN donor o ON o.id = d.donor_id
         WHERE $1 OR d.donor_id = $2 ORDER BY o.code"
    )
    .bind(scope.all)
    .bind(scope.donor)
    .fetch_all(c))?;
    let mut by_grant: HashMap<i64, Vec<DonorRef>> = HashMap::new();
    for (grant, code, name) in rows {
        by_grant.entry(grant).or_default().push(DonorRef { code, name });
    }
    Ok(by_grant)
}

/// The title of a grant and the names of its donors, as far as the viewer may know them.
pub(crate) async fn heading(tx: &mut Tx, viewer: &Viewer, grant: i64) -> Result<(String, Vec<String>)> {
    let title: String = sql!(&mut *tx, |c| sqlx::query_scalar("SELECT title FROM grant_agreement WHERE id = $1")
        .bind(grant)
        .fetch_one(c))?;
    let mut donors: Vec<DonorRef> = donors_by_grant(tx, viewer).await?.remove(&grant).unwrap_or_default();
    donors.sort_by(|a, b| a.code.cmp(&b.code));
    Ok((title, donors.into_iter().map(|donor| donor.name).collect()))
}

/// The parts that grants in scope paid.
pub(super) async fn shares(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<Share>> {
    let scope = Binds::from(viewer);
    Ok(sql!(tx, |c| sqlx::query_as(
        "SELECT f.grant_id, f.item_id, f.value_minor FROM funding_share f
         WHERE $1 OR EXISTS (SELECT 1 FROM grant_donor d WHERE d.grant_id = f.grant_id AND d.donor_id = $2)"
    )
    .bind(scope.all)
    .bind(scope.donor)
    .fetch_all(c))?)
}
