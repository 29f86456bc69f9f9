//! Signatures, links with what happened to them, scans with what was found, and mandates stand as the audit chain recorded
//! them; and what is signed is what its version says.

use serde_json::{Value, json};

use super::{ChainRow, Checked, finding, none_missing, recorded};
use crate::{Result, Tx, db::sql};

/// Signatures that say something else than the rules let happen: under another content, out of order, on a scan that was
/// not confirmed or does not name them, with a link to another place, or before their version was issued.
const IMPOSSIBLE: &str = "
  SELECT a.number || ' version ' || CAST(v.version AS TEXT) || ' place ' || CAST(g.position + 1 AS TEXT)
  FROM act_signature g JOIN act_version v ON v.id = g.act_version_id JOIN act a ON a.id = v.act_id
  WHERE g.hash <> v.hash OR g.signed_at < v.recorded_at
    OR g.position <> (SELECT COUNT(*) FROM act_signature e WHERE e.act_version_id = g.act_version_id AND e.id < g.id)
    OR (g.link_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM signing_link k WHERE k.id = g.link_id
      AND k.act_version_id = g.act_version_id AND k.position = g.position AND g.signed_at < k.expires_at
      AND EXISTS (SELECT 1 FROM signing_link_event e WHERE e.link_id = k.id AND e.kind = 'opened' AND e.recorded_at <= g.signed_at)))
    OR (g.scan_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM act_scan c JOIN act_scan_decision d ON d.scan_id = c.id
      JOIN act_scan_signer s ON s.scan_id = c.id AND s.position = g.position
      WHERE c.id = g.scan_id AND c.act_version_id = g.act_version_id AND d.decision = 'confirmed' AND d.person_id = g.person_id
        AND d.recorded_at = g.signed_at AND d.person_id <> c.person_id))
  ORDER BY g.id";

/// Scans that were confirmed, with a signature that is missing.
const UNCOUNTED: &str = "
  SELECT c.public_id FROM act_scan c JOIN act_scan_decision d ON d.scan_id = c.id JOIN act_scan_signer s ON s.scan_id = c.id
  WHERE d.decision = 'confirmed' AND NOT EXISTS (SELECT 1 FROM act_signature g WHERE g.scan_id = c.id AND g.position = s.position)
  ORDER BY c.id";

/// Mandates without their document: the terms and the acts name it. (That its files are there is looked at with all files.)
const WITHOUT_PAGE: &str = "
  SELECT d.public_id FROM mandate_document d
  WHERE NOT EXISTS (SELECT 1 FROM mandate_page p WHERE p.document_id = d.id) ORDER BY d.id";

pub(super) async fn check(tx: &mut Tx, chain: &[ChainRow]) -> Result<Checked<()>> {
    for (table, words, question) in [
        ("act_signature", "cannot have been given so", IMPOSSIBLE),
        ("act_scan", "was confirmed, but a signature on it is missing", UNCOUNTED),
        ("mandate_document", "has no page", WITHOUT_PAGE),
    ] {
        let found: Option<String> = sql!(&mut *tx, |c| sqlx::query_scalar(question).fetch_optional(c))?;
        if let Some(row) = found {
            return Ok(finding(table, row, words));
        }
    }
    for kind in [Kind::Signature, Kind::Link, Kind::LinkEvent, Kind::Scan, Kind::Decision, Kind::Mandate] {
        if let Err(found) = check_rows(tx, chain, kind).await? {
            return Ok(Err(found));
        }
    }
    Ok(Ok(()))
}

/// A table whose rows each have one row in the chain.
#[derive(Clone, Copy)]
enum Kind {
    Signature,
    Link,
    LinkEvent,
    Scan,
    Decision,
    Mandate,
}

impl Kind {
    /// The table, and the field of an audit row that holds the number of its row.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Kind::Signature => ("act_signature", "signature"),
            Kind::Link => ("signing_link", "link"),
            Kind::LinkEvent => ("signing_link_event", "event"),
            Kind::Scan => ("act_scan", "scan"),
            Kind::Decision => ("act_scan_decision", "decided"),
            Kind::Mandate => ("mandate_document", "mandate"),
        }
    }

    fn is_of(self, change: &ChainRow) -> bool {
        match self {
            Kind::Signature => change.entity == "signature",
            Kind::Link => change.entity == "signing link" && change.deed == "created",
            Kind::LinkEvent => change.entity == "signing link" && change.deed != "created",
            Kind::Scan => change.entity == "scan" && change.deed == "uploaded",
            Kind::Decision => change.entity == "scan" && change.deed != "uploaded",
            Kind::Mandate => change.entity == "mandate",
        }
    }

    async fn rows(self, tx: &mut Tx) -> Result<Vec<(i64, Option<i64>, i64)>> {
        let question = match self {
            Kind::Signature => {
                "SELECT id, CASE WHEN link_id IS NULL THEN person_id END, signed_at FROM act_signature ORDER BY id"
            }
            Kind::Link => "SELECT id, person_id, recorded_at FROM signing_link ORDER BY id",
            Kind::LinkEvent => "SELECT id, person_id, recorded_at FROM signing_link_event ORDER BY id",
            Kind::Scan => "SELECT id, person_id, recorded_at FROM act_scan ORDER BY id",
            Kind::Decision => "SELECT scan_id, person_id, recorded_at FROM act_scan_decision ORDER BY scan_id",
            Kind::Mandate => "SELECT id, person_id, recorded_at FROM mandate_document ORDER BY id",
        };
        Ok(sql!(tx, |c| sqlx::query_as(question).fetch_all(c))?)
    }

    async fn facts(self, tx: &mut Tx, id: i64) -> Result<Value> {
        match self {
            Kind::Signature => act_signature(tx, id).await,
            Kind::Link => signing_link(tx, id).await,
            Kind::LinkEvent => signing_link_event(tx, id).await,
            Kind::Scan => act_scan(tx, id).await,
            Kind::Decision => act_scan_decision(tx, id).await,
            Kind::Mandate => mandate_document(tx, id).await,
        }
    }
}

/// Every row has its row in the chain, by the same person at the same time with the same facts, and the other way round.
async fn check_rows(tx: &mut Tx, chain: &[ChainRow], kind: Kind) -> Result<Checked<()>> {
    let (table, field) = kind.names();
    // A row without the number of its fact has lost it.
    let number = |body: &Value| Some(body[field].as_i64().unwrap_or_default());
    let mut written = recorded(chain, |change| kind.is_of(change), number);
    for (id, person, at) in kind.rows(tx).await? {
        let Some((change, body)) = written.remove(&id) else {
            return Ok(finding(table, id, "has no audit row"));
        };
        let same = change.person_id == person && change.recorded_at == at && kind.facts(tx, id).await? == body;
        if !same {
            return Ok(finding(table, id, format!("differs from change {}", change.seq)));
        }
    }
    Ok(none_missing(table, written))
}

/// The facts of a signature as its audit row states them. With a link it names the link, and nobody's account.
pub(crate) async fn act_signature(tx: &mut Tx, id: i64) -> Result<Value> {
    type Row = (i64, i64, String, String, Option<String>, String, Option<String>, Option<String>);
    let (version, position, name, way, drawing, hash, link, scan): Row = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT g.act_version_id, g.position, g.name, g.way, g.drawing, g.hash, k.public_id, c.public_id FROM act_signature g
         LEFT JOIN signing_link k ON k.id = g.link_id LEFT JOIN act_scan c ON c.id = g.scan_id WHERE g.id = $1"
    )
    .bind(id)
    .fetch_one(c)
    })?;
    Ok(json!({
        "signature": id, "version_id": version, "position": position, "name": name, "way": way, "drawing": drawing, "hash": hash,
        "link": link, "of_scan": scan,
    }))
}

pub(crate) async fn signing_link(tx: &mut Tx, id: i64) -> Result<Value> {
    type Row = (String, i64, i64, String, String, i64);
    let (public_id, version, position, token, code, expires): Row = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT public_id, act_version_id, position, token_hash, code_hash, expires_at FROM signing_link WHERE id = $1"
    )
    .bind(id)
    .fetch_one(c)
    })?;
    Ok(json!({
        "link": id, "public_id": public_id, "version_id": version, "position": position, "token_hash": token, "code_hash": code,
        "expires_at": expires,
    }))
}

pub(crate) async fn signing_link_event(tx: &mut Tx, id: i64) -> Result<Value> {
    let (link, kind, key): (String, String, Option<String>) = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT k.public_id, e.kind, e.key_hash FROM signing_link_event e JOIN signing_link k ON k.id = e.link_id WHERE e.id = $1"
    )
    .bind(id)
    .fetch_one(c)
    })?;
    Ok(json!({ "event": id, "of_link": link, "kind": kind, "key_hash": key }))
}

/// The files stand there by their digests; that their bytes still have them is checked with all files.
pub(crate) async fn act_scan(tx: &mut Tx, id: i64) -> Result<Value> {
    let (public_id, version, signed_on): (String, i64, String) =
        sql!(&mut *tx, |c| sqlx::query_as("SELECT public_id, act_version_id, signed_on FROM act_scan WHERE id = $1")
            .bind(id)
            .fetch_one(c))?;
    let pages: Vec<String> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT sha256 FROM act_scan_page WHERE scan_id = $1 ORDER BY number")
            .bind(id)
            .fetch_all(c))?;
    let positions: Vec<i64> =
        sql!(tx, |c| sqlx::query_scalar("SELECT position FROM act_scan_signer WHERE scan_id = $1 ORDER BY position")
            .bind(id)
            .fetch_all(c))?;
    Ok(json!({
        "scan": id, "public_id": public_id, "version_id": version, "signed_on": signed_on, "pages": pages, "positions": positions,
    }))
}

pub(crate) async fn act_scan_decision(tx: &mut Tx, scan: i64) -> Result<Value> {
    let (decision, reason, uploader): (String, Option<String>, i64) =
        sql!(tx, |c| sqlx::query_as("SELECT decision, reason, uploader_id FROM act_scan_decision WHERE scan_id = $1")
            .bind(scan)
            .fetch_one(c))?;
    Ok(json!({ "decided": scan, "decision": decision, "reason": reason, "uploader": uploader }))
}

/// The files stand there by their digests, in the order of the pages.
pub(crate) async fn mandate_document(tx: &mut Tx, id: i64) -> Result<Value> {
    let (public_id, round, agency): (String, i64, i64) = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT public_id, round_id, agency_id FROM mandate_document WHERE id = $1"
    )
    .bind(id)
    .fetch_one(c))?;
    let pages: Vec<String> =
        sql!(tx, |c| sqlx::query_scalar("SELECT sha256 FROM mandate_page WHERE document_id = $1 ORDER BY number")
            .bind(id)
            .fetch_all(c))?;
    Ok(json!({ "mandate": id, "public_id": public_id, "round": round, "agency": agency, "pages": pages }))
}
