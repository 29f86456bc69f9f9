//! The hash of each act's content is computed again, and the numbers of a year have no gap.

use std::collections::HashMap;

use serde_json::Value;

use super::{Checked, finding};
use crate::{Result, Tx, acts::content_hash, db::sql};

pub(super) async fn check(tx: &mut Tx) -> Result<Checked<()>> {
    type Row = (String, i64, String, String);
    let versions: Vec<Row> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT a.number, v.version, v.content, v.hash
         FROM act_version v JOIN act a ON a.id = v.act_id ORDER BY v.id"
    )
    .fetch_all(c))?;
    for (number, version, content, hash) in versions {
        let name = format!("{number} version {version}");
        let content: Value = serde_json::from_str(&content).unwrap_or_default();
        if content_hash(&content) != hash {
            return Ok(finding("act", name, "was altered: its content does not give its hash"));
        }
        if content["number"] != *number || content["version"] != version {
            return Ok(finding("act", name, "holds the content of another act"));
        }
    }
    check_numbers(tx).await
}

/// They count from 1 in each year.
async fn check_numbers(tx: &mut Tx) -> Result<Checked<()>> {
    let numbers: Vec<String> =
        sql!(tx, |c| sqlx::query_scalar("SELECT number FROM act ORDER BY LENGTH(number), number").fetch_all(c))?;
    let mut last: HashMap<&str, i64> = HashMap::new();
    for number in &numbers {
        let (year, sequence) = number.rsplit_once('-').unwrap_or_default();
        let last = last.entry(year).or_default();
        if sequence.parse() != Ok(*last + 1) {
            return Ok(finding("act", number, "does not follow the number before it"));
        }
        *last += 1;
    }
    Ok(Ok(()))
}
