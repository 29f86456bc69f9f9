//! Components with their phases and milestones.
//!
//! A donor reads the components in which one of its grants is allocated to a phase or in which it takes part, and those phases
//! alone; an officer those that its agency belongs to, takes part in or was announced goods for. `components/reach.rs` says it.

use std::collections::BTreeSet;

use domain::{Action, Viewer, quote::Noun};

use crate::{
    Error, Result, Tx,
    agencies::{self, AgencyRef},
    batch::Bind,
    cases,
    db::{once, sql},
    list::{Asked, Order, Page, Register},
    now,
    query::{Query, ask},
    quotes,
    units::grouped,
};

mod awaited;
mod counted;
mod edit;
mod parts;
mod reach;
mod ribbon;
mod rows;
mod taken_back;
mod write;
pub use awaited::AwaitedMilestone;
pub(crate) use awaited::awaited;
pub use counted::SoFar;
pub(crate) use edit::PROGRESS;
pub use edit::{ProgressRow, phase_version, record_progress, update, update_milestone, update_phase};
pub(crate) use parts::{PART, PART_WITHDRAWAL};
pub use parts::{PartRow, record_part, withdraw_part};
pub(crate) use reach::{
    OF_AGENCY, OF_DONOR, component_of_agency, component_of_donor, component_paid_by, phase_of_agency, phase_of_donor,
};
pub use ribbon::{Mark, MarkKind};
pub use rows::{Awaited, ComponentRow, ComponentShow, MilestoneRow, PhaseChoice, PhaseGrant, PhaseShow};
use rows::{StoredMilestone, StoredPhase};
pub(crate) use taken_back::WITHDRAWN_PROGRESS;
pub use taken_back::{restore_milestone, unmeet_milestone, withdraw_milestone, withdraw_progress};
pub(crate) use write::{COMPONENT, MILESTONE, PHASE};
pub use write::{NewComponent, NewMilestone, NewPhase, add, add_milestone, add_phase, id_of, meet_milestone, phase_id};

/// Narrows a question to the phases `p` in scope.
async fn in_scope(tx: &mut Tx, viewer: &Viewer, query: Query) -> Result<Query> {
    now::settle(tx).await?;
    Ok(query.for_reader(viewer, "TRUE", phase_of_agency!("p"), phase_of_donor!("p")))
}

#[derive(Clone, sqlx::FromRow)]
struct Stored {
    id: i64,
    code: String,
    title: String,
    programme_code: Option<String>,
    /// Of the programme as a whole.
    whole_code: Option<String>,
    whole: Option<String>,
    sub_programme: Option<String>,
    /// Their codes, with a space between two.
    countries: Option<String>,
}

/// The components in scope.
///
/// # Errors
/// The database does not answer.
pub async fn list(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<ComponentRow>> {
    let stored = stored(tx, viewer, None).await?;
    let mut phases = grouped(phases(tx, viewer, None).await?.into_iter().map(|p| (p.component_id, p)));
    let milestones = milestones(tx, viewer, None).await?.into_iter().filter(|milestone| milestone.withdrawn.is_none());
    let milestones = grouped(milestones.map(|m| (m.phase_id, m.met_on.is_some())));
    let row = |component: Stored| {
        let phases = phases.remove(&component.id).unwrap_or_default();
        let met: Vec<bool> = phases.iter().filter_map(|p| milestones.get(&p.id)).flatten().copied().collect();
        component.with(&phases, &met)
    };
    Ok(stored.into_iter().map(row).collect())
}

/// The components in scope, or the one with this code.
async fn stored(tx: &mut Tx, viewer: &Viewer, code: Option<&str>) -> Result<Vec<Stored>> {
    viewer.may(Action::SeeComponents)?;
    now::settle(tx).await?;
    let query = Query::new(
        "SELECT k.id, k.code, k.title, g.code AS programme_code, w.code AS whole_code, w.title AS whole,
           CASE WHEN g.part_of_id IS NULL THEN g.sub_programme ELSE g.title END AS sub_programme,
           (SELECT string_agg(s.country, ' ') FROM (SELECT c.country FROM component_country c WHERE c.component_id = k.id
             ORDER BY c.country) s) AS countries
         FROM component k LEFT JOIN programme g ON g.id = k.programme_id
         LEFT JOIN programme w ON w.id = COALESCE(g.part_of_id, g.id)",
    )
    .for_reader(
        viewer,
        " WHERE TRUE",
        concat!(" WHERE ", component_of_agency!("k.id")),
        concat!(" WHERE ", component_of_donor!("k.id")),
    );
    let query = match code {
        Some(code) => query.with(" AND k.code = ?", [Bind::from(code)]),
        None => query,
    };
    let query = query.with(" ORDER BY k.id", []);
    Ok(once!(tx, format!("{query:?}"), ask!(&mut *tx, query, fetch_all)?))
}

impl Stored {
    fn with(self, phases: &[StoredPhase], met: &[bool]) -> ComponentRow {
        ComponentRow {
            id: self.id,
            code: self.code,
            title: self.title,
            programme_code: self.programme_code,
            programme: self.whole_code.zip(self.whole),
            sub_programme: self.sub_programme,
            countries: self.countries.unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
            phases: phases.iter().map(StoredPhase::choice).collect(),
            milestones: met.len(),
            milestones_met: met.iter().filter(|met| **met).count(),
        }
    }
}

/// The id of a component in scope.
pub(crate) async fn key(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<i64> {
    Ok(stored(tx, viewer, Some(code)).await?.pop().ok_or_else(Error::not_found)?.id)
}

/// A dozen: read whole.
const REGISTER: Register<ComponentRow> = Register {
    text: |component| {
        let (programme, title) = component.programme.as_ref().map_or(("", ""), |(code, title)| (code, title));
        let sub = component.sub_programme.as_deref().unwrap_or_default();
        let countries = component.countries.join(" ");
        [component.code.as_str(), &component.title, programme, title, sub, &countries].join(" ")
    },
    filters: &[
        ("programme", |component, code| {
            component.programme_code.as_deref() == Some(code)
                || component.programme.as_ref().is_some_and(|(whole, _)| whole == code)
        }),
        ("country", |component, country| component.countries.iter().any(|c| c == country)),
    ],
    orders: &[
        Order::words("code", |component| &component.code),
        Order::words("title", |component| &component.title),
        Order::number("met", |component| component.milestones_met as i64),
    ],
    id: |component| component.id,
};

/// A page of the components in scope, with the countries that occur.
///
/// # Errors
/// The database does not answer.
pub async fn page(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<(Page<ComponentRow>, Vec<String>)> {
    let rows = list(tx, viewer).await?;
    let countries: BTreeSet<String> = rows.iter().flat_map(|row| row.countries.clone()).collect();
    Ok((REGISTER.page(rows, asked), countries.into_iter().collect()))
}

/// One component, its phases and milestones, what was published about it and what its teams seized.
///
/// # Errors
/// Not there or out of scope.
pub async fn show(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<ComponentShow> {
    let component = stored(tx, viewer, Some(code)).await?.pop().ok_or_else(Error::not_found)?;
    let id = component.id;
    let of_component: Vec<i64> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT agency_id FROM component_agency WHERE component_id = $1")
            .bind(id)
            .fetch_all(c))?;
    let directory = agencies::directory(tx).await?;
    let mut agencies: Vec<AgencyRef> =
        of_component.iter().filter_map(|id| directory.get(id)).map(|a| a.mention(None)).collect();
    agencies.sort();
    agencies.dedup();
    let stored = milestones(tx, viewer, Some(id)).await?;
    let standing = || stored.iter().filter(|milestone| milestone.withdrawn.is_none());
    let met: Vec<bool> = standing().map(|milestone| milestone.met_on.is_some()).collect();
    let counting = standing().filter_map(|one| Some((one.id, one.counted()?, one.target)));
    let counting: Vec<counted::Counting> = counting.collect();
    let so_far = counted::so_far(tx, viewer, id, &counting).await?;
    let told = stored.iter().any(|milestone| milestone.told_progress);
    let mut milestones = grouped(stored.into_iter().map(|m| (m.phase_id, m)));
    let mut grants = grouped(grants(tx, viewer, id).await?);
    let mut progress = grouped(if told { edit::progress(tx, viewer, id).await? } else { Vec::new() });
    let phases = phases(tx, viewer, Some(id)).await?;
    let component = component.with(&phases, &met);
    let numbers: Vec<i64> = phases.iter().map(|phase| phase.number).collect();
    let parts = parts::of_component(tx, viewer, id, &numbers).await?;
    let phases = phases
        .into_iter()
        .map(|phase| {
            let milestones = milestones.remove(&phase.id).unwrap_or_default().into_iter();
            let milestones = milestones.map(|stored| {
                let mut row = MilestoneRow::from(stored);
                row.progress = progress.remove(&row.id).unwrap_or_default();
                row.so_far = row.counted.as_ref().map(|_| so_far.get(&row.id).copied().unwrap_or_default());
                row
            });
            let (withdrawn, milestones) = milestones.partition(|row: &MilestoneRow| row.withdrawn.is_some());
            let grants = grants.remove(&phase.id).unwrap_or_default();
            phase.with(milestones, withdrawn, grants)
        })
        .collect();
    let quotes = quotes::of(tx, viewer, Noun::Component, id).await?;
    let results = cases::totals(tx, viewer, cases::Of::Component(&component.code)).await?;
    Ok(ComponentShow { component, agencies, parts, phases, quotes, results })
}

/// What lies on the time axis of a component besides its phases and milestones: rounds, activities and results, the newest first.
///
/// # Errors
/// The role sees no components. The component is one that [`show`] has read.
pub async fn marks(tx: &mut Tx, viewer: &Viewer, component: &ComponentRow) -> Result<Vec<Mark>> {
    viewer.may(Action::SeeComponents)?;
    ribbon::marks(tx, viewer, component).await
}

/// The phases in scope, for forms and filters.
///
/// # Errors
/// The database does not answer.
pub async fn phase_choices(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<PhaseChoice>> {
    viewer.may(Action::SeeComponents)?;
    Ok(phases(tx, viewer, None).await?.iter().map(StoredPhase::choice).collect())
}

/// The phases in scope, or those of one component.
async fn phases(tx: &mut Tx, viewer: &Viewer, component: Option<i64>) -> Result<Vec<StoredPhase>> {
    let query = Query::new(
        "SELECT p.id, p.component_id, k.code AS component_code, p.number, p.note, p.planned_from, p.planned_until,
           p.actual_from, p.actual_until
         FROM phase p JOIN component k ON k.id = p.component_id WHERE ",
    );
    let query = of(in_scope(tx, viewer, query).await?, component);
    Ok(ask!(tx, query.with(" ORDER BY k.id, p.number", []), fetch_all)?)
}

/// Only the phases `p` of this component.
fn of(query: Query, component: Option<i64>) -> Query {
    match component {
        Some(id) => query.with(" AND p.component_id = ?", [Bind::from(id)]),
        None => query,
    }
}

async fn milestones(tx: &mut Tx, viewer: &Viewer, component: Option<i64>) -> Result<Vec<StoredMilestone>> {
    let query = Query::new(
        "SELECT m.id, m.phase_id, m.title, m.due_on, m.met_on, m.met_by, m.target, m.actual, m.evidence,
           s.title AS source, s.code AS source_code, m.version, m.counts, m.counts_what, m.computed, m.computed_on,
           m.waits_for_id AS awaited, w.title AS awaited_title, (w.met_on IS NOT NULL) AS awaited_met,
           m.withdrawn, m.unmet,
           EXISTS (SELECT 1 FROM milestone_progress o WHERE o.milestone_id = m.id) AS told_progress
         FROM milestone m JOIN phase p ON p.id = m.phase_id LEFT JOIN source s ON s.id = m.source_id
         LEFT JOIN milestone w ON w.id = m.waits_for_id WHERE ",
    );
    let query = of(in_scope(tx, viewer, query).await?, component);
    let query = if viewer.sees_everything() { query } else { query.with(" AND m.withdrawn IS NULL", []) };
    Ok(ask!(tx, query.with(" ORDER BY COALESCE(m.met_on, m.due_on) NULLS LAST, m.id", []), fetch_all)?)
}

/// The grants that pay for phases of a component.
async fn grants(tx: &mut Tx, viewer: &Viewer, component: i64) -> Result<Vec<(i64, PhaseGrant)>> {
    let query = Query::new(
        "SELECT DISTINCT x.phase_id, g.code, g.title FROM phase p JOIN allocation x ON x.phase_id = p.id
         JOIN grant_agreement g ON g.id = x.grant_id
         WHERE NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = x.id)",
    )
    .with(" AND p.component_id = ?", [Bind::from(component)])
    .for_reader(
        viewer,
        "",
        " AND FALSE",
        " AND EXISTS (SELECT 1 FROM grant_donor d WHERE d.grant_id = g.id AND d.reader_id = ?)",
    );
    let rows: Vec<(i64, String, String)> = ask!(tx, query.with(" ORDER BY g.code", []), fetch_all)?;
    Ok(rows.into_iter().map(|(phase, code, title)| (phase, PhaseGrant { code, title })).collect())
}
