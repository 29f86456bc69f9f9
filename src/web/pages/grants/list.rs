//! `/grants`: the agreements, what they bought and what of that was signed for.

use domain::{Action, Viewer};
use leptos::prelude::*;
use store::grants::{Filters, GrantRow};

use super::figures::donor_names;
use crate::{Cx, cx::PageResult, export, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let listed = store::grants::list(&mut tx, viewer, &cx.query.asked()).await?;
    let selects = selects(viewer, store::grants::filters(&mut tx, viewer).await?);
    drop(tx);
    let paging = Paging::of(&listed);
    let may_record = viewer.role.may(Action::ManageGrants);
    cx.page("Grants", || {
        let actions = may_record.then(|| {
            view! {
                <ButtonLink href="/grants/new" text="Record a grant" primary=true/>
                <Menu label="More"><a href="/donors/new">"Record a donor"</a><a href="/periods">"Locked periods"</a></Menu>
            }
            .into_any()
        });
        let actions = actions.or_else(|| {
            let reads = viewer.role.may(Action::SeeChanges);
            reads.then(|| view! { <ButtonLink href="/periods" text="Locked periods"/> }.into_any())
        });
        let tools = export::links(&cx.query, "/grants", paging.shown);
        let found = paging.words("grant", "grants");
        view! {
            <PageHeader title="Grants" actions/>
            <FilterBar query=cx.query.clone() search="Code, title or donor" selects sorts=orders() count=found tools/>
            {rows(&cx, viewer, &listed.rows, paging, may_record)}
        }
        .into_any()
    })
}

fn rows(cx: &Cx, viewer: &Viewer, listed: &[GrantRow], paging: Paging, may_record: bool) -> AnyView {
    let query = cx.query.clone();
    if paging.count.is_zero() {
        let yet = "A grant is one agreement with a donor, with a ceiling in its own currency.";
        let action = may_record.then(|| ("Record the first grant".to_owned(), "/grants/new".to_owned()));
        return view! { <EmptyState things="grants" query yet action/> }.into_any();
    }
    let mut columns = vec![Column::text("Grant").sorted("code")];
    if viewer.sees_everything() {
        columns.push(Column::text("Donor").sorted("donor"));
    }
    columns.extend([
        Column::number("Ceiling"),
        Column::text("Signed on").sorted("signed"),
        Column::number("Items").sorted("items"),
        Column::number("Signed for"),
        Column::number("Handed over"),
        Column::number("Confirmed"),
    ]);
    let rows = listed.iter().map(|grant| row(grant, viewer)).collect();
    view! { <DataTable caption="Grants" columns rows query paging=Some(paging)/> }.into_any()
}

fn row(grant: &GrantRow, viewer: &Viewer) -> Row {
    let number = |n: usize| number_cell(i64::try_from(n).ok());
    let href = format!("/grants/{}", grant.code);
    let mut cells = vec![link_cell_with(grant.code.clone(), href, grant.title.clone())];
    if viewer.sees_everything() {
        cells.push(cell(donor_names(grant)));
    }
    let ceiling = grant.ceiling.map(|money| view! { <Figure money badge=Some(Badge::Ceiling)/> }.into_any());
    cells.extend([
        view_cell(ceiling),
        view! { <span class="nowrap"><DateView date=grant.signed_on/></span> }.into_any(),
        number(grant.items),
        number(grant.confirmed_items),
        totals(&grant.dispatched),
        totals(&grant.confirmed),
    ]);
    Row::new(cells)
}

fn orders() -> Vec<(String, String)> {
    [("-signed", "Newest first"), ("code", "Code"), ("-items", "Most items first")]
        .map(|(key, words)| (key.to_owned(), words.to_owned()))
        .to_vec()
}

/// A donor has one donor to choose from: none.
fn selects(viewer: &Viewer, filters: Filters) -> Vec<FilterSelect> {
    let currencies = filters.currencies.into_iter().map(|code| (code.clone(), code)).collect();
    let donor = viewer.sees_everything().then(|| FilterSelect::new("donor", "Donor", filters.donors));
    donor.into_iter().chain([FilterSelect::new("currency", "Currency", currencies)]).collect()
}
