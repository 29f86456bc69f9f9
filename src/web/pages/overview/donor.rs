//! An embassy's viewer: what the own grants became.

use domain::{Money, Timestamp, Viewer};
use leptos::prelude::*;
use store::{
    grants::GrantRow,
    overview::{DonorOverview, NextMilestone},
    rounds::Handover,
    units::OnMap,
};

use super::{
    outcomes,
    parts::{as_of, in_currency_of},
};
use crate::kit::{
    Badge, BadgeTag, ButtonLink, Column, DataTable, DateView, EmptyState, Figure, Happening, ListQuery, MapMark,
    MoneyView, PageHeader, Row, Section, ShareBar, Timeline, cell, count, count_of, is_on_map, link, link_cell, map,
    number_cell, round_tag, terms, totals, view_cell, whole,
};
use crate::pages::{
    components::ribbon_of_paid,
    grants::{Beside, funnel},
};

/// What fills the marks of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filled {
    SignedFor,
    Checked,
}

impl Filled {
    pub fn of(query: &ListQuery) -> Self {
        if query.get("fill") == Some("checked") { Filled::Checked } else { Filled::SignedFor }
    }
}

pub fn view(overview: DonorOverview, viewer: &Viewer, at: Timestamp, filled: Filled) -> AnyView {
    let illustrative = overview.handovers.iter().any(|round| round.illustrative);
    let newest = overview.handovers.iter().find_map(|round| round.day);
    let beside = Beside { ask_at: Some("/".to_owned()), ..Beside::of_all(newest, illustrative) };
    let funnels: Vec<_> = overview.funnels.iter().map(|own| funnel(own, "Your", &beside)).collect();
    let donor = viewer.scope_name.clone();
    let take_along = view! { <ButtonLink href="/briefing" text="Briefing and pack"/> }.into_any();
    view! {
        <PageHeader kind=donor title="What your grants became" lead=as_of(at) actions=take_along/>
        {steps_and_open(funnels, open(&overview, at))}
        {places(&overview.map, filled)}
        {ribbon_of_paid(&overview.phases, at.day())}
        {grants(&overview.grants)}
        <div class="grid-2">
            {outcomes::training(overview.training, overview.published_trainings)}
            {outcomes::seized(&overview.seized)}
        </div>
        {milestones(overview.milestones)}
        {handovers(&overview.handovers)}
        {terms(&["ceiling", "booked", "quoted", "indicative", "commitment", "discrepancy", "milestone", "illustrative"])}
    }
    .into_any()
}

/// Beside each other; what is open has the whole width where there are no steps.
fn steps_and_open(funnels: Vec<AnyView>, open: AnyView) -> AnyView {
    if funnels.is_empty() {
        return open;
    }
    view! { <div class="grid-2"><div class="stack">{funnels}</div>{open}</div> }.into_any()
}

/// What is not done yet, with its age and the way to it.
fn open(overview: &DonorOverview, at: Timestamp) -> AnyView {
    let mut entries = Vec::new();
    let awaiting = overview.open.awaiting;
    if awaiting.lines > 0 {
        let words = format!("{} not signed for", count_of(awaiting.lines, "line", "lines"));
        let age = awaiting
            .oldest_days
            .map(|days| format!("the oldest was handed over {} ago", count_of(days, "day", "days")));
        entries.push(entry(words, "/items?state=awaiting+receipt", age));
    }
    let not_settled = overview.open.discrepancies;
    if not_settled.open > 0 {
        let words = format!("{} not settled", count_of(not_settled.open, "discrepancy", "discrepancies"));
        let late = (not_settled.overdue > 0).then(|| format!("{} overdue", count(not_settled.overdue)));
        entries.push(entry(words, "/discrepancies?state=open", late));
    }
    if overview.open.questions > 0 {
        let words = count_of(overview.open.questions, "question of yours waits", "questions of yours wait");
        entries.push(entry(format!("{words} for an answer"), "/questions?state=open", None));
    }
    for milestone in &overview.milestones {
        let Some(due) = milestone.due_on.filter(|due| due.end() < at.day()) else { continue };
        let place = format!("/components/{}", milestone.component_code);
        entries.push(entry(milestone.title.clone(), &place, Some(format!("was due {}", due.words()))));
    }
    for own in overview.funnels.iter().filter(|own| !own.own_part_only) {
        let unspent = own.position.unspent();
        if unspent.minor > 0 {
            let left_out = documents::statement::excludes(own.position.uses_without_rate());
            let since = own.received_on.map(|day| format!("last received on {}", day.words()));
            let more: Vec<String> = left_out.into_iter().chain(since).collect();
            let words = if own.position.has_uses() { "not spent" } else { "received: spending is not recorded yet" };
            let derived = own.in_own_currency(unspent).filter(|derived| derived.currency != unspent.currency);
            let how = if own.assumed { "indicative, at an assumed rate" } else { "indicative" };
            let derived = derived.map(|derived| format!("{derived} ({how}), ")).unwrap_or_default();
            let more = (!more.is_empty()).then(|| more.join(", "));
            entries.push(entry(format!("{derived}{unspent} {words}"), "/grants", more));
        }
    }
    let content = if entries.is_empty() {
        cell(match overview.is_told() {
            true => "Everything that was handed over is signed for, nothing is late, and nothing is unspent.",
            false => "Nothing is recorded as open.",
        })
    } else {
        view! { <ul class="plain stack-tight">{entries}</ul> }.into_any()
    };
    view! { <Section title="Still open" id="open">{content}</Section> }.into_any()
}

fn entry(words: String, href: &str, more: Option<String>) -> AnyView {
    let more = more.map(|more| view! { " " <span class="muted">{more}</span> }.into_any());
    view! { <li>{link(words, Some(href))} {more}</li> }.into_any()
}

/// Where the things are: a map, and a list that says the same.
pub(super) fn places(units: &[OnMap], filled: Filled) -> Option<AnyView> {
    if units.is_empty() {
        return None;
    }
    let href = |unit: &OnMap| unit.unit.code.as_ref().map(|code| format!("/units/{code}"));
    let marks: Vec<MapMark> = units
        .iter()
        .map(|unit| MapMark {
            label: unit.unit.label.clone(),
            href: href(unit),
            place: unit.place.clone(),
            part: if filled == Filled::Checked { unit.checked } else { unit.held },
            whole: unit.held + unit.coming,
        })
        .collect();
    let what = if filled == Filled::Checked { "items checked on site" } else { "items signed for" };
    let columns = vec![
        Column::text("Unit"),
        Column::number("Signed for"),
        Column::number("Checked on site"),
        Column::number("On their way"),
    ];
    let rows = units
        .iter()
        .map(|unit| {
            let shown = unit.place.as_deref().is_some_and(is_on_map);
            let off = (!shown).then(|| view! { <span class="below">"not on the map"</span> }.into_any());
            let name = link(unit.unit.label.clone(), href(unit).as_deref());
            Row::new(vec![
                view! { <div>{name} {off}</div> }.into_any(),
                number_cell(unit.held),
                number_cell(unit.checked),
                number_cell(unit.coming),
            ])
        })
        .collect();
    Some(
        view! {
            <Section title="Where the items are" id="places" aside=choice(filled)>
                <div class="grid-2">
                    {map("Where the items are", what, &marks)}
                    <DataTable caption="Items by unit" columns rows stays=true/>
                </div>
                <p class="note">"A lot of which a part arrived is in both columns."</p>
            </Section>
        }
        .into_any(),
    )
}

/// What fills the marks, and the way to the other.
fn choice(filled: Filled) -> AnyView {
    let (words, href) = match filled {
        Filled::SignedFor => ("Fill the map by what was checked on site", "/?fill=checked#places"),
        Filled::Checked => ("Fill the map by what is signed for", "/#places"),
    };
    view! { <a href=href>{words}</a> }.into_any()
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

fn handovers(rounds: &[Handover]) -> AnyView {
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

fn handover(round: &Handover) -> Row {
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
