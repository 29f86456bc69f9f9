//! The tables of a statement as a page shows them.

use documents::statement::{Cell, Section as Table};
use domain::PartialDate;
use leptos::prelude::*;

use crate::kit::*;

pub fn section(table: &Table) -> AnyView {
    let (title, id) = (table.title, table.id);
    let notes: Vec<_> =
        table.notes.iter().map(|note| view! { <p class="note">{note.clone()}</p> }.into_any()).collect();
    let rows = (!table.rows.is_empty()).then(|| rows(table));
    view! { <Section title id>{rows}<div class="notes">{notes}</div></Section> }.into_any()
}

/// The rows alone, for a page that has a heading of its own.
pub fn rows(table: &Table) -> AnyView {
    let head = |head: &documents::statement::Head| {
        if head.numeric { Column::number(head.label.clone()) } else { Column::text(head.label.clone()) }
    };
    let columns: Vec<Column> = table.columns.iter().map(head).collect();
    let rows = table.rows.iter().map(|row| Row::new(row.iter().map(|cell| view_cell(view(cell))).collect())).collect();
    let wide = columns.len() > 7;
    view! { <div class="sparse"><DataTable caption=table.title columns rows wide/></div> }.into_any()
}

pub fn view(cell: &Cell) -> Option<AnyView> {
    Some(match cell {
        Cell::Nothing => return None,
        Cell::Words(words) => words.clone().into_any(),
        Cell::Money(money) => view! { <MoneyView money=*money/> }.into_any(),
        Cell::Unknown => view! { <span class="unknown">"unknown"</span> }.into_any(),
        Cell::Rate(rate) => view! { <span class="num">{rate.to_string()}</span> }.into_any(),
        Cell::Day(day) => view! { <DateView date=Some(PartialDate::Day(*day))/> }.into_any(),
        Cell::Count(number) => count(*number).into_any(),
    })
}
