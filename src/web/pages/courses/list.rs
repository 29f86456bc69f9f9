//! The courses that the viewer may see.

use chrono::Datelike;
use domain::Action;
use leptos::prelude::*;
use store::courses::CourseRow;

use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    listing::{Listed, Listing},
    pages::agencies::agency_codes,
};

const LISTING: Listing<CourseRow> = Listing {
    text: |course| {
        let agencies = course.agencies.iter().flat_map(|a| [a.code.as_str(), a.name.as_str()]);
        let own = [course.code.as_str(), &course.title, course.place.as_deref().unwrap_or_default()];
        own.into_iter().chain(agencies).collect::<Vec<_>>().join(" ")
    },
    filters: &[
        ("component", |course, code| course.phase.as_ref().is_some_and(|p| p.component_code == code)),
        ("year", |course, year| year_of(course) == year),
    ],
    sorts: &[
        ("-date", |a, b| a.starts_on.start().cmp(&b.starts_on.start())),
        ("title", |a, b| a.title.cmp(&b.title)),
        ("place", |a, b| a.place.cmp(&b.place)),
        ("participants", |a, b| a.participants.cmp(&b.participants)),
    ],
};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let courses = store::courses::list(&mut tx, viewer).await?;
    let may_record = viewer.may(Action::ManageCourses).is_ok();
    let selects = selects(&courses);
    let listed = LISTING.arrange(&cx.query, courses);
    let query = cx.query.clone();
    cx.page("Courses", move || {
        let total = count_of(listed.state.total, "course", "courses");
        let record = may_record
            .then(|| view! { <ButtonLink href="/courses/new" text="Record a course" primary=true/> }.into_any());
        view! {
            <PageHeader title="Courses" actions=record/>
            <FilterBar query=query.clone() search="Title, place or agency" selects sorts=orders() count=total/>
            {body(query, &listed, may_record)}
        }
        .into_any()
    })
}

fn selects(courses: &[CourseRow]) -> Vec<FilterSelect> {
    let mut components: Vec<&str> =
        courses.iter().filter_map(|course| course.phase.as_ref()).map(|phase| phase.component_code.as_str()).collect();
    let mut years: Vec<String> = courses.iter().map(year_of).collect();
    components.sort_unstable();
    components.dedup();
    years.sort_by(|a, b| b.cmp(a));
    years.dedup();
    let same = |word: &str| (word.to_owned(), word.to_owned());
    vec![
        FilterSelect::new("component", "Component", components.into_iter().map(same).collect()),
        FilterSelect::new("year", "Year", years.iter().map(|year| same(year)).collect()),
    ]
}

fn orders() -> Vec<(String, String)> {
    [("-date", "Newest first"), ("date", "Oldest first"), ("title", "Title")]
        .map(|(key, words)| (key.to_owned(), words.to_owned()))
        .to_vec()
}

fn body(query: ListQuery, listed: &Listed<CourseRow>, may_record: bool) -> AnyView {
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
    let rows = listed.shown().iter().map(row).collect();
    view! { <DataTable caption="Courses" columns rows query sort=listed.sort state=Some(listed.state)/> }.into_any()
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

fn year_of(course: &CourseRow) -> String {
    course.starts_on.start().year().to_string()
}
