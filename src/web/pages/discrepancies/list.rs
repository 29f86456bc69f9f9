//! `/discrepancies`

use domain::discrepancy::Kind;
use leptos::prelude::*;
use store::discrepancies::{self, DiscrepancyRow};

use super::{end, tag};
use crate::{Cx, cx::PageResult, export, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let inside = !viewer.is_donor();
    let mut tx = cx.read().await?;
    let listed = discrepancies::list(&mut tx, viewer, cx.today(), &cx.query.asked()).await?;
    let selects = selects(discrepancies::choices(&mut tx, viewer).await?);
    drop(tx);
    let paging = Paging::of(&listed);
    let query = cx.query.clone();
    cx.page("Discrepancies", move || {
        let tools = export::links(&query, "/discrepancies", paging.shown);
        let count = paging.words("discrepancy", "discrepancies");
        let content = if paging.count.is_zero() {
            let yet = "What a receipt counts as short, damaged, refused or surplus appears here until it is settled.";
            view! { <EmptyState things="discrepancies" query=query.clone() yet/> }.into_any()
        } else {
            table(&query, &listed.rows, paging, inside)
        };
        let lead = view! { <p>"A " {term("discrepancy")} " is what did not arrive as it was sent."</p> }.into_any();
        let due = inside.then_some(("due", "By due date"));
        let state = ("state", if inside { "Overdue first" } else { "Not settled first" });
        let sorts = [("-counted", "Newest first")].into_iter().chain(due).chain([state]);
        let sorts = sorts.map(|(key, label)| (key.to_owned(), label.to_owned())).collect::<Vec<_>>();
        view! {
            <Breadcrumb steps=vec![("Rounds".to_owned(), "/rounds".to_owned())]/>
            <PageHeader title="Discrepancies" lead/>
            <FilterBar query=query.clone() search="Search discrepancies" selects sorts count tools/>
            {content}
        }
        .into_any()
    })
}

fn table(query: &ListQuery, listed: &[DiscrepancyRow], paging: Paging, inside: bool) -> AnyView {
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
    let rows = listed.iter().map(|d| row(d, inside)).collect();
    view! { <DataTable caption="Discrepancies" columns rows query=query.clone() paging=Some(paging)/> }.into_any()
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

fn selects(agencies: Vec<(String, String)>) -> Vec<FilterSelect> {
    let kinds = Kind::ALL.iter().map(|kind| (kind.word().to_owned(), kind.label().to_owned()));
    // "Open" means not settled: what is overdue is open as well.
    let states = [("open", "Not settled"), ("overdue", "Overdue"), ("settled", "Settled")];
    vec![
        FilterSelect::new("state", "State", states.map(|(word, label)| (word.to_owned(), label.to_owned())).to_vec()),
        FilterSelect::new("kind", "Kind", kinds.collect()),
        FilterSelect::new("agency", "Agency", agencies),
    ]
}
