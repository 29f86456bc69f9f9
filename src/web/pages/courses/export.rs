//! `/courses.csv` and `.xlsx`: the list as a file.

use store::courses::CourseRow;

use crate::{
    Cx,
    cx::PageResult,
    export::{self, Column, Field},
};

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let columns: Vec<Column<CourseRow>> = vec![
        ("Code", |course| Field::words(&course.code)),
        ("Course", |course| Field::words(&course.title)),
        ("From", |course| Field::date(Some(course.starts_on))),
        ("Until", |course| Field::date(course.ends_on.or(Some(course.starts_on)))),
        ("Place", |course| Field::some(course.place.as_deref())),
        // A source that states no number is not a course without participants.
        ("Participants", |course| course.participants.map_or_else(|| Field::words("not stated"), Field::number)),
        ("Component and phase", |course| Field::some(course.phase.as_ref().map(|phase| phase.label.as_str()))),
        ("Agencies", |course| {
            Field::words(course.agencies.iter().map(|agency| agency.code.as_str()).collect::<Vec<_>>().join(", "))
        }),
    ];
    export::columns(&cx, "courses", columns, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { Ok(store::courses::list(tx, &viewer, &asked).await?) })
    })
    .await
}
