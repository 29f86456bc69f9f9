//! Requests that wait for an answer.

use domain::{Action, Timestamp, Viewer};

use crate::{
    Result, Tx,
    batch::Bind,
    name_for, nouns,
    query::{Query, ask},
};

/// Requests on a page: more never wait at once.
const MOST: i64 = 50;

/// A request that waits.
#[derive(Debug, Clone)]
pub struct AskedRow {
    pub public_id: String,
    pub receipt: String,
    pub round_code: String,
    pub round_title: String,
    pub agency_code: String,
    pub reason: String,
    pub person: String,
    pub recorded_at: Timestamp,
}

/// The requests that wait for an answer, in scope, the oldest first.
///
/// # Errors
/// The role sees no receipts.
pub async fn waiting(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<AskedRow>> {
    viewer.may(Action::SeeReceipts)?;
    if viewer.is_donor() {
        return Ok(Vec::new());
    }
    type Found = (String, String, String, String, String, String, String, i64, i64);
    let query =
        Query::new("SELECT c.public_id, t.public_id, o.code, o.title, g.code, c.reason, p.name, g.id, c.recorded_at ")
            .with(WAITING, nouns::scope(tx, viewer).await?)
            .with(" ORDER BY c.id LIMIT ?", [Bind::from(MOST)]);
    let rows: Vec<Found> = ask!(tx, query, fetch_all)?;
    let row =
        |(public_id, receipt, round_code, round_title, agency_code, reason, person, agency, at): Found| AskedRow {
            public_id,
            receipt,
            round_code,
            round_title,
            agency_code,
            reason,
            person: name_for(viewer, person, Some(agency), || "the agency".to_owned()),
            recorded_at: Timestamp(at),
        };
    Ok(rows.into_iter().map(row).collect())
}

/// How many wait for an answer, in scope.
///
/// # Errors
/// The role sees no receipts.
pub async fn count_waiting(tx: &mut Tx, viewer: &Viewer) -> Result<i64> {
    viewer.may(Action::SeeReceipts)?;
    if viewer.is_donor() {
        return Ok(0);
    }
    let query = Query::new("SELECT COUNT(*) ").with(WAITING, nouns::scope(tx, viewer).await?);
    let (number,): (i64,) = ask!(tx, query, fetch_one)?;
    Ok(number)
}

const WAITING: &str = " FROM receipt_correction c JOIN receipt t ON t.id = c.receipt_id JOIN round o ON o.id = t.round_id
  JOIN agency g ON g.id = (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = t.agency_id) JOIN person p ON p.id = c.person_id
  WHERE NOT EXISTS (SELECT 1 FROM receipt_correction_answer a WHERE a.correction_id = c.id)
    AND EXISTS (SELECT 1 FROM noun_reader r WHERE r.noun = 'receipt' AND r.noun_id = t.id AND r.scope = ? AND r.scope_id = ?)";
