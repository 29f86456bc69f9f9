//! The parts of a grant's page. Callers have checked that the grant is in scope.

use std::collections::HashMap;

use domain::{
    AsOf, PartialDate, Scope, Timestamp, Viewer,
    agency::{DatedName, name_on},
};

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
pub(super) struct Signed {
    pub(super) line_id: i64,
    pub(super) public_id: String,
    pub(super) received_on: Parsed<PartialDate>,
    pub(super) agency_id: i64,
    pub(super) agency_code: String,
    pub(super) officer: String,
    pub(super) recorded_at: i64,
}

/// Line → its newest receipt then. The officer's name is for staff only. What a grant has paid for at any time is asked; its
/// lines then are the scope.
pub(super) async fn signatures(
    tx: &mut Tx,
    viewer: &Viewer,
    grant: i64,
    as_of: AsOf,
) -> Result<HashMap<i64, Signature>> {
    let rows: Vec<Signed> = sql!(&mut *tx, |c| {
        sqlx::query_as(concat!(
        "SELECT n.line_id, t.public_id, t.received_on, a.id AS agency_id, a.code AS agency_code, p.name AS officer, t.recorded_at
         FROM receipt_line n JOIN receipt t ON t.id = n.receipt_id JOIN agency a ON a.id = (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = t.agency_id)
         JOIN person p ON p.id = t.person_id JOIN line l ON l.id = n.line_id WHERE ",
        stands!("$3"),
        " AND (EXISTS (SELECT 1 FROM funding_share f WHERE f.item_id = l.item_id AND f.grant_id = $1)
            OR EXISTS (SELECT 1 FROM funding_change h JOIN funding_change_share v ON v.change_id = h.id
              WHERE h.item_id = l.item_id AND v.grant_id = $1))
          AND t.received_on <= $2 AND t.recorded_at <= $3 ORDER BY n.line_id, n.sequence"
    ))
    .bind(grant)
    .bind(as_of.day_text())
    .bind(as_of.known_millis())
    .fetch_all(c)
    })?;
    by_line(tx, viewer, rows).await
}

async fn by_line(tx: &mut Tx, viewer: &Viewer, rows: Vec<Signed>) -> Result<HashMap<i64, Signature>> {
    let names = agencies::names(tx).await?;
    // Later rows replace earlier ones.
    Ok(rows.into_iter().map(|row| (row.line_id, row.signature(viewer, &names))).collect())
}

impl Signed {
    /// Under the name that the agency had on that day; the officer's name is for staff only.
    pub(super) fn signature(self, viewer: &Viewer, names: &HashMap<i64, Vec<DatedName>>) -> Signature {
        let name = names.get(&self.agency_id).and_then(|n| name_on(n, self.received_on.start()));
        Signature {
            agency_name: name.unwrap_or(&self.agency_code).to_owned(),
            receipt: self.public_id,
            received_on: self.received_on.0,
            officer: Some(self.officer).filter(|_| viewer.sees_everything()),
            recorded_at: Timestamp(self.recorded_at),
        }
    }
}

/// Grant → its donors, of these grants; a donor gets its own name alone.
pub(super) async fn donors_of(tx: &mut Tx, viewer: &Viewer, grants: &[i64]) -> Result<HashMap<i64, Vec<DonorRef>>> {
    let mut query = Query::new(
        "SELECT d.grant_id, o.code, o.name FROM grant_donor d JOIN donor o ON o.id = d.donor_id WHERE d.grant_id IN (",
    );
    query.push_ids(grants.iter().copied());
    let query = match viewer.scope {
        Scope::Donor(donor) => query.with(") AND d.reader_id = ?", [Bind::from(donor)]),
        Scope::Everything | Scope::Agency(_) => query.with(")", []),
        Scope::Country(_) => query.with(") AND FALSE", []),
    };
    let rows: Vec<(i64, String, String)> = ask!(tx, query.with(" ORDER BY o.code", []), fetch_all)?;
    Ok(grouped(rows.into_iter().map(|(grant, code, name)| (grant, DonorRef { code, name }))))
}
