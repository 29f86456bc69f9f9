//! `/results`: the sums for everybody who reads them, and below them the cases for staff and officers.

use domain::{Action, Role, Viewer, quote::Counted};
use leptos::prelude::*;
use store::{
    Tx,
    cases::{CaseRow, Filters, Of},
};

use super::{photos, stages::seized_list, totals};
use crate::{
    AppError, Cx,
    cx::PageResult,
    export,
    kit::*,
    pages::{questions::ask_link, quotes},
};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let sums = store::cases::totals(&mut tx, viewer, Of::Everything).await?;
    let held = store::cases::held(&mut tx, viewer, Of::Everything).await?;
    let published = quotes::of_components(&mut tx, viewer, &[Counted::Seized], None).await?;
    let photos = store::cases::released_photos(&mut tx, viewer).await?;
    let query = cx.query.clone().at("cases");
    let below = match viewer.may(Action::SeeCases) {
        Ok(()) => Some(below(&mut tx, viewer, query).await?),
        Err(_) => None,
    };
    drop(tx);
    let (for_donor, may_record) = (viewer.is_donor(), viewer.may(Action::ManageCases).is_ok());
    let everything = viewer.sees_everything();
    let of_country = viewer.role == Role::Coordinator;
    cx.page("Results", move || {
        let record = may_record
            .then(|| view! { <ButtonLink href="/results/new" text="Record a case" primary=true/> }.into_any());
        let scope = match (for_donor, everything) {
            (true, _) => "Of the components that your grants pay for. Before a case is over, only those of its stages count that were published.",
            (_, true) => "Each quantity counts once, however many units acted. What was withdrawn counts nowhere.",
            _ if of_country => "Where an agency or a unit of your country acted.",
            _ => "Where your agency acted, or was handed the case.",
        };
        let files = (!sums.is_empty())
            .then(|| export::both("/results/totals.csv".to_owned(), "/results/totals.xlsx".to_owned()));
        let table = if sums.is_empty() {
            view! { <p>"No seizure is recorded here."</p> }.into_any()
        } else if for_donor {
            let said = format!("Seized, by substance: {}", count_of(whole(sums.len()), "sum", "sums"));
            view! { {totals::table(&sums)} <p>{ask_link("Seized, by substance", &said, "/results", None)}</p> }.into_any()
        } else {
            totals::table(&sums)
        };
        let by_component = totals::components(&sums);
        let held = totals::held_words(held).map(|words| view! { <p>{words}</p> }.into_any());
        view! {
            <PageHeader title="Results" actions=record/>
            <Section title="Seized, by substance" id="totals" aside=files>
                <div class="stack">
                    <p class="muted">{scope}</p>
                    {table}
                    {held}
                </div>
            </Section>
            {by_component}
            {published}
            {photos::for_donors(&photos)}
            {below}
        }
        .into_any()
    })
}

/// By unit, by agency, and case by case.
async fn below(tx: &mut Tx, viewer: &Viewer, query: ListQuery) -> Result<AnyView, AppError> {
    let units = store::cases::by_unit(tx, viewer).await?;
    let agencies = store::cases::by_agency(tx, viewer).await?;
    let listed = store::cases::list(tx, viewer, &query.asked()).await?;
    let selects = selects(store::cases::filters(tx, viewer).await?);
    let may_record = viewer.may(Action::ManageCases).is_ok();
    let paging = Paging::of(&listed);
    let tools = export::links(&query, "/results", paging.shown);
    let total = paging.words("case", "cases");
    let units =
        (!units.is_empty()).then(|| totals::by("Seized, by unit", "units", units.len(), totals::by_unit(&units)));
    let agencies = (!agencies.is_empty())
        .then(|| totals::by("Seized, by agency", "agencies", agencies.len(), totals::by_agency(&agencies)));
    let orders = [("-date", "Newest first"), ("title", "Title"), ("state", "How far")]
        .map(|(key, words)| (key.to_owned(), words.to_owned()))
        .to_vec();
    let table = table(query.clone(), &listed.rows, paging, (may_record, viewer.may(Action::SeeComponents).is_ok()));
    Ok(view! {
        {units}
        {agencies}
        <Section title="Cases" id="cases">
            <FilterBar query search="Code or title of the case" selects sorts=orders count=total tools/>
            {table}
        </Section>
    }
    .into_any())
}

fn selects(filters: Filters) -> Vec<FilterSelect> {
    let components = filters.components.into_iter().map(|code| (code.clone(), code)).collect();
    let states = filters.states.iter().map(|state| (state.word().to_owned(), state.label().to_owned())).collect();
    let substances = filters.substances.iter().map(|one| (one.word().to_owned(), one.label().to_owned())).collect();
    let year = |year: Option<String>| match year {
        Some(year) => (year.clone(), year),
        None => ("none".to_owned(), "Not stated".to_owned()),
    };
    let standing = [("stands", "Stands"), ("withdrawn", "Withdrawn")];
    let standing = standing.iter().filter(|_| filters.has_withdrawn);
    let standing = standing.map(|(word, label)| ((*word).to_owned(), (*label).to_owned())).collect();
    vec![
        FilterSelect::new("component", "Component", components),
        FilterSelect::new("state", "How far", states),
        FilterSelect::new("substance", "Substance", substances),
        FilterSelect::new("year", "Year", filters.years.into_iter().map(year).collect()),
        FilterSelect::new("withdrawn", "Standing", standing),
    ]
    .into_iter()
    .filter(|select| !select.options.is_empty())
    .collect()
}

fn table(
    query: ListQuery,
    listed: &[CaseRow],
    paging: Paging,
    (may_record, reads_components): (bool, bool),
) -> AnyView {
    if listed.is_empty() {
        let action = may_record.then(|| ("Record the first case".to_owned(), "/results/new".to_owned()));
        return view! {
            <EmptyState things="cases" query action
                yet="A case has stages; each says where, who acted, what was seized and how many were held."/>
        }
        .into_any();
    }
    let columns = vec![
        Column::text("Case").sorted("title"),
        Column::text("How far").sorted("state"),
        Column::text("Component"),
        Column::text("Stages").sorted("date"),
        Column::text("Seized"),
    ];
    let rows = listed.iter().map(|case| row(case, reads_components)).collect();
    view! { <DataTable caption="Cases" columns rows query paging=Some(paging)/> }.into_any()
}

/// The cases alone, where they stand on another page.
pub fn short_table(cases: &[CaseRow]) -> AnyView {
    let columns = ["Case", "How far", "Component", "Stages", "Seized"].map(Column::text).to_vec();
    let rows = cases.iter().map(|case| row(case, false)).collect();
    view! { <DataTable caption="Cases" columns rows/> }.into_any()
}

fn row(case: &CaseRow, reads_components: bool) -> Row {
    let component = case.component.as_ref().map(|code| {
        let address = format!("/components/{code}");
        link(code.clone(), reads_components.then_some(address.as_str()))
    });
    let stages: Vec<_> = case
        .stages
        .iter()
        .map(|stage| {
            let words = format!("{}, {}", stage.place, stage.date());
            view! { <li>{words}</li> }.into_any()
        })
        .collect();
    let stages = (!stages.is_empty()).then(|| view! { <ul class="stack-tight">{stages}</ul> }.into_any());
    let state = if case.withdrawn.is_some() {
        view! { <StatusTag tone=Tone::Bad text="withdrawn"/> }.into_any()
    } else {
        cell(case.state.label())
    };
    Row::new(vec![
        link_cell_with(case.title.clone(), format!("/results/{}", case.code), case.code.clone()),
        state,
        view_cell(component),
        view_cell(stages),
        view_cell(seized_list(case.stages.iter().flat_map(|stage| &stage.seized))),
    ])
}
