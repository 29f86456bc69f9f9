//! What staff put right of components, phases and milestones, and how far milestones came.

use domain::{
    Action, PartialDate, Timestamp, Viewer,
    change::{Deed, Entity},
    phase::Progress,
};

use super::write::{COMPONENT, MILESTONE, NewComponent, NewMilestone, NewPhase, PHASE, check_links, id_in, phase_id};
use crate::{
    Error, Parsed, Result, Tx, agencies,
    changes::{changed_meanwhile, unless_changed},
    db::{sql, touch},
    facts::{self, Table, ToldBy, rows},
    programmes, sources,
};

/// Puts right what was recorded of a component. The code stands in addresses and stays.
///
/// # Errors
/// Only staff do this; no such component, programme or agency; somebody changed it meanwhile.
pub async fn update(tx: &mut Tx, viewer: &Viewer, at: Timestamp, version: i64, new: &NewComponent) -> Result<()> {
    viewer.may(Action::ManageGrants)?;
    let id = id_in(tx, &new.code).await?;
    unless_changed(tx, viewer, Entity::Component, &new.code, version).await?;
    let programme = programmes::chosen(tx, new.programme_code.as_deref()).await?;
    touch!(&mut *tx, |c| sqlx::query("UPDATE component SET title = $2, programme_id = $3 WHERE id = $1")
        .bind(id)
        .bind(&new.title)
        .bind(programme)
        .execute(c))?;
    for statement in [
        "DELETE FROM component_country WHERE component_id = $1",
        "DELETE FROM component_agency WHERE component_id = $1",
    ] {
        touch!(&mut *tx, |c| sqlx::query(statement).bind(id).execute(c))?;
    }
    set_lists(tx, id, new).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &COMPONENT, id).await
}

/// The countries and agencies of a component that has none yet.
pub(super) async fn set_lists(tx: &mut Tx, id: i64, new: &NewComponent) -> Result<()> {
    for country in &new.countries {
        let statement = "INSERT INTO component_country (component_id, country) VALUES ($1, $2)";
        touch!(&mut *tx, |c| sqlx::query(statement).bind(id).bind(country).execute(c))?;
    }
    for code in &new.agency_codes {
        let agency = agencies::id_of(tx, code, "agencies").await?;
        let statement = "INSERT INTO component_agency (component_id, agency_id) VALUES ($1, $2)";
        touch!(&mut *tx, |c| sqlx::query(statement).bind(id).bind(agency).execute(c))?;
    }
    Ok(())
}

/// The version of a phase for the form that edits it.
///
/// # Errors
/// Only staff edit; the component has no such phase.
pub async fn phase_version(tx: &mut Tx, viewer: &Viewer, component: &str, number: i64) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    let id = phase_id(tx, component, number).await.map_err(Error::or_not_found)?;
    crate::changes::version(tx, viewer, Entity::Phase, &id.to_string()).await
}

/// Puts right the dates and the note of a phase, or says when it began and ended. Its number stays.
///
/// # Errors
/// Only staff do this; the component has no such phase; somebody changed it meanwhile.
pub async fn update_phase(tx: &mut Tx, viewer: &Viewer, at: Timestamp, version: i64, new: &NewPhase) -> Result<()> {
    viewer.may(Action::ManageGrants)?;
    let id = phase_id(tx, &new.component_code, new.number).await.map_err(Error::or_not_found)?;
    unless_changed(tx, viewer, Entity::Phase, &id.to_string(), version).await?;
    touch!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE phase SET note = $2, planned_from = $3, planned_until = $4, actual_from = $5, actual_until = $6 WHERE id = $1"
    )
    .bind(id)
    .bind(&new.note)
    .bind(new.planned_from.map(Parsed))
    .bind(new.planned_until.map(Parsed))
    .bind(new.actual_from.map(Parsed))
    .bind(new.actual_until.map(Parsed))
    .execute(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &PHASE, id).await
}

/// Puts right what a milestone is: its title, target, due date, source, what it counts and what it waits
/// for. Its phase stays.
///
/// # Errors
/// Only staff do this; no such milestone of this phase; no such source or round; it would wait for itself; somebody changed it
/// since `version` was read.
pub async fn update_milestone(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    id: i64,
    version: i64,
    new: &NewMilestone,
) -> Result<()> {
    viewer.may(Action::ManageMilestones)?;
    let phase = phase_id(tx, &new.component_code, new.phase).await.map_err(Error::or_not_found)?;
    let source = sources::optional_id(tx, new.source_code.as_deref()).await?;
    let known: Option<i64> = sql!(&mut *tx, |c| sqlx::query_scalar(
        "SELECT id FROM milestone WHERE id = $1 AND phase_id = $2 AND withdrawn IS NULL"
    )
    .bind(id)
    .bind(phase)
    .fetch_optional(c))?;
    known.ok_or_else(Error::not_found)?;
    check_links(tx, Some(id), new).await?;
    let touched = touch!(&mut *tx, |c| sqlx::query(
        "UPDATE milestone SET title = $3, due_on = $4, target = $5, source_id = $6, counts = $7, counts_what = $8,
           waits_for_id = $9, version = version + 1
         WHERE id = $1 AND version = $2"
    )
    .bind(id)
    .bind(version)
    .bind(&new.title)
    .bind(new.due_on.map(Parsed))
    .bind(new.target)
    .bind(source)
    .bind(new.counted.as_ref().map(|counted| counted.counts.word()))
    .bind(new.counted.as_ref().map(|counted| counted.what.as_str()))
    .bind(new.waits_for)
    .execute(c))?;
    if touched == 0 {
        return Err(changed_meanwhile(tx, viewer, Entity::Milestone, &id.to_string()).await?);
    }
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &MILESTONE, id).await
}

/// How far a milestone had come on a day, as it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressRow {
    pub id: i64,
    pub number: i64,
    pub counted_on: PartialDate,
    pub evidence: Option<String>,
    /// Why it is wrong; staff alone read such a one.
    pub withdrawn: Option<String>,
}

/// Says how far a milestone has come. What was said before stays; the one counted last stands as its number.
///
/// # Errors
/// Only staff do this; no such milestone; somebody changed it since `version` was read.
pub async fn record_progress(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    id: i64,
    version: i64,
    new: &Progress,
) -> Result<i64> {
    viewer.may(Action::ManageMilestones)?;
    let known: Option<i64> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT version FROM milestone WHERE id = $1 AND withdrawn IS NULL")
            .bind(id)
            .fetch_optional(c))?;
    if known.ok_or_else(Error::not_found)? != version {
        return Err(changed_meanwhile(tx, viewer, Entity::Milestone, &id.to_string()).await?);
    }
    let progress: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO milestone_progress (milestone_id, number, counted_on, evidence, person_id, recorded_at, stood)
         VALUES ($1, $2, $3, $4, $5, $6, (SELECT m.actual FROM milestone m WHERE m.id = $1)) RETURNING id"
    )
    .bind(id)
    .bind(new.number)
    .bind(Parsed(new.counted_on))
    .bind(&new.evidence)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))?;
    touch!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE milestone SET version = version + 1, actual =
           (SELECT x.number FROM milestone_progress x WHERE x.milestone_id = $1
             AND NOT EXISTS (SELECT 1 FROM milestone_progress_withdrawal w WHERE w.progress_id = x.id) ORDER BY x.counted_on DESC, x.id DESC LIMIT 1)
         WHERE id = $1"
    )
    .bind(id)
    .execute(c)
    })?;
    let together = [(&MILESTONE, id.into()), (&PROGRESS, progress.into())];
    facts::record_together(tx, Some(viewer.person), at, Deed::Changed, &together).await?;
    Ok(progress)
}

pub(crate) static PROGRESS: Table = Table::new(
    "milestone_progress",
    Entity::Milestone,
    ToldBy::Number("progress"),
    rows!(
        "SELECT x.id AS _id, x.milestone_id AS _key, 'changed' AS _deed, x.person_id AS _person, x.recorded_at AS _at,
           x.id AS progress, x.number, x.counted_on, x.evidence AS progress_evidence,
           x.stood AS \"stood?\" FROM milestone_progress x",
        "x.id"
    ),
);

#[derive(sqlx::FromRow)]
struct Said {
    milestone_id: i64,
    id: i64,
    number: i64,
    counted_on: Parsed<PartialDate>,
    evidence: Option<String>,
    withdrawn: Option<String>,
}

/// What was said of the milestones of a component over time, by their id, the oldest first; what was taken back for staff alone. The
/// caller leaves out what is not in scope.
pub(super) async fn progress(tx: &mut Tx, viewer: &Viewer, component: i64) -> Result<Vec<(i64, ProgressRow)>> {
    let rows: Vec<Said> = sql!(tx, |c| {
        sqlx::query_as(
            "SELECT o.milestone_id, o.id, o.number, o.counted_on, o.evidence, w.reason AS withdrawn
         FROM phase p JOIN milestone m ON m.phase_id = p.id JOIN milestone_progress o ON o.milestone_id = m.id
         LEFT JOIN milestone_progress_withdrawal w ON w.progress_id = o.id
         WHERE p.component_id = $1 ORDER BY o.counted_on, o.id",
        )
        .bind(component)
        .fetch_all(c)
    })?;
    let read = rows.into_iter().filter(|row| row.withdrawn.is_none() || viewer.sees_everything());
    let row = |row: Said| {
        let (counted_on, withdrawn) = (row.counted_on.0, row.withdrawn);
        let said = ProgressRow { id: row.id, number: row.number, counted_on, evidence: row.evidence, withdrawn };
        (row.milestone_id, said)
    };
    Ok(read.map(row).collect())
}
