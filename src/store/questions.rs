//! Questions: what donors ask about figures, and what staff answer. A donor reads its own, whoever of the embassy asked.

use domain::{
    Action, Scope as Reach, Timestamp, Viewer,
    change::{Deed, Entity},
    question::NewQuestion,
};

use crate::{
    Error, Result, Tx,
    db::sql,
    facts::{self, Table, ToldBy, rows},
    list::{Asked, Filter, Given, List, Page, Scope, Sort},
    notices,
};

/// A question with the answer that stands: the newest.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct QuestionRow {
    pub id: i64,
    /// The name of the donor that asks.
    pub donor: String,
    /// The code of the grant; `None`: about no grant alone.
    pub grant_code: Option<String>,
    /// As it was read.
    pub figure: String,
    /// The page with its filter.
    pub address: String,
    /// The day whose figure it is, as a date.
    pub figure_day: String,
    pub words: String,
    pub asked_by: String,
    pub recorded_at: i64,
    pub answer: Option<String>,
    pub answered_at: Option<i64>,
    /// Said to staff and administrators only.
    pub answered_by: Option<String>,
}

macro_rules! columns {
    ($answered_by:literal) => {
        concat!(
            "q.id, o.name AS donor, g.code AS grant_code, q.figure, q.address, q.figure_day, q.words, p.name AS asked_by,
             q.recorded_at, a.words AS answer, a.recorded_at AS answered_at, ",
            $answered_by,
            " AS answered_by"
        )
    };
}

const JOINS: &str =
    "JOIN question q ON q.id = r.id JOIN donor o ON o.id = q.donor_id JOIN person p ON p.id = q.person_id
  LEFT JOIN grant_agreement g ON g.id = q.grant_id
  LEFT JOIN question_answer a ON a.id = (SELECT MAX(n.id) FROM question_answer n WHERE n.question_id = q.id)
  LEFT JOIN person w ON w.id = a.person_id";

const SORTS: &[Sort] = &[Sort::number("asked", "r.id").down()];

const FILTERS: &[Filter] = &[
    Filter::new(
        "state",
        "CASE WHEN EXISTS (SELECT 1 FROM question_answer n WHERE n.question_id = r.id) THEN 'answered' ELSE 'open' END = ?",
    ),
    Filter::new("grant", "r.grant_id = (SELECT id FROM grant_agreement WHERE code = ?)"),
];

pub(crate) static LIST: List = List {
    columns: columns!("w.name"),
    from: "question r WHERE TRUE",
    given: &[],
    joins: JOINS,
    id: "r.id",
    sorts: SORTS,
    filters: FILTERS,
    search: None,
    sums: None,
    total: None,
};

pub(crate) static FOR_DONORS: List = List {
    columns: columns!("NULL"),
    from: "question r WHERE r.donor_id = ?",
    given: &[Given::Of],
    joins: JOINS,
    id: "r.id",
    sorts: SORTS,
    filters: FILTERS,
    search: None,
    sums: None,
    total: None,
};

/// A page of the questions, the newest first. A donor reads its own.
///
/// # Errors
/// The role reads none.
pub async fn list(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<QuestionRow>> {
    viewer.may(Action::SeeQuestions)?;
    match viewer.scope {
        Reach::Donor(donor) => FOR_DONORS.page(tx, Scope::from(viewer).within(donor), asked).await,
        _ => LIST.page(tx, Scope::from(viewer), asked).await,
    }
}

/// One question.
///
/// # Errors
/// The role reads none; not there or another donor's: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, id: i64) -> Result<QuestionRow> {
    viewer.may(Action::SeeQuestions)?;
    let donor = match viewer.scope {
        Reach::Donor(donor) => Some(donor),
        _ => None,
    };
    let row: Option<QuestionRow> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT q.id, o.name AS donor, g.code AS grant_code, q.figure, q.address, q.figure_day, q.words, p.name AS asked_by,
           q.recorded_at, a.words AS answer, a.recorded_at AS answered_at, CASE WHEN $2 IS NULL THEN w.name END AS answered_by
         FROM question q JOIN donor o ON o.id = q.donor_id JOIN person p ON p.id = q.person_id
         LEFT JOIN grant_agreement g ON g.id = q.grant_id
         LEFT JOIN question_answer a ON a.id = (SELECT MAX(n.id) FROM question_answer n WHERE n.question_id = q.id)
         LEFT JOIN person w ON w.id = a.person_id
         WHERE q.id = $1 AND q.donor_id = COALESCE($2, q.donor_id)"
    )
    .bind(id)
    .bind(donor)
    .fetch_optional(c)
    })?;
    row.ok_or_else(Error::not_found)
}

/// Asks about a figure. Whoever looks after the grant is told; where nobody does, all staff are.
///
/// # Errors
/// Donors alone ask; a grant of another donor: "not found".
pub async fn ask(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewQuestion) -> Result<i64> {
    viewer.may(Action::AskQuestions)?;
    let Reach::Donor(donor) = viewer.scope else { return Err(Error::not_found()) };
    let grant = match &new.grant {
        Some(code) => Some(about(tx, viewer, code).await?),
        None => None,
    };
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO question (donor_id, grant_id, figure, address, figure_day, words, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"
    )
    .bind(donor)
    .bind(grant)
    .bind(&new.figure)
    .bind(&new.address)
    .bind(new.figure_day.to_string())
    .bind(&new.words)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &QUESTION, id).await?;
    notices::question_asked(tx, at, id).await?;
    Ok(id)
}

/// The grant that a donor asks about: one of its own, also where it reads what was released of it.
///
/// # Errors
/// Not there or another donor's: "not found".
pub async fn about(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<i64> {
    let Reach::Donor(donor) = viewer.scope else { return Err(Error::not_found()) };
    let id: Option<i64> = sql!(tx, |c| {
        sqlx::query_scalar(
        "SELECT g.id FROM grant_agreement g JOIN grant_donor d ON d.grant_id = g.id WHERE g.code = $1 AND d.donor_id = $2"
    )
    .bind(code)
    .bind(donor)
    .fetch_optional(c)
    })?;
    id.ok_or_else(Error::not_found)
}

/// Answers a question; a better answer is another one, and the newest stands. Whoever asked is told.
///
/// # Errors
/// Staff alone answer; no such question.
pub async fn answer(tx: &mut Tx, viewer: &Viewer, at: Timestamp, question: i64, words: &str) -> Result<()> {
    viewer.may(Action::AnswerQuestions)?;
    show(tx, viewer, question).await?;
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO question_answer (question_id, words, person_id, recorded_at) VALUES ($1, $2, $3, $4) RETURNING id"
    )
    .bind(question)
    .bind(words)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Remarked, &ANSWER, id).await?;
    notices::question_answered(tx, at, question, id).await
}

pub(crate) static QUESTION: Table = Table::new(
    "question",
    Entity::Question,
    ToldBy::Key,
    rows!(
        "SELECT q.id AS _id, q.id AS _key, 'created' AS _deed, q.person_id AS _person, q.recorded_at AS _at, o.code AS donor,
           g.code AS grant_code, q.figure, q.address, q.figure_day, q.words FROM question q JOIN donor o ON o.id = q.donor_id
         LEFT JOIN grant_agreement g ON g.id = q.grant_id",
        "q.id"
    ),
)
.deeds(&[Deed::Created]);

pub(crate) static ANSWER: Table = Table::new(
    "question_answer",
    Entity::Question,
    ToldBy::Number("answer"),
    rows!(
        "SELECT a.id AS _id, a.question_id AS _key, 'remarked' AS _deed, a.person_id AS _person, a.recorded_at AS _at,
           a.id AS answer, a.words FROM question_answer a",
        "a.id"
    ),
)
.deeds(&[Deed::Remarked]);
