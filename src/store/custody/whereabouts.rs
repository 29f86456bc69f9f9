//! Where items are, for pages: all parts of one item, and the one place that lists name.

use std::collections::HashMap;

use domain::{
    AsOf, Viewer,
    custody::{Holdings, Place},
    unit::UnitRef,
};

use super::{Names, Of, Stored, concerns, histories, history_of};
use crate::{LineRow, Result, Tx, agencies::AgencyRef};

/// Pieces of an item in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub place: Place,
    /// `with IMT Termez (SCC)`, `lost from IMT Termez (SCC)`
    pub words: String,
    /// As forms send it: `store`, `IMT-TER/SCC`, `lost:IMT-TER/SCC`. `None` where the viewer cannot name it.
    pub key: Option<String>,
    /// With a link only where the viewer may open it.
    pub unit: Option<UnitRef>,
    pub agency: Option<AgencyRef>,
    pub quantity: i64,
    /// An officer's own agency has (or lost) it; staff: always.
    pub concerns: bool,
}

/// Where the parts of an item were then. The caller has checked that the item is in scope.
///
/// # Errors
/// The database does not answer, or the events do not add up.
pub async fn held_of(tx: &mut Tx, viewer: &Viewer, item: i64, as_of: AsOf) -> Result<Vec<Held>> {
    let stored = history_of(tx, item).await?;
    let names = Names::of(tx, viewer, [&stored]).await?;
    held_in(viewer, &names, &stored, as_of)
}

/// As [`held_of`], of a history that has been read.
pub(crate) fn held_in(viewer: &Viewer, names: &Names, stored: &Stored, as_of: AsOf) -> Result<Vec<Held>> {
    Ok(stored.on(as_of)?.iter().map(|(place, quantity)| held(viewer, names, place, quantity)).collect())
}

fn held(viewer: &Viewer, names: &Names, place: Place, quantity: i64) -> Held {
    let keeper = place.keeper();
    let mine = concerns(viewer, place);
    let agency = keeper.and_then(|keeper| names.agency(keeper.agency));
    let words = match (&agency, mine) {
        _ if viewer.is_donor() => place.words(&|keeper| names.label(keeper)),
        // Which unit of another agency has it is that agency's own matter.
        (Some(agency), false) => place.words(&|_| agency.name.clone()),
        _ => place.words(&|keeper| names.full(keeper)),
    };
    let named = keeper.filter(|_| mine && !viewer.is_donor()).and_then(|keeper| names.key(keeper));
    let from = |how: &str| match (keeper, &named) {
        (None, _) => Some(format!("{how}:store")),
        (Some(_), named) => named.as_ref().map(|named| format!("{how}:{named}")),
    };
    let key = match place {
        Place::Store => Some("store".to_owned()),
        Place::Unit(_) => named,
        Place::Lost(_) => from("lost"),
        Place::Stolen(_) => from("stolen"),
        Place::Transit(_) | Place::WrittenOff => None,
    };
    let unit = keeper.filter(|_| mine || viewer.is_donor()).and_then(|keeper| names.unit(keeper)).cloned();
    Held { place, words, key, unit, agency, quantity, concerns: mine }
}

/// Where an item is that something happened to after its receipt, in the few words of a list.
#[derive(Debug, Clone)]
pub(crate) struct Whereabouts {
    /// The unit that has most of it; `None`: none has.
    pub unit: Option<(UnitRef, AgencyRef)>,
    /// `Lost`, `1 stolen, 2 returned to UNODC`; `None` when units have all of it.
    pub words: Option<String>,
    /// The agency of the officer who asks: of another agency's line it reads no unit.
    own: Option<i64>,
}

impl Whereabouts {
    /// Puts the line where the item is. Answers what is not with a unit any more.
    pub(crate) fn place(&self, line: &mut LineRow) -> Option<String> {
        if let Some((unit, agency)) = &self.unit {
            line.unit = unit.clone();
            line.agency_code.clone_from(&agency.code);
            line.agency_name.clone_from(&agency.name);
        } else if self.own.is_some_and(|own| own != line.agency_id) {
            line.unit = UnitRef { code: None, label: line.agency_name.clone() };
        }
        self.words.clone()
    }
}

/// Item → where it is, for the items that something happened to after their receipt. Callers look up items in scope.
pub(crate) async fn moved(tx: &mut Tx, viewer: &Viewer, of: Of, as_of: AsOf) -> Result<HashMap<i64, Whereabouts>> {
    let items = histories(tx, of).await?;
    if items.is_empty() {
        return Ok(HashMap::new());
    }
    let names = Names::of(tx, viewer, items.values()).await?;
    let at = |(item, stored): (i64, Stored)| Some((item, moved_to(viewer, &names, &stored, as_of)?));
    Ok(items.into_iter().filter_map(at).collect())
}

/// Where this item is; `None` where nothing happened to it after its receipt.
pub(crate) fn moved_to(viewer: &Viewer, names: &Names, stored: &Stored, as_of: AsOf) -> Option<Whereabouts> {
    let mut told = stored.told.iter().enumerate();
    let happened = told.any(|(place, told)| !told.of_line && stored.history.happened(place, as_of));
    happened.then(|| match stored.on(as_of) {
        Ok(holdings) => whereabouts(viewer, names, &holdings),
        Err(_) => {
            Whereabouts { unit: None, words: Some("Its record does not add up".to_owned()), own: viewer.agency().ok() }
        }
    })
}

fn whereabouts(viewer: &Viewer, names: &Names, holdings: &Holdings) -> Whereabouts {
    let units = holdings.iter().filter(|(place, _)| matches!(place, Place::Unit(_)));
    let most = units.max_by_key(|(place, quantity)| (*quantity, std::cmp::Reverse(*place)));
    let unit = most.and_then(|(place, _)| {
        let keeper = place.keeper()?;
        let agency = names.agency(keeper.agency)?;
        let unit = if concerns(viewer, place) {
            names.unit(keeper)?.clone()
        } else {
            UnitRef { code: None, label: agency.name.clone() }
        };
        Some((unit, agency))
    });
    Whereabouts { unit, words: elsewhere(holdings), own: viewer.agency().ok() }
}

/// `Lost`, `1 stolen, 2 returned to UNODC`: what is not with a unit any more.
pub(crate) fn elsewhere(holdings: &Holdings) -> Option<String> {
    let total = holdings.total();
    let mut words: HashMap<&str, i64> = HashMap::new();
    let mut order = Vec::new();
    for (place, quantity) in holdings.iter() {
        let Some(word) = gone(place) else { continue };
        if !words.contains_key(word) {
            order.push(word);
        }
        *words.entry(word).or_default() += quantity;
    }
    let said = order.iter().map(|word| match words[word] {
        all if all == total => (*word).to_owned(),
        some => format!("{some} {}", lower(word)),
    });
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// What is said of pieces that are not with a unit any more.
fn gone(place: Place) -> Option<&'static str> {
    match place {
        Place::Store => Some("Returned to UNODC"),
        Place::Lost(_) => Some("Lost"),
        Place::Stolen(_) => Some("Stolen"),
        Place::WrittenOff => Some("Written off"),
        Place::Unit(_) | Place::Transit(_) => None,
    }
}

fn lower(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
