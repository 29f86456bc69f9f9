//! Acts for the donors of their lines: the newest version with the grants of the reader, so that the rest can be left out.

use std::collections::HashMap;

use domain::{Action, Scope, Timestamp, Viewer};
use serde_json::Value;

use crate::{Error, Result, Tx, db::sql};

/// More acts than any donor has.
const MOST: i64 = 2_000;

/// The newest version of an act. It says more than a donor may read: `documents::act::redacted` leaves out what is not the reader's.
#[derive(Debug, Clone)]
pub struct ForDonor {
    pub number: String,
    pub version: i64,
    /// `documents::act::Content`.
    pub content: Value,
    /// Of the whole content.
    pub hash: String,
    /// Where anybody can check it: `https://…/verify/…`.
    pub address: String,
    pub issued_at: Timestamp,
    /// How many are to sign it.
    pub to_sign: i64,
    /// When it was signed, in that order.
    pub signed_at: Vec<Timestamp>,
    /// Codes of the reader's grants.
    pub grants: Vec<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    number: String,
    version: i64,
    content: String,
    hash: String,
    code: String,
    origin: String,
    recorded_at: i64,
    to_sign: i64,
}

/// The acts of the rounds for which the donor who asks paid something, by their numbers.
///
/// # Errors
/// The viewer is no donor; a stored content cannot be read.
pub async fn for_donor(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<ForDonor>> {
    viewer.may(Action::ReadBriefing)?;
    let Scope::Donor(donor) = viewer.scope else { return Err(Error::not_found()) };
    let grants: Vec<String> = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "SELECT g.code FROM grant_donor d JOIN grant_agreement g ON g.id = d.grant_id WHERE d.reader_id = $1 ORDER BY g.code"
    )
    .bind(donor)
    .fetch_all(c)
    })?;
    let rows: Vec<Row> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT v.id, a.number, v.version, v.content, v.hash, v.code, v.origin, v.recorded_at,
           (SELECT COUNT(*) FROM act_signer s WHERE s.act_version_id = v.id) AS to_sign
         FROM round_reader r JOIN act a ON a.round_id = r.round_id JOIN act_version v ON v.act_id = a.id
         WHERE r.scope = 'donor' AND r.scope_id = $1
           AND NOT EXISTS (SELECT 1 FROM act_version n WHERE n.act_id = v.act_id AND n.version > v.version)
         ORDER BY a.number LIMIT $2"
    )
    .bind(donor)
    .bind(MOST)
    .fetch_all(c))?;
    let signed: Vec<(i64, i64)> = sql!(tx, |c| sqlx::query_as(
        "SELECT s.act_version_id, s.signed_at FROM round_reader r JOIN act a ON a.round_id = r.round_id
         JOIN act_version v ON v.act_id = a.id JOIN act_signature s ON s.act_version_id = v.id
         WHERE r.scope = 'donor' AND r.scope_id = $1 ORDER BY s.signed_at, s.id"
    )
    .bind(donor)
    .fetch_all(c))?;
    let mut of: HashMap<i64, Vec<Timestamp>> = HashMap::new();
    for (version, at) in signed {
        of.entry(version).or_default().push(Timestamp(at));
    }
    rows.into_iter()
        .map(|row| {
            let content = serde_json::from_str(&row.content).map_err(|error| Error::Internal(error.to_string()))?;
            Ok(ForDonor {
                number: row.number,
                version: row.version,
                content,
                hash: row.hash,
                address: format!("{}/verify/{}", row.origin, row.code),
                issued_at: Timestamp(row.recorded_at),
                to_sign: row.to_sign,
                signed_at: of.remove(&row.id).unwrap_or_default(),
                grants: grants.clone(),
            })
        })
        .collect()
}
