//! What the audit chain says of a row: one query a table, whose columns are the fields of the audit row. It is read when the
//! row was written, and again by `portal verify`, which compares it with what the chain recorded.
//!
//! Each noun keeps its [`Table`] beside the function that writes it; [`ALL`] lists them.

use std::{collections::HashMap, pin::Pin};

use domain::{
    Timestamp,
    change::{Deed, Entity},
};
use serde_json::{Map, Value};

use crate::{Error, Result, Tx, changes, db::sql};

mod all;
mod cells;

pub(crate) use all::ALL;
use cells::{Cells, Kind};

/// A table as the audit chain tells it.
pub(crate) struct Table {
    pub name: &'static str,
    pub entity: Entity,
    /// The deeds whose audit rows tell of this table; none: all of the entity.
    pub deeds: &'static [Deed],
    pub told_by: ToldBy,
    /// How audit rows of an earlier portal name the record, where they lack what `told_by` looks for.
    pub earlier: Option<ToldBy>,
    /// (field, other): a body of an earlier portal that has the field and not the other changed the other without saying to
    /// what.
    pub forgets: &'static [(&'static str, &'static str)],
    pub rows: Rows,
    pub lists: &'static [List],
    /// Makes the fields that are no plain columns.
    pub shape: Option<fn(&mut Map<String, Value>)>,
    /// A field that is read in a way of its own, by the `_id`.
    pub also: Option<(&'static str, Read)>,
}

type Read = for<'a> fn(&'a mut Tx, i64) -> Pin<Box<dyn Future<Output = Result<Value>> + Send + 'a>>;

/// By what an audit row names the row that it tells of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ToldBy {
    /// The key of the entity.
    Key,
    /// The key, as it was then: the record may have another one now.
    FormerKey,
    /// The key, unless the body has this field: then it tells of something else.
    KeyWithout(&'static str),
    /// The number in this field.
    Number(&'static str),
    /// The key and this field.
    KeyAnd(&'static str),
    /// The number in this field and the deed.
    DeedOf(&'static str),
    /// The key and the deed; what `FormerKey` may have changed since is known by its person and its time.
    KeyAndDeed { except: Deed },
    /// The place among those with the same key that have this field.
    Nth(&'static str),
}

/// The query of a table's rows. Columns with an underscore say which row it is: `_id`, `_key` (of the entity), and where it
/// has them `_deed`, `_person`, `_at` of its one audit row (of the first one without a `_deed`), `_changed_at` of the
/// newest one, `_row` for people. Every
/// other column is a field of the body; see [`Kind`] for the signs after its name.
pub(crate) struct Rows {
    /// Those from `$1` to `$2`.
    pub some: &'static str,
    pub all: &'static str,
}

/// Rows of another table that belong to each row: a field of the body with an object for each. `_of` is the `_id` of the
/// row.
pub(crate) struct List {
    /// With the sign `?` where it is left out when it is empty, `{}` where its order says nothing.
    pub field: &'static str,
    pub rows: Rows,
}

/// `rows!("SELECT … FROM t", "t.id")`, with a condition after it where not every row is meant.
macro_rules! rows {
    ($select:expr, $id:literal $(, $also:literal)?) => {
        $crate::facts::Rows {
            some: concat!($select, " WHERE ", $id, " BETWEEN $1 AND $2" $(, " AND ", $also)?, " ORDER BY ", $id),
            all: concat!($select, " WHERE 1 = 1" $(, " AND ", $also)?, " ORDER BY ", $id),
        }
    };
}
pub(crate) use rows;

/// `list!("parts", "SELECT p.part_of AS _of, … FROM part p", "p.part_of", "p.id")`: the last is the order among those of one.
macro_rules! list {
    ($field:literal, $select:literal, $of:literal, $order:literal) => {
        $crate::facts::List {
            field: $field,
            rows: $crate::facts::Rows {
                some: concat!($select, " WHERE ", $of, " BETWEEN $1 AND $2 ORDER BY ", $of, ", ", $order),
                all: concat!($select, " ORDER BY ", $of, ", ", $order),
            },
        }
    };
}
pub(crate) use list;

impl Table {
    pub(crate) const fn new(name: &'static str, entity: Entity, told_by: ToldBy, rows: Rows) -> Self {
        Table {
            name,
            entity,
            deeds: &[],
            told_by,
            earlier: None,
            forgets: &[],
            rows,
            lists: &[],
            shape: None,
            also: None,
        }
    }

    pub(crate) const fn deeds(mut self, deeds: &'static [Deed]) -> Self {
        self.deeds = deeds;
        self
    }

    pub(crate) const fn earlier(mut self, told_by: ToldBy) -> Self {
        self.earlier = Some(told_by);
        self
    }

    pub(crate) const fn forgets(mut self, fields: &'static [(&'static str, &'static str)]) -> Self {
        self.forgets = fields;
        self
    }

    pub(crate) const fn lists(mut self, lists: &'static [List]) -> Self {
        self.lists = lists;
        self
    }

    pub(crate) const fn shape(mut self, shape: fn(&mut Map<String, Value>)) -> Self {
        self.shape = Some(shape);
        self
    }

    pub(crate) const fn also(mut self, field: &'static str, read: Read) -> Self {
        self.also = Some((field, read));
        self
    }
}

/// Makes one field of several: (its name there, the column).
pub(crate) fn nest(body: &mut Map<String, Value>, field: &str, columns: &[(&str, &str)]) {
    let parts = columns.iter().map(|(name, column)| ((*name).to_owned(), body.remove(*column).unwrap_or_default()));
    let parts = parts.collect();
    body.insert(field.to_owned(), Value::Object(parts));
}

/// Which row: its number, or what stands in the place of one.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Id<'a> {
    /// From this to that.
    Numbers(i64, i64),
    Word(&'a str),
    Step(i64, &'a str),
}

impl From<i64> for Id<'_> {
    fn from(id: i64) -> Self {
        Id::Numbers(id, id)
    }
}

impl<'a> From<&'a str> for Id<'a> {
    fn from(word: &'a str) -> Self {
        Id::Word(word)
    }
}

/// One row with everything that its audit row says.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    pub id: i64,
    pub key: String,
    pub deed: Option<String>,
    /// `Some(None)`: nobody's account.
    pub person: Option<Option<i64>>,
    pub at: Option<i64>,
    pub changed_at: Option<i64>,
    /// As people call it, where that is not what the chain calls it.
    pub row: Option<String>,
    pub body: Map<String, Value>,
    /// Fields that are left out of the body because they are empty.
    pub left_out: Vec<String>,
    /// Fields that say how something was called then.
    pub said: Vec<String>,
    /// Fields whose order says nothing.
    pub sets: Vec<String>,
}

/// Writes the audit row of a row that was just written.
///
/// # Errors
/// The row is not there; the audit row cannot be written.
pub(crate) async fn record(
    tx: &mut Tx,
    person: Option<i64>,
    at: Timestamp,
    deed: Deed,
    table: &Table,
    id: impl Into<Id<'_>>,
) -> Result<()> {
    record_together(tx, person, at, deed, &[(table, id.into())]).await
}

/// The same for rows of several tables that came to be together: one audit row with the fields of all of them (one for each
/// number, where several are named), under the entity and key of the first.
///
/// # Errors
/// As for [`record`].
pub(crate) async fn record_together(
    tx: &mut Tx,
    person: Option<i64>,
    at: Timestamp,
    deed: Deed,
    tables: &[(&Table, Id<'_>)],
) -> Result<()> {
    let Some(((first, id), others)) = tables.split_first() else { return Ok(()) };
    let mut whole = some(tx, first, *id).await?;
    for (table, id) in others {
        let part = some(tx, table, *id).await?;
        if part.len() != whole.len() {
            return Err(Error::Internal(format!("{} {id:?} is not of {}", table.name, first.name)));
        }
        for (fact, part) in whole.iter_mut().zip(part) {
            fact.body.extend(part.body);
        }
    }
    if whole.is_empty() {
        return Err(Error::Internal(format!("{} {id:?} is not there", first.name)));
    }
    let told: Vec<(String, Value)> = whole.into_iter().map(|fact| (fact.key, Value::Object(fact.body))).collect();
    changes::record_many(tx, person, at, deed, first.entity, &told).await
}

/// Every row of a table, the oldest first.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn all(tx: &mut Tx, table: &Table) -> Result<Vec<Fact>> {
    let rows: Vec<Cells> = sql!(&mut *tx, |c| sqlx::query_as(table.rows.all).fetch_all(c))?;
    let mut facts: Vec<Fact> = rows.into_iter().map(Fact::from).collect();
    for list in table.lists {
        let parts: Vec<Cells> = sql!(&mut *tx, |c| sqlx::query_as(list.rows.all).fetch_all(c))?;
        add(&mut facts, list, parts);
    }
    finish(tx, facts, table).await
}

async fn some(tx: &mut Tx, table: &Table, id: Id<'_>) -> Result<Vec<Fact>> {
    let mut facts: Vec<Fact> = read(tx, table.rows.some, id).await?.into_iter().map(Fact::from).collect();
    for list in table.lists {
        let (Some(first), Some(last)) = (facts.first(), facts.last()) else { break };
        let parts = read(tx, list.rows.some, Id::Numbers(first.id, last.id)).await?;
        add(&mut facts, list, parts);
    }
    finish(tx, facts, table).await
}

async fn read(tx: &mut Tx, query: &'static str, id: Id<'_>) -> Result<Vec<Cells>> {
    let rows = match id {
        Id::Numbers(first, last) => sql!(tx, |c| sqlx::query_as(query).bind(first).bind(last).fetch_all(c)),
        Id::Word(word) => sql!(tx, |c| sqlx::query_as(query).bind(word).bind(word).fetch_all(c)),
        Id::Step(id, word) => sql!(tx, |c| sqlx::query_as(query).bind(id).bind(word).fetch_all(c)),
    };
    Ok(rows?)
}

/// Gives each fact its part of the list; both are in the order of the facts' numbers or of their own.
fn add(facts: &mut [Fact], list: &List, parts: Vec<Cells>) {
    let (field, kind) = Kind::of(list.field);
    let mut of: HashMap<i64, Vec<Value>> = HashMap::new();
    for part in parts {
        let (id, value) = part.into_part();
        of.entry(id).or_default().push(value);
    }
    for fact in facts {
        let values = of.remove(&fact.id).unwrap_or_default();
        fact.set(field, kind, Value::Array(values));
    }
}

async fn finish(tx: &mut Tx, mut facts: Vec<Fact>, table: &Table) -> Result<Vec<Fact>> {
    if let Some(shape) = table.shape {
        facts.iter_mut().for_each(|fact| shape(&mut fact.body));
    }
    if let Some((field, read)) = table.also {
        for fact in &mut facts {
            let value = read(tx, fact.id).await?;
            fact.body.insert(field.to_owned(), value);
        }
    }
    Ok(facts)
}

impl Fact {
    fn set(&mut self, field: &str, kind: Kind, value: Value) {
        let (field, empty) = (field.to_owned(), value.as_array().map_or(value.is_null(), Vec::is_empty));
        match kind {
            Kind::Optional | Kind::Words if empty => return self.left_out.push(field),
            Kind::Said => self.said.push(field.clone()),
            Kind::Set => self.sets.push(field.clone()),
            _ => {}
        }
        let value = if matches!(kind, Kind::Set) { in_order(&value) } else { value };
        self.body.insert(field, value);
    }
}

/// A list whose order says nothing, in the one order in which it is written and compared.
pub(crate) fn in_order(list: &Value) -> Value {
    let mut values = list.as_array().cloned().unwrap_or_default();
    values.sort_by_key(Value::to_string);
    values.dedup();
    Value::Array(values)
}
