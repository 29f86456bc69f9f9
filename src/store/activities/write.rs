//! What staff record of activities.

use std::collections::{BTreeSet, HashSet};

use domain::{
    Action, Timestamp, Viewer,
    activity::{ActivityState, BelongsTo, NewActivity},
    change::{Deed, Entity},
};

use super::{details, fact::ACTIVITY};
use crate::{
    Error, Parsed, Result, Tx,
    changes::changed_meanwhile,
    codes::Codes,
    components,
    db::{sql, touch},
    error::unique,
    facts, sources,
};

const TAKEN: &str = "There is already an activity with this code: choose another";

/// Records an activity.
///
/// # Errors
/// Only staff do this; the code is taken; no such phase, component, agency, unit or source; it has yet to begin and was held.
pub async fn create(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewActivity) -> Result<i64> {
    viewer.may(Action::ManageActivities)?;
    let begun = new.state.ok_or_else(|| Error::invalid("state", "Say whether it is planned or was held"))?;
    begun.fits(new.starts_on, at.day())?;
    let (phase, component) = belongs_to(tx, new).await?;
    let source = source(tx, viewer, at, new).await?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO activity (code, kind, state, title, starts_on, ends_on, place, organisers, trainers, topics, others,
           participations, persons, completed, dropped, phase_id, component_id, source_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) RETURNING id"
    )
    .bind(&new.code)
    .bind(new.kind.word())
    .bind(begun.word())
    .bind(&new.title)
    .bind(new.starts_on.map(Parsed))
    .bind(new.ends_on.map(Parsed))
    .bind(&new.place)
    .bind(text(&new.organisers))
    .bind(text(&new.trainers))
    .bind(text(&new.topics))
    .bind(text(&new.others))
    .bind(new.numbers.participations)
    .bind(new.numbers.persons)
    .bind(new.numbers.completed)
    .bind(new.numbers.dropped)
    .bind(phase)
    .bind(component)
    .bind(source)
    .bind(at.0)
    .fetch_one(c))
    .map_err(unique("code", TAKEN))?;
    let codes = Codes::load(tx).await?;
    insert_named(tx, &codes, id, &new.named.agency_codes, &new.named.unit_codes).await?;
    insert_countries(tx, id, new).await?;
    insert_rows(tx, &codes, id, new).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &ACTIVITY, id).await?;
    Ok(id)
}

/// Corrects an activity, who took part, and who took part without a number. The code stays: it stands in addresses; the state
/// has a change of its own. Answers the codes of those who were named before and are not any more, so that nobody is dropped
/// unseen.
///
/// # Errors
/// Only staff do this; no such activity; another code; fewer than came to its sessions or were tested; somebody changed it since
/// `expected_version` was read; no such phase, component, agency, unit or source.
pub async fn update(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    expected_version: i64,
    new: &NewActivity,
) -> Result<Vec<String>> {
    viewer.may(Action::ManageActivities)?;
    let known: Option<(i64, Parsed<ActivityState>)> =
        sql!(&mut *tx, |c| sqlx::query_as("SELECT id, state FROM activity WHERE code = $1")
            .bind(code)
            .fetch_optional(c))?;
    let (id, now) = known.ok_or_else(Error::not_found)?;
    if new.code != code {
        let words = format!("This activity is {code} in addresses and documents: keep its code");
        return Err(Error::invalid("code", words));
    }
    if now.0.fits(new.starts_on, at.day()).is_err() {
        return Err(Error::invalid("starts_on", "It is recorded as held: it did not begin after today"));
    }
    details::check_numbers(tx, id, new.numbers).await?;
    let (phase, component) = belongs_to(tx, new).await?;
    let source = source(tx, viewer, at, new).await?;
    let touched = touch!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE activity SET kind = $3, title = $4, starts_on = $5, ends_on = $6, place = $7, organisers = $8, trainers = $9,
           topics = $10, others = $11, participations = $12, persons = $13, completed = $14, dropped = $15, phase_id = $16,
           component_id = $17, source_id = $18, version = version + 1 WHERE id = $1 AND version = $2"
    )
    .bind(id)
    .bind(expected_version)
    .bind(new.kind.word())
    .bind(&new.title)
    .bind(new.starts_on.map(Parsed))
    .bind(new.ends_on.map(Parsed))
    .bind(&new.place)
    .bind(text(&new.organisers))
    .bind(text(&new.trainers))
    .bind(text(&new.topics))
    .bind(text(&new.others))
    .bind(new.numbers.participations)
    .bind(new.numbers.persons)
    .bind(new.numbers.completed)
    .bind(new.numbers.dropped)
    .bind(phase)
    .bind(component)
    .bind(source)
    .execute(c)
    })?;
    if touched == 0 {
        return Err(changed_meanwhile(tx, viewer, Entity::Activity, code).await?);
    }
    let before = part_takers(tx, id).await?;
    // Whoever is counted now stays named where a source named it.
    let counted: HashSet<String> =
        new.rows.iter().flat_map(|row| [row.agency_code.clone(), row.unit_code.clone()]).flatten().collect();
    let (agencies, units) = named_of(tx, id).await?;
    let stay = |known: Vec<String>, named: &[String]| {
        let known = known.into_iter().filter(|code| counted.contains(code));
        let all: BTreeSet<String> = known.chain(named.iter().cloned()).collect();
        all.into_iter().collect::<Vec<String>>()
    };
    let (agencies, units) = (stay(agencies, &new.named.agency_codes), stay(units, &new.named.unit_codes));
    for statement in [
        "DELETE FROM participation WHERE activity_id = $1",
        "DELETE FROM activity_agency WHERE activity_id = $1",
        "DELETE FROM activity_unit WHERE activity_id = $1",
        "DELETE FROM activity_country WHERE activity_id = $1",
        "DELETE FROM activity_host WHERE activity_id = $1",
    ] {
        touch!(&mut *tx, |c| sqlx::query(statement).bind(id).execute(c))?;
    }
    let codes = Codes::load(tx).await?;
    insert_named(tx, &codes, id, &agencies, &units).await?;
    insert_countries(tx, id, new).await?;
    insert_rows(tx, &codes, id, new).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &ACTIVITY, id).await?;
    let after = part_takers(tx, id).await?;
    Ok(before.difference(&after).cloned().collect())
}

/// One a line.
pub(super) fn text(lines: &[String]) -> Option<String> {
    Some(lines.join("\n")).filter(|text| !text.is_empty())
}

/// Whoever changes an activity has seen it as it stands. Answers its id.
///
/// # Errors
/// No such activity; somebody changed it since `expected_version` was read.
pub(super) async fn grow(tx: &mut Tx, viewer: &Viewer, code: &str, expected_version: i64) -> Result<i64> {
    let known: Option<i64> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM activity WHERE code = $1").bind(code).fetch_optional(c))?;
    let id = known.ok_or_else(Error::not_found)?;
    let touched =
        touch!(&mut *tx, |c| sqlx::query("UPDATE activity SET version = version + 1 WHERE id = $1 AND version = $2")
            .bind(id)
            .bind(expected_version)
            .execute(c))?;
    if touched == 0 {
        return Err(changed_meanwhile(tx, viewer, Entity::Activity, code).await?);
    }
    Ok(id)
}

async fn source(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewActivity) -> Result<Option<i64>> {
    let Some(choice) = &new.source else { return Ok(None) };
    let code = sources::named(tx, viewer, at, choice).await?;
    sources::optional_id(tx, Some(&code)).await
}

/// The phase, or the component alone.
async fn belongs_to(tx: &mut Tx, new: &NewActivity) -> Result<(Option<i64>, Option<i64>)> {
    match &new.belongs_to {
        None => Ok((None, None)),
        Some(BelongsTo::Phase(phase)) => {
            let known: Option<i64> =
                sql!(tx, |c| sqlx::query_scalar("SELECT id FROM phase WHERE id = $1").bind(phase).fetch_optional(c))?;
            let known = known.ok_or_else(|| Error::invalid("belongs_to", "Choose from the list"))?;
            Ok((Some(known), None))
        }
        Some(BelongsTo::Component(code)) => {
            let known = components::id_of(tx, code).await.map_err(|error| error.under("belongs_to"))?;
            Ok((None, Some(known)))
        }
    }
}

/// The codes of everybody who took part, counted or named.
async fn part_takers(tx: &mut Tx, activity: i64) -> Result<BTreeSet<String>> {
    let codes: Vec<String> = sql!(tx, |c| {
        sqlx::query_scalar(
        "SELECT a.code FROM activity_agency m JOIN agency g ON g.id = m.agency_id JOIN agency a ON a.id = g.as_id WHERE m.activity_id = $1
         UNION SELECT u.code FROM activity_unit m JOIN unit v ON v.id = m.unit_id JOIN unit u ON u.id = v.as_id WHERE m.activity_id = $1
         UNION SELECT a.code FROM participation t JOIN agency g ON g.id = t.agency_id JOIN agency a ON a.id = g.as_id WHERE t.activity_id = $1
         UNION SELECT u.code FROM participation t JOIN unit v ON v.id = t.unit_id JOIN unit u ON u.id = v.as_id WHERE t.activity_id = $1"
    )
    .bind(activity)
    .fetch_all(c)
    })?;
    Ok(codes.into_iter().collect())
}

/// The codes of agencies and of units that are named without a number.
async fn named_of(tx: &mut Tx, activity: i64) -> Result<(Vec<String>, Vec<String>)> {
    let agencies: Vec<String> = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "SELECT DISTINCT a.code FROM activity_agency m JOIN agency g ON g.id = m.agency_id JOIN agency a ON a.id = g.as_id
         WHERE m.activity_id = $1"
    )
    .bind(activity)
    .fetch_all(c)
    })?;
    let units: Vec<String> = sql!(tx, |c| sqlx::query_scalar(
        "SELECT DISTINCT u.code FROM activity_unit m JOIN unit v ON v.id = m.unit_id JOIN unit u ON u.id = v.as_id
         WHERE m.activity_id = $1"
    )
    .bind(activity)
    .fetch_all(c))?;
    Ok((agencies, units))
}

async fn insert_named(tx: &mut Tx, codes: &Codes, id: i64, agencies: &[String], units: &[String]) -> Result<()> {
    for code in agencies {
        let agency = codes.agency(code, "participation")?;
        let statement = "INSERT INTO activity_agency (activity_id, agency_id) VALUES ($1, $2)";
        touch!(&mut *tx, |c| sqlx::query(statement).bind(id).bind(agency).execute(c))?;
    }
    for code in units {
        let unit = codes.unit(code, "participation")?;
        let statement = "INSERT INTO activity_unit (activity_id, unit_id) VALUES ($1, $2)";
        touch!(&mut *tx, |c| sqlx::query(statement).bind(id).bind(unit).execute(c))?;
    }
    Ok(())
}

async fn insert_countries(tx: &mut Tx, id: i64, new: &NewActivity) -> Result<()> {
    for (statement, codes) in [
        ("INSERT INTO activity_host (activity_id, country) VALUES ($1, $2)", &new.hosts),
        ("INSERT INTO activity_country (activity_id, country) VALUES ($1, $2)", &new.countries),
    ] {
        for country in codes {
            touch!(&mut *tx, |c| sqlx::query(statement).bind(id).bind(country).execute(c))?;
        }
    }
    Ok(())
}

async fn insert_rows(tx: &mut Tx, codes: &Codes, activity: i64, new: &NewActivity) -> Result<()> {
    for row in &new.rows {
        let i = row.row;
        let agency = row.agency_code.as_deref().map(|code| codes.agency(code, &format!("participation[{i}][agency]")));
        let unit = row.unit_code.as_deref().map(|code| codes.unit(code, &format!("participation[{i}][unit]")));
        let (agency, unit) = (agency.transpose()?, unit.transpose()?);
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO participation (activity_id, agency_id, unit_id, sex, count) VALUES ($1, $2, $3, $4, $5)"
        )
        .bind(activity)
        .bind(agency)
        .bind(unit)
        .bind(row.sex.word())
        .bind(row.count)
        .execute(c))?;
    }
    Ok(())
}
