//! An embassy's viewer: what the own grants became.

use domain::{Money, Timestamp, Viewer};
use leptos::prelude::*;
use store::{
    Totals,
    grants::GrantRow,
    overview::{DonorOverview, NextMilestone},
    rounds::RoundRow,
};

use super::parts::{amounts, as_of, in_currency_of, share};
use crate::{
    AppError,
    kit::{
        Badge, BadgeTag, ButtonLink, Column, DataTable, DateView, EmptyState, Figure, Happening, MoneyView, PageHeader,
        Row, Section, ShareBar, StatTile, StatTiles, Timeline, cell, count, count_of, link, link_cell, number_cell,
        round_tag, totals, view_cell, whole,
    },
};

/// Over all own grants, each currency for itself.
pub struct Sums {
    dispatched: Totals,
    confirmed: Totals,
}

impl Sums {
    pub fn of(grants: &[GrantRow]) -> Result<Self, AppError> {
        Ok(Sums {
            dispatched: Totals::of(grants.iter().flat_map(|grant| grant.dispatched.0.iter().copied()))?,
            confirmed: Totals::of(grants.iter().flat_map(|grant| grant.confirmed.0.iter().copied()))?,
        })
    }
}

pub fn view(overview: DonorOverview, sums: &Sums, viewer: &Viewer, at: Timestamp) -> AnyView {
    let illustrative = overview.handovers.iter().any(|round| round.illustrative);
    let tiles = tiles(&overview.grants, sums, illustrative);
    let donor = viewer.scope_name.clone();
    view! {
        <PageHeader kind=donor title="What your grants became" lead=as_of(at)/>
        <StatTiles tiles/>
        {grants(&overview.grants)}
        {milestones(overview.milestones)}
        {handovers(&overview.handovers)}
    }
    .into_any()
}

fn tiles(grants: &[GrantRow], sums: &Sums, illustrative: bool) -> Vec<StatTile> {
    let confirmed = share(&sums.confirmed, &sums.dispatched).map(|share| format!("{share} of what was handed over"));
    let (sent, signed) = grants
        .iter()
        .fold((0, 0), |(sent, signed), grant| (sent + grant.dispatched_items, signed + grant.confirmed_items));
    vec![
        StatTile::new("Grants", number_cell(whole(grants.len()))).href("/grants"),
        StatTile::new("Handed-over value", amounts(&sums.dispatched, illustrative))
            .note("the part that your grants paid, as entered"),
        StatTile::new("Confirmed value", amounts(&sums.confirmed, illustrative))
            .note(confirmed.unwrap_or_else(|| "nothing handed over yet".to_owned())),
        StatTile::new("Items handed over", number_cell(whole(sent)))
            .note(format!("{} signed for in full", count(whole(signed))))
            .href("/items"),
    ]
}

fn grants(grants: &[GrantRow]) -> AnyView {
    let content = if grants.is_empty() {
        view! { <EmptyState things="grants" yet="Programme staff record an agreement when it is signed."/> }.into_any()
    } else {
        let grants: Vec<_> = grants.iter().map(grant).collect();
        view! { <div class="stack">{grants}</div> }.into_any()
    };
    view! { <Section title="Your grants">{content}</Section> }.into_any()
}

fn grant(grant: &GrantRow) -> AnyView {
    let title = link(format!("{} · {}", grant.code, grant.title), Some(&format!("/grants/{}", grant.code)));
    let signed = grant.signed_on.map(domain::PartialDate::words);
    let ceiling =
        grant.ceiling.map(|money| view! { <p><Figure money badge=Some(Badge::Ceiling) as_of=signed/></p> }.into_any());
    let co_funded = grant.co_funded.then(|| {
        view! { <p class="muted">"Others gave to this grant too; the values are the part of this grant."</p> }
            .into_any()
    });
    let values: Vec<_> = grant.dispatched.0.iter().map(|sent| value_bars(grant, *sent)).collect();
    view! {
        <article class="panel stack-tight">
            <h3>{title}</h3>
            {ceiling}
            {co_funded}
            <div>{values} {item_bar(grant)}</div>
        </article>
    }
    .into_any()
}

/// Handed over out of the ceiling, where both have one currency; confirmed out of what was handed over.
fn value_bars(grant: &GrantRow, sent: Money) -> AnyView {
    let confirmed = in_currency_of(&grant.confirmed, &sent);
    let of_ceiling = grant.ceiling.filter(|ceiling| ceiling.currency == sent.currency);
    let money = |money: Money| view! { <MoneyView money/> }.into_any();
    let handed_over = match of_ceiling {
        Some(ceiling) => {
            view! { <ShareBar label="Handed over" part=sent.minor whole=ceiling.minor value=money(sent)/> }.into_any()
        }
        None => view! { <p>"Handed over " {money(sent)} " " <span class="muted">"as entered"</span></p> }.into_any(),
    };
    view! {
        {handed_over}
        <ShareBar label="Confirmed of it" part=confirmed.minor whole=sent.minor value=money(confirmed)/>
    }
    .into_any()
}

fn item_bar(grant: &GrantRow) -> AnyView {
    let (sent, signed) = (whole(grant.dispatched_items), whole(grant.confirmed_items));
    if sent == 0 {
        return view! { <p class="muted">"Nothing that it pays for has been handed over yet."</p> }.into_any();
    }
    let value = format!("{} of {}", count(signed), count_of(sent, "item", "items"));
    view! { <ShareBar label="Signed for" part=signed whole=sent value=value.into_any()/> }.into_any()
}

fn handovers(rounds: &[RoundRow]) -> AnyView {
    let all = view! { <ButtonLink href="/rounds" text="All rounds"/> }.into_any();
    let content = if rounds.is_empty() {
        view! { <EmptyState things="handovers" yet="A round appears here when something that you paid for is sent."/> }
            .into_any()
    } else {
        let columns = vec![
            Column::text("Round"),
            Column::text("Date"),
            Column::number("Value"),
            Column::number("Confirmed"),
            Column::text("Status"),
        ];
        let rows = rounds.iter().map(handover).collect();
        view! { <DataTable caption="Latest handovers; values are the part that your grants paid" columns rows/> }
            .into_any()
    };
    view! { <Section title="Latest handovers" aside=all>{content}</Section> }.into_any()
}

fn handover(round: &RoundRow) -> Row {
    let illustrative = round.illustrative.then(|| view! { <BadgeTag badge=Badge::Illustrative/> }.into_any());
    Row::new(vec![
        link_cell(round.title.clone(), format!("/rounds/{}", round.code)),
        view_cell(round.day.map(|date| view! { <DateView date/> }.into_any())),
        view! { <span>{totals(&round.value)} {illustrative}</span> }.into_any(),
        totals(&round.confirmed),
        round_tag(round.status),
    ])
}

fn milestones(milestones: Vec<NextMilestone>) -> AnyView {
    let content = if milestones.is_empty() {
        cell("No milestone is open in the phases that your grants pay for.")
    } else {
        let entries = milestones.into_iter().map(milestone).collect();
        view! { <Timeline entries/> }.into_any()
    };
    view! { <Section title="Next milestones">{content}</Section> }.into_any()
}

fn milestone(milestone: NextMilestone) -> Happening {
    let place = format!("{} {}", milestone.component_code, milestone.phase);
    let title =
        view! { {milestone.title} " · " {link(place, Some(&format!("/components/{}", milestone.component_code)))} };
    let entry = match milestone.due_on {
        Some(date) => Happening::by(date, title),
        None => Happening::undated(title),
    };
    let target = milestone.target.map(|target| format!("target {}", count(target)).into_any());
    entry.note(target)
}
