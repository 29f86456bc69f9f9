//! `/grants/{code}`: one agreement, from its ceiling to every signature for what it bought.

use axum::extract::Path;
use domain::{Action, Money, Timestamp, Viewer, change::Entity, document::Subject as Noun};
use leptos::prelude::*;
use store::{
    Totals,
    changes::ChangeRow,
    grants::{GrantRow, GrantShow, NotYet},
    quotes::Subject,
    statements::Statement,
};

use super::{bought, closing, figures, money};
use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    pages::{
        documents, officials,
        quotes::{self, Offer},
    },
};

/// How many of the latest changes stand on the page.
const LATEST: usize = 5;

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let asked = AskedAsOf::read(&cx.query, cx.today());
    let grant = store::grants::show_as_of(&mut tx, viewer, &code, asked.as_of).await?;
    if let Some(not_yet) = grant.not_yet {
        let statement = store::statements::statement(&mut tx, viewer, &code, asked.as_of).await?;
        return not_there(&cx, &grant, not_yet, &statement, asked);
    }
    let listed = store::grants::bought(&mut tx, viewer, &code, asked.as_of, &cx.query.asked()).await?;
    let filters =
        if asked.as_of.is_now() { Some(store::grants::bought_filters(&mut tx, viewer, &code).await?) } else { None };
    let changes = if viewer.role.may(Action::SeeChanges) {
        store::changes::newest_of(&mut tx, viewer, Entity::Grant, &grant.row.code, LATEST).await?
    } else {
        Vec::new()
    };
    let statement = store::statements::statement(&mut tx, viewer, &code, asked.as_of).await?;
    let signing = store::officials::of_grant(&mut tx, viewer, &grant.row.code).await?;
    let about = Subject::Grant(grant.row.code.clone());
    let published = quotes::section(&mut tx, viewer, &about, &grant.quotes, Offer::Always).await?;
    let documents = if asked.as_of.is_now() {
        documents::section(&mut tx, viewer, Noun::Grant, &grant.row.code).await?
    } else {
        None
    };
    let today = asked.as_of.day.unwrap_or_else(|| cx.today());
    let title = format!("{} {}", grant.row.code, grant.row.title);
    cx.page(&title, || {
        let row = &grant.row;
        let agreement = figures::agreement(&grant, &signing, viewer.role.may(Action::ManageOfficials));
        let may_edit = viewer.role.may(Action::ManageGrants);
        let lacks = may_edit.then(|| format!("/grants/{}/edit", grant.row.code));
        let allocations = figures::allocations(&grant, viewer, statement.assumed().is_some());
        let bought = bought::view(&code, &cx.query, &listed, filters);
        view! {
            <PageHeader kind="Grant" code=row.code.clone() title=row.title.clone() actions=actions(viewer, row)/>
            <ChainStrip links=chain(&grant, viewer)/>
            <AsOfBar asked=asked.clone()
                note="What the agreement says, allocations, published figures and discrepancies are those of today."/>
            <StatTiles tiles=tiles(&grant)/>
            <Section title="Agreement" id="agreement" aside=aside(viewer, row, "signed/new", "Record who signed")>
                <RecordedFacts facts=agreement add=lacks/>
                {officials::withdrawn(&signing)}
            </Section>
            <Section title="What it is for" id="allocations" aside=aside(viewer, row, "allocations/new", "Allocate it to a phase")>
                {allocations}
            </Section>
            {money::sources_and_uses(&statement, &asked)}
            {money::funnel(&grant, &statement)}
            {published}
            {money::reconciliation(&grant, &statement)}
            {closing::section(&grant, &statement, today)}
            <Section title="What it bought" id="bought">{bought}</Section>
            {documents}
            {history(&row.code, &changes)}
        }
        .into_any()
    })
}

/// A day before there was a grant: its name, why there is nothing, and what the ledger has of that time (a pledge can be older
/// than the agreement).
fn not_there(cx: &Cx, grant: &GrantShow, not_yet: NotYet, statement: &Statement, asked: AskedAsOf) -> PageResult {
    let title = format!("{} {}", grant.row.code, grant.row.title);
    let words = match not_yet {
        NotYet::Unsigned(signed) => {
            format!("The agreement was signed on {}: on this day there was none.", signed.words())
        }
        NotYet::Unknown => "Nothing of it was recorded then.".to_owned(),
    };
    let money = (!statement.movements.is_empty()).then(|| money::sources_and_uses(statement, &asked));
    cx.page(&title, || {
        view! {
            <PageHeader kind="Grant" code=grant.row.code.clone() title=grant.row.title.clone()/>
            <AsOfBar asked/>
            <p>{words}</p>
            {money}
        }
        .into_any()
    })
}

fn actions(viewer: &Viewer, grant: &GrantRow) -> Option<AnyView> {
    let href = format!("/grants/{}/edit", grant.code);
    let donors: Vec<AnyView> = grant
        .donors
        .iter()
        .map(|donor| {
            let words = format!("Edit {}", donor.name);
            view! { <a href=format!("/donors/{}/edit", donor.code)>{words}</a> }.into_any()
        })
        .collect();
    viewer
        .role
        .may(Action::ManageGrants)
        .then(|| view! { <ButtonLink href text="Edit the grant"/> {menu("More", donors)} }.into_any())
}

/// What staff can add to a section of the page.
fn aside(viewer: &Viewer, grant: &GrantRow, end: &str, text: &'static str) -> Option<AnyView> {
    let href = format!("/grants/{}/{end}", grant.code);
    viewer.role.may(Action::ManageGrants).then(|| view! { <ButtonLink href text/> }.into_any())
}

/// `Japan › [ JP-2020 ¥743,000,000 ] › IMT Phase II › 42 items · 39 signed for › 6 units`
fn chain(grant: &GrantShow, viewer: &Viewer) -> Vec<ChainLink> {
    let row = &grant.row;
    let donor = |donor: &store::grants::DonorRef| {
        if viewer.sees_everything() {
            ChainLink::to(donor.name.clone(), format!("/grants?donor={}", donor.code))
        } else {
            ChainLink::fact(donor.name.clone())
        }
    };
    let mut links: Vec<ChainLink> = row.donors.iter().map(donor).collect();
    let ceiling = row.ceiling.map(|c| format!(" {}{}", c.currency.prefix(), c.short_figure()));
    links.push(ChainLink::here(format!("{}{}", row.code, ceiling.unwrap_or_default())));
    if grant.allocations.is_empty() {
        links.push(ChainLink::waiting("waits for a component and phase"));
    }
    links.extend(grant.allocations.iter().map(|a| {
        ChainLink::to(format!("{} {}", a.component_code, a.phase), format!("/components/{}", a.component_code))
    }));
    if row.items == 0 {
        links.push(ChainLink::waiting("waits for its first round"));
        return links;
    }
    let items = count_of(whole(row.items), "item", "items");
    links.push(ChainLink::to(format!("{items} · {} signed for", count(whole(row.confirmed_items))), "#bought"));
    let open = row.dispatched_items.saturating_sub(row.confirmed_items);
    if open > 0 {
        links
            .push(ChainLink::waiting(format!("{} for a signature", count_of(whole(open), "item waits", "items wait"))));
    }
    links.push(ChainLink::fact(count_of(whole(grant.units), "unit", "units")));
    links
}

fn tiles(grant: &GrantShow) -> Vec<StatTile> {
    let row = &grant.row;
    let ceiling = row
        .ceiling
        .map(|money| StatTile::new("Ceiling", view! { <Figure money badge=Some(Badge::Ceiling)/> }.into_any()));
    let items = StatTile::new("Items", number_cell(whole(row.items)))
        .note(format!("{} signed for", count(whole(row.confirmed_items))))
        .href("#bought");
    let activities = StatTile::new("Activities held", number_cell(grant.activities)).note("that it pays for");
    ceiling.into_iter().chain(values(row)).chain([items]).chain((grant.activities > 0).then_some(activities)).collect()
}

/// Handed over against confirmed, each currency for itself.
fn values(row: &GrantRow) -> Vec<StatTile> {
    let of = |totals: &Totals, like: &Money| totals.0.iter().find(|m| m.currency == like.currency).copied();
    let tile = |label: &str, money: Money| StatTile::new(label, view! { <MoneyView money/> }.into_any());
    let mut tiles = Vec::new();
    for sent in &row.dispatched.0 {
        let confirmed = of(&row.confirmed, sent).unwrap_or(Money::zero(sent.currency));
        tiles.push(tile("Handed over", *sent).note("this grant’s part of dispatched lines, as entered"));
        tiles.push(tile("Confirmed", confirmed).note(format!(
            "{} of it signed for by agencies",
            percent(confirmed, *sent).unwrap_or_else(|| "nothing".to_owned())
        )));
    }
    if tiles.is_empty() {
        tiles.push(StatTile::new("Handed over", none()).note("nothing dispatched yet"));
    }
    tiles
}

fn history(code: &str, changes: &[ChangeRow]) -> Option<AnyView> {
    let entries: Vec<Happening> = changes.iter().map(happening).collect();
    let all = format!("/changes?q={code}");
    (!entries.is_empty()).then(|| {
        let aside = view! { <a href=all>"All changes"</a> }.into_any();
        view! { <Section title="Latest changes" id="changes" aside><Timeline entries/></Section> }.into_any()
    })
}

fn happening(change: &ChangeRow) -> Happening {
    let said =
        |key: &str| serde_json::from_str::<serde_json::Value>(&change.body).is_ok_and(|body| body.get(key).is_some());
    let what = if said("allocated_to_phase") {
        "Allocated to a phase".to_owned()
    } else if said("allocation") {
        "Allocation withdrawn".to_owned()
    } else if said("ceiling_source") && !said("title") {
        "Sources noted".to_owned()
    } else {
        format!("Grant {}", change.deed.label())
    };
    let who = change.person.clone().unwrap_or_else(|| "the command line".to_owned());
    Happening::at(Timestamp(change.recorded_at), what).who(who)
}
