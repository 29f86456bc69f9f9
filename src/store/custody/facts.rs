//! The facts of custody, title and heads as the audit chain records them: written with the row, and read again by
//! `portal verify`.

use domain::{
    change::{Deed, Entity},
    custody::movement::AnswerKind,
};
use serde_json::{Value, json};

use super::movements::deed;
use crate::{Error, Parsed, Result, Tx, db::sql};

/// The tables whose rows have an audit row each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    Movement,
    Answer,
    Event,
    Transfer,
    Head,
    Missing,
}

impl Table {
    pub(crate) const ALL: [Table; 6] =
        [Table::Movement, Table::Answer, Table::Event, Table::Transfer, Table::Head, Table::Missing];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Table::Movement => "movement",
            Table::Answer => "movement_answer",
            Table::Event => "custody_event",
            Table::Transfer => "title_transfer",
            Table::Head => "unit_head",
            Table::Missing => "missing_answer",
        }
    }

    pub(crate) fn entity(self) -> Entity {
        match self {
            Table::Movement | Table::Answer => Entity::Movement,
            Table::Event => Entity::Custody,
            Table::Transfer => Entity::Title,
            Table::Head | Table::Missing => Entity::UnitHead,
        }
    }

    /// The word under which the body names the row.
    pub(crate) fn field(self) -> &'static str {
        match self {
            Table::Movement => "movement",
            Table::Answer => "answer",
            Table::Event => "event",
            Table::Transfer => "transfer",
            Table::Head => "head",
            Table::Missing => "missing_answer",
        }
    }
}

/// One row with everything that its audit row says.
#[derive(Debug)]
pub(crate) struct Fact {
    pub id: i64,
    pub person: i64,
    pub recorded_at: i64,
    pub key: String,
    pub deed: Deed,
    pub body: Value,
}

/// The fact that was just written.
pub(crate) async fn fact(tx: &mut Tx, table: Table, id: i64) -> Result<Fact> {
    let found = facts(tx, table, Some(id)).await?.into_iter().next();
    found.ok_or_else(|| Error::Internal(format!("{} {id} is not there", table.name())))
}

/// Every row of a table, or the one with this id.
pub(crate) async fn facts(tx: &mut Tx, table: Table, id: Option<i64>) -> Result<Vec<Fact>> {
    let id = id.unwrap_or(-1);
    match table {
        Table::Movement => movements(tx, id).await,
        Table::Answer => answers(tx, id).await,
        Table::Event => events(tx, id).await,
        Table::Transfer => transfers(tx, id).await,
        Table::Head => heads(tx, id).await,
        Table::Missing => missing(tx, id).await,
    }
}

type Text = Option<String>;

#[derive(sqlx::FromRow)]
struct MovementFact {
    id: i64,
    public_id: String,
    kind: String,
    tag: String,
    quantity: i64,
    giver: String,
    giver_unit: Text,
    giver_agency: Text,
    holder: String,
    unit: Text,
    agency: Text,
    occurred_on: Text,
    condition: Text,
    reason: String,
    document: Text,
    person_id: i64,
    recorded_at: i64,
}

async fn movements(tx: &mut Tx, id: i64) -> Result<Vec<Fact>> {
    let rows: Vec<MovementFact> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT m.id, m.public_id, m.kind, i.tag, m.quantity, m.giver, gu.code AS giver_unit, ga.code AS giver_agency, m.holder,
           u.code AS unit, a.code AS agency, m.occurred_on, m.condition, m.reason, m.document, m.person_id, m.recorded_at
         FROM movement m JOIN item i ON i.id = m.item_id LEFT JOIN unit gu ON gu.id = m.giver_unit_id
         LEFT JOIN agency ga ON ga.id = m.giver_agency_id LEFT JOIN unit u ON u.id = m.unit_id
         LEFT JOIN agency a ON a.id = m.agency_id WHERE ($1 < 0 OR m.id = $1) ORDER BY m.id"
    )
    .bind(id)
    .fetch_all(c)
    })?;
    let fact = |row: MovementFact| Fact {
        body: json!({
            "movement": row.id, "kind": row.kind, "tag": row.tag, "quantity": row.quantity, "giver": row.giver,
            "giver_unit": row.giver_unit, "giver_agency": row.giver_agency, "holder": row.holder, "unit": row.unit,
            "agency": row.agency, "occurred_on": row.occurred_on, "condition": row.condition, "reason": row.reason,
            "document": row.document,
        }),
        id: row.id,
        person: row.person_id,
        recorded_at: row.recorded_at,
        key: row.public_id,
        deed: Deed::Proposed,
    };
    Ok(rows.into_iter().map(fact).collect())
}

async fn answers(tx: &mut Tx, id: i64) -> Result<Vec<Fact>> {
    type Row = (i64, String, String, Parsed<AnswerKind>, Text, i64, i64);
    let rows: Vec<Row> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT n.id, m.public_id, i.tag, n.kind, n.words, n.person_id, n.recorded_at FROM movement_answer n
         JOIN movement m ON m.id = n.movement_id JOIN item i ON i.id = m.item_id WHERE ($1 < 0 OR n.id = $1) ORDER BY n.id"
    )
    .bind(id)
    .fetch_all(c)
    })?;
    let fact = |(id, key, tag, kind, words, person, recorded_at): Row| Fact {
        body: json!({ "answer": id, "tag": tag, "kind": kind.0, "words": words }),
        id,
        person,
        recorded_at,
        key,
        deed: deed(kind.0),
    };
    Ok(rows.into_iter().map(fact).collect())
}

#[derive(sqlx::FromRow)]
struct EventFact {
    id: i64,
    tag: String,
    holder: String,
    unit: Text,
    agency: Text,
    quantity: i64,
    occurred_on: String,
    recorded_at: i64,
    giver: Text,
    giver_unit: Text,
    giver_agency: Text,
    movement_id: Option<i64>,
    condition: Text,
    circumstances: Text,
    police_report: Text,
    document: Text,
    person_id: i64,
}

/// Those that follow from no dispatch and no receipt.
async fn events(tx: &mut Tx, id: i64) -> Result<Vec<Fact>> {
    let rows: Vec<EventFact> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT e.id, i.tag, e.holder, u.code AS unit, a.code AS agency, e.quantity, e.occurred_on, e.recorded_at, e.giver,
           gu.code AS giver_unit, ga.code AS giver_agency, e.movement_id, e.condition, e.circumstances, e.police_report,
           e.document, e.person_id
         FROM custody_event e JOIN item i ON i.id = e.item_id LEFT JOIN unit u ON u.id = e.unit_id
         LEFT JOIN agency a ON a.id = e.agency_id LEFT JOIN unit gu ON gu.id = e.giver_unit_id
         LEFT JOIN agency ga ON ga.id = e.giver_agency_id
         WHERE ($1 < 0 OR e.id = $1) AND e.line_id IS NULL ORDER BY e.id"
    )
    .bind(id)
    .fetch_all(c)
    })?;
    let fact = |row: EventFact| Fact {
        body: json!({
            "event": row.id, "tag": row.tag, "holder": row.holder, "unit": row.unit, "agency": row.agency,
            "quantity": row.quantity, "occurred_on": row.occurred_on, "giver": row.giver, "giver_unit": row.giver_unit,
            "giver_agency": row.giver_agency, "movement": row.movement_id, "condition": row.condition,
            "circumstances": row.circumstances, "police_report": row.police_report, "document": row.document,
        }),
        id: row.id,
        person: row.person_id,
        recorded_at: row.recorded_at,
        key: row.tag,
        deed: Deed::Moved,
    };
    Ok(rows.into_iter().map(fact).collect())
}

async fn transfers(tx: &mut Tx, id: i64) -> Result<Vec<Fact>> {
    type Row = (i64, String, i64, Text, String, String, String, i64, i64);
    let rows: Vec<Row> = sql!(tx, |c| sqlx::query_as(
        "SELECT t.id, i.tag, t.quantity, g.code, a.code, t.occurred_on, t.document, t.person_id, t.recorded_at
         FROM title_transfer t JOIN item i ON i.id = t.item_id LEFT JOIN agency g ON g.id = t.giver_agency_id
         JOIN agency a ON a.id = t.agency_id WHERE ($1 < 0 OR t.id = $1) ORDER BY t.id"
    )
    .bind(id)
    .fetch_all(c))?;
    let fact = |(id, tag, quantity, giver, agency, occurred_on, document, person, recorded_at): Row| Fact {
        body: json!({
            "transfer": id, "tag": tag, "quantity": quantity, "giver_agency": giver, "agency": agency,
            "occurred_on": occurred_on, "document": document,
        }),
        id,
        person,
        recorded_at,
        key: tag,
        deed: Deed::Passed,
    };
    Ok(rows.into_iter().map(fact).collect())
}

async fn heads(tx: &mut Tx, id: i64) -> Result<Vec<Fact>> {
    type Row = (i64, String, String, String, String, Option<i64>, String, Text, i64, i64);
    let rows: Vec<Row> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT h.id, u.code, a.code, h.name, h.post, h.account_id, h.from_on, h.document, h.person_id, h.recorded_at
         FROM unit_head h JOIN unit u ON u.id = h.unit_id JOIN agency a ON a.id = h.agency_id
         WHERE ($1 < 0 OR h.id = $1) ORDER BY h.id"
    )
    .bind(id)
    .fetch_all(c)
    })?;
    type Item = (i64, String, i64, i64, Text);
    let items: Vec<Item> = sql!(tx, |c| sqlx::query_as(
        "SELECT n.head_id, i.tag, n.held, n.missing, n.remark FROM unit_head_item n JOIN item i ON i.id = n.item_id
         WHERE ($1 < 0 OR n.head_id = $1) ORDER BY n.id"
    )
    .bind(id)
    .fetch_all(c))?;
    let list = |head: i64| {
        let own = items.iter().filter(|item| item.0 == head);
        own.map(
            |(_, tag, held, missing, remark)| json!({ "tag": tag, "held": held, "missing": missing, "remark": remark }),
        )
        .collect::<Vec<_>>()
    };
    let fact = |(id, unit, agency, name, post, account, from_on, document, person, recorded_at): Row| Fact {
        body: json!({
            "head": id, "unit": unit, "agency": agency, "name": name, "post": post, "account": account,
            "from_on": from_on, "document": document, "items": list(id),
        }),
        id,
        person,
        recorded_at,
        key: format!("{unit}/{agency}"),
        deed: Deed::Accepted,
    };
    Ok(rows.into_iter().map(fact).collect())
}

async fn missing(tx: &mut Tx, id: i64) -> Result<Vec<Fact>> {
    type Row = (i64, i64, String, String, String, String, i64, i64);
    let rows: Vec<Row> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT m.id, m.head_item_id, i.tag, u.code, a.code, m.words, m.person_id, m.recorded_at FROM missing_answer m
         JOIN unit_head_item n ON n.id = m.head_item_id JOIN item i ON i.id = n.item_id JOIN unit_head h ON h.id = n.head_id
         JOIN unit u ON u.id = h.unit_id JOIN agency a ON a.id = h.agency_id WHERE ($1 < 0 OR m.id = $1) ORDER BY m.id"
    )
    .bind(id)
    .fetch_all(c)
    })?;
    let fact = |(id, of, tag, unit, agency, words, person, recorded_at): Row| Fact {
        body: json!({ "missing_answer": id, "head_item": of, "tag": tag, "words": words }),
        id,
        person,
        recorded_at,
        key: format!("{unit}/{agency}"),
        deed: Deed::Settled,
    };
    Ok(rows.into_iter().map(fact).collect())
}
