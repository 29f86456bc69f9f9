//! Writes of what stands now of items only what differs: a receipt touches neither the words nor the order of its items.

use std::collections::{HashMap, HashSet};

use domain::{
    Currency, Money,
    identity::Number,
    item::{Condition, ItemKind},
};

use super::{
    Which, grants,
    items::{ItemNow, Sums},
    readers::{Reader, Scope},
    total::{self, Totals},
};
use crate::{
    Error, Parsed, Result, Tx,
    batch::{Bind, insert_rows, row},
    db::touch,
    query::{Query, act, ask},
};

const NOW: &str = "item_now (item_id, line_id, round_id, unit_id, agency_id, moved, held, elsewhere, broken, component_id, phase_id, \
                   delivered_phase_id, kind, state, dispatched, received, damaged, refused, surplus, outstanding, remarks, counts, \
                   received_on, verified_on, condition, currency, value_minor)";
const READER: &str = "item_reader (id, scope, scope_id, item_id, line_id, round_id, of_line, unit_id, agency_id, component_id, \
                      phase_id, delivered_phase_id, kind, state, currency, value_minor, confirmed_minor, co_funded, sort_name, \
                      sort_unit, sort_value, due_on, seen_on, seen_how)";
/// Whether it was invented is a fact of the item that never changes, and is kept there.
const STANDS: &str = "SELECT n.*, COALESCE(i.illustrative, FALSE) AS illustrative FROM item_now n LEFT JOIN item i ON i.id = n.item_id WHERE n.item_id";
const NUMBER: &str = "item_number (item_id, what, folded)";
const HOLDING: &str = "item_holding (item_id, place, unit_id, agency_id, quantity)";

/// Compares with what stands there and writes the difference; the rounds of what differs are stale then.
pub(super) async fn write(tx: &mut Tx, which: Which, wanted: Vec<ItemNow>) -> Result<()> {
    let stands = read(tx, which).await?;
    let wanted: HashMap<i64, ItemNow> = wanted.into_iter().map(|item| (item.item, item)).collect();
    let mut rounds = HashSet::new();
    let mut totals = Totals::default();
    let (mut gone, mut new_rows, mut new_holdings, mut new_readers) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut new_numbers, mut new_grants) = (Vec::new(), Vec::new());
    let (mut gone_readers, mut gone_words, mut new_words) = (Vec::new(), Vec::new(), Vec::new());
    let mut next = next_id(tx).await?;
    let mut ids: Vec<i64> = stands.keys().chain(wanted.keys()).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let (old, new) = (stands.get(&id), wanted.get(&id));
        if old.map(|old| &old.item) == new {
            continue;
        }
        rounds.extend(old.map(|old| old.item.round).into_iter().chain(new.map(|new| new.round)));
        if let Some(old) = old {
            gone.push(id);
            totals.count(&old.item, -1);
        }
        if let Some(new) = new {
            totals.count(new, 1);
            new_grants.extend(new.grants.iter().map(|grant| grant.row(id)));
            new_rows.push(now_row(new));
            new_numbers.extend(new.numbers.iter().map(|(what, folded)| row![id, what.word(), folded.as_str()]));
            new_holdings.extend(
                new.holdings.iter().map(|(place, unit, agency, quantity)| row![id, *place, *unit, *agency, *quantity]),
            );
        }
        let kept: HashMap<Scope, (i64, &Reader)> = old
            .into_iter()
            .flat_map(|old| old.item.readers.iter().zip(&old.ids).map(|(reader, id)| (reader.scope, (*id, reader))))
            .collect();
        let readers = new.map(|new| new.readers.as_slice()).unwrap_or_default();
        for (scope, (reader_id, _)) in &kept {
            if !readers.iter().any(|new| new.scope == *scope) {
                gone_readers.push(*reader_id);
                gone_words.push(*reader_id);
            }
        }
        for reader in readers {
            let before = kept.get(&reader.scope);
            let reader_id = before.map_or(next, |(id, _)| *id);
            match before {
                Some(_) => gone_readers.push(reader_id),
                None => next += 1,
            }
            if let Some(new) = new {
                new_readers.push(reader_row(reader_id, new, reader));
            }
            if before.is_none_or(|(_, old)| old.text != reader.text) {
                if before.is_some() {
                    gone_words.push(reader_id);
                }
                new_words.push(row![reader_id, reader.text.as_str()]);
            }
        }
    }
    delete(tx, "DELETE FROM item_now WHERE item_id IN (", &gone).await?;
    delete(tx, "DELETE FROM item_holding WHERE item_id IN (", &gone).await?;
    delete(tx, "DELETE FROM item_number WHERE item_id IN (", &gone).await?;
    delete(tx, "DELETE FROM grant_item WHERE item_id IN (", &gone).await?;
    delete(tx, "DELETE FROM item_reader WHERE id IN (", &gone_readers).await?;
    delete(tx, "DELETE FROM item_search WHERE rowid IN (", &gone_words).await?;
    insert_rows(tx, NOW, &new_rows).await?;
    insert_rows(tx, HOLDING, &new_holdings).await?;
    insert_rows(tx, NUMBER, &new_numbers).await?;
    insert_rows(tx, grants::GRANT, &new_grants).await?;
    insert_rows(tx, READER, &new_readers).await?;
    insert_rows(tx, "item_search (rowid, text)", &new_words).await?;
    total::add(tx, &totals).await?;
    let mut rounds: Vec<i64> = rounds.into_iter().collect();
    rounds.sort_unstable();
    for round in rounds {
        touch!(&mut *tx, |c| sqlx::query("INSERT INTO round_stale (round_id) VALUES ($1) ON CONFLICT DO NOTHING")
            .bind(round)
            .execute(c))?;
    }
    Ok(())
}

/// An item as it stands in the tables, with the ids of its readers' rows.
pub(super) struct Stands {
    pub item: ItemNow,
    ids: Vec<i64>,
}

/// What stands in the tables for these items.
pub(super) async fn read(tx: &mut Tx, which: Which) -> Result<HashMap<i64, Stands>> {
    let rows: Vec<NowRow> = ask!(&mut *tx, which.of(STANDS), fetch_all)?;
    let holdings: Vec<(i64, String, i64, i64, i64)> = ask!(
        &mut *tx,
        which.of("SELECT item_id, place, unit_id, agency_id, quantity FROM item_holding WHERE item_id"),
        fetch_all
    )?;
    let numbers: Vec<(i64, Parsed<Number>, String)> =
        ask!(&mut *tx, which.of("SELECT item_id, what, folded FROM item_number WHERE item_id"), fetch_all)?;
    let readers: Vec<ReaderRow> = ask!(
        &mut *tx,
        which
            .of("SELECT r.id, r.scope, r.scope_id, r.item_id, r.line_id, r.round_id, r.of_line, r.unit_id, r.agency_id, r.component_id, r.phase_id,
                   r.delivered_phase_id, r.kind, r.state, r.currency, r.value_minor, r.confirmed_minor, r.co_funded, r.sort_name,
                   r.sort_unit, r.sort_value, r.due_on, r.seen_on, r.seen_how, COALESCE(s.text, '') AS text
                 FROM item_reader r LEFT JOIN item_search s ON s.rowid = r.id WHERE r.item_id"),
        fetch_all
    )?;
    let mut stands = HashMap::with_capacity(rows.len());
    for row in rows {
        stands.insert(row.item_id, Stands { item: row.item()?, ids: Vec::new() });
    }
    for (item, place, unit, agency, quantity) in holdings {
        if let Some(stands) = stands.get_mut(&item) {
            stands.item.holdings.push((known(&place, PLACES)?, unit, agency, quantity));
        }
    }
    for (item, what, folded) in numbers {
        if let Some(stands) = stands.get_mut(&item) {
            stands.item.numbers.push((what.0, folded));
        }
    }
    for (item, grant) in grants::read(tx, which).await? {
        if let Some(stands) = stands.get_mut(&item) {
            stands.item.grants.push(grant);
        }
    }
    for row in readers {
        if let Some(stands) = stands.get_mut(&row.item_id) {
            stands.ids.push(row.id);
            stands.item.readers.push(row.reader()?);
        }
    }
    // As they are computed: by place, and by reader.
    for stands in stands.values_mut() {
        stands
            .item
            .holdings
            .sort_by_key(|(place, unit, agency, _)| (PLACES.iter().position(|p| p == place), *unit, *agency));
        stands.item.numbers.sort_by_key(|(what, _)| Number::ALL.iter().position(|other| other == what));
        let mut readers: Vec<(i64, Reader)> = stands.ids.drain(..).zip(stands.item.readers.drain(..)).collect();
        readers.sort_by_key(|(_, reader)| reader.scope);
        (stands.ids, stands.item.readers) = readers.into_iter().unzip();
    }
    Ok(stands)
}

/// In the order of `domain::custody::Place`.
const PLACES: &[&str] = &["store", "transit", "unit", "lost", "stolen", "written off"];
const STATES: &[&str] =
    &["planned", "awaiting receipt", "accepted", "accepted with remarks", "partly accepted", "refused", "cancelled"];

/// Of `domain::check::Method`; empty: it was not seen.
const METHODS: &[&str] = &["", "seen", "photo", "call", "declaration"];

fn known(word: &str, words: &[&'static str]) -> Result<&'static str> {
    let found = words.iter().find(|known| **known == word);
    found.copied().ok_or_else(|| Error::Internal(format!("what stands now says “{word}”: run portal rebuild")))
}

async fn next_id(tx: &mut Tx) -> Result<i64> {
    let (last,): (i64,) = ask!(tx, Query::new("SELECT COALESCE(MAX(id), 0) FROM item_reader"), fetch_one)?;
    Ok(last + 1)
}

/// Removes rows by ids of ours, some hundreds in one statement.
pub(super) async fn delete(tx: &mut Tx, text: &'static str, ids: &[i64]) -> Result<()> {
    for ids in ids.chunks(500) {
        let mut query = Query::new(text);
        query.push_ids(ids.iter().copied());
        query.push(")", []);
        act!(&mut *tx, query)?;
    }
    Ok(())
}

fn now_row(item: &ItemNow) -> Vec<Bind> {
    row![
        item.item,
        item.line,
        item.round,
        item.unit,
        item.agency,
        item.moved,
        item.held,
        item.elsewhere.as_deref(),
        item.broken.as_deref(),
        item.component,
        item.phase,
        item.delivered_phase,
        item.kind.word(),
        item.state,
        item.dispatched,
        item.counted.received,
        item.counted.damaged,
        item.counted.refused,
        item.counted.surplus,
        item.outstanding,
        item.counted.remarks,
        item.counted.counts,
        item.received_on.as_deref(),
        item.verified_on.as_deref(),
        item.condition.map(Condition::word),
        item.value.currency.code(),
        item.value.minor,
    ]
}

fn reader_row(id: i64, item: &ItemNow, reader: &Reader) -> Vec<Bind> {
    row![
        id,
        reader.scope.word(),
        reader.scope.id(),
        item.item,
        reader.line,
        reader.round,
        reader.of_line,
        reader.unit,
        reader.agency,
        reader.component,
        reader.phase,
        reader.delivered_phase,
        reader.kind.word(),
        reader.state,
        reader.value.currency.code(),
        reader.value.minor,
        reader.confirmed,
        reader.co_funded,
        reader.sort_name.as_str(),
        reader.sort_unit.as_str(),
        reader.sort_value.as_str(),
        reader.due_on.as_str(),
        reader.seen_on.as_str(),
        reader.seen_how,
    ]
}

#[derive(sqlx::FromRow)]
struct NowRow {
    item_id: i64,
    line_id: i64,
    round_id: i64,
    unit_id: i64,
    agency_id: i64,
    moved: bool,
    held: bool,
    elsewhere: Option<String>,
    broken: Option<String>,
    component_id: i64,
    phase_id: i64,
    delivered_phase_id: Option<i64>,
    kind: Parsed<ItemKind>,
    state: String,
    dispatched: bool,
    illustrative: bool,
    received: i64,
    damaged: i64,
    refused: i64,
    surplus: i64,
    outstanding: i64,
    remarks: i64,
    counts: i64,
    received_on: Option<String>,
    verified_on: Option<String>,
    condition: Option<Parsed<Condition>>,
    currency: Parsed<Currency>,
    value_minor: i64,
}

impl NowRow {
    fn item(self) -> Result<ItemNow> {
        Ok(ItemNow {
            item: self.item_id,
            line: self.line_id,
            round: self.round_id,
            unit: self.unit_id,
            agency: self.agency_id,
            moved: self.moved,
            held: self.held,
            elsewhere: self.elsewhere,
            broken: self.broken,
            component: self.component_id,
            phase: self.phase_id,
            delivered_phase: self.delivered_phase_id,
            kind: self.kind.0,
            state: known(&self.state, STATES)?,
            dispatched: self.dispatched,
            illustrative: self.illustrative,
            counted: Sums {
                received: self.received,
                damaged: self.damaged,
                refused: self.refused,
                surplus: self.surplus,
                remarks: self.remarks,
                counts: self.counts,
            },
            outstanding: self.outstanding,
            received_on: self.received_on,
            verified_on: self.verified_on,
            condition: self.condition.map(|c| c.0),
            value: Money::new(self.value_minor, self.currency.0),
            holdings: Vec::new(),
            numbers: Vec::new(),
            readers: Vec::new(),
            grants: Vec::new(),
        })
    }
}

#[derive(sqlx::FromRow)]
struct ReaderRow {
    id: i64,
    scope: String,
    scope_id: i64,
    item_id: i64,
    line_id: i64,
    round_id: i64,
    of_line: bool,
    unit_id: i64,
    agency_id: i64,
    component_id: i64,
    phase_id: i64,
    delivered_phase_id: i64,
    kind: Parsed<ItemKind>,
    state: String,
    currency: Parsed<Currency>,
    value_minor: i64,
    confirmed_minor: i64,
    co_funded: bool,
    sort_name: String,
    sort_unit: String,
    sort_value: String,
    due_on: String,
    seen_on: String,
    seen_how: String,
    text: String,
}

impl ReaderRow {
    fn reader(self) -> Result<Reader> {
        Ok(Reader {
            scope: Scope::read(&self.scope, self.scope_id)?,
            line: self.line_id,
            round: self.round_id,
            of_line: self.of_line,
            unit: self.unit_id,
            agency: self.agency_id,
            component: self.component_id,
            phase: self.phase_id,
            delivered_phase: self.delivered_phase_id,
            kind: self.kind.0,
            state: known(&self.state, STATES)?,
            value: Money::new(self.value_minor, self.currency.0),
            confirmed: self.confirmed_minor,
            co_funded: self.co_funded,
            sort_name: self.sort_name,
            sort_unit: self.sort_unit,
            sort_value: self.sort_value,
            due_on: self.due_on,
            seen_on: self.seen_on,
            seen_how: known(&self.seen_how, METHODS)?,
            text: self.text,
        })
    }
}
