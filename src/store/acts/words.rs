//! Names and words of acts in Russian and Uzbek: of agencies by the day, of units, and of everything else by its English.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use domain::{
    Action, Timestamp, Viewer,
    act::Wording,
    agency::DatedName,
    change::{Deed, Entity},
    unit::{UnitKind, unit_label},
};

use super::UnitFacts;
use crate::{
    Error, Parsed, Result, Tx,
    agencies::AGENCY,
    batch::Bind,
    db::{sql, touch},
    facts::{self, Id, Table, ToldBy, rows},
    query::{Query, ask},
    units::UNIT,
};

/// What English words are in the other languages.
pub(super) struct Words(HashMap<String, (Option<String>, Option<String>)>);

impl Words {
    pub async fn load(tx: &mut Tx) -> Result<Self> {
        type Row = (String, Option<String>, Option<String>);
        let rows: Vec<Row> = sql!(tx, |c| sqlx::query_as("SELECT en, ru, uz FROM act_word").fetch_all(c))?;
        Ok(Self(rows.into_iter().map(|(en, ru, uz)| (en, (ru, uz))).collect()))
    }

    pub fn of(&self, en: &str) -> Wording {
        let (ru, uz) = self.0.get(en).cloned().unwrap_or_default();
        Wording { en: en.to_owned(), ru, uz }
    }
}

/// The name that was valid on that day; `None` for an agency without any.
pub(super) async fn agency_on(tx: &mut Tx, agency: i64, day: NaiveDate) -> Result<Option<Wording>> {
    let mut names = agency_names(tx, agency).await?;
    let at = names.iter().position(|(name, ..)| name.valid_on(day)).or(names.len().checked_sub(1));
    Ok(at.map(|at| names.swap_remove(at)).map(|(name, ru, uz)| Wording { en: name.name, ru, uz }))
}

type Name = (DatedName, Option<String>, Option<String>);

async fn agency_names(tx: &mut Tx, agency: i64) -> Result<Vec<Name>> {
    type Date = Option<Parsed<domain::PartialDate>>;
    type Row = (String, Date, Date, Option<String>, Option<String>);
    let rows: Vec<Row> = sql!(tx, |c| sqlx::query_as(
        "SELECT name, valid_from, valid_until, name_ru, name_uz FROM agency_name WHERE agency_id = $1
         ORDER BY valid_from NULLS FIRST, id"
    )
    .bind(agency)
    .fetch_all(c))?;
    let name = |(name, from, until, ru, uz): Row| {
        let day = |date: Date| date.map(|d| d.start());
        (DatedName { name, from: day(from), until: day(until) }, ru, uz)
    };
    Ok(rows.into_iter().map(name).collect())
}

/// The units with these codes, by code.
pub(super) async fn units(tx: &mut Tx, codes: &BTreeSet<String>) -> Result<Vec<UnitFacts>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        code: String,
        kind: Parsed<UnitKind>,
        base: Option<String>,
        crossing: Option<String>,
        name_ru: Option<String>,
        name_uz: Option<String>,
        place_ru: Option<String>,
        place_uz: Option<String>,
    }
    let mut query =
        Query::new("SELECT code, kind, base, crossing, name_ru, name_uz, place_ru, place_uz FROM unit WHERE FALSE");
    for code in codes {
        query.push(" OR code = ?", [Bind::from(code.as_str())]);
    }
    query.push(" ORDER BY code", []);
    let rows: Vec<Row> = ask!(tx, query, fetch_all)?;
    let facts = |row: Row| {
        let place = row.base.or(row.crossing);
        UnitFacts {
            code: row.code,
            name: Wording { en: unit_label(row.kind.0, place.as_deref()), ru: row.name_ru, uz: row.name_uz },
            place: place.map(|en| Wording { en, ru: row.place_ru, uz: row.place_uz }),
        }
    };
    Ok(rows.into_iter().map(facts).collect())
}

/// What can be said in other languages on the acts of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The name of an agency (its code) that was valid on the day of the handover.
    Agency,
    UnitName,
    UnitPlace,
    /// Any other word, by its English.
    Word,
}

impl Subject {
    pub fn word(self) -> &'static str {
        match self {
            Subject::Agency => "agency",
            Subject::UnitName => "unit",
            Subject::UnitPlace => "unit place",
            Subject::Word => "word",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Subject::Agency, Subject::UnitName, Subject::UnitPlace, Subject::Word].into_iter().find(|s| s.word() == word)
    }
}

/// A text with what it is in other languages. `key`: the code of the agency or unit; for words the English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    pub subject: Subject,
    pub key: String,
    pub ru: Option<String>,
    pub uz: Option<String>,
}

/// Says what names and words are in Russian and Uzbek. What acts say that were issued stays. Answers how many differ from
/// what was known.
///
/// # Errors
/// Staff only; no such agency or unit.
pub async fn translate(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    day: NaiveDate,
    new: &[Translation],
) -> Result<usize> {
    viewer.may(Action::ManageActs)?;
    let mut changed = 0;
    for one in new {
        let touched = match one.subject {
            Subject::Agency => translate_agency(tx, day, one).await?,
            Subject::UnitName => translate_unit(tx, one, NAME).await?,
            Subject::UnitPlace => translate_unit(tx, one, PLACE).await?,
            Subject::Word => translate_word(tx, one).await?,
        };
        if !touched {
            continue;
        }
        changed += 1;
        let (table, id): (&Table, Id<'_>) = match one.subject {
            Subject::Agency => (&AGENCY, crate::agencies::id_of(tx, &one.key, "").await?.into()),
            Subject::UnitName | Subject::UnitPlace => (&UNIT, crate::units::id_of(tx, &one.key, "").await?.into()),
            Subject::Word => (&WORD, one.key.as_str().into()),
        };
        facts::record(tx, Some(viewer.person), at, Deed::Edited, table, id).await?;
    }
    Ok(changed)
}

pub(crate) static WORD: Table = Table::new(
    "act_word",
    Entity::ActWord,
    ToldBy::Key,
    rows!("SELECT w.en AS _key, w.ru, w.uz FROM act_word w", "w.en"),
);

async fn translate_agency(tx: &mut Tx, day: NaiveDate, new: &Translation) -> Result<bool> {
    let id = crate::agencies::id_of(tx, &new.key, "").await?;
    let name = agency_on(tx, id, day).await?.ok_or_else(Error::not_found)?;
    if (&name.ru, &name.uz) == (&new.ru, &new.uz) {
        return Ok(false);
    }
    let touched = touch!(tx, |c| sqlx::query(
        "UPDATE agency_name SET name_ru = $4, name_uz = $5 WHERE agency_id = $1 AND name = $2
           AND (valid_from IS NULL OR valid_from <= $3)"
    )
    .bind(id)
    .bind(&name.en)
    .bind(day.to_string())
    .bind(&new.ru)
    .bind(&new.uz)
    .execute(c))?;
    Ok(touched > 0)
}

const NAME: &str = "UPDATE unit SET name_ru = $2, name_uz = $3 WHERE code = $1
  AND (COALESCE(name_ru, '') <> COALESCE($2, '') OR COALESCE(name_uz, '') <> COALESCE($3, ''))";
const PLACE: &str = "UPDATE unit SET place_ru = $2, place_uz = $3 WHERE code = $1
  AND (COALESCE(place_ru, '') <> COALESCE($2, '') OR COALESCE(place_uz, '') <> COALESCE($3, ''))";

async fn translate_unit(tx: &mut Tx, new: &Translation, statement: &'static str) -> Result<bool> {
    crate::units::id_of(tx, &new.key, "").await?;
    let touched = touch!(tx, |c| sqlx::query(statement).bind(&new.key).bind(&new.ru).bind(&new.uz).execute(c))?;
    Ok(touched > 0)
}

async fn translate_word(tx: &mut Tx, new: &Translation) -> Result<bool> {
    let known = Words::load(&mut *tx).await?.of(&new.key);
    if (&known.ru, &known.uz) == (&new.ru, &new.uz) {
        return Ok(false);
    }
    touch!(tx, |c| sqlx::query(
        "INSERT INTO act_word (en, ru, uz) VALUES ($1, $2, $3)
         ON CONFLICT (en) DO UPDATE SET ru = excluded.ru, uz = excluded.uz"
    )
    .bind(&new.key)
    .bind(&new.ru)
    .bind(&new.uz)
    .execute(c))?;
    Ok(true)
}
