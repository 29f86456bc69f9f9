//! Movements: what was proposed, who has confirmed, what waits for whom.

use domain::{
    Action, PartialDate, Role, Timestamp, Viewer,
    change::{Deed, Entity},
    custody::{
        Claim, Keeper,
        entered::NewAnswer,
        movement::{Answer, AnswerKind, Movement, MovementKind, MovementState, Party},
    },
    item::Condition,
};

use super::{Appended, Names, append, append::as_conflict, place};
use crate::{
    Binds, Error, Parsed, Result, Tx,
    db::sql,
    error::taken,
    facts::{self, Table, ToldBy, rows},
    heads, name_for,
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
        self.open_to_viewer.iter().any(|say| !matches!(say, AnswerKind::Refused | AnswerKind::Withdrawn))
    }
}

#[derive(Debug, Clone)]
pub struct AnswerRow {
    pub kind: AnswerKind,
    pub words: Option<String>,
    pub person: String,
    pub recorded_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
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

macro_rules! movements_where {
    ($condition:literal) => {
        concat!(
            "SELECT m.id, m.public_id, m.kind, m.item_id, i.tag, i.name AS item, i.kind AS item_kind, i.unit_of_measure, m.quantity,
               m.giver, m.giver_unit_id, m.giver_agency_id, m.holder, m.unit_id, m.agency_id, m.occurred_on, m.condition,
               m.reason, m.document, m.person_id, p.name AS proposer, p.role, p.agency_id AS proposer_agency, m.recorded_at
             FROM movement m JOIN item i ON i.id = m.item_id JOIN person p ON p.id = m.person_id
             WHERE ($1 OR m.giver_agency_id = $3 OR m.agency_id = $3) AND $2 < 0 AND ",
            $condition,
            " ORDER BY m.id"
        )
    };
}

#[derive(sqlx::FromRow)]
struct StoredAnswer {
    kind: Parsed<AnswerKind>,
    words: Option<String>,
    person_id: i64,
    person: String,
    agency_id: Option<i64>,
    recorded_at: i64,
}

/// The movements in scope, the newest first.
///
/// # Errors
/// The role sees none.
pub async fn movements(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<MovementRow>> {
    viewer.may(Action::SeeMovements)?;
    let scope = Binds::from(viewer);
    let rows: Vec<Row> = sql!(&mut *tx, |c| sqlx::query_as(movements_where!("m.id > $4"))
        .bind(scope.all)
        .bind(scope.donor)
        .bind(scope.agency)
        .bind(0_i64)
        .fetch_all(c))?;
    let mut rows = shown(tx, viewer, rows).await?;
    rows.reverse();
    Ok(rows)
}

/// Those that wait for a confirmation of the viewer's, the oldest first.
///
/// # Errors
/// The role sees none.
pub async fn waiting(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<MovementRow>> {
    let mut rows = movements(tx, viewer).await?;
    rows.retain(MovementRow::waits_for_viewer);
    rows.reverse();
    Ok(rows)
}

/// One movement.
///
/// # Errors
/// Not there or out of scope: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, public_id: &str) -> Result<MovementRow> {
    let row = find(tx, viewer, public_id).await?;
    shown(tx, viewer, vec![row]).await?.into_iter().next().ok_or_else(Error::not_found)
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
    let rows: Vec<Row> = sql!(&mut *tx, |c| sqlx::query_as(movements_where!("m.item_id = $4"))
        .bind(true)
        .bind(-1_i64)
        .bind(-1_i64)
        .bind(item)
        .fetch_all(c))?;
    let mut claims = Vec::new();
    for row in rows {
        let movement = row.rules(tx).await?;
        if movement.state() == MovementState::Open {
            claims.push(Claim { movement: row.id, place: movement.from, quantity: row.quantity });
        }
    }
    Ok(claims)
}

/// The movement as the rules read it.
pub(super) async fn rules(tx: &mut Tx, id: i64) -> Result<Movement> {
    let row: Row = sql!(&mut *tx, |c| sqlx::query_as(movements_where!("m.id = $4"))
        .bind(true)
        .bind(-1_i64)
        .bind(-1_i64)
        .bind(id)
        .fetch_one(c))?;
    row.rules(tx).await
}

fn party(viewer: &Viewer) -> Party {
    Party { person: viewer.person, role: viewer.role, agency: viewer.agency().ok() }
}

async fn find(tx: &mut Tx, viewer: &Viewer, public_id: &str) -> Result<Row> {
    viewer.may(Action::SeeMovements)?;
    let scope = Binds::from(viewer);
    let row: Option<Row> = sql!(tx, |c| sqlx::query_as(movements_where!("m.public_id = $4"))
        .bind(scope.all)
        .bind(scope.donor)
        .bind(scope.agency)
        .bind(public_id)
        .fetch_optional(c))?;
    row.ok_or_else(Error::not_found)
}

async fn answers(tx: &mut Tx, movement: i64) -> Result<Vec<StoredAnswer>> {
    Ok(sql!(tx, |c| sqlx::query_as(
        "SELECT a.kind, a.words, a.person_id, p.name AS person, p.agency_id, a.recorded_at
         FROM movement_answer a JOIN person p ON p.id = a.person_id WHERE a.movement_id = $1 ORDER BY a.id"
    )
    .bind(movement)
    .fetch_all(c))?)
}

async fn shown(tx: &mut Tx, viewer: &Viewer, rows: Vec<Row>) -> Result<Vec<MovementRow>> {
    let names = Names::read(tx, viewer).await?;
    let mut movements = Vec::with_capacity(rows.len());
    for row in rows {
        let rules = row.rules(tx).await?;
        let said = answers(tx, row.id).await?;
        movements.push(row.cut(viewer, &rules, said, &names));
    }
    Ok(movements)
}

impl Row {
    async fn rules(&self, tx: &mut Tx) -> Result<Movement> {
        let from = place(&self.giver, self.giver_unit_id, self.giver_agency_id)?;
        let to = place(&self.holder, self.unit_id, self.agency_id)?;
        let head = async |tx: &mut Tx, keeper: Option<Keeper>| match keeper {
            Some(keeper) => heads::account_of(tx, keeper).await,
            None => Ok(None),
        };
        let giving_head = head(tx, from.keeper()).await?;
        let receiving_head = head(tx, to.keeper()).await?;
        let said = answers(tx, self.id).await?;
        Ok(Movement {
            kind: self.kind.0,
            from,
            to,
            proposer: Party { person: self.person_id, role: self.role.0, agency: self.proposer_agency },
            giving_head,
            receiving_head,
            answers: said.into_iter().map(|a| Answer { kind: a.kind.0, person: a.person_id }).collect(),
        })
    }

    fn cut(self, viewer: &Viewer, rules: &Movement, said: Vec<StoredAnswer>, names: &Names) -> MovementRow {
        let words = |place: domain::custody::Place| match place {
            domain::custody::Place::Unit(keeper) => names.full(keeper),
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
