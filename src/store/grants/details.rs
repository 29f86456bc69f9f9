//! The parts of a grant's page. Callers have checked that the grant is in scope.

use std::collections::HashMap;

use domain::{AsOf, PartialDate, Scope, Timestamp, Viewer, agency::name_on};

use super::{DonorRef, Signature};
use crate::{
    Parsed, Result, Tx, agencies,
    batch::Bind,
    db::sql,
    query::{Query, ask},
    receipts::stands,
    units::grouped,
};

#[derive(sqlx::FromRow)]
struct Signed {
    line_id: i64,
    public_id: String,
    received_on: Parsed<PartialDate>,
    agency_id: i64,
    agency_code: String,
    officer: String,
    recorded_at: i64,
}

macro_rules! signed {
    ($condition:literal $(, $known:literal)?) => {
        concat!(
            "SELECT n.line_id, t.public_id, t.received_on, t.agency_id, a.code AS agency_code, p.name AS officer, t.recorded_at
             FROM receipt_line n JOIN receipt t ON t.id = n.receipt_id JOIN agency a ON a.id = t.agency_id
             JOIN person p ON p.id = t.person_id JOIN line l ON l.id = n.line_id WHERE ",
            stands!($($known)?),
            " AND ",
            $condition
        )
    };
}

/// Line → its newest receipt then. The officer's name is for staff only. What a grant has paid for at any time is asked; its
/// lines then are the scope.
pub(super) async fn signatures(
    tx: &mut Tx,
    viewer: &Viewer,
    grant: i64,
    as_of: AsOf,
) -> Result<HashMap<i64, Signature>> {
    let rows: Vec<Signed> = sql!(&mut *tx, |c| sqlx::query_as(signed!(
        "(EXISTS (SELECT 1 FROM funding_share f WHERE f.item_id = l.item_id AND f.grant_id = $1)
            OR EXISTS (SELECT 1 FROM funding_change h JOIN funding_change_share v ON v.change_id = h.id
              WHERE h.item_id = l.item_id AND v.grant_id = $1))
          AND t.received_on <= $2 AND t.recorded_at <= $3 ORDER BY n.line_id, n.sequence",
        "$3"
    ))
    .bind(grant)
    .bind(as_of.day_text())
    .bind(as_of.known_millis())
    .fetch_all(c))?;
    by_line(tx, viewer, rows).await
}

/// Line → its newest receipt, of these lines.
pub(super) async fn signatures_of(tx: &mut Tx, viewer: &Viewer, lines: &[i64]) -> Result<HashMap<i64, Signature>> {
    let mut query = Query::new(signed!("n.line_id IN ("));
    query.push_ids(lines.iter().copied());
    let rows: Vec<Signed> = ask!(&mut *tx, query.with(") ORDER BY n.line_id, n.sequence", []), fetch_all)?;
    by_line(tx, viewer, rows).await
}

async fn by_line(tx: &mut Tx, viewer: &Viewer, rows: Vec<Signed>) -> Result<HashMap<i64, Signature>> {
    let names = agencies::names(tx).await?;
    let signature = |row: Signed| {
        let name = names.get(&row.agency_id).and_then(|n| name_on(n, row.received_on.start()));
        let agency_name = name.unwrap_or(&row.agency_code).to_owned();
        let signature = Signature {
            receipt: row.public_id,
            received_on: row.received_on.0,
            agency_name,
            officer: Some(row.officer).filter(|_| viewer.sees_everything()),
            recorded_at: Timestamp(row.recorded_at),
        };
        (row.line_id, signature)
    };
    // Later rows replace earlier ones.
    Ok(rows.into_iter().map(signature).collect())
}

pub(super) async fn countries(tx: &mut Tx, grant: i64) -> Result<Vec<String>> {
    Ok(sql!(tx, |c| sqlx::query_scalar("SELECT country FROM grant_country WHERE grant_id = $1 ORDER BY country")
        .bind(grant)
        .fetch_all(c))?)
}

pub(super) async fn activities(tx: &mut Tx, grant: i64) -> Result<i64> {
    Ok(sql!(tx, |c| {
        sqlx::query_scalar(
        "SELECT COUNT(*) FROM activity t WHERE t.state = 'held' AND (t.phase_id IN (SELECT a.phase_id FROM allocation a WHERE a.grant_id = $1
             AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = a.id))
           OR EXISTS (SELECT 1 FROM activity_funding f JOIN activity_funding_share s ON s.funding_id = f.id WHERE f.activity_id = t.id
             AND s.grant_id = $1 AND NOT EXISTS (SELECT 1 FROM activity_funding n WHERE n.activity_id = f.activity_id AND n.id > f.id)))"
    )
    .bind(grant)
    .fetch_one(c)
    })?)
}

/// Grant → its donors, of these grants; a donor gets its own name alone.
pub(super) async fn donors_of(tx: &mut Tx, viewer: &Viewer, grants: &[i64]) -> Result<HashMap<i64, Vec<DonorRef>>> {
    let mut query = Query::new(
        "SELECT d.grant_id, o.code, o.name FROM grant_donor d JOIN donor o ON o.id = d.donor_id WHERE d.grant_id IN (",
    );
    query.push_ids(grants.iter().copied());
    let query = match viewer.scope {
        Scope::Donor(donor) => query.with(") AND d.donor_id = ?", [Bind::from(donor)]),
        Scope::Everything | Scope::Agency(_) => query.with(")", []),
    };
    let rows: Vec<(i64, String, String)> = ask!(tx, query.with(" ORDER BY o.code", []), fetch_all)?;
    Ok(grouped(rows.into_iter().map(|(grant, code, name)| (grant, DonorRef { code, name }))))
}

/// The title of a grant and the names of its donors, as far as the viewer may know them.
pub(crate) async fn heading(tx: &mut Tx, viewer: &Viewer, grant: i64) -> Result<(String, Vec<String>)> {
    let title: String = sql!(&mut *tx, |c| sqlx::query_scalar("SELECT title FROM grant_agreement WHERE id = $1")
        .bind(grant)
        .fetch_one(c))?;
    let donors = donors_of(tx, viewer, &[grant]).await?.remove(&grant).unwrap_or_default();
    Ok((title, donors.into_iter().map(|donor| donor.name).collect()))
}
