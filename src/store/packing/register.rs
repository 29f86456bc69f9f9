//! What a packing list may refer to, as it stands now.

use domain::{
    Action, Viewer,
    packing::{Judged, Known, KnownPhase, Register},
};

use crate::{Result, Tx, agencies, components, grants, items, units};

/// Without the numbers that are taken: see [`with_taken`].
///
/// # Errors
/// Staff only.
pub async fn register(tx: &mut Tx, viewer: &Viewer) -> Result<Register> {
    viewer.may(Action::ManageRounds)?;
    let units = units::list(tx, viewer).await?;
    let agencies = agencies::list(tx, viewer).await?;
    let phases = components::phase_choices(tx, viewer).await?;
    let grants = grants::choices(tx, viewer).await?;
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
        taken: Vec::new(),
    })
}

/// Adds the numbers of these lines that are registered already: those of a list, never the whole register.
///
/// # Errors
/// The database does not answer.
pub(super) async fn with_taken(tx: &mut Tx, register: Register, lines: &[Judged]) -> Result<Register> {
    let lines = lines.iter().flat_map(|row| &row.lines);
    let numbers = lines.flat_map(|line| line.item.identity.all().map(|(_, written)| written));
    Ok(Register { taken: items::taken(tx, numbers, None).await?, ..register })
}
