//! What happens after the receipt: who holds an item, and how that changes. The rules are in `domain::custody`; every change
//! here asks them with the item's whole history before it becomes an event.

use std::{collections::HashMap, sync::Arc};

use domain::{
    PartialDate, Timestamp, Viewer,
    agency::name_on,
    custody::{Keeper, Kind, Place, entered::KeeperCode},
    item::Condition,
    unit::UnitRef,
};

use crate::{
    Error, Result, Tx,
    agencies::{self, AgencyRef, AgencyRow},
    db::sql,
    now,
    text::sort_key,
    units,
};

mod append;
mod corrected;
mod history;
mod listed;
mod losses;
mod movements;
mod propose;
mod sent;
mod whereabouts;

pub(crate) use append::{Appended, EVENT, append};
pub(crate) use corrected::{Accepted, check_corrected};
pub(crate) use history::{Of, Stored, histories, histories_among, histories_now, history_of};
pub(crate) use listed::LIST;
pub use listed::{count_waiting, movements, waiting};
pub use losses::{report_find, report_loss};
pub(crate) use movements::ANSWER;
pub use movements::{AnswerRow, MovementRow, answer, show};
pub(crate) use propose::MOVEMENT;
pub use propose::{propose_reassignment, propose_return, propose_write_off};
pub(crate) use sent::{check_sent, check_untouched, end_spoken_for};
pub use whereabouts::{Held, held_of};
pub(crate) use whereabouts::{elsewhere, held_in, moved, moved_to};

/// What happened to an item, cut to what the viewer may know.
#[derive(Debug, Clone)]
pub struct CustodyRow {
    pub kind: Kind,
    /// Where it came: `with UNODC, in transit to IMT Termez`, `IMT Termez`, `lost from IMT Termez`.
    pub holder: String,
    /// Where it was, for everything but dispatches and receipts.
    pub from: Option<String>,
    pub quantity: i64,
    pub occurred_on: PartialDate,
    pub recorded_at: Timestamp,
    /// The receipt with which custody passed.
    pub receipt: Option<String>,
    /// The receipt that took this back: another count stands in its place.
    pub corrected_by: Option<String>,
    pub condition: Option<Condition>,
    /// The id of what was confirmed; `None` for donors, like everything below.
    pub movement: Option<String>,
    /// Where and how, or why.
    pub words: Option<String>,
    pub police_report: Option<String>,
    pub document: Option<String>,
    pub person: Option<String>,
}

/// Units and agencies by their ids, as this viewer may read them. Of another agency's unit an officer reads the code: where
/// it stands is that agency's own matter.
pub(crate) struct Names {
    own: Option<i64>,
    units: HashMap<i64, UnitRef>,
    agencies: Arc<HashMap<i64, AgencyRow>>,
}

impl Names {
    /// Every unit: to choose one, or where it is not known yet which are named.
    pub(crate) async fn read(tx: &mut Tx, viewer: &Viewer) -> Result<Self> {
        let units = units::all_mentions(tx, viewer).await?;
        Ok(Names { own: viewer.agency().ok(), units, agencies: agencies::directory(tx).await? })
    }

    /// These units.
    pub(crate) async fn among(tx: &mut Tx, viewer: &Viewer, units: impl IntoIterator<Item = i64>) -> Result<Self> {
        let units = units::mentions(tx, viewer, units).await?;
        Ok(Names { own: viewer.agency().ok(), units, agencies: agencies::directory(tx).await? })
    }

    /// What these histories name.
    pub(crate) async fn of(tx: &mut Tx, viewer: &Viewer, histories: impl IntoIterator<Item = &Stored>) -> Result<Self> {
        let events = histories.into_iter().flat_map(|stored| stored.history.events());
        let units: Vec<i64> =
            events.flat_map(|event| [event.from, event.to]).filter_map(|place| Some(place.keeper()?.unit)).collect();
        Names::among(tx, viewer, units).await
    }

    pub(crate) fn unit(&self, keeper: Keeper) -> Option<&UnitRef> {
        self.units.get(&keeper.unit)
    }

    pub(crate) fn agency(&self, id: i64) -> Option<AgencyRef> {
        self.agencies.get(&id).map(|row| row.mention(None))
    }

    /// `IMT Termez`
    pub(crate) fn label(&self, keeper: Keeper) -> String {
        let foreign = self.own.is_some_and(|own| own != keeper.agency);
        let words = |unit: &UnitRef| unit.code.clone().filter(|_| foreign).unwrap_or_else(|| unit.label.clone());
        self.unit(keeper).map_or_else(String::new, words)
    }

    /// `IMT Termez (SCC)`: several agencies man one unit.
    pub(crate) fn full(&self, keeper: Keeper) -> String {
        let agency = self.agencies.get(&keeper.agency).map_or("", |row| row.code.as_str());
        format!("{} ({agency})", self.label(keeper))
    }

    /// `IMT-TER/SCC`, as forms send it.
    pub(crate) fn key(&self, keeper: Keeper) -> Option<String> {
        let unit = self.unit(keeper)?.code.as_deref()?;
        Some(format!("{unit}/{}", self.agencies.get(&keeper.agency)?.code))
    }

    /// `Border Troops`, under the name of that day.
    pub(crate) fn agency_on(&self, id: i64, day: PartialDate) -> String {
        let Some(row) = self.agencies.get(&id) else { return String::new() };
        let names: Vec<_> = row.names.iter().map(|name| name.dated.clone()).collect();
        name_on(&names, day.start()).unwrap_or(&row.code).to_owned()
    }

    /// # Errors
    /// There is no such unit or agency; the message stands under `field`.
    pub(crate) async fn keeper(tx: &mut Tx, code: &KeeperCode, field: &str) -> Result<Keeper> {
        let unit = units::id_of(tx, &code.unit, field).await?;
        let agency = agencies::id_of(tx, &code.agency, field).await?;
        Ok(Keeper { unit, agency })
    }
}

/// A unit with one of the agencies that man it, to choose from: `IMT-TER/SCC`, `IMT Termez · State Customs Committee`. An
/// officer is told those of its own agency.
///
/// # Errors
/// The role moves nothing.
pub async fn keepers(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<(String, String)>> {
    viewer.may(domain::Action::MoveItems)?;
    let own = viewer.agency().ok();
    let names = Names::read(tx, viewer).await?;
    let known = known_keepers(tx).await?.into_iter().filter(|keeper| own.is_none_or(|own| own == keeper.agency));
    let mut keepers: Vec<(String, String)> = known
        .filter_map(|keeper| {
            let words = format!("{} · {}", names.label(keeper), names.agency(keeper.agency)?.name);
            Some((names.key(keeper)?, words))
        })
        .collect();
    keepers.sort_by_cached_key(|(_, words)| sort_key(words));
    Ok(keepers)
}

/// The agencies that man each unit, or have something there: be it a few pieces of a lot, most of which are elsewhere. Asked of
/// each pair, of which there are hundreds, and not of every item that is somewhere.
async fn known_keepers(tx: &mut Tx) -> Result<Vec<Keeper>> {
    now::settle(tx).await?;
    let pairs: Vec<(i64, i64)> = sql!(tx, |c| {
        sqlx::query_as(
            "SELECT u.id, a.id FROM unit u JOIN agency a ON u.as_id = u.id AND a.as_id = a.id
               AND (EXISTS (SELECT 1 FROM unit_agency m JOIN agency g ON g.id = m.agency_id WHERE m.unit_id = u.id AND g.as_id = a.id)
                 OR EXISTS (SELECT 1 FROM item_holding h WHERE h.unit_id = u.id AND h.agency_id = a.id AND h.place = 'unit'))",
        )
        .fetch_all(c)
    })?;
    Ok(pairs.into_iter().map(|(unit, agency)| Keeper { unit, agency }).collect())
}

/// Whether the place concerns this viewer: staff everything, an officer what its agency has or lost.
pub(crate) fn concerns(viewer: &Viewer, place: Place) -> bool {
    match viewer.agency() {
        Ok(agency) => place.keeper().is_some_and(|keeper| keeper.agency == agency),
        Err(_) => true,
    }
}

/// The word of a place in its column.
pub(crate) fn place_word(place: Place) -> &'static str {
    match place {
        Place::Store => "store",
        Place::Transit(_) => "transit",
        Place::Unit(_) => "unit",
        Place::Lost(_) => "lost",
        Place::Stolen(_) => "stolen",
        Place::WrittenOff => "written off",
    }
}

/// The place that three columns name.
pub(crate) fn place(word: &str, unit: Option<i64>, agency: Option<i64>) -> Result<Place> {
    let keeper = unit.zip(agency).map(|(unit, agency)| Keeper { unit, agency });
    match (word, keeper) {
        ("store", None) => Ok(Place::Store),
        ("transit", Some(keeper)) => Ok(Place::Transit(keeper)),
        ("unit", Some(keeper)) => Ok(Place::Unit(keeper)),
        ("lost", by) => Ok(Place::Lost(by)),
        ("stolen", by) => Ok(Place::Stolen(by)),
        ("written off", None) => Ok(Place::WrittenOff),
        _ => Err(Error::Internal(format!("a custody event names no place: {word}"))),
    }
}
