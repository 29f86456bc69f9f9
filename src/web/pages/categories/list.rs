//! `/categories`: the tree, with what each asks of its things.

use domain::category::Needs;
use leptos::prelude::*;
use store::categories::CategoryRow;

use crate::{Cx, cx::PageResult, export, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let listed = store::categories::page(&mut tx, cx.viewer()?, &cx.query.asked()).await?;
    drop(tx);
    let paging = Paging::of(&listed);
    let query = cx.query.clone();
    cx.page("Categories", move || {
        let total = paging.words("category", "categories");
        let needs = Needs::ALL.iter().map(|needs| (needs.word().to_owned(), needs.label().to_owned())).collect();
        let selects = vec![FilterSelect::new("needs", "Must have", needs)];
        let tools = export::links(&query, "/categories", paging.shown);
        let record = view! { <ButtonLink href="/categories/new" text="New category" primary=true/> }.into_any();
        let lead = view! { <p>"A category says which number a thing must have, or which reason stands for it, and how often it is checked where it stands."</p> };
        view! {
            <Breadcrumb steps=vec![("Items".to_owned(), "/items".to_owned())]/>
            <PageHeader title="Categories" lead=lead.into_any() actions=Some(record)/>
            <FilterBar query=query.clone() search="Name or code" selects count=total tools/>
            {table(query, &listed.rows, paging)}
        }
        .into_any()
    })
}

fn table(query: ListQuery, listed: &[CategoryRow], paging: Paging) -> AnyView {
    if listed.is_empty() {
        let action = Some(("New category".to_owned(), "/categories/new".to_owned()));
        return view! {
            <EmptyState things="categories" query action yet="A category is a kind of thing, such as radios or off-road cars."/>
        }
        .into_any();
    }
    let columns = vec![
        Column::text("Category").sorted("name"),
        Column::text("Code").sorted("code"),
        Column::text("Must have"),
        Column::text("Unless"),
        Column::text("Checked"),
        Column::text("Asks for"),
        Column::number("Items"),
    ];
    let rows = listed.iter().map(row).collect();
    view! { <DataTable caption="Categories" columns rows query paging=Some(paging)/> }.into_any()
}

fn row(row: &CategoryRow) -> Row {
    let within = row.parent.as_ref().map(|(_, name)| format!("in {name}"));
    let name = link_cell_with(row.name.clone(), format!("/categories/{}/edit", row.code), within);
    Row::new(vec![
        view! { <div id=row.code.clone()>{name}</div> }.into_any(),
        cell(row.code.clone()),
        cell(row.needs.label()),
        cell(row.instead.clone()),
        cell(row.tier.map(|tier| tier.to_string())),
        cell(asks(row)),
        number_cell(row.items),
    ])
}

/// What it says itself besides numbers and months.
pub(super) fn asks(row: &CategoryRow) -> Option<String> {
    let questions = row.care.questions.as_ref().map_or(0, |lines| lines.lines().count());
    let said = [
        row.care.trained.then(|| "somebody trained".to_owned()),
        row.care.consent.then(|| "consent to its disposal".to_owned()),
        (questions > 0).then(|| count_of(whole(questions), "answer at each check", "answers at each check")),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(", "))
}
