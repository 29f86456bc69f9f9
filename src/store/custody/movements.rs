//! Movements: what was proposed, who has confirmed, what waits for whom.

use domain::{
    Action, PartialDate, Role, Timestamp, Viewer,
    change::{Deed, Entity},
    custody::{
        Claim, Place,
        entered::NewAnswer,
        movement::{Answer, AnswerKind, Movement, MovementKind, MovementState, Party},
    },
    item::Condition,
};

use super::{Appended, Names, append, append::as_conflict, place};
use crate::{
    Error, Parsed, Result, Tx,
    batch::Bind,
    db::sql,
    error::taken,
    facts::{self, Table, ToldBy, rows},
    heads,
    merges::{agency_as, unit_as},
    name_for, nouns,
    query::{Query, ask},
    units::grouped,
};

/// A movement with what was said to it.
#[derive(Debug, Clone)]
pub struct MovementRow {
    pub public_id: String,
    pub kind: MovementKind,
    pub state: MovementState,
    pub tag: String,
    pub item: String,
    pub lot: bool,
    pub quantity: i64,
    pub unit_of_measure: String,
    /// `IMT Termez (SCC)`, `with UNODC, in store`
    pub from: String,
    pub to: String,
    /// The day of a write-off's decision.
    pub occurred_on: Option<PartialDate>,
    pub condition: Option<Condition>,
    pub reason: String,
    pub document: Option<String>,
    pub proposer: String,
    pub recorded_at: Timestamp,
    /// Oldest first.
    pub answers: Vec<AnswerRow>,
    /// What nobody has confirmed yet, with who has to.
    pub missing: Vec<(AnswerKind, String)>,
    /// What the viewer can say now.
    pub open_to_viewer: Vec<AnswerKind>,
}

impl MovementRow {
    /// Does it wait for a confirmation of the viewer's?
    pub fn waits_for_viewer(&self) -> bool {
        waits(&self.open_to_viewer)
    }
}

/// Is a confirmation among what somebody can say?
pub(super) fn waits(open: &[AnswerKind]) -> bool {
    open.iter().any(|say| !matches!(say, AnswerKind::Refused | AnswerKind::Withdrawn))
}

#[derive(Debug, Clone)]
pub struct AnswerRow {
    pub kind: AnswerKind,
    pub words: Option<String>,
    pub person: String,
    pub recorded_at: Timestamp,
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub(super) id: i64,
    public_id: String,
    kind: Parsed<MovementKind>,
    item_id: i64,
    tag: String,
    item: String,
    item_kind: String,
    unit_of_measure: String,
    quantity: i64,
    giver: String,
    giver_unit_id: Option<i64>,
    giver_agency_id: Option<i64>,
    holder: String,
    unit_id: Option<i64>,
    agency_id: Option<i64>,
    occurred_on: Option<Parsed<PartialDate>>,
    condition: Option<Parsed<Condition>>,
    reason: String,
    document: Option<String>,
    person_id: i64,
    proposer: String,
    role: Parsed<Role>,
    proposer_agency: Option<i64>,
    recorded_at: i64,
}

/// What is read of a movement `m`.
pub(super) const COLUMNS: &str = concat!(
    "m.id, m.public_id, m.kind, m.item_id, i.tag, i.name AS item, i.kind AS item_kind, i.unit_of_measure, m.quantity, m.giver, ",
    unit_as!("m.giver_unit_id"),
    " AS giver_unit_id, ",
    agency_as!("m.giver_agency_id"),
    " AS giver_agency_id, m.holder, ",
    unit_as!("m.unit_id"),
    " AS unit_id, ",
    agency_as!("m.agency_id"),
    " AS agency_id, m.occurred_on, m.condition, m.reason, m.document, m.person_id, p.name AS proposer, p.role, ",
    agency_as!("p.agency_id"),
    " AS proposer_agency, m.recorded_at"
);

/// What [`COLUMNS`] needs besides the movement.
pub(super) const JOINS: &str = " JOIN item i ON i.id = m.item_id JOIN person p ON p.id = m.person_id";

#[derive(sqlx::FromRow)]
pub(super) struct StoredAnswer {
    movement_id: i64,
    kind: Parsed<AnswerKind>,
    words: Option<String>,
    person_id: i64,
    person: String,
    agency_id: Option<i64>,
    recorded_at: i64,
}

/// One movement.
///
/// # Errors
/// Not there or out of scope: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, public_id: &str) -> Result<MovementRow> {
    let row = find(tx, viewer, public_id).await?;
    shown(tx, viewer, vec![row]).await?.pop().ok_or_else(Error::not_found)
}

/// Confirms for one's side, refuses or withdraws. With the last confirmation custody passes.
///
/// # Errors
/// Not there or out of scope; what [`Movement::may`] refuses; the pieces are not there any more.
pub async fn answer(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    public_id: &str,
    new: &NewAnswer,
) -> Result<MovementState> {
    viewer.may(Action::MoveItems)?;
    let row = find(tx, viewer, public_id).await?;
    rules(tx, row.id).await?.may(party(viewer), new.kind)?;
    insert_answer(tx, viewer, at, row.id, new.kind, new.words.as_deref()).await?;
    let movement = rules(tx, row.id).await?;
    if movement.state() == MovementState::Done {
        let appended = Appended {
            item: row.item_id,
            from: movement.from,
            to: movement.to,
            quantity: row.quantity,
            occurred_on: row.occurred_on.map_or(PartialDate::Day(at.day()), |day| day.0),
            movement: Some(row.id),
            condition: row.condition.map(|c| c.0),
            circumstances: None,
            police_report: None,
            document: row.document.as_deref(),
        };
        append(tx, viewer, at, &appended).await.map_err(as_conflict)?;
    }
    Ok(movement.state())
}

pub(super) async fn insert_answer(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    movement: i64,
    kind: AnswerKind,
    words: Option<&str>,
) -> Result<()> {
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO movement_answer (movement_id, kind, words, person_id, recorded_at) VALUES ($1, $2, $3, $4, $5) RETURNING id"
    )
    .bind(movement)
    .bind(kind.word())
    .bind(words)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))
    .map_err(taken("Somebody else has just answered this"))?;
    facts::record(tx, Some(viewer.person), at, deed(kind), &ANSWER, id).await
}

pub(crate) static ANSWER: Table = Table::new(
    "movement_answer",
    Entity::Movement,
    ToldBy::Number("answer"),
    rows!(
        "SELECT n.id AS _id, m.public_id AS _key,
           CASE WHEN n.kind IN ('giving', 'receiving', 'programme') THEN 'confirmed' WHEN n.kind = 'refused' THEN 'rejected'
             ELSE n.kind END AS _deed,
           n.person_id AS _person, n.recorded_at AS _at, n.id AS answer, i.tag, n.kind, n.words FROM movement_answer n
         JOIN movement m ON m.id = n.movement_id JOIN item i ON i.id = m.item_id",
        "n.id"
    ),
);

/// The deed of an answer in the audit chain.
fn deed(kind: AnswerKind) -> Deed {
    match kind {
        AnswerKind::Giving | AnswerKind::Receiving | AnswerKind::Programme => Deed::Confirmed,
        AnswerKind::Refused => Deed::Rejected,
        AnswerKind::Withdrawn => Deed::Withdrawn,
        AnswerKind::Ended => Deed::Ended,
    }
}

/// What the open movements of an item speak for, in the order in which they were proposed.
pub(super) async fn claims(tx: &mut Tx, item: i64) -> Result<Vec<Claim>> {
    let rows = read(tx, " WHERE m.item_id = ? ORDER BY m.id", Bind::from(item)).await?;
    let told = told(tx, &rows).await?;
    let open = rows.iter().zip(told).filter(|(_, (movement, _))| movement.state() == MovementState::Open);
    Ok(open
        .map(|(row, (movement, _))| Claim { movement: row.id, place: movement.from, quantity: row.quantity })
        .collect())
}

/// The movement as the rules read it.
pub(super) async fn rules(tx: &mut Tx, id: i64) -> Result<Movement> {
    let rows = read(tx, " WHERE m.id = ?", Bind::from(id)).await?;
    told(tx, &rows).await?.pop().map(|(movement, _)| movement).ok_or_else(Error::not_found)
}

/// Movements without any scope.
async fn read(tx: &mut Tx, which: &'static str, key: Bind) -> Result<Vec<Row>> {
    let query = Query::new("SELECT ").with(COLUMNS, []).with(" FROM movement m", []).with(JOINS, []).with(which, [key]);
    Ok(ask!(tx, query, fetch_all)?)
}

pub(super) fn party(viewer: &Viewer) -> Party {
    Party { person: viewer.person, role: viewer.role, agency: viewer.agency().ok() }
}

async fn find(tx: &mut Tx, viewer: &Viewer, public_id: &str) -> Result<Row> {
    viewer.may(Action::SeeMovements)?;
    let [scope, id] = nouns::scope(tx, viewer).await?;
    let query = Query::new("SELECT ").with(COLUMNS, []).with(" FROM movement m", []).with(JOINS, []).with(
        " WHERE m.public_id = ? AND EXISTS (SELECT 1 FROM noun_reader r WHERE r.noun = 'movement' AND r.noun_id = m.id
               AND r.scope = ? AND r.scope_id = ?)",
        [Bind::from(public_id), scope, id],
    );
    let row: Option<Row> = ask!(tx, query, fetch_optional)?;
    row.ok_or_else(Error::not_found)
}

/// The movements in the words of this viewer.
pub(super) async fn shown(tx: &mut Tx, viewer: &Viewer, rows: Vec<Row>) -> Result<Vec<MovementRow>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let units = rows.iter().flat_map(|row| [row.giver_unit_id, row.unit_id]).flatten();
    let names = Names::among(tx, viewer, units.collect::<Vec<_>>()).await?;
    let told = told(tx, &rows).await?;
    Ok(rows.into_iter().zip(told).map(|(row, (rules, said))| row.cut(viewer, &rules, said, &names)).collect())
}

/// Beside each row what the rules read of it, and what was said to it.
pub(super) async fn told(tx: &mut Tx, rows: &[Row]) -> Result<Vec<(Movement, Vec<StoredAnswer>)>> {
    let mut query = Query::new(
        "SELECT a.movement_id, a.kind, a.words, a.person_id, p.name AS person, (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = p.agency_id) AS agency_id, a.recorded_at
         FROM movement_answer a JOIN person p ON p.id = a.person_id WHERE a.movement_id IN (",
    );
    query.push_ids(rows.iter().map(|row| row.id));
    query.push(") ORDER BY a.id", []);
    let answers: Vec<StoredAnswer> = ask!(&mut *tx, query, fetch_all)?;
    let mut answers = grouped(answers.into_iter().map(|answer| (answer.movement_id, answer)));
    let units = rows.iter().flat_map(|row| [row.giver_unit_id, row.unit_id]).flatten().collect();
    let heads = heads::accounts(tx, units).await?;
    let head = |place: Place| place.keeper().and_then(|keeper| heads.get(&(keeper.unit, keeper.agency)).copied());
    let mut told = Vec::with_capacity(rows.len());
    for row in rows {
        let from = place(&row.giver, row.giver_unit_id, row.giver_agency_id)?;
        let to = place(&row.holder, row.unit_id, row.agency_id)?;
        let said = answers.remove(&row.id).unwrap_or_default();
        let movement = Movement {
            kind: row.kind.0,
            from,
            to,
            proposer: Party { person: row.person_id, role: row.role.0, agency: row.proposer_agency },
            giving_head: head(from),
            receiving_head: head(to),
            answers: said.iter().map(|a| Answer { kind: a.kind.0, person: a.person_id }).collect(),
        };
        told.push((movement, said));
    }
    Ok(told)
}

impl Row {
    fn cut(self, viewer: &Viewer, rules: &Movement, said: Vec<StoredAnswer>, names: &Names) -> MovementRow {
        let words = |place: Place| match place {
            Place::Unit(keeper) => names.full(keeper),
            place => place.words(&|keeper| names.full(keeper)),
        };
        let who = |kind: AnswerKind| match kind {
            AnswerKind::Giving => rules.giver().map(|k| names.full(k)).unwrap_or_default(),
            AnswerKind::Receiving => rules.receiver().map(|k| names.full(k)).unwrap_or_default(),
            _ => "programme staff".to_owned(),
        };
        let open = rules.state() == MovementState::Open;
        MovementRow {
            state: rules.state(),
            from: words(rules.from),
            to: words(rules.to),
            missing: rules.missing().into_iter().filter(|_| open).map(|kind| (kind, who(kind))).collect(),
            open_to_viewer: rules.open_to(party(viewer)),
            answers: said.into_iter().map(|answer| answer.cut(viewer, names)).collect(),
            public_id: self.public_id,
            kind: self.kind.0,
            tag: self.tag,
            item: self.item,
            lot: self.item_kind == "lot",
            quantity: self.quantity,
            unit_of_measure: self.unit_of_measure,
            occurred_on: self.occurred_on.map(|d| d.0),
            condition: self.condition.map(|c| c.0),
            reason: self.reason,
            document: self.document,
            proposer: spoken_by(viewer, self.proposer, self.proposer_agency, names),
            recorded_at: Timestamp(self.recorded_at),
        }
    }
}

impl StoredAnswer {
    fn cut(self, viewer: &Viewer, names: &Names) -> AnswerRow {
        AnswerRow {
            kind: self.kind.0,
            words: self.words,
            person: spoken_by(viewer, self.person, self.agency_id, names),
            recorded_at: Timestamp(self.recorded_at),
        }
    }
}

/// Of another agency's officer it is said for whom they spoke.
fn spoken_by(viewer: &Viewer, name: String, agency: Option<i64>, names: &Names) -> String {
    name_for(viewer, name, agency, || match agency.and_then(|agency| names.agency(agency)) {
        Some(agency) => format!("an officer of the {}", agency.name),
        None => "programme staff".to_owned(),
    })
}
