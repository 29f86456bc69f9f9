//! `/agencies.csv` and `.xlsx`: the list as a file.

use store::agencies::AgencyRow;

use super::country;
use crate::{
    Cx,
    cx::PageResult,
    export::{self, Column, Field},
};

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let columns: Vec<Column<AgencyRow>> = vec![
        ("Agency", |agency| Field::words(agency.current_name())),
        ("Code", |agency| Field::words(&agency.code)),
        ("Country", |agency| Field::words(country(&agency.country))),
        ("Part in the programme", |agency| Field::some(agency.part.as_deref())),
        ("Names over time", |agency| Field::words(names(agency))),
    ];
    export::columns(&cx, "agencies", columns, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { Ok(store::agencies::page(tx, &viewer, &asked).await?.0) })
    })
    .await
}

/// `State Security Service since 14 Mar 2018; National Security Service until 14 Mar 2018`
fn names(agency: &AgencyRow) -> String {
    let one = |name: &store::agencies::AgencyName| {
        let dates = super::list::dates(name.dated.from, name.dated.until);
        [Some(name.dated.name.clone()), dates].into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    agency.names.iter().rev().map(one).collect::<Vec<_>>().join("; ")
}
