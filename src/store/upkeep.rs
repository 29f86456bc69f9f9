//! The papers of a thing with their expiry, and what was done to it. Append-only: a wrong row is taken back by another one.

use domain::{
    Action, AsOf, Money, PartialDate, Timestamp, Viewer,
    change::{Deed, Entity},
    custody::Place,
    item::ItemKind,
    upkeep::{NewPaper, NewWork, PaperKind, WorkKind},
};

use crate::{
    Error, Parsed, Result, Tx, custody,
    db::sql,
    error::reason_given,
    facts::{self, Table, ToldBy, rows},
    grants::as_money,
    items,
};

mod rows;
use rows::{Paper, Work};

/// What the odometer of the item showed last.
macro_rules! newest_km {
    ($item:literal) => {
        concat!(
            "(SELECT o.km FROM odometer_reading o WHERE o.item_id = ",
            $item,
            " ORDER BY o.read_on DESC, o.id DESC LIMIT 1)"
        )
    };
}
pub(crate) use newest_km;

/// A paper of a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperRow {
    pub id: i64,
    pub kind: PaperKind,
    pub number: Option<String>,
    pub issuer: Option<String>,
    pub issued_on: Option<PartialDate>,
    pub valid_until: Option<PartialDate>,
    pub remark: Option<String>,
    /// Why it was taken back.
    pub taken_back: Option<String>,
    /// Of another agency's officer it is said that it was one.
    pub person: String,
    pub recorded_at: Timestamp,
}

/// What was done to a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkRow {
    pub id: i64,
    pub kind: WorkKind,
    pub done_on: PartialDate,
    /// What the odometer showed.
    pub km: Option<i64>,
    pub what: String,
    pub workshop: Option<String>,
    pub cost: Option<Money>,
    pub next_on: Option<PartialDate>,
    pub next_km: Option<i64>,
    /// Why it was taken back.
    pub taken_back: Option<String>,
    pub person: String,
    pub recorded_at: Timestamp,
}

/// How a thing is kept up.
#[derive(Debug, Clone)]
pub struct Upkeep {
    pub kind: ItemKind,
    pub name: String,
    /// The newest first.
    pub papers: Vec<PaperRow>,
    /// The newest first.
    pub works: Vec<WorkRow>,
    /// What its odometer showed last.
    pub km: Option<i64>,
}

impl Upkeep {
    /// Whether no other of its kind that stands reaches further.
    pub fn stands(&self, paper: &PaperRow) -> bool {
        let further = |other: &&PaperRow| {
            other.kind == paper.kind
                && other.taken_back.is_none()
                && (other.valid_until.map(PartialDate::start), other.id)
                    > (paper.valid_until.map(PartialDate::start), paper.id)
        };
        paper.taken_back.is_none() && !self.papers.iter().any(|other| further(&other))
    }

    /// Whether it says when the next of its kind is due: the newest one does.
    pub fn plans(&self, work: &WorkRow) -> bool {
        let newest = self.works.iter().find(|other| other.kind == work.kind && other.taken_back.is_none());
        newest.is_some_and(|newest| newest.id == work.id) && (work.next_on.is_some() || work.next_km.is_some())
    }
}

/// The thing, for who may record something of it: staff, and officers while their own agency has it.
async fn kept(tx: &mut Tx, viewer: &Viewer, tag: &str) -> Result<i64> {
    viewer.may(Action::KeepUp)?;
    let item = items::id_in_scope(tx, viewer, tag).await?;
    if let Ok(agency) = viewer.agency() {
        let now = custody::history_of(tx, item).await?.on(AsOf::default())?;
        if !now.iter().any(|(place, _)| matches!(place, Place::Unit(keeper) if keeper.agency == agency)) {
            return Err(Error::conflict("Your agency does not have this item: whoever has it keeps its papers"));
        }
    }
    Ok(item)
}

/// What kind of thing it is, which decides what can be recorded of it.
///
/// # Errors
/// Only who may record something of things; no such item, or out of scope: "not found".
pub async fn kind_of(tx: &mut Tx, viewer: &Viewer, tag: &str) -> Result<(ItemKind, String)> {
    viewer.may(Action::KeepUp)?;
    let item = items::id_in_scope(tx, viewer, tag).await?;
    let (kind, name): (Parsed<ItemKind>, String) =
        sql!(tx, |c| sqlx::query_as("SELECT kind, name FROM item WHERE id = $1").bind(item).fetch_one(c))?;
    Ok((kind.0, name))
}

/// Records a paper. Answers its number.
///
/// # Errors
/// Staff, and officers while their own agency has the thing; no such item: "not found".
pub async fn record_paper(tx: &mut Tx, viewer: &Viewer, at: Timestamp, tag: &str, new: &NewPaper) -> Result<i64> {
    let item = kept(tx, viewer, tag).await?;
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO item_paper (item_id, kind, number, issuer, issued_on, valid_until, remark, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"
    )
    .bind(item)
    .bind(new.kind.word())
    .bind(&new.number)
    .bind(&new.issuer)
    .bind(new.issued_on.map(Parsed))
    .bind(new.valid_until.map(|day| Parsed(PartialDate::Day(day))))
    .bind(&new.remark)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &PAPER, id).await?;
    Ok(id)
}

/// Records what was done. Answers its number.
///
/// # Errors
/// As [`record_paper`].
pub async fn record_work(tx: &mut Tx, viewer: &Viewer, at: Timestamp, tag: &str, new: &NewWork) -> Result<i64> {
    let item = kept(tx, viewer, tag).await?;
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO item_work (item_id, kind, done_on, km, what, workshop, cost_minor, cost_currency, next_on, next_km, person_id,
           recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id"
    )
    .bind(item)
    .bind(new.kind.word())
    .bind(Parsed(new.done_on))
    .bind(new.km)
    .bind(&new.what)
    .bind(&new.workshop)
    .bind(new.cost.map(|cost| cost.minor))
    .bind(new.cost.map(|cost| cost.currency.code()))
    .bind(new.next_on.map(|day| Parsed(PartialDate::Day(day))))
    .bind(new.next_km)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &WORK, id).await?;
    Ok(id)
}

/// How a row of one of the two tables is taken back.
struct TakenBack {
    /// Its kind, and whether it is taken back already.
    standing: &'static str,
    by: &'static str,
    table: &'static Table,
    why: &'static str,
}

/// Takes a paper back that was recorded in error.
///
/// # Errors
/// As [`record_paper`]; no such paper of this thing: "not found"; taken back already; no reason.
pub async fn take_back_paper(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    tag: &str,
    paper: i64,
    reason: &str,
) -> Result<()> {
    let of = TakenBack {
        standing: "SELECT p.kind, EXISTS (SELECT 1 FROM item_paper b WHERE b.takes_back_id = p.id) FROM item_paper p
          WHERE p.id = $1 AND p.item_id = $2 AND p.takes_back_id IS NULL",
        by: "INSERT INTO item_paper (item_id, kind, remark, takes_back_id, person_id, recorded_at)
          VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        table: &PAPER,
        why: "Say why the paper is taken back",
    };
    take_back(tx, viewer, at, tag, &of, (paper, reason)).await
}

/// Takes work back that was recorded in error.
///
/// # Errors
/// As [`take_back_paper`].
pub async fn take_back_work(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    tag: &str,
    work: i64,
    reason: &str,
) -> Result<()> {
    let of = TakenBack {
        standing: "SELECT w.kind, EXISTS (SELECT 1 FROM item_work b WHERE b.takes_back_id = w.id) FROM item_work w
          WHERE w.id = $1 AND w.item_id = $2 AND w.takes_back_id IS NULL",
        by: "INSERT INTO item_work (item_id, kind, what, takes_back_id, person_id, recorded_at)
          VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        table: &WORK,
        why: "Say why it is taken back",
    };
    take_back(tx, viewer, at, tag, &of, (work, reason)).await
}

async fn take_back(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    tag: &str,
    of: &TakenBack,
    (row, reason): (i64, &str),
) -> Result<()> {
    let item = kept(tx, viewer, tag).await?;
    let known: Option<(String, bool)> =
        sql!(&mut *tx, |c| sqlx::query_as(of.standing).bind(row).bind(item).fetch_optional(c))?;
    let (kind, taken_back) = known.ok_or_else(Error::not_found)?;
    if taken_back {
        return Err(Error::conflict("This is taken back already"));
    }
    let reason = reason_given(reason, of.why)?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(of.by)
        .bind(item)
        .bind(&kind)
        .bind(&reason)
        .bind(row)
        .bind(viewer.person)
        .bind(at.0)
        .fetch_one(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Withdrawn, of.table, id).await
}

/// How a thing is kept up, as it is known today. What an agency's vehicles need is its own matter and staff's: donors read none of it.
///
/// # Errors
/// Only staff, administrators and officers; no such item, or out of scope: "not found".
pub async fn of_item(tx: &mut Tx, viewer: &Viewer, tag: &str) -> Result<Upkeep> {
    viewer.may(Action::SeeUpkeep)?;
    let item = items::id_in_scope(tx, viewer, tag).await?;
    let (kind, name, km): (Parsed<ItemKind>, String, Option<i64>) = sql!(&mut *tx, |c| sqlx::query_as(concat!(
        "SELECT i.kind, i.name, ",
        newest_km!("i.id"),
        " FROM item i WHERE i.id = $1"
    ))
    .bind(item)
    .fetch_one(c))?;
    let papers: Vec<Paper> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT p.id, p.kind, p.number, p.issuer, p.issued_on, p.valid_until, p.remark, b.remark AS taken_back, a.name AS person,
           (SELECT g.as_id FROM agency g WHERE g.id = a.agency_id) AS agency_id, p.recorded_at
         FROM item_paper p JOIN person a ON a.id = p.person_id LEFT JOIN item_paper b ON b.takes_back_id = p.id
         WHERE p.item_id = $1 AND p.takes_back_id IS NULL ORDER BY COALESCE(p.valid_until, p.issued_on, '') DESC, p.id DESC"
    )
    .bind(item)
    .fetch_all(c)
    })?;
    let works: Vec<Work> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT w.id, w.kind, w.done_on, w.km, w.what, w.workshop, w.cost_minor, w.cost_currency, w.next_on, w.next_km,
           b.what AS taken_back, a.name AS person, (SELECT g.as_id FROM agency g WHERE g.id = a.agency_id) AS agency_id, w.recorded_at
         FROM item_work w JOIN person a ON a.id = w.person_id LEFT JOIN item_work b ON b.takes_back_id = w.id
         WHERE w.item_id = $1 AND w.takes_back_id IS NULL ORDER BY w.done_on DESC, w.id DESC"
    )
    .bind(item)
    .fetch_all(c)
    })?;
    let papers = papers.into_iter().map(|row| row.read(viewer)).collect();
    let works = works.into_iter().map(|row| row.read(viewer)).collect();
    Ok(Upkeep { kind: kind.0, name, papers, works, km })
}

pub(crate) static PAPER: Table = Table::new(
    "item_paper",
    Entity::Item,
    ToldBy::Number("item_paper"),
    rows!(
        "SELECT p.id AS _id, i.tag AS _key, CASE WHEN p.takes_back_id IS NULL THEN 'edited' ELSE 'withdrawn' END AS _deed,
           p.person_id AS _person, p.recorded_at AS _at, p.id AS item_paper, p.kind AS paper, p.number AS paper_number, p.issuer,
           p.issued_on, p.valid_until, p.remark, p.takes_back_id AS takes_back
         FROM item_paper p JOIN item i ON i.id = p.item_id",
        "p.id"
    ),
);

pub(crate) static WORK: Table = Table::new(
    "item_work",
    Entity::Item,
    ToldBy::Number("item_work"),
    rows!(
        "SELECT w.id AS _id, i.tag AS _key, CASE WHEN w.takes_back_id IS NULL THEN 'edited' ELSE 'withdrawn' END AS _deed,
           w.person_id AS _person, w.recorded_at AS _at, w.id AS item_work, w.kind AS work, w.done_on, w.km AS odometer_km, w.what,
           w.workshop, w.cost_minor, w.cost_currency, w.next_on, w.next_km, w.takes_back_id AS takes_back
         FROM item_work w JOIN item i ON i.id = w.item_id",
        "w.id"
    ),
)
.shape(|body| as_money(body, "cost", "cost_minor", "cost_currency"));
