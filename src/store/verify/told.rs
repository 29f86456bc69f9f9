//! Every row of a table that holds facts is as the audit chain told of it last, and everything that it told of is there.

use std::collections::{HashMap, HashSet};

use domain::change::Deed;
use serde_json::{Map, Value};

use super::{Checked, Finding, finding};
use crate::{
    Result, Tx,
    db::sql,
    facts::{Fact, Table, ToldBy, all, in_order},
};

#[derive(sqlx::FromRow)]
struct Change {
    seq: i64,
    recorded_at: i64,
    person_id: Option<i64>,
    deed: String,
    entity_key: String,
    body: String,
}

/// What the chain says of one row, after all its changes.
struct Told {
    deed: String,
    key: String,
    person: Option<i64>,
    at: i64,
    changes: usize,
    seq: i64,
    changed_at: i64,
    /// The newest word on each field, and which change said it.
    fields: HashMap<String, (i64, Value)>,
    /// As people call the row, when it is not there.
    row: String,
}

/// Answers how many rows there are.
pub(super) async fn check(tx: &mut Tx, table: &'static Table) -> Result<Checked<i64>> {
    let changes: Vec<Change> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT seq, recorded_at, person_id, deed, entity_key, body FROM change WHERE entity = $1 ORDER BY seq"
    )
    .bind(table.entity.word())
    .fetch_all(c))?;
    let mut chain = Chain::read(table, &changes);
    let facts = all(tx, table).await?;
    for fact in &facts {
        if let Err(found) = chain.check(fact) {
            return Ok(Err(found));
        }
    }
    Ok(chain.nothing_missing().map(|()| facts.len() as i64))
}

/// What the chain tells of the rows of one table, by the names that it has for them.
struct Chain {
    table: &'static Table,
    told: HashMap<String, Told>,
    /// By the names that an earlier portal had for them.
    earlier: HashMap<String, Told>,
    seen: HashSet<(bool, String)>,
    /// How many facts of one key were there so far.
    places: HashMap<String, i64>,
}

/// By what a change or a fact can be known.
struct Marks<'a> {
    deed: &'a str,
    key: &'a str,
    person: Option<i64>,
    at: i64,
}

impl Chain {
    fn read(table: &'static Table, changes: &[Change]) -> Self {
        let (told, earlier) = (HashMap::new(), HashMap::new());
        let mut chain = Chain { table, told, earlier, seen: HashSet::new(), places: HashMap::new() };
        for change in changes {
            let concerns = table.deeds.is_empty() || table.deeds.iter().any(|deed| deed.word() == change.deed);
            if concerns {
                chain.add(change);
            }
        }
        chain.places.clear();
        chain
    }

    fn add(&mut self, change: &Change) {
        let body: Map<String, Value> = serde_json::from_str(&change.body).unwrap_or_default();
        let (deed, key) = (change.deed.as_str(), change.entity_key.as_str());
        let marks = Marks { deed, key, person: change.person_id, at: change.recorded_at };
        let (now, then) = self.names(&marks, &body);
        let (records, name) = match (now, then) {
            (Some(name), _) => (&mut self.told, name),
            (None, Some(name)) => (&mut self.earlier, name),
            (None, None) => return,
        };
        if deed == Deed::Removed.word() {
            records.remove(&name);
            return;
        }
        let row = match self.table.told_by {
            ToldBy::DeedOf(_) => format!("{key} {deed}"),
            _ => name.clone(),
        };
        let told = records.entry(name).or_insert_with(|| Told {
            deed: deed.to_owned(),
            key: key.to_owned(),
            person: change.person_id,
            at: change.recorded_at,
            changes: 0,
            seq: change.seq,
            changed_at: change.recorded_at,
            fields: HashMap::new(),
            row,
        });
        told.changes += 1;
        (told.seq, told.changed_at) = (change.seq, change.recorded_at);
        for (field, other) in self.table.forgets {
            if body.contains_key(*field) && !body.contains_key(*other) {
                told.fields.remove(*other);
            }
        }
        told.fields.extend(body.into_iter().map(|(field, value)| (field, (change.seq, value))));
    }

    /// What this is called now, and what an earlier portal called it.
    fn names(&mut self, marks: &Marks<'_>, body: &Map<String, Value>) -> (Option<String>, Option<String>) {
        let table = self.table;
        let now = self.name(table.told_by, marks, body);
        let then = table.earlier.and_then(|told_by| self.name(told_by, marks, body));
        (now, then)
    }

    fn name(&mut self, told_by: ToldBy, marks: &Marks<'_>, body: &Map<String, Value>) -> Option<String> {
        let number = |field: &str| body.get(field).and_then(Value::as_i64);
        match told_by {
            ToldBy::Key | ToldBy::FormerKey => Some(marks.key.to_owned()),
            ToldBy::KeyWithout(field) => (!body.contains_key(field)).then(|| marks.key.to_owned()),
            ToldBy::Number(field) => number(field).map(|number| number.to_string()),
            ToldBy::KeyAnd(field) => number(field).map(|number| format!("{}/{number}", marks.key)),
            ToldBy::DeedOf(field) => number(field).map(|number| format!("{number} {}", marks.deed)),
            ToldBy::KeyAndDeed { except } if marks.deed == except.word() => {
                Some(format!("{} by {:?} at {}", marks.deed, marks.person, marks.at))
            }
            ToldBy::KeyAndDeed { .. } => Some(format!("{} {}", marks.key, marks.deed)),
            ToldBy::Nth(field) => body.contains_key(field).then(|| {
                let place = self.places.entry(marks.key.to_owned()).or_default();
                *place += 1;
                format!("{} no. {place}", marks.key)
            }),
        }
    }

    fn check(&mut self, fact: &Fact) -> Checked<()> {
        let marks = Marks {
            deed: fact.deed.as_deref().unwrap_or_default(),
            key: &fact.key,
            person: fact.person.flatten(),
            at: fact.at.unwrap_or_default(),
        };
        let (now, then) = self.names(&marks, &fact.body);
        let found = now.clone().filter(|name| self.told.contains_key(name)).map(|name| (true, name));
        let found = found.or_else(|| then.filter(|name| self.earlier.contains_key(name)).map(|name| (false, name)));
        let row = fact.row.clone().or(now).unwrap_or_default();
        let Some((is_now, name)) = found else { return finding(self.table.name, row, "has no audit row") };
        let told = if is_now { self.told.get(&name) } else { self.earlier.get(&name) };
        self.seen.insert((is_now, name.clone()));
        match told {
            // By the earlier names alone two rows can look like one.
            Some(told) if is_now && fact.deed.is_some() && told.changes > 1 => {
                finding(self.table.name, row, "has several audit rows")
            }
            Some(told) => told.agrees(self.table, fact, &row),
            None => Ok(()),
        }
    }

    fn nothing_missing(self) -> Checked<()> {
        let keeps = !matches!(self.table.earlier, Some(ToldBy::FormerKey));
        let earlier = self.earlier.iter().filter(|_| keeps).map(|(name, told)| ((false, name.clone()), told));
        let told = self.told.iter().map(|(name, told)| ((true, name.clone()), told)).chain(earlier);
        match told.filter(|(name, _)| !self.seen.contains(name)).min_by_key(|(_, told)| told.seq) {
            Some((_, told)) => {
                finding(self.table.name, &told.row, format!("is missing, but change {} recorded it", told.seq))
            }
            None => Ok(()),
        }
    }
}

impl Told {
    fn agrees(&self, table: &Table, fact: &Fact, row: &str) -> Checked<()> {
        let differs =
            |seq: i64, what: &str| finding(table.name, row, format!("differs from change {seq}: {what} is another"));
        let once = fact.deed.is_some();
        if fact.deed.as_ref().is_some_and(|deed| *deed != self.deed) {
            return differs(self.seq, "what was done");
        }
        if once && matches!(table.told_by, ToldBy::Number(_)) && self.key != fact.key {
            return differs(self.seq, "what it belongs to");
        }
        // Of a record that can be edited they are those of its beginning, where the chain begins there.
        if once || self.deed == Deed::Created.word() {
            if fact.person.is_some_and(|person| person != self.person) {
                return differs(self.seq, "the person");
            }
            if fact.at.is_some_and(|at| at != self.at) {
                return differs(self.seq, "recorded_at");
            }
        }
        if fact.changed_at.is_some_and(|at| at != self.changed_at) {
            return differs(self.seq, "recorded_at");
        }
        for (field, is) in fact.body.iter().filter(|(field, _)| !fact.said.contains(field)) {
            let Some((seq, was)) = self.fields.get(field) else { continue };
            let was = if fact.sets.contains(field) { in_order(was) } else { was.clone() };
            if let Some(words) = difference(&was, is) {
                return finding(table.name, row, format!("differs from change {seq}: {field} {words}"));
            }
        }
        let empty = |value: &Value| value.as_array().map_or(value.is_null(), Vec::is_empty);
        let lost = fact.left_out.iter().find_map(|field| self.fields.get(field).filter(|(_, was)| !empty(was)));
        lost.map_or(Ok(()), |(seq, was)| {
            Err(Finding {
                table: table.name,
                row: row.to_owned(),
                words: format!("differs from change {seq}: {was} is gone"),
            })
        })
    }
}

/// Of long lists the first entry that differs.
fn difference(was: &Value, is: &Value) -> Option<String> {
    if was == is {
        return None;
    }
    let (Some(then), Some(now)) = (was.as_array(), is.as_array()) else {
        return Some(format!("was {was} and is {is}"));
    };
    Some(match then.iter().zip(now).find(|(was, is)| was != is) {
        Some((was, is)) => format!("had {was} and has {is}"),
        None => format!("had {} entries and has {}", then.len(), now.len()),
    })
}
