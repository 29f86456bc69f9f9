//! Receipts: staff, the agency that counted, and the donors of the grants that pay for something on it, or paid for it on its
//! day: who stops paying keeps what was signed for it, and who pays now follows its money to the signature.

use std::collections::BTreeSet;

use domain::PartialDate;

use super::{Entry, Known, Noun, Pick};
use crate::{
    Parsed, Result, Tx,
    items::change_as_of,
    now::Scope,
    query::ask,
    text::{fold, sort_key},
    units::grouped,
};

/// The state of a version that was corrected: it is read at its address, and stands in no list.
const SUPERSEDED: &str = "superseded";

#[derive(sqlx::FromRow)]
struct Facts {
    id: i64,
    public_id: String,
    round_id: i64,
    round_code: String,
    round_title: String,
    agency_id: i64,
    received_on: Parsed<PartialDate>,
    officer: String,
    recorded_at: i64,
    superseded: bool,
}

const FACTS: &str = "
  SELECT t.id, t.public_id, t.round_id, r.code AS round_code, r.title AS round_title, g.as_id AS agency_id, t.received_on,
    p.name AS officer, t.recorded_at, EXISTS (SELECT 1 FROM receipt y WHERE y.supersedes_id = t.id) AS superseded
  FROM receipt t JOIN round r ON r.id = t.round_id JOIN person p ON p.id = t.person_id
  JOIN agency g ON g.id = t.agency_id WHERE t.id";

/// Who pays for something on it today, and reads its line.
const PAYS: &str = "
  SELECT t.id, d.reader_id FROM receipt t JOIN receipt_line n ON n.receipt_id = t.id JOIN line l ON l.id = n.line_id
  JOIN funding_share f ON f.item_id = l.item_id JOIN grant_donor d ON d.grant_id = f.grant_id
  WHERE t.id";

/// Where shares were changed: who paid on the day of the receipt, as far as is known now.
const PAID_THEN: &str = concat!(
    " UNION SELECT t.id, d.reader_id FROM receipt t JOIN receipt_line n ON n.receipt_id = t.id JOIN line l ON l.id = n.line_id
      JOIN funding_change_share v ON v.change_id = ",
    change_as_of!("l.item_id", "t.received_on", "9223372036854775807"),
    " JOIN grant_donor d ON d.grant_id = v.grant_id WHERE t.id"
);

pub(super) async fn compute(tx: &mut Tx, pick: Pick, known: &Known) -> Result<Vec<Entry>> {
    let facts: Vec<Facts> = ask!(&mut *tx, pick.of(FACTS), fetch_all)?;
    let donors: Vec<(i64, i64)> = ask!(&mut *tx, pick.and(pick.of(PAYS), PAID_THEN), fetch_all)?;
    let mut donors = grouped(donors);
    let entries = |facts: Facts| {
        let donors: BTreeSet<i64> = donors.remove(&facts.id).unwrap_or_default().into_iter().collect();
        let agency = facts.agency_id;
        let readers = [Scope::All, Scope::Agency(agency)].into_iter().chain(donors.into_iter().map(Scope::Donor));
        readers.map(|scope| entry(scope, &facts, known)).collect::<Vec<Entry>>()
    };
    Ok(facts.into_iter().flat_map(entries).collect())
}

fn entry(scope: Scope, facts: &Facts, known: &Known) -> Entry {
    let (name, names) = known.agency(facts.agency_id, facts.received_on.start());
    // Who counted is said to staff and to the officer's own agency.
    let officer = if matches!(scope, Scope::Donor(_)) { "" } else { &facts.officer };
    let words = [&facts.round_code, &facts.round_title, names.as_str(), officer];
    Entry {
        code: fold(&facts.round_code),
        title: format!("Receipt · {}", facts.round_title),
        below: format!(
            "{name} · {}{}",
            facts.received_on.words(),
            if facts.superseded { " · corrected since" } else { "" }
        ),
        state: if facts.superseded { SUPERSEDED.to_owned() } else { String::new() },
        agency: facts.agency_id,
        round: facts.round_id,
        sort_at: facts.recorded_at,
        sort_day: facts.received_on.to_string(),
        sort_round: sort_key(&facts.round_code),
        sort_agency: sort_key(&name),
        ..Entry::new(Noun::Receipt, facts.id, scope, &facts.public_id, &words)
    }
}
