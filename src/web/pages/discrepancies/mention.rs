//! The line with which rounds and receipts lead to their discrepancies.

use leptos::prelude::*;
use store::discrepancies::Counts;

use crate::kit::count_of;

/// "2 discrepancies, 1 open", a link to the list of them; nothing when everything arrived as sent.
pub fn mention(counts: Counts, href: String) -> Option<AnyView> {
    if counts.all == 0 {
        return None;
    }
    let all = count_of(counts.all, "discrepancy", "discrepancies");
    let rest = match (counts.open, counts.overdue) {
        (0, _) => "all settled".to_owned(),
        (open, 0) => format!("{open} not settled"),
        (open, overdue) => format!("{open} not settled, {overdue} of them overdue"),
    };
    Some(view! { <p><a href=href>{all}</a>": "{rest}</p> }.into_any())
}
