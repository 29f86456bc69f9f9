//! `/totals`: every published figure that the viewer reads, beside what the portal itself counts.

use domain::{Action, Viewer, quote::Subject};
use leptos::prelude::*;
use store::quotes::{Filters, TotalRow};

use super::{
    address_for,
    section::{Shown, Told, columns, figure_row, note},
};
use crate::{Cx, cx::PageResult, export, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let listed = store::quotes::list(&mut tx, &viewer, &cx.query.asked()).await?;
    let filters = store::quotes::filters(&mut tx, &viewer).await?;
    drop(tx);
    let may_change = viewer.may(Action::ManageGrants).is_ok();
    let paging = Paging::of(&listed);
    let query = cx.query.clone();
    cx.page("Published totals", move || {
        let total = paging.words("published figure", "published figures");
        let tools = export::links(&query, "/totals", paging.shown);
        let (selects, more) = selects(filters);
        let shown: Vec<Shown> = listed.rows.iter().map(|row| shown(row, &viewer)).collect();
        let lead = note(&shown, &viewer);
        let body = if shown.is_empty() {
            let yet = if may_change {
                "A published figure is recorded on the page of what it is about: a component, a unit, an agency, a donor …"
            } else {
                "Published figures stand here about what is yours to read."
            };
            view! { <EmptyState things="published figures" query=query.clone() yet/> }.into_any()
        } else {
            let told = Told::by(&shown);
            let columns = columns(&told, may_change, true);
            let rows = shown.iter().map(|row| figure_row(row, &told, may_change)).collect();
            view! { <DataTable caption="Published totals" columns rows query=query.clone() paging=Some(paging)/> }.into_any()
        };
        view! {
            <PageHeader title="Published totals" lead/>
            <FilterBar query search="What was published, of what, source" selects more sorts=orders() count=total tools/>
            {body}
            {terms(&["quoted"])}
        }
        .into_any()
    })
}

fn shown<'a>(row: &'a TotalRow, viewer: &Viewer) -> Shown<'a> {
    Shown {
        of: Some((named(&row.about), address_for(viewer, &row.about))),
        quote: &row.quote,
        withdrawn: row.withdrawn.as_deref(),
    }
}

/// `Component IMT`
pub(super) fn named(about: &Subject) -> String {
    format!("{} {}", about.noun().label(), about.code())
}

fn selects(filters: Filters) -> (Vec<FilterSelect>, Vec<FilterSelect>) {
    let nouns = filters.nouns.iter().map(|noun| (noun.word().to_owned(), noun.label().to_owned())).collect();
    let counted = filters.counted.iter().map(|word| (word.word().to_owned(), word.label().to_owned())).collect();
    let measures = filters.measures.iter().map(|word| (word.word().to_owned(), word.label().to_owned())).collect();
    let years = filters.years.into_iter().map(|year| {
        let label = if year == "unknown" { "No time stated".to_owned() } else { year.clone() };
        (year, label)
    });
    let states = ["stands", "withdrawn"].map(|state| (state.to_owned(), state.to_owned())).to_vec();
    let mut more = vec![FilterSelect::new("measure", "Measure", measures)];
    more.extend(filters.has_withdrawn.then(|| FilterSelect::new("state", "State", states)));
    let selects = vec![
        FilterSelect::new("noun", "About", nouns),
        FilterSelect::new("counted", "What is counted", counted),
        FilterSelect::new("year", "Year", years.collect()),
    ];
    (selects, more)
}

fn orders() -> Vec<(String, String)> {
    [("-date", "Newest first"), ("date", "Oldest first"), ("what", "What was published"), ("about", "About")]
        .map(|(key, words)| (key.to_owned(), words.to_owned()))
        .to_vec()
}
