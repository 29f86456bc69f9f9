use domain::{
    Timestamp,
    change::{Deed, Entity},
};
use leptos::prelude::*;
use store::changes::ChangeRow;

use super::{
    facts::read,
    record::{Names, Record, deed_words, names, who},
};
use crate::{
    Cx,
    cx::PageResult,
    export,
    kit::{
        Column, DataTable, EmptyState, Fact, FilterBar, FilterSelect, InstantView, ListQuery, PageHeader, Paging, Row,
        SummaryList, cell, count_of, none, number_cell, whole,
    },
};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let listed = store::changes::list(&mut tx, viewer, &cx.query.asked()).await?;
    let people = store::changes::people(&mut tx, viewer).await?;
    let mut names = names(&listed.rows);
    names.extend(store::changes::named(&mut tx, viewer, &listed.rows).await?);
    drop(tx);
    let paging = Paging::of(&listed);
    let query = cx.query.clone();
    cx.page("Changes", move || {
        view! {
            <PageHeader title="Changes" lead=view! { <p>{LEAD}</p> }.into_any()/>
            {filters(&query, &paging, people)}
            {table(query, &listed.rows, paging, &names)}
        }
        .into_any()
    })
}

const LEAD: &str = "Every change to the portal's records. Each hash covers its row and the hash before it: a row that was \
    altered or taken out breaks the chain.";

fn filters(query: &ListQuery, paging: &Paging, people: Vec<(String, String)>) -> AnyView {
    let records = Entity::ALL.iter().map(|e| (e.word().to_owned(), e.label().to_owned()));
    let deeds = Deed::ALL.iter().map(|d| (d.word().to_owned(), deed_words(*d).to_owned()));
    let selects = vec![
        FilterSelect::new("record", "Record", records.collect()),
        FilterSelect::new("deed", "What was done", deeds.collect()),
        FilterSelect::new("who", "Person", people),
    ];
    let sorts = [("-no", "Newest first"), ("no", "Oldest first")];
    let sorts = sorts.map(|(key, label)| (key.to_owned(), label.to_owned())).to_vec();
    view! {
        <FilterBar query=query.clone() search="Code of a record, or a hash" selects sorts
            count=paging.words("change", "changes") tools=export::links(query, "/changes", paging.shown)/>
    }
    .into_any()
}

fn table(query: ListQuery, listed: &[ChangeRow], paging: Paging, names: &Names) -> AnyView {
    if listed.is_empty() {
        return view! { <EmptyState things="changes" query yet="The first change to a record appears here."/> }
            .into_any();
    }
    let columns = vec![
        Column::number("No.").sorted("no"),
        Column::text("When"),
        Column::text("Who"),
        Column::text("What was done"),
        Column::text("Record"),
        Column::text("Facts"),
        Column::text("Hash"),
    ];
    let rows = listed.iter().map(|change| row(change, names)).collect();
    view! {
        <DataTable caption="Changes, newest first unless sorted otherwise" columns rows query paging=Some(paging)/>
    }
    .into_any()
}

fn row(change: &ChangeRow, names: &Names) -> Row {
    let when = view! { <span class="nowrap"><InstantView at=Timestamp(change.recorded_at)/></span> }.into_any();
    let record = view! { <span>{change.entity.label()} " " {Record::of(change, names).view()}</span> }.into_any();
    let hash = view! { <code title=change.hash.clone()>{change.hash.get(..12).unwrap_or_default().to_owned()}</code> };
    Row::new(vec![
        number_cell(change.seq),
        when,
        cell(who(change)),
        cell(deed_words(change.deed.0)),
        record,
        facts_cell(&change.body),
        hash.into_any(),
    ])
}

fn facts_cell(body: &str) -> AnyView {
    let facts = read(body);
    if facts.is_empty() {
        return none();
    }
    let words = count_of(whole(facts.len()), "fact", "facts");
    let facts = facts.into_iter().map(|(name, words)| Fact::text(name, words)).collect();
    view! { <details><summary>{words}</summary><SummaryList facts/></details> }.into_any()
}
