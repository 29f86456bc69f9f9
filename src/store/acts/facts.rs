//! What an act of a round and an agency states, as it stands now: typed, and in the names that were valid on the day of the
//! handover. Turned into the content of an act by `documents::act::of_facts`.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use domain::{
    Action, Money, PartialDate, Viewer,
    act::{Terms, Wording, number, number_prefix},
    item::{Condition, Identity},
};
use serde_json::Value;

use super::{
    lines::Known,
    stored_terms,
    words::{Words, agency_on, units},
};
use crate::{Error, LineRow, Result, Tx, agencies, db::sql, rounds};

/// What the next version of the act would state.
#[derive(Debug, Clone)]
pub struct Facts {
    pub number: String,
    pub version: i64,
    /// The version that it would supersede.
    pub newest: Option<Newest>,
    /// Of the handover.
    pub date: NaiveDate,
    pub round_code: String,
    pub round_title: String,
    pub agency_code: String,
    pub agency: Wording,
    pub terms: Terms,
    pub units: Vec<UnitFacts>,
    pub grants: Vec<GrantFacts>,
    pub lines: Vec<LineFacts>,
}

#[derive(Debug, Clone)]
pub struct Newest {
    pub version: i64,
    pub content: Value,
}

#[derive(Debug, Clone)]
pub struct UnitFacts {
    pub code: String,
    pub name: Wording,
    pub place: Option<Wording>,
}

/// A grant that paid for something on the act.
#[derive(Debug, Clone)]
pub struct GrantFacts {
    pub code: String,
    pub donors: Vec<Wording>,
}

#[derive(Debug, Clone)]
pub struct LineFacts {
    pub tag: String,
    pub name: Wording,
    pub make_model: Option<String>,
    pub year: Option<i64>,
    pub identity: Identity,
    pub unit: String,
    pub quantity: i64,
    pub measure: Wording,
    /// Absent where it is not known, or times the quantity is not the value.
    pub unit_price: Option<Money>,
    pub value: Money,
    /// Booked dollars and, where the value is in another currency, the rate with its date. Absent: no rate is known.
    pub dollars: Option<(Money, Option<(domain::Rate, NaiveDate)>)>,
    /// Grant code, parts per million, dollars where they are known.
    pub shares: Vec<(String, i64, Option<Money>)>,
    /// As counted last; before any count everything is handed over as new.
    pub condition: Option<Condition>,
    pub accessories: Vec<Wording>,
    pub warranty_until: Option<PartialDate>,
    /// What was counted; `None` before the first count.
    pub count: Option<Count>,
}

/// What the receipts of a line say. `received + short + damaged + refused = quantity`; surplus apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    pub received: i64,
    pub short: i64,
    pub damaged: i64,
    pub refused: i64,
    pub surplus: i64,
    /// The remarks of the officers, oldest first.
    pub remarks: Vec<String>,
    /// Serial, VIN or chassis numbers that were found instead of those sent.
    pub found: Vec<String>,
    /// Accessories that were not there.
    pub missing: Vec<String>,
    /// SHA-256 of each photo, in the order of the receipts.
    pub photos: Vec<String>,
}

impl Count {
    /// Everything came as it was sent.
    pub fn is_whole(&self) -> bool {
        let otherwise = self.short + self.damaged + self.refused + self.surplus;
        otherwise == 0 && self.found.is_empty() && self.missing.is_empty()
    }
}

/// # Errors
/// Staff only; no such round, or no line of it is for the agency: "not found"; the round was not dispatched: a conflict.
pub async fn facts(tx: &mut Tx, viewer: &Viewer, round_code: &str, agency_code: &str) -> Result<Facts> {
    viewer.may(Action::ManageActs)?;
    let agency_code = &agencies::read_as(tx, agency_code).await?;
    let round = rounds::stand(tx, viewer, round_code).await?;
    let (id, code, title) = (round.id(), round.code().to_owned(), round.title().to_owned());
    let dispatched = round.dispatched_on();
    let own: Vec<LineRow> = round.lines.into_iter().filter(|l| l.agency_code == *agency_code).collect();
    let Some(agency) = own.first().map(|l| l.agency_id) else { return Err(Error::not_found()) };
    let Some(date) = dispatched.and_then(domain::PartialDate::day) else {
        return Err(Error::conflict("This round has not been dispatched: an act states what was handed over"));
    };
    let newest = newest(tx, id, agency).await?;
    let number = match &newest {
        Some((number, _)) => number.clone(),
        None => next_number(tx, date).await?,
    };
    let newest = newest.map(|(_, newest)| newest);
    let words = Words::load(tx).await?;
    let mut facts = Facts {
        number,
        version: newest.as_ref().map_or(1, |n| n.version + 1),
        newest,
        date,
        agency: agency_on(tx, agency, date).await?.unwrap_or_else(|| Wording::same(agency_code)),
        round_code: code,
        round_title: title,
        agency_code: agency_code.to_owned(),
        terms: stored_terms(tx, id).await?.unwrap_or_default().terms,
        units: Vec::new(),
        grants: Vec::new(),
        lines: Vec::new(),
    };
    let codes: BTreeSet<String> = own.iter().filter_map(|l| l.unit.code.clone()).collect();
    facts.units = units(tx, &codes).await?;
    let known = Known::read(tx, date, &own).await?;
    for (code, donors) in known.grants() {
        let donors = donors.into_iter().map(|name| words.of(name)).collect();
        facts.grants.push(GrantFacts { code: code.to_owned(), donors });
    }
    facts.lines = own.into_iter().map(|line| known.line(&words, line)).collect();
    Ok(facts)
}

async fn newest(tx: &mut Tx, round: i64, agency: i64) -> Result<Option<(String, Newest)>> {
    let row: Option<(String, i64, String)> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT a.number, v.version, v.content FROM act a JOIN act_version v ON v.act_id = a.id
         WHERE a.round_id = $1 AND a.agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = $2) ORDER BY v.version DESC LIMIT 1"
    )
    .bind(round)
    .bind(agency)
    .fetch_optional(c)
    })?;
    let read = |(number, version, content): (String, i64, String)| {
        let content =
            serde_json::from_str(&content).map_err(|e| Error::Internal(format!("act {number}, {version}: {e}")))?;
        Ok((number, Newest { version, content }))
    };
    row.map(read).transpose()
}

/// Writers are queued (see `Db::write`), so that nobody else takes the same number.
async fn next_number(tx: &mut Tx, date: NaiveDate) -> Result<String> {
    let taken: i64 = sql!(tx, |c| sqlx::query_scalar("SELECT COUNT(*) FROM act WHERE number LIKE $1 || '%'")
        .bind(number_prefix(date.year()))
        .fetch_one(c))?;
    Ok(number(date.year(), taken + 1))
}
