//! What narrows a list, each with a way to take it off.

use leptos::prelude::*;

use super::{filter::FilterSelect, query::ListQuery};

/// The chips of everything that narrows the list, in the order of the address, and "Clear all". Nothing when nothing does.
pub(super) fn chips<'a>(query: &ListQuery, selects: impl Iterator<Item = &'a FilterSelect>) -> Option<AnyView> {
    let selects: Vec<_> = selects.collect();
    let chips: Vec<_> = query
        .filters()
        .map(|(key, value)| {
            let words = chip_words(key, value, &selects);
            let label = format!("Remove filter {words}");
            view! {
                <li>
                    <a class="chip" href=query.without(key) aria-label=label>{words} <span aria-hidden="true">"×"</span></a>
                </li>
            }
            .into_any()
        })
        .collect();
    (!chips.is_empty()).then(|| {
        view! {
            <ul class="chips" aria-label="Active filters">
                {chips}
                <li><a class="chip-clear" href=query.cleared()>"Clear all"</a></li>
            </ul>
        }
        .into_any()
    })
}

fn chip_words(key: &str, value: &str, selects: &[&FilterSelect]) -> String {
    if key == "q" {
        return format!("“{value}”");
    }
    match selects.iter().find(|select| select.name == key) {
        Some(select) => {
            let option = select.options.iter().find(|(v, _)| v == value).map_or(value, |(_, label)| label);
            format!("{}: {option}", select.label)
        }
        None => format!("{key}: {value}"),
    }
}
