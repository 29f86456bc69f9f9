//! Groups of events added up for the parts of a statement.

use std::collections::BTreeMap;

use domain::{
    Currency, Money,
    ledger::{EventKind, Position, Sum},
    money::SumError,
};

use super::{Movement, PinnedRate, RateUsed, UseRow};
use crate::{Error, Result, ledger::Group};

pub(super) fn uses(
    currency: Currency,
    groups: &[Group],
    name: impl Fn(&Group) -> Option<String>,
) -> Result<Vec<UseRow>> {
    // What belongs to none stands last.
    let mut by_name: BTreeMap<(bool, Option<String>), Position> = BTreeMap::new();
    for group in groups.iter().filter(|group| is_use(group.entry.kind)) {
        let name = name(group);
        let position = by_name.entry((name.is_none(), name)).or_insert_with(|| Position::nothing(currency));
        position.add(group.entry).map_err(out_of_range)?;
    }
    let row = |((_, name), position): ((bool, Option<String>), Position)| UseRow {
        name,
        spent: position.spent,
        committed: position.committed,
        support: position.support,
        levy: position.levy,
    };
    Ok(by_name.into_iter().map(row).collect())
}

fn is_use(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Expenditure | EventKind::Commitment | EventKind::Release | EventKind::Psc | EventKind::Levy
    )
}

pub(super) fn movements(groups: &[Group]) -> Result<Vec<Movement>> {
    let mut by_month: BTreeMap<(&str, EventKind, Currency), (Money, Sum)> = BTreeMap::new();
    for group in groups {
        let entry = group.entry;
        let key = (group.month.as_str(), entry.kind, entry.amount.currency);
        let (amount, booked) = by_month.entry(key).or_insert((Money::zero(entry.amount.currency), Sum::default()));
        *amount = amount.plus(entry.amount).map_err(out_of_range)?;
        booked.add(entry.booked).map_err(out_of_range)?;
    }
    let movement = |((month, kind, _), (amount, booked)): ((&str, EventKind, Currency), (Money, Sum))| Movement {
        month: month.to_owned(),
        kind,
        amount,
        booked,
    };
    Ok(by_month.into_iter().map(movement).collect())
}

/// Promises are not in the accounts: what they were converted at is told with each of them.
pub(super) fn rates(groups: &[Group]) -> Result<Vec<RateUsed>> {
    let mut by_rate: BTreeMap<(Currency, PinnedRate, EventKind), (Money, Sum)> = BTreeMap::new();
    for group in groups.iter().filter(|group| !group.entry.kind.is_promise()) {
        let Some(pinned) = &group.pinned else { continue };
        let entry = group.entry;
        let key = (entry.amount.currency, PinnedRate::from(pinned), entry.kind);
        let (amount, booked) = by_rate.entry(key).or_insert((Money::zero(entry.amount.currency), Sum::default()));
        *amount = amount.plus(entry.amount).map_err(out_of_range)?;
        booked.add(entry.booked).map_err(out_of_range)?;
    }
    let used = |((_, rate, kind), (amount, booked)): ((Currency, PinnedRate, EventKind), (Money, Sum))| {
        let whole = rate.rate.dollars(amount).map_err(Error::Internal)?;
        Ok(RateUsed { rate, kind, events: booked.events, amount, booked: booked.money(), whole })
    };
    by_rate.into_iter().map(used).collect()
}

pub(super) fn rounding(rates: &[RateUsed]) -> Money {
    Money::new(rates.iter().map(|used| used.rounding().minor).sum(), Currency::Usd)
}

fn out_of_range(error: SumError) -> Error {
    Error::Internal(error.to_string())
}
