//! Who takes part in a component: a donor, whatever agreement there is or is not, or an agency. Append-only; what was recorded in
//! error is withdrawn.

use domain::{
    Action, Scope, Timestamp, Viewer,
    change::{Deed, Entity},
    phase::{NewPart, Who, phase_label},
};

use super::write::{COMPONENT, id_in, phase_id};
use crate::{
    Error, Result, Tx,
    agencies::{self, AgencyRef},
    db::{sql, touch},
    donors,
    error::reason_given,
    facts::{self, Table, ToldBy, rows},
    sources,
};

/// A part as it is read: a donor reads of no other one, an officer of none, and both of no phase that they do not read.
#[derive(Debug, Clone)]
pub struct PartRow {
    pub id: i64,
    /// Code and name.
    pub donor: Option<(String, String)>,
    pub agency: Option<AgencyRef>,
    pub office: Option<String>,
    pub part: Option<String>,
    /// `Phase II`
    pub phase: Option<String>,
    /// The title of the source.
    pub source: Option<String>,
    /// Why it was taken back: for staff alone.
    pub withdrawn: Option<String>,
}

impl PartRow {
    /// `Government of Japan`
    pub fn who(&self) -> String {
        let agency = || self.agency.as_ref().map(|agency| agency.name.clone());
        self.donor.as_ref().map(|(_, name)| name.clone()).or_else(agency).unwrap_or_default()
    }
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    donor_id: Option<i64>,
    donor_code: Option<String>,
    donor_name: Option<String>,
    agency_id: Option<i64>,
    office: Option<String>,
    part: Option<String>,
    phase: Option<i64>,
    source: Option<String>,
    withdrawn: Option<String>,
}

/// Records who takes part.
///
/// # Errors
/// Only staff do this; no such component: "not found"; no such donor, agency, phase or source.
pub async fn record_part(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewPart) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    let component = id_in(tx, &new.component_code).await?;
    let phase = match new.phase {
        Some(number) => Some(phase_id(tx, &new.component_code, number).await?),
        None => None,
    };
    let (donor, agency) = match &new.who {
        Who::Donor(code) => (Some(donors::id_of(tx, code).await?), None),
        Who::Agency(code) => (None, Some(agencies::id_of(tx, code, "agency").await?)),
    };
    let source = sources::chosen(tx, viewer, at, new.source.as_ref()).await?;
    let part: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO component_part (component_id, phase_id, donor_id, agency_id, office, part, source_id, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"
    )
    .bind(component)
    .bind(phase)
    .bind(donor)
    .bind(agency)
    .bind(&new.office)
    .bind(&new.part)
    .bind(source)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    let together = [(&COMPONENT, component.into()), (&PART, part.into())];
    facts::record_together(tx, Some(viewer.person), at, Deed::Changed, &together).await?;
    Ok(part)
}

pub(crate) static PART: Table = Table::new(
    "component_part",
    Entity::Component,
    ToldBy::Number("component_part"),
    rows!(
        "SELECT x.id AS _id, k.code AS _key, 'changed' AS _deed, x.person_id AS _person, x.recorded_at AS _at,
           x.id AS component_part, x.phase_id AS phase, d.code AS donor, a.code AS agency, x.office, x.part, s.code AS source
         FROM component_part x JOIN component k ON k.id = x.component_id LEFT JOIN donor d ON d.id = x.donor_id
         LEFT JOIN agency a ON a.id = x.agency_id LEFT JOIN source s ON s.id = x.source_id",
        "x.id"
    ),
);

/// Takes back what was recorded in error.
///
/// # Errors
/// Only staff do this; no such part of this component: "not found"; withdrawn already; no reason.
pub async fn withdraw_part(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    component: &str,
    part: i64,
    reason: &str,
) -> Result<()> {
    viewer.may(Action::ManageGrants)?;
    let id = id_in(tx, component).await?;
    let row = stored(tx, id).await?.into_iter().find(|row| row.id == part).ok_or_else(Error::not_found)?;
    if row.withdrawn.is_some() {
        return Err(Error::conflict("This part is withdrawn already"));
    }
    let reason = reason_given(reason, "Say why it is wrong")?;
    touch!(&mut *tx, |c| {
        sqlx::query(
        "INSERT INTO component_part_withdrawal (component_part_id, reason, person_id, recorded_at) VALUES ($1, $2, $3, $4)"
    )
    .bind(part)
    .bind(&reason)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c)
    })?;
    let together = [(&COMPONENT, id.into()), (&PART_WITHDRAWAL, part.into())];
    facts::record_together(tx, Some(viewer.person), at, Deed::Withdrawn, &together).await
}

pub(crate) static PART_WITHDRAWAL: Table = Table::new(
    "component_part_withdrawal",
    Entity::Component,
    ToldBy::Number("withdrawn_part"),
    rows!(
        "SELECT w.component_part_id AS _id, k.code AS _key, 'withdrawn' AS _deed, w.person_id AS _person, w.recorded_at AS _at,
           w.component_part_id AS withdrawn_part, w.reason
         FROM component_part_withdrawal w JOIN component_part x ON x.id = w.component_part_id
         JOIN component k ON k.id = x.component_id",
        "w.component_part_id"
    ),
);

/// Who takes part in a component, in the order in which it was recorded. The caller has checked that it is in scope, and says the
/// numbers of the phases that the viewer reads.
pub(super) async fn of_component(tx: &mut Tx, viewer: &Viewer, component: i64, phases: &[i64]) -> Result<Vec<PartRow>> {
    let directory = agencies::directory(tx).await?;
    let own = match viewer.scope {
        Scope::Donor(donor) => Some(donor),
        Scope::Everything | Scope::Agency(_) | Scope::Country(_) => None,
    };
    let reads = |row: &Stored| match row.donor_id {
        _ if viewer.sees_everything() => true,
        _ if row.withdrawn.is_some() || row.phase.is_some_and(|number| !phases.contains(&number)) => false,
        Some(donor) => own == Some(donor),
        None => true,
    };
    let row = |row: Stored| PartRow {
        id: row.id,
        donor: row.donor_code.zip(row.donor_name),
        agency: row.agency_id.and_then(|id| directory.get(&id)).map(|agency| agency.mention(None)),
        office: row.office,
        part: row.part,
        phase: row.phase.map(phase_label),
        source: row.source,
        withdrawn: row.withdrawn,
    };
    Ok(stored(tx, component).await?.into_iter().filter(reads).map(row).collect())
}

async fn stored(tx: &mut Tx, component: i64) -> Result<Vec<Stored>> {
    Ok(sql!(tx, |c| {
        sqlx::query_as(
        "SELECT x.id, x.donor_id, d.code AS donor_code, d.name AS donor_name, x.agency_id, x.office, x.part, p.number AS phase,
           s.title AS source, w.reason AS withdrawn
         FROM component_part x LEFT JOIN donor d ON d.id = x.donor_id LEFT JOIN phase p ON p.id = x.phase_id
         LEFT JOIN source s ON s.id = x.source_id LEFT JOIN component_part_withdrawal w ON w.component_part_id = x.id
         WHERE x.component_id = $1 ORDER BY x.id"
    )
    .bind(component)
    .fetch_all(c)
    })?)
}
