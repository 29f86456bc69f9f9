//! What a packing list may refer to, as it stands now.

use domain::{
    Action, Viewer,
    packing::{Known, KnownPhase, Register, Taken},
};

use crate::{Result, Tx, agencies, components, db::sql, grants, units};

#[derive(sqlx::FromRow)]
struct Row {
    tag: String,
    make: Option<String>,
    serial: Option<String>,
    vin: Option<String>,
    chassis: Option<String>,
}

/// # Errors
/// Staff only.
pub async fn register(tx: &mut Tx, viewer: &Viewer) -> Result<Register> {
    viewer.may(Action::ManageRounds)?;
    let units = units::all(tx, viewer).await?;
    let agencies = agencies::list(tx, viewer).await?;
    let phases = components::phase_choices(tx, viewer).await?;
    let grants = grants::choices(tx, viewer).await?;
    let taken: Vec<Row> = sql!(tx, |c| sqlx::query_as(
        "SELECT tag, make, serial, vin, chassis FROM item
         WHERE serial IS NOT NULL OR vin IS NOT NULL OR chassis IS NOT NULL ORDER BY id"
    )
    .fetch_all(c))?;
    let unit = |row: units::UnitRow| {
        let names = [Some(row.unit.label), row.place].into_iter().flatten().chain(row.aliases).collect();
        row.unit.code.map(|code| Known { code, names })
    };
    let agency = |row: agencies::AgencyRow| {
        let names = row.names.into_iter().map(|name| name.dated.name).collect();
        Known { code: row.code, names }
    };
    Ok(Register {
        units: units.into_iter().filter_map(unit).collect(),
        agencies: agencies.into_iter().map(agency).collect(),
        phases: phases
            .into_iter()
            .map(|p| KnownPhase { id: p.id, component: p.component_code, label: p.label, number: p.number })
            .collect(),
        grants: grants.into_iter().map(|grant| grant.code).collect(),
        taken: taken
            .into_iter()
            .map(|r| Taken { tag: r.tag, make: r.make, serial: r.serial, vin: r.vin, chassis: r.chassis })
            .collect(),
    })
}
