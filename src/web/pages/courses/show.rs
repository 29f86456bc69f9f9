//! One course.

use axum::extract::Path;
use domain::{Action, document::Subject, unit::UnitRef};
use leptos::prelude::*;
use store::courses::{CourseRow, CourseShow};

use super::{attendance::attendance, list::participants};
use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    pages::{
        agencies::{agency_names, countries},
        documents,
        units::unit_link,
    },
};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let show = store::courses::show(&mut tx, viewer, &code).await?;
    let documents = documents::section(&mut tx, viewer, Subject::Course, &code).await?;
    let may_edit = viewer.may(Action::ManageCourses).is_ok();
    let title = format!("Course {code}");
    cx.page(&title, move || {
        let edit = may_edit
            .then(|| view! { <ButtonLink href=format!("/courses/{code}/edit") text="Edit the course"/> }.into_any());
        let chain = chain(&show.course).map(|links| view! { <ChainStrip links/> }.into_any());
        let title = show.course.title.clone();
        view! {
            <PageHeader kind="Course" code=code title actions=edit/>
            {chain}
            {facts(&show)}
            {attendance(&show)}
            {documents}
        }
        .into_any()
    })
}

/// From the phase that it belongs to.
fn chain(course: &CourseRow) -> Option<Vec<ChainLink>> {
    let phase = course.phase.as_ref()?;
    let address = format!("/components/{}#phase-{}", phase.component_code, phase.number);
    Some(vec![ChainLink::to(phase.label.clone(), address), ChainLink::here(course.code.clone())])
}

fn facts(show: &CourseShow) -> AnyView {
    let course = &show.course;
    let facts = vec![
        Fact::text("Dates", course.dates()),
        Fact::text("Place", course.place.clone()),
        Fact::view("Participants", participants(course.participants)),
        Fact::view("Agencies", agency_names(course.agencies.clone())),
        Fact::view("Units", units(&show.units)),
        Fact::text("Countries", countries(&show.countries)),
        Fact::text("Organisers", show.organisers.clone()),
        Fact::text("Trainers", show.trainers.clone()),
        Fact::text("Source", show.source.clone()),
    ];
    let named = (!course.agencies.is_empty()).then(|| {
        let words = format!("Agencies under the names of {}.", course.starts_on.words());
        view! { <p class="muted small">{words}</p> }.into_any()
    });
    view! { <div class="stack-tight"><SummaryList facts/>{named}</div> }.into_any()
}

fn units(units: &[UnitRef]) -> Option<AnyView> {
    let units: Vec<_> = units.iter().map(|unit| view! { <li>{unit_link(unit)}</li> }.into_any()).collect();
    (!units.is_empty()).then(|| view! { <ul class="stack-tight">{units}</ul> }.into_any())
}
