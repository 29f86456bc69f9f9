//! One activity.

use std::collections::BTreeSet;

use domain::{
    Action, PartialDate, Timestamp, Viewer,
    activity::{ActivityState, Numbers, Sex},
    unit::UnitRef,
};

use super::{ActivityShow, ParticipationRow, StateEntry, Stored, details, follow_up, funding, listed, share};
use crate::{Error, Parsed, Result, Tx, agencies, db::sql, list::Scope, text::sort_key, units};

/// Agency, unit, sex, how many.
type Counted = (Option<i64>, Option<i64>, Parsed<Sex>, i64);

/// What a list does not show of an activity.
#[derive(sqlx::FromRow)]
struct More {
    organisers: Option<String>,
    trainers: Option<String>,
    topics: Option<String>,
    others: Option<String>,
    persons: Option<i64>,
    completed: Option<i64>,
    dropped: Option<i64>,
    qualifies_for: Option<String>,
    source: Option<String>,
    source_code: Option<String>,
    version: i64,
    recorded_at: i64,
    // How many rows there are: what is not there is not asked for.
    sessions: i64,
    tests: i64,
    follow_ups: i64,
    fundings: i64,
    shares: i64,
    states: i64,
}

#[derive(sqlx::FromRow)]
struct Became {
    was: Parsed<ActivityState>,
    state: Parsed<ActivityState>,
    stated_on: Option<Parsed<PartialDate>>,
    reason: Option<String>,
    person: String,
    recorded_at: i64,
}

/// One activity with who took part.
///
/// # Errors
/// Not there or out of scope.
pub async fn show(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<ActivityShow> {
    viewer.may(Action::SeeActivities)?;
    let known: Option<i64> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM activity WHERE code = $1").bind(code).fetch_optional(c))?;
    let scope = Scope::from(viewer);
    let stored: Option<Stored> = listed::list_for(scope).one(tx, scope, known.ok_or_else(Error::not_found)?).await?;
    let stored = stored.ok_or_else(Error::not_found)?;
    let id = stored.id;
    let more: More = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT t.organisers, t.trainers, t.topics, t.others, t.persons, t.completed, t.dropped, t.qualifies_for, s.title AS source,
           s.code AS source_code, t.version, t.recorded_at,
           (SELECT COUNT(*) FROM activity_session x WHERE x.activity_id = t.id) AS sessions,
           (SELECT COUNT(*) FROM activity_test x WHERE x.activity_id = t.id) AS tests,
           (SELECT COUNT(*) FROM activity_follow_up x WHERE x.activity_id = t.id) AS follow_ups,
           (SELECT COUNT(*) FROM activity_funding x WHERE x.activity_id = t.id) AS fundings,
           (SELECT COUNT(*) FROM activity_release x WHERE x.activity_id = t.id) AS shares,
           (SELECT COUNT(*) FROM activity_state x WHERE x.activity_id = t.id) AS states
         FROM activity t LEFT JOIN source s ON s.id = t.source_id WHERE t.id = $1"
    )
    .bind(id)
    .fetch_one(c)
    })?;
    let directory = agencies::directory(tx).await?;
    let counted: Vec<Counted> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT agency_id, unit_id, sex, count FROM participation WHERE activity_id = $1 ORDER BY id"
    )
    .bind(id)
    .fetch_all(c))?;
    let Named { mut agency_ids, mut unit_ids, hosts, countries } = named(tx, id).await?;
    agency_ids.extend(counted.iter().filter_map(|(agency, ..)| *agency));
    unit_ids.extend(counted.iter().filter_map(|(_, unit, ..)| *unit));
    let units = units::mentions(tx, viewer, unit_ids.iter().copied()).await?;
    let day = stored.first_day();
    let mut took_part: Vec<_> = agency_ids.iter().filter_map(|id| directory.get(id)).map(|a| a.mention(day)).collect();
    took_part.sort();
    took_part.dedup();
    let rows = counted.into_iter().map(|(agency, unit, sex, count)| ParticipationRow {
        agency: agency.and_then(|id| directory.get(&id)).map(|a| a.mention(day)),
        unit: unit.and_then(|id| units.get(&id)).cloned(),
        sex: sex.0,
        count,
    });
    let numbers = Numbers {
        participations: stored.participations,
        persons: more.persons,
        completed: more.completed,
        dropped: more.dropped,
    };
    let states = states(tx, viewer, id, stored.state.0, &more).await?;
    Ok(ActivityShow {
        numbers,
        organisers: lines(more.organisers),
        trainers: lines(more.trainers),
        topics: lines(more.topics),
        hosts,
        countries,
        others: lines(more.others),
        units: without_repeats(unit_ids.iter().filter_map(|id| units.get(id)).cloned()),
        rows: merged(rows),
        sessions: if more.sessions > 0 { details::sessions(tx, id).await? } else { Vec::new() },
        test: if more.tests > 0 { details::test(tx, id).await? } else { None },
        qualifies_for: lines(more.qualifies_for),
        follow_ups: if more.follow_ups > 0 { follow_up::of(tx, viewer, id).await? } else { Vec::new() },
        funding: if more.fundings > 0 { funding::of(tx, viewer, id).await? } else { Vec::new() },
        shared_with: if more.shares > 0 { share::of(tx, viewer, id).await? } else { Vec::new() },
        states,
        version: more.version,
        source: more.source.zip(more.source_code),
        activity: stored.row(took_part),
    })
}

fn lines(text: Option<String>) -> Vec<String> {
    text.map(|text| text.lines().map(str::to_owned).collect()).unwrap_or_default()
}

/// Who took part without a number, where it was held and from where people came.
#[derive(Default)]
struct Named {
    agency_ids: BTreeSet<i64>,
    unit_ids: BTreeSet<i64>,
    hosts: Vec<String>,
    countries: Vec<String>,
}

async fn named(tx: &mut Tx, activity: i64) -> Result<Named> {
    let rows: Vec<(String, i64, String)> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT 'agency' AS what, agency_id AS id, '' AS country FROM activity_agency WHERE activity_id = $1
         UNION ALL SELECT 'unit', unit_id, '' FROM activity_unit WHERE activity_id = $1
         UNION ALL SELECT 'host', CAST(0 AS BIGINT), country FROM activity_host WHERE activity_id = $1
         UNION ALL SELECT 'from', CAST(0 AS BIGINT), country FROM activity_country WHERE activity_id = $1 ORDER BY 1, 3, 2"
    )
    .bind(activity)
    .fetch_all(c)
    })?;
    let mut named = Named::default();
    for (what, id, country) in rows {
        match what.as_str() {
            "agency" => _ = named.agency_ids.insert(id),
            "unit" => _ = named.unit_ids.insert(id),
            "host" => named.hosts.push(country),
            _ => named.countries.push(country),
        }
    }
    Ok(named)
}

async fn states(
    tx: &mut Tx,
    viewer: &Viewer,
    activity: i64,
    now: ActivityState,
    more: &More,
) -> Result<Vec<StateEntry>> {
    let rows: Vec<Became> = if more.states == 0 {
        Vec::new()
    } else {
        sql!(tx, |c| sqlx::query_as(
            "SELECT s.was, s.state, s.stated_on, s.reason, p.name AS person, s.recorded_at
         FROM activity_state s JOIN person p ON p.id = s.person_id WHERE s.activity_id = $1 ORDER BY s.id DESC"
        )
        .bind(activity)
        .fetch_all(c))?
    };
    let first = StateEntry {
        state: rows.last().map_or(now, |row| row.was.0),
        stated_on: None,
        reason: None,
        person: None,
        recorded_at: Timestamp(more.recorded_at),
    };
    let all = viewer.sees_everything();
    let entry = |row: Became| StateEntry {
        state: row.state.0,
        stated_on: row.stated_on.map(|date| date.0),
        reason: row.reason.filter(|_| all),
        person: all.then_some(row.person),
        recorded_at: Timestamp(row.recorded_at),
    };
    Ok(rows.into_iter().map(entry).chain([first]).collect())
}

/// Two offices on one border read the same to a donor: they are named once.
fn without_repeats(units: impl Iterator<Item = UnitRef>) -> Vec<UnitRef> {
    let mut named: Vec<UnitRef> = Vec::new();
    for unit in units {
        if !named.contains(&unit) {
            named.push(unit);
        }
    }
    named.sort_by_cached_key(|unit| sort_key(&unit.label));
    named
}

/// Rows that read the same become one with their sum.
fn merged(rows: impl Iterator<Item = ParticipationRow>) -> Vec<ParticipationRow> {
    let mut merged: Vec<ParticipationRow> = Vec::new();
    for row in rows {
        match merged.iter_mut().find(|m| (&m.agency, &m.unit, m.sex) == (&row.agency, &row.unit, row.sex)) {
            Some(same) => same.count += row.count,
            None => merged.push(row),
        }
    }
    merged
}
