//! The line with which rounds and receipts lead to their discrepancies.

use domain::discrepancy::State;
use leptos::prelude::*;
use store::discrepancies::DiscrepancyRow;

use crate::kit::count_of;

/// "2 discrepancies, 1 open", a link to the list of them; nothing when everything arrived as sent.
pub fn mention(rows: &[DiscrepancyRow], href: String) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let open = rows.iter().filter(|row| row.state != State::Settled).count();
    let overdue = rows.iter().filter(|row| row.state == State::Overdue).count();
    let all = count_of(rows.len() as i64, "discrepancy", "discrepancies");
    let rest = match (open, overdue) {
        (0, _) => "all settled".to_owned(),
        (open, 0) => format!("{open} not settled"),
        (open, overdue) => format!("{open} not settled, {overdue} of them overdue"),
    };
    Some(view! { <p><a href=href>{all}</a>": "{rest}</p> }.into_any())
}
