//! Acts: staff, and the agency that signs. Donors learn only on the page of a round that there is one.

use domain::{
    PartialDate,
    signing::{Progress, State},
};

use super::{Entry, Known, Noun, Pick};
use crate::{
    Parsed, Result, Tx,
    now::Scope,
    query::ask,
    text::{fold, sort_key},
};

#[derive(sqlx::FromRow)]
struct Facts {
    id: i64,
    number: String,
    round_id: i64,
    round_code: String,
    round_title: String,
    held_on: Option<Parsed<PartialDate>>,
    agency_id: i64,
    recorded_at: i64,
    expected: i64,
    signed: i64,
    late: bool,
}

const FACTS: &str = "
  SELECT a.id, a.number, a.round_id, r.code AS round_code, r.title AS round_title, r.held_on, g.as_id AS agency_id, v.recorded_at,
    (SELECT COUNT(*) FROM act_signer s WHERE s.act_version_id = v.id) AS expected,
    (SELECT COUNT(*) FROM act_signature g WHERE g.act_version_id = v.id) AS signed,
    EXISTS (SELECT 1 FROM receipt t WHERE t.round_id = a.round_id AND t.agency_id = a.agency_id
      AND t.recorded_at > v.recorded_at) AS late
  FROM act a JOIN round r ON r.id = a.round_id JOIN agency g ON g.id = a.agency_id
  JOIN act_version v ON v.act_id = a.id AND v.version = (SELECT MAX(n.version) FROM act_version n WHERE n.act_id = a.id)
  WHERE a.id";

pub(super) async fn compute(tx: &mut Tx, pick: Pick, known: &Known) -> Result<Vec<Entry>> {
    let facts: Vec<Facts> = ask!(&mut *tx, pick.of(FACTS), fetch_all)?;
    let entries = |facts: Facts| [Scope::All, Scope::Agency(facts.agency_id)].map(|scope| entry(scope, &facts, known));
    Ok(facts.into_iter().flat_map(entries).collect())
}

fn entry(scope: Scope, facts: &Facts, known: &Known) -> Entry {
    let held = facts.held_on.map(|day| day.0);
    let (name, names) = known.agency(facts.agency_id, held.map_or(chrono::NaiveDate::MAX, PartialDate::start));
    let count = |n: i64| usize::try_from(n).unwrap_or_default();
    let progress = Progress { expected: count(facts.expected), signed: count(facts.signed), superseded: false };
    let state = progress.state();
    let words = [&facts.number, &facts.round_code, &facts.round_title, names.as_str()];
    Entry {
        code: fold(&facts.number),
        title: format!("{} · {}", facts.number, facts.round_title),
        below: format!("{name} · {}", state.label()),
        agency: facts.agency_id,
        round: facts.round_id,
        kind: if facts.late { "late".to_owned() } else { String::new() },
        state: state.word().to_owned(),
        sort_at: facts.recorded_at,
        sort_day: held.map(|day| day.to_string()).unwrap_or_default(),
        sort_code: sort_key(&facts.number),
        sort_round: sort_key(&facts.round_code),
        sort_agency: sort_key(&name),
        sort_state: if state == State::Signed { "2".to_owned() } else { "1".to_owned() },
        ..Entry::new(Noun::Act, facts.id, scope, &facts.number, &words)
    }
}
