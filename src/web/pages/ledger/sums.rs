//! The sums under the ledger: US dollars of approved events, each kind for itself.

use std::collections::BTreeMap;

use domain::ledger::{EventKind, Standing, Sum as Booked};
use leptos::prelude::*;
use store::ledger::KindSum;

use crate::{AppError, kit::*};

/// Approved events of the whole list, in US dollars at their pinned rates; a receipt and an expenditure are not added.
/// Promises are not in the accounts and have no sum.
///
/// # Errors
/// A sum is out of range.
pub fn sums(added: &[KindSum]) -> Result<Vec<Sum>, AppError> {
    let mut by_kind: BTreeMap<usize, Booked> = BTreeMap::new();
    for sum in added.iter().filter(|sum| sum.standing == Standing::Approved && !sum.kind.is_promise()) {
        let place = EventKind::ALL.iter().position(|kind| *kind == sum.kind).unwrap_or_default();
        by_kind.entry(place).or_default().add(sum.booked).map_err(AppError::internal)?;
    }
    Ok(by_kind.into_iter().filter_map(|(place, sum)| Some(one(*EventKind::ALL.get(place)?, sum))).collect())
}

/// `Expenditure, 12 approved events, excludes 3 events without a rate`
fn one(kind: EventKind, sum: Booked) -> Sum {
    let count = |n: usize, word: &str| count_of(whole(n), word, &format!("{word}s"));
    let mut label = format!("{}, {}", kind.label(), count(sum.events, "approved event"));
    if sum.unknown > 0 {
        label.push_str(&format!(", excludes {} without a rate", count(sum.unknown, "event")));
    }
    let value = if sum.unknown == sum.events {
        view! { <span class="muted">"unknown"</span> }.into_any()
    } else {
        view! { <MoneyView money=sum.money()/> }.into_any()
    };
    Sum::new(label, value)
}
