//! Terms, acts and their versions stand as the audit chain recorded them; the hash of each content is computed again, and
//! the numbers of a year have no gap.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{ChainRow, Checked, finding};
use crate::{
    Result, Tx,
    acts::{content_hash, stored_terms},
    db::sql,
};

pub(super) async fn check(tx: &mut Tx, chain: &[ChainRow]) -> Result<Checked<()>> {
    macro_rules! checked {
        ($check:expr) => {
            if let Err(found) = $check {
                return Ok(Err(found));
            }
        };
    }
    checked!(check_terms(tx, chain).await?);
    checked!(check_versions(tx, chain).await?);
    checked!(check_numbers(tx).await?);
    checked!(check_words(tx, chain).await?);
    Ok(Ok(()))
}

/// The terms of every round are those of its newest change.
async fn check_terms(tx: &mut Tx, chain: &[ChainRow]) -> Result<Checked<()>> {
    let mut written: HashMap<i64, (&ChainRow, Value)> = HashMap::new();
    for change in chain.iter().filter(|c| c.entity == "terms") {
        let mut body: Value = serde_json::from_str(&change.body).unwrap_or_default();
        written.insert(body["round"].as_i64().unwrap_or_default(), (change, body["terms"].take()));
    }
    // A signatory without terms would be of a round that the chain does not know.
    let rounds: Vec<i64> = sql!(&mut *tx, |c| sqlx::query_scalar(
        "SELECT round_id FROM round_terms UNION SELECT round_id FROM round_signatory UNION
         SELECT round_id FROM round_legal_basis UNION SELECT round_id FROM round_import_document ORDER BY 1"
    )
    .fetch_all(c))?;
    for round in rounds {
        let Some((change, terms)) = written.remove(&round) else {
            return Ok(finding("terms of round", round, "have no audit row"));
        };
        let now = stored_terms(tx, round).await?;
        if now.is_none_or(|now| json!(now.terms) != terms) {
            return Ok(finding("terms of round", round, format!("differ from change {}", change.seq)));
        }
    }
    match written.into_iter().min_by_key(|(round, _)| *round) {
        Some((round, (change, _))) => {
            Ok(finding("terms of round", round, format!("are missing, but change {} recorded them", change.seq)))
        }
        None => Ok(Ok(())),
    }
}

#[derive(sqlx::FromRow)]
struct VersionRow {
    id: i64,
    number: String,
    version: i64,
    content: String,
    hash: String,
    person_id: i64,
    recorded_at: i64,
}

async fn check_versions(tx: &mut Tx, chain: &[ChainRow]) -> Result<Checked<()>> {
    let rows: Vec<VersionRow> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT v.id, a.number, v.version, v.content, v.hash, v.person_id, v.recorded_at
         FROM act_version v JOIN act a ON a.id = v.act_id ORDER BY v.id"
    )
    .fetch_all(c))?;
    let mut written: HashMap<i64, (&ChainRow, Value)> = HashMap::new();
    for change in chain.iter().filter(|c| c.entity == "act" && c.deed == "issued") {
        let body: Value = serde_json::from_str(&change.body).unwrap_or_default();
        written.insert(body["id"].as_i64().unwrap_or_default(), (change, body));
    }
    for row in rows {
        let name = format!("{} version {}", row.number, row.version);
        let content: Value = serde_json::from_str(&row.content).unwrap_or_default();
        if content_hash(&content) != row.hash {
            return Ok(finding("act", name, "was altered: its content does not give its hash"));
        }
        if content["number"] != *row.number || content["version"] != row.version {
            return Ok(finding("act", name, "holds the content of another act"));
        }
        let Some((change, body)) = written.remove(&row.id) else {
            return Ok(finding("act", name, "has no audit row"));
        };
        let same = change.entity_key == row.number
            && change.person_id == Some(row.person_id)
            && change.recorded_at == row.recorded_at
            && act_version(tx, row.id).await? == body;
        if !same {
            return Ok(finding("act", name, format!("differs from change {}", change.seq)));
        }
    }
    match written.into_values().min_by_key(|(change, _)| change.seq) {
        Some((change, body)) => {
            let name = format!("{} version {}", change.entity_key, body["version"]);
            Ok(finding("act", name, format!("is missing, but change {} recorded it", change.seq)))
        }
        None => Ok(Ok(())),
    }
}

/// Every act has a version, and the numbers of a year count from 1 without a gap.
async fn check_numbers(tx: &mut Tx) -> Result<Checked<()>> {
    let empty: Option<String> = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "SELECT number FROM act a WHERE NOT EXISTS (SELECT 1 FROM act_version v WHERE v.act_id = a.id) ORDER BY number"
    )
    .fetch_optional(c)
    })?;
    if let Some(number) = empty {
        return Ok(finding("act", number, "has no version"));
    }
    let numbers: Vec<String> =
        sql!(tx, |c| sqlx::query_scalar("SELECT number FROM act ORDER BY LENGTH(number), number").fetch_all(c))?;
    let mut last: HashMap<&str, i64> = HashMap::new();
    for number in &numbers {
        let (year, sequence) = number.rsplit_once('-').unwrap_or_default();
        let last = last.entry(year).or_default();
        if sequence.parse() != Ok(*last + 1) {
            return Ok(finding("act", number, "does not follow the number before it"));
        }
        *last += 1;
    }
    Ok(Ok(()))
}

/// Words in other languages, and the wordings of the clauses.
async fn check_words(tx: &mut Tx, chain: &[ChainRow]) -> Result<Checked<()>> {
    type Word = (String, Option<String>, Option<String>);
    let mut written: HashMap<&str, (&ChainRow, Value)> = HashMap::new();
    for change in chain.iter().filter(|c| c.entity == "act word") {
        written.insert(&change.entity_key, (change, serde_json::from_str(&change.body).unwrap_or_default()));
    }
    let words: Vec<Word> =
        sql!(&mut *tx, |c| sqlx::query_as("SELECT en, ru, uz FROM act_word ORDER BY en").fetch_all(c))?;
    for (en, ru, uz) in &words {
        let same =
            written.remove(en.as_str()).is_some_and(|(_, body)| body["ru"] == json!(ru) && body["uz"] == json!(uz));
        if !same {
            return Ok(finding("act_word", en, "is not what the chain says was entered"));
        }
    }
    if let Some(en) = written.into_keys().min() {
        return Ok(finding("act_word", en, "is missing, but the chain recorded it"));
    }
    type Clauses = (i64, String, String, String, String, i64, i64);
    let clauses: Vec<Clauses> = sql!(tx, |c| sqlx::query_as(
        "SELECT version, en, ru, uz, reason, person_id, recorded_at FROM act_clauses ORDER BY version"
    )
    .fetch_all(c))?;
    let mut changes = chain.iter().filter(|c| c.entity == "act clauses");
    for (expected, (version, en, ru, uz, reason, person, at)) in (1_i64..).zip(clauses) {
        let body = json!({ "en": en, "ru": ru, "uz": uz, "reason": reason }).to_string();
        let same = changes.next().is_some_and(|c| {
            c.entity_key == version.to_string() && c.body == body && c.person_id == Some(person) && c.recorded_at == at
        });
        if version != expected || !same {
            return Ok(finding("act_clauses", version, "is not what the chain says was entered"));
        }
    }
    match changes.next() {
        Some(change) => Ok(finding("act_clauses", &change.entity_key, "is missing, but the chain recorded it")),
        None => Ok(Ok(())),
    }
}

/// The facts of a version as its audit row states them. The hash stands for the content.
pub(crate) async fn act_version(tx: &mut Tx, version: i64) -> Result<Value> {
    type Row = (String, String, i64, String, String, String, Option<String>);
    let (round, agency, number, hash, code, origin, reason): Row = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT r.code, g.code, v.version, v.hash, v.code, v.origin, v.reason FROM act_version v JOIN act a ON a.id = v.act_id
         JOIN round r ON r.id = a.round_id JOIN agency g ON g.id = a.agency_id WHERE v.id = $1"
    )
    .bind(version)
    .fetch_one(c)
    })?;
    type Signer = (String, String, String, Option<i64>);
    let signers: Vec<Signer> = sql!(tx, |c| sqlx::query_as(
        "SELECT side, name, post, person_id FROM act_signer WHERE act_version_id = $1 ORDER BY position"
    )
    .bind(version)
    .fetch_all(c))?;
    let signers: Vec<Value> = (0..)
        .zip(signers)
        .map(|(position, (side, name, post, person))| {
            json!({ "position": position, "side": side, "name": name, "post": post, "person": person })
        })
        .collect();
    Ok(json!({
        "id": version, "round": round, "agency": agency, "version": number, "hash": hash, "code": code, "origin": origin,
        "reason": reason, "signers": signers,
    }))
}
