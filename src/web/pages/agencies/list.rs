//! Every agency with its names over time.

use chrono::NaiveDate;
use domain::{Action, PartialDate};
use leptos::prelude::*;
use store::agencies::{AgencyName, AgencyRow, TwinName};

use super::country;
use crate::{Cx, cx::PageResult, export, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let viewer = cx.viewer()?;
    let (listed, codes) = store::agencies::page(&mut tx, viewer, &cx.query.asked()).await?;
    let may_record = viewer.may(Action::ManageGrants).is_ok();
    let places = codes.into_iter().map(|code| (code.clone(), country(&code))).collect();
    let paging = Paging::of(&listed);
    let query = cx.query.clone();
    cx.page("Agencies", move || {
        let tools = export::links(&query, "/agencies", paging.shown);
        let total = paging.words("agency", "agencies");
        let selects = vec![FilterSelect::new("country", "Country", places)];
        let lead = view! { <p>"A document prints the name that an agency had on its day."</p> }.into_any();
        let record =
            may_record.then(|| view! { <ButtonLink href="/agencies/new" text="New agency" primary=true/> }.into_any());
        view! {
            <PageHeader title="Agencies" lead actions=record/>
            <FilterBar query=query.clone() search="Name, earlier name or code" selects count=total tools/>
            {body(query, &listed.rows, paging, may_record)}
        }
        .into_any()
    })
}

fn body(query: ListQuery, listed: &[AgencyRow], paging: Paging, may_record: bool) -> AnyView {
    if listed.is_empty() {
        let action = may_record.then(|| ("New agency".to_owned(), "/agencies/new".to_owned()));
        return view! {
            <EmptyState things="agencies" query action yet="An agency mans units and signs for what they receive."/>
        }
        .into_any();
    }
    let columns = vec![
        Column::text("Agency").sorted("name"),
        Column::text("Code").sorted("code"),
        Column::text("Country").sorted("country"),
        Column::text("Part in the programme"),
        Column::text("Names over time"),
    ];
    let rows = listed.iter().map(|agency| row(agency, may_record)).collect();
    view! {
        <DataTable caption="Agencies" columns rows query paging=Some(paging)/>
    }
    .into_any()
}

fn row(agency: &AgencyRow, may_rename: bool) -> Row {
    // Other pages lead here by the code, and by those of its twins.
    let twins: Vec<AnyView> =
        agency.twins.iter().map(|twin| view! { <span id=twin.code.clone()></span> }.into_any()).collect();
    let name = view! { <span id=agency.code.clone()>{agency.current_name().to_owned()}</span> {twins} }.into_any();
    let rename = may_rename.then(|| {
        let about = format!("Rename {}", agency.current_name());
        let edit = format!("Edit {}", agency.current_name());
        let same = format!("{} is the same as another agency", agency.current_name());
        let twin = |twin: &TwinName| {
            let (href, words) =
                (format!("/agencies/{}/twins/{}", agency.code, twin.code), format!("with {}", twin.code));
            view! { " · " <a href=href>{words}</a> }.into_any()
        };
        let twins: Vec<AnyView> = agency.twins.iter().map(twin).collect();
        view! {
            <p>
                <a href=format!("/agencies/{}/rename", agency.code) aria-label=about>"Rename"</a> " · "
                <a href=format!("/agencies/{}/edit", agency.code) aria-label=edit>"Edit"</a> " · "
                <a href=format!("/agencies/{}/merge", agency.code) aria-label=same>"Same as …"</a>
                {twins}
            </p>
        }
        .into_any()
    });
    let names = names_over_time(agency);
    let names = (names.is_some() || rename.is_some())
        .then(|| view! { <div class="stack-tight">{names}{rename}</div> }.into_any());
    Row::new(vec![
        name,
        cell(agency.code.clone()),
        cell(country(&agency.country)),
        cell(agency.part.clone()),
        view_cell(names),
    ])
}

/// The newest first; nothing where a name has neither dates nor notes.
pub(super) fn names_over_time(agency: &AgencyRow) -> Option<AnyView> {
    let names: Vec<_> = agency.names.iter().rev().filter_map(one_name).collect();
    (!names.is_empty()).then(|| view! { <ol class="stack-tight">{names}</ol> }.into_any())
}

/// A name says something here when it has a date or a note.
fn one_name(name: &AgencyName) -> Option<AnyView> {
    let dates = dates(name.dated.from, name.dated.until);
    if dates.is_none() && name.note.is_none() {
        return None;
    }
    let words = match dates {
        Some(dates) => format!("{} {dates}", name.dated.name),
        None => name.dated.name.clone(),
    };
    let note = name.note.clone().map(|note| view! { <span class="below">{note}</span> }.into_any());
    Some(view! { <li>{words}{note}</li> }.into_any())
}

/// `until 14 Mar 2018` (the first day on which it was not valid any more), `since 14 Mar 2018`.
pub(super) fn dates(from: Option<NaiveDate>, until: Option<NaiveDate>) -> Option<String> {
    let words = |day: NaiveDate| PartialDate::Day(day).words();
    match (from, until) {
        (Some(from), Some(until)) => Some(format!("from {} until {}", words(from), words(until))),
        (Some(from), None) => Some(format!("since {}", words(from))),
        (None, Some(until)) => Some(format!("until {}", words(until))),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::dates;

    #[test]
    fn a_name_says_from_when_until_when_it_stood() {
        let day = "2018-03-14".parse().ok();
        assert_eq!(dates(None, day), Some("until 14 Mar 2018".to_owned()));
        assert_eq!(dates(day, None), Some("since 14 Mar 2018".to_owned()));
        assert_eq!(dates(None, None), None);
    }
}
