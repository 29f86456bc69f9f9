//! Every part of an item's value is what its share makes of it, by largest remainder.

use super::{Checked, finding};
use crate::{Result, Tx, db::sql};

/// A share: whose (the item, and the number of the change that wrote it, 0 for those in force), the item's value, parts per
/// million, its part of the value.
type Part = (String, i64, i64, i64, i64);

/// In groups, by the remainders that decide who gets one more.
const PARTS: &str = "
  SELECT i.tag, CAST(0 AS BIGINT) AS number, i.value_minor, f.ppm, f.value_minor FROM funding_share f JOIN item i ON i.id = f.item_id
  UNION ALL SELECT i.tag, h.number, i.value_minor, v.ppm, v.value_minor FROM funding_change_share v
  JOIN funding_change h ON h.id = v.change_id JOIN item i ON i.id = h.item_id ORDER BY 1, 2";

pub(super) async fn check(tx: &mut Tx) -> Result<Checked<()>> {
    let parts: Vec<Part> = sql!(tx, |c| sqlx::query_as(PARTS).fetch_all(c))?;
    let split = parts.chunk_by(|a, b| (&a.0, a.1) == (&b.0, b.1)).find(|parts| !by_largest_remainder(parts));
    Ok(match split.and_then(<[Part]>::first) {
        Some((tag, 0, ..)) => finding("funding_share", tag, "has a part that its share does not make"),
        Some((tag, number, ..)) => {
            finding("funding_change", format!("{tag}/{number}"), "has a part that its share does not make")
        }
        None => Ok(()),
    })
}

/// Whoever has one more than its share makes in whole units has at least the remainder of everybody who has not. (That the
/// parts make the whole is asked elsewhere; of equal remainders any may have it: the order of the form decided.)
fn by_largest_remainder(parts: &[Part]) -> bool {
    let share = |part: &Part| (i128::from(part.2) * i128::from(part.3), i128::from(part.4));
    let more = |part: &Part| {
        let (exact, has) = share(part);
        has - exact.div_euclid(1_000_000)
    };
    let remainder = |part: &Part| share(part).0.rem_euclid(1_000_000);
    let most = parts.iter().filter(|part| more(part) == 0).map(remainder).max();
    let least = parts.iter().filter(|part| more(part) == 1).map(remainder).min();
    parts.iter().all(|part| matches!(more(part), 0 | 1)) && most.zip(least).is_none_or(|(most, least)| most <= least)
}
