//! `portal verify`: does what stands now follow from the facts? A rebuild says what should stand there.

use std::collections::BTreeMap;

use super::{BATCH, Noun, Which, items, items_write, nouns, registers, rounds, total};
use crate::{
    Result, Tx,
    query::{Query, ask},
    verify::{Checked, finding},
};

/// Names the first difference.
pub(crate) async fn check(tx: &mut Tx) -> Result<Checked<()>> {
    for (table, query) in [
        ("item_stale", "SELECT COUNT(*) FROM item_stale"),
        ("round_stale", "SELECT COUNT(*) FROM round_stale"),
        ("noun_stale", "SELECT COUNT(*) FROM noun_stale"),
        ("register_stale", "SELECT COUNT(*) FROM register_stale"),
    ] {
        let (left,): (i64,) = ask!(&mut *tx, Query::new(query), fetch_one)?;
        if left > 0 {
            return Ok(finding(table, left, "is not empty: something was committed before it was brought up to date"));
        }
    }
    let top = |query: &'static str| Query::new(query);
    let (last,): (i64,) = ask!(
        &mut *tx,
        top("SELECT COALESCE(MAX(id), 0) FROM (SELECT id FROM item UNION ALL SELECT item_id FROM item_now) s"),
        fetch_one
    )?;
    let mut first = 1;
    while first <= last {
        let which = Which::Range(first, first + BATCH - 1);
        let mut stands = items_write::read(tx, which).await?;
        for item in items::compute(tx, which).await? {
            match stands.remove(&item.item) {
                None => return Ok(finding("item_now", item.item, "is missing: run portal rebuild")),
                Some(there) if there.item != item => {
                    return Ok(finding("item_now", item.item, differs(&there.item, &item)));
                }
                Some(_) => {}
            }
        }
        if let Some(id) = stands.keys().min() {
            return Ok(finding("item_now", id, "stands for no item that was put on a line: run portal rebuild"));
        }
        first += BATCH;
    }
    let (last,): (i64,) = ask!(
        &mut *tx,
        top("SELECT COALESCE(MAX(id), 0) FROM (SELECT id FROM round UNION ALL SELECT round_id FROM round_reader) s"),
        fetch_one
    )?;
    let mut first = 1;
    while first <= last {
        let which = Which::Range(first, first + 49);
        let stands = rounds::read(tx, which).await?;
        let mut stands: BTreeMap<_, _> = stands.into_iter().map(|(_, r)| ((r.round, r.scope), r)).collect();
        for reader in rounds::compute(tx, which).await? {
            let there = stands.remove(&(reader.round, reader.scope));
            if there.as_ref() != Some(&reader) {
                let words = format!("is {there:?} and should be {reader:?}: run portal rebuild");
                return Ok(finding("round_reader", reader.round, words));
            }
        }
        if let Some((round, _)) = stands.keys().next() {
            return Ok(finding("round_reader", round, "stands for nobody who reads it: run portal rebuild"));
        }
        first += 50;
    }
    for noun in Noun::ALL {
        if let Err(found) = check_noun(tx, noun).await? {
            return Ok(Err(found));
        }
    }
    let strays = [
        (
            "noun_search",
            "SELECT COUNT(*) FROM noun_search s WHERE NOT EXISTS (SELECT 1 FROM noun_reader r WHERE r.id = s.rowid)",
        ),
        (
            "item_reader",
            "SELECT COUNT(*) FROM item_reader r WHERE NOT EXISTS (SELECT 1 FROM item_now n WHERE n.item_id = r.item_id)",
        ),
        (
            "item_holding",
            "SELECT COUNT(*) FROM item_holding h WHERE NOT EXISTS (SELECT 1 FROM item_now n WHERE n.item_id = h.item_id)",
        ),
        (
            "grant_item",
            "SELECT COUNT(*) FROM grant_item g WHERE NOT EXISTS (SELECT 1 FROM item_now n WHERE n.item_id = g.item_id)",
        ),
        (
            "item_search",
            "SELECT COUNT(*) FROM item_search s WHERE NOT EXISTS (SELECT 1 FROM item_reader r WHERE r.id = s.rowid)",
        ),
        (
            "round_search",
            "SELECT COUNT(*) FROM round_search s WHERE NOT EXISTS (SELECT 1 FROM round_reader r WHERE r.id = s.rowid)",
        ),
        (
            "round_part",
            "SELECT COUNT(*) FROM round_part p WHERE NOT EXISTS (SELECT 1 FROM round_reader r WHERE r.round_id = p.round_id AND r.scope = p.scope AND r.scope_id = p.scope_id)",
        ),
    ];
    for (table, query) in strays {
        let (strays,): (i64,) = ask!(&mut *tx, Query::new(query), fetch_one)?;
        if strays > 0 {
            return Ok(finding(table, strays, "row that belongs to nothing: run portal rebuild"));
        }
    }
    if let Some(table) = total::wrong(tx).await? {
        return Ok(finding(table, "", "does not add up to what stands now: run portal rebuild"));
    }
    if let Some(row) = registers::wrong(tx).await? {
        return Ok(finding("register_now", row, "does not say what its facts say: run portal rebuild"));
    }
    Ok(Ok(()))
}

async fn check_noun(tx: &mut Tx, noun: Noun) -> Result<Checked<()>> {
    let (last,): (i64,) = ask!(&mut *tx, Query::new(noun.top()), fetch_one)?;
    let known = nouns::Known::read(tx).await?;
    for first in (1..=last).step_by(BATCH as usize) {
        let pick = nouns::Pick::Range(first, first + BATCH - 1);
        let stands = nouns::read(tx, noun, pick).await?;
        let mut stands: BTreeMap<_, _> =
            stands.into_iter().map(|(_, entry)| ((entry.of, entry.scope), entry)).collect();
        for entry in nouns::compute(tx, noun, pick, &known).await? {
            let there = stands.remove(&(entry.of, entry.scope));
            if there.as_ref() != Some(&entry) {
                let words = format!("is {there:?} and should be {entry:?}: run portal rebuild");
                return Ok(finding("noun_reader", format!("{} {}", noun.word(), entry.of), words));
            }
        }
        if let Some((of, _)) = stands.keys().next() {
            let key = format!("{} {of}", noun.word());
            return Ok(finding("noun_reader", key, "stands for nobody who reads it: run portal rebuild"));
        }
    }
    Ok(Ok(()))
}

fn differs(there: &items::ItemNow, item: &items::ItemNow) -> String {
    let reader = item.readers.iter().zip(&there.readers).find(|(wanted, there)| wanted != there);
    match reader {
        Some((wanted, there)) => format!("is read as {there:?} and should be read as {wanted:?}: run portal rebuild"),
        None => format!("is {there:?} and should be {item:?}: run portal rebuild"),
    }
}
