//! Discrepancies: whoever reads the receipt that counted them, as far as the thing itself concerns them.

use std::collections::BTreeSet;

use domain::{
    PartialDate,
    discrepancy::{Kind, State},
};

use super::{Entry, Known, NO_DAY, Noun, Pick};
use crate::{
    Parsed, Result, Tx,
    items::change_as_of,
    now::Scope,
    query::ask,
    receipts::stands,
    text::{fold, sort_key},
    units::grouped,
};

#[derive(sqlx::FromRow)]
struct Facts {
    id: i64,
    public_id: String,
    kind: Parsed<Kind>,
    quantity: i64,
    found: i64,
    settled: bool,
    superseded: bool,
    recorded_at: i64,
    round_id: i64,
    round_code: String,
    received_on: Parsed<PartialDate>,
    agency_id: i64,
    tag: String,
    item: String,
    owner: Option<String>,
    owner_agency: Option<i64>,
    due_on: Option<Parsed<PartialDate>>,
}

const FACTS: &str = concat!(
    "
  SELECT d.id, d.public_id, d.kind, d.quantity, d.recorded_at, l.round_id, r.code AS round_code, t.received_on, g.as_id AS agency_id,
    CAST(COALESCE((SELECT SUM(e.quantity) FROM discrepancy_event e
      JOIN receipt t ON t.id = e.receipt_id WHERE e.discrepancy_id = COALESCE(d.first_id, d.id) AND e.kind = 'counted again'
        AND ",
    stands!(),
    "), 0) AS BIGINT) AS found,
    EXISTS (SELECT 1 FROM discrepancy_event e WHERE e.discrepancy_id = COALESCE(d.first_id, d.id) AND e.kind = 'settled') AS settled,
    EXISTS (SELECT 1 FROM receipt y WHERE y.supersedes_id = t.id) AS superseded,
    i.tag, i.name AS item, o.name AS owner, (SELECT h.as_id FROM agency h WHERE h.id = o.agency_id) AS owner_agency, a.due_on
  FROM discrepancy d JOIN receipt_line n ON n.id = d.receipt_line_id JOIN receipt t ON t.id = n.receipt_id
  JOIN line l ON l.id = d.line_id JOIN round r ON r.id = l.round_id JOIN item i ON i.id = l.item_id
  JOIN agency g ON g.id = l.agency_id LEFT JOIN discrepancy_event a ON a.id = (SELECT MAX(e.id) FROM discrepancy_event e
    WHERE e.discrepancy_id = COALESCE(d.first_id, d.id) AND e.kind = 'assigned')
  LEFT JOIN person o ON o.id = a.owner_id WHERE d.id"
);

/// Who pays for something on it today, and reads its line.
const PAYS: &str = "
  SELECT y.id, d.reader_id FROM discrepancy y JOIN line l ON l.id = y.line_id
  JOIN funding_share f ON f.item_id = l.item_id JOIN grant_donor d ON d.grant_id = f.grant_id
  WHERE y.id";

/// Where shares were changed: who paid on the day of the receipt, as far as is known now.
const PAID_THEN: &str = concat!(
    " UNION SELECT y.id, d.reader_id FROM discrepancy y JOIN line l ON l.id = y.line_id
      JOIN receipt_line n ON n.id = y.receipt_line_id JOIN receipt t ON t.id = n.receipt_id
      JOIN funding_change_share v ON v.change_id = ",
    change_as_of!("l.item_id", "t.received_on", "9223372036854775807"),
    " JOIN grant_donor d ON d.grant_id = v.grant_id WHERE y.id"
);

pub(super) async fn compute(tx: &mut Tx, pick: Pick, known: &Known) -> Result<Vec<Entry>> {
    let facts: Vec<Facts> = ask!(&mut *tx, pick.of(FACTS), fetch_all)?;
    let donors: Vec<(i64, i64)> = ask!(&mut *tx, pick.and(pick.of(PAYS), PAID_THEN), fetch_all)?;
    let mut donors = grouped(donors);
    let entries = |facts: Facts| {
        let donors: BTreeSet<i64> = donors.remove(&facts.id).unwrap_or_default().into_iter().collect();
        let agency = facts.agency_id;
        // Donors read what stands; what was counted wrongly is nothing that their money became.
        let donors = donors.into_iter().filter(|_| !facts.superseded).map(Scope::Donor);
        let readers = [Scope::All, Scope::Agency(agency)].into_iter().chain(donors);
        readers.map(|scope| entry(scope, &facts, known)).collect::<Vec<Entry>>()
    };
    Ok(facts.into_iter().flat_map(entries).collect())
}

fn entry(scope: Scope, facts: &Facts, known: &Known) -> Entry {
    let (name, names) = known.agency(facts.agency_id, facts.received_on.start());
    let owner = match scope {
        Scope::All => facts.owner.as_deref(),
        Scope::Agency(own) => facts.owner.as_deref().filter(|_| facts.owner_agency == Some(own)),
        Scope::Donor(_) | Scope::Country(_) => None,
    };
    let over = facts.settled || facts.superseded || facts.found >= facts.quantity;
    let (state, due_on) = if facts.superseded {
        (State::Superseded, String::new())
    } else if over {
        (State::Settled, String::new())
    } else {
        let due = facts.due_on.map(|due| due.to_string());
        (State::Open, due.unwrap_or_else(|| NO_DAY.to_owned()))
    };
    let kind = facts.kind.label();
    let words = [&facts.round_code, &facts.tag, &facts.item, names.as_str(), kind, owner.unwrap_or_default()];
    Entry {
        code: fold(&facts.tag),
        title: format!("{} · {}", facts.item, kind.to_lowercase()),
        below: format!("{} · {} · {name}", facts.tag, facts.round_code),
        agency: facts.agency_id,
        round: facts.round_id,
        kind: facts.kind.word().to_owned(),
        state: state.word().to_owned(),
        sort_at: facts.recorded_at,
        sort_day: facts.received_on.to_string(),
        sort_round: sort_key(&facts.round_code),
        sort_item: sort_key(&facts.item),
        sort_agency: sort_key(&name),
        // By the day that it is due: what is overdue today stands first, whatever day it is. Donors read no such day.
        sort_state: match (over, scope) {
            _ if facts.superseded => "3".to_owned(),
            (true, _) => "2".to_owned(),
            (false, Scope::Donor(_)) => "1".to_owned(),
            (false, _) => format!("1{due_on}"),
        },
        due_on,
        ..Entry::new(Noun::Discrepancy, facts.id, scope, &facts.public_id, &words)
    }
}
