//! What was lost or stolen, and what was found again: reported by whoever had it, an event at once.

use domain::{
    Action, Refusal, Role, Timestamp, Viewer,
    custody::{
        Place,
        entered::{KeeperCode, NewFind, NewLoss},
    },
};

use super::{Appended, Names, append};
use crate::{Error, Result, Tx, items, notices};

/// An officer reports for its own agency, staff what UNODC had in store.
///
/// # Errors
/// Not there or out of scope; somebody else has to report it; more than was held on that day.
pub async fn report_loss(tx: &mut Tx, viewer: &Viewer, at: Timestamp, tag: &str, new: &NewLoss) -> Result<()> {
    viewer.may(Action::ReportLosses)?;
    let item = items::id_in_scope(tx, viewer, tag).await?;
    let keeper = keeper(tx, viewer, new.from.as_ref()).await?;
    let appended = Appended {
        item,
        from: keeper.map_or(Place::Store, Place::Unit),
        to: if new.stolen { Place::Stolen(keeper) } else { Place::Lost(keeper) },
        quantity: new.quantity,
        occurred_on: new.occurred_on,
        movement: None,
        condition: None,
        circumstances: Some(&new.circumstances),
        police_report: new.police_report.as_deref(),
        document: None,
    };
    append(tx, viewer, at, &appended).await?;
    notices::loss_reported(tx, at, item).await
}

/// What was found is with the unit that lost it again; staff may take it into store.
///
/// # Errors
/// As [`report_loss`]; an officer cannot say that UNODC has it.
pub async fn report_find(tx: &mut Tx, viewer: &Viewer, at: Timestamp, tag: &str, new: &NewFind) -> Result<()> {
    viewer.may(Action::ReportLosses)?;
    let item = items::id_in_scope(tx, viewer, tag).await?;
    let keeper = match (viewer.role, &new.from, new.to_store) {
        (Role::Staff, Some(code), true) => Some(Names::keeper(tx, code, "holder").await?),
        (_, from, _) => keeper(tx, viewer, from.as_ref()).await?,
    };
    if new.to_store && viewer.role != Role::Staff {
        return Err(Error::invalid(
            "to",
            "Staff say when UNODC has it: report it as found by the unit, then return it",
        ));
    }
    let appended = Appended {
        item,
        from: if new.stolen { Place::Stolen(keeper) } else { Place::Lost(keeper) },
        to: keeper.filter(|_| !new.to_store).map_or(Place::Store, Place::Unit),
        quantity: new.quantity,
        occurred_on: new.occurred_on,
        movement: None,
        condition: Some(new.condition),
        circumstances: Some(&new.circumstances),
        police_report: None,
        document: None,
    };
    append(tx, viewer, at, &appended).await.map(drop)
}

/// Who had it, when this viewer may report for them.
async fn keeper(tx: &mut Tx, viewer: &Viewer, from: Option<&KeeperCode>) -> Result<Option<domain::custody::Keeper>> {
    let Some(code) = from else {
        return match viewer.role {
            Role::Staff => Ok(None),
            _ => Err(Error::invalid("holder", "Choose the unit that had it")),
        };
    };
    let keeper = Names::keeper(tx, code, "holder").await?;
    match viewer.agency() {
        Ok(agency) if agency == keeper.agency => Ok(Some(keeper)),
        Ok(_) => Err(Error::not_found()),
        // What a unit has is reported by an officer of its own agency.
        Err(_) => Err(Error::Refused(Refusal::Forbidden)),
    }
}
