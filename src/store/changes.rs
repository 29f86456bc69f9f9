//! The audit chain.

use std::collections::HashMap;

use domain::{
    Action, AsOf, Timestamp, Viewer,
    change::{Deed, Entity},
};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    Parsed, Result, Tx,
    batch::{insert_rows, row},
    db::sql,
    list::{Asked, Filter, List, Page, Scope, Sort},
    now,
    query::{Query, ask},
};

mod version;
pub(crate) use version::unless_changed;
pub use version::version;

/// One row of the chain, as staff and administrators read it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ChangeRow {
    pub seq: i64,
    pub recorded_at: i64,
    pub person_id: Option<i64>,
    pub person: Option<String>,
    pub deed: Parsed<Deed>,
    pub entity: Parsed<Entity>,
    pub entity_key: String,
    pub body: String,
    pub hash: String,
}

/// Appends a row for a change that this transaction makes. `person` is `None` for the command line. `body` states the
/// facts after the change; people appear in it by id only. What stands now of the record is computed anew before the
/// transaction is committed.
///
/// # Errors
/// The row cannot be written; the change must not be committed then.
pub async fn record(
    tx: &mut Tx,
    person: Option<i64>,
    at: Timestamp,
    deed: Deed,
    entity: Entity,
    key: &str,
    body: &Value,
) -> Result<()> {
    append(tx, person, at, (deed, entity), std::iter::once((key, body))).await
}

/// As [`record`] for many records that one deed made, each with its key: one row each, in few statements.
///
/// # Errors
/// As [`record`].
pub async fn record_many(
    tx: &mut Tx,
    person: Option<i64>,
    at: Timestamp,
    deed: Deed,
    entity: Entity,
    made: &[(String, Value)],
) -> Result<()> {
    append(tx, person, at, (deed, entity), made.iter().map(|(key, body)| (key.as_str(), body))).await
}

async fn append<'a>(
    tx: &mut Tx,
    person: Option<i64>,
    at: Timestamp,
    (deed, entity): (Deed, Entity),
    made: impl Iterator<Item = (&'a str, &'a Value)>,
) -> Result<()> {
    let end: Option<(i64, String)> =
        sql!(&mut *tx, |c| sqlx::query_as("SELECT seq, hash FROM change ORDER BY seq DESC LIMIT 1").fetch_optional(c))?;
    let (mut seq, mut prev) = end.unwrap_or_default();
    let (mut rows, mut keys) = (Vec::new(), Vec::new());
    for (key, body) in made {
        seq += 1;
        let (deed, entity, body) = (deed.word(), entity.word(), canonical(body));
        let fields =
            Link { seq, recorded_at: at.0, person_id: person, deed, entity, entity_key: key, body: &body, prev: &prev };
        let hash = link(&fields);
        rows.push(row![seq, at.0, person, deed, entity, key, body, prev, hash.as_str()]);
        prev = hash;
        keys.push(key);
    }
    insert_rows(tx, "change (seq, recorded_at, person_id, deed, entity, entity_key, body, prev, hash)", &rows).await?;
    now::mark(tx, entity, &keys).await
}

/// What is hashed into a row of the chain.
pub(crate) struct Link<'a> {
    pub seq: i64,
    pub recorded_at: i64,
    pub person_id: Option<i64>,
    pub deed: &'a str,
    pub entity: &'a str,
    pub entity_key: &'a str,
    pub body: &'a str,
    pub prev: &'a str,
}

/// SHA-256 over the fields, each with its length before it, so that no text can move from one field into the next.
pub(crate) fn link(fields: &Link<'_>) -> String {
    let mut hash = Sha256::new();
    hash.update(b"portal-audit-v1\n");
    let numbers = [
        fields.seq.to_string(),
        fields.recorded_at.to_string(),
        fields.person_id.map_or(String::new(), |p| p.to_string()),
    ];
    let texts = numbers.iter().map(String::as_str).chain([
        fields.deed,
        fields.entity,
        fields.entity_key,
        fields.body,
        fields.prev,
    ]);
    for text in texts {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hex(&hash.finalize())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// JSON with sorted keys (serde_json keeps them in a BTreeMap), so that the same facts always read the same.
fn canonical(body: &Value) -> String {
    body.to_string()
}

pub(crate) static LIST: List = List {
    columns: "h.seq, h.recorded_at, h.person_id, p.name AS person, h.deed, h.entity, h.entity_key, h.body, h.hash",
    from: "change r WHERE TRUE",
    given: &[],
    joins: "JOIN change h ON h.seq = r.seq LEFT JOIN person p ON p.id = h.person_id",
    id: "r.seq",
    sorts: &[Sort::number("no", "r.seq").down()],
    filters: &[
        Filter::new("record", "r.entity = ?"),
        Filter::new("deed", "r.deed = ?"),
        Filter::new("who", "r.person_id = (SELECT id FROM person WHERE login = ?)"),
        // The code of a record as it is typed, or a hash.
        Filter::new(
            CODE,
            "r.seq IN (SELECT x.seq FROM (SELECT CAST(? AS TEXT) AS word) w JOIN change x
               ON x.entity_key = w.word OR x.entity_key = upper(w.word) OR x.entity_key = lower(w.word) OR x.hash = lower(w.word))",
        ),
    ],
    search: None,
    sums: None,
    total: None,
};

/// What a search looks for: the chain is read by the codes of its records, and not word by word.
const CODE: &str = "code";

/// A page of the chain, the newest first.
///
/// # Errors
/// Only staff and administrators read the chain.
pub async fn list(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<ChangeRow>> {
    viewer.may(Action::SeeChanges)?;
    let mut asked = asked.clone();
    asked.filters.retain(|(name, _)| name != CODE);
    asked.filters.extend(asked.search.take().map(|typed| (CODE.to_owned(), typed.trim().to_owned())));
    LIST.page(tx, Scope::from(viewer), &asked).await
}

/// Everybody who stands in the chain: login and name.
///
/// # Errors
/// Only staff and administrators read the chain.
pub async fn people(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<(String, String)>> {
    viewer.may(Action::SeeChanges)?;
    Ok(sql!(tx, |c| {
        sqlx::query_as(
        "SELECT p.login, p.name FROM person p WHERE EXISTS (SELECT 1 FROM change h WHERE h.person_id = p.id) ORDER BY p.name, p.login"
    )
    .fetch_all(c)
    })?)
}

/// The names of the people whom these changes are about, by their numbers.
///
/// # Errors
/// Only staff and administrators read the chain.
pub async fn named(tx: &mut Tx, viewer: &Viewer, changes: &[ChangeRow]) -> Result<HashMap<String, String>> {
    viewer.may(Action::SeeChanges)?;
    let about = changes.iter().filter(|change| change.entity.0 == Entity::Person);
    let mut query = Query::new("SELECT CAST(id AS TEXT), name FROM person WHERE id IN (");
    query.push_ids(about.filter_map(|change| change.entity_key.parse().ok()));
    let names: Vec<(String, String)> = ask!(tx, query.with(")", []), fetch_all)?;
    Ok(names.into_iter().collect())
}

/// The number of the newest change of what is recorded; somebody's signing in changes no figure. Two readings between which it
/// stays the same are readings of one state.
///
/// # Errors
/// The database does not answer.
pub async fn newest(tx: &mut Tx) -> Result<i64> {
    let newest: Option<i64> =
        sql!(tx, |c| sqlx::query_scalar("SELECT seq FROM change WHERE deed <> $1 ORDER BY seq DESC LIMIT 1")
            .bind(Deed::SignedIn.word())
            .fetch_optional(c))?;
    Ok(newest.unwrap_or_default())
}

/// The newest of what was done to records. That people signed in would crowd it out.
///
/// # Errors
/// Only staff and administrators read the chain.
pub async fn latest(tx: &mut Tx, viewer: &Viewer, most: usize) -> Result<Vec<ChangeRow>> {
    viewer.may(Action::SeeChanges)?;
    Ok(sql!(tx, |c| sqlx::query_as(
        "SELECT h.seq, h.recorded_at, h.person_id, p.name AS person, h.deed, h.entity, h.entity_key, h.body, h.hash
         FROM change h LEFT JOIN person p ON p.id = h.person_id WHERE h.deed <> $2 ORDER BY h.seq DESC LIMIT $1"
    )
    .bind(most as i64)
    .bind(Deed::SignedIn.word())
    .fetch_all(c))?)
}

/// The history of one record, newest first.
///
/// # Errors
/// Only staff and administrators read the chain.
pub async fn of(tx: &mut Tx, viewer: &Viewer, entity: Entity, key: &str) -> Result<Vec<ChangeRow>> {
    viewer.may(Action::SeeChanges)?;
    Ok(sql!(tx, |c| {
        sqlx::query_as(
        "SELECT h.seq, h.recorded_at, h.person_id, p.name AS person, h.deed, h.entity, h.entity_key, h.body, h.hash
         FROM change h LEFT JOIN person p ON p.id = h.person_id WHERE h.entity = $1 AND h.entity_key = $2 ORDER BY h.seq DESC"
    )
    .bind(entity.word())
    .bind(key)
    .fetch_all(c)
    })?)
}

/// The newest of the history of one record.
///
/// # Errors
/// Only staff and administrators read the chain.
pub async fn newest_of(tx: &mut Tx, viewer: &Viewer, entity: Entity, key: &str, most: usize) -> Result<Vec<ChangeRow>> {
    viewer.may(Action::SeeChanges)?;
    Ok(sql!(tx, |c| {
        sqlx::query_as(
            "SELECT h.seq, h.recorded_at, h.person_id, p.name AS person, h.deed, h.entity, h.entity_key, h.body, h.hash
         FROM change h LEFT JOIN person p ON p.id = h.person_id WHERE h.entity = $1 AND h.entity_key = $2
         ORDER BY h.seq DESC LIMIT $3",
        )
        .bind(entity.word())
        .bind(key)
        .bind(most as i64)
        .fetch_all(c)
    })?)
}

/// Was a record written down by then? What the portal did not know of cannot have stood on a page.
pub(crate) async fn was_known(tx: &mut Tx, entity: Entity, key: &str, as_of: AsOf) -> Result<bool> {
    if as_of.known.is_none() {
        return Ok(true);
    }
    let first: Option<i64> =
        sql!(tx, |c| sqlx::query_scalar("SELECT MIN(recorded_at) FROM change WHERE entity = $1 AND entity_key = $2")
            .bind(entity.word())
            .bind(key)
            .fetch_one(c))?;
    Ok(first.is_some_and(|first| first <= as_of.known_millis()))
}

/// The answer to a stale form: who changed the record, and when.
pub(crate) async fn changed_meanwhile(tx: &mut Tx, viewer: &Viewer, entity: Entity, key: &str) -> Result<crate::Error> {
    let last = newest_of(tx, viewer, entity, key, 1).await?.into_iter().next();
    let by = last.map_or(String::new(), |c| {
        format!(
            " by {} on {}",
            c.person.unwrap_or_else(|| "the command line".to_owned()),
            Timestamp(c.recorded_at).words()
        )
    });
    Ok(crate::Error::conflict(format!(
        "Changed meanwhile{by}. What you typed is kept below; compare it with the current page and send it again."
    )))
}
