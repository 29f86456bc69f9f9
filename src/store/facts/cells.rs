//! A row of whichever database as names and values, and what the signs after the names of its columns mean.

use serde_json::{Map, Value, json};
use sqlx::{Column, Decode, Error, FromRow, Row, Type, TypeInfo, ValueRef, postgres::PgRow, sqlite::SqliteRow};

use super::Fact;

/// What the sign after the name of a column says of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    /// `!`: yes or no.
    Truth,
    /// `?`: left out of the body where it is empty; an earlier portal did not know it.
    Optional,
    /// `~`: what something was called then; it is written, and not compared.
    Said,
    /// `[]`: words, one a line, in their order; left out where there are none.
    Words,
    /// `{}`: words, one a line, or a list, whose order says nothing.
    Set,
}

impl Kind {
    /// (the name of the field, what its sign says)
    pub(super) fn of(column: &str) -> (&str, Self) {
        let signs =
            [("!", Kind::Truth), ("?", Kind::Optional), ("~", Kind::Said), ("[]", Kind::Words), ("{}", Kind::Set)];
        let found = signs.into_iter().find_map(|(sign, kind)| Some((column.strip_suffix(sign)?, kind)));
        found.unwrap_or((column, Kind::Plain))
    }

    fn value(self, stored: Value) -> Value {
        match self {
            Kind::Truth => stored.as_i64().map_or(stored, |number| Value::Bool(number != 0)),
            Kind::Words | Kind::Set => json!(stored.as_str().unwrap_or_default().lines().collect::<Vec<_>>()),
            Kind::Plain | Kind::Optional | Kind::Said => stored,
        }
    }
}

/// The columns of a row in their order.
#[derive(Debug)]
pub(super) struct Cells(Vec<(String, Value)>);

impl<'r> FromRow<'r, SqliteRow> for Cells {
    fn from_row(row: &'r SqliteRow) -> Result<Self, Error> {
        read(row, |kind| kind == "INTEGER", |_| false)
    }
}

impl<'r> FromRow<'r, PgRow> for Cells {
    fn from_row(row: &'r PgRow) -> Result<Self, Error> {
        read(row, |kind| kind == "INT8", |kind| kind == "BOOL")
    }
}

fn read<'r, R: Row>(
    row: &'r R,
    is_number: impl Fn(&str) -> bool,
    is_truth: impl Fn(&str) -> bool,
) -> Result<Cells, Error>
where
    usize: sqlx::ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    bool: Decode<'r, R::Database> + Type<R::Database>,
    String: Decode<'r, R::Database> + Type<R::Database>,
{
    let mut cells = Vec::with_capacity(row.len());
    for column in row.columns() {
        let place = column.ordinal();
        let stored = row.try_get_raw(place)?;
        let kind = stored.type_info().name().to_owned();
        let value = if stored.is_null() {
            Value::Null
        } else if is_number(&kind) {
            json!(get::<R, i64>(row, place)?)
        } else if is_truth(&kind) {
            json!(get::<R, bool>(row, place)?)
        } else {
            json!(get::<R, String>(row, place)?)
        };
        cells.push((column.name().to_owned(), value));
    }
    Ok(Cells(cells))
}

fn get<'r, R: Row, T>(row: &'r R, place: usize) -> Result<T, Error>
where
    usize: sqlx::ColumnIndex<R>,
    T: Decode<'r, R::Database> + Type<R::Database>,
{
    row.try_get(place)
}

impl Cells {
    /// As a part of a list: the number of the row to which it belongs, and an object; columns that are named by their place
    /// make a list instead.
    pub(super) fn into_part(self) -> (i64, Value) {
        let (mut of, mut fields, mut places) = (0, Map::new(), Vec::new());
        for (column, stored) in self.0 {
            let (field, kind) = Kind::of(&column);
            let value = kind.value(stored);
            let empty = value.as_array().map_or(value.is_null(), Vec::is_empty);
            match field {
                "_of" => of = value.as_i64().unwrap_or_default(),
                "_value" => return (of, value),
                _ if field.parse::<usize>().is_ok() => places.push(value),
                _ if empty && matches!(kind, Kind::Optional | Kind::Words) => {}
                _ => {
                    fields.insert(field.to_owned(), value);
                }
            }
        }
        (of, if places.is_empty() { Value::Object(fields) } else { Value::Array(places) })
    }
}

impl From<Cells> for Fact {
    fn from(cells: Cells) -> Self {
        let mut fact = Fact {
            id: 0,
            key: String::new(),
            deed: None,
            person: None,
            at: None,
            changed_at: None,
            row: None,
            body: Map::new(),
            left_out: Vec::new(),
            said: Vec::new(),
            sets: Vec::new(),
        };
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        for (column, stored) in cells.0 {
            let (field, kind) = Kind::of(&column);
            match field {
                "_id" => fact.id = stored.as_i64().unwrap_or_default(),
                "_key" => fact.key = text(&stored),
                "_deed" => fact.deed = stored.as_str().map(str::to_owned),
                "_person" => fact.person = Some(stored.as_i64()),
                "_at" => fact.at = stored.as_i64(),
                "_changed_at" => fact.changed_at = stored.as_i64(),
                "_row" => fact.row = Some(text(&stored)),
                _ => fact.set(field, kind, kind.value(stored)),
            }
        }
        fact
    }
}
