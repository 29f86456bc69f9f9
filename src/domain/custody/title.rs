//! Title: who owns an item. It passes by a document, and neither follows from custody nor makes it pass.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::{
    date::{PartialDate, Timestamp},
    error::{Checks, Refusal},
    ledger::AsOf,
};

/// Pieces of an item passed from one owner to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transfer {
    /// The agency that owned it; `None`: UNODC.
    pub from: Option<i64>,
    /// The agency that owns it from now on.
    pub to: i64,
    pub quantity: i64,
    pub occurred_on: PartialDate,
    pub recorded_at: Timestamp,
}

/// Owner → pieces; `None` is UNODC. Owners of nothing are left out.
pub type Owners = BTreeMap<Option<i64>, i64>;

/// Who owned how many on that day, as known then. `transfers` are in the order in which they were recorded.
///
/// # Errors
/// The place in the list of the first transfer of what its owner did not have.
pub fn owners(quantity: i64, transfers: &[Transfer], as_of: AsOf) -> Result<Owners, usize> {
    let mut owners: Owners = BTreeMap::from([(None, quantity)]);
    for (place, transfer) in in_order(transfers) {
        let counts = as_of.day.is_none_or(|day| transfer.occurred_on.start() <= day)
            && as_of.known.is_none_or(|known| transfer.recorded_at <= known);
        if counts {
            pass(&mut owners, transfer).map_err(|_| place)?;
        }
    }
    Ok(owners)
}

/// Can the title pass like this as well? Mistakes stand under `quantity` and `occurred_on`.
///
/// # Errors
/// To whom owns it; more than the owner has on that day; a later transfer would be left without its pieces.
pub fn check(
    quantity: i64,
    transfers: &[Transfer],
    new: &Transfer,
    name: &dyn Fn(Option<i64>) -> String,
) -> Result<(), Refusal> {
    if new.from == Some(new.to) {
        return Err(Refusal::invalid("agency", format!("{} owns it already: choose another agency", name(new.from))));
    }
    if new.quantity < 1 {
        return Err(Refusal::invalid("quantity", "Enter a number of at least 1"));
    }
    let mut with = transfers.to_vec();
    with.push(*new);
    let mut owners: Owners = BTreeMap::from([(None, quantity)]);
    for (place, transfer) in in_order(&with) {
        let Err(there) = pass(&mut owners, transfer) else { continue };
        let (day, owner) = (PartialDate::Day(new.occurred_on.start()).words(), name(transfer.from));
        if place < transfers.len() {
            let later = transfer.occurred_on.words();
            let words =
                format!("On {later} {owner} passed {} on; {there} would have been left for that", transfer.quantity);
            return Err(Refusal::invalid("occurred_on", words));
        }
        return Err(if there == 0 {
            Refusal::invalid("occurred_on", format!("On {day} {owner} owned none of it"))
        } else {
            Refusal::invalid("quantity", format!("On {day} {owner} owned {there}: enter at most {there}"))
        });
    }
    Ok(())
}

fn pass(owners: &mut Owners, transfer: &Transfer) -> Result<(), i64> {
    let there = owners.get(&transfer.from).copied().unwrap_or(0);
    if transfer.quantity < 1 || there < transfer.quantity {
        return Err(there);
    }
    if there == transfer.quantity {
        owners.remove(&transfer.from);
    } else {
        owners.insert(transfer.from, there - transfer.quantity);
    }
    *owners.entry(Some(transfer.to)).or_default() += transfer.quantity;
    Ok(())
}

fn in_order(transfers: &[Transfer]) -> Vec<(usize, &Transfer)> {
    let mut ordered: Vec<(usize, &Transfer)> = transfers.iter().enumerate().collect();
    ordered.sort_by_key(|(place, transfer)| (transfer.occurred_on.start(), *place));
    ordered
}

/// A transfer of title as a person states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTitle {
    /// The code of the agency that owned it; `None`: UNODC.
    pub from_code: Option<String>,
    pub agency_code: String,
    pub quantity: i64,
    pub occurred_on: PartialDate,
    /// What it rests on, such as the number of the act.
    pub document: String,
}

/// The form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TitleForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub item: String,
    /// Empty: UNODC.
    pub giver: String,
    pub agency: String,
    pub quantity: String,
    pub occurred_on: String,
    pub document: String,
}

impl NewTitle {
    /// `all`: how many pieces the item has; an empty quantity means all of them.
    ///
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &TitleForm, all: i64, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let from_code = checks.optional("giver", &form.giver);
        let agency_code = checks.required("agency", &form.agency, "Choose the agency that owns it from now on");
        let quantity = super::entered::quantity(&mut checks, &form.quantity, all);
        let occurred_on = super::entered::happened(&mut checks, "occurred_on", &form.occurred_on, today);
        let document =
            checks.required("document", &form.document, "Enter what it rests on, such as the number of the act");
        checks.finish_some(quantity.zip(occurred_on).map(|(quantity, occurred_on)| NewTitle {
            from_code,
            agency_code,
            quantity,
            occurred_on,
            document,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(from: Option<i64>, to: i64, quantity: i64, day: &str) -> Transfer {
        let occurred_on = day.parse().expect("a date");
        Transfer { from, to, quantity, occurred_on, recorded_at: Timestamp(0) }
    }

    fn told(transfers: &[Transfer], new: Transfer) -> String {
        let name = |agency: Option<i64>| agency.map_or("UNODC".to_owned(), |id| format!("Agency {id}"));
        match check(4, transfers, &new, &name) {
            Ok(()) => "passes".to_owned(),
            Err(Refusal::Invalid(errors)) => format!("{}: {}", errors[0].field, errors[0].message),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn title_passes_from_its_owner_and_in_parts() {
        let begun = [passed(None, 10, 3, "2019-12-10")];
        assert_eq!(told(&begun, passed(None, 20, 1, "2019-12-11")), "passes");
        assert_eq!(
            told(&begun, passed(None, 20, 2, "2019-12-11")),
            "quantity: On 11 Dec 2019 UNODC owned 1: enter at most 1"
        );
        assert_eq!(
            told(&begun, passed(Some(10), 20, 1, "2019-12-09")),
            "occurred_on: On 9 Dec 2019 Agency 10 owned none of it"
        );
        assert_eq!(
            told(&begun, passed(Some(10), 10, 1, "2019-12-11")),
            "agency: Agency 10 owns it already: choose another agency"
        );
        assert_eq!(
            told(&begun, passed(None, 20, 2, "2019-12-01")),
            "occurred_on: On 10 Dec 2019 UNODC passed 3 on; 2 would have been left for that"
        );
    }

    #[test]
    fn owners_are_known_for_any_day() {
        let all = [passed(None, 10, 3, "2019-12-10"), passed(Some(10), 20, 1, "2020-02")];
        let on = |day: &str| owners(4, &all, AsOf { day: day.parse().ok(), known: None }).expect("adds up");
        assert_eq!(on("2019-12-09"), Owners::from([(None, 4)]));
        assert_eq!(on("2019-12-10"), Owners::from([(None, 1), (Some(10), 3)]));
        assert_eq!(on("2020-02-01"), Owners::from([(None, 1), (Some(10), 2), (Some(20), 1)]));
        assert_eq!(owners(2, &all, AsOf::default()), Err(0));
    }
}
