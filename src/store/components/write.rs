//! What staff record of components, phases and milestones.

use std::collections::HashMap;

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
    phase::{Counted, Counts, MetOn},
};
use serde_json::{Map, Value, json};

use super::counted::{self, SoFar};
use crate::{
    Error, Parsed, Result, Tx,
    changes::changed_meanwhile,
    db::{sql, touch},
    error::unique,
    facts::{self, Table, ToldBy, rows},
    programmes, sources,
};

pub use domain::phase::{NewComponent, NewMilestone, NewPhase};

/// # Errors
/// Only staff do this; the code is taken; no such programme or agency.
pub async fn add(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewComponent) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    let programme = programmes::chosen(tx, new.programme_code.as_deref()).await?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO component (code, title, programme_id) VALUES ($1, $2, $3) RETURNING id"
    )
    .bind(&new.code)
    .bind(&new.title)
    .bind(programme)
    .fetch_one(c))
    .map_err(unique("code", "There is already a component with this code"))?;
    super::edit::set_lists(tx, id, new).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &COMPONENT, id).await?;
    Ok(id)
}

pub(crate) static COMPONENT: Table = Table::new(
    "component",
    Entity::Component,
    ToldBy::Key,
    rows!(
        "SELECT k.id AS _id, k.code AS _key, k.title, p.code AS programme,
           (SELECT string_agg(c.country, '\n') FROM component_country c WHERE c.component_id = k.id) AS \"countries{}\",
           (SELECT string_agg(a.code, '\n') FROM component_agency m JOIN agency a ON a.id = m.agency_id
             WHERE m.component_id = k.id) AS \"agencies{}\"
         FROM component k LEFT JOIN programme p ON p.id = k.programme_id",
        "k.id"
    ),
);

/// # Errors
/// Only staff do this; no such component; it has a phase with this number.
pub async fn add_phase(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewPhase) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    let component = id_of(tx, &new.component_code).await?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO phase (component_id, number, note, planned_from, planned_until, actual_from, actual_until)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
    )
    .bind(component)
    .bind(new.number)
    .bind(&new.note)
    .bind(new.planned_from.map(Parsed))
    .bind(new.planned_until.map(Parsed))
    .bind(new.actual_from.map(Parsed))
    .bind(new.actual_until.map(Parsed))
    .fetch_one(c))
    .map_err(unique("number", "The component already has a phase with this number"))?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &PHASE, id).await?;
    Ok(id)
}

pub(crate) static PHASE: Table = Table::new(
    "phase",
    Entity::Phase,
    ToldBy::Key,
    rows!(
        "SELECT p.id AS _id, p.id AS _key, k.code AS component, p.number, p.note, p.planned_from, p.planned_until,
           p.actual_from, p.actual_until FROM phase p JOIN component k ON k.id = p.component_id",
        "p.id"
    ),
);

/// # Errors
/// Only staff do this; no such phase or source.
pub async fn add_milestone(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewMilestone) -> Result<i64> {
    viewer.may(Action::ManageMilestones)?;
    let phase = phase_id(tx, &new.component_code, new.phase).await?;
    let source = sources::optional_id(tx, new.source_code.as_deref()).await?;
    check_links(tx, None, new).await?;
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO milestone (phase_id, title, due_on, met_on, met_by, target, actual, evidence, source_id, counts, counts_what,
           waits_for_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id"
    )
    .bind(phase)
    .bind(&new.title)
    .bind(new.due_on.map(Parsed))
    .bind(new.met_on.map(|m| Parsed(m.date)))
    .bind(new.met_on.is_some_and(|m| m.by))
    .bind(new.target)
    .bind(new.actual)
    .bind(&new.evidence)
    .bind(source)
    .bind(new.counted.as_ref().map(|counted| counted.counts.word()))
    .bind(new.counted.as_ref().map(|counted| counted.what.as_str()))
    .bind(new.waits_for)
    .fetch_one(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &MILESTONE, id).await?;
    Ok(id)
}

pub(crate) static MILESTONE: Table = Table::new(
    "milestone",
    Entity::Milestone,
    ToldBy::Key,
    rows!(
        "SELECT m.id AS _id, m.id AS _key, k.code AS component, p.number AS phase, m.title, m.due_on, m.met_on,
           m.met_by AS \"met_by!\", m.target, m.actual, m.evidence, s.code AS source, m.counts, m.counts_what, m.waits_for_id,
           m.computed, m.computed_on, m.withdrawn, m.unmet
         FROM milestone m JOIN phase p ON p.id = m.phase_id JOIN component k ON k.id = p.component_id
         LEFT JOIN source s ON s.id = m.source_id",
        "m.id"
    ),
)
.shape(met);

/// Says the day and how exactly it is known in the words that people read. A date that cannot be read stays as it is.
fn met(body: &mut Map<String, Value>) {
    let (date, by) = (body.remove("met_on").unwrap_or_default(), body.remove("met_by") == Some(Value::Bool(true)));
    let said = date.as_str().and_then(|date| date.parse().ok()).map(|date| MetOn { date, by }.words());
    body.insert("met".to_owned(), said.map_or(date, |words| json!(words)));
}

/// What a milestone waits for is another one of its component, and in the end not itself; a round whose lines it counts is there.
pub(super) async fn check_links(tx: &mut Tx, own: Option<i64>, new: &NewMilestone) -> Result<()> {
    if let Some(counted) = new.counted.as_ref().filter(|counted| counted.counts == Counts::Lines) {
        let round: Option<i64> = sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM round WHERE code = $1")
            .bind(&counted.what)
            .fetch_optional(c))?;
        round.ok_or_else(|| Error::invalid("round", format!("There is no round “{}”", counted.what)))?;
    }
    let Some(awaited) = new.waits_for else { return Ok(()) };
    let links: Vec<(i64, Option<i64>)> = sql!(tx, |c| sqlx::query_as(
        "SELECT m.id, m.waits_for_id FROM milestone m JOIN phase p ON p.id = m.phase_id
         JOIN component k ON k.id = p.component_id WHERE k.code = $1 AND m.withdrawn IS NULL"
    )
    .bind(&new.component_code)
    .fetch_all(c))?;
    let links: HashMap<i64, Option<i64>> = links.into_iter().collect();
    if !links.contains_key(&awaited) {
        return Err(Error::invalid("waits_for", "Choose a milestone of this component"));
    }
    let (mut at, mut steps) = (Some(awaited), 0);
    while let Some(id) = at {
        if Some(id) == own || steps > links.len() {
            return Err(Error::invalid("waits_for", "They would wait for each other: choose another milestone"));
        }
        at = links.get(&id).copied().flatten();
        steps += 1;
    }
    Ok(())
}

/// What the portal counts for a milestone now, for whoever states that it was met.
async fn computed(tx: &mut Tx, viewer: &Viewer, id: i64) -> Result<Option<SoFar>> {
    type Row = (i64, Option<Parsed<Counts>>, Option<String>, Option<i64>);
    let row: Option<Row> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT p.component_id, m.counts, m.counts_what, m.target FROM milestone m JOIN phase p ON p.id = m.phase_id
         WHERE m.id = $1"
    )
    .bind(id)
    .fetch_optional(c)
    })?;
    let Some((component, Some(counts), Some(what), target)) = row else { return Ok(None) };
    let counting = [(id, Counted { counts: counts.0, what }, target)];
    Ok(counted::so_far(tx, viewer, component, &counting).await?.remove(&id))
}

/// States that a milestone was met, or corrects what was stated before.
///
/// # Errors
/// Only staff do this; no such milestone; it waits for another one that is not met; somebody changed it since `expected_version`
/// was read.
#[expect(clippy::too_many_arguments, reason = "who, when, which version, and the three facts that are stated")]
pub async fn meet_milestone(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    id: i64,
    expected_version: i64,
    met_on: MetOn,
    actual: Option<i64>,
    evidence: Option<&str>,
) -> Result<()> {
    viewer.may(Action::ManageMilestones)?;
    let known: Option<i64> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM milestone WHERE id = $1 AND withdrawn IS NULL")
            .bind(id)
            .fetch_optional(c))?;
    known.ok_or_else(Error::not_found)?;
    let awaited: Option<String> = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "SELECT w.title FROM milestone m JOIN milestone w ON w.id = m.waits_for_id WHERE m.id = $1 AND w.met_on IS NULL"
    )
    .bind(id)
    .fetch_optional(c)
    })?;
    if let Some(title) = awaited {
        let words =
            format!("It waits for “{title}”, which is not met yet: state that first, or edit what it waits for");
        return Err(Error::conflict(words));
    }
    let computed = computed(tx, viewer, id).await?;
    let touched = touch!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE milestone SET met_on = $3, met_by = $4, actual = $5, evidence = $6, computed = $7, computed_on = $8,
           unmet = NULL, version = version + 1
         WHERE id = $1 AND version = $2"
    )
    .bind(id)
    .bind(expected_version)
    .bind(Parsed(met_on.date))
    .bind(met_on.by)
    .bind(actual)
    .bind(evidence)
    .bind(computed.map(|so_far| so_far.number))
    .bind(computed.and_then(|so_far| so_far.reached_on).map(Parsed))
    .execute(c)
    })?;
    if touched == 0 {
        return Err(changed_meanwhile(tx, viewer, Entity::Milestone, &id.to_string()).await?);
    }
    facts::record(tx, Some(viewer.person), at, Deed::Met, &MILESTONE, id).await
}

/// # Errors
/// There is no such component.
pub async fn id_of(tx: &mut Tx, code: &str) -> Result<i64> {
    let unknown = || Error::invalid("component", format!("There is no component “{code}”: choose from the list"));
    known(tx, code).await?.ok_or_else(unknown)
}

/// The component of an address.
///
/// # Errors
/// There is no such component: "not found".
pub(super) async fn id_in(tx: &mut Tx, code: &str) -> Result<i64> {
    known(tx, code).await?.ok_or_else(Error::not_found)
}

async fn known(tx: &mut Tx, code: &str) -> Result<Option<i64>> {
    Ok(sql!(tx, |c| sqlx::query_scalar("SELECT id FROM component WHERE code = $1").bind(code).fetch_optional(c))?)
}

/// # Errors
/// The component has no such phase.
pub async fn phase_id(tx: &mut Tx, component_code: &str, number: i64) -> Result<i64> {
    let id: Option<i64> = sql!(tx, |c| sqlx::query_scalar(
        "SELECT p.id FROM phase p JOIN component k ON k.id = p.component_id WHERE k.code = $1 AND p.number = $2"
    )
    .bind(component_code)
    .bind(number)
    .fetch_optional(c))?;
    id.ok_or_else(|| Error::invalid("phase", format!("There is no phase {number} of “{component_code}”")))
}
