//! Custody: who holds an item from when. Every piece is in exactly one place at any time; an event takes some from one place
//! to another. Who owns it is another question: see [`title`].
//!
//! The events of an item, in the order of their days, give what was where on any day; only those that were recorded by an
//! instant give what the portal knew then. What would take more from a place than is there on its day, or leave a later
//! event without its pieces, never becomes an event.

use std::collections::BTreeMap;

use crate::{
    code::words,
    date::{PartialDate, Timestamp},
    error::Refusal,
    ledger::AsOf,
};

pub mod entered;
pub mod head;
pub mod movement;
pub mod title;

/// The part of a unit that answers for what it holds: several agencies man one unit, and each has its own inventory and
/// its own head there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Keeper {
    pub unit: i64,
    pub agency: i64,
}

/// Where pieces of an item are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// With UNODC: not sent yet, or brought back.
    Store,
    /// With UNODC, on the way: sent, and not accepted.
    Transit(Keeper),
    Unit(Keeper),
    /// Lost by that keeper, or (`None`) while UNODC had it.
    Lost(Option<Keeper>),
    Stolen(Option<Keeper>),
    /// Given up by a decision. Nothing comes back from here.
    WrittenOff,
}

impl Place {
    /// The keeper who has it, or who lost it.
    pub fn keeper(self) -> Option<Keeper> {
        match self {
            Place::Transit(keeper) | Place::Unit(keeper) => Some(keeper),
            Place::Lost(by) | Place::Stolen(by) => by,
            Place::Store | Place::WrittenOff => None,
        }
    }

    /// As it stands in words after "is" or "was": `with IMT Termez`, `lost by IMT Termez`.
    pub fn words(self, name: &dyn Fn(Keeper) -> String) -> String {
        let by = |what: &str, by: Option<Keeper>| match by {
            Some(keeper) => format!("{what} from {}", name(keeper)),
            None => format!("{what} while with UNODC"),
        };
        match self {
            Place::Store => "with UNODC, in store".to_owned(),
            Place::Transit(keeper) => format!("with UNODC, in transit to {}", name(keeper)),
            Place::Unit(keeper) => format!("with {}", name(keeper)),
            Place::Lost(keeper) => by("lost", keeper),
            Place::Stolen(keeper) => by("stolen", keeper),
            Place::WrittenOff => "written off".to_owned(),
        }
    }
}

words! {
    /// What happened to pieces of an item; it follows from where they were and where they came.
    Kind {
        Dispatched = "dispatched", "Dispatched";
        /// Accepted by the unit, with a receipt.
        HandedOver = "handed over", "Handed over";
        Reassigned = "reassigned", "Reassigned";
        Returned = "returned", "Returned to UNODC";
        Lost = "lost", "Lost";
        Stolen = "stolen", "Stolen";
        Found = "found", "Found again";
        WrittenOff = "written off", "Written off";
    }
}

impl Kind {
    /// What it is to go from one place to the other; `None` where no way leads.
    pub fn of(from: Place, to: Place) -> Option<Self> {
        match (from, to) {
            (Place::Store, Place::Transit(_)) => Some(Kind::Dispatched),
            (Place::Transit(sent), Place::Unit(accepted)) if sent == accepted => Some(Kind::HandedOver),
            (Place::Unit(giving), Place::Unit(receiving)) if giving != receiving => Some(Kind::Reassigned),
            (Place::Transit(_) | Place::Unit(_), Place::Store) => Some(Kind::Returned),
            (Place::Store | Place::Transit(_), Place::Lost(None)) => Some(Kind::Lost),
            (Place::Store | Place::Transit(_), Place::Stolen(None)) => Some(Kind::Stolen),
            (Place::Unit(keeper), Place::Lost(Some(by))) if keeper == by => Some(Kind::Lost),
            (Place::Unit(keeper), Place::Stolen(Some(by))) if keeper == by => Some(Kind::Stolen),
            (Place::Lost(_) | Place::Stolen(_), Place::Store) => Some(Kind::Found),
            (Place::Lost(Some(by)) | Place::Stolen(Some(by)), Place::Unit(keeper)) if keeper == by => Some(Kind::Found),
            (Place::WrittenOff, _) => None,
            (_, Place::WrittenOff) => Some(Kind::WrittenOff),
            _ => None,
        }
    }
}

/// Pieces of an item went from one place to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    pub from: Place,
    pub to: Place,
    /// Pieces, at least one.
    pub quantity: i64,
    /// As stated. What is known by its month or year only counts from the first day of it.
    pub occurred_on: PartialDate,
    pub recorded_at: Timestamp,
}

/// How many pieces are in which place; places without any are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holdings(BTreeMap<Place, i64>);

impl Holdings {
    /// `quantity` pieces, none of them sent yet.
    pub fn new(quantity: i64) -> Self {
        let mut holdings = Holdings::default();
        holdings.put(Place::Store, quantity);
        holdings
    }

    pub fn at(&self, place: Place) -> i64 {
        self.0.get(&place).copied().unwrap_or(0)
    }

    /// All pieces, wherever they are: always what the item has.
    pub fn total(&self) -> i64 {
        self.0.values().sum()
    }

    /// In the order of [`Place`].
    pub fn iter(&self) -> impl Iterator<Item = (Place, i64)> {
        self.0.iter().map(|(place, quantity)| (*place, *quantity))
    }

    /// `3 with IMT Termez, 1 lost from IMT Termez`
    pub fn words(&self, name: &dyn Fn(Keeper) -> String) -> String {
        let parts: Vec<String> =
            self.iter().map(|(place, quantity)| format!("{quantity} {}", place.words(name))).collect();
        parts.join(", ")
    }

    /// Applies an event, or answers how many the place has when that is too few.
    fn apply(&mut self, event: &Event) -> Result<(), i64> {
        let there = self.at(event.from);
        if there < event.quantity {
            return Err(there);
        }
        self.put(event.from, -event.quantity);
        self.put(event.to, event.quantity);
        Ok(())
    }

    fn put(&mut self, place: Place, quantity: i64) {
        let sum = self.at(place) + quantity;
        if sum == 0 {
            self.0.remove(&place);
        } else {
            self.0.insert(place, sum);
        }
    }
}

/// Everything that happened to an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    quantity: i64,
    /// In the order in which they were recorded; one that corrects another stands behind it.
    events: Vec<Event>,
    /// Those that a correction took back, by their place, with when: they say what was known before.
    taken_back: BTreeMap<usize, Timestamp>,
}

impl History {
    /// `quantity`: the pieces that the item has. `events`: in the order in which they were recorded.
    pub fn new(quantity: i64, events: Vec<Event>) -> Self {
        History { quantity, events, taken_back: BTreeMap::new() }
    }

    /// With the events, by their places, that corrections took back.
    #[must_use]
    pub fn taking_back(self, taken_back: impl IntoIterator<Item = (usize, Timestamp)>) -> Self {
        History { taken_back: taken_back.into_iter().collect(), ..self }
    }

    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Had the event in this place of the list happened by then, as far as was known?
    pub fn happened(&self, place: usize, as_of: AsOf) -> bool {
        let taken_back = self.taken_back.get(&place);
        self.events.get(place).is_some_and(|event| {
            as_of.day.is_none_or(|day| event.occurred_on.start() <= day)
                && as_of.known.is_none_or(|known| event.recorded_at <= known)
                && taken_back.is_none_or(|at| as_of.known.is_some_and(|known| *at > known))
        })
    }

    /// What was where on that day, as known then.
    ///
    /// # Errors
    /// The place in the list of the first event that is none: it takes what is not there, or leads nowhere. Only a
    /// database that was tampered with has one.
    pub fn on(&self, as_of: AsOf) -> Result<Holdings, usize> {
        let mut holdings = Holdings::new(self.quantity);
        for (place, event) in self.in_order() {
            if !self.happened(place, as_of) {
                continue;
            }
            if event.quantity < 1 || Kind::of(event.from, event.to).is_none() {
                return Err(place);
            }
            holdings.apply(event).map_err(|_| place)?;
        }
        Ok(holdings)
    }

    /// Can this happen as well? `new` is about to be recorded. Mistakes stand under the fields `quantity` and
    /// `occurred_on`.
    ///
    /// # Errors
    /// No way leads from the one place to the other; more than the place has on that day; a later event would be left
    /// without its pieces. Says what is held.
    pub fn check(&self, new: &Event, name: &dyn Fn(Keeper) -> String) -> Result<Kind, Refusal> {
        let Some(kind) = Kind::of(new.from, new.to) else {
            let (from, to) = (new.from.words(name), new.to.words(name));
            return Err(Refusal::conflict(format!("What is {from} cannot become {to}")));
        };
        if new.quantity < 1 {
            return Err(Refusal::invalid("quantity", "Enter a number of at least 1"));
        }
        let mut with = self.clone();
        with.events.push(*new);
        let last = with.events.len() - 1;
        let mut holdings = Holdings::new(self.quantity);
        for (place, event) in with.in_order() {
            if with.taken_back.contains_key(&place) {
                continue;
            }
            let Err(there) = holdings.apply(event) else { continue };
            if place == last {
                return Err(too_many(new, there, &holdings, name));
            }
            if event.occurred_on.start() >= new.occurred_on.start() {
                return Err(breaks(event, there, name));
            }
            // Broken before anything new: only tampering does that, and `portal verify` names it.
            return Err(Refusal::conflict(
                "The history of this item does not add up: ask an administrator to check it",
            ));
        }
        Ok(kind)
    }

    /// What would be now if `new` (`None`: nothing) had happened in the place of the event `old` (`None`: besides all others).
    ///
    /// # Errors
    /// A conflict: something that happened later would be left without its pieces.
    pub fn corrected(
        &self,
        old: Option<usize>,
        new: Option<Event>,
        name: &dyn Fn(Keeper) -> String,
    ) -> Result<Holdings, Refusal> {
        let stays = |(place, _): &(usize, &Event)| Some(*place) != old && !self.taken_back.contains_key(place);
        let mut events: Vec<(usize, &Event)> = self.events.iter().enumerate().filter(stays).collect();
        events.extend(new.as_ref().map(|event| (old.unwrap_or(self.events.len()), event)));
        events.sort_by_key(|(place, event)| (event.occurred_on.start(), *place));
        let mut holdings = Holdings::new(self.quantity);
        for (_, event) in events {
            holdings.apply(event).map_err(|there| built_on(event, there, name))?;
        }
        Ok(holdings)
    }

    /// By day, and on the same day in the order in which they were recorded; each with its place in the list.
    fn in_order(&self) -> Vec<(usize, &Event)> {
        let mut ordered: Vec<(usize, &Event)> = self.events.iter().enumerate().collect();
        ordered.sort_by_key(|(place, event)| (event.occurred_on.start(), *place));
        ordered
    }
}

fn too_many(new: &Event, there: i64, holdings: &Holdings, name: &dyn Fn(Keeper) -> String) -> Refusal {
    let (day, place) = (PartialDate::Day(new.occurred_on.start()).words(), new.from.words(name));
    if there == 0 {
        let held = holdings.words(name);
        return Refusal::invalid("occurred_on", format!("On {day} none of it was {place}; it was: {held}"));
    }
    Refusal::invalid("quantity", format!("On {day} only {there} were {place}: enter at most {there}"))
}

fn breaks(later: &Event, there: i64, name: &dyn Fn(Keeper) -> String) -> Refusal {
    let (day, place) = (later.occurred_on.words(), later.from.words(name));
    let (took, to) = (later.quantity, later.to.words(name));
    Refusal::invalid(
        "occurred_on",
        format!(
            "On {day}, {took} of what was {place} became {to}; after this only {there} would have been left for that"
        ),
    )
}

fn built_on(later: &Event, there: i64, name: &dyn Fn(Keeper) -> String) -> Refusal {
    let (day, place) = (later.occurred_on.words(), later.from.words(name));
    let (took, to) = (later.quantity, later.to.words(name));
    Refusal::conflict(format!(
        "On {day}, {took} of what was {place} became {to}; with this correction only {there} would have been there for that"
    ))
}

/// A part of what is in a place that an open movement speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    pub movement: i64,
    pub place: Place,
    pub quantity: i64,
}

/// How many in that place no open movement speaks for.
pub fn free(now: &Holdings, place: Place, claims: &[Claim]) -> i64 {
    let claimed: i64 = claims.iter().filter(|claim| claim.place == place).map(|claim| claim.quantity).sum();
    (now.at(place) - claimed).max(0)
}

/// The movements whose pieces are not there any more, because something else happened to them: the older ones are served
/// first. `claims` are in the order in which they were proposed.
pub fn overtaken(now: &Holdings, claims: &[Claim]) -> Vec<i64> {
    let mut left: BTreeMap<Place, i64> = now.0.clone();
    let mut ended = Vec::new();
    for claim in claims {
        let there = left.entry(claim.place).or_default();
        if *there >= claim.quantity {
            *there -= claim.quantity;
        } else {
            ended.push(claim.movement);
        }
    }
    ended
}

#[cfg(test)]
mod tests;
