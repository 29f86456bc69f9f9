//! What is looked at on a visit, expected or not.

use domain::{
    Action, Refusal, Timestamp, Viewer,
    change::{Deed, Entity},
    check::{Question, questions},
    item::ItemKind,
    odometer::{NewReading, Reading},
    unit::{UnitKind, UnitRef},
    visit::NewLook,
};

use super::{Known, named, open};
use crate::{
    Error, Parsed, Result, Tx, categories,
    db::{sql, touch},
    facts::{self, Table, ToldBy, list, rows},
    items, odometer, verifications,
};

/// Which thing is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The row of the expected list.
    Row(i64),
    /// A thing that was found and not expected, by its tag.
    Unexpected(String),
}

impl Target {
    /// As posted: a row, or where there is none a tag.
    ///
    /// # Errors
    /// Neither.
    pub fn read(row: &str, tag: &str) -> Result<Self> {
        match (row.trim(), tag.trim()) {
            ("", "") => Err(Error::invalid("tag", "Enter the tag of what was found")),
            ("", tag) => Ok(Target::Unexpected(tag.to_uppercase())),
            (row, _) => row.parse().map(Target::Row).map_err(|_| Error::not_found()),
        }
    }
}

/// What the form of a thing needs to know.
#[derive(Debug, Clone)]
pub struct ToLook {
    pub tag: String,
    pub name: String,
    pub make: Option<String>,
    pub model: Option<String>,
    pub kind: ItemKind,
    pub unit_of_measure: String,
    pub unit: Option<UnitRef>,
    /// How many there should be.
    pub expected: i64,
    /// An embassy takes part.
    pub joint: bool,
    pub asked: Vec<Question>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    tag: String,
    name: String,
    make: Option<String>,
    model: Option<String>,
    kind: Parsed<ItemKind>,
    unit_of_measure: String,
    category_id: Option<i64>,
    expected: i64,
}

/// # Errors
/// Staff only; no such visit or thing: "not found"; the visit is over.
pub async fn to_look(tx: &mut Tx, viewer: &Viewer, visit: &str, target: &Target) -> Result<ToLook> {
    let known = open(tx, viewer, visit).await?;
    Ok(find(tx, viewer, &known, target).await?.1)
}

async fn find(tx: &mut Tx, viewer: &Viewer, visit: &Known, target: &Target) -> Result<(Option<i64>, ToLook)> {
    let row: Row = match target {
        Target::Row(row) => {
            let row: Option<Row> = sql!(&mut *tx, |c| sqlx::query_as(
                "SELECT e.id, i.tag, i.name, i.make, i.model, i.kind, i.unit_of_measure, i.category_id, e.expected
                 FROM visit_item e JOIN item i ON i.id = e.item_id WHERE e.id = $1 AND e.visit_id = $2"
            )
            .bind(row)
            .bind(visit.id)
            .fetch_optional(c))?;
            row.ok_or_else(Error::not_found)?
        }
        Target::Unexpected(tag) => {
            let item = items::id_in_scope(tx, viewer, tag).await.map_err(|error| match error {
                Error::Refused(Refusal::NotFound) => Error::invalid(
                    "tag",
                    format!("There is no item “{tag}”: correct the tag, or describe what was found"),
                ),
                // That the database is busy says nothing about the tag.
                other => other,
            })?;
            sql!(&mut *tx, |c| {
                sqlx::query_as(
                "SELECT i.id, i.tag, i.name, i.make, i.model, i.kind, i.unit_of_measure, i.category_id, i.quantity AS expected
                 FROM item i WHERE i.id = $1"
            )
            .bind(item)
            .fetch_one(c)
            })?
        }
    };
    let expected_row = matches!(target, Target::Row(_)).then_some(row.id);
    let unit = match expected_row {
        Some(row) => {
            type Unit = (String, Parsed<UnitKind>, Option<String>, Option<String>, Option<String>);
            let unit: Unit = sql!(&mut *tx, |c| {
                sqlx::query_as(
                "SELECT u.code, u.kind, u.base, u.crossing, u.border FROM visit_item e JOIN unit t ON t.id = e.unit_id
                 JOIN unit u ON u.id = t.as_id WHERE e.id = $1"
            )
            .bind(row)
            .fetch_one(c)
            })?;
            Some(named(unit, viewer))
        }
        None => None,
    };
    let asked = categories::checklist(tx, row.category_id).await?;
    let to_look = ToLook {
        tag: row.tag,
        name: row.name,
        make: row.make,
        model: row.model,
        kind: row.kind.0,
        unit_of_measure: row.unit_of_measure,
        unit,
        expected: row.expected,
        joint: visit.joint,
        asked: asked.map(|lines| questions(&lines)).unwrap_or_default(),
    };
    Ok((expected_row, to_look))
}

/// Records what was found of a thing: a check of it, with the answers of its checklist. Looked at again, the later word stands.
///
/// # Errors
/// Staff only; no such visit or thing: "not found"; the visit is over; nobody signed for the thing; a fall of the odometer.
pub async fn look(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    visit: &str,
    target: &Target,
    new: &NewLook,
) -> Result<String> {
    let known = open(tx, viewer, visit).await?;
    let (row, thing) = find(tx, viewer, &known, target).await?;
    let check = verifications::record(tx, viewer, at, &thing.tag, &new.check).await?;
    if let (Some(km), Some(day)) = (new.km, new.check.checked_on.day()) {
        if thing.kind != ItemKind::Vehicle {
            return Err(Error::invalid("km", "Only a vehicle has an odometer: leave this empty"));
        }
        let reading = NewReading { reading: Reading { km, read_on: day }, remark: None };
        odometer::record(tx, viewer, at, &thing.tag, &reading).await?;
    }
    let (since, because) = new.unused.clone().unzip();
    let look: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO visit_look (visit_id, visit_item_id, verification_id, unused_since, unused_because, missing)
         VALUES ($1, $2, $3, $4, $5, 0) RETURNING id"
    )
    .bind(known.id)
    .bind(row)
    .bind(check)
    .bind(since.map(Parsed))
    .bind(because)
    .fetch_one(c))?;
    for (number, (question, answer)) in (1_i64..).zip(&new.answers) {
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO visit_answer (look_id, number, question, answer) VALUES ($1, $2, $3, $4)"
        )
        .bind(look)
        .bind(number)
        .bind(question)
        .bind(answer)
        .execute(c))?;
    }
    facts::record(tx, Some(viewer.person), at, Deed::Confirmed, &LOOK, look).await?;
    Ok(thing.tag)
}

/// Records something that was found and that no list has.
///
/// # Errors
/// Staff only; no such visit, or the unit is not visited; the visit is over; no words.
pub async fn find_unlisted(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    visit: &str,
    unit: &str,
    words: &str,
) -> Result<i64> {
    let known = open(tx, viewer, visit).await?;
    let mut checks = domain::Checks::default();
    let words = checks.required("words", words, "Say what was found, with the number that stands on it");
    let words = checks.finish(words)?;
    let unit: Option<i64> = sql!(&mut *tx, |c| sqlx::query_scalar(
        "SELECT x.unit_id FROM visit_unit x JOIN unit u ON u.id = x.unit_id WHERE x.visit_id = $1 AND u.code = $2"
    )
    .bind(known.id)
    .bind(unit)
    .fetch_optional(c))?;
    let unit = unit.ok_or_else(|| Error::invalid("unit", "Choose the unit where it was found"))?;
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO visit_find (visit_id, unit_id, words, person_id, recorded_at) VALUES ($1, $2, $3, $4, $5) RETURNING id"
    )
    .bind(known.id)
    .bind(unit)
    .bind(&words)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Remarked, &FIND, id).await?;
    Ok(id)
}

/// What was found of a row, the newest word first, with its answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookedAt {
    pub answers: Vec<(String, String)>,
    pub unused_because: Option<String>,
    pub note: Option<String>,
}

/// The newest word of a row: for the form that looks again.
///
/// # Errors
/// Staff only.
pub async fn looks_of(tx: &mut Tx, viewer: &Viewer, row: i64) -> Result<Option<LookedAt>> {
    viewer.may(Action::ManageVisits)?;
    let newest: Option<(i64, Option<String>, Option<String>)> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT l.id, l.unused_because, v.note FROM visit_look l JOIN verification v ON v.id = l.verification_id
         WHERE l.visit_item_id = $1 ORDER BY l.id DESC LIMIT 1"
    )
    .bind(row)
    .fetch_optional(c))?;
    let Some((look, unused_because, note)) = newest else { return Ok(None) };
    let answers: Vec<(String, String)> =
        sql!(tx, |c| sqlx::query_as("SELECT question, answer FROM visit_answer WHERE look_id = $1 ORDER BY number")
            .bind(look)
            .fetch_all(c))?;
    Ok(Some(LookedAt { answers, unused_because, note }))
}

pub(crate) static LOOK: Table = Table::new(
    "visit_look",
    Entity::Visit,
    ToldBy::Number("look"),
    rows!(
        "SELECT l.id AS _id, x.code AS _key, 'confirmed' AS _deed, v.person_id AS _person, v.recorded_at AS _at, l.id AS look,
           l.visit_item_id AS row, l.verification_id AS verification, i.tag, l.unused_since, l.unused_because,
           l.missing AS \"missing!\"
         FROM visit_look l JOIN visit x ON x.id = l.visit_id JOIN verification v ON v.id = l.verification_id
         JOIN item i ON i.id = v.item_id",
        "l.id"
    ),
)
.deeds(&[Deed::Confirmed])
.lists(&[list!(
    "answers",
    "SELECT a.look_id AS _of, a.number, a.question, a.answer FROM visit_answer a",
    "a.look_id",
    "a.number"
)]);

pub(crate) static FIND: Table = Table::new(
    "visit_find",
    Entity::Visit,
    ToldBy::Number("find"),
    rows!(
        "SELECT f.id AS _id, x.code AS _key, 'remarked' AS _deed, f.person_id AS _person, f.recorded_at AS _at, f.id AS find,
           u.code AS unit, f.words FROM visit_find f JOIN visit x ON x.id = f.visit_id JOIN unit u ON u.id = f.unit_id",
        "f.id"
    ),
)
.deeds(&[Deed::Remarked]);
