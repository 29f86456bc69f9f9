//! `/discrepancies`

use domain::discrepancy::{Kind, State};
use leptos::prelude::*;
use store::discrepancies::{self, DiscrepancyRow};

use super::{end, tag};
use crate::{
    AppError, Cx, csv,
    cx::PageResult,
    kit::*,
    listing::{Listed, Listing},
};

const LISTING: Listing<DiscrepancyRow> = Listing {
    text: |d| {
        let owner = d.owner.as_deref().unwrap_or_default();
        format!("{} {} {} {} {} {owner}", d.round_code, d.tag, d.item, d.agency_code, d.agency_name)
    },
    filters: &[
        // "Open" means not settled: what is overdue is open as well.
        ("state", |d, word| d.state.word() == word || (word == "open" && d.state == State::Overdue)),
        ("kind", |d, word| d.kind.word() == word),
        ("agency", |d, code| d.agency_code == code),
        ("round", |d, code| d.round_code == code),
        ("receipt", |d, id| d.receipt == id),
    ],
    sorts: &[
        ("-counted", |a, b| a.counted_on.start().cmp(&b.counted_on.start()).then(a.public_id.cmp(&b.public_id))),
        ("round", |a, b| a.round_code.cmp(&b.round_code)),
        ("kind", |a, b| a.kind.cmp(&b.kind)),
        ("item", |a, b| a.item.cmp(&b.item).then(a.tag.cmp(&b.tag))),
        ("agency", |a, b| a.agency_name.cmp(&b.agency_name)),
        // Without a due date: last.
        ("due", |a, b| (a.due_on.is_none(), a.due_on).cmp(&(b.due_on.is_none(), b.due_on))),
        ("state", |a, b| a.state.cmp(&b.state)),
    ],
};

/// The discrepancies that the address asks for, as a list and as a file.
///
/// # Errors
/// The role sees none.
pub async fn listed(cx: &Cx) -> Result<Listed<DiscrepancyRow>, AppError> {
    let rows = discrepancies::list(&mut cx.read().await?, cx.viewer()?, cx.today()).await?;
    Ok(LISTING.arrange(&cx.query, rows))
}

pub async fn page(cx: Cx) -> PageResult {
    let inside = !cx.viewer()?.is_donor();
    let rows = discrepancies::list(&mut cx.read().await?, cx.viewer()?, cx.today()).await?;
    let selects = selects(&rows);
    let listed = LISTING.arrange(&cx.query, rows);
    let query = cx.query.clone();
    cx.page("Discrepancies", move || {
        let tools = csv::link(&query, "/discrepancies.csv", listed.matching.len());
        let count = count_of(listed.matching.len() as i64, "discrepancy", "discrepancies");
        let content = if listed.is_empty() {
            let yet = "What a receipt counts as short, damaged, refused or surplus appears here until it is settled.";
            view! { <EmptyState things="discrepancies" query=query.clone() yet/> }.into_any()
        } else {
            table(&query, &listed, inside)
        };
        let lead = view! { <p>"What did not arrive as it was sent."</p> }.into_any();
        let sorts = [("-counted", "Newest first"), ("due", "By due date"), ("state", "Overdue first")];
        let sorts = sorts.map(|(key, label)| (key.to_owned(), label.to_owned())).to_vec();
        view! {
            <Breadcrumb steps=vec![("Rounds".to_owned(), "/rounds".to_owned())]/>
            <PageHeader title="Discrepancies" lead/>
            <FilterBar query=query.clone() search="Search discrepancies" selects sorts count tools/>
            {content}
        }
        .into_any()
    })
}

fn table(query: &ListQuery, listed: &Listed<DiscrepancyRow>, inside: bool) -> AnyView {
    let mut columns = vec![
        Column::text("Item").sorted("item"),
        Column::text("Kind").sorted("kind"),
        Column::number("Quantity"),
        Column::text("Round").sorted("round"),
        Column::text("Agency").sorted("agency"),
        Column::text("Counted on").sorted("counted"),
    ];
    if inside {
        columns.extend([Column::text("Owner"), Column::text("Due").sorted("due")]);
    }
    columns.push(Column::text("State").sorted("state"));
    let rows = listed.shown().iter().map(|d| row(d, inside)).collect();
    view! { <DataTable caption="Discrepancies" columns rows query=query.clone() sort=listed.sort state=Some(listed.state)/> }
        .into_any()
}

fn row(d: &DiscrepancyRow, inside: bool) -> Row {
    let counted = view! { <span class="nowrap"><DateView date=Some(d.counted_on)/></span> }.into_any();
    let mut cells = vec![
        link_cell_with(d.item.clone(), format!("/discrepancies/{}", d.public_id), d.tag.clone()),
        cell(d.kind.label()),
        number_cell(d.quantity),
        link_cell(d.round_code.clone(), format!("/rounds/{}", d.round_code)),
        cell(d.agency_name.clone()),
        counted,
    ];
    if inside {
        let due =
            d.due_on.map(|due| view! { <span class="nowrap"><DateView date=Some(due.into())/></span> }.into_any());
        cells.extend([cell(d.owner.clone()), view_cell(due)]);
    }
    let how = end(d.state, d.settlement).filter(|_| inside);
    let how = how.map(|words| view! { <span class="below">{words}</span> }.into_any());
    cells.push(view! { <div>{tag(d.state)} {how}</div> }.into_any());
    Row::new(cells)
}

fn selects(rows: &[DiscrepancyRow]) -> Vec<FilterSelect> {
    let mut agencies: Vec<(String, String)> =
        rows.iter().map(|d| (d.agency_code.clone(), d.agency_name.clone())).collect();
    agencies.sort();
    agencies.dedup_by(|a, b| a.0 == b.0);
    let kinds = Kind::ALL.iter().filter(|kind| rows.iter().any(|d| d.kind == **kind));
    let states = [("open", "Not settled"), ("overdue", "Overdue"), ("settled", "Settled")];
    vec![
        FilterSelect::new("state", "State", states.map(|(word, label)| (word.to_owned(), label.to_owned())).to_vec()),
        FilterSelect::new("kind", "Kind", kinds.map(|k| (k.word().to_owned(), k.label().to_owned())).collect()),
        FilterSelect::new("agency", "Agency", agencies),
    ]
}
