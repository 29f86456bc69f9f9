//! `/grants`: the agreements, what they bought and what of that was signed for.

use domain::{Action, Viewer};
use leptos::prelude::*;
use store::grants::GrantRow;

use super::figures::donor_names;
use crate::{
    AppError, Cx, csv,
    cx::PageResult,
    kit::*,
    listing::{Listed, Listing, by_day, choices},
};

const LISTING: Listing<GrantRow> = Listing {
    text: |grant| format!("{} {} {}", grant.code, grant.title, donor_names(grant)),
    filters: &[
        ("donor", |grant, donor| grant.donors.iter().any(|d| d.code == donor)),
        ("currency", |grant, currency| grant.ceiling.is_some_and(|c| c.currency.code() == currency)),
    ],
    sorts: &[
        ("-signed", |a, b| by_day(a.signed_on, b.signed_on)),
        ("code", |a, b| a.code.cmp(&b.code)),
        ("donor", |a, b| donor_names(a).cmp(&donor_names(b))),
        ("items", |a, b| a.items.cmp(&b.items)),
    ],
};

/// The grants that the address asks for, as a list and as a file.
///
/// # Errors
/// Officers see no grants.
pub async fn listed(cx: &Cx) -> Result<Listed<GrantRow>, AppError> {
    let grants = store::grants::list(&mut cx.read().await?, cx.viewer()?).await?;
    Ok(LISTING.arrange(&cx.query, grants))
}

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let grants = store::grants::list(&mut tx, viewer).await?;
    let selects = selects(viewer, &grants);
    let listed = LISTING.arrange(&cx.query, grants);
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
        let tools = csv::link(&cx.query, "/grants.csv", listed.matching.len());
        let found = count_of(listed.state.total, "grant", "grants");
        view! {
            <PageHeader title="Grants" actions/>
            <FilterBar query=cx.query.clone() search="Code, title or donor" selects sorts=orders() count=found tools/>
            {rows(&cx, viewer, &listed, may_record)}
        }
        .into_any()
    })
}

fn rows(cx: &Cx, viewer: &Viewer, listed: &Listed<GrantRow>, may_record: bool) -> AnyView {
    let query = cx.query.clone();
    if listed.matching.is_empty() {
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
    let rows = listed.shown().iter().map(|grant| row(grant, viewer)).collect();
    view! { <DataTable caption="Grants" columns rows query sort=listed.sort state=Some(listed.state)/> }.into_any()
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
fn selects(viewer: &Viewer, grants: &[GrantRow]) -> Vec<FilterSelect> {
    let donors = grants.iter().flat_map(|g| &g.donors).map(|donor| (donor.code.clone(), donor.name.clone()));
    let currencies =
        grants.iter().filter_map(|g| g.ceiling).map(|c| (c.currency.code().to_owned(), c.currency.code().to_owned()));
    let donor = viewer.sees_everything().then(|| FilterSelect::new("donor", "Donor", choices(donors)));
    donor.into_iter().chain([FilterSelect::new("currency", "Currency", choices(currencies))]).collect()
}
