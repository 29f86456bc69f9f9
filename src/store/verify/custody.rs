//! Custody follows from dispatches and receipts, and after them from what people recorded: each of those facts stands as the
//! audit chain recorded it, and together they never take from a place what is not there.

use domain::{AsOf, custody::title};

use super::{ChainRow, Checked, finding, none_missing, recorded};
use crate::{
    Result, Tx,
    custody::{Of, Table, facts, histories},
    db::sql,
    titles,
};

/// Events that say something else than their dispatch or their receipt.
const INVENTED: &str = "
  SELECT e.id FROM custody_event e JOIN line l ON l.id = e.line_id
  LEFT JOIN round_step s ON s.round_id = l.round_id AND s.step = 'dispatched'
  LEFT JOIN receipt t ON t.id = e.receipt_id
  LEFT JOIN receipt_line n ON n.receipt_id = e.receipt_id AND n.line_id = e.line_id
  WHERE e.item_id <> l.item_id OR e.unit_id <> l.unit_id OR NOT COALESCE(
    CASE WHEN e.holder = 'transit'
      THEN e.receipt_id IS NULL AND e.quantity = l.quantity AND e.occurred_on = s.occurred_on AND e.recorded_at = s.recorded_at
      ELSE e.quantity = n.received AND e.occurred_on = t.received_on AND e.recorded_at = t.recorded_at END, FALSE)
  ORDER BY e.id";

/// Lines with too few or too many events: one for the dispatch, one for every count that received something.
const UNEVEN: &str = "
  SELECT l.id FROM line l
  WHERE (SELECT COUNT(*) FROM custody_event e WHERE e.line_id = l.id AND e.holder = 'transit')
      <> (SELECT COUNT(*) FROM round_step s WHERE s.round_id = l.round_id AND s.step = 'dispatched')
    OR (SELECT COUNT(*) FROM custody_event e WHERE e.line_id = l.id AND e.holder = 'unit')
      <> (SELECT COUNT(*) FROM receipt_line n WHERE n.line_id = l.id AND n.received > 0)
  ORDER BY l.id";

/// Movements that everybody has confirmed without their event, and events without such a movement or unlike it.
const UNLIKE: &str = "
  SELECT m.public_id FROM movement m LEFT JOIN custody_event e ON e.movement_id = m.id
  WHERE (e.id IS NOT NULL) <> (
      NOT EXISTS (SELECT 1 FROM movement_answer a WHERE a.movement_id = m.id AND a.kind IN ('refused', 'withdrawn', 'ended'))
      AND EXISTS (SELECT 1 FROM movement_answer a WHERE a.movement_id = m.id
        AND a.kind = CASE WHEN m.kind = 'reassignment' THEN 'receiving' ELSE 'programme' END)
      AND (m.kind <> 'reassignment' OR EXISTS (SELECT 1 FROM movement_answer a WHERE a.movement_id = m.id AND a.kind = 'giving'))
      AND (m.kind <> 'reassignment' OR m.giver_agency_id = m.agency_id
        OR EXISTS (SELECT 1 FROM movement_answer a WHERE a.movement_id = m.id AND a.kind = 'programme')))
    OR (e.id IS NOT NULL AND NOT COALESCE(e.item_id = m.item_id AND e.quantity = m.quantity AND e.giver = m.giver
      AND e.holder = m.holder AND COALESCE(e.giver_unit_id, 0) = COALESCE(m.giver_unit_id, 0)
      AND COALESCE(e.giver_agency_id, 0) = COALESCE(m.giver_agency_id, 0) AND COALESCE(e.unit_id, 0) = COALESCE(m.unit_id, 0)
      AND COALESCE(e.agency_id, 0) = COALESCE(m.agency_id, 0), FALSE))
  ORDER BY m.id";

pub(super) async fn check(tx: &mut Tx, chain: &[ChainRow]) -> Result<Checked<()>> {
    let invented: Option<i64> = sql!(&mut *tx, |c| sqlx::query_scalar(INVENTED).fetch_optional(c))?;
    if let Some(id) = invented {
        return Ok(finding("custody_event", id, "does not follow from the dispatch or the receipt that it belongs to"));
    }
    let uneven: Option<i64> = sql!(&mut *tx, |c| sqlx::query_scalar(UNEVEN).fetch_optional(c))?;
    if let Some(line) = uneven {
        return Ok(finding("custody_event", format!("of line {line}"), "is missing, or stands there twice"));
    }
    for table in Table::ALL {
        let compared = check_facts(tx, chain, table).await?;
        if compared.is_err() {
            return Ok(compared);
        }
    }
    let unlike: Option<String> = sql!(&mut *tx, |c| sqlx::query_scalar(UNLIKE).fetch_optional(c))?;
    if let Some(movement) = unlike {
        return Ok(finding("movement", movement, "and its custody event do not belong together"));
    }
    let added_up = check_holdings(tx).await?;
    if added_up.is_err() {
        return Ok(added_up);
    }
    check_titles(tx).await
}

/// Every row of the table has its row in the chain, with the same facts, and every such row its fact.
async fn check_facts(tx: &mut Tx, chain: &[ChainRow], table: Table) -> Result<Checked<()>> {
    let entity = table.entity().word();
    let mut recorded = recorded(chain, |c| c.entity == entity, |body| body[table.field()].as_i64());
    for fact in facts(tx, table, None).await? {
        let Some((change, body)) = recorded.remove(&fact.id) else {
            return Ok(finding(table.name(), fact.id, "has no audit row"));
        };
        let same = change.deed == fact.deed.word()
            && change.entity_key == fact.key
            && change.person_id == Some(fact.person)
            && change.recorded_at == fact.recorded_at
            && body == fact.body;
        if !same {
            return Ok(finding(table.name(), fact.id, format!("differs from change {}", change.seq)));
        }
    }
    Ok(none_missing(table.name(), recorded))
}

/// No event takes from a place what is not there.
async fn check_holdings(tx: &mut Tx) -> Result<Checked<()>> {
    let mut items: Vec<_> = histories(tx, Of::All).await?.into_iter().collect();
    items.sort_by_key(|(item, _)| *item);
    for (_, stored) in items {
        if let Err(event) = stored.history.on(AsOf::default()) {
            let id = stored.told.get(event).map_or(0, |told| told.id);
            return Ok(finding(
                "custody_event",
                id,
                format!("takes what is not there: {} does not add up", stored.tag),
            ));
        }
    }
    Ok(Ok(()))
}

/// No title passes from whoever does not own it.
async fn check_titles(tx: &mut Tx) -> Result<Checked<()>> {
    let items: Vec<(i64, String, i64)> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT i.id, i.tag, i.quantity FROM item i WHERE EXISTS (SELECT 1 FROM title_transfer t WHERE t.item_id = i.id) ORDER BY i.id"
    )
    .fetch_all(c)
    })?;
    for (item, tag, quantity) in items {
        let transfers = titles::transfers(tx, item).await?;
        if title::owners(quantity, &transfers, AsOf::default()).is_err() {
            return Ok(finding("title_transfer", format!("of {tag}"), "passes what its owner did not have"));
        }
    }
    Ok(Ok(()))
}
