//! The audit rows of a copy: those of the first block with the copy's numbers, words and days in their places, hashed one
//! after the other.

use std::{collections::HashMap, fmt::Write};

use chrono::{Days, NaiveDate};
use domain::change::Entity;
use serde_json::Value;

use super::{
    BLOCK, Block,
    aftermath::{ACTIVITIES, EVENTS_OF_A_GRANT},
    block::ROUND_CODES,
    copy::{Kind, Spans},
    end_of_chain,
};
use crate::{
    Result, Tx,
    batch::{Bind, insert_rows, row},
    changes::{Link, link},
    db::sql,
};

/// Rows that wait in memory at most.
const AT_ONCE: usize = 1_000;

pub(super) struct Chain<'a> {
    spans: &'a Spans,
    /// By country, in the order of [`Piece::Word`].
    words: Vec<Vec<String>>,
    block: Vec<Row>,
    /// The end of the chain.
    seq: i64,
    hash: String,
    waiting: Vec<Vec<Bind>>,
}

/// A row of the first block, taken apart once.
struct Row {
    recorded_at: i64,
    person: Option<i64>,
    deed: String,
    entity: String,
    key: Vec<Piece>,
    body: Vec<Piece>,
}

enum Piece {
    Text(String),
    Id(Kind, i64),
    Day(NaiveDate),
    /// A word of the country, by its place.
    Word(usize),
    Numbered {
        front: String,
        number: i64,
        digits: usize,
        step: i64,
    },
    Public {
        front: String,
        end: String,
    },
    Lap(i64),
}

impl<'a> Chain<'a> {
    /// Reads what was recorded after `before`: the first block.
    pub async fn read(tx: &mut Tx, before: i64, spans: &'a Spans, words: Vec<Vec<String>>) -> Result<Self> {
        type Read = (i64, Option<i64>, String, String, String, String);
        let rows: Vec<Read> = sql!(&mut *tx, |c| sqlx::query_as(
            "SELECT recorded_at, person_id, deed, entity, entity_key, body FROM change WHERE seq > $1 ORDER BY seq"
        )
        .bind(before)
        .fetch_all(c))?;
        let names = Names::read(tx, &words[0]).await?;
        let row = |(recorded_at, person, deed, entity, key, body): Read| Row {
            key: names.key(&entity, &key),
            body: names.body(&entity, &body),
            recorded_at,
            person,
            deed,
            entity,
        };
        let block = rows.into_iter().map(row).collect();
        let seq = end_of_chain(tx).await?;
        let hash = sql!(tx, |c| sqlx::query_scalar("SELECT hash FROM change WHERE seq = $1").bind(seq).fetch_one(c))?;
        Ok(Chain { spans, words, block, seq, hash, waiting: Vec::new() })
    }

    /// Appends the rows of a copy.
    pub async fn append(&mut self, tx: &mut Tx, copy: &Block) -> Result<()> {
        for place in 0..self.block.len() {
            self.link(place, copy);
            if self.waiting.len() == AT_ONCE {
                self.flush(tx).await?;
            }
        }
        Ok(())
    }

    fn link(&mut self, place: usize, copy: &Block) {
        let row = &self.block[place];
        let (key, body) = (self.written(&row.key, copy), self.written(&row.body, copy));
        let recorded_at = row.recorded_at + copy.days * 86_400_000;
        let person_id = row.person.map(|id| self.spans.moved(Kind::Person, id, copy));
        let (deed, entity) = (row.deed.as_str(), row.entity.as_str());
        let (seq, prev) = (self.seq + 1, self.hash.as_str());
        let hash = link(&Link { seq, recorded_at, person_id, deed, entity, entity_key: &key, body: &body, prev });
        self.waiting.push(row![seq, recorded_at, person_id, deed, entity, key, body, prev, hash.as_str()]);
        (self.seq, self.hash) = (seq, hash);
    }

    fn written(&self, pieces: &[Piece], copy: &Block) -> String {
        let mut text = String::new();
        for piece in pieces {
            // Writing into a String does not fail.
            let _ = match piece {
                Piece::Text(words) => text.write_str(words),
                Piece::Id(kind, id) => write!(text, "{}", self.spans.moved(*kind, *id, copy)),
                Piece::Day(day) => write!(text, "{}", *day + Days::new(copy.days.unsigned_abs())),
                Piece::Word(place) => text.write_str(&self.words[copy.country as usize][*place]),
                Piece::Numbered { front, number, digits, step } => {
                    write!(text, "{front}{:0digits$}", number + copy.number * step)
                }
                Piece::Public { front, end } => write!(text, "{front}{:010}{end}", copy.number),
                Piece::Lap(number) => write!(text, "{}", number + copy.lap * EVENTS_OF_A_GRANT),
            };
        }
        text
    }

    /// Writes what waits.
    pub async fn flush(&mut self, tx: &mut Tx) -> Result<()> {
        let rows = std::mem::take(&mut self.waiting);
        let into = "change (seq, recorded_at, person_id, deed, entity, entity_key, body, prev, hash)";
        Ok(insert_rows(tx, into, &rows).await?)
    }
}

/// What a word of the first block becomes in a copy.
struct Names(HashMap<String, Maker>, HashMap<String, usize>);

/// Makes a word of the first block into what a copy counts on from.
type Maker = fn(&str) -> Piece;

impl Names {
    async fn read(tx: &mut Tx, words: &[String]) -> Result<Self> {
        let mut names: HashMap<String, Maker> = HashMap::new();
        let sources: [(&'static str, Maker); 7] = [
            ("SELECT i.tag FROM item i JOIN line l ON l.item_id = i.id JOIN round r ON r.id = l.round_id WHERE r.code LIKE 'HR-%'", tag),
            ("SELECT i.serial FROM item i JOIN line l ON l.item_id = i.id JOIN round r ON r.id = l.round_id
              WHERE r.code LIKE 'HR-%' AND i.serial IS NOT NULL", own_number),
            ("SELECT i.vin FROM item i JOIN line l ON l.item_id = i.id JOIN round r ON r.id = l.round_id
              WHERE r.code LIKE 'HR-%' AND i.vin IS NOT NULL", own_number),
            ("SELECT t.public_id FROM receipt t JOIN round r ON r.id = t.round_id WHERE r.code LIKE 'HR-%'", public),
            ("SELECT d.public_id FROM discrepancy d JOIN line l ON l.id = d.line_id JOIN round r ON r.id = l.round_id
              WHERE r.code LIKE 'HR-%'", public),
            ("SELECT m.public_id FROM movement m JOIN line l ON l.item_id = m.item_id JOIN round r ON r.id = l.round_id
              WHERE r.code LIKE 'HR-%'", public),
            ("SELECT code FROM activity WHERE code LIKE 'TC-%'", activity),
        ];
        for (question, piece) in sources {
            let found: Vec<String> = sql!(&mut *tx, |c| sqlx::query_scalar(question).fetch_all(c))?;
            names.extend(found.into_iter().map(|name| (name, piece)));
        }
        names.extend(ROUND_CODES.map(|code| (code.to_owned(), round as Maker)));
        Ok(Names(names, words.iter().cloned().zip(0..).collect()))
    }

    fn key(&self, entity: &str, key: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        match key.rsplit_once('/') {
            _ if entity == Entity::Line.word() => pieces.push(Piece::Id(Kind::Line, key.parse().unwrap_or_default())),
            Some((grant, number)) if entity == Entity::MoneyEvent.word() => {
                self.words(&format!("{grant}/"), &mut pieces);
                pieces.push(Piece::Lap(number.parse().unwrap_or_default()));
            }
            _ => self.words(key, &mut pieces),
        }
        pieces
    }

    fn body(&self, entity: &str, body: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.value(entity, "", &serde_json::from_str(body).unwrap_or_default(), &mut pieces);
        pieces
    }

    /// JSON as `changes::record` writes it: keys in their order, nothing between the signs.
    fn value(&self, entity: &str, field: &str, value: &Value, pieces: &mut Vec<Piece>) {
        let sign = |pieces: &mut Vec<Piece>, sign: &str| add(pieces, sign);
        match value {
            Value::Object(fields) => {
                sign(pieces, "{");
                for (place, (name, value)) in fields.iter().enumerate() {
                    sign(pieces, if place > 0 { "," } else { "" });
                    sign(pieces, &format!("{}:", Value::from(name.as_str())));
                    self.value(entity, name, value, pieces);
                }
                sign(pieces, "}");
            }
            Value::Array(values) => {
                sign(pieces, "[");
                for (place, value) in values.iter().enumerate() {
                    sign(pieces, if place > 0 { "," } else { "" });
                    self.value(entity, field, value, pieces);
                }
                sign(pieces, "]");
            }
            Value::Number(number) => match (kind(entity, field), number.as_i64()) {
                (Some(kind), Some(id)) => pieces.push(Piece::Id(kind, id)),
                _ => sign(pieces, &number.to_string()),
            },
            Value::String(text) => match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
                Ok(day) if MOVING.contains(&field) => {
                    sign(pieces, "\"");
                    pieces.push(Piece::Day(day));
                    sign(pieces, "\"");
                }
                _ => self.words(&value.to_string(), pieces),
            },
            other => sign(pieces, &other.to_string()),
        }
    }

    /// Takes a text apart into words that a copy changes and what is between them.
    fn words(&self, text: &str, pieces: &mut Vec<Piece>) {
        let is_of_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let mut rest = text;
        while !rest.is_empty() {
            let inside = rest.starts_with(is_of_word);
            let end = rest.find(|c| is_of_word(c) != inside).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            match (self.0.get(word), self.1.get(word)) {
                (Some(piece), _) => pieces.push(piece(word)),
                (None, Some(place)) => pieces.push(Piece::Word(*place)),
                (None, None) => add(pieces, word),
            }
            rest = after;
        }
    }
}

/// Days that move with the block.
const MOVING: [&str; 11] = [
    "planned_on",
    "held_on",
    "occurred_on",
    "received_on",
    "effective_on",
    "value_date",
    "checked_on",
    "due_on",
    "settled_on",
    "starts_on",
    "ends_on",
];

/// What a number in the body of an audit row counts; `None`: it is no row's number.
fn kind(entity: &str, field: &str) -> Option<Kind> {
    let of = |word: Entity| word.word() == entity;
    match field {
        "line" => Some(Kind::Line),
        "round_id" | "step_of" => Some(Kind::Round),
        "owner" => Some(Kind::Person),
        "agency" if of(Entity::Receipt) => Some(Kind::Agency),
        "event" if of(Entity::Discrepancy) => Some(Kind::DiscrepancyEvent),
        "event" if of(Entity::Custody) => Some(Kind::Custody),
        "movement" => Some(Kind::Movement),
        "answer" => Some(Kind::Answer),
        "transfer" => Some(Kind::Transfer),
        "id" if of(Entity::Verification) => Some(Kind::Verification),
        _ => None,
    }
}

fn add(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(before)) => before.push_str(text),
        _ => pieces.push(Piece::Text(text.to_owned())),
    }
}

fn numbered(word: &str, digits: usize, step: i64) -> Piece {
    let (front, number) = word.split_at(word.len().saturating_sub(digits));
    Piece::Numbered { front: front.to_owned(), number: number.parse().unwrap_or_default(), digits, step }
}

fn tag(word: &str) -> Piece {
    numbered(word, 6, BLOCK)
}

fn own_number(word: &str) -> Piece {
    numbered(word, 7, BLOCK)
}

fn round(word: &str) -> Piece {
    numbered(word, 5, ROUND_CODES.len() as i64)
}

fn activity(word: &str) -> Piece {
    numbered(word, 5, ACTIVITIES)
}

fn public(word: &str) -> Piece {
    Piece::Public { front: word[..22].to_owned(), end: word[32..].to_owned() }
}
