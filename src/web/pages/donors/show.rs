//! One donor: its grants, what they became, and what was published about it. Staff read every donor, a donor viewer its own.

use axum::extract::Path;
use domain::{Action, quote::Subject};
use leptos::prelude::*;
use store::{
    donors::DonorShow,
    grants::GrantRow,
    list::{Asked, Page},
};

use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    pages::quotes::{self, Offer},
};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let show = store::donors::show(&mut tx, viewer, &code).await?;
    let asked = Asked { filters: vec![("donor".to_owned(), code.clone())], ..Asked::default() };
    let grants = store::grants::list(&mut tx, viewer, &asked).await?;
    let about = Subject::Donor(code.clone());
    let figures = store::quotes::about(&mut tx, viewer, &about).await?;
    let published = quotes::section(&mut tx, viewer, &about, &figures, Offer::Always).await?;
    drop(tx);
    let may_edit = viewer.may(Action::ManageGrants).is_ok();
    cx.page(&show.donor.name, || {
        let edit = format!("/donors/{code}/edit");
        let actions = may_edit.then(|| view! { <ButtonLink href=edit text="Edit"/> }.into_any());
        view! {
            <Breadcrumb steps=vec![("Grants".to_owned(), "/grants".to_owned())]/>
            <PageHeader kind="Donor" code=code.clone() title=show.donor.name.clone() actions/>
            <SummaryList facts=facts(&show)/>
            {funded(&code, &show, &grants)}
            {parts(&show)}
            {published}
        }
        .into_any()
    })
}

fn facts(show: &DonorShow) -> Vec<Fact> {
    let mut facts = vec![Fact::text("Usually gives in", show.donor.currency.0.code())];
    if let Some(iati) = &show.iati_ref {
        facts.push(Fact::text("Identifier in IATI, to be confirmed", iati.clone()));
    }
    facts
}

/// Its grants, each with what was handed over and signed for, and its own part of the items.
fn funded(code: &str, show: &DonorShow, grants: &Page<GrantRow>) -> AnyView {
    let content = if grants.rows.is_empty() {
        view! { <p class="muted">"No grant of it is recorded."</p> }.into_any()
    } else {
        let columns = vec![
            Column::text("Grant"),
            Column::text("Signed on"),
            Column::number("Ceiling"),
            Column::number("Handed over"),
            Column::number("Signed for"),
        ];
        let rows = grants.rows.iter().map(row).collect();
        let all = grants.next.is_some().then(|| {
            let href = format!("/grants{}", ListQuery::default().with("donor", code));
            view! { <p><a href=href>"All grants of it"</a></p> }.into_any()
        });
        let own = (show.items > 0).then(|| {
            let items = count_of(show.items, "item", "items");
            view! { <p>"Its own part of " {items} ", as entered: " {totals(&show.paid)}</p> }.into_any()
        });
        view! {
            <div class="stack">
                <div><DataTable caption="Grants of this donor" columns rows/></div>
                {own}
                {all}
            </div>
        }
        .into_any()
    };
    view! { <Section title="What it funded" id="funded">{content}</Section> }.into_any()
}

fn row(grant: &GrantRow) -> Row {
    let shared =
        grant.co_funded.then(|| "given together with others; the amounts are those of the whole grant".to_owned());
    let title = [Some(grant.title.clone()), shared].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let ceiling = grant.ceiling.map(|money| view! { <MoneyView money/> }.into_any());
    Row::new(vec![
        link_cell_with(grant.code.clone(), format!("/grants/{}", grant.code), title),
        cell(grant.signed_on.map(|day| day.words())),
        view_cell(ceiling),
        totals(&grant.dispatched),
        totals(&grant.confirmed),
    ])
}

/// Components in which it takes part, whatever agreement there is or is not.
fn parts(show: &DonorShow) -> Option<AnyView> {
    if show.parts.is_empty() {
        return None;
    }
    let columns = vec![Column::text("Component"), Column::text("As")];
    let row = |(code, title, part): &(String, String, Option<String>)| {
        Row::new(vec![link_cell_with(code.clone(), format!("/components/{code}"), title.clone()), cell(part.clone())])
    };
    let rows = show.parts.iter().map(row).collect();
    Some(
        view! {
            <Section title="Takes part in" id="parts"><DataTable caption="Components in which it takes part" columns rows/></Section>
        }
        .into_any(),
    )
}
