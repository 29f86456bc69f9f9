//! Every kept file still has the digest under which facts name it.

use sha2::{Digest, Sha256};

use super::{Checked, finding};
use crate::{Result, Tx, changes::hex, db::sql};

/// One file at a time: together they can be larger than the memory.
pub(super) async fn check(tx: &mut Tx) -> Result<Checked<()>> {
    let mut last = String::new();
    loop {
        let next: Option<(String, Vec<u8>)> = sql!(&mut *tx, |c| sqlx::query_as(
            "SELECT sha256, bytes FROM stored_file WHERE sha256 > $1 ORDER BY sha256 LIMIT 1"
        )
        .bind(&last)
        .fetch_optional(c))?;
        let Some((sha256, bytes)) = next else { return Ok(Ok(())) };
        if hex(&Sha256::digest(&bytes)) != sha256 {
            return Ok(finding("stored_file", sha256, "was altered: its bytes do not give its digest"));
        }
        last = sha256;
    }
}
