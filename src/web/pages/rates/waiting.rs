//! Rates that wait for a second person.

use domain::{Action, PartialDate, Viewer};
use leptos::prelude::*;
use store::rates::RateRow;

use super::parts;
use crate::kit::*;

/// What waits for approval, with the form that approves; nothing when nothing waits. Donors get none of these rates.
pub fn section(viewer: &Viewer, waiting: &[RateRow], key: String) -> Option<AnyView> {
    if waiting.is_empty() {
        return None;
    }
    let may = viewer.role.may(Action::ManageMoney);
    let others: Vec<&RateRow> = waiting.iter().filter(|row| may && !row.own).collect();
    let mut columns = vec![
        Column::text("Rate"),
        Column::text("Source"),
        Column::text("Effective on"),
        Column::text("Published at"),
        Column::text("Entered by"),
    ];
    columns.extend(may.then(|| Column::text("Approve")));
    let rows = waiting.iter().map(|row| one(row, may)).collect();
    let table = view! { <DataTable caption="Rates that wait for approval" columns rows/> }.into_any();
    let content = if others.is_empty() {
        let note =
            may.then(|| view! { <p class="muted">"You entered these: another member of staff approves them."</p> });
        view! { {table} {note} }.into_any()
    } else {
        let count = whole(others.len());
        let ids = others.iter().map(|row| row.id.to_string()).collect::<Vec<_>>().join(",");
        let all = (count > 1).then(|| {
            let text = format!("Approve all {}", count_of(count, "rate", "rates"));
            view! { <SubmitButton text name="all" value=ids quiet=true/> }.into_any()
        });
        view! {
            <form method="post" action="/api/approve_rates">
                <HiddenInput name="submission" value=key/>
                {table}
                <div class="form-actions"><SubmitButton text="Approve the ticked rates"/>{all}</div>
            </form>
        }
        .into_any()
    };
    let title = format!("Waiting for approval: {}", count_of(whole(waiting.len()), "rate", "rates"));
    let file = |end: &str| format!("/rates.{end}{}", ListQuery::default().with("standing", "awaiting"));
    let tools = crate::export::both(file("csv"), file("xlsx"));
    Some(view! { <Section title id="waiting" aside=tools>{content}</Section> }.into_any())
}

fn one(row: &RateRow, may: bool) -> Row {
    let below = row.supersedes.map(|_| "supersedes another rate");
    let mut cells = vec![
        link_cell_with(parts::stated(row.rate, row.currency), parts::address(row.id), below),
        cell(row.source.label()),
        parts::day(row.effective_on),
        view_cell(parts::published_at(row)),
        cell(row.entered_by.as_deref()),
    ];
    if may {
        cells.push(if row.own { view! { <span class="muted">"entered by you"</span> }.into_any() } else { tick(row) });
    }
    Row::new(cells)
}

fn tick(row: &RateRow) -> AnyView {
    let effective = PartialDate::Day(row.effective_on).words();
    let label = format!("Approve {}, {effective}", parts::stated(row.rate, row.currency));
    let id = format!("approve-{}", row.id);
    view! {
        <div class="choice">
            <input type="checkbox" id=id.clone() name="rates" value=row.id.to_string()/>
            <label for=id><span class="hidden">{label}</span></label>
        </div>
    }
    .into_any()
}
