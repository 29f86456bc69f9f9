//! The courses that the viewer may see.

use domain::Action;
use leptos::prelude::*;
use store::courses::{CourseRow, Filters};

use crate::{Cx, cx::PageResult, export, kit::*, pages::agencies::agency_codes};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let listed = store::courses::list(&mut tx, viewer, &cx.query.asked()).await?;
    let selects = selects(store::courses::filters(&mut tx, viewer).await?);
    drop(tx);
    let may_record = viewer.may(Action::ManageCourses).is_ok();
    let paging = Paging::of(&listed);
    let query = cx.query.clone();
    cx.page("Courses", move || {
        let tools = export::links(&query, "/courses", paging.shown);
        let total = paging.words("course", "courses");
        let record = may_record
            .then(|| view! { <ButtonLink href="/courses/new" text="Record a course" primary=true/> }.into_any());
        view! {
            <PageHeader title="Courses" actions=record/>
            <FilterBar query=query.clone() search="Title, place or agency" selects sorts=orders() count=total tools/>
            {body(query, &listed.rows, paging, may_record)}
        }
        .into_any()
    })
}

fn selects(filters: Filters) -> Vec<FilterSelect> {
    let same = |words: Vec<String>| words.into_iter().map(|word| (word.clone(), word)).collect();
    vec![
        FilterSelect::new("component", "Component", same(filters.components)),
        FilterSelect::new("year", "Year", same(filters.years)),
    ]
}

fn orders() -> Vec<(String, String)> {
    [("-date", "Newest first"), ("date", "Oldest first"), ("title", "Title")]
        .map(|(key, words)| (key.to_owned(), words.to_owned()))
        .to_vec()
}

fn body(query: ListQuery, listed: &[CourseRow], paging: Paging, may_record: bool) -> AnyView {
    if listed.is_empty() {
        let action = may_record.then(|| ("Record the first course".to_owned(), "/courses/new".to_owned()));
        return view! {
            <EmptyState things="courses" query action yet="A course is one training: its dates, its place and how many \
                took part from which agency."/>
        }
        .into_any();
    }
    let columns = vec![
        Column::text("Course").sorted("title"),
        Column::text("Dates").sorted("date"),
        Column::text("Place").sorted("place"),
        Column::number("Participants").sorted("participants"),
        Column::text("Component and phase"),
        Column::text("Agencies"),
    ];
    let rows = listed.iter().map(row).collect();
    view! { <DataTable caption="Courses" columns rows query paging=Some(paging)/> }.into_any()
}

fn row(course: &CourseRow) -> Row {
    let phase = course.phase.as_ref().map(|phase| {
        let address = format!("/components/{}#phase-{}", phase.component_code, phase.number);
        link_cell(phase.label.clone(), address)
    });
    Row::new(vec![
        link_cell_with(course.title.clone(), format!("/courses/{}", course.code), course.code.clone()),
        cell(course.dates()),
        cell(course.place.clone()),
        participants(course.participants),
        view_cell(phase),
        view_cell(agency_codes(course.agencies.clone())),
    ])
}

/// A source that states no number is not a course without participants.
pub(super) fn participants(number: Option<i64>) -> AnyView {
    match number {
        Some(number) => count(number).into_any(),
        None => view! { <span class="muted">"not stated"</span> }.into_any(),
    }
}
