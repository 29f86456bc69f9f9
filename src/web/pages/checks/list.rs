//! `/checks`: what is to be checked where it stands, when, and how much of what units have was seen.

use domain::{Action, PartialDate, Viewer, check::Method};
use leptos::prelude::*;
use store::checks::{CheckRow, Choices, Month, Standing, UnitChecks};

use crate::{
    Cx,
    calendar::{self, Event},
    cx::PageResult,
    export,
    kit::*,
    pages::items::{agency_view, full_name, unit_view},
};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let (now, today) = (cx.now(), cx.today());
    let mut tx = cx.read().await?;
    let listed = store::checks::list(&mut tx, &viewer, now, &cx.query.asked()).await?;
    let choices = store::checks::choices(&mut tx, &viewer).await?;
    let standing = store::checks::standing(&mut tx, &viewer, now).await?;
    let units = store::checks::by_unit(&mut tx, &viewer, now).await?;
    let months = store::checks::by_month(&mut tx, &viewer, now).await?;
    drop(tx);
    let paging = Paging::of(&listed);
    let query = cx.query.clone();
    cx.page("Checks", move || {
        let tools = export::links(&query, "/checks", paging.shown);
        let count = paging.words("thing to be checked", "things to be checked");
        let (selects, more) = selects(&choices);
        let lead = view! { <p>"When each thing is checked where it stands follows from its receipt, from its last check and from what its category \
            and its grants ask for."</p> };
        let actions = (!months.is_empty())
            .then(|| view! { <ButtonLink href="/checks.ics" text="Download for a calendar (.ics)"/> }.into_any());
        let list = if listed.rows.is_empty() {
            let yet = "Things stand here once an agency has signed for them and their category says how often they are checked.";
            view! { <EmptyState things="things to be checked" query=query.clone() yet/> }.into_any()
        } else {
            table(&listed.rows, query.clone(), paging, today)
        };
        let narrowed = query.is_filtered();
        let figures = (!narrowed).then(|| seen(&standing, &viewer));
        let by_unit = (!narrowed).then(|| by_unit(&units)).flatten();
        let by_month = (!narrowed).then(|| by_month(&months)).flatten();
        view! {
            <PageHeader title="Checks" lead=lead.into_any() actions/>
            {figures}
            <FilterBar query search="Name, tag or unit" selects more sorts=orders() count tools/>
            {list}
            {by_unit}
            {by_month}
        }
        .into_any()
    })
}

/// What share of what units have was seen within the year, how, and what is overdue.
pub fn seen(standing: &Standing, viewer: &Viewer) -> AnyView {
    let whose =
        if viewer.is_donor() { "of what you paid for and agencies signed for" } else { "of what agencies signed for" };
    let held = standing.held.items;
    let since = PartialDate::Day(standing.since).words();
    let in_all = standing.seen_in_all();
    let by_sight: i64 = standing.seen.iter().filter(|by| by.method.renews()).map(|by| by.sum.items).sum();
    let how: Vec<String> = Method::ALL
        .iter()
        .filter_map(|method| standing.seen.iter().find(|by| by.method == *method))
        .map(|by| format!("{} {}", count(by.sum.items), by.method.label().to_lowercase()))
        .collect();
    let how = if how.is_empty() { "nothing was looked at".to_owned() } else { how.join(", ") };
    let share = share(by_sight, held).unwrap_or_else(|| "none".to_owned());
    let mut tiles = vec![
        StatTile::new(format!("{whose}, seen since {since}"), share.into_any()).note(format!(
            "{} of {}: {how}",
            count(in_all),
            count_of(held, "thing", "things")
        )),
        StatTile::new("overdue", number_cell(standing.overdue.items))
            .note(overdue_words(standing))
            .href("/checks?state=overdue"),
    ];
    let without = held - standing.ruled.items;
    if without > 0 {
        tiles.push(
            StatTile::new("no category says when", number_cell(without))
                .note("of what units have: nothing is due for it"),
        );
    }
    view! { <StatTiles tiles/> }.into_any()
}

fn overdue_words(standing: &Standing) -> String {
    let share = share(standing.overdue.items, standing.ruled.items);
    let share = share.map(|share| format!("{share} of what is checked")).unwrap_or_default();
    let value: Vec<String> = standing.overdue.value.0.iter().map(ToString::to_string).collect();
    let value = if value.is_empty() { String::new() } else { format!("; signed for {}", value.join(" and ")) };
    format!("{share}{value}")
}

/// `38 %`, of whole numbers.
fn share(part: i64, whole: i64) -> Option<String> {
    let percent = (i128::from(part) * 100).checked_div(i128::from(whole))?;
    Some(format!("{percent}\u{a0}%"))
}

fn table(listed: &[CheckRow], query: ListQuery, paging: Paging, today: chrono::NaiveDate) -> AnyView {
    let columns = vec![
        Column::text("Item").sorted("name"),
        Column::text("Unit").sorted("unit"),
        Column::text("Agency"),
        Column::text("To be checked by").sorted("due"),
        Column::text("Seen last"),
        Column::number("Signed for").sorted("value"),
    ];
    let rows = listed.iter().map(|row| one(row, today)).collect();
    view! { <DataTable caption="What is to be checked" columns rows query paging=Some(paging)/> }.into_any()
}

fn one(row: &CheckRow, today: chrono::NaiveDate) -> Row {
    let name = full_name(&row.name, row.make.as_deref(), row.model.as_deref());
    let below = [Some(row.tag.clone()), row.category.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let late = row.due_on.start() < today;
    let tag = late.then(|| view! { " " <StatusTag tone=Tone::Bad text="overdue"/> }.into_any());
    let seen = match row.seen {
        Some((day, how)) => format!("{}, {}", day.words(), how.label().to_lowercase()),
        None => match row.received_on {
            Some(day) => format!("not since its receipt, {}", day.words()),
            None => "not since its receipt".to_owned(),
        },
    };
    Row::new(vec![
        link_cell_with(name, format!("/items/{}", row.tag), below),
        unit_view(&row.unit),
        agency_view(&row.agency.code, &row.agency.name),
        view! { <span><span class="nowrap"><DateView date=Some(row.due_on)/></span> {tag}</span> }.into_any(),
        cell(seen),
        view! { <MoneyView money=row.value/> }.into_any(),
    ])
}

fn selects(choices: &Choices) -> (Vec<FilterSelect>, Vec<FilterSelect>) {
    let states = [("overdue", "Overdue"), ("soon", "Due within 60 days"), ("later", "Later")];
    let states = states.map(|(word, label)| (word.to_owned(), label.to_owned())).to_vec();
    let methods = Method::ALL.iter().map(|method| (method.word().to_owned(), method.label().to_owned()));
    let methods = methods.chain([("never".to_owned(), "Not since its receipt".to_owned())]).collect();
    let grants: Vec<(String, String)> = choices.grants.iter().map(|code| (code.clone(), code.clone())).collect();
    let selects = vec![
        FilterSelect::new("state", "When", states),
        FilterSelect::new("unit", "Unit", choices.units.clone()),
        FilterSelect::new("category", "Category", choices.categories.clone()),
    ];
    let more = vec![
        FilterSelect::new("agency", "Agency", choices.agencies.clone()),
        FilterSelect::new("grant", "Grant", grants),
        FilterSelect::new("how", "Seen last", methods),
    ];
    (selects, more.into_iter().filter(|select| !select.options.is_empty()).collect())
}

fn orders() -> Vec<(String, String)> {
    [("due", "What was due first"), ("name", "Name"), ("unit", "Unit"), ("-value", "Highest value first")]
        .map(|(key, words)| (key.to_owned(), words.to_owned()))
        .to_vec()
}

/// Where something is overdue.
fn by_unit(units: &[UnitChecks]) -> Option<AnyView> {
    if units.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text("Unit"),
        Column::text("Agency"),
        Column::number("Overdue"),
        Column::number("Of"),
        Column::number("Share"),
        Column::number("Signed for of it"),
    ];
    let rows = units.iter().map(|row| {
        let key = row.unit.code.clone().unwrap_or_else(|| row.unit.label.clone());
        let href = format!("/checks{}&state=overdue", ListQuery::default().with("unit", key));
        Row::new(vec![
            link_cell(row.unit.label.clone(), href),
            agency_view(&row.agency.code, &row.agency.name),
            number_cell(row.overdue.items),
            number_cell(row.ruled),
            cell(share(row.overdue.items, row.ruled)),
            totals(&row.overdue.value),
        ])
    });
    let rows = rows.collect();
    Some(
        view! {
            <Section title="Where something is overdue" id="by-unit"><DataTable caption="Overdue by unit" columns rows/></Section>
        }
        .into_any(),
    )
}

fn by_month(months: &[Month]) -> Option<AnyView> {
    if months.is_empty() {
        return None;
    }
    let columns = vec![Column::text("Month"), Column::number("To be checked")];
    let rows = months.iter().map(|row| {
        let href = format!("/checks{}", ListQuery::default().with("month", row.month.to_string()));
        Row::new(vec![link_cell(row.month.words(), href), number_cell(row.items)])
    });
    let rows = rows.collect();
    Some(
        view! {
            <Section title="Month by month" id="by-month"><DataTable caption="What is to be checked in each month" columns rows/></Section>
        }
        .into_any(),
    )
}

/// `/checks.ics`: on the first day of each month what is to be checked in it, unit by unit.
pub async fn calendar(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    viewer.may(Action::SeeItems)?;
    let now = cx.now();
    let mut tx = cx.read().await?;
    let months = store::checks::calendar(&mut tx, viewer, now).await?;
    let event = |(month, unit, items): (PartialDate, String, i64)| Event {
        name: format!("checks-{month}-{}", unit.replace(|c: char| !c.is_ascii_alphanumeric(), "-").to_lowercase()),
        day: month.start(),
        words: format!("{unit}: {} to be checked in {}", count_of(items, "thing", "things"), month.words()),
        recorded_at: now.0,
    };
    let events: Vec<Event> = months.into_iter().map(event).collect();
    Ok(calendar::answer("Checks", "attachment; filename=\"checks.ics\"", &events))
}
