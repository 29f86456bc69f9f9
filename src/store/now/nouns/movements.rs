//! Movements: staff, and the agencies that give and receive.

use std::collections::BTreeSet;

use domain::custody::movement::{Answer, AnswerKind, Movement, MovementKind, MovementState, Party};

use super::{Entry, Known, Noun, Pick};
use crate::{
    Parsed, Result, Tx,
    custody::place,
    now::Scope,
    query::ask,
    text::{fold, sort_key},
    units::grouped,
};

#[derive(sqlx::FromRow)]
struct Facts {
    id: i64,
    public_id: String,
    kind: Parsed<MovementKind>,
    tag: String,
    item: String,
    giver: String,
    giver_unit_id: Option<i64>,
    giver_agency_id: Option<i64>,
    giver_code: Option<String>,
    holder: String,
    unit_id: Option<i64>,
    agency_id: Option<i64>,
    unit_code: Option<String>,
    proposer: String,
    proposer_agency: Option<i64>,
    recorded_at: i64,
}

const FACTS: &str = "
  SELECT m.id, m.public_id, m.kind, i.tag, i.name AS item, m.giver, u.id AS giver_unit_id, g.as_id AS giver_agency_id,
    u.code AS giver_code, m.holder, w.id AS unit_id, a.as_id AS agency_id, w.code AS unit_code, p.name AS proposer,
    b.as_id AS proposer_agency, m.recorded_at
  FROM movement m JOIN item i ON i.id = m.item_id JOIN person p ON p.id = m.person_id
  LEFT JOIN unit t ON t.id = m.giver_unit_id LEFT JOIN unit u ON u.id = t.as_id
  LEFT JOIN unit v ON v.id = m.unit_id LEFT JOIN unit w ON w.id = v.as_id LEFT JOIN agency g ON g.id = m.giver_agency_id
  LEFT JOIN agency a ON a.id = m.agency_id LEFT JOIN agency b ON b.id = p.agency_id WHERE m.id";

const ANSWERS: &str = "SELECT n.movement_id, n.kind, n.person_id FROM movement_answer n WHERE n.movement_id";

pub(super) async fn compute(tx: &mut Tx, pick: Pick, known: &Known) -> Result<Vec<Entry>> {
    let facts: Vec<Facts> = ask!(&mut *tx, pick.of(FACTS), fetch_all)?;
    let answers: Vec<(i64, Parsed<AnswerKind>, i64)> =
        ask!(&mut *tx, pick.of(ANSWERS).with(" ORDER BY n.id", []), fetch_all)?;
    let answer = |(movement, kind, person): (i64, Parsed<AnswerKind>, i64)| (movement, Answer { kind: kind.0, person });
    let mut answers = grouped(answers.into_iter().map(answer));
    let mut entries = Vec::new();
    for facts in facts {
        let state = state(&facts, answers.remove(&facts.id).unwrap_or_default())?;
        let agencies: BTreeSet<i64> = facts.giver_agency_id.into_iter().chain(facts.agency_id).collect();
        let readers = std::iter::once(Scope::All).chain(agencies.into_iter().map(Scope::Agency));
        entries.extend(readers.map(|scope| entry(scope, &facts, state, known)));
    }
    Ok(entries)
}

/// It follows from the answers; who proposed and who heads a unit matters only to who may answer.
fn state(facts: &Facts, answers: Vec<Answer>) -> Result<MovementState> {
    let nobody = Party { person: 0, role: domain::Role::Staff, agency: None };
    let movement = Movement {
        kind: facts.kind.0,
        from: place(&facts.giver, facts.giver_unit_id, facts.giver_agency_id)?,
        to: place(&facts.holder, facts.unit_id, facts.agency_id)?,
        proposer: nobody,
        giving_head: None,
        receiving_head: None,
        answers,
    };
    Ok(movement.state())
}

fn entry(scope: Scope, facts: &Facts, state: MovementState, known: &Known) -> Entry {
    let agency = |id: Option<i64>| id.map(|id| known.agency(id, chrono::NaiveDate::MAX).1).unwrap_or_default();
    // Of another agency's officer it is not said who they are.
    let proposer = match scope {
        Scope::Agency(own) if facts.proposer_agency != Some(own) => "",
        _ => &facts.proposer,
    };
    let (from, to) = (agency(facts.giver_agency_id), agency(facts.agency_id));
    let units = [&facts.giver_code, &facts.unit_code].map(|code| code.as_deref().unwrap_or_default());
    let words = [&facts.tag, &facts.item, facts.kind.label(), units[0], from.as_str(), units[1], to.as_str(), proposer];
    Entry {
        code: fold(&facts.tag),
        title: format!("{} · {}", facts.kind.label(), facts.item),
        below: format!("{} · {}", facts.tag, state.label()),
        kind: facts.kind.word().to_owned(),
        state: state.word().to_owned(),
        sort_at: facts.recorded_at,
        sort_item: sort_key(&facts.item),
        sort_state: if state == MovementState::Open { "1".to_owned() } else { "2".to_owned() },
        ..Entry::new(Noun::Movement, facts.id, scope, &facts.public_id, &words)
    }
}
