//! Entering, superseding and deciding.

use domain::{
    Action, PartialDate, Rate, Timestamp, Viewer,
    change::{Deed, Entity},
    rate::{Decision, NewRate, RateStanding},
};
use serde_json::json;

use super::{
    RateRow,
    import::{SAY_WHY, doubts},
    show,
};
use crate::{
    Error, Parsed, Result, Tx, changes,
    db::{sql, touch},
    error::reason_given,
    facts::{self, Table, ToldBy, rows},
};

/// Enters a rate; somebody else approves it before it is used.
///
/// # Errors
/// Only staff do this; there is a rate of this source, currency and date already that is neither superseded nor rejected;
/// it is doubtful, and no note says why it is right.
pub async fn enter(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewRate) -> Result<i64> {
    viewer.may(Action::ManageMoney)?;
    if let Some((rate, approved)) = current(tx, new).await? {
        return Err(Error::invalid("rate", already_there(new, rate, approved)));
    }
    let doubt = doubts(tx, viewer, new.source, std::slice::from_ref(new)).await?.into_iter().flatten().next();
    if let Some(doubt) = doubt.filter(|_| new.note.is_none()) {
        return Err(Error::invalid("note", format!("Look at the rate again: {doubt}. {SAY_WHY}")));
    }
    insert(tx, viewer, at, new, None).await
}

/// Enters the rate that takes the place of an approved one, from its approval on. The reason is kept in its note.
///
/// # Errors
/// Only staff do this; no such rate; another source, currency or date; no reason; the old rate is not in force, or another
/// one that supersedes it waits for approval.
pub async fn supersede(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    old_id: i64,
    new: &NewRate,
    reason: &str,
) -> Result<i64> {
    viewer.may(Action::ManageMoney)?;
    let old = show(tx, viewer, old_id).await?;
    let reason = reason_given(reason, "Say why the rate is superseded; the reason stays with it")?;
    match old.standing() {
        RateStanding::InForce => {}
        RateStanding::Superseded => {
            return Err(Error::conflict("This rate is superseded already: supersede the rate that took its place"));
        }
        RateStanding::Awaiting => return Err(Error::conflict("This rate waits for approval: reject it instead")),
        RateStanding::Rejected => return Err(Error::conflict("This rate was rejected: there is nothing to supersede")),
    }
    if old.pending.is_some() {
        return Err(Error::conflict(
            "Another rate that supersedes this one waits for approval: decide on that one first",
        ));
    }
    if (new.source, new.currency) != (old.source, old.currency) {
        return Err(Error::invalid("source", "A rate is superseded by one of the same source and currency"));
    }
    if new.effective_on != old.effective_on {
        return Err(Error::invalid(
            "effective_on",
            "A rate is superseded by one of the same date: enter another date as a new rate",
        ));
    }
    let note = match &new.note {
        Some(note) => format!("{reason}\n{note}"),
        None => reason,
    };
    insert(tx, viewer, at, &NewRate { note: Some(note), ..new.clone() }, Some(old.id)).await
}

/// Approves a rate: it is used from now on, and takes the place of the one that it supersedes.
///
/// # Errors
/// Only staff do this; no such rate; the viewer entered it; somebody has decided already.
pub async fn approve(tx: &mut Tx, viewer: &Viewer, at: Timestamp, id: i64) -> Result<RateRow> {
    viewer.may(Action::ManageMoney)?;
    let rate = undecided(tx, viewer, id).await?;
    if rate.own {
        return Err(Error::conflict("You entered this rate: another member of staff approves it"));
    }
    decide(tx, viewer, at, &rate, Decision::Approved, None).await?;
    if let Some(old) = rate.supersedes {
        let body = json!({ "superseded_by": id, "rate": rate.rate.to_string() });
        let (deed, who) = (Deed::Superseded, Some(viewer.person));
        changes::record(tx, who, at, deed, Entity::Rate, &old.to_string(), &body).await?;
    }
    Ok(rate)
}

/// Approves several rates, such as those of an import: all of them or none.
///
/// # Errors
/// As [`approve`] for the first that cannot be approved, named; none was given.
pub async fn approve_all(tx: &mut Tx, viewer: &Viewer, at: Timestamp, ids: &[i64]) -> Result<usize> {
    viewer.may(Action::ManageMoney)?;
    if ids.is_empty() {
        return Err(Error::invalid("rates", "Choose the rates to approve"));
    }
    for id in ids {
        approve(tx, viewer, at, *id).await?;
    }
    Ok(ids.len())
}

/// Rejects a rate; it is never used. Whoever entered it may do so as well, to take it back.
///
/// # Errors
/// Only staff do this; no such rate; no reason; somebody has decided already.
pub async fn reject(tx: &mut Tx, viewer: &Viewer, at: Timestamp, id: i64, reason: &str) -> Result<RateRow> {
    viewer.may(Action::ManageMoney)?;
    let rate = undecided(tx, viewer, id).await?;
    let reason = reason_given(reason, "Say why the rate is rejected; the reason stays with it")?;
    decide(tx, viewer, at, &rate, Decision::Rejected, Some(&reason)).await?;
    Ok(rate)
}

/// `JPY, 1 Dec 2020, UN operational rate`
pub(super) fn named(source: domain::rate::RateSource, new: (domain::Currency, chrono::NaiveDate)) -> String {
    format!("{}, {}, {}", new.0, PartialDate::Day(new.1).words(), source.label())
}

pub(super) fn already_there(new: &NewRate, rate: Rate, approved: bool) -> String {
    let name = named(new.source, (new.currency, new.effective_on));
    if approved {
        format!("There is already a rate for {name}: {rate}. Supersede it")
    } else {
        format!("There is already a rate for {name}: {rate}, which waits for approval. Approve or reject it first")
    }
}

/// The rate of the same source, currency and date that is neither superseded nor rejected, and whether it is approved.
async fn current(tx: &mut Tx, new: &NewRate) -> Result<Option<(Rate, bool)>> {
    let row: Option<(Parsed<Rate>, Option<Parsed<Decision>>)> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT r.units_per_usd, d.decision FROM fx_rate r LEFT JOIN fx_rate_decision d ON d.rate_id = r.id
         WHERE r.source = $1 AND r.currency = $2 AND r.effective_on = $3 AND (d.decision IS NULL OR d.decision = 'approved')
           AND NOT EXISTS (SELECT 1 FROM fx_rate n JOIN fx_rate_decision e ON e.rate_id = n.id
             WHERE n.supersedes_id = r.id AND e.decision = 'approved')
         ORDER BY r.id LIMIT 1"
    )
    .bind(new.source.word())
    .bind(new.currency.code())
    .bind(new.effective_on.to_string())
    .fetch_optional(c)
    })?;
    Ok(row.map(|(rate, decision)| (rate.0, decision.is_some())))
}

pub(super) async fn insert(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    new: &NewRate,
    supersedes: Option<i64>,
) -> Result<i64> {
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO fx_rate (source, currency, units_per_usd, effective_on, published_on, source_url, note, supersedes_id,
           person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id"
    )
    .bind(new.source.word())
    .bind(new.currency.code())
    .bind(Parsed(new.rate))
    .bind(new.effective_on.to_string())
    .bind(new.published_on.map(|day| day.to_string()))
    .bind(&new.source_url)
    .bind(&new.note)
    .bind(supersedes)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &RATE, id).await?;
    Ok(id)
}

pub(crate) static RATE: Table = Table::new(
    "fx_rate",
    Entity::Rate,
    ToldBy::Key,
    rows!(
        "SELECT r.id AS _id, r.id AS _key, 'created' AS _deed, r.person_id AS _person, r.recorded_at AS _at, r.source, r.currency,
           r.units_per_usd AS rate, r.effective_on, r.published_on, r.source_url, r.note, r.supersedes_id AS supersedes
         FROM fx_rate r",
        "r.id"
    ),
)
.deeds(&[Deed::Created]);

/// The rate, if nobody has decided on it yet.
async fn undecided(tx: &mut Tx, viewer: &Viewer, id: i64) -> Result<RateRow> {
    let rate = show(tx, viewer, id).await?;
    match &rate.decided {
        None => Ok(rate),
        Some(decided) => {
            let name = named(rate.source, (rate.currency, rate.effective_on));
            let by = decided.by.as_deref().unwrap_or("somebody");
            Err(Error::conflict(format!("{name}: {} by {by} on {}", decided.decision, decided.at.words())))
        }
    }
}

async fn decide(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    rate: &RateRow,
    decision: Decision,
    reason: Option<&str>,
) -> Result<()> {
    touch!(&mut *tx, |c| sqlx::query(
        "INSERT INTO fx_rate_decision (rate_id, decision, reason, person_id, recorded_at) VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(rate.id)
    .bind(decision.word())
    .bind(reason)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c))?;
    let deed = match decision {
        Decision::Approved => Deed::Approved,
        Decision::Rejected => Deed::Rejected,
    };
    facts::record(tx, Some(viewer.person), at, deed, &DECISION, rate.id).await
}

/// With the rate that was decided on.
pub(crate) static DECISION: Table = Table::new(
    "fx_rate_decision",
    Entity::Rate,
    ToldBy::Key,
    rows!(
        "SELECT d.rate_id AS _id, d.rate_id AS _key, d.decision AS _deed, d.person_id AS _person, d.recorded_at AS _at, r.source,
           r.currency, r.units_per_usd AS rate, r.effective_on, d.reason
         FROM fx_rate_decision d JOIN fx_rate r ON r.id = d.rate_id",
        "d.rate_id"
    ),
)
.deeds(&[Deed::Approved, Deed::Rejected]);
