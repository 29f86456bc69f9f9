//! The forms that record and edit a course.

use axum::extract::Path;
use domain::{Viewer, course::Sex};
use leptos::prelude::*;
use store::{Tx, courses::CourseShow};

use crate::{AppError, Cx, cx::PageResult, kit::*};

/// Rows for attendance in a new form; an edited one has as many free ones behind those that are filled.
const FREE_ROWS: usize = 6;
/// How many of the free rows stand open.
const OPEN_ROWS: usize = 2;
/// More than this the form does not take.
const MOST_ROWS: usize = 60;

pub async fn new_page(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let choices = Choices::load(&mut tx, cx.viewer()?).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Record a course", move || {
        view! {
            <PageHeader title="Record a course"/>
            <ErrorSummary state=form.clone()/>
            <form method="post" action="/api/create_course">
                <HiddenInput name="submission" value=submission/>
                <Field name="code" label="Code" state=form.clone() width=Width::Medium
                    hint="Stands in its address, such as C-2016-09"/>
                {fields(&form, choices)}
                <FormActions cancel="/courses"><SubmitButton text="Record the course"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub async fn edit_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let course = store::courses::show(&mut tx, viewer, &code).await?;
    let choices = Choices::load(&mut tx, viewer).await?;
    let form = cx.form(&mut tx, filled(&course)).await?;
    let version = form.version(course.version);
    let submission = cx.submission_key()?;
    cx.page(&format!("Edit course {code}"), move || {
        let back = format!("/courses/{code}");
        // Somebody was faster: what stands there now is one click away.
        let compare = form
            .error("")
            .map(|_| view! { <p><a href=back.clone()>"Open the course as it is recorded now"</a></p> }.into_any());
        let steps = vec![("Courses".to_owned(), "/courses".to_owned()), (code.clone(), back.clone())];
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Course" code=code.clone() title="Edit the course"/>
            <ErrorSummary state=form.clone()/>
            {compare}
            <form method="post" action="/api/update_course">
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code/>
                <HiddenInput name="version" value=version/>
                {fields(&form, choices)}
                <FormActions cancel=back><SubmitButton text="Save the course"/></FormActions>
            </form>
        }
        .into_any()
    })
}

/// What the lists of the form offer, as (value, label).
struct Choices {
    phases: Vec<(String, String)>,
    agencies: Vec<(String, String)>,
    units: Vec<(String, String)>,
}

impl Choices {
    async fn load(tx: &mut Tx, viewer: &Viewer) -> Result<Self, AppError> {
        let phases = store::components::phase_choices(tx, viewer).await?;
        let agencies = store::agencies::list(tx, viewer).await?;
        let units = store::units::choices(tx, viewer).await?;
        let agency = |agency: &store::agencies::AgencyRow| {
            (agency.code.clone(), format!("{} ({})", agency.current_name(), agency.code))
        };
        Ok(Choices {
            phases: phases.into_iter().map(|phase| (phase.id.to_string(), phase.label)).collect(),
            agencies: agencies.iter().map(agency).collect(),
            units,
        })
    }
}

pub(super) fn filled(show: &CourseShow) -> FormState {
    let course = &show.course;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut values: Vec<(String, String)> = [
        ("title", course.title.clone()),
        ("starts_on", course.starts_on.words()),
        ("ends_on", course.ends_on.map(|date| date.words()).unwrap_or_default()),
        ("place", text(&course.place)),
        ("organisers", text(&show.organisers)),
        ("trainers", text(&show.trainers)),
        ("participants", course.participants.map(|n| n.to_string()).unwrap_or_default()),
        ("phase", course.phase.as_ref().map(|phase| phase.id.to_string()).unwrap_or_default()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec();
    for (index, row) in show.attendance.iter().enumerate() {
        let agency = row.agency.as_ref().map(|agency| agency.code.clone());
        let unit = row.unit.as_ref().and_then(|unit| unit.code.clone());
        values.extend([
            (row_field(index, "agency"), agency.unwrap_or_default()),
            (row_field(index, "unit"), unit.unwrap_or_default()),
            (row_field(index, "sex"), row.sex.word().to_owned()),
            (row_field(index, "count"), row.count.to_string()),
        ]);
    }
    // Whoever took part without a number has a group of its own without one.
    let counted = |code: &str| {
        let of = |row: &store::courses::AttendanceRow| {
            let unit = row.unit.as_ref().and_then(|unit| unit.code.as_deref());
            row.agency.as_ref().map(|agency| agency.code.as_str()) == Some(code) || unit == Some(code)
        };
        show.attendance.iter().any(of)
    };
    let agencies = course.agencies.iter().map(|agency| ("agency", agency.code.clone()));
    let units = show.units.iter().filter_map(|unit| Some(("unit", unit.code.clone()?)));
    let silent = agencies.chain(units).filter(|(_, code)| !counted(code));
    for (index, (field, code)) in silent.enumerate() {
        values.push((row_field(show.attendance.len() + index, field), code));
    }
    FormState::filled(values)
}

fn fields(form: &FormState, choices: Choices) -> AnyView {
    let state = || form.clone();
    let rows = attendance_rows(form, &choices);
    view! {
        <Field name="title" label="Title" state=state()/>
        <DateField name="starts_on" label="First day" state=state() partial=true/>
        <DateField name="ends_on" label="Last day" state=state() partial=true optional=true/>
        <Field name="place" label="Place" state=state() optional=true/>
        <Select name="phase" label="Component and phase" state=state() options=choices.phases optional=true
            blank="Not known"/>
        <Field name="organisers" label="Organisers" state=state() optional=true/>
        <Field name="trainers" label="Trainers" state=state() optional=true
            hint="Organisations, not people"/>
        <Field name="participants" label="Participants" state=state() kind=Input::Number width=Width::Tiny optional=true
            hint="Leave empty when the source states no number"/>
        {rows}
    }
    .into_any()
}

fn attendance_rows(form: &FormState, choices: &Choices) -> AnyView {
    let filled = filled_rows(form);
    let open: Vec<_> = (0..filled + OPEN_ROWS).map(|index| attendance_row(index, form, choices)).collect();
    let more = (filled + OPEN_ROWS..filled + FREE_ROWS).map(|index| attendance_row(index, form, choices));
    let more: Vec<_> = more.collect();
    view! {
        <Fieldset legend="Attendance" hint="One group for each agency, unit and sex, as far as they were recorded at the course. \
            People are counted, never named. A group without a number says that they took part.">
            <div class="stack">
                {open}
                <details>
                    <summary>"More groups"</summary>
                    <div class="stack">{more}</div>
                </details>
            </div>
        </Fieldset>
    }
    .into_any()
}

/// How many rows are there up to the last in which something stands.
fn filled_rows(form: &FormState) -> usize {
    let stands = |index: usize| {
        let typed = |name: &&str| form.value(&row_field(index, name)).is_some_and(|typed| !typed.trim().is_empty());
        // A free row is sent with "not recorded" as its sex.
        ["agency", "unit", "count"].iter().any(typed)
    };
    (0..MOST_ROWS).rev().find(|index| stands(*index)).map_or(0, |last| last + 1)
}

fn attendance_row(index: usize, form: &FormState, choices: &Choices) -> AnyView {
    let name = |field: &str| row_field(index, field);
    let sexes = Sex::ALL.iter().map(|sex| (sex.word().to_owned(), sex.label().to_owned())).collect();
    let state = || form.clone();
    view! {
        <fieldset>
            <legend class="strong">{format!("Group {}", index + 1)}</legend>
            <div class="cluster">
                <Select name=name("agency") label="Agency" state=state() options=choices.agencies.clone()
                    blank="Not recorded" optional=true/>
                <Select name=name("unit") label="Unit" state=state() options=choices.units.clone()
                    blank="Not recorded" optional=true/>
                <Select name=name("sex") label="Sex" state=state() options=sexes
                    value=Sex::NotRecorded.word()/>
                <Field name=name("count") label="Number of people" state=state() kind=Input::Number width=Width::Tiny
                    optional=true/>
            </div>
        </fieldset>
    }
    .into_any()
}

fn row_field(index: usize, field: &str) -> String {
    format!("attendance[{index}][{field}]")
}
