//! Components with their phases and milestones.
//!
//! A donor reads the components in which one of its grants is allocated to a phase, and those phases alone.

use std::collections::BTreeSet;

use domain::{Action, Viewer, quote::Measure};

use crate::{
    Error, Result, Tx,
    agencies::{self, AgencyRef},
    db::sql,
    list::{Asked, Order, Page, Register},
    now,
    query::{Query, ask},
    quotes, seizures,
    units::grouped,
};

mod edit;
mod parts;
mod rows;
mod write;
pub(crate) use edit::PROGRESS;
pub use edit::{ProgressRow, phase_version, record_progress, update, update_milestone, update_phase};
pub(crate) use parts::{PART, PART_WITHDRAWAL};
pub use parts::{PartRow, record_part, withdraw_part};
pub use rows::{ComponentRow, ComponentShow, MilestoneRow, PhaseChoice, PhaseGrant, PhaseShow};
use rows::{StoredMilestone, StoredPhase};
pub(crate) use write::{COMPONENT, MILESTONE, PHASE, PROGRAMME};
pub use write::{
    NewComponent, NewMilestone, NewPhase, NewProgramme, add, add_milestone, add_phase, add_programme, id_of,
    meet_milestone, phase_id,
};

/// Officers see the phases of the components that their agency takes part in, or that were announced goods for it.
const FOR_AGENCY: &str = "(EXISTS (SELECT 1 FROM component_agency m WHERE m.component_id = p.component_id AND m.agency_id = ?)
   OR EXISTS (SELECT 1 FROM component_part y WHERE y.agency_id = ? AND y.component_id = p.component_id
     AND COALESCE(y.phase_id, p.id) = p.id
     AND NOT EXISTS (SELECT 1 FROM component_part_withdrawal w WHERE w.component_part_id = y.id))
   OR EXISTS (SELECT 1 FROM item_reader v WHERE v.scope = 'agency' AND v.scope_id = ? AND v.component_id = p.component_id
     AND v.of_line))";

const FOR_DONOR: &str = "(EXISTS (SELECT 1 FROM allocation x JOIN grant_donor d ON d.grant_id = x.grant_id
   WHERE x.phase_id = p.id AND d.donor_id = ?
     AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = x.id))
   OR EXISTS (SELECT 1 FROM component_part y WHERE y.donor_id = ? AND y.component_id = p.component_id
     AND COALESCE(y.phase_id, p.id) = p.id
     AND NOT EXISTS (SELECT 1 FROM component_part_withdrawal w WHERE w.component_part_id = y.id)))";

/// Narrows a question to the phases `p` in scope.
async fn in_scope(tx: &mut Tx, viewer: &Viewer, query: Query) -> Result<Query> {
    now::settle(tx).await?;
    Ok(query.for_reader(viewer, "TRUE", FOR_AGENCY, FOR_DONOR))
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    code: String,
    title: String,
    programme: Option<String>,
    sub_programme: Option<String>,
}

/// The components in scope.
///
/// # Errors
/// The database does not answer.
pub async fn list(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<ComponentRow>> {
    viewer.may(Action::SeeComponents)?;
    now::settle(tx).await?;
    let query = Query::new(
        "SELECT k.id, k.code, k.title, g.title AS programme, g.sub_programme FROM component k LEFT JOIN programme g ON g.id = k.programme_id",
    )
    .for_reader(
        viewer,
        "",
        " WHERE EXISTS (SELECT 1 FROM component_agency y WHERE y.component_id = k.id AND y.agency_id = ?)
           OR EXISTS (SELECT 1 FROM component_part y WHERE y.component_id = k.id AND y.agency_id = ?
             AND NOT EXISTS (SELECT 1 FROM component_part_withdrawal w WHERE w.component_part_id = y.id))
           OR EXISTS (SELECT 1 FROM item_reader v WHERE v.scope = 'agency' AND v.scope_id = ? AND v.component_id = k.id
             AND v.of_line)",
        " WHERE EXISTS (SELECT 1 FROM phase p JOIN allocation x ON x.phase_id = p.id JOIN grant_donor d ON d.grant_id = x.grant_id
             WHERE p.component_id = k.id AND d.donor_id = ?
               AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = x.id))
           OR EXISTS (SELECT 1 FROM component_part y WHERE y.component_id = k.id AND y.donor_id = ?
             AND NOT EXISTS (SELECT 1 FROM component_part_withdrawal w WHERE w.component_part_id = y.id))",
    );
    let stored: Vec<Stored> = ask!(&mut *tx, query.with(" ORDER BY k.id", []), fetch_all)?;
    let countries: Vec<(i64, String)> =
        sql!(&mut *tx, |c| sqlx::query_as("SELECT component_id, country FROM component_country ORDER BY country")
            .fetch_all(c))?;
    let mut countries = grouped(countries);
    let mut phases = grouped(phases(tx, viewer).await?.into_iter().map(|p| (p.component_id, p)));
    let milestones = grouped(milestones(tx, viewer).await?.into_iter().map(|m| (m.phase_id, m.met_on.is_some())));
    let row = |component: Stored| {
        let phases = phases.remove(&component.id).unwrap_or_default();
        let met: Vec<bool> = phases.iter().filter_map(|p| milestones.get(&p.id)).flatten().copied().collect();
        ComponentRow {
            id: component.id,
            code: component.code,
            title: component.title,
            programme: component.programme,
            sub_programme: component.sub_programme,
            countries: countries.remove(&component.id).unwrap_or_default(),
            phases: phases.iter().map(StoredPhase::choice).collect(),
            milestones: met.len(),
            milestones_met: met.iter().filter(|met| **met).count(),
        }
    };
    Ok(stored.into_iter().map(row).collect())
}

/// A dozen: read whole.
const REGISTER: Register<ComponentRow> = Register {
    text: |component| {
        let programme = component.programme.as_deref().unwrap_or_default();
        [component.code.as_str(), &component.title, programme, &component.countries.join(" ")].join(" ")
    },
    filters: &[("country", |component, country| component.countries.iter().any(|c| c == country))],
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
    let component = list(tx, viewer).await?.into_iter().find(|c| c.code == code).ok_or_else(Error::not_found)?;
    let of_component: Vec<i64> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT agency_id FROM component_agency WHERE component_id = $1")
            .bind(component.id)
            .fetch_all(c))?;
    let directory = agencies::directory(tx).await?;
    let mut agencies: Vec<AgencyRef> =
        of_component.iter().filter_map(|id| directory.get(id)).map(|a| a.mention(None)).collect();
    agencies.sort();
    let mut milestones = grouped(milestones(tx, viewer).await?.into_iter().map(|m| (m.phase_id, m)));
    let mut grants = grouped(grants(tx, viewer).await?);
    let mut progress = grouped(edit::progress(tx).await?);
    let phases = phases(tx, viewer).await?.into_iter().filter(|p| p.component_id == component.id);
    let phases = phases
        .map(|phase| {
            let milestones = milestones.remove(&phase.id).unwrap_or_default().into_iter();
            let milestones = milestones.map(|stored| {
                let mut row = MilestoneRow::from(stored);
                row.progress = progress.remove(&row.id).unwrap_or_default();
                row
            });
            let milestones = milestones.collect();
            let grants = grants.remove(&phase.id).unwrap_or_default();
            phase.with(milestones, grants)
        })
        .collect();
    let mut quotes = quotes::of_component(tx, component.id).await?;
    if viewer.may(Action::SeeGrants).is_err() {
        quotes.retain(|q| q.published.measure != Measure::Money);
    }
    let seizures = seizures::of_component(tx, viewer, &component.code).await?;
    let parts = parts::of_component(tx, viewer, component.id).await?;
    Ok(ComponentShow { component, agencies, parts, phases, quotes, seizures })
}

/// The phases in scope, for forms and filters.
///
/// # Errors
/// The database does not answer.
pub async fn phase_choices(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<PhaseChoice>> {
    viewer.may(Action::SeeComponents)?;
    Ok(phases(tx, viewer).await?.iter().map(StoredPhase::choice).collect())
}

async fn phases(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<StoredPhase>> {
    let query = Query::new(
        "SELECT p.id, p.component_id, k.code AS component_code, p.number, p.note, p.planned_from, p.planned_until,
           p.actual_from, p.actual_until
         FROM phase p JOIN component k ON k.id = p.component_id WHERE ",
    );
    let query = in_scope(tx, viewer, query).await?.with(" ORDER BY k.id, p.number", []);
    Ok(ask!(tx, query, fetch_all)?)
}

async fn milestones(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<StoredMilestone>> {
    let query = Query::new(
        "SELECT m.id, m.phase_id, m.title, m.due_on, m.met_on, m.met_by, m.target, m.actual, m.evidence,
           s.title AS source, s.code AS source_code, m.version
         FROM milestone m JOIN phase p ON p.id = m.phase_id LEFT JOIN source s ON s.id = m.source_id WHERE ",
    );
    let query = in_scope(tx, viewer, query).await?;
    Ok(ask!(tx, query.with(" ORDER BY COALESCE(m.met_on, m.due_on) NULLS LAST, m.id", []), fetch_all)?)
}

async fn grants(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<(i64, PhaseGrant)>> {
    let query = Query::new(
        "SELECT DISTINCT x.phase_id, g.code, g.title FROM allocation x JOIN grant_agreement g ON g.id = x.grant_id
         WHERE NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = x.id)",
    )
    .for_reader(
        viewer,
        "",
        " AND FALSE",
        " AND EXISTS (SELECT 1 FROM grant_donor d WHERE d.grant_id = g.id AND d.donor_id = ?)",
    );
    let rows: Vec<(i64, String, String)> = ask!(tx, query.with(" ORDER BY g.code", []), fetch_all)?;
    Ok(rows.into_iter().map(|(phase, code, title)| (phase, PhaseGrant { code, title })).collect())
}
