//! `/rounds`

use domain::{Action, round::RoundStatus};
use leptos::prelude::*;
use store::{
    Totals,
    rounds::{self, Choices, RoundRow},
};

use crate::{Cx, cx::PageResult, export, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let asked = cx.query.asked();
    let listed = rounds::list(&mut tx, &viewer, &asked).await?;
    let selects = selects(rounds::choices(&mut tx, &viewer).await?);
    let (sent, confirmed) = rounds::sums(&mut tx, &viewer, &asked).await?;
    drop(tx);
    let sums = vec![("Dispatched value of these rounds", sent), ("of it confirmed", confirmed)];
    let paging = Paging::of(&listed);
    let manages = viewer.role.may(Action::ManageRounds);
    let query = cx.query.clone();
    let own = viewer.agency().is_ok();
    let reads_acts = viewer.role.may(Action::SeeActs);
    cx.page("Rounds", move || {
        let actions = manages.then(|| {
            view! {
                <ButtonLink href="/rounds/known/new" text="Past round, as published"/>
                <ButtonLink href="/rounds/new" text="New round" primary=true/>
            }
            .into_any()
        });
        let tools = export::links(&query, "/rounds", paging.shown);
        let count = paging.words("round", "rounds");
        let content = if paging.count.is_zero() {
            let action = manages.then(|| ("Prepare the first round".to_owned(), "/rounds/new".to_owned()));
            let yet = "A round is one handover: its day, its place, and what is given to which unit.";
            view! { <EmptyState things="rounds" query=query.clone() yet=yet action=action/> }.into_any()
        } else {
            table(&query, &listed.rows, paging, sums, if own { own_round_tag } else { round_tag })
        };
        let acts = reads_acts
            .then(|| view! { <p><a href="/acts">"Acts"</a>": what was signed for, in every version"</p> }.into_any());
        let lead = view! {
            <p><a href="/receipts">"Receipts"</a>": what agencies counted and signed for"</p>
            <p><a href="/discrepancies">"Discrepancies"</a>": what did not arrive as it was sent"</p>
            {acts}
        };
        view! {
            <PageHeader title="Rounds" actions=actions lead=lead.into_any()/>
            <FilterBar query=query.clone() search="Search rounds" selects=selects count=count tools/>
            {content}
        }
        .into_any()
    })
}

fn table(
    query: &ListQuery,
    rounds: &[RoundRow],
    paging: Paging,
    sums: Vec<(&'static str, Totals)>,
    tag: fn(RoundStatus) -> AnyView,
) -> AnyView {
    let columns = vec![
        Column::text("Round").sorted("round"),
        Column::text("Title").sorted("title"),
        Column::text("Date").sorted("date"),
        Column::text("Agencies"),
        Column::number("Lines").sorted("lines"),
        Column::number("Value"),
        Column::number("Confirmed"),
        Column::text("Status").sorted("status"),
    ];
    let rows = rounds.iter().map(|round| row(round, tag)).collect();
    let sums = sums.into_iter().map(|(label, sum)| Sum::new(label, totals(&sum))).collect();
    view! { <DataTable caption="Handover rounds" columns rows query=query.clone() paging=Some(paging) sums/> }
        .into_any()
}

fn row(round: &RoundRow, tag: fn(RoundStatus) -> AnyView) -> Row {
    let confirmed = confirmed(round).map_or_else(none, |sum| amounts(sum, round.illustrative));
    let value = match round.status {
        RoundStatus::Published => published(round),
        _ => view! { <span>{amounts(&round.value, round.illustrative)}</span> }.into_any(),
    };
    Row::new(vec![
        view! { <div class="nowrap">{link_cell(round.code.clone(), format!("/rounds/{}", round.code))}</div> }
            .into_any(),
        cell(round.title.clone()),
        view_cell(round.day.map(|date| view! { <DateView date/> }.into_any())),
        cell(round.agencies.join(", ")),
        if round.status == RoundStatus::Published { none() } else { number_cell(round.lines) },
        value,
        confirmed,
        tag(round.status),
    ])
}

/// As printed: in none of the sums below.
fn published(round: &RoundRow) -> AnyView {
    if round.published.is_empty() {
        return view! { <span class="muted">"not published"</span> }.into_any();
    }
    view! { <span>{round.published.join("; ")} " " <BadgeTag badge=Badge::Quoted/></span> }.into_any()
}

/// Nothing can be confirmed of what has not been sent, or of what has no lines.
pub fn confirmed(round: &RoundRow) -> Option<&Totals> {
    let nothing = matches!(round.status, RoundStatus::Draft | RoundStatus::Scheduled | RoundStatus::Published);
    (!nothing).then_some(&round.confirmed)
}

fn selects(choices: Choices) -> Vec<FilterSelect> {
    let statuses = choices.statuses.iter().map(|status| (status.word().to_owned(), status.label().to_owned()));
    let components = choices.components.into_iter().map(|code| (code.clone(), code));
    vec![
        FilterSelect::new("status", "Status", statuses.collect()),
        FilterSelect::new("component", "Component", components.collect()),
        FilterSelect::new("agency", "Agency", choices.agencies),
    ]
}
