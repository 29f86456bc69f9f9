//! The forms that record and edit an activity.

use axum::extract::Path;
use domain::{
    Viewer,
    activity::{ActivityKind, ActivityState, MOST_ROWS, Sex},
};
use leptos::prelude::*;
use store::{
    Tx,
    activities::{ActivityShow, Belongs},
};

use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::*,
    pages::{
        agencies::agency_options,
        grants::{source_fields, sources},
    },
};

/// Rows for participations in a new form; an edited one has as many free ones behind those that are filled.
const FREE_ROWS: usize = 6;
/// How many of the free rows stand open: a course of three agencies needs no unfolding.
const OPEN_ROWS: usize = 3;
/// How many rows the form has at most: what is typed in more than can be recorded is refused, and stands there still.
const ROWS: usize = MOST_ROWS + FREE_ROWS;

pub async fn new_page(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let choices = Choices::load(&mut tx, cx.viewer()?).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Record an activity", move || {
        let steps = vec![("Activities".to_owned(), "/activities".to_owned())];
        let states = [(ActivityState::Held, "was held"), (ActivityState::Planned, "is planned")];
        let states = states.map(|(state, words)| Choice::new(state.word(), words)).to_vec();
        let own = view! {
            <Field name="code" label="Code" state=form.clone() width=Width::Medium autocomplete="off"
                hint="Stands in its address, such as C-2016-09, and cannot be changed later"/>
            <Radios name="state" legend="It" state=form.clone() choices=states/>
        };
        view! {
            <Breadcrumb steps/>
            <PageHeader title="Record an activity"/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/create_activity" novalidate>
                <HiddenInput name="submission" value=submission/>
                {own}
                {fields(&form, choices)}
                <FormActions cancel="/activities"><SubmitButton text="Record the activity"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub async fn edit_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let shown = store::activities::show(&mut tx, viewer, &code).await?;
    let choices = Choices::load(&mut tx, viewer).await?;
    let form = cx.form(&mut tx, filled(&shown)).await?;
    let version = form.version(shown.version);
    let submission = cx.submission_key()?;
    cx.page(&format!("Edit activity {code}"), move || {
        let back = format!("/activities/{code}");
        // Somebody was faster: what stands there now is one click away.
        let compare = form
            .error("")
            .map(|_| view! { <p><a href=back.clone()>"Open the activity as it is recorded now"</a></p> }.into_any());
        let steps = vec![("Activities".to_owned(), "/activities".to_owned()), (code.clone(), back.clone())];
        view! {
            <Breadcrumb steps/>
            <PageHeader kind=shown.activity.kind.label() code=code.clone() title="Edit the activity"/>
            <ErrorSummary state=form.clone()/>
            {compare}
            <form class="form" method="post" action="/api/update_activity" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code/>
                <HiddenInput name="version" value=version/>
                {fields(&form, choices)}
                <FormActions cancel=back><SubmitButton text="Save the activity"/></FormActions>
            </form>
        }
        .into_any()
    })
}

/// What the lists of the form offer, as (value, label).
struct Choices {
    /// Phases by their ids, then components by their codes.
    belongs: Vec<(String, String)>,
    agencies: Vec<(String, String)>,
    units: Vec<(String, String)>,
    sources: Vec<(String, String)>,
}

impl Choices {
    async fn load(tx: &mut Tx, viewer: &Viewer) -> Result<Self, AppError> {
        let phases = store::components::phase_choices(tx, viewer).await?;
        let components = store::components::list(tx, viewer).await?;
        let agencies = store::agencies::list(tx, viewer).await?;
        let units = store::units::choices(tx, viewer).await?;
        let alone = components.into_iter().map(|component| {
            let label = format!("{}, phase not known", component.code);
            (component.code, label)
        });
        Ok(Choices {
            belongs: phases.into_iter().map(|phase| (phase.id.to_string(), phase.label)).chain(alone).collect(),
            agencies: agency_options(agencies),
            units,
            sources: sources(tx, viewer).await?,
        })
    }
}

pub(super) fn filled(shown: &ActivityShow) -> FormState {
    let activity = &shown.activity;
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let belongs = |belongs: &Belongs| belongs.phase.map_or_else(|| belongs.component.clone(), |(id, _)| id.to_string());
    let mut values: Vec<(String, String)> = [
        ("kind", activity.kind.word().to_owned()),
        ("title", activity.title.clone()),
        ("starts_on", activity.starts_on.map(|date| date.words()).unwrap_or_default()),
        ("ends_on", activity.ends_on.map(|date| date.words()).unwrap_or_default()),
        ("place", activity.place.clone().unwrap_or_default()),
        ("belongs_to", activity.belongs_to.as_ref().map(belongs).unwrap_or_default()),
        ("organisers", shown.organisers.join("\n")),
        ("trainers", shown.trainers.join("\n")),
        ("topics", shown.topics.join("\n")),
        ("hosts", shown.hosts.join(", ")),
        ("countries", shown.countries.join(", ")),
        ("others", shown.others.join("\n")),
        ("participations", number(shown.numbers.participations)),
        ("persons", number(shown.numbers.persons)),
        ("completed", number(shown.numbers.completed)),
        ("dropped", number(shown.numbers.dropped)),
        ("source", shown.source.clone().map(|(_, code)| code).unwrap_or_default()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec();
    for (index, row) in shown.rows.iter().enumerate() {
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
        let of = |row: &store::activities::ParticipationRow| {
            let unit = row.unit.as_ref().and_then(|unit| unit.code.as_deref());
            row.agency.as_ref().map(|agency| agency.code.as_str()) == Some(code) || unit == Some(code)
        };
        shown.rows.iter().any(of)
    };
    let agencies = activity.agencies.iter().map(|agency| ("agency", agency.code.clone()));
    let units = shown.units.iter().filter_map(|unit| Some(("unit", unit.code.clone()?)));
    let silent = agencies.chain(units).filter(|(_, code)| !counted(code));
    for (index, (field, code)) in silent.enumerate() {
        values.push((row_field(shown.rows.len() + index, field), code));
    }
    FormState::filled(values)
}

fn fields(form: &FormState, choices: Choices) -> AnyView {
    let state = || form.clone();
    let rows = participation_rows(form, &choices);
    let kinds = ActivityKind::ALL.iter().map(|kind| (kind.word().to_owned(), kind.label().to_owned())).collect();
    let number = |name: &'static str, label: &'static str, hint: &'static str| {
        view! {
            <Field name=name label=label state=form.clone() kind=Input::Number width=Width::Tiny optional=true hint=hint/>
        }
        .into_any()
    };
    let counts = [
        number(
            "participations",
            "Participations",
            "How many took part. Leave it empty when the source states no number",
        ),
        number("persons", "Persons", "Different people, where somebody came to several sessions. Empty: not recorded"),
        number("completed", "Completed", "How many were there to the end"),
        number("dropped", "Dropped out", "How many were not"),
    ];
    view! {
        <Select name="kind" label="What it is" state=state() options=kinds blank="Choose the kind"/>
        <Field name="title" label="Title" state=state() hint="Donors read it: it names no post at the border"/>
        <DateField name="starts_on" label="First day" state=state() partial=true optional=true
            hint="For example 25 Sep 2019. If the day is not known: Sep 2019, or 2019. Empty: no source states a date"/>
        <DateField name="ends_on" label="Last day" state=state() partial=true optional=true/>
        <Field name="place" label="Place" state=state() optional=true
            hint="Donors read it, unless it names a crossing where a border office is"/>
        <Field name="hosts" label="Host countries" state=state() optional=true width=Width::Medium autocomplete="off"
            hint="Two-letter codes with commas between them, such as UZ, KG"/>
        <Select name="belongs_to" label="Component and phase" state=state() options=choices.belongs optional=true
            blank="Not known"/>
        <TextArea name="organisers" label="Organisers" state=state() optional=true rows=3 hint="One a line"/>
        <TextArea name="trainers" label="Trainers" state=state() optional=true rows=2
            hint="One a line: organisations, or people whom a publication names"/>
        <TextArea name="topics" label="Topics" state=state() optional=true rows=3 hint="One a line"/>
        {counts.into_iter().collect_view()}
        {rows}
        <TextArea name="others" label="Also took part" state=state() optional=true rows=2
            hint="One a line: bodies that are no agencies here, such as “civil society”"/>
        <Field name="countries" label="Countries of those who took part" state=state() optional=true width=Width::Medium
            autocomplete="off" hint="Two-letter codes with commas between them"/>
        {source_fields(form, choices.sources, "Where you have it from: choose a source or enter a new one", true)}
    }
    .into_any()
}

fn participation_rows(form: &FormState, choices: &Choices) -> AnyView {
    let filled = filled_rows(form);
    let (open, last) = ((filled + OPEN_ROWS).min(ROWS), (filled + FREE_ROWS).min(ROWS));
    let more = (open..last).map(|index| participation_row(index, form, choices));
    let open: Vec<_> = (0..open).map(|index| participation_row(index, form, choices)).collect();
    let more: Vec<_> = more.collect();
    view! {
        <Fieldset legend="Who took part" hint="One group for each agency, unit and sex, as far as they were recorded at the activity. \
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
    (0..ROWS).rev().find(|index| stands(*index)).map_or(0, |last| last + 1)
}

fn participation_row(index: usize, form: &FormState, choices: &Choices) -> AnyView {
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
                <Field name=name("count") label="Number" state=state() kind=Input::Number width=Width::Tiny
                    optional=true/>
            </div>
        </fieldset>
    }
    .into_any()
}

fn row_field(index: usize, field: &str) -> String {
    format!("participation[{index}][{field}]")
}
