//! `/rounds`

use domain::{Action, round::RoundStatus};
use leptos::prelude::*;
use store::{
    Totals,
    rounds::{self, RoundRow},
};

use crate::{
    AppError, Cx, csv,
    cx::PageResult,
    kit::*,
    listing::{Listed, Listing},
};

const LISTING: Listing<RoundRow> = Listing {
    text: |r| {
        let words = [r.code.as_str(), r.title.as_str(), r.place.as_deref().unwrap_or_default()];
        format!("{} {} {}", words.join(" "), r.agencies.join(" "), r.components.join(" "))
    },
    filters: &[
        ("status", |r, word| r.status.word() == word),
        ("component", |r, code| r.components.iter().any(|c| c == code)),
        ("agency", |r, name| r.agencies.iter().any(|a| a == name)),
    ],
    sorts: &[
        ("-date", |a, b| a.day.map(|d| d.start()).cmp(&b.day.map(|d| d.start())).then(a.code.cmp(&b.code))),
        ("round", |a, b| a.code.cmp(&b.code)),
        ("title", |a, b| a.title.cmp(&b.title)),
        ("lines", |a, b| a.lines.cmp(&b.lines)),
        ("status", |a, b| a.status.cmp(&b.status)),
    ],
};

/// The rounds that the address asks for, as a list and as a file.
///
/// # Errors
/// The role sees no rounds.
pub async fn listed(cx: &Cx) -> Result<Listed<RoundRow>, AppError> {
    let rows = rounds::list(&mut cx.read().await?, cx.viewer()?).await?;
    Ok(LISTING.arrange(&cx.query, rows))
}

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let rows = rounds::list(&mut tx, &viewer).await?;
    let selects = selects(&rows);
    let listed = LISTING.arrange(&cx.query, rows);
    let sums = sums(&listed.matching)?;
    let manages = viewer.role.may(Action::ManageRounds);
    let query = cx.query.clone();
    let reads_acts = viewer.role.may(Action::SeeActs);
    cx.page("Rounds", move || {
        let actions =
            manages.then(|| view! { <ButtonLink href="/rounds/new" text="New round" primary=true/> }.into_any());
        let tools = csv::link(&query, "/rounds.csv", listed.matching.len());
        let count = count_of(listed.matching.len() as i64, "round", "rounds");
        let content = if listed.is_empty() {
            let action = manages.then(|| ("Prepare the first round".to_owned(), "/rounds/new".to_owned()));
            let yet = "A round is one handover: its day, its place, and what is given to which unit.";
            view! { <EmptyState things="rounds" query=query.clone() yet=yet action=action/> }.into_any()
        } else {
            table(&query, &listed, sums)
        };
        let acts = reads_acts
            .then(|| view! { <p><a href="/acts">"Acts"</a>": what was signed for, in every version"</p> }.into_any());
        let lead =
            view! { <p><a href="/discrepancies">"Discrepancies"</a>": what did not arrive as it was sent"</p> {acts} };
        view! {
            <PageHeader title="Rounds" actions=actions lead=lead.into_any()/>
            <FilterBar query=query.clone() search="Search rounds" selects=selects count=count tools/>
            {content}
        }
        .into_any()
    })
}

fn table(query: &ListQuery, listed: &Listed<RoundRow>, sums: Vec<(&'static str, Totals)>) -> AnyView {
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
    let rows = listed.shown().iter().map(row).collect();
    let sums = sums.into_iter().map(|(label, sum)| Sum::new(label, totals(&sum))).collect();
    view! { <DataTable caption="Handover rounds" columns rows query=query.clone() sort=listed.sort state=Some(listed.state) sums/> }.into_any()
}

fn row(round: &RoundRow) -> Row {
    let mark = round.illustrative.then(|| view! { " " <BadgeTag badge=Badge::Illustrative/> }.into_any());
    let confirmed = confirmed(round).map_or_else(none, totals);
    Row::new(vec![
        link_cell(round.code.clone(), format!("/rounds/{}", round.code)),
        cell(round.title.clone()),
        view_cell(round.day.map(|date| view! { <DateView date/> }.into_any())),
        cell(round.agencies.join(", ")),
        number_cell(round.lines as i64),
        view! { <span>{totals(&round.value)} {mark}</span> }.into_any(),
        confirmed,
        round_tag(round.status),
    ])
}

/// Nothing can be confirmed of what has not been sent.
pub fn confirmed(round: &RoundRow) -> Option<&Totals> {
    (!matches!(round.status, RoundStatus::Draft | RoundStatus::Scheduled)).then_some(&round.confirmed)
}

fn sums(rows: &[RoundRow]) -> Result<Vec<(&'static str, Totals)>, AppError> {
    let sent = rows
        .iter()
        .filter(|r| !matches!(r.status, RoundStatus::Draft | RoundStatus::Scheduled | RoundStatus::Cancelled));
    let value = Totals::of(sent.clone().flat_map(|r| r.value.0.iter().copied()))?;
    let confirmed = Totals::of(sent.flat_map(|r| r.confirmed.0.iter().copied()))?;
    Ok(vec![("Dispatched value of these rounds", value), ("of it confirmed", confirmed)])
}

fn selects(rows: &[RoundRow]) -> Vec<FilterSelect> {
    let distinct = |values: Vec<&String>| {
        let mut values: Vec<String> = values.into_iter().cloned().collect();
        values.sort();
        values.dedup();
        values.into_iter().map(|v| (v.clone(), v)).collect::<Vec<_>>()
    };
    let statuses = RoundStatus::ALL.iter().filter(|s| rows.iter().any(|r| r.status == **s));
    vec![
        FilterSelect::new("status", "Status", statuses.map(|s| (s.word().to_owned(), s.label().to_owned())).collect()),
        FilterSelect::new("component", "Component", distinct(rows.iter().flat_map(|r| &r.components).collect())),
        FilterSelect::new("agency", "Agency", distinct(rows.iter().flat_map(|r| &r.agencies).collect())),
    ]
}
