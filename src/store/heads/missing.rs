//! What a new head marked as missing: a question until it is reported as lost, or somebody says where it is.

use domain::{
    Action, PartialDate, Timestamp, Viewer,
    change::{Deed, Entity},
    custody::Keeper,
};

use crate::{
    Error, Parsed, Result, Tx,
    batch::Bind,
    custody::Names,
    db::sql,
    facts::{self, Table, ToldBy, rows},
    query::{Query, ask},
};

/// An open question.
#[derive(Debug, Clone)]
pub struct MissingRow {
    pub id: i64,
    pub tag: String,
    pub item: String,
    pub missing: i64,
    pub unit_of_measure: String,
    /// `IMT Termez (SCC)`
    pub keeper: String,
    pub remark: String,
    pub head: String,
    pub since: PartialDate,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    tag: String,
    item: String,
    missing: i64,
    unit_of_measure: String,
    unit_id: i64,
    agency_id: i64,
    remark: Option<String>,
    head: String,
    from_on: Parsed<PartialDate>,
}

/// Open: nobody has answered, and less than is missing has been reported as lost or stolen by that keeper since.
const OPEN: &str = "
  SELECT n.id, i.tag, i.name AS item, n.missing, i.unit_of_measure, u.as_id AS unit_id, a.as_id AS agency_id, n.remark,
    h.name AS head, h.from_on
  FROM unit_head_item n JOIN unit_head h ON h.id = n.head_id JOIN unit u ON u.id = h.unit_id JOIN agency a ON a.id = h.agency_id
  JOIN item i ON i.id = n.item_id
  WHERE n.missing > 0
    AND NOT EXISTS (SELECT 1 FROM missing_answer w WHERE w.head_item_id = n.id)
    AND n.missing > COALESCE((SELECT SUM(e.quantity) FROM custody_event e JOIN unit v ON v.id = e.unit_id
      JOIN agency b ON b.id = e.agency_id WHERE e.item_id = n.item_id
      AND e.holder IN ('lost', 'stolen') AND v.as_id = u.as_id AND b.as_id = a.as_id
      AND e.recorded_at > h.recorded_at), 0)";

/// The open questions in scope, the oldest first: so many as fit on a page.
///
/// # Errors
/// The role sees none.
pub async fn open_questions(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<MissingRow>> {
    viewer.may(Action::SeeMovements)?;
    let rows = read(tx, viewer, None).await?;
    let names = Names::among(tx, viewer, rows.iter().map(|row| row.unit_id)).await?;
    let row = |row: Row| MissingRow {
        keeper: names.full(Keeper { unit: row.unit_id, agency: row.agency_id }),
        id: row.id,
        tag: row.tag,
        item: row.item,
        missing: row.missing,
        unit_of_measure: row.unit_of_measure,
        remark: row.remark.unwrap_or_default(),
        head: row.head,
        since: row.from_on.0,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Says where it is.
///
/// # Errors
/// Staff, and officers for their own agency; not there, or answered already.
pub async fn answer_missing(tx: &mut Tx, viewer: &Viewer, at: Timestamp, question: i64, words: &str) -> Result<()> {
    viewer.may(Action::ReportLosses)?;
    if read(tx, viewer, Some(question)).await?.is_empty() {
        return Err(Error::not_found());
    }
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO missing_answer (head_item_id, words, person_id, recorded_at) VALUES ($1, $2, $3, $4) RETURNING id"
    )
    .bind(question)
    .bind(words)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Settled, &MISSING, id).await
}

pub(crate) static MISSING: Table = Table::new(
    "missing_answer",
    Entity::UnitHead,
    ToldBy::Number("missing_answer"),
    rows!(
        "SELECT m.id AS _id, u.code || '/' || a.code AS _key, 'settled' AS _deed, m.person_id AS _person, m.recorded_at AS _at,
           m.id AS missing_answer, m.head_item_id AS head_item, i.tag, m.words FROM missing_answer m
         JOIN unit_head_item n ON n.id = m.head_item_id JOIN item i ON i.id = n.item_id JOIN unit_head h ON h.id = n.head_id
         JOIN unit u ON u.id = h.unit_id JOIN agency a ON a.id = h.agency_id",
        "m.id"
    ),
);

async fn read(tx: &mut Tx, viewer: &Viewer, id: Option<i64>) -> Result<Vec<Row>> {
    // Donors read nothing of it.
    let mut query = Query::new(OPEN).for_reader(viewer, "", " AND a.as_id = ?", " AND FALSE");
    if let Some(id) = id {
        query.push(" AND n.id = ?", [Bind::from(id)]);
    }
    Ok(ask!(tx, query.with(" ORDER BY n.id LIMIT 200", []), fetch_all)?)
}
