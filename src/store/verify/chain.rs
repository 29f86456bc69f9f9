//! Each row of the chain continues the one before it.

use super::{Checked, finding};
use crate::{
    Result, Tx,
    changes::{Link, link},
    db::sql,
};

#[derive(sqlx::FromRow)]
struct Row {
    seq: i64,
    recorded_at: i64,
    person_id: Option<i64>,
    deed: String,
    entity: String,
    entity_key: String,
    body: String,
    prev: String,
    hash: String,
}

/// So many at once: all of them together can be larger than the memory.
const PAGE: i64 = 5_000;

/// Answers how many rows there are.
pub(super) async fn check(tx: &mut Tx) -> Result<Checked<i64>> {
    let (mut last, mut prev) = (i64::MIN, String::new());
    let mut expected = 1;
    loop {
        let rows: Vec<Row> = sql!(&mut *tx, |c| {
            sqlx::query_as(
            "SELECT seq, recorded_at, person_id, deed, entity, entity_key, body, prev, hash FROM change WHERE seq > $1
             ORDER BY seq LIMIT $2"
        )
        .bind(last)
        .bind(PAGE)
        .fetch_all(c)
        })?;
        for row in &rows {
            if let Err(found) = row.continues(expected, &prev) {
                return Ok(Err(found));
            }
            (last, expected) = (row.seq, expected + 1);
            prev.clone_from(&row.hash);
        }
        if rows.len() < PAGE as usize {
            return Ok(Ok(expected - 1));
        }
    }
}

impl Row {
    fn continues(&self, expected: i64, prev: &str) -> Checked<()> {
        if self.seq != expected {
            return finding("change", expected, "is missing from the chain");
        }
        if self.prev != prev {
            return finding("change", self.seq, "does not continue the row before it");
        }
        let hash = link(&Link {
            seq: self.seq,
            recorded_at: self.recorded_at,
            person_id: self.person_id,
            deed: &self.deed,
            entity: &self.entity,
            entity_key: &self.entity_key,
            body: &self.body,
            prev: &self.prev,
        });
        if self.hash != hash {
            return finding("change", self.seq, "was altered: its content does not give its hash");
        }
        Ok(())
    }
}
