//! What can be changed: a course is recorded, and edited.

use domain::{
    Action::ManageCourses,
    change::Entity,
    course::{CourseForm, Named, NewCourse},
};
use leptos::prelude::server;
use store::courses::NewCourseExtras;

use super::form::filled;
use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
    undo::Opposite,
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<CreateCourse>(Needs(ManageCourses)),
    Change::of::<UpdateCourse>(Needs(ManageCourses)).undone_by::<UpdateCourse>(),
];

/// Records a course with its attendance.
///
/// # Errors
/// Mistakes field by field; the code is taken.
#[server(prefix = "/api", endpoint = "create_course", custom = Posted)]
pub async fn create_course(form: CourseForm) -> Result<Done, AppError> {
    let new = NewCourse::parse(&form)?;
    let named = Named::read(&form);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let extras = NewCourseExtras {
                agency_codes: named.agency_codes,
                unit_codes: named.unit_codes,
                ..Default::default()
            };
            store::courses::create_with(tx, viewer, at, &new, &extras).await?;
            Ok(Done::at(format!("/courses/{}", new.code)).saying(format!("Course {} is recorded.", new.code)))
        })
    })
    .await
}

/// Corrects a course and its attendance. Its code stays: it stands in addresses.
///
/// # Errors
/// Mistakes field by field; somebody changed the course since the form was opened.
#[server(prefix = "/api", endpoint = "update_course", custom = Posted)]
pub async fn update_course(form: CourseForm) -> Result<Done, AppError> {
    let new = NewCourse::parse(&form)?;
    let named = Named::read(&form);
    let version: i64 = request::hidden(&form.version)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let before = filled(&store::courses::show(tx, viewer, &new.code).await?);
            let dropped = store::courses::update(tx, viewer, at, &new.code, version, &new, &named).await?;
            let gone = match dropped.as_slice() {
                [] => String::new(),
                gone => format!(" No longer named as taking part: {}.", gone.join(", ")),
            };
            let opposite = Opposite::edit("/api/update_course", Entity::Course, &new.code, &before).at(version + 1);
            let done =
                Done::at(format!("/courses/{}", new.code)).saying(format!("Course {} is saved.{gone}", new.code));
            Ok(done.undone_by(opposite))
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<CourseForm, serde_qs::Error> {
        serde_qs::Config::new().use_form_encoding(true).max_depth(4).deserialize_bytes(body.as_bytes())
    }

    #[test]
    fn a_posted_form_keeps_its_rows_in_their_order() {
        let mut body =
            "submission=0123456789abcdef&code=C-1&title=Risk+assessment&starts_on=Sep+2016&participants=19".to_owned();
        for index in 0..12 {
            let (agency, number) = if index == 10 { ("SCC", "4") } else { ("", "") };
            body += &format!(
                "&attendance%5B{index}%5D%5Bagency%5D={agency}&attendance%5B{index}%5D%5Bunit%5D=\
                 &attendance%5B{index}%5D%5Bsex%5D=not+recorded&attendance%5B{index}%5D%5Bcount%5D={number}"
            );
        }
        let form = read(&body).expect("readable");
        assert_eq!((form.attendance.len(), form.attendance[10].agency.as_str()), (12, "SCC"));
        let course = NewCourse::parse(&form).expect("accepted");
        assert_eq!((course.participants, course.attendance.len()), (Some(19), 1));
    }

    #[test]
    fn a_field_that_the_form_does_not_have_is_refused() {
        assert!(read("code=C-1&recorded_at=0").is_err());
        assert!(read("attendance[0][person]=A").is_err());
    }
}
