//! Every kept file still has the digest under which facts name it.

use sha2::{Digest, Sha256};

use super::{Checked, finding};
use crate::{Result, Tx, changes::hex, db::sql};

/// What a receipt, a scan, a mandate, a document or a stage names, and nothing is kept of it.
const GONE: &str = "
  SELECT n.sha256 FROM (SELECT sha256 FROM receipt_photo UNION SELECT sha256 FROM receipt_correction_photo UNION SELECT sha256 FROM act_scan_page
    UNION SELECT sha256 FROM mandate_page UNION SELECT sha256 FROM document_file UNION SELECT sha256 FROM stage_photo) n
  WHERE NOT EXISTS (SELECT 1 FROM stored_file f WHERE f.sha256 = n.sha256) ORDER BY n.sha256";

/// One file at a time: together they can be larger than the memory.
pub(super) async fn check(tx: &mut Tx) -> Result<Checked<()>> {
    let gone: Option<String> = sql!(&mut *tx, |c| sqlx::query_scalar(GONE).fetch_optional(c))?;
    if let Some(sha256) = gone {
        return Ok(finding(
            "stored_file",
            sha256,
            "is missing, but a receipt, a scan, a mandate, a document or a stage names it",
        ));
    }
    let mut last = String::new();
    loop {
        let next: Option<(String, Vec<u8>)> = sql!(&mut *tx, |c| sqlx::query_as(
            "SELECT sha256, bytes FROM stored_file WHERE sha256 > $1 ORDER BY sha256 LIMIT 1"
        )
        .bind(&last)
        .fetch_optional(c))?;
        let Some((sha256, bytes)) = next else { return states(tx).await };
        if hex(&Sha256::digest(&bytes)) != sha256 {
            return Ok(finding("stored_file", sha256, "was altered: its bytes do not give its digest"));
        }
        last = sha256;
    }
}

const PAGE_GONE: &str = "
  SELECT p.sha256 FROM grant_state_page p WHERE NOT EXISTS (SELECT 1 FROM grant_state_body b WHERE b.sha256 = p.sha256)
  ORDER BY p.sha256 LIMIT 1";

/// What donors read of published grants.
async fn states(tx: &mut Tx) -> Result<Checked<()>> {
    let gone: Option<String> = sql!(&mut *tx, |c| sqlx::query_scalar(PAGE_GONE).fetch_optional(c))?;
    if let Some(sha256) = gone {
        return Ok(finding("grant_state_body", sha256, "is missing, but a released state names it"));
    }
    let mut last = String::new();
    loop {
        let next: Option<(String, Vec<u8>)> = sql!(&mut *tx, |c| sqlx::query_as(
            "SELECT sha256, bytes FROM grant_state_body WHERE sha256 > $1 ORDER BY sha256 LIMIT 1"
        )
        .bind(&last)
        .fetch_optional(c))?;
        let Some((sha256, bytes)) = next else { return Ok(Ok(())) };
        if hex(&Sha256::digest(&bytes)) != sha256 {
            return Ok(finding("grant_state_body", sha256, "was altered: its bytes do not give its digest"));
        }
        last = sha256;
    }
}
